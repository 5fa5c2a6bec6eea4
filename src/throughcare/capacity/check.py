"""Whether the queue reproduces the waits it was fitted to: it may answer only if it does.

Each replication is a log drawn from the study's own, fitted, and run over as many years as the window.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import mean, pstdev
from typing import Any

from throughcare.capacity.fit import fit_service
from throughcare.capacity.log import Log, check_enough, waits_of
from throughcare.capacity.model import RELEASED, RULES, STARTED, Rule, Service, simulate
from throughcare.errors import RefusedError
from throughcare.interventions.incidence import make_incidence

# What must be reproduced: the share that had started, or had been released untreated, by a day.
FIGURES = (("started", STARTED, 90), ("started", STARTED, 180), ("started", STARTED, 365), ("released untreated", RELEASED, 365))
KINDS = 3
# Four figures lie within two and a half standard deviations together in about 95 of 100 logs (Bonferroni).
DEVIATIONS = 2.5


@dataclass(frozen=True)
class Fitted:
    """A queue that reproduces its log: the rule, the fits of logs drawn from it, and the figures that were compared."""

    log: Log
    rule: Rule
    services: tuple[Service, ...]
    rows: tuple[Mapping[str, Any], ...]
    also: tuple[Rule, ...] = ()


def shares_at(days: Sequence[int], causes: Sequence[int]) -> list[float]:
    """The figures compared, of waits that end in different ways (Aalen-Johansen)."""
    import numpy as np

    curves = make_incidence(np.asarray(days), np.asarray(causes), KINDS)
    found = []
    for _, cause, day in FIGURES:
        place = int(np.searchsorted(curves.days, day, side="right")) - 1
        found.append(0.0 if place < 0 else float(curves.incidence[cause - 1][place]))
    return found


def compare_waits(log: Log, services: Sequence[Service], seed: int) -> list[dict[str, Any]]:
    """The observed figures beside the simulated ones; `agrees` where the observed one lies within their interval."""
    seen = shares_at(*waits_of(log.arrived, log.until))
    runs = [simulate(service, years=log.years, seed=seed + number) for number, service in enumerate(services)]
    made = [shares_at(run.days, run.causes) for run in runs if run.days]
    rows = []
    for (name, _, day), observed, values in zip(FIGURES, seen, zip(*made, strict=True), strict=True):
        middle, spread = mean(values), DEVIATIONS * pstdev(values)
        low, high = max(0.0, middle - spread), min(1.0, middle + spread)
        rows.append(
            {
                "figure": name, "day": day, "observed": observed, "simulated_low": low, "simulated_high": high,
                "away": abs(observed - middle) / max(spread, 1e-9), "agrees": low <= observed <= high,
            }
        )  # fmt: skip
    return rows


def fit_queue(log: Log, *, replications: int, seed: int) -> Fitted:
    """The priority rule whose waits lie nearest to the observed ones; RefusedError where the log is too thin or no rule reproduces them."""
    check_enough(log)
    services = [fit_service(log, seed + number) for number in range(replications)]
    tried: list[tuple[float, Fitted]] = []
    for rule in RULES:
        ruled = tuple(replace(service, rule=rule) for service in services)
        rows = compare_waits(log, ruled, seed)
        tried.append((sum(row["away"] ** 2 for row in rows), Fitted(log, rule, ruled, tuple(rows))))
    _, best = min(tried, key=lambda pair: pair[0])
    if not all(row["agrees"] for row in best.rows):
        wrong = "; ".join(
            f"by day {row['day']} {row['observed']:.0%} had {row['figure'] if row['figure'] == 'started' else 'been ' + row['figure']}, "
            f"the queue says {row['simulated_low']:.0%} to {row['simulated_high']:.0%}"
            for row in best.rows
            if not row["agrees"]
        )
        raise RefusedError(
            f"the queue does not reproduce the observed waits, so it answers nothing: {wrong}; try another window with --since"
        )
    also = tuple(found.rule for _, found in tried if found is not best and all(row["agrees"] for row in found.rows))
    return replace(best, also=also)
