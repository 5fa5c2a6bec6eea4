"""Young adults beside older ones: differences and their intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.interventions.young import Cell, adjusted_difference, adjusted_wait, plain_difference, wait_difference


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


def test_a_wait_that_differs_only_by_sentence_does_not_differ_when_adjusted():
    """Short sentences: half arrive on day 10 at either age; long ones: nobody does. The young have the short ones."""
    import numpy as np

    def arm(arrived, not_arrived):
        return np.array([10] * arrived + [400] * not_arrived), np.array([1] * arrived + [2] * not_arrived)

    short, long = (arm(40, 40), arm(5, 5)), (arm(0, 10), arm(0, 80))
    whole = wait_difference(arm(40, 50), arm(5, 85))[1]
    adjusted = adjusted_wait([short, long])
    assert whole.low > 0.2
    assert adjusted.value == pytest.approx(0.0)
    assert adjusted.low < 0 < adjusted.high


def test_one_stratum_of_waits_adjusted_is_the_plain_difference():
    import numpy as np

    young, older = (np.array([5, 20, 400]), np.array([1, 2, 0])), (np.array([30, 400, 400, 500]), np.array([1, 0, 0, 2]))
    plain, adjusted = wait_difference(young, older)[1], adjusted_wait([(young, older)])
    assert (plain.value, plain.low, plain.high) == pytest.approx((adjusted.value, adjusted.low, adjusted.high))


def test_ages_that_share_no_stratum_have_no_adjusted_wait():
    import numpy as np

    nobody = (np.array([], dtype=int), np.array([], dtype=int))
    assert adjusted_wait([((np.array([3]), np.array([1])), nobody), (nobody, (np.array([3]), np.array([1])))]).value is None
