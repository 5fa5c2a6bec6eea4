"""When does it happen? Survival and cumulative incidence with competing events, weighted or not, and areas under them.

Aalen-Johansen, exact for ties: people censored on a day still count that day. Each person's influence on the curve (infinitesimal
jackknife) gives the errors, so that weighted and matched groups have honest ones; weights are taken as known.
Held against R survival 3.5-3: twelve people with every kind of tie to 1e-12, restricted means to 1e-6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughcare.evaluation.arrays import Floats, Integers

CENSORED = 0


@dataclass(frozen=True)
class Curve:
    """Distinct event days and, just after each, survival and the incidence of each kind; `at_risk` before it, by weight."""

    days: Floats
    survival: Floats
    incidence: dict[int, Floats]
    at_risk: Floats
    deaths: dict[int, Floats]

    def at(self, day: float, kind: int) -> float:
        """Cumulative incidence of a kind by a day, the day included."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        return float(self.incidence[kind][place]) if place >= 0 else 0.0

    def survival_at(self, day: float) -> float:
        """Share with no event of any kind by a day."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        return float(self.survival[place]) if place >= 0 else 1.0


def incidence_curve(days: Floats, kinds: Integers, weights: Floats | None = None) -> Curve:
    """Aalen-Johansen for every kind; kind 0 is censoring, and rows without weight are nobody."""
    w = np.ones(len(days)) if weights is None else weights
    order = np.argsort(days, kind="stable")
    order = order[w[order] > 0]
    when, what, mass = days[order], kinds[order], w[order]
    left = np.cumsum(mass[::-1])[::-1]
    event_days: Floats = np.unique(when[what != CENSORED]).astype(np.float64)
    risk = left[np.searchsorted(when, event_days, side="left")] if len(event_days) else np.empty(0)
    deaths: dict[int, Floats] = {}
    for kind in sorted(set(what.tolist()) - {CENSORED}):
        mine = what == kind
        deaths[kind] = np.bincount(np.searchsorted(event_days, when[mine]), mass[mine], len(event_days)).astype(np.float64)
    total = sum(deaths.values(), np.zeros(len(event_days)))
    # A last group that all has its event leaves rounding where nought should be.
    factor = np.where(risk - total > 1e-12 * np.maximum(risk, 1.0), 1 - total / np.maximum(risk, 1e-300), 0.0)
    survival: Floats = np.cumprod(factor).astype(np.float64)
    before = np.concatenate([[1.0], survival[:-1]]) if len(survival) else survival
    return Curve(event_days, survival, {k: np.cumsum(before * d / risk) for k, d in deaths.items()}, risk, deaths)


def incidence_parts(days: Floats, kinds: Integers, weights: Floats, kind: int, horizon: float) -> tuple[float, Floats]:
    """Cumulative incidence of one kind by the horizon, and each row's influence on it (times its weight)."""
    curve = incidence_curve(days, kinds, weights)
    if kind not in curve.incidence:
        return 0.0, np.zeros(len(days))
    kept = curve.days <= horizon
    u, risk = curve.days[kept], curve.at_risk[kept]
    if not len(u):
        return 0.0, np.zeros(len(days))
    total = sum(curve.deaths.values(), np.zeros(len(curve.days)))[kept]
    before = np.concatenate([[1.0], curve.survival[kept][:-1]])
    jump = before * curve.deaths[kind][kept] / risk
    reached = np.cumsum(jump)
    left = np.maximum(risk - total, 1e-300)
    pull = np.where(risk - total > 1e-12 * risk, total / (risk * left), 0.0)
    spread = np.cumsum(pull)
    last = reached[-1]
    # What a person's being at risk, up to their own day, does to the curve at the horizon.
    own = np.searchsorted(u, days, side="right")
    steady = np.concatenate([[0.0], np.cumsum(jump / risk)])
    delayed = np.concatenate([[0.0], np.cumsum((spread - pull) * jump)])
    level, gone = np.concatenate([[0.0], reached]), np.concatenate([[0.0], spread])
    parts = delayed[own] - steady[own] + gone[own] * (last - level[own])
    at = np.clip(own - 1, 0, len(u) - 1)
    happened = (kinds != CENSORED) & (days <= horizon)
    parts = parts + np.where(happened & (kinds == kind), before[at] / risk[at], 0.0)
    ends = np.where(risk - total > 1e-12 * risk, 1 / left, 0.0)
    parts -= np.where(happened, ends[at] * (last - level[own]), 0.0)
    return float(last), np.where(weights > 0, weights * parts, 0.0)


def survival_with_error(days: Floats, events: Integers, at: Floats) -> list[tuple[float, float]]:
    """Kaplan-Meier and Greenwood's standard error at each of the days asked for."""
    curve = incidence_curve(days, (events > 0).astype(np.int64))
    dead = curve.deaths.get(1, np.zeros(0))
    terms = np.cumsum(dead / (curve.at_risk * np.maximum(curve.at_risk - dead, 1e-300)))
    answers = []
    for day in at.tolist():
        place = int(np.searchsorted(curve.days, day, side="right")) - 1
        share = curve.survival_at(day)
        answers.append((share, share * float(np.sqrt(terms[place])) if place >= 0 else 0.0))
    return answers


def restricted_mean(days: Floats, events: Integers, horizon: float, weights: Floats | None = None) -> tuple[float, float]:
    """Mean days without the event up to the horizon, and its standard error; the horizon must not pass the last observed day."""
    curve = incidence_curve(days, (events > 0).astype(np.int64), weights)
    kept = curve.days < horizon
    edges = np.concatenate([[0.0], curve.days[kept], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[kept]])
    areas = np.diff(edges) * heights
    ahead = areas.sum() - np.cumsum(areas)[:-1]
    dead, risk = curve.deaths.get(1, np.zeros(len(curve.days)))[kept], curve.at_risk[kept]
    left = np.maximum(risk - dead, 1e-300)
    return float(areas.sum()), float(np.sqrt(np.sum(ahead**2 * dead / (risk * left) * (risk - dead > 0))))


def time_lost(curve: Curve, kind: int, horizon: float) -> float:
    """Days lost to one kind of event up to the horizon: the area under its cumulative incidence."""
    kept = curve.days < horizon
    edges = np.concatenate([curve.days[kept], [horizon]])
    heights = curve.incidence[kind][kept] if kind in curve.incidence else np.zeros(int(kept.sum()))
    return float(np.diff(edges) @ heights)
