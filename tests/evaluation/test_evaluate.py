"""The whole evaluation: its order, its gates, its words, its designs, and its answer on people whose truth is known."""

import dataclasses
import json

import numpy as np
import pyarrow as pa
import pytest

from throughcare.errors import RefusedError
from throughcare.evaluation.cohort_file import make_cohort, read_cohort
from throughcare.evaluation.evaluate import evaluate
from throughcare.evaluation.invent import FALSE, LINKED, Invention, invent_study
from throughcare.evaluation.linkage_error import LinkError, correct_with_interval
from throughcare.evaluation.literature import set_beside
from throughcare.evaluation.panel import PANEL, Settings, adjust, estimate
from throughcare.evaluation.plan import parse_plan
from throughcare.evaluation.prepared import prepare
from throughcare.evaluation.result import Evaluation


def plan_from(text):
    return parse_plan(text.encode(), "plan.toml")


@pytest.fixture(scope="module")
def table(invented_table):
    return invented_table(treated=1200, compared=5000, rate=0.15, ratio=0.7, seed=11)


@pytest.fixture(scope="module")
def result(table, plan_text):
    plan = plan_from(plan_text)
    return evaluate(plan, make_cohort(table, plan, "cohort.parquet", "x"))


def test_the_parts_stand_in_the_order_of_the_report():
    names = [field.name for field in dataclasses.fields(Evaluation)]
    asked = [
        "plan_sha256", "lock", "target_trial", "flow", "detectable", "overlap", "balance", "primary", "course", "panel", "negative_controls",
        "e_value", "hidden_factor", "linkage", "waiting", "subgroups", "limits",
    ]  # fmt: skip
    assert [name for name in names if name in asked] == asked


def test_every_part_is_there_and_is_plain_data(result):
    plain = json.loads(json.dumps(result.as_dict(), allow_nan=False))
    for name in (
        "target_trial",
        "flow",
        "balance",
        "course",
        "panel",
        "negative_controls",
        "e_value",
        "linkage",
        "waiting",
        "subgroups",
        "jdl",
    ):
        assert plain[name], name
    assert {one["estimator"] for one in plain["panel"]} == set(PANEL)
    assert len(plain["linkage"]["grid"]) == 900
    assert {point["kind"] for point in plain["course"]["points"]} == {"event", "recall", "death", "deportation"}
    assert plain["title"].startswith("Exploratory: ")
    assert sorted({row["table"] for row in plain["jdl"]}) == [1, 2, 3, 4, 5, 6]


def test_the_headline_speaks_of_a_hundred_people(result):
    assert result.primary.refused is None
    assert result.primary.sentence.startswith("For 100 typical people who started, the equivalent of ")
    assert "fewer than among similar people who did not" in result.primary.sentence
    assert result.e_value.estimate > result.e_value.limit > 1


def test_balance_is_better_after_and_the_gate_sees_it(result):
    assert result.balance.largest_before > 0.3
    assert result.balance.largest_after < 0.1
    assert all(gate.passed for gate in result.gates)


def test_a_null_programme_is_not_called_ineffective(invented_table, plan_text):
    plan = plan_from(plan_text)
    found = evaluate(plan, make_cohort(invented_table(treated=400, compared=1600, rate=0.15, seed=3), plan, "c", "x"))
    words = found.primary.sentence
    assert words.startswith("No difference was found. ")
    assert "This should not be taken to mean that the programme fails to affect it." in words
    assert "no effect" not in words
    assert "needed to see a difference" in words


def test_too_few_people_leave_power_and_flow_only(invented_table, plan_text):
    plan = plan_from(plan_text)
    found = evaluate(plan, make_cohort(invented_table(treated=40, compared=400, rate=0.15, seed=4), plan, "c", "x"))
    assert "There were not enough people" in found.primary.sentence
    assert found.primary.estimate is None
    assert found.panel == []
    assert (found.course, found.linkage, found.e_value, found.jdl) == (None, None, None, [])
    assert found.flow
    assert found.detectable["any"]


def test_too_few_events_leave_power_and_flow_only_and_no_event_at_all_is_no_traceback(table, plan_text):
    plan = plan_from(plan_text)
    none = [0] * table.num_rows
    for kept in (0, 7):
        events = [1] * kept + none[kept:]
        changed = table.set_column(table.column_names.index("reoffended"), "reoffended", pa.array(events))
        changed = changed.set_column(
            changed.column_names.index("ended"), "ended", pa.array(["event" if one else "" for one in events])
        )
        changed = changed.set_column(changed.column_names.index("offences"), "offences", pa.array(events))
        found = evaluate(plan, make_cohort(changed, plan, "c", "x"))
        assert "There were not enough people" in found.primary.sentence
        assert [gate.gate for gate in found.gates if not gate.passed] == ["follow-up", "events"]
        assert found.panel == []


def test_a_negative_control_with_too_few_events_is_named_and_not_passed_over(table, plan_text):
    plan = plan_from(plan_text)
    column = next(str(one["event"]) for one in plan.outcomes_in("negative_control"))
    nobody = table.set_column(table.column_names.index(column), column, pa.array([0] * table.num_rows))
    found = evaluate(plan, make_cohort(nobody, plan, "c", "x")).negative_controls
    silent = [str(one["id"]) for one in plan.outcomes_in("negative_control") if one["event"] == column]
    assert list(found.too_few_events) == silent
    assert not {one.outcome for one in found.estimates} & set(silent)


def test_groups_that_cannot_be_made_alike_get_no_headline_but_their_balance(table, plan_text):
    plan = plan_from(plan_text + "\n[gates]\nlargest_difference = 0.0001\n")
    found = evaluate(plan, make_cohort(table, plan, "c", "x"))
    assert found.primary.estimate is None
    assert found.primary.sentence.startswith("No result is given: ")
    assert found.balance.after


@pytest.mark.parametrize(("caliper", "people", "effect"), [(0.0, 185, 894.3675), (0.2, 117, 1770.6029)])
def test_lalonde_through_a_plan(lalonde, caliper, people, effect):
    names = ["age", "educ", "racehispan", "racewhite", "married", "nodegree", "re74", "re75"]
    covariates = "".join(f'\n[[covariates]]\ncolumn = "{name}"\nbecause = "as published"\n' for name in names)
    text = f"""
id = "lalonde"
title = "LaLonde"
question = "Did the programme raise earnings?"
[cohort]
key = ""
eligibility = ["in the file"]
benchmark = true
[treatment]
column = "treat"
strategy = "the programme"
comparison = "none"
[clock]
time_zero = "1975"
[[outcomes]]
id = "re78"
label = "earnings in 1978"
role = "primary"
kind = "number"
event = "re78"
[estimator]
primary = "match"
caliper = {caliper}
tie_orders = 2
{covariates}"""
    columns = {name: lalonde.columns[:, lalonde.names.index(name)] for name in names}
    frame = pa.table({"treat": lalonde.treated.astype(int), "re78": lalonde.earnings, **columns})
    plan = plan_from(text)
    found = evaluate(plan, make_cohort(frame, plan, "lalonde.csv", "x"))
    matched = next(one for one in found.panel if one.estimator == "match")
    assert matched.people_treated == people
    assert matched.difference == pytest.approx(effect, abs=5e-5)
    assert found.primary.refused is not None


def late_starters(people=6000, seed=2):
    """A programme begun after release, with no effect; one covariate moves both."""
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=people)
    fails = rng.exponential(900 * np.exp(-0.5 * risk))
    start = np.floor(rng.exponential(500 * np.exp(-0.3 * risk)))
    end = np.ceil(np.minimum(fails, 900))
    started = start < end
    return pa.table(
        {
            "person": [f"p{at:05d}" for at in range(people)],
            "started": started.astype(int),
            "start_days": np.where(started, start, np.nan),
            "risk": risk,
            "event": ((fails <= 900) & (fails <= 365)).astype(int),
            "days": end,
            "ended": np.where(fails <= 900, "event", ""),
        }
    )


LATE = """
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
membership = "ever_started"
{clock}
[[outcomes]]
id = "any"
label = "a proven reoffence"
role = "primary"
event = "event"
days = "days"
ended = "ended"
[[covariates]]
column = "risk"
because = "it moves both"
[estimator]
tie_orders = 1
"""


def test_ever_against_never_from_release_is_refused():
    plan = plan_from(LATE.format(clock=""))
    with pytest.raises(RefusedError, match="ever-started"):
        evaluate(plan, make_cohort(late_starters(), plan, "c", "x"))


@pytest.mark.parametrize(
    "clock",
    [
        'exposure = "landmark"\nclock_from = "landmark"\nlandmark_days = 180',
        'exposure = "sequential_trials"\nwindow_days = 60',
        'exposure = "time_varying"\nwindow_days = 60',
    ],
    ids=["landmark", "sequential trials", "time-varying"],
)
def test_a_null_programme_begun_after_release_stays_null_under_a_right_design(clock):
    plan = plan_from(LATE.format(clock=clock))
    found = evaluate(plan, make_cohort(late_starters(), plan, "c", "x"))
    answer = next(one for one in found.panel if one.estimator == "aipw")
    assert abs(answer.difference) < 3 * answer.se
    assert abs(answer.difference) < 0.05
    assert answer.se > 0


def test_variants_run_the_same_question_under_other_definitions_link_sets_and_draws(table, plan_text):
    rng = np.random.default_rng(1)
    n = table.num_rows
    more = {
        "strict_member": rng.integers(0, 2, n),
        "reoffended_wide": np.array(table.column("reoffended")),
        "reoffended_draw1": np.array(table.column("reoffended")),
        "reoffended_draw2": np.where(rng.random(n) < 0.98, np.array(table.column("reoffended")), 0),
    }
    for name, values in more.items():
        table = table.append_column(name, pa.array(values))
    text = plan_text + "".join(
        f'\n[[variants]]\nid = "{name}"\nkind = "{kind}"\n{rest}\n'
        for name, kind, rest in (
            ("STRICT", "definition", 'member = "strict_member"'),
            ("wide", "link_set", 'suffix = "_wide"'),
            ("d1", "draw", 'suffix = "_draw1"'),
            ("d2", "draw", 'suffix = "_draw2"'),
        )
    )
    plan = plan_from(text)
    found = evaluate(plan, make_cohort(table, plan, "c", "x"))
    assert [one.outcome for one in found.definitions] == ["STRICT"]
    assert found.linkage.sweep[0].difference == pytest.approx(found.primary.estimate.difference)
    assert found.linkage.draws.draws == 2
    assert found.linkage.draws.between_share > 0


def test_the_literature_stands_beside_our_own_estimate(result):
    rows = [
        {"record": "one", "n_treated": "100", "e_treated": "10", "n_control": "100", "e_control": "20"},
        {"record": "two", "n_treated": "200", "e_treated": "30", "n_control": "180", "e_control": "33"},
        {"record": "two", "n_treated": "200", "e_treated": "3", "n_control": "180", "e_control": "5"},
        {"record": "three", "estimate": "0.8", "se": "0.2", "measure": "RR"},
        {"record": "four", "estimate": "0.8", "se": "0.2", "measure": "HR"},
        {"record": "five", "n_treated": "10", "e_treated": "0", "n_control": "10", "e_control": "0"},
    ]
    found = set_beside(rows, result.primary.estimate)
    assert [row["kind"] for row in found["forest"]] == ["study", "study", "study", "pooled", "prediction", "own"]
    assert {row["record"] for row in found["listed"]} == {"two", "four", "five"}
    assert found["pooled"]["studies"] == 3
    assert "unstable" in found["note"]
    assert found["forest"][0]["ratio"] == pytest.approx(0.5)


def test_intervals_hold_the_truth_as_often_as_they_say_with_and_without_corrected_linkage():
    """A short run of what `benchmarks/validity.py` measures at length."""
    covered = corrected = 0
    studies = 120
    for seed in range(studies):
        study = invent_study(Invention(500, 2500, 0.12, 0.8, seed=seed, linked=LINKED, false=FALSE))
        data = prepare(study.covariates, study.names, study.treated)
        ready = adjust("aipw", data, Settings())
        one = estimate(ready, data, study.event, "y", binary=True)
        covered += one.low <= study.true_difference <= one.high
        seen = estimate(ready, data, study.seen, "y", binary=True)
        links = [LinkError(s, f) for s, f in zip(LINKED, FALSE, strict=True)]
        fixed = correct_with_interval(
            (seen.mean_treated, seen.mean_comparison),
            (seen.mean_treated_se, seen.mean_comparison_se),
            tuple(links),
            draws=500,
            seed=seed,
        )
        corrected += fixed.low <= study.true_difference <= fixed.high
    assert 0.89 < covered / studies <= 1
    assert 0.87 < corrected / studies <= 1


def test_the_shape_of_a_harmful_programme_is_found_with_what_belongs_beside_it(invented_table, plan_text):
    """About the size of the 2017 study of the Core programme, true ratio 1.25; the people are invented."""
    plan = plan_from(plan_text)
    found = evaluate(
        plan, make_cohort(invented_table(treated=2562, compared=13219, rate=0.08, ratio=1.25, seed=8), plan, "c", "x")
    )
    assert found.primary.estimate.is_significant
    assert " more than among similar people who did not" in found.primary.sentence
    assert 1.0 < found.e_value.limit < found.e_value.estimate < 2.8
    third = next(cell for cell in found.hidden_factor if cell.on_selection == cell.on_outcome == 0.3)
    assert 0.004 < third.difference < 0.015


def test_rossi_through_a_plan_gives_its_survival_figures():
    from lifelines.datasets import load_rossi

    frame = pa.Table.from_pandas(load_rossi(), preserve_index=False)
    text = """
id = "rossi"
title = "Rossi"
question = "Does aid after release change arrest?"
[cohort]
key = ""
eligibility = ["in the file"]
benchmark = true
[treatment]
column = "fin"
strategy = "aid"
comparison = "none"
[clock]
time_zero = "release"
horizon_days = 52
[[outcomes]]
id = "arrest"
label = "an arrest within 52 weeks"
role = "primary"
event = "arrest"
days = "week"
[[covariates]]
column = "age"
because = "as published"
[estimator]
primary = "overlap"
estimand = "ATO"
tie_orders = 1
"""
    plan = plan_from(text)
    found = evaluate(plan, make_cohort(frame, plan, "rossi", "x"))
    assert found.course.restricted_mean.horizon_days == 52
    assert found.course.restricted_mean.treated == pytest.approx(46.9, abs=0.4)
    assert found.course.hazard_ratio.ratio == pytest.approx(0.69, abs=0.04)


def test_a_written_cohort_is_read_the_same(tmp_path, table, plan_text, result):
    from pyarrow import parquet

    plan = plan_from(plan_text)
    parquet.write_table(table, tmp_path / "c.parquet")
    again = evaluate(plan, read_cohort(tmp_path / "c.parquet", plan))
    assert again.primary.estimate.difference == result.primary.estimate.difference
