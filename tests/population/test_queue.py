"""Places in groups: nearest release first, and only for those who will still be there."""

import numpy as np

from throughcare.population.draws import NONE
from throughcare.population.queue import start_groups


def _starts(enter, deadline, **changes):
    asked = {"opens": 0, "closes": 1000, "every": 100.0, "length": 50, "size": 2} | changes
    return start_groups(np.array(enter), np.array(deadline), **asked).tolist()


def test_those_nearest_to_release_go_first():
    starts = _starts([0, 0, 0, 0], [900, 300, 400, 800])
    assert starts[1:3] == [0, 0]
    assert starts[0] == starts[3] == 100


def test_nobody_starts_who_would_be_released_before_the_end():
    assert _starts([0, 0, 0], [50, 500, 600]) == [NONE, 0, 0]


def test_nobody_starts_before_being_found_suitable():
    starts = _starts([0, 0, 150, 160], [500, 500, 900, 900])
    assert starts[:2] == [0, 0]
    assert min(starts[2:]) >= 160


def test_a_group_takes_no_more_than_its_size():
    starts = _starts([0] * 5, [900] * 5)
    assert sorted(starts) == sorted([0, 0, 100, 100, starts[-1]])
    assert max(np.unique([start for start in starts if start != NONE], return_counts=True)[1]) == 2


def test_nothing_starts_after_the_queue_closes():
    assert _starts([0, 0, 0, 0], [900] * 4, closes=50) == [0, 0, NONE, NONE]
