"""Intervals and power against their references, and what must hold for every two-by-two table."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.errors import InputError, UsageError
from throughcare.evaluation.intervals import (
    Counts,
    difference_interval,
    difference_interval_by_limits,
    rate_interval,
    ratio_interval,
    score_statistic,
)
from throughcare.evaluation.power import exact_power, power_of, smallest_detectable_ratio, treated_needed, what_is_detectable


def number(text):
    return float(text) if text else math.inf


def test_intervals_equal_the_reference(golden):
    for row in golden.rows("intervals_reference.csv"):
        counts = Counts(*(int(row[name]) for name in ("x1", "n1", "x0", "n0")))
        got = (
            *difference_interval(counts),
            *difference_interval_by_limits(counts),
            *rate_interval(counts.events_treated, counts.treated),
            *rate_interval(counts.events_compared, counts.compared),
            *ratio_interval(counts),
        )
        assert got == pytest.approx(tuple(number(text) for text in list(row.values())[5:]), abs=1e-7)


def test_the_table_that_statsmodels_gets_wrong():
    assert difference_interval(Counts(56, 70, 48, 80)) == pytest.approx((0.0528297132, 0.33817294), abs=1e-7)


@st.composite
def tables(draw):
    treated, compared = draw(st.integers(1, 400)), draw(st.integers(1, 400))
    return Counts(draw(st.integers(0, treated)), treated, draw(st.integers(0, compared)), compared)


@given(tables())
def test_limits_hold_the_estimate_and_change_sign_when_the_groups_swap(counts):
    gap = counts.events_treated / counts.treated - counts.events_compared / counts.compared
    swapped = Counts(counts.events_compared, counts.compared, counts.events_treated, counts.treated)
    for interval in (difference_interval, difference_interval_by_limits):
        low, high = interval(counts)
        assert -1 <= low <= gap + 1e-9
        assert gap - 1e-9 <= high <= 1
        assert interval(swapped) == pytest.approx((-high, -low), abs=1e-8)


@given(tables())
def test_the_ratio_interval_holds_the_ratio_and_turns_over_when_the_groups_swap(counts):
    low, high = ratio_interval(counts)
    back_low, back_high = ratio_interval(Counts(counts.events_compared, counts.compared, counts.events_treated, counts.treated))
    assert 0 <= low <= high
    if counts.events_compared:
        ratio = counts.events_treated / counts.treated / (counts.events_compared / counts.compared)
        assert low - 1e-9 <= ratio <= high + 1e-9
    if counts.events_treated and counts.events_compared:
        assert (back_low, back_high) == pytest.approx((1 / high, 1 / low), rel=1e-6)


@given(tables())
def test_the_test_and_the_interval_agree(counts):
    low, high = difference_interval(counts)
    statistic = score_statistic(counts)
    if abs(statistic - 3.841458820694124) > 1e-6:
        assert (statistic > 3.841458820694124) == (not low <= 0 <= high)


def test_more_events_than_people_are_refused():
    with pytest.raises(InputError, match="5 events among 3 people"):
        difference_interval(Counts(5, 3, 0, 3))


def test_power_equals_the_reference(golden):
    for row in golden.rows("power_reference.csv"):
        rate = float(row["p0"])
        if row["kind"] == "smallest_detectable_rr":
            got = smallest_detectable_ratio(rate, int(row["n_treated"]), int(row["n_comparison"]))
            assert got == (pytest.approx(float(row["value"]), abs=1e-5) if row["value"] else None)
        elif row["kind"] == "treated_needed":
            assert treated_needed(rate, float(row["rr_true"])) == int(row["value"])
        else:
            got = power_of(rate * float(row["rr_true"]), rate, int(row["n_treated"]), int(row["n_comparison"]))
            assert got == pytest.approx(float(row["value"]), abs=1e-5)


def test_exact_power_approaches_the_normal_form_when_events_are_many():
    assert exact_power(0.2, 0.3, 300, 300) == pytest.approx(power_of(0.2, 0.3, 300, 300), abs=0.02)


def test_few_expected_events_bring_the_exact_power():
    assert what_is_detectable(100, 1000, 0.02).exact_power_at_smallest is not None
    assert what_is_detectable(1000, 10_000, 0.08).exact_power_at_smallest is None


def test_a_rate_of_nought_has_no_power():
    with pytest.raises(UsageError, match="rate between 0 and 1"):
        what_is_detectable(100, 1000, 0.0)
