"""The study's own log of one regime's queues: who waited where, for how long, and what it was for.

In: rows of `queue_entries`. A window is the time over which a regime's groups ran, without its first year.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from throughcare.capacity.model import RELEASED, STARTED, WAITING, WITHDRAWN, YEAR_DAYS
from throughcare.errors import RefusedError

RISKS = {"LOW": 0, "MEDIUM": 1, "HIGH": 2, "VERY_HIGH": 3}
LEAST_STARTS, LEAST_GROUPS, LEAST_ARRIVALS = 60, 12, 100
# People who started within a fortnight of each other in one queue sat in one group.
ONE_GROUP_DAYS = 14
# Whoever waited for a new regime joins its queues together when it opens; its first year is not how it runs.
SETTLING_DAYS = 365


@dataclass(frozen=True)
class Entry:
    """One stay in one queue, and what came of it; `risk` from 0 (low or not recorded) to 3."""

    site: str
    intensity: str
    suitable_on: date
    started_on: date | None
    completed_on: date | None
    left_on: date | None
    stay_ended_on: date | None
    risk: int


@dataclass(frozen=True)
class Log:
    """One regime's entries, all of them, and the window they are read in."""

    regime: str
    entries: tuple[Entry, ...]
    since: date
    until: date

    @property
    def years(self) -> float:
        """How long the window is."""
        return ((self.until - self.since).days + 1) / YEAR_DAYS

    @property
    def arrived(self) -> list[Entry]:
        """Those found suitable in the window."""
        return [one for one in self.entries if self.since <= one.suitable_on <= self.until]


def read_log(rows: Iterable[Mapping[str, Any]], regime: str, last: date, since: date | None = None) -> Log:
    """The log of a regime; RefusedError where none of its groups started.

    Left out: entries that started, or left custody, before they were found suitable (a contradiction that the journeys report).
    """
    entries = tuple(
        Entry(
            row["site"], row["intensity"], row["suitable_on"], row["started_on"], row["completed_on"], row["left_on"],
            row["stay_ended_on"], RISKS.get(row["osp_band"], 0),
        )
        for row in rows
        if row["regime"] == regime
        and (row["started_on"] is None or row["started_on"] >= row["suitable_on"])
        and (row["stay_ended_on"] is None or row["stay_ended_on"] >= row["suitable_on"])
    )  # fmt: skip
    starts = [one.started_on for one in entries if one.started_on and one.started_on <= last]
    if not starts:
        raise RefusedError(f"no group of the regime {regime} is in the log, so there is no queue to fit")
    first = since or min(starts) + timedelta(days=SETTLING_DAYS)
    return Log(regime, entries, first, max(first, min(last, max(starts))))


def waits_of(entries: Iterable[Entry], last: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How long each waited, and for what; of two things on one day the start counts first, then release."""
    days, causes = [], []
    for one in entries:
        gone = one.left_on if one.started_on is None else None
        ends = [
            (day, cause)
            for day, cause in ((one.started_on, STARTED), (one.stay_ended_on, RELEASED), (gone, WITHDRAWN))
            if day and day <= last
        ]
        day, cause = min(ends, default=(last, WAITING))
        days.append((day - one.suitable_on).days)
        causes.append(cause)
    return tuple(days), tuple(causes)


def group_sizes(log: Log) -> dict[tuple[str, str], list[int]]:
    """The sizes of the groups that started in each queue in the window, whenever their people were found suitable."""
    starts: dict[tuple[str, str], list[date]] = defaultdict(list)
    for one in log.entries:
        if one.started_on and log.since <= one.started_on <= log.until:
            starts[one.site, one.intensity].append(one.started_on)
    sizes: dict[tuple[str, str], list[int]] = {}
    for queue, days in sorted(starts.items()):
        first, found = date.min, sizes.setdefault(queue, [])
        for day in sorted(days):
            if (day - first).days > ONE_GROUP_DAYS:
                first = day
                found.append(0)
            found[-1] += 1
    return sizes


def check_enough(log: Log) -> None:
    """Raise RefusedError, with what is missing, where a queue cannot be fitted to the log."""
    days, causes = waits_of(log.arrived, log.until)
    found = {
        "people found suitable": (len(days), LEAST_ARRIVALS),
        "starts": (causes.count(STARTED), LEAST_STARTS),
        "groups": (sum(len(sizes) for sizes in group_sizes(log).values()), LEAST_GROUPS),
    }
    thin = [f"fewer than {needed} {what}" for what, (count, needed) in found.items() if count < needed]
    if thin:
        window = f"{log.since.isoformat()} to {log.until.isoformat()}"
        raise RefusedError(
            f"the log is too thin to fit a queue: {' and '.join(thin)} from {window}; widen it with --since, or add extracts"
        )


def regimes_of(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The regimes that the log holds starts of, the latest first."""
    latest: dict[str, date] = {}
    seen: Counter[str] = Counter()
    for row in rows:
        if row["started_on"] and row["regime"]:
            latest[row["regime"]] = max(row["started_on"], latest.get(row["regime"], date.min))
            seen[row["regime"]] += 1
    return sorted(seen, key=lambda regime: (latest[regime], regime), reverse=True)
