"""The queues as a log shows them: arrivals, time left, groups, length, and who leaves.

A fit is made of the log as it is, or of a log drawn from it with replacement (a bootstrap), so that an answer can carry the doubt in its own figures.
"""

import random
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from statistics import median

from throughcare.capacity.log import Entry, Log, group_sizes, waits_of
from throughcare.capacity.model import WITHDRAWN, YEAR_DAYS, Service, Site

# Fewer people than this of one intensity share their time left with all others.
LEAST_STAYS = 30
POINTS = 200


def stay_quantiles(entries: Sequence[Entry], last: date, points: int = POINTS) -> tuple[int, ...]:
    """Days from being found suitable to release, as equally likely values: Kaplan-Meier, because many are still inside.

    Whoever the log has not seen released by its longest stay keeps twice that stay: long enough to be no limit.
    """
    ends: Counter[tuple[int, bool]] = Counter()
    for one in entries:
        seen = one.stay_ended_on is not None and one.stay_ended_on <= last
        until = one.stay_ended_on if one.stay_ended_on is not None and seen else last
        ends[(until - one.suitable_on).days, seen] += 1
    at_risk, survival = len(entries), 1.0
    days, gone = [], []
    for day in sorted({day for day, _ in ends}):
        survival *= 1 - ends[day, True] / at_risk
        at_risk -= ends[day, True] + ends[day, False]
        days.append(day)
        gone.append(1 - survival)
    wanted = ((number + 0.5) / points for number in range(points))
    places = (bisect_left(gone, share - 1e-12) for share in wanted)
    return tuple(days[place] if place < len(days) else 2 * max(days) for place in places)


def draw_log(log: Log, seed: int) -> Log:
    """A log as another run of the same years might have left it: people drawn with replacement, as many as chance gives.

    Whoever was found suitable before the window stays as they are: they are needed only for the groups.
    """
    chance = random.Random(f"{seed}/log")
    arrived = log.arrived
    count = max(1, round(chance.gauss(len(arrived), len(arrived) ** 0.5)))
    outside = [one for one in log.entries if not log.since <= one.suitable_on <= log.until]
    return Log(log.regime, (*outside, *chance.choices(arrived, k=count)), log.since, log.until)


def fit_service(log: Log, seed: int | None = None) -> Service:
    """The service as the log shows it in its window; with a seed, as a log drawn from it shows it.

    Groups and their sizes are those of the log itself: a timetable, not chance.
    """
    sizes = group_sizes(log)
    drawn = log if seed is None else draw_log(log, seed)
    people = drawn.arrived
    days, causes = waits_of(people, log.until)
    ended = [one for one in people if one.started_on and (one.completed_on or one.left_on)]
    stays, lengths = stays_by_intensity(people, log.until), lengths_by_intensity(log)
    arrived = Counter((one.site, one.intensity) for one in people)
    sites = tuple(
        Site(
            name, arrived[name, intensity] / log.years, len(sizes.get((name, intensity), ())) / log.years, tuple(sizes.get((name, intensity), (1,))),
            stays[intensity], int(median(lengths[intensity][0])), intensity, tuple(sorted(lengths[intensity][1])),
        )
        for name, intensity in sorted({*arrived, *sizes})
    )  # fmt: skip
    return Service(
        sites,
        tuple(sorted(one.risk for one in people)),
        sum(one.completed_on is None for one in ended) / len(ended) if ended else 0.0,
        causes.count(WITHDRAWN) / max(sum(days) / YEAR_DAYS, 1.0),
    )


def stays_by_intensity(people: Sequence[Entry], last: date) -> dict[str, tuple[int, ...]]:
    """Time left by intensity; of too few people, that of everybody."""
    of: dict[str, list[Entry]] = defaultdict(list)
    for one in people:
        of[one.intensity].append(one)
    everybody = stay_quantiles(people, last)
    found = {name: stay_quantiles(some, last) if len(some) >= LEAST_STAYS else everybody for name, some in of.items()}
    return defaultdict(lambda: everybody, found)


def lengths_by_intensity(log: Log) -> dict[str, tuple[list[int], list[int]]]:
    """Days on the programme by intensity: of those who completed, and of all whose time on it has ended; 182 days where nobody has."""
    done: dict[str, list[int]] = defaultdict(list)
    over: dict[str, list[int]] = defaultdict(list)
    for one in log.entries:
        end = one.completed_on or one.left_on
        if one.started_on and end and end > one.started_on:
            over[one.intensity].append((end - one.started_on).days)
            if one.completed_on:
                done[one.intensity].append(over[one.intensity][-1])
    everybody = [day for days in done.values() for day in days] or [182]
    every_end = [day for days in over.values() for day in days] or everybody
    names = {one.intensity for one in log.entries}
    return {name: (done.get(name) or everybody, over.get(name) or every_end) for name in names}
