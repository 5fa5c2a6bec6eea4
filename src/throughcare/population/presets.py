"""Which population: the figures of a preset, each with its source.

A preset with a `base` replaces single figures of it and leaves the others as they are.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.errors import UsageError, nearest
from throughcare.population.draws import day

FOLDER = Path(__file__).resolve().parent / "presets"


@dataclass(frozen=True)
class Preset:
    """Figures by group and name; `figures` keeps each with its source."""

    name: str
    title: str
    figures: dict[str, dict[str, dict[str, Any]]]

    def value(self, group: str, name: str) -> Any:
        """One figure as it stands in the file."""
        return self.figures[group][name]["value"]

    def number(self, group: str, name: str) -> float:
        """One figure that is a number."""
        return float(self.value(group, name))

    def numbers(self, group: str, name: str) -> list[float]:
        """One figure that is a row of numbers."""
        return [float(one) for one in self.value(group, name)]

    def date(self, group: str, name: str) -> int:
        """One figure that is a date, as days since 1970."""
        return day(self.value(group, name))


def preset_names() -> list[str]:
    """Every preset there is."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def read_preset(name: str) -> Preset:
    """A preset by its name; UsageError where there is none, with the nearest name."""
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        raise UsageError(f"preset {name}: not found{nearest(name, preset_names())}; there are: {', '.join(preset_names())}")
    with path.open("rb") as file:
        read = tomllib.load(file)
    base, title = read.pop("base", None), read.pop("title")
    figures = {group: dict(rows) for group, rows in (read_preset(base).figures if base else {}).items()}
    for group, rows in read.items():
        figures.setdefault(group, {}).update(rows)
    return Preset(name, title, figures)


def calibration_page() -> str:
    """The page docs/reference/calibration.md: every figure of every preset with its source."""
    base = read_preset("calibrated-2017")
    lines = [
        "# Calibration of the invented population",
        "",
        "Every figure of the presets, with its source. F001 to F174 are rows of `records/reference/figures.csv`; *domain note* and",
        "*error_rates.csv* are the project's own reference facts; *assumption* is invented, and says so. Codes and shares of kinds of",
        "case stand in `population/data/offences.toml`, names in `population/data/names.toml`: assumptions both.",
        "This page is made from the presets: `python -m throughcare.population.presets`.",
        "",
        f"## calibrated-2017: {base.title}",
    ]
    for group, rows in base.figures.items():
        lines += ["", f"### {group}", "", "| figure | value | source |", "|---|---|---|"]
        lines += [f"| {name} | {figure['value']} | {figure['source']} |" for name, figure in rows.items()]
    for name in preset_names():
        if name == base.name:
            continue
        other = read_preset(name)
        lines += [
            "",
            f"## {name}: {other.title}",
            "",
            "Only what differs from calibrated-2017.",
            "",
            "| figure | value | source |",
            "|---|---|---|",
        ]
        for group, rows in other.figures.items():
            lines += [
                f"| {group}.{key} | {figure['value']} | {figure['source']} |"
                for key, figure in rows.items()
                if figure != base.figures.get(group, {}).get(key)
            ]
    return "\n".join([*lines, "", LIMITS, ""])


LIMITS = """## What the population is not

- It is built around convictions: 50 of 100 people are convicted in their first case, so attrition (F005, 4 per cent charged) is not shown.
- A person has one first case and at most three later ones; programmes in custody belong to the first case only.
- Core SOTP is given the effect that was published (10.0 against 8.0 per cent); whether that was the programme's effect is what the
  evaluation room is for. Later regimes have none, since no estimate was found.
- In the community, in services and in Circles no effect is planted.
- y0 and y1 are days to a *proven* sexual offence, counted from release or, without custody, from sentence.
- Chances of treatment in `truth_selection` join the chance of referral with the share of queued people of the same regime and band of
  time left who started; the queue's own luck is not in them.
- Postcodes stand in areas Q, V and X, which do not exist; their second letter follows the police force area.
- Key of a record in `truth_record_link`: nominal_ref, defendant_id, noms_number, crn, service_user_ref, core_member_ref; also pnc_id for
  `pnc_conviction` and visor_ref for `mappa`. In `truth_error` it is the table's key columns joined by `|`.
- `truth_event` has one column more than its schema: `detail`, the programme, service or offence code of the event."""


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[3] / "docs" / "reference" / "calibration.md"
    target.write_text(calibration_page(), encoding="utf-8")
