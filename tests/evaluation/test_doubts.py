"""E-values, hidden factors, linkage error: worked values, round trips, and what they must not claim."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.errors import InputError
from throughcare.evaluation.linkage_error import (
    LinkError,
    combine_draws,
    correct_contrast,
    correct_rate,
    correct_with_interval,
    error_grid,
    seen_rate,
    where_the_conclusion_turns,
)
from throughcare.evaluation.sensitivity import e_value, e_values, hidden_factor_grid, invent_people, ratio_from_odds


def test_e_values_of_the_note():
    assert e_value(1.25) == pytest.approx(1.809, abs=5e-4)
    assert e_value(0.30) == pytest.approx(6.122, abs=5e-4)
    assert e_value(1.0) == 1.0
    mews = e_values(1.25, 1.10, 1.42)
    assert mews.limit == pytest.approx(e_value(1.10))
    assert e_values(0.9, 0.7, 1.2).limit == 1.0
    assert ratio_from_odds(4.0) == 2.0


@given(st.floats(0.05, 20))
def test_an_e_value_does_not_care_which_way_the_ratio_is_written(ratio):
    assert e_value(ratio) == pytest.approx(e_value(1 / ratio))


def test_a_hidden_factor_leaves_more_the_stronger_it_is():
    cells = hidden_factor_grid(invent_people(2562, 13219, 0.08), strengths=(0.1, 0.5))
    by_strength = {(cell.on_selection, cell.on_outcome): cell.difference for cell in cells}
    assert by_strength[0.1, 0.1] < by_strength[0.1, 0.5] < by_strength[0.5, 0.5]
    assert abs(by_strength[0.1, 0.1]) < 0.003


rates = st.floats(0.001, 0.999)
links = st.tuples(st.floats(0.6, 1.0), st.floats(0.0, 0.05)).map(lambda pair: LinkError(*pair))


@given(rates, links)
def test_correction_undoes_what_linkage_did(rate, link):
    assert correct_rate(seen_rate(rate, link), link) == pytest.approx(rate, abs=1e-9)


@pytest.mark.parametrize(
    ("rate", "ratio", "s1", "s0", "f1", "f0", "seen"),
    [
        (0.08, 1, 0.97, 0.92, 0, 0, 1.054),
        (0.08, 1, 0.92, 0.97, 0, 0, 0.948),
        (0.08, 0.74, 0.95, 0.95, 0.005, 0.005, 0.756),
        (0.02, 0.74, 0.95, 0.95, 0.010, 0.002, 1.141),
        (0.02, 1, 0.95, 0.95, 0.010, 0.002, 1.374),
    ],
)
def test_linkage_error_shows_the_ratios_of_the_note(rate, ratio, s1, s0, f1, f0, seen):
    one, other = LinkError(s1, f1), LinkError(s0, f0)
    shown = seen_rate(rate * ratio, one), seen_rate(rate, other)
    assert shown[0] / shown[1] == pytest.approx(seen, abs=1e-3)
    assert correct_contrast(*shown, one, other).ratio == pytest.approx(ratio)


def test_a_rate_that_no_truth_could_show_is_not_identified():
    found = correct_contrast(0.004, 0.05, LinkError(0.95, 0.01), LinkError(0.95, 0.01))
    assert not found.identified
    assert found.difference is None
    with pytest.raises(InputError):
        correct_rate(0.1, LinkError(0.01, 0.2))


def test_the_corrected_interval_is_wider_when_the_errors_are_uncertain():
    seen, errors = (0.10, 0.08), (0.01, 0.005)
    sure = correct_with_interval(seen, errors, (LinkError(0.95, 0.002), LinkError(0.95, 0.002)))
    unsure = correct_with_interval(seen, errors, (LinkError(0.95, 0.002, 0.02, 0.001), LinkError(0.95, 0.002, 0.02, 0.001)))
    assert sure.low < sure.difference < sure.high
    assert unsure.high - unsure.low > sure.high - sure.low


def test_every_place_of_the_grid_is_counted():
    cells = error_grid(0.05, 0.06)
    kept, turned, silent = where_the_conclusion_turns(cells, -0.01)
    assert kept + turned + silent == len(cells) == 6 * 6 * 5 * 5
    assert kept > turned > 0


def test_drawn_linkages_combine_by_rubins_rules():
    combined = combine_draws([0.1, 0.2, 0.3], [0.1, 0.1, 0.1])
    assert combined.estimate == pytest.approx(0.2)
    assert combined.se == pytest.approx(np.sqrt(0.01 + 4 / 3 * 0.01))
    same = combine_draws([0.2, 0.2], [0.1, 0.1])
    assert (same.low, same.high) == pytest.approx((0.2 - 0.1 * 1.959964, 0.2 + 0.1 * 1.959964), abs=1e-6)
