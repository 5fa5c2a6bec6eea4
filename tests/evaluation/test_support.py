"""Compared people whom nobody who started resembles: found, left out, counted, and without them the weights are whole again."""

from dataclasses import replace

import numpy as np
import pytest

from throughcare.evaluation import before
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.evaluate import design_of, evaluate
from throughcare.evaluation.influence import entropy_weights
from throughcare.evaluation.invent import Invention, invent_study
from throughcare.evaluation.plan import parse_plan
from throughcare.evaluation.prepared import prepare
from throughcare.evaluation.support import find_unlike, leave_out_unlike

PLAN = """
id = "p"
title = "A programme"
question = "Does it work?"
[cohort]
key = "person"
eligibility = ["released"]
[treatment]
column = "started"
strategy = "start"
comparison = "do not"
[clock]
time_zero = "release"
[[outcomes]]
id = "any"
label = "a reoffence"
role = "primary"
event = "reoffended"
[[covariates]]
column = "age"
because = "it moves both"
[[covariates]]
column = "risk_band"
kind = "category"
because = "places go by risk"
[estimator]
unlike = "{unlike}"
"""


def a_plan(unlike="leave_out"):
    return parse_plan(PLAN.format(unlike=unlike).encode(), "plan.toml")


@pytest.fixture(scope="module")
def cohort():
    """Nobody assessed as low risk starts."""
    study = invent_study(Invention(300, 1500, seed=4))
    low = np.array([band == "low" for band in study.columns["risk_band"]])
    kept = ~(low & study.treated)
    treated = study.treated[kept]
    texts = [band for band, stays in zip(study.columns["risk_band"], kept, strict=True) if stays]
    numbers = {"started": treated.astype(float), "age": study.columns["age"][kept], "reoffended": study.event[kept]}
    return Cohort("c", "", int(kept.sum()), np.array(study.columns["person"])[kept], treated, numbers, {"risk_band": texts}, {})


def test_a_level_that_nobody_who_started_has_is_left_out_and_counted(cohort):
    low = sum(1 for band in cohort.texts["risk_band"] if band == "low")
    made = leave_out_unlike(a_plan(), cohort)
    assert made.left_out == {"compared, but unlike everybody who started: risk band": low}
    assert made.rows == cohort.rows - low
    assert made.treated.sum() == cohort.treated.sum()
    assert not design_of(a_plan(), made).data.score.ridged


def test_a_plan_may_keep_them_and_they_then_weigh_nothing_at_all(cohort):
    plan = a_plan("keep")
    assert leave_out_unlike(plan, cohort) is cohort
    design = design_of(plan, cohort)
    balance = before.compare_balance(design.data, design.adjustment)
    assert balance.largest_after < 1e-8
    low = np.array([band == "low" for band in cohort.texts["risk_band"]])
    assert (design.adjustment.weights[low] == 0).all()
    assert design.columns.one_sided[0].endswith("all compared")


def test_the_effect_does_not_depend_on_them(cohort):
    with_them, without = (evaluate(a_plan(unlike), cohort).primary.estimate for unlike in ("keep", "leave_out"))
    assert without.difference == pytest.approx(with_them.difference, abs=1e-9)
    assert without.se == pytest.approx(with_them.se, abs=1e-9)


def test_two_cells_that_are_never_empty_apart_set_people_apart():
    """No column alone says so: the started have both levels or neither."""
    rng = np.random.default_rng(2)
    one, other = rng.random(400) < 0.3, rng.random(400) < 0.3
    treated = (rng.random(400) < 0.4) & (one == other)
    columns = np.column_stack([one, other, rng.normal(size=400)]).astype(float)
    assert not find_unlike(columns, treated)[0].any(), "people stand on either side of the line, so weights can balance them"
    columns[:, 1] = one | other
    unlike, apart = find_unlike(columns, treated)
    assert (unlike == (~treated & (columns[:, 0] != columns[:, 1]))).all()
    assert apart == [0, 1]


def test_nobody_is_left_out_where_the_started_differ_among_themselves():
    study = invent_study(Invention(300, 1500, seed=5))
    assert not find_unlike(study.covariates, study.treated)[0].any()


def test_a_shared_number_with_people_on_either_side_sets_nobody_apart():
    rng = np.random.default_rng(3)
    columns = np.column_stack([rng.normal(size=300), rng.normal(size=300)])
    treated = np.arange(300) < 60
    columns[treated, 0] = 0.1
    assert not find_unlike(columns, treated)[0].any()
    weights = entropy_weights(prepare(columns, ["a", "b"], treated))
    assert np.average(columns[~treated, 0], weights=weights[~treated]) == pytest.approx(0.1, abs=1e-8)


def test_the_gate_names_the_covariate(cohort):
    plan = a_plan("keep")
    design = design_of(plan, cohort)
    balance = before.compare_balance(design.data, replace(design.adjustment, weights=np.ones(cohort.rows)))
    assert "in 'risk_band = low' (0 among those who started" in before.say_balance(balance, 0.1)
    trimmed = leave_out_unlike(a_plan(), cohort)
    design = design_of(plan, trimmed)
    balance = before.compare_balance(design.data, replace(design.adjustment, weights=np.ones(trimmed.rows)))
    assert "the largest standardised difference after adjustment is 0." in before.say_balance(balance, 0.1)
    assert "in 'risk_band = " in before.say_balance(balance, 0.1)
