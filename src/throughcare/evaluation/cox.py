"""Hazard ratios: Cox's model with weights, tied days and errors by person.

Efron's or Breslow's handling of ties; with weights or several rows a person the robust error (Lin and Wei 1989). lifelines gives the same
figures and is held beside it in tests; it takes 21 seconds for 110,000 weighted people where this takes less than one.
Held against R survival 3.5-3 (Rossi, RECID) to 1e-6. A hazard ratio compares those who have not yet had the event; it is shown
beside cumulative incidence, never instead of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Floats, Integers

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True)
class CoxModel:
    """Log hazard ratios, their errors (model-based; robust where weights or clusters were given), and the log likelihoods."""

    coefficients: Floats
    errors: Floats
    robust_errors: Floats
    likelihood: float
    likelihood_without: float


@dataclass(frozen=True)
class _Steps:
    """One entry per death: the day's place, how far through that day's deaths, the mass that falls to it."""

    day: Integers
    through: Floats
    mass: Floats


@dataclass(frozen=True)
class _Sorted:
    """Rows by day; `first` the first row still at risk on each event day; `own` the last event day not after a row's own."""

    x: Floats
    w: Floats
    died: Integers
    first: Integers
    own: Integers
    day_of_death: Integers
    steps: _Steps


def fit_cox(
    days: Floats,
    events: Integers,
    columns: Floats,
    *,
    weights: Floats | None = None,
    clusters: Integers | None = None,
    ties: Ties = "efron",
) -> CoxModel:
    """Newton's method from nought; RefusedError where no event, or no finite answer, exists."""
    w = np.ones(len(days)) if weights is None else weights
    used = np.flatnonzero(w > 0)
    order = used[np.argsort(days[used], kind="stable")]
    if not events[order].any():
        raise RefusedError("a hazard ratio needs at least one event; there is none")
    data = _sort(days[order], events[order], columns[order] - columns[order].mean(axis=0), w[order], ties)
    beta = np.zeros(columns.shape[1])
    without = here = _pass(data, beta)[0]
    for _ in range(40):
        _, slope, information, _ = _pass(data, beta)
        step = np.linalg.lstsq(information, slope, rcond=1e-13)[0]
        for _ in range(20):
            there = _pass(data, beta + step)[0]
            if there >= here - 1e-10 * abs(here):
                break
            step = step / 2
        beta, here = beta + step, there
        if float(np.abs(step).max()) < 1e-10:
            break
    at_nought = np.diag(_pass(data, np.zeros(len(beta)))[2])
    _, _, information, means = _pass(data, beta)
    # Without events in a group the likelihood rises for ever and the information dies away on the path.
    if bool((np.diag(information) < 1e-8 * at_nought).any()):
        raise RefusedError("no finite hazard ratio exists: one group has no event at all while anybody in the other is at risk")
    spread = np.linalg.pinv(information, hermitian=True)
    parts = _residuals(data, beta, means) @ spread
    if clusters is not None:
        _, place = np.unique(clusters[order], return_inverse=True)
        parts = np.column_stack([np.bincount(place, parts[:, at]) for at in range(parts.shape[1])])
    return CoxModel(beta, np.sqrt(np.diag(spread)), np.sqrt((parts**2).sum(axis=0)), here, without)


def _sort(days: Floats, events: Integers, x: Floats, w: Floats, ties: Ties) -> _Sorted:
    died = (events > 0).astype(np.int64)
    event_days, counts = np.unique(days[died == 1], return_counts=True)
    place = np.searchsorted(event_days, days[died == 1])
    day = np.repeat(np.arange(len(event_days)), counts)
    position = np.arange(len(day)) - np.repeat(np.cumsum(counts) - counts, counts)
    through = position / counts[day] if ties == "efron" else np.zeros(len(day))
    mass = np.bincount(place, w[died == 1], len(event_days)) / counts
    day_of_death = np.full(len(days), -1)
    day_of_death[died == 1] = place
    first = np.searchsorted(days, event_days, side="left")
    own = np.searchsorted(event_days, days, side="right") - 1
    return _Sorted(x, w, died, first, own, day_of_death, _Steps(day, through, mass[day]))


def _tail_sums(values: Floats, first: Integers) -> Floats:
    return np.cumsum(values[::-1])[::-1][first]


def _pass(data: _Sorted, beta: Floats) -> tuple[float, Floats, Floats, tuple[Floats, Floats]]:
    """Log likelihood, slope, information; and for each death step the sum at risk and the mean covariates there."""
    x, steps, size = data.x, data.steps, len(beta)
    linear = x @ beta
    risk = data.w * np.exp(linear)
    dead = data.died == 1
    places, days = data.day_of_death[dead], len(data.first)

    def at_steps(values: Floats) -> Floats:
        total, dying = _tail_sums(values, data.first), np.bincount(places, values[dead], days)
        return np.asarray(total[steps.day] - steps.through * dying[steps.day])

    bottom = at_steps(risk)
    means = np.column_stack([at_steps(risk * x[:, a]) / bottom for a in range(size)])
    likelihood = float((data.w * linear)[dead].sum() - steps.mass @ np.log(bottom))
    slope = (data.w[:, None] * x)[dead].sum(axis=0) - steps.mass @ means
    information = np.empty((size, size))
    for a in range(size):
        for b in range(a, size):
            second = at_steps(risk * x[:, a] * x[:, b]) / bottom
            information[a, b] = information[b, a] = float(steps.mass @ (second - means[:, a] * means[:, b]))
    return likelihood, slope, information, (bottom, means)


def _residuals(data: _Sorted, beta: Floats, at: tuple[Floats, Floats]) -> Floats:
    """Score residuals, weights included: what each row adds to the slope, given what it was compared with."""
    bottom, means = at
    steps, days = data.steps, len(data.first)
    risk = np.exp(data.x @ beta)
    hazard = steps.mass / bottom
    base = np.bincount(steps.day, hazard, days)
    dying = np.bincount(steps.day, hazard * steps.through, days)
    counts = np.bincount(steps.day, minlength=days)
    through_day = np.concatenate([[0.0], np.cumsum(base)])[data.own + 1]
    died = data.died == 1
    place = data.day_of_death[died]
    through_day[died] -= dying[place]
    rows = np.empty_like(data.x)
    for a in range(data.x.shape[1]):
        own_base = np.bincount(steps.day, hazard * means[:, a], days)
        own_dying = np.bincount(steps.day, hazard * means[:, a] * steps.through, days)
        pulled = np.concatenate([[0.0], np.cumsum(own_base)])[data.own + 1]
        pulled[died] -= own_dying[place]
        rows[:, a] = -risk * (data.x[:, a] * through_day - pulled)
        average = np.bincount(steps.day, means[:, a], days) / counts
        rows[died, a] += data.x[died, a] - average[place]
    return data.w[:, None] * rows
