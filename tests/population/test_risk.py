"""OSP points, bands and percentages as the domain note states them."""

import numpy as np
import pytest

from throughcare.population.risk import osp_band, osp_percent, osp_points


@pytest.mark.parametrize(("points", "percent"), [(0, 0.0), (21, 0.51), (26, 1.12), (33, 3.36), (40, 9.61), (50, 34.5)])
def test_osp_points_give_the_published_per_cent(points, percent):
    assert osp_percent(np.array([points]))[0] == pytest.approx(percent, abs=0.005 if percent < 30 else 0.05)


@pytest.mark.parametrize(("points", "band"), [(0, 0), (21, 0), (22, 1), (29, 1), (30, 2), (35, 2), (36, 3), (64, 3)])
def test_osp_bands_begin_at_their_points(points, band):
    assert osp_band(np.array([points]))[0] == band


def _points(adult=0, child=0, other=0, age=40.0, age_last=40.0, stranger=False):
    return osp_points(
        adult=np.array([adult]),
        child=np.array([child]),
        other=np.array([other]),
        age=np.array([age]),
        age_last=np.array([age_last]),
        stranger=np.array([stranger]),
    )[0]


def test_each_cause_of_points_counts_once():
    at_forty = 14 - 7 + 10
    assert _points() == at_forty
    assert _points(child=1) == at_forty + 3
    assert _points(child=2) == at_forty + 6 + 6
    assert _points(adult=5) == at_forty + 15 + 6
    assert _points(other=1, stranger=True) == at_forty + 2 + 4


def test_age_gives_at_most_fourteen_points_and_none_from_sixty():
    assert _points(age=18.0) == 24
    assert _points(age=17.0) == 24
    assert _points(age=60.0) == 10
    assert _points(age=30.0, age_last=17.0) == 10 + 5


def test_the_highest_score_is_sixty_four():
    assert _points(adult=3, child=3, other=3, age=18.0, age_last=18.0, stranger=True) == 64
