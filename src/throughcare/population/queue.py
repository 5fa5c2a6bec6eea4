"""The queue for programme places: groups start at sites, those nearest to release go first, and time runs out for the others.

Source of the shape: domain note 13. Groups are as large and as frequent as the supply of places for each suitable person allows.
"""

import heapq
from dataclasses import dataclass, fields

import numpy as np

from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints, day
from throughcare.population.presets import Preset
from throughcare.population.treatment import (
    CHOICES_START,
    HORIZON_START,
    QUEUED,
    REGIMES,
    ROLLOUT_DAYS,
    SOTP_END,
    Candidates,
    waiting_years,
)

OPEN, COMPLETED, LEFT, MOVED, GAVE_UP, TIME_UP = range(6)


@dataclass(frozen=True)
class Legs:
    """Time in one regime's queue, one entry a person and regime, by person.

    `how`: OPEN still waiting or on the programme, COMPLETED, LEFT after a start, MOVED to the next regime, GAVE_UP (withdrawn at the
    end of a regime), TIME_UP (left custody first). `share` is how much of the programme was received.
    """

    person: Ints
    leg: Ints
    regime: Ints
    site: Ints
    stream: Ints
    entered: Ints
    started: Ints
    ended: Ints
    share: Floats
    how: Ints

    def __len__(self) -> int:
        return len(self.person)

    def only(self, keep: Bools) -> "Legs":
        """The legs picked."""
        return Legs(**{one.name: getattr(self, one.name)[keep] for one in fields(self)})


def start_groups(enter: Ints, deadline: Ints, *, opens: int, closes: int, every: float, length: int, size: int) -> Ints:
    """Day each person starts, NONE for those who never do.

    A group starts each `every` days and takes up to `size` of those waiting who will still be there when it ends, nearest release
    first. With fewer than two such people the group waits three weeks.
    """
    order = np.lexsort((deadline, enter))
    started = np.full(len(enter), NONE, dtype=np.int64)
    waiting: list[tuple[int, int]] = []
    came, today = 0, float(opens)
    while today <= closes and (came < len(order) or waiting):
        now = int(today)
        while came < len(order) and enter[order[came]] <= now:
            heapq.heappush(waiting, (int(deadline[order[came]]), int(order[came])))
            came += 1
        while waiting and waiting[0][0] < now + length + 7:
            heapq.heappop(waiting)
        if len(waiting) < 2 and size > 2:
            today += 21.0
            continue
        for _ in range(min(size, len(waiting))):
            started[heapq.heappop(waiting)[1]] = now
        today += every
    return started


def _closing(regime: int, site: int, end: int) -> tuple[int, int]:
    opens = [day("2003-09-01"), HORIZON_START + (site % 5) * 25, CHOICES_START + site * ROLLOUT_DAYS][regime]
    closes = [SOTP_END - 120, CHOICES_START + site * ROLLOUT_DAYS - 100, end][regime]
    return opens, closes


def _regime_starts(
    preset: Preset, regime: int, site: Ints, stream: Ints, enter: Ints, deadline: Ints, end: int
) -> tuple[Ints, Ints]:
    """Starts in one regime, and the length of each person's programme."""
    started = np.full(len(enter), NONE, dtype=np.int64)
    length = np.where(
        stream == 1, preset.numbers("programmes", "high_days")[regime], preset.numbers("programmes", "custody_days")[regime]
    )
    length = length.astype(np.int64)
    supply, largest = preset.numbers("programmes", "supply")[regime], preset.number("programmes", "group_size")
    for place in np.unique(site * 2 + stream):
        mine = np.flatnonzero(site * 2 + stream == place)
        opens, closes = _closing(regime, int(place) // 2, end)
        rate = len(mine) * supply / max(min(closes, end) - opens, 365)
        size = int(np.clip(np.rint(rate * 240), 2, largest))
        first = opens + int((place * 0.37) % 1 * size / rate)
        started[mine] = start_groups(
            enter[mine], deadline[mine], opens=first, closes=closes, every=size / rate, length=int(length[mine[0]]), size=size
        )
    return started, length


def run_queue(draws: Draws, preset: Preset, candidates: Candidates, *, sites: list[int], end: int) -> Legs:
    """All legs of all queued people, regime after regime; those still waiting when a regime ends mostly move to the next."""
    queued = candidates.only(candidates.result == QUEUED)
    person, deadline = queued.person, queued.deadline
    parts: list[Legs] = []
    moved = np.zeros(len(person), dtype=np.bool_)
    entered, site, leg = queued.suitable.copy(), queued.site.copy(), np.zeros(len(person), dtype=np.int64)
    for regime in range(3):
        here = np.flatnonzero((queued.regime == regime) | moved)
        who = person[here]
        site[here] = draws.whole("site", who, sites[regime])
        started, length = _regime_starts(preset, regime, site[here], queued.stream[here], entered[here], deadline[here], end)
        stays = ~draws.chance("left programme", who, preset.number("programmes", "left_share"), regime)
        share = np.where(stays, 1.0, 0.05 + 0.9 * draws.uniform("left when", who, regime))
        closes = np.array([_closing(regime, int(one), end)[1] for one in range(max(sites) + 1)])[site[here]] + 100
        waiting = started == NONE
        goes_on = waiting & (deadline[here] > closes + 60) & (closes < end) & (regime < 2)
        moves = goes_on & draws.chance("moves on", who, 0.8, regime)
        how = np.where(waiting, np.where(moves, MOVED, np.where(goes_on, GAVE_UP, TIME_UP)), np.where(stays, COMPLETED, LEFT))
        last = np.where(
            waiting,
            np.where(goes_on, np.maximum(closes, entered[here] + 1), deadline[here]),
            started + np.rint(length * share).astype(np.int64),
        )
        parts.append(
            Legs(
                who,
                leg[here],
                np.full(len(here), regime),
                site[here],
                queued.stream[here],
                entered[here],
                started,
                last,
                np.where(waiting, 0.0, share),
                how,
            )
        )
        moved = np.zeros(len(person), dtype=np.bool_)
        moved[here[moves]] = True
        entered[here[moves]] = last[moves] + 14 + draws.whole("move wait", who[moves], 30)
        leg[here] += 1
    whole = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Legs)}
    order = np.lexsort((whole["leg"], whole["person"]))
    return Legs(**{name: values[order] for name, values in whole.items()})


def start_shares(candidates: Candidates, legs: Legs) -> Floats:
    """Share of queued people who started, among those of the same regime and band of time left; one value a candidate."""
    cell = candidates.regime * 4 + waiting_years(candidates)
    queued = candidates.result == QUEUED
    began = np.isin(candidates.person, legs.person[legs.started != NONE])
    cells = 4 * len(REGIMES)
    found = np.bincount(cell[queued], weights=began[queued].astype(np.float64), minlength=cells)
    counted = np.bincount(cell[queued], minlength=cells)
    shares: Floats = (found / np.maximum(counted, 1))[cell]
    return shares
