"""Designs with a clock of their own, from the file to the protected text: people are counted and not rows, and nothing of the old clock is taken along."""

import json
import re

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from throughcare.commands.evaluate import command as evaluate
from throughcare.errors import StudyError
from throughcare.evaluation.arrays import by_person, first_rows, people_in
from throughcare.evaluation.balance import effective_people, effective_size
from throughcare.evaluation.plan import parse_plan

PEOPLE = 903
PLAN = """
id = "late"
title = "Begun after release"
question = "Does it work?"
[cohort]
eligibility = ["released"]
invented = true
[treatment]
column = "started"
strategy = "start"
comparison = "do not"
start_days = "start_days"
[clock]
time_zero = "release"
{clock}
[[outcomes]]
id = "any"
label = "a proven reoffence"
role = "primary"
event = "event"
days = "days"
ended = "ended"
[[covariates]]
column = "age"
because = "reoffending falls with age"
[estimator]
tie_orders = 1
"""
CLOCKS = {
    "landmark": ('exposure = "landmark"\nclock_from = "landmark"\nlandmark_days = 180', "day 180 after it: counting begins there"),
    "sequential trials": ('exposure = "sequential_trials"\nwindow_days = 60', "a trial every 60 days, of those who had not started before"),
    "time-varying": ('exposure = "time_varying"\nwindow_days = 60', "a person may stand in several trials"),
}  # fmt: skip


def late_starters(seed=3):
    rng = np.random.default_rng(seed)
    age = rng.uniform(18, 60, PEOPLE)
    fails = rng.exponential(1200 - 300 * (age < 25), PEOPLE)
    start = np.where(rng.random(PEOPLE) < 0.6, rng.uniform(0, 700, PEOPLE), np.inf)
    days, event = np.ceil(np.minimum(fails, 730)), fails <= 730
    started = start < days
    return pa.table(
        {
            "person": [f"p{at}" for at in range(PEOPLE)],
            "started": started.astype(int),
            "start_days": pa.array(np.where(started, start, 0), mask=~started),
            "age": age,
            "event": event.astype(int),
            "days": days,
            "ended": ["event" if one else "" for one in event],
        }
    )


@pytest.fixture
def place(tmp_path):
    parquet.write_table(late_starters(), tmp_path / "cohort.parquet")
    return tmp_path


def run(place, clock, *words):
    (place / "plan.toml").write_text(PLAN.format(clock=f"horizon_days = 365\n{clock}"), encoding="utf-8")
    given = [place / "cohort.parquet", "--plan", place / "plan.toml", "--quiet", *words]
    return CliRunner().invoke(evaluate, [str(word) for word in given], catch_exceptions=False, standalone_mode=False).stdout


@pytest.mark.parametrize("name", CLOCKS)
def test_the_people_of_a_new_clock_are_shared_out_and_never_more_than_there_are(name, place):
    clock, _ = CLOCKS[name]
    result = json.loads(run(place, clock, "--json"))
    steps = {one["step"]: one for one in result["flow"]}
    lost = sum(one["people"] for step, one in steps.items() if step.startswith("left out: "))
    assert lost > 0
    assert lost + steps["eligible"]["people"] == PEOPLE == result["flow"][0]["people"]
    for one in (*result["panel"], result["unadjusted"]):
        assert one["effective_comparison"] <= one["people_comparison"] + 1e-9 <= PEOPLE
        assert one["effective_treated"] <= one["people_treated"] + 1e-9
    assert sum(result["overlap"]["comparison"]) == steps["eligible"]["comparison"]
    assert sum(result["overlap"]["treated"]) == steps["eligible"]["treated"]
    assert max(point["events_comparison"] for point in result["course"]["points"]) <= steps["eligible"]["comparison"]


@pytest.mark.parametrize("name", CLOCKS)
def test_a_new_clock_passes_disclosure_control_and_says_when_counting_begins(name, place):
    clock, words = CLOCKS[name]
    said = run(place, clock)
    assert words in said
    assert "still followed up, and without the outcome, when the new clock begins" in said
    assert re.search(r"taking part: people \d+", said)
    assert "## Result" in said


@pytest.mark.parametrize(
    ("old", "new", "place_of"),
    [
        ('ended = "ended"', 'ended = "ended"\ncount = "offences"', "count"),
        ('ended = "ended"', 'ended = "ended"\nat_liberty_days = "free"', "at_liberty_days"),
        ('ended = "ended"', 'ended = "ended"\nlate = "late"', "late"),
        ('event = "event"', 'event = "event"\nkind = "number"', "kind = 'number'"),
        ("[estimator]", '[[variants]]\nid = "w"\nkind = "link_set"\nsuffix = "_wide"\n[estimator]', "suffix"),
    ],
)
def test_what_has_no_days_cannot_be_counted_from_a_new_clock(old, new, place_of):
    text = PLAN.format(clock=CLOCKS["landmark"][0]).replace(old, new, 1)
    with pytest.raises(StudyError, match=re.escape(f"{place_of}: cannot be counted again from a new clock")):
        parse_plan(text.encode(), "plan.toml")
    parse_plan(PLAN.format(clock="").replace(old, new, 1).encode(), "plan.toml")


def test_rows_of_one_person_count_once():
    clusters, rows = np.array([4, 4, 4, 7, 7, 9]), np.array([False, True, True, True, False, False])
    assert people_in(rows, clusters) == 2
    assert people_in(rows, None) == 3
    assert first_rows(rows, clusters).tolist() == [False, True, False, True, False, False]
    assert first_rows(rows, None) is rows
    assert by_person(np.arange(6.0), clusters).tolist() == [3.0, 7.0, 5.0]


def test_a_cohort_that_stands_twice_has_no_more_effective_people():
    weights = np.array([1.0, 0.5, 2.0, 0.25])
    twice, who = np.concatenate([weights, weights]), np.concatenate([np.arange(4), np.arange(4)])
    assert effective_people(twice, who) == pytest.approx(effective_size(weights))
    assert effective_size(twice) == pytest.approx(2 * effective_size(weights))
