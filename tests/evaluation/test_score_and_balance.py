"""The score is R's converged fit; balance is MatchIt's summary."""

import numpy as np
import pytest

from throughcare.evaluation.balance import effective_size, largest_difference, measure_balance
from throughcare.evaluation.matching import MatchingRule, match_nearest
from throughcare.evaluation.propensity import fit_score


def test_coefficients_and_errors_are_those_of_the_converged_model(golden, lalonde):
    fitted = fit_score(lalonde.model_columns, lalonde.treated)
    assert fitted.coefficients == pytest.approx(golden.column("lalonde_logit_model.csv", "coef"), abs=1e-8)
    assert fitted.errors == pytest.approx(golden.column("lalonde_logit_model.csv", "se"), abs=1e-8)
    assert not fitted.ridged


def test_own_scores_are_matchits_to_where_its_fit_stopped(lalonde):
    assert fit_score(lalonde.model_columns, lalonde.treated).logit == pytest.approx(lalonde.given, abs=1e-7)


def test_a_repeated_column_changes_no_score(lalonde):
    twice = np.column_stack([lalonde.model_columns, lalonde.model_columns[:, 0] * 2])
    assert fit_score(twice, lalonde.treated).logit == pytest.approx(
        fit_score(lalonde.model_columns, lalonde.treated).logit, abs=1e-8
    )


def test_a_column_that_separates_the_groups_is_said_aloud():
    treated = np.arange(100) < 40
    fitted = fit_score(np.column_stack([treated * 1.0, np.arange(100.0) % 7]), treated)
    assert fitted.ridged
    assert np.isfinite(fitted.logit).all()


BALANCE = {
    "unadjusted": None,
    "greedy_none": MatchingRule(caliper=None),
    "greedy_caliper0.2": MatchingRule(),
    "ratio2_caliper0.2": MatchingRule(ratio=2),
    "replace_caliper0.2": MatchingRule(replace=True),
}


@pytest.mark.parametrize("spec", BALANCE)
def test_balance_is_matchits_summary(golden, lalonde, spec):
    rule = BALANCE[spec]
    weights = np.ones(len(lalonde.ids))
    if rule is not None:
        weights = match_nearest(lalonde.given, lalonde.treated, rule).weights(len(lalonde.ids))
    columns = np.column_stack([lalonde.given, lalonde.columns])
    measured = {one.term: one for one in measure_balance(columns, ["distance", *lalonde.names], lalonde.treated, weights)}
    rows = [row for row in golden.rows("lalonde_balance.csv") if row["spec"] == spec]
    assert len(rows) == len(measured)
    for row in rows:
        one = measured[row["term"]]
        got = (one.mean_treated, one.mean_comparison, one.difference, one.distance_mean, one.distance_largest)
        names = ("mean_treated", "mean_control", "smd", "ecdf_mean", "ecdf_max")
        assert got == pytest.approx(tuple(float(row[name]) for name in names), abs=1e-9)
        assert one.variance_ratio == (
            None if row["variance_ratio"] == "NA" else pytest.approx(float(row["variance_ratio"]), abs=1e-9)
        )
    if rule is not None:
        expected = next(row for row in golden.rows("lalonde_summary.csv") if row["spec"] == spec)
        terms = [one for one in measured.values() if one.term != "distance"]
        assert largest_difference(terms) == pytest.approx(float(expected["max_abs_smd"]), abs=1e-9)


def test_a_term_without_spread_but_with_a_gap_is_infinitely_unbalanced():
    treated = np.array([True, True, False, False])
    terms = measure_balance(np.array([[1.0], [1.0], [0.0], [1.0]]), ["constant"], treated, np.ones(4))
    assert terms[0].difference is None
    assert largest_difference(terms) == np.inf


def test_equal_weights_count_everybody():
    assert effective_size(np.full(7, 0.3)) == pytest.approx(7)
