"""Young adults beside older ones: differences and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.interventions.young import Cell, adjusted_difference, plain_difference, wait_difference


def test_newcombe_example():
    """56 of 70 beside 48 of 80: the published interval of the difference (Newcombe 1998, method 10)."""
    found = plain_difference(Cell(70, 56, 80, 48))
    assert (found.value, found.low, found.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)


def test_a_difference_that_is_only_one_of_sentence_vanishes_when_adjusted():
    strata = [Cell(90, 9, 10, 1), Cell(10, 5, 90, 45)]
    whole = Cell(100, 14, 100, 46)
    assert plain_difference(whole).value == pytest.approx(-0.32)
    assert adjusted_difference(strata).value == pytest.approx(0.0)


cells = st.builds(lambda a, b, c, d: Cell(a + b, a, c + d, c), *[st.integers(0, 50)] * 4)


@given(st.lists(cells, min_size=1, max_size=6))
def test_adjusted_lies_within_its_interval_and_turns_with_the_arms(strata):
    found = adjusted_difference(strata)
    turned = adjusted_difference([Cell(c.older, c.older_reached, c.young, c.young_reached) for c in strata])
    if found.value is None:
        assert turned.value is None
    else:
        assert found.low <= found.value <= found.high
        assert turned.value == pytest.approx(-found.value)


@given(cells)
def test_one_stratum_adjusted_is_the_plain_difference(cell):
    assert adjusted_difference([cell]).value == (
        pytest.approx(plain_difference(cell).value) if cell.young and cell.older else None
    )


def test_a_wait_nobody_ended_has_no_difference():
    import numpy as np

    nobody = (np.array([400, 500]), np.array([0, 0]))
    shares, difference = wait_difference(nobody, nobody)
    assert shares == (0.0, 0.0)
    assert difference.value == 0.0
