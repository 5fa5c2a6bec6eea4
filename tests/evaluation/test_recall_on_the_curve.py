"""A cohort that says its course twice: the headline counts everybody, the curves end with a recall."""

from dataclasses import asdict

import numpy as np
import pyarrow as pa
import pytest

from throughcare.errors import InputError, StudyError
from throughcare.evaluation.cohort_file import make_cohort
from throughcare.evaluation.evaluate import evaluate
from throughcare.evaluation.plan import parse_plan

APART = 'ended = "ended"\ncurve_days = "curve_days"\ncurve_ended = "curve_ended"\n'


@pytest.fixture(scope="module")
def recalled(invented_table):
    """Six hundred people, of whom some are recalled before they reoffend, and some without ever doing so."""
    table = invented_table(treated=150, compared=450, rate=0.3, seed=4)
    rng = np.random.default_rng(9)
    said = table.column("ended").to_pylist()
    days = np.array(
        [365.0 if word == "recall" else day for word, day in zip(said, table.column("days").to_pylist(), strict=True)]
    )
    ended = ["" if one == "recall" else one for one in said]
    table = changed(changed(table, "ended", pa.array(ended)), "days", pa.array(days))
    recall = np.where(rng.random(len(days)) < 0.3, rng.integers(1, 365, len(days)), 9999)
    first = recall < days
    return table.append_column("curve_days", pa.array(np.minimum(recall, days))).append_column(
        "curve_ended", pa.array(["recall" if back else said for back, said in zip(first, ended, strict=True)], pa.string())
    )


def evaluated(text, table):
    plan = parse_plan(text.encode(), "plan.toml")
    return evaluate(plan, make_cohort(table, plan, "cohort", "0" * 64))


def changed(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


def test_the_headline_is_the_same_and_the_curves_know_recall(plan_text, recalled):
    plain, apart = evaluated(plan_text, recalled), evaluated(plan_text.replace('ended = "ended"\n', APART), recalled)
    assert asdict(plain.primary) == asdict(apart.primary)
    assert plain.course.restricted_mean == apart.course.restricted_mean
    assert {one.kind for one in apart.course.points} - {one.kind for one in plain.course.points} == {"recall"}
    last = {one.kind: one for one in apart.course.points if one.day == 365}
    started = np.array(recalled.column("started").to_pylist()) == 1
    for kind, point in last.items():
        mine = np.array([word == kind for word in recalled.column("curve_ended").to_pylist()])
        assert point.events_treated == (mine & started).sum()
        assert point.treated == pytest.approx((mine & started).sum() / started.sum()), "nobody is censored before the last day"
    assert last["event"].treated < next(one for one in plain.course.points if one.day == 365).treated
    assert any("headline counts everybody" in one for one in apart.course.remarks)
    assert not any("headline counts everybody" in one for one in plain.course.remarks)


@pytest.mark.parametrize(
    ("column", "change", "words"),
    [
        ("curve_days", lambda at, value: None if at == 3 else value, "'curve_days': 1 rows are empty"),
        ("curve_days", lambda at, value: 400 if at < 2 else value, "'curve_days': 2 rows lie after 'days'"),
        ("curve_days", lambda at, value: -1 if at == 5 else value, "'curve_days': 1 rows lie before time zero"),
        ("curve_ended", lambda at, value: "gone" if at < 3 else value, "'curve_ended': 3 rows hold another word"),
        ("curve_ended", lambda _, value: None if value == "event" else value, "rows name no ending although 'reoffended' is 1"),
        ("curve_ended", lambda _, value: value or "event", "rows say 'event' within 365 days although"),
    ],
)
def test_a_curve_that_contradicts_the_headline_is_told(column, change, words, plan_text, recalled):
    values = [change(at, value) for at, value in enumerate(recalled.column(column).to_pylist())]
    with pytest.raises(InputError, match=words):
        evaluated(plan_text.replace('ended = "ended"\n', APART), changed(recalled, column, pa.array(values)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('ended = "ended"\n', 'ended = "ended"\ncurve_days = "curve_days"\n', "curve_ended missing"),
        ('days = "days"\nended = "ended"\n', 'curve_days = "curve_days"\ncurve_ended = "curve_ended"\n', "days, ended missing"),
        ("[[outcomes]]\n", "[[outcomes]]\nwindow = 3\n", "'window' is no key"),
    ],
)
def test_a_plan_that_says_half_of_it_is_refused(old, new, words, plan_text):
    with pytest.raises(StudyError, match=words):
        parse_plan(plan_text.replace(old, new, 1).encode(), "plan.toml")


def test_a_new_clock_takes_no_columns_of_the_old(plan_text):
    text = plan_text.replace('ended = "ended"\n', APART).replace("[clock]\n", '[clock]\nexposure = "sequential_trials"\n')
    with pytest.raises(StudyError, match="cannot be counted again from a new clock"):
        parse_plan(text.encode(), "plan.toml")
