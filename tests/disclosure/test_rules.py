"""Each kind of number leaves by its rule."""

import math
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.disclosure.published import Cell
from throughcare.disclosure.rules import (
    bounds_of,
    protect_estimate,
    protect_events,
    protect_people,
    protect_quantile,
    protect_rate,
    protect_steps,
    wilson,
)

from .tables import POLICY


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "withheld"),
        (1, "withheld"),
        (9, "withheld"),
        (10, "10"),
        (12, "10"),
        (13, "15"),
        (17, "15"),
        (18, "20"),
        (1232, "1,230"),
    ],
)
def test_a_count_of_people_is_withheld_under_ten_and_rounded_to_five(count, shown):
    assert protect_people(count, POLICY).text == shown


def test_a_structural_zero_is_not_applicable():
    assert protect_people(None, POLICY).text == "not applicable"


@given(st.integers(10, 10**6))
def test_the_true_count_lies_within_what_the_published_one_allows(count):
    low, high = bounds_of(protect_people(count, POLICY), POLICY)
    assert max(10, count - 4) <= low <= count <= high <= count + 4


def test_events_are_judged_by_the_people_behind_them():
    assert protect_events(400, 9, POLICY).status == "withheld"
    assert protect_events(401, 10, POLICY).value == 400


@given(st.integers(10, 400), st.data())
def test_a_rate_is_a_function_of_the_published_counts_alone(whole, data):
    part = data.draw(st.integers(10, whole))
    rate = protect_rate(protect_people(part, POLICY), protect_people(whole, POLICY), POLICY)
    for other_whole in range(max(10, whole - 4), whole + 5):
        for other_part in range(max(10, part - 4), min(part + 4, other_whole) + 1):
            same = protect_people(other_part, POLICY) == protect_people(part, POLICY)
            if same and protect_people(other_whole, POLICY) == protect_people(whole, POLICY):
                assert protect_rate(protect_people(other_part, POLICY), protect_people(other_whole, POLICY), POLICY) == rate


@given(st.integers(10, 400), st.data())
def test_an_interval_holds_the_interval_of_the_true_counts(whole, data):
    part = data.draw(st.integers(10, whole))
    rate = protect_rate(protect_people(part, POLICY), protect_people(whole, POLICY), POLICY)
    low, high = wilson(part, whole, POLICY.confidence)
    assert rate.low <= 100 * low + 0.5
    assert rate.high >= 100 * high - 0.5


def test_wilson_agrees_with_the_quadratic_it_solves():
    for limit in wilson(7, 40, 0.95):
        z = NormalDist().inv_cdf(0.975)
        assert abs(7 / 40 - limit) == pytest.approx(z * math.sqrt(limit * (1 - limit) / 40))


def test_a_rate_with_a_withheld_count_is_withheld():
    rate = protect_rate(protect_people(9, POLICY), protect_people(100, POLICY), POLICY)
    assert (rate.status, rate.reason) == ("withheld", "count_withheld")


@pytest.mark.parametrize(("people", "sides", "shown"), [(19, 2, "withheld"), (20, 2, "95"), (39, 4, "withheld"), (40, 4, "95")])
def test_a_median_needs_ten_people_on_each_side(people, sides, shown):
    assert protect_quantile(93.0, people, sides, POLICY).text == shown


def test_a_curve_steps_only_after_ten_more_events():
    steps = [(0.01, 4), (0.03, 11), (0.05, 19), (0.06, 21), (0.08, 33)]
    cells = protect_steps(steps, 1000, POLICY)
    assert [c.value for c in cells] == [None, 3, None, 6, 8]
    assert cells[0].reason == "too_few_events"


def test_a_small_groups_curve_does_not_count_its_events_one_by_one():
    assert [c.value for c in protect_steps([(0.21, 21), (0.22, 32)], 100, POLICY)] == [20, 20]


def test_an_estimate_has_two_figures_and_needs_ten_people_in_every_level():
    given_numbers = {"value": 1.2345, "low": 0.98765, "high": 1.54321, "policy": POLICY}
    assert protect_estimate(**given_numbers, smallest_level=10, residual_degrees=10) == Cell(1.2, "published", "", 0.99, 1.5)
    assert protect_estimate(**given_numbers, smallest_level=9, residual_degrees=597).status == "withheld"
    assert protect_estimate(**given_numbers, smallest_level=50, residual_degrees=9).status == "withheld"
