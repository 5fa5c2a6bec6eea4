"""What the queue would do: first whether it reproduces the waits it was fitted to, then the scenarios, each with its interval.

Source: domain note, section 13. An interval is the middle 95 of 100 replications; scenarios share their random arrivals.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from throughcare.capacity.fit import Observed
from throughcare.capacity.model import RULES, Rule, Service, Tally, simulate
from throughcare.errors import RefusedError
from throughcare.interventions.incidence import interval, make_incidence

CHECK_DAYS = (90, 180, 365)
KINDS = 3
MOST_GROUPS = 200


@dataclass(frozen=True)
class Scenario:
    """A service under a name, and what its groups and single places cost."""

    name: str
    service: Service


def incidence_at(days: Any, causes: Any, on: tuple[int, ...]) -> list[tuple[float, float]]:
    """Share started by each day, and its variance, of waits that other ends compete with."""
    import numpy as np

    curves = make_incidence(np.asarray(days), np.asarray(causes), KINDS)
    if not len(curves.days):
        return [(0.0, 0.0)] * len(on)
    variance, found = curves.variance(1), []
    for day in on:
        place = int(np.searchsorted(curves.days, day, side="right")) - 1
        found.append((0.0, 0.0) if place < 0 else (float(curves.incidence[0][place]), float(variance[place])))
    return found


def middle(values: list[float]) -> tuple[float, float]:
    """The limits of the middle 95 of 100 values."""
    ordered = sorted(values)
    low = math.floor(0.025 * (len(ordered) - 1))
    return ordered[low], ordered[len(ordered) - 1 - low]


def fit_check(service: Service, observed: Observed, *, replications: int, seed: int) -> list[dict[str, Any]]:
    """The observed share started by 90, 180 and 365 days beside the simulated ones; `agrees` where their 95 % intervals overlap.

    Each replication runs over as many years as the log's window.
    """
    seen = incidence_at(observed.days, observed.causes, CHECK_DAYS)
    runs = [simulate(service, years=observed.years, seed=seed + number) for number in range(replications)]
    made = [[value for value, _ in incidence_at(run.days, run.causes, CHECK_DAYS)] for run in runs if run.days]
    rows = []
    for place, day in enumerate(CHECK_DAYS):
        low, high = middle([run[place] for run in made])
        seen_low, seen_high = interval(*seen[place])
        rows.append(
            {
                "day": day, "observed": seen[place][0], "observed_low": seen_low, "observed_high": seen_high, "simulated_low": low, "simulated_high": high,
                "agrees": low <= seen_high and seen_low <= high,
            }
        )  # fmt: skip
    return rows


def choose_rule(
    fits: Callable[[Rule], tuple[Service, Observed]], *, replications: int, seed: int
) -> tuple[Service, list[dict[str, Any]]]:
    """The priority rule whose waits lie nearest to the observed ones, and how near; RefusedError where none reproduces them."""
    best: tuple[float, Service, list[dict[str, Any]]] | None = None
    for rule in RULES:
        service, observed = fits(rule)
        rows = fit_check(service, observed, replications=replications, seed=seed)
        gap = sum(abs(row["observed"] - (row["simulated_low"] + row["simulated_high"]) / 2) for row in rows)
        if best is None or gap < best[0]:
            best = (gap, service, rows)
    if best is None or not all(row["agrees"] for row in best[2]):
        rows = best[2] if best else []
        wrong = "; ".join(
            f"by day {row['day']} {row['observed']:.0%} had started, the queue says {row['simulated_low']:.0%} to {row['simulated_high']:.0%}"
            for row in rows
            if not row["agrees"]
        )
        raise RefusedError(
            f"the queue does not reproduce the observed waits, so it answers nothing: {wrong}; try another window with --since"
        )
    return best[1], best[2]


def measures(tally: Tally, years: float, service: Service, cost_group: float, cost_single: float) -> dict[str, float]:
    """What is reported of one replication; `share_180` is the share of waits that had ended in a start by day 180."""
    single = service.one_to_one * len(service.sites) * years
    cost = tally.groups * cost_group + single * cost_single
    waits = sorted(day for day, cause in zip(tally.days, tally.causes, strict=True) if cause == 1)
    return {
        "started_a_year": tally.started / years, "completed_a_year": tally.completed / years, "untreated_a_year": tally.untreated / years,
        "share_180": incidence_at(tally.days, tally.causes, (180,))[0][0], "median_wait_days": float(waits[len(waits) // 2]) if waits else 0.0,
        "cost_per_start": cost / tally.started if tally.started else 0.0,
    }  # fmt: skip


def run_scenario(
    scenario: Scenario, *, years: float, replications: int, seed: int, cost_group: float, cost_single: float
) -> dict[str, Any]:
    """Mean and interval of every measure over the replications."""
    runs = [
        measures(simulate(scenario.service, years=years, seed=seed + number), years, scenario.service, cost_group, cost_single)
        for number in range(replications)
    ]
    made: dict[str, Any] = {"scenario": scenario.name}
    for name in runs[0]:
        values = [run[name] for run in runs]
        low, high = middle(values)
        made[name] = {"mean": sum(values) / len(values), "low": low, "high": high}
    return made


def groups_to_halve(service: Service, *, years: float, replications: int, seed: int) -> dict[str, Any]:
    """How many more groups a year, over all sites, halve the untreated releases: by replication, so the answer has an interval.

    `reached` counts the replications in which some number up to the limit does; where the middle one does not, no number is given; an upper limit of
    MOST_GROUPS + 1 stands for more than was tried.
    `share_left_at_most` is what remains of them with the most groups tried: people whose time is too short for any group.
    """

    def untreated(more: int, number: int) -> int:
        return simulate(service.with_groups(more), years=years, seed=seed + number).untreated

    found = []
    for number in range(replications):
        goal, low, high = untreated(0, number) / 2, 0, 1
        while high <= MOST_GROUPS and untreated(high, number) > goal:
            low, high = high, high * 2
        while high <= MOST_GROUPS and high - low > 1:
            between = (low + high) // 2
            low, high = (between, high) if untreated(between, number) > goal else (low, between)
        found.append(high if high <= MOST_GROUPS else MOST_GROUPS + 1)
    reached = sum(value <= MOST_GROUPS for value in found)
    base = sum(untreated(0, number) for number in range(replications))
    floor = sum(untreated(MOST_GROUPS, number) for number in range(replications)) / base if base else 0.0
    made: dict[str, Any] = {
        "reached": reached,
        "replications": len(found),
        "tried_up_to": MOST_GROUPS,
        "share_left_at_most": floor,
    }
    if sorted(found)[len(found) // 2] > MOST_GROUPS:
        return {"groups_a_year": None, "low": None, "high": None, **made}
    least, most = middle([float(value) for value in found])
    return {"groups_a_year": sorted(found)[len(found) // 2], "low": least, "high": most, **made}


def make_scenarios(service: Service, *, groups: tuple[int, ...], rules: tuple[Rule, ...], one_to_one: int) -> list[Scenario]:
    """Today's service, and each change by itself."""
    made = [Scenario("as now", service)]
    made += [Scenario(f"{more} more groups a year", service.with_groups(more)) for more in groups]
    made += [Scenario(f"priority by {rule}", replace(service, rule=rule)) for rule in rules if rule != service.rule]
    if one_to_one:
        made.append(Scenario(f"{one_to_one} one-to-one places a site", replace(service, one_to_one=one_to_one)))
    return made
