"""Every figure of a preset names its source, and the calibration page shows them all."""

import re
from pathlib import Path

import pytest

from throughcare.errors import UsageError
from throughcare.population.presets import calibration_page, preset_names, read_preset
from throughcare.records.reference import read_codes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "calibration.md"
FIGURES = {row["id"] for row in read_codes("figures")}


@pytest.mark.parametrize("name", preset_names())
def test_every_figure_names_a_source_that_exists(name):
    for group, rows in read_preset(name).figures.items():
        for key, figure in rows.items():
            source = figure["source"]
            cited = set(re.findall(r"\bF\d{3}\b", source))
            assert cited <= FIGURES, f"{group}.{key} cites a figure that is not there"
            assert cited or "assumption" in source or "domain note" in source or "error_rates.csv" in source, (
                f"{group}.{key}: {source}"
            )


def test_the_presets_of_the_command_are_the_presets_there_are():
    from throughcare.commands.simulate import PRESETS

    assert sorted(PRESETS) == preset_names()


def test_a_preset_changes_no_figure_but_its_own():
    base, other = read_preset("calibrated-2017"), read_preset("under-flagging")
    changed = {(g, k) for g in base.figures for k in base.figures[g] if base.figures[g][k] != other.figures[g][k]}
    assert {group for group, _ in changed} == {"police"}
    assert all(set(other.figures[group]) == set(base.figures[group]) for group in base.figures)


def test_an_unknown_preset_is_named_with_its_neighbour():
    with pytest.raises(UsageError, match=r"null-efect: not found.*null-effect"):
        read_preset("null-efect")


def test_the_calibration_page_is_as_the_presets_say():
    assert PAGE.read_text(encoding="utf-8") == calibration_page()
