"""Errors of the waits when people of one site begin together."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.interventions.clustered import FEWEST_SITES, NO_SITE, influence_on, site_variance
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


def draw_study(rng, sites, together):
    """Waits of eight people at each of some sites, begun `together` at a time or never, and sixty people without a site who never begin."""
    began = np.repeat(rng.random((sites, 8 // together)) < 0.4, together, axis=1).ravel()
    days = np.concatenate([np.where(began, rng.integers(1, 300, len(began)), 400), np.full(60, 400)])
    site = np.concatenate([np.repeat(np.arange(sites), 8), np.full(60, NO_SITE)])
    return days, np.concatenate([began.astype(int), np.zeros(60, int)]), site


@pytest.mark.parametrize("together", [1, 4])
def test_the_variance_by_site_is_the_spread_of_many_studies_and_the_plain_one_is_so_only_of_people_alone(together):
    rng, grid = np.random.default_rng(5), np.array([360])
    shares, by_site, plain = [], [], []
    for _ in range(600):
        days, causes, site = draw_study(rng, 20, together)
        curves = make_incidence(days, causes, 1)
        shares.append(curves.at(grid)[0, 0])
        by_site.append(site_variance(curves, 1, (days, causes), site, grid)[0])
        plain.append(curves.variance(1)[-1])
    # Sixty are without a site in every study here, while the estimate lets their number vary from study to study.
    people, referred = 220, 160
    own = referred / people**2 * 0.4**2 * (60 / people)
    assert np.mean(by_site) == pytest.approx(np.var(shares) + own, rel=0.15)
    assert (np.mean(plain) > 0.8 * np.var(shares)) == (together == 1)


def test_one_person_a_site_is_people_alone():
    rng = np.random.default_rng(7)
    days, causes, _ = draw_study(rng, 20, 1)
    curves, grid = make_incidence(days, causes, 1), np.array([180, 360])
    alone = (influence_on(curves, 1, days, causes, grid) ** 2).sum(axis=0)
    assert site_variance(curves, 1, (days, causes), np.arange(len(days)), grid) == pytest.approx(alone * 220 / 219, rel=1e-9)


def test_too_few_sites_say_nothing():
    days, causes, site = draw_study(np.random.default_rng(7), FEWEST_SITES - 1, 4)
    assert site_variance(make_incidence(days, causes, 1), 1, (days, causes), site, np.array([360])).tolist() == [0.0]
