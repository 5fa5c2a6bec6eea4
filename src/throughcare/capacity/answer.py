"""What the queue would do with more groups, another order, one-to-one places, or people found suitable earlier.

Source: domain note, section 13. Every replication has its own fit (of a log drawn from the study's) and its own chance, and is the same in
all scenarios: the middle 95 of 100 replications hold the doubt in the fitted figures and chance, not error of the model.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean
from typing import Any

from throughcare.capacity.check import shares_at
from throughcare.capacity.model import RULES, STARTED, Service, Tally, simulate

Change = Callable[[Service], Service]
# The most groups tried: so many times today's, at least so many.
MOST_TIMES, MOST_GROUPS = 20, 200
CURVE = (0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Scenario:
    """A change of the service under a name."""

    name: str
    change: Change


@dataclass(frozen=True)
class Costs:
    """What a group costs, and a one-to-one place a year, in any unit; nothing is assumed where none is given."""

    group: float | None = None
    place: float | None = None


def middle(values: Sequence[float]) -> tuple[float, float]:
    """The limits of the middle 95 of 100 values."""
    ordered = sorted(values)
    low = math.floor(0.025 * (len(ordered) - 1))
    return ordered[low], ordered[len(ordered) - 1 - low]


def summary(values: Sequence[float]) -> dict[str, float]:
    """Mean and interval."""
    low, high = middle(values)
    return {"mean": mean(values), "low": low, "high": high}


def measures(tally: Tally, years: float, service: Service, costs: Costs) -> dict[str, float]:
    """What is reported of one replication; `in_reach` are those released untreated whose time would have been enough had a place been free."""
    waits = sorted(day for day, cause in zip(tally.days, tally.causes, strict=True) if cause == STARTED)
    made = {
        "started_a_year": tally.started / years, "completed_a_year": tally.completed / years, "untreated_a_year": tally.untreated / years,
        "in_reach_a_year": (tally.untreated - tally.short) / years, "share_180": shares_at(tally.days, tally.causes)[1] if tally.days else 0.0,
        "median_wait_days": float(waits[len(waits) // 2]) if waits else 0.0,
    }  # fmt: skip
    places = service.one_to_one * len(service.sites) * years
    if costs.group is not None and (costs.place is not None or not places):
        made["cost_per_start"] = (tally.groups * costs.group + places * (costs.place or 0.0)) / max(tally.started, 1)
    return made


def run_scenario(scenario: Scenario, services: Sequence[Service], *, years: float, seed: int, costs: Costs) -> dict[str, Any]:
    """Mean and interval of every measure over the replications."""
    changed = [scenario.change(service) for service in services]
    runs = [
        measures(simulate(service, years=years, seed=seed + number), years, service, costs)
        for number, service in enumerate(changed)
    ]
    return {"scenario": scenario.name, **{name: summary([run[name] for run in runs]) for name in runs[0]}}


def add_groups(more: float, at: frozenset[str]) -> Change:
    """More groups a year at the named sites."""
    return lambda service: service.with_groups(more, at)


def make_scenarios(
    services: Sequence[Service], *, groups: tuple[int, ...], at: frozenset[str], one_to_one: int, earlier: int
) -> list[Scenario]:
    """Today's service, and each change by itself."""
    now = services[0].rule
    where = f" at {', '.join(sorted(at))}" if at else ""
    made = [Scenario("as now", lambda service: service)]
    made += [Scenario(f"{more} more groups a year{where}", add_groups(more, at)) for more in groups]
    words = {"release": "nearest release", "risk": "highest risk", "first": "longest wait"}
    made += [
        Scenario(f"{words[rule]} first", lambda service, rule=rule: replace(service, rule=rule))  # type: ignore[misc]  # mypy cannot type a lambda's default
        for rule in RULES
        if rule != now
    ]
    if one_to_one:
        made.append(
            Scenario(
                f"{one_to_one} one-to-one {'place' if one_to_one == 1 else 'places'} at each site and intensity",
                lambda service: replace(service, one_to_one=one_to_one),
            )
        )
    if earlier:
        made.append(Scenario(f"found suitable {earlier} days earlier", lambda service: service.found_earlier(earlier)))
    return made


def groups_now(services: Sequence[Service]) -> float:
    """How many groups start a year, over all queues."""
    return sum(site.groups_a_year for site in services[0].sites)


def groups_to_halve(services: Sequence[Service], *, years: float, seed: int, at: frozenset[str] = frozenset()) -> dict[str, Any]:
    """How many more groups a year halve the untreated releases, and those of them in reach of a place: by replication, so each has an interval.

    `groups_a_year` is the middle replication's number, None where that replication finds none up to `tried_up_to`; `low` and `high` hold the middle
    95 of 100, None standing for more than was tried. `share_in_reach` is the share of untreated releases that a place could have prevented, and
    `share_left` what remains of all with the most groups tried.
    """
    most = max(MOST_GROUPS, math.ceil(MOST_TIMES * groups_now(services)))
    all_found: list[float] = []
    reach_found: list[float] = []
    reach, left = [], []
    for number, service in enumerate(services):
        tallies: dict[int, Tally] = {}

        def run(more: int, service: Service = service, number: int = number, seen: dict[int, Tally] = tallies) -> Tally:
            if more not in seen:
                seen[more] = simulate(service.with_groups(more, at), years=years, seed=seed + number)
            return seen[more]

        now, then = run(0), run(most)
        reach.append((now.untreated - now.short) / max(now.untreated, 1))
        left.append(then.untreated / max(now.untreated, 1))
        all_found.append(first_that_halves(lambda more, run=run: float(run(more).untreated), most))  # type: ignore[misc]  # as above
        reach_found.append(first_that_halves(lambda more, run=run: float(run(more).untreated - run(more).short), most))  # type: ignore[misc]  # as above
    return {
        "all": spread_of(all_found), "in_reach": spread_of(reach_found), "replications": len(services), "tried_up_to": most,
        "groups_now": groups_now(services), "share_in_reach": summary(reach), "share_left": summary(left),
    }  # fmt: skip


def first_that_halves(count: Callable[[int], float], most: int) -> float:
    """The least number that brings a count to half of what it is with none, found by halving the distance; infinity where the most does not."""
    goal, low, high = count(0) / 2, 0, 1
    while high < most and count(high) > goal:
        low, high = high, min(high * 2, most)
    if count(high) > goal:
        return math.inf
    while high - low > 1:
        between = (low + high) // 2
        low, high = (between, high) if count(between) > goal else (low, between)
    return float(high)


def spread_of(found: Sequence[float]) -> dict[str, int | None]:
    """The middle number and its interval; None where it is more than was tried."""
    low, high = middle(found)
    ends = (sorted(found)[len(found) // 2], low, high)
    one, least, highest = (None if math.isinf(value) else int(value) for value in ends)
    return {"groups_a_year": one, "low": least, "high": highest, "reached": sum(not math.isinf(value) for value in found)}


def make_curve(services: Sequence[Service], *, years: float, seed: int, at: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Untreated releases a year against added groups, from none to three times as many again as now."""
    now, rows = groups_now(services), []
    for more in sorted({round(now * part) for part in CURVE}):
        row = run_scenario(Scenario("", add_groups(more, at)), services, years=years, seed=seed, costs=Costs())
        rows.append({"more_groups": more, "untreated_a_year": row["untreated_a_year"], "in_reach_a_year": row["in_reach_a_year"]})
    return rows
