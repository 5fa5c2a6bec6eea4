"""Weighting, balancing and doubly robust estimates with the errors of the stacked equations, against delicatessen's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.errors import RefusedError, UsageError
from throughcare.evaluation import influence
from throughcare.evaluation.balance import effective_size
from throughcare.evaluation.estimate import Errors, Sizes, difference_limits, make_estimate
from throughcare.evaluation.influence import Means, matched_means
from throughcare.evaluation.matching import MatchingRule, match_nearest
from throughcare.evaluation.panel import PANEL, Refusal, Settings, adjust, estimate, run_panel
from throughcare.evaluation.prepared import independent_columns, prepare
from throughcare.evaluation.ties import share_tied, try_tie_orders


@pytest.fixture(scope="module")
def data(lalonde):
    return prepare(lalonde.columns, lalonde.names, lalonde.treated)


@pytest.fixture(scope="module")
def outcomes(lalonde):
    return {"re78": (lalonde.earnings, False), "re78_positive": ((lalonde.earnings > 0) * 1.0, True)}


@pytest.fixture(scope="module")
def reference(golden):
    return {(row["estimator"], row["outcome"], row["what"]): row for row in golden.rows("lalonde_weighting.csv")}


@pytest.mark.parametrize("on", ["re78", "re78_positive"])
@pytest.mark.parametrize(
    ("name", "golden_name"), [("ipw", "ipw_att"), ("aipw", "aipw_att"), ("entropy", "entropy_balancing_att")]
)
def test_estimates_and_errors_equal_the_stacked_equations(data, outcomes, reference, name, golden_name, on):
    outcome, binary = outcomes[on]
    expected = reference[golden_name, on, "att"]
    got = estimate(adjust(name, data, Settings()), data, outcome, on, binary=binary)
    assert got.difference == pytest.approx(float(expected["value"]), rel=1e-6)
    assert got.se == pytest.approx(float(expected["se"]), rel=1e-5)


@pytest.mark.parametrize("on", ["re78", "re78_positive"])
def test_outcome_regression(data, outcomes, reference, on):
    outcome, binary = outcomes[on]
    expected = reference["aipw_att", on, "outcome_regression_only"]
    got = estimate(adjust("regression", data, Settings()), data, outcome, on, binary=binary)
    assert got.difference == pytest.approx(float(expected["value"]), rel=1e-6)
    assert got.se == pytest.approx(float(expected["se"]), rel=1e-5)


def test_means_ratio_and_effective_sizes(data, outcomes, reference):
    got = estimate(adjust("ipw", data, Settings()), data, *outcomes["re78_positive"][:1], "re78_positive", binary=True)
    ratio = reference["ipw_att", "re78_positive", "log_risk_ratio"]
    assert np.log(got.ratio) == pytest.approx(float(ratio["value"]), rel=1e-6)
    assert got.log_ratio_se == pytest.approx(float(ratio["se"]), rel=1e-5)
    assert got.effective_comparison == pytest.approx(99.8153859, rel=1e-8)
    means = influence.odds_means(data, outcomes["re78"][0])
    errors = Errors.of(means)
    for mean, se, what in (
        (means.treated, errors.treated, "mean_treated"),
        (means.comparison, errors.comparison, "weighted_mean_comparison"),
    ):
        expected = reference["ipw_att", "re78", what]
        assert mean == pytest.approx(float(expected["value"]), rel=1e-6)
        assert se == pytest.approx(float(expected["se"]), rel=1e-5)
    balanced = influence.entropy_weights(data)
    theirs = balanced[data.comparison]
    assert effective_size(theirs) == pytest.approx(98.4578344, rel=1e-7)
    assert (theirs / theirs.sum()).max() == pytest.approx(0.0219590819, rel=1e-7)


def test_overlap_weights_equal_a_sandwich_by_delicatessen(data, outcomes):
    delicatessen = pytest.importorskip("delicatessen")
    outcome, t, x = outcomes["re78_positive"][0], data.treated * 1.0, data.design

    def psi(theta):
        p = 1 / (1 + np.exp(-x @ theta[2:]))
        return np.vstack([t * (1 - p) * (outcome - theta[0]), (1 - t) * p * (outcome - theta[1]), x.T * (t - p)])

    found = delicatessen.MEstimator(psi, init=[0.7, 0.7, *np.zeros(x.shape[1])])
    found.estimate(solver="lm", deriv_method="approx")
    errors = Errors.of(influence.overlap_means(data, outcome))
    gap = np.array([1.0, -1.0])
    assert errors.difference == pytest.approx(float(np.sqrt(gap @ found.variance[:2, :2] @ gap)), rel=1e-5)


def test_abadie_and_imbens_error_with_replacement_and_shared_ties(lalonde, data):
    links = match_nearest(data.score.logit, data.treated, MatchingRule(caliper=None, replace=True, ties="share"))
    means = matched_means(links, data.treated, lalonde.earnings)
    assert means.treated - means.comparison == pytest.approx(1968.580054, abs=1e-6)
    assert means.difference_se == pytest.approx(1085.02818, abs=1e-4)


PANEL_REFERENCE = {
    ("base", "ipw"): 1180.407846,
    ("base", "entropy"): 1270.734894,
    ("base", "aipw"): 1273.550598,
    ("base", "regression"): 689.858136,
    ("rich", "ipw"): 1782.208548,
    ("rich", "entropy"): 1583.453935,
    ("rich", "aipw"): 1584.527001,
    ("rich", "regression"): 1668.754553,
}


@pytest.mark.parametrize("covariates", ["base", "rich"])
def test_the_experiment_told_by_eight_estimators(nsw_cps, covariates):
    columns = getattr(nsw_cps, covariates)
    data = prepare(columns, [str(at) for at in range(columns.shape[1])], nsw_cps.treated)
    for (which, name), effect in PANEL_REFERENCE.items():
        if which == covariates:
            got = estimate(adjust(name, data, Settings()), data, nsw_cps.earnings, "earnings", binary=False)
            assert got.difference == pytest.approx(effect, abs=0.01), name


def test_tie_orders_move_lalondes_effect_as_far_as_the_note_says(lalonde, data):
    orders = try_tie_orders(data, MatchingRule(), lalonde.earnings, orders=60, seed=1)
    assert 1605 < orders.lowest < orders.highest < 1795
    assert orders.highest - orders.lowest > 100
    assert share_tied(np.array([1.0, 1.0, 2.0])) == pytest.approx(2 / 3)


def test_entropy_balancing_without_a_solution_names_a_covariate():
    rng = np.random.default_rng(0)
    treated = np.arange(200) < 50
    age = np.where(treated, 60.0, rng.uniform(20, 40, 200))
    data = prepare(np.column_stack([rng.normal(size=200), age + rng.normal(0, 0.1, 200)]), ["height", "age"], treated)
    with pytest.raises(RefusedError, match="'age'"):
        influence.entropy_weights(data)
    answers = run_panel(data, Settings(), (rng.random(200) < 0.3) * 1.0, "y", binary=True)
    assert len(answers) == len(PANEL)
    assert any(isinstance(one, Refusal) and one.estimator == "entropy" for one in answers)


def test_an_unknown_estimator_brings_the_nearest():
    data = prepare(np.array([[1.0], [2.0], [3.0], [1.5]]), ["x"], np.array([True, False, True, False]))
    with pytest.raises(UsageError, match="aipw"):
        adjust("aipww", data, Settings())


def test_repeated_and_constant_columns_are_left_out_of_models():
    x = np.random.default_rng(0).normal(size=(50, 2))
    assert independent_columns(np.column_stack([x[:, 0], np.ones(50), x[:, 0] * 3 + 1, x[:, 1]])).tolist() == [0, 3]


@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 60), st.integers(1, 60))
def test_unweighted_limits_are_newcombes(x1, n1, x0, n0):
    from throughcare.evaluation.intervals import Counts, difference_interval_by_limits

    if x1 > n1 or x0 > n0:
        return
    treated = np.arange(n1 + n0) < n1
    outcome = np.concatenate([np.arange(n1) < x1, np.arange(n0) < x0]) * 1.0
    means = influence.naive_means(treated, outcome)
    got = difference_limits(means, Errors.of(means), (n1, n0))
    assert got == pytest.approx(difference_interval_by_limits(Counts(x1, n1, x0, n0)), abs=1e-9)


def test_interval_and_p_value_never_disagree(data, outcomes):
    rng = np.random.default_rng(3)
    for _ in range(20):
        outcome = (rng.random(len(data.treated)) < 0.1 + 0.1 * data.treated) * 1.0
        for name in ("ipw", "aipw", "match"):
            got = estimate(adjust(name, data, Settings()), data, outcome, "y", binary=True)
            assert (got.p_value < 0.05) == got.is_significant


def test_few_expected_events_are_remarked():
    sizes = Sizes(40, 400, 40, 400)
    parts = np.full(10, 0.01)
    got = make_estimate(("ipw", "y", "ATT"), Means(0.02, 0.03, parts, -parts), sizes, binary=True)
    assert "Fewer than five" in got.remarks[0]
