"""Errors of the waits when people begin together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.interventions.clustered import ALONE, group_variance, influence_on, multiple_of_error
from throughcare.interventions.incidence import make_incidence

COPIES = 4000
GRID = np.array([0, 3, 6, 12])
waits = st.lists(st.tuples(st.integers(0, 8), st.integers(0, 2)), min_size=2, max_size=12)


def arrays(rows):
    """Days and causes of rows."""
    return np.array([day for day, _ in rows]), np.array([cause for _, cause in rows])


@settings(max_examples=40)
@given(waits, st.data())
def test_influence_is_what_a_little_more_of_one_wait_does_to_the_curve(rows, data):
    days, causes = arrays(rows)
    one = data.draw(st.integers(0, len(rows) - 1))
    curves = make_incidence(days, causes, 2)
    more = make_incidence(np.append(np.repeat(days, COPIES), days[one]), np.append(np.repeat(causes, COPIES), causes[one]), 2)
    found = influence_on(curves, 1, days[[one]], causes[[one]], GRID)[0]
    assert found == pytest.approx((more.at(GRID)[0] - curves.at(GRID)[0]) * COPIES, abs=2e-3)


@given(waits)
def test_influences_sum_to_nought(rows):
    days, causes = arrays(rows)
    found = influence_on(make_incidence(days, causes, 2), 1, days, causes, GRID)
    assert found.sum(axis=0) == pytest.approx(np.zeros(len(GRID)), abs=1e-12)


def draw_study(rng, together):
    """Eight hundred waits: one group in twenty begins, on one day, and nobody of the others."""
    began = np.repeat(rng.random(800 // together) < 0.05, together)
    day = np.repeat(rng.integers(1, 300, 800 // together), together)
    group = np.where(began, np.repeat(np.arange(800 // together), together), ALONE)
    return np.where(began, day, 400), began.astype(int), group


@pytest.mark.parametrize("together", [1, 2, 4])
def test_the_variance_by_group_is_the_spread_of_many_studies_and_the_plain_one_is_so_only_of_people_alone(together):
    rng, grid = np.random.default_rng(5), np.array([360])
    shares, by_group, plain = [], [], []
    for _ in range(800):
        days, causes, group = draw_study(rng, together)
        curves = make_incidence(days, causes, 1)
        shares.append(curves.at(grid)[0, 0])
        by_group.append(group_variance(curves, 1, (days, causes), group, grid)[0][0])
        plain.append(curves.variance(1)[-1])
    assert np.mean(by_group) == pytest.approx(np.var(shares), rel=0.15)
    assert np.mean(plain) == pytest.approx(np.var(shares) / together, rel=0.15)


def test_people_alone_are_their_own_groups():
    days, causes, _ = draw_study(np.random.default_rng(7), 1)
    curves, grid = make_incidence(days, causes, 1), np.array([180, 360])
    each, none = np.arange(len(days)), np.full(len(days), ALONE)
    apart = group_variance(curves, 1, (days, causes), each, grid)[0]
    assert apart == pytest.approx(group_variance(curves, 1, (days, causes), none, grid)[0], rel=1e-9)
    assert apart == pytest.approx(curves.variance(1)[np.searchsorted(curves.days, grid, side="right") - 1], rel=0.01)


def test_few_groups_reach_further_and_no_event_has_no_spread():
    days, causes, group = draw_study(np.random.default_rng(7), 4)
    groups = len(set(group.tolist()) - {ALONE})
    _, freedom = group_variance(make_incidence(days, causes, 1), 1, (days, causes), group, np.array([360]))
    assert freedom[0] == pytest.approx(2 * groups, rel=0.05)
    assert multiple_of_error(np.array([4.0, np.inf])) == pytest.approx([2.776445, 1.959964], abs=1e-6)
    days, causes = np.array([5, 5]), np.array([0, 0])
    variance, freedom = group_variance(make_incidence(days, causes, 1), 1, (days, causes), np.array([1, 1]), GRID)
    assert not variance.any()
    assert np.isinf(freedom).all()
