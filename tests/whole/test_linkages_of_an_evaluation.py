"""`throughcare link figures`, and then `run`: an evaluation of the study is carried out in every link set that was built, the drawn ones combined."""

import json
import shutil

import pyarrow.compute as pc
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from throughcare.commands.link import figures
from throughcare.evaluation.linkages import COHORTS, LINK_SET
from throughcare.linkage import link_sets

from .conftest import throughcare

BUILT = ("strict", "default", "draw-01", "draw-02")
# Who is young is compared with who is not: in a demo this small too few started a programme, and only the way of the numbers is of interest here.
PLAN = """
id = "young"
title = "Being young"
question = "Do young people reoffend more?"
[cohort]
eligibility = ["released"]
[treatment]
column = "young"
strategy = "be under 25"
comparison = "be older"
[clock]
time_zero = "the day of release"
[[outcomes]]
id = "any"
label = "a proven reoffence"
role = "primary"
event = "any_reoffence"
[[covariates]]
column = "prior_sexual"
because = "a test needs one"
[gates]
treated_at_least = 5
events_at_least = 5
largest_difference = 1
overlap_lost = 1
"""


@pytest.fixture
def study(demo, tmp_path, monkeypatch):
    folder = tmp_path / "study"
    shutil.copytree(demo, folder)
    for plan in (folder / "plans").glob("*.toml"):
        plan.unlink()
    (folder / "plans" / "young.toml").write_text(PLAN, encoding="utf-8")
    monkeypatch.setattr(link_sets, "link_set_names", lambda draws=2: BUILT)
    return folder


def effects(study, tmp_path):
    throughcare("run", study, "--only", "effects", "--quiet", check=0)
    throughcare("export", study, "effects", "--to", tmp_path / "effects.parquet", check=0)
    (row,) = parquet.read_table(tmp_path / "effects.parquet").to_pylist()
    assert row["refused"] is None
    return json.loads(row["result"])


def test_an_evaluation_is_carried_out_in_every_link_set_once_their_cohorts_are_built(study, tmp_path):
    before = effects(study, tmp_path)
    assert (before["linkage"]["sweep"], before["linkage"]["draws"]) == ([], None)
    done = CliRunner().invoke(figures, [str(study), "--quiet"], catch_exceptions=False, standalone_mode=False)
    assert "link set" in done.output or "strict" in done.output
    cohorts = parquet.read_table(study / "links" / COHORTS)
    assert set(pc.unique(cohorts.column(LINK_SET)).to_pylist()) == set(BUILT)
    after = effects(study, tmp_path)
    assert [one["outcome"] for one in after["linkage"]["sweep"]] == ["strict"]
    draws = after["linkage"]["draws"]
    assert draws["draws"] == 2
    assert draws["low"] < draws["estimate"] < draws["high"]
    assert 0 <= draws["between_share"] < 1
    assert after["primary"] == before["primary"]
