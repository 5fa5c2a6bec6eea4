"""The queue as a study's own event log shows it: arrivals, time left, groups, length, and who leaves.

In: rows of `referrals_in_sentences` and `sentences`. A log too thin to fit is refused with what is missing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from throughcare.capacity.model import YEAR_DAYS, Rule, Service, Site
from throughcare.errors import RefusedError

RISKS = {"LOW": 0, "MEDIUM": 1, "HIGH": 2, "VERY_HIGH": 3}
LEAST_STARTS, LEAST_GROUPS, LEAST_ARRIVALS = 60, 12, 100
# People who started within a fortnight of each other at one site and intensity sat in one group.
ONE_GROUP_DAYS = 14


@dataclass(frozen=True)
class Person:
    """One person found suitable: where, when, and what came of the wait."""

    site: str
    suitable_on: date
    started_on: date | None
    completed_on: date | None
    left_on: date | None
    stay_ended_on: date | None
    risk: int


@dataclass(frozen=True)
class Observed:
    """The waits that the log holds, as days and causes (1 started, 2 released, 3 withdrawn, 0 still waiting), and over how many years."""

    days: tuple[int, ...]
    causes: tuple[int, ...]
    years: float


def people_of(rows: Iterable[Mapping[str, Any]], risks: Mapping[str, int], intensities: Mapping[str, str | None]) -> list[Person]:
    """People found suitable in custody, each in the queue of a site and an intensity; without a site or a sentence nobody can be placed."""
    return [
        Person(
            f"{row['site']} {intensities.get(row['programme']) or 'any'}", row["suitable_on"], row["started_on"], row["completed_on"], row["left_on"],
            row["stay_ended_on"], risks.get(row["sentence_id"], 0),
        )
        for row in rows
        if row["setting"] == "custody" and row["suitable_on"] and row["site"] and row["sentence_id"]
        and (row["started_on"] is None or row["started_on"] >= row["suitable_on"])
        and (row["stay_ended_on"] is None or row["stay_ended_on"] >= row["suitable_on"])
    ]  # fmt: skip


def waits_of(people: Iterable[Person], last: date) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How long each waited, and for what; of two things on one day the start counts first, then release."""
    days, causes = [], []
    for person in people:
        gone = person.left_on if person.started_on is None else None
        ends = [
            (day, cause) for day, cause in ((person.started_on, 1), (person.stay_ended_on, 2), (gone, 3)) if day and day <= last
        ]
        day, cause = min(ends, default=(last, 0))
        days.append((day - person.suitable_on).days)
        causes.append(cause)
    return tuple(days), tuple(causes)


def stay_quantiles(people: list[Person], last: date, points: int = 200) -> tuple[int, ...]:
    """Days from being found suitable to release, as equally likely values: Kaplan-Meier, because many are still inside.

    Whoever the log has not seen released by its longest stay keeps twice that stay: long enough to be no limit.
    """
    ends = [
        (
            (min(person.stay_ended_on or last, last) - person.suitable_on).days,
            person.stay_ended_on is not None and person.stay_ended_on <= last,
        )
        for person in people
    ]
    at_risk, survival, steps = len(ends), 1.0, []
    for day in sorted({day for day, _ in ends}):
        here = [seen for when, seen in ends if when == day]
        survival *= 1 - sum(here) / at_risk
        at_risk -= len(here)
        steps.append((day, survival))
    longest = 2 * max(day for day, _ in ends)
    return tuple(next((day for day, left in steps if left <= 1 - (number + 0.5) / points), longest) for number in range(points))


def group_starts(people: Iterable[Person], since: date, until: date) -> dict[str, list[int]]:
    """The sizes of the groups that started at each queue in the window, whenever their people were found suitable."""
    starts: dict[str, list[date]] = defaultdict(list)
    for person in people:
        if person.started_on and since <= person.started_on <= until:
            starts[person.site].append(person.started_on)
    sizes: dict[str, list[int]] = defaultdict(list)
    for site, days in sorted(starts.items()):
        first = None
        for day in sorted(days):
            if first is None or (day - first).days > ONE_GROUP_DAYS:
                first = day
                sizes[site].append(0)
            sizes[site][-1] += 1
    return dict(sizes)


def check_enough(people: list[Person], sizes: Mapping[str, list[int]]) -> None:
    """RefusedError where the log is too thin to fit; it says what was found and what is needed."""
    started, held = sum(person.started_on is not None for person in people), sum(map(len, sizes.values()))
    for found, needed, what in (
        (len(people), LEAST_ARRIVALS, "people found suitable in custody"),
        (started, LEAST_STARTS, "starts"),
        (held, LEAST_GROUPS, "groups"),
    ):
        if found < needed:
            raise RefusedError(
                f"the log is too thin to fit a queue: fewer than {needed} {what} in the window; widen it with --since, or add extracts"
            )


def fit_service(
    rows: Iterable[Mapping[str, Any]],
    sentences: Iterable[Mapping[str, Any]],
    intensities: Mapping[str, str | None],
    *,
    since: date,
    until: date,
    rule: Rule,
) -> tuple[Service, Observed]:
    """The service as the log shows it between two days, and the waits it must reproduce; RefusedError where the log is too thin."""
    risks = {row["sentence_id"]: RISKS.get(row["osp_band"], 0) for row in sentences}
    everyone = people_of(rows, risks, intensities)
    people = [person for person in everyone if since <= person.suitable_on <= until]
    sizes = group_starts(everyone, since, until)
    check_enough(people, sizes)
    years = ((until - since).days + 1) / YEAR_DAYS
    arrived = Counter(person.site for person in people)
    sites = tuple(
        Site(name, count / years, len(sizes.get(name, ())) / years, tuple(sizes.get(name, (1,))))
        for name, count in sorted(arrived.items())
    )
    lengths = [
        (p.completed_on - p.started_on).days for p in people if p.started_on and p.completed_on and p.completed_on > p.started_on
    ]
    ended = [p for p in people if p.started_on and (p.completed_on or p.left_on)]
    days, causes = waits_of(people, until)
    spread = sorted(person.risk for person in people)
    stays = stay_quantiles(people, until)
    service = Service(
        sites=sites, stays=stays, risks=tuple(spread[(number * 7919) % len(spread)] for number in range(len(stays))),
        length_days=int(median(lengths)) if lengths else 182,
        left_share=sum(p.completed_on is None for p in ended) / len(ended) if ended else 0.0,
        withdrawn_a_year=causes.count(3) / max(sum(days) / YEAR_DAYS, 1.0), rule=rule,
    )  # fmt: skip
    return service, Observed(days, causes, years)


def default_window(rows: Iterable[Mapping[str, Any]], last: date, years: int) -> date:
    """The first day of the window: so many years back, but not before the first person found suitable."""
    known = [row["suitable_on"] for row in rows if row["suitable_on"]]
    return max(min(known, default=last), last - timedelta(days=int(years * YEAR_DAYS)))
