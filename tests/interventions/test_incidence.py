"""Aalen-Johansen against R, by hand, and as laws."""

import csv
import os
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.interventions.incidence import interval, make_incidence

# The twelve of the outcomes note: ties of both causes and censoring on one day (days, causes), and R's answers (survival, cmprsk).
TWELVE = ([10, 10, 10, 20, 20, 20, 30, 30, 40, 40, 50, 50], [1, 2, 0, 1, 1, 2, 0, 2, 1, 0, 0, 0])
R = {
    1: ([0.0833333333333333, 0.268518518518518, 0.268518518518518, 0.384259259259259], [0.00694444444444444, 0.0195473251028807, 0.0195473251028807, 0.0274471962639079]),
    2: ([0.0833333333333333, 0.175925925925926, 0.268518518518519, 0.268518518518518], [0.00694444444444444, 0.0141460905349794, 0.0194877876848042, 0.0194877876848042]),
}  # fmt: skip


def test_the_twelve_end_where_they_must():
    curves = make_incidence(*TWELVE, 2)
    assert curves.incidence[:, -1] == pytest.approx([float(Fraction(83, 216)), float(Fraction(58, 216))], abs=1e-15)


@pytest.mark.parametrize("cause", [1, 2])
def test_incidence_and_variance_are_those_of_r(cause):
    curves = make_incidence(*TWELVE, 2)
    assert curves.days.tolist() == [10, 20, 30, 40]
    assert curves.incidence[cause - 1] == pytest.approx(R[cause][0], abs=1e-12)
    assert curves.variance(cause) == pytest.approx(R[cause][1], abs=1e-12)


GOLDEN = Path(os.environ.get("THROUGHCARE_GOLDEN", Path(__file__).parents[3] / "shared" / "golden" / "outcomes"))


def rows_of(name):
    """The rows of a file of known answers; the test is skipped where the files are not at hand."""
    if not (GOLDEN / name).is_file():
        pytest.skip(f"known answers are not at hand: set THROUGHCARE_GOLDEN to the folder that holds {name}")
    with (GOLDEN / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("cause", [1, 2])
def test_incidence_and_variance_are_those_of_the_known_answers(cause):
    """R's survival and cmprsk, from the files themselves; nothing happens on day 50, so the curve stays where it was."""
    twelve = rows_of("twelve.csv")
    days, causes = ([int(float(row[name])) for row in twelve] for name in twelve[0])
    curves = make_incidence(days, causes, 2)
    known = [row for row in rows_of("survival_reference.csv") if row["data"] == "twelve"]
    for what, found in (("aalen_johansen", curves.incidence[cause - 1]), ("cuminc_variance", curves.variance(cause))):
        answers = {int(float(row["term"])): float(row["value"]) for row in known if row["what"] == f"{what}_cause{cause}"}
        assert len(answers) == 5
        place = np.searchsorted(curves.days, list(answers), side="right") - 1
        assert found[place] == pytest.approx(list(answers.values()), abs=1e-6)


def test_nobody_of_many_has_an_upper_limit_and_everybody_a_lower_one():
    assert interval(0.0, 0.0, 500) == pytest.approx((0.0, 0.00762439), abs=1e-6)
    assert interval(1.0, 0.0, 500) == pytest.approx((1 - 0.00762439, 1.0), abs=1e-6)


def test_taking_the_other_end_as_censoring_overstates():
    days, causes = TWELVE
    alone = make_incidence(days, [1 if cause == 1 else 0 for cause in causes], 1)
    assert alone.incidence[0, -1] == pytest.approx(0.465277777777778, abs=1e-12)


waits = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), min_size=1, max_size=40)


@given(waits)
def test_the_causes_and_those_still_waiting_sum_to_one(rows):
    curves = make_incidence([day for day, _ in rows], [cause for _, cause in rows], 3)
    assert curves.incidence.sum(axis=0) + curves.survival == pytest.approx(np.ones(len(curves.days)), abs=1e-12)


@given(waits, st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    before = make_incidence([d for d, _ in rows], [c for _, c in rows], 3)
    random.shuffle(rows)
    after = make_incidence([d for d, _ in rows], [c for _, c in rows], 3)
    assert np.array_equal(before.incidence, after.incidence)


@given(waits)
def test_a_slow_count_by_fractions_agrees(rows):
    survival, found = Fraction(1), Fraction(0)
    for day in sorted({d for d, c in rows if c}):
        at_risk = sum(d >= day for d, _ in rows)
        found += survival * Fraction(sum(d == day and c == 1 for d, c in rows), at_risk)
        survival *= 1 - Fraction(sum(d == day and c > 0 for d, c in rows), at_risk)
    curves = make_incidence([d for d, _ in rows], [c for _, c in rows], 3)
    assert (float(curves.incidence[0, -1]) if len(curves.days) else 0.0) == pytest.approx(float(found), abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 0.3))
def test_an_interval_holds_its_value_and_stays_within_nought_and_one(value, variance):
    low, high = interval(value, variance)
    assert 0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1
