"""Pairs are those of MatchIt 4.7.2, whatever the order of the rows; and what greedy matching promises holds for any scores."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.errors import InputError, UsageError
from throughcare.evaluation.balance import effective_size
from throughcare.evaluation.matching import MatchingRule, match_nearest, radius_weights, score_deviation
from throughcare.evaluation.propensity import fit_score

SPECS = {
    "greedy_none": (MatchingRule(caliper=None), False),
    "greedy_caliper0.2": (MatchingRule(), False),
    "greedy_caliper0.05": (MatchingRule(caliper=0.05), False),
    "greedy_smallest": (MatchingRule(caliper=None, order="smallest"), False),
    "greedy_data_order": (MatchingRule(caliper=None, order="data"), False),
    "ratio2_none": (MatchingRule(caliper=None, ratio=2), False),
    "ratio2_caliper0.2": (MatchingRule(ratio=2), False),
    "exact_race": (MatchingRule(caliper=None), True),
    "exact_race_caliper0.2": (MatchingRule(), True),
    "replace_none": (MatchingRule(caliper=None, replace=True), False),
    "replace_caliper0.2": (MatchingRule(replace=True), False),
}


def att(links, treated, outcome):
    weights = links.weights(len(treated))
    return np.average(outcome[treated], weights=weights[treated]) - np.average(outcome[~treated], weights=weights[~treated])


@pytest.mark.parametrize("own", [False, True], ids=["given scores", "own scores"])
@pytest.mark.parametrize("spec", SPECS)
def test_lalonde_pairs_are_matchits(golden, lalonde, spec, own):
    rule, by_race = SPECS[spec]
    score = fit_score(lalonde.model_columns, lalonde.treated).logit if own else lalonde.given
    links = match_nearest(score, lalonde.treated, rule, exact=lalonde.race if by_race else None)
    pairs = {(lalonde.ids[a], lalonde.ids[b]) for a, b in zip(links.treated, links.comparison, strict=True)}
    assert pairs == {(row["treated"], row["control"]) for row in golden.rows("lalonde_pairs.csv") if row["spec"] == spec}
    expected = next(row for row in golden.rows("lalonde_summary.csv") if row["spec"] == spec)
    assert att(links, lalonde.treated, lalonde.earnings) == pytest.approx(float(expected["att_re78"]), abs=1e-6)
    weights = links.weights(len(score))
    assert effective_size(weights[~lalonde.treated]) == pytest.approx(float(expected["ess_control"]), abs=1e-9)
    assert (weights[lalonde.treated] > 0).sum() == int(expected["n_treated"])
    assert (weights[~lalonde.treated] > 0).sum() == int(expected["n_control"])
    assert len(links.treated) == int(expected["n_links"])


def test_the_caliper_is_measured_in_the_deviation_of_all_logits(lalonde):
    assert score_deviation(fit_score(lalonde.model_columns, lalonde.treated).logit) == pytest.approx(1.8045119706, abs=1e-9)


def test_shared_ties_with_replacement_give_the_matching_packages_answer(lalonde):
    score = fit_score(lalonde.model_columns, lalonde.treated).logit
    links = match_nearest(score, lalonde.treated, MatchingRule(caliper=None, replace=True, ties="share"))
    assert att(links, lalonde.treated, lalonde.earnings) == pytest.approx(1968.580054, abs=1e-6)
    assert len(links.treated) == 211
    assert len(set(links.comparison.tolist())) == 89


@pytest.mark.parametrize("covariates", ["base", "rich"])
def test_nsw_cps_pairs_are_matchits(golden, nsw_cps, covariates):
    links = match_nearest(fit_score(getattr(nsw_cps, covariates), nsw_cps.treated).logit, nsw_cps.treated, MatchingRule())
    expected = {
        (int(row["treated_row"]), int(row["control_row"]))
        for row in golden.rows("nsw_cps_pairs.csv")
        if row["covariates"] == covariates
    }
    first = int(nsw_cps.treated.sum())
    assert {(int(a), int(b) - first) for a, b in zip(links.treated, links.comparison, strict=True)} == expected


@pytest.mark.parametrize(
    ("covariates", "people", "effect"), [("base", 185, 1706.813658), ("rich", 159, 830.813451)], ids=["base", "rich"]
)
def test_nsw_cps_effects_are_matchits(nsw_cps, covariates, people, effect):
    links = match_nearest(fit_score(getattr(nsw_cps, covariates), nsw_cps.treated).logit, nsw_cps.treated, MatchingRule())
    assert len(links.treated) == people
    assert att(links, nsw_cps.treated, nsw_cps.earnings) == pytest.approx(effect, abs=1e-3)


@pytest.mark.parametrize(("covariates", "effect"), [("base", 1564.478545), ("rich", 1481.698755)])
def test_radius_weights_reach_their_reference(nsw_cps, covariates, effect):
    weights = radius_weights(fit_score(getattr(nsw_cps, covariates), nsw_cps.treated).logit, nsw_cps.treated, 0.05)
    ours = np.average(nsw_cps.earnings[nsw_cps.treated], weights=weights[nsw_cps.treated])
    assert ours - np.average(nsw_cps.earnings[~nsw_cps.treated], weights=weights[~nsw_cps.treated]) == pytest.approx(
        effect, abs=0.01
    )


scores = st.lists(st.integers(-30, 30).map(lambda n: n / 7), min_size=2, max_size=60)


@given(scores, st.data())
def test_no_partner_is_used_twice_or_beyond_the_caliper_or_farther_than_a_free_one(values, data):
    logit = np.array(values)
    treated = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    if logit.std() == 0 or not treated.any() or treated.all():
        return
    rule = MatchingRule(caliper=data.draw(st.sampled_from([None, 0.1, 0.5])), order="data")
    links = match_nearest(logit, treated, rule)
    assert len(set(links.comparison.tolist())) == len(links.comparison)
    partner = dict(zip(links.treated.tolist(), links.comparison.tolist(), strict=True))
    reach = np.inf if rule.caliper is None else rule.caliper * score_deviation(logit)
    free = set(np.flatnonzero(~treated).tolist())
    for person in np.flatnonzero(treated).tolist():
        nearest = min((abs(logit[other] - logit[person]) for other in free), default=np.inf)
        if person in partner:
            gap = abs(logit[partner[person]] - logit[person])
            assert gap <= reach + 1e-9
            assert gap <= nearest + 3e-10
            free.remove(partner[person])
        else:
            assert not free or nearest > reach - 1e-9


@given(scores, st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_pairs(values, random):
    logit, keys = np.array(values), np.array([f"p{at:03d}" for at in range(len(values))])
    treated = np.arange(len(values)) % 3 == 0
    shuffled = list(range(len(values)))
    random.shuffle(shuffled)
    rule = MatchingRule(caliper=None, ratio=2)
    one = match_nearest(logit, treated, rule, keys=keys)
    other = match_nearest(logit[shuffled], treated[shuffled], rule, keys=keys[shuffled])
    pairs = {(keys[a], keys[b]) for a, b in zip(one.treated, one.comparison, strict=True)}
    assert pairs == {(keys[shuffled][a], keys[shuffled][b]) for a, b in zip(other.treated, other.comparison, strict=True)}


@given(scores, st.floats(0.01, 3))
def test_radius_weights_add_up_to_the_treated_who_found_anybody(values, width):
    logit, treated = np.array(values), np.arange(len(values)) % 3 == 0
    weights = radius_weights(logit, treated, width)
    assert weights[~treated].sum() == pytest.approx(weights[treated].sum(), abs=1e-9)


def test_fifty_thousand_people_find_partners_among_a_million_in_two_seconds():
    rng = np.random.default_rng(1)
    treated = np.arange(1_050_000) < 50_000
    logit = rng.normal(np.where(treated, 0.5, 0.0), 1.0)
    began = time.process_time()
    links = match_nearest(logit, treated, MatchingRule())
    assert time.process_time() - began < 2
    assert len(links.treated) > 49_000


def test_a_score_that_is_not_a_number_is_refused():
    with pytest.raises(InputError, match="1 propensity scores are not finite"):
        match_nearest(np.array([0.0, np.nan]), np.array([True, False]), MatchingRule())


def test_shared_ties_without_replacement_are_refused():
    with pytest.raises(UsageError, match="replacement"):
        match_nearest(np.array([0.0, 1.0]), np.array([True, False]), MatchingRule(ties="share"))
