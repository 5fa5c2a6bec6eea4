"""The answer against what happens: an invented population whose own queue is run again with more groups.

The population's queue is other code (`population.queue.start_groups`): it stands for the world, and the capacity room sees only its log.
"""

from datetime import date, timedelta

import numpy as np
import pytest

from throughcare.capacity.answer import Costs, Scenario, add_groups, run_scenario
from throughcare.capacity.check import fit_queue
from throughcare.capacity.log import read_log
from throughcare.population.chain import QUEUED_A_YEAR, all_candidates
from throughcare.population.draws import NONE, Draws
from throughcare.population.presets import read_preset
from throughcare.population.queue import MOVED, run_queue, start_groups
from throughcare.population.treatment import sites_used

REGIME, PEOPLE = 1, 20_000
LENGTHS, INTENSITIES = (190, 240), ("moderate", "high")
DAY = date(1970, 1, 1)


def as_date(day):
    return None if day == NONE else DAY + timedelta(days=int(day))


def world(seed):
    """The queue legs of one regime, everybody's day of release, and the last day."""
    draws, preset = Draws(seed), read_preset("calibrated-2017")
    end = preset.date("offending", "extract_end")
    candidates = all_candidates(draws, preset, PEOPLE, lambda *_: None)
    legs = run_queue(draws, preset, candidates, sites=sites_used(preset, PEOPLE * QUEUED_A_YEAR), end=end)
    legs = legs.only(legs.regime == REGIME)
    return legs, candidates.deadline[np.searchsorted(candidates.person, legs.person)], end


def rows_of(legs, release, end):
    """The log that the world leaves, as rows of `queue_entries`."""
    rows = []
    for n in range(len(legs)):
        started, over = as_date(legs.started[n]), as_date(legs.ended[n])
        done = legs.share[n] == 1.0
        rows.append(
            {
                "regime": "horizon_kaizen", "site": f"S{legs.site[n]}", "intensity": INTENSITIES[legs.stream[n]], "osp_band": None,
                "suitable_on": as_date(legs.entered[n]), "started_on": started, "completed_on": over if started and done else None,
                "left_on": over if (started and not done) or legs.how[n] == MOVED else None,
                "stay_ended_on": as_date(release[n]) if release[n] <= end else None,
            }
        )  # fmt: skip
    return rows


def released_in_reach(legs, release, log, more):
    """Per year of the window: people released untreated though their time would have been enough, in the world with so many more groups a year."""
    first, last = ((day - DAY).days for day in (log.since, log.until))
    arrived = (legs.entered >= first) & (legs.entered <= last)
    total = 0
    for place in np.unique(legs.site * 2 + legs.stream):
        mine = np.flatnonzero(legs.site * 2 + legs.stream == place)
        starts = np.unique(legs.started[mine][legs.started[mine] != NONE])
        every = float(np.median(np.diff(starts)))
        size = int(np.bincount(np.searchsorted(starts, legs.started[mine][legs.started[mine] != NONE])).max())
        extra = more * arrived[mine].sum() / arrived.sum()
        every = 365.25 / (365.25 / every + extra)
        length = LENGTHS[int(place) % 2]
        started = start_groups(
            legs.entered[mine], release[mine], opens=int(starts[0]), closes=last, every=every, length=length, size=size
        )
        reach = release[mine] >= legs.entered[mine] + length
        total += int((arrived[mine] & reach & (started == NONE) & (release[mine] <= last)).sum())
    return total / log.years


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_more_groups_would_do_is_what_they_do(seed):
    legs, release, end = world(seed)
    log = read_log(rows_of(legs, release, end), "horizon_kaizen", as_date(end))
    fitted = fit_queue(log, replications=30, seed=1)
    for more in (0, 10):
        said = run_scenario(Scenario("", add_groups(more, frozenset())), fitted.services, years=log.years, seed=1, costs=Costs())
        found = released_in_reach(legs, release, log, more)
        assert said["in_reach_a_year"]["low"] - 0.5 <= found <= said["in_reach_a_year"]["high"] + 0.5, (
            more,
            found,
            said["in_reach_a_year"],
        )
