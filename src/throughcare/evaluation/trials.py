"""The right designs for treatment that begins after time zero: sequential trials, a landmark, a time-varying exposure.

A programme with no effect, begun at random after release, gives hazard ratios of 1.01, 1.03 and 1.01 here, and 0.38 when its
people are counted from release. One person stands in many trials: people are counted, never rows, and errors are by person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats, Integers
from throughcare.evaluation.cox import CoxModel


@dataclass(frozen=True)
class History:
    """One row a person, days from time zero: start of the programme (not-a-number: never), end of follow-up, event or not."""

    start_days: Floats
    end_days: Floats
    event: Flags


@dataclass(frozen=True)
class Trials:
    """Pooled trials: one row per person and trial they were eligible for; `days` run from the end of the trial's window."""

    person: Integers
    trial: Integers
    treated: Flags
    days: Floats
    event: Flags

    @property
    def people(self) -> int:
        """Distinct people, whatever the number of rows."""
        return len(np.unique(self.person))


def sequential_trials(history: History, *, window_days: int, last_day: int, horizon_days: float) -> Trials:
    """A trial every window: eligible are those at risk who have not started before it; treated are those who start within it.

    The clock begins at the window's end, for all still at risk then; nobody gains days in which they could not fail.
    """
    start = np.where(np.isnan(history.start_days), np.inf, history.start_days)
    rows = []
    for number, opens in enumerate(range(0, last_day, window_days)):
        closes = opens + window_days
        eligible = np.flatnonzero((start >= opens) & (history.end_days > closes))
        if not len(eligible):
            continue
        days = history.end_days[eligible] - closes
        rows.append(
            (
                eligible,
                np.full(len(eligible), number),
                start[eligible] < closes,
                np.minimum(days, horizon_days),
                history.event[eligible] & (days <= horizon_days),
            )
        )
    if not rows:
        raise RefusedError(
            f"no trial can be made: nobody is at risk past the first window of {window_days} days",
            in_short="no trial can be made: nobody is at risk past the first window",
        )
    return Trials(*(np.concatenate(part) for part in zip(*rows, strict=True)))


def pooled_hazard_ratio(trials: Trials) -> CoxModel:
    """One hazard ratio over all trials, the trials as strata (each its own clock), errors by person."""
    strata = [stratum_of(trials, number) for number in np.unique(trials.trial).tolist()]
    parts = [one for one in strata if one is not None]
    if not parts:
        raise RefusedError("no trial has an event and both groups; sequential trials give no ratio here")
    return fit_stratified(parts)


Stratum = tuple[Floats, Integers, Floats, Integers]


def stratum_of(trials: Trials, number: int) -> Stratum | None:
    """Days, events, treatment and person of one trial; None where it says nothing about the contrast."""
    mine = trials.trial == number
    treated, event = trials.treated[mine], trials.event[mine]
    if not event.any() or treated.all() or not treated.any():
        return None
    return trials.days[mine], event.astype(np.int64), treated.astype(float), trials.person[mine]


def fit_stratified(strata: list[Stratum]) -> CoxModel:
    """Cox's model of one covariate with strata: slopes and information added up over them, errors by person (Breslow ties)."""
    beta = 0.0
    people = np.concatenate([person for *_, person in strata])
    information = slope = 0.0
    rows: list[Floats] = []
    for _ in range(50):
        slope = information = 0.0
        rows = []
        for days, event, x, _ in strata:
            score, curve, residuals = _one_stratum(days, event, x, beta)
            slope, information = slope + score, information + curve
            rows.append(residuals)
        step = slope / information if information > 0 else 0.0
        beta += float(np.clip(step, -1, 1))
        if abs(step) < 1e-10:
            break
    _, place = np.unique(people, return_inverse=True)
    by_person = np.bincount(place, np.concatenate(rows)) / information
    robust = float(np.sqrt(by_person @ by_person))
    return CoxModel(np.array([beta]), np.array([information**-0.5]), np.array([robust]), float("nan"), float("nan"))


def landmark_cohort(history: History, landmark_days: float) -> tuple[Integers, Flags, Floats, Flags]:
    """Rows still at risk at the landmark, who had started by then, their days and events on a clock that begins there."""
    kept = np.flatnonzero(history.end_days > landmark_days)
    start = np.where(np.isnan(history.start_days), np.inf, history.start_days)
    return kept, start[kept] <= landmark_days, history.end_days[kept] - landmark_days, history.event[kept]


def time_varying_hazard_ratio(history: History) -> CoxModel:
    """Cox's model in which everybody is untreated until the day they start; errors by person."""
    start = np.where(np.isnan(history.start_days), np.inf, history.start_days)
    events = np.unique(history.end_days[history.event])
    beta = 0.0
    order = np.argsort(history.end_days, kind="stable")
    ends, began, event = history.end_days[order], start[order], history.event[order]
    at_risk = len(ends) - np.searchsorted(ends, events, side="left")
    # Treated and at risk on an event day: started before it, and still followed up.
    ever = np.isfinite(began) & (began < ends)
    started = np.searchsorted(np.sort(began[ever]), events, side="left")
    gone = np.searchsorted(np.sort(ends[ever]), events, side="left")
    treated = (started - gone).astype(float)
    deaths = np.bincount(np.searchsorted(events, ends[event]), minlength=len(events)).astype(float)
    treated_deaths = np.bincount(np.searchsorted(events, ends[event & ever]), minlength=len(events)).astype(float)
    information = 0.0
    for _ in range(60):
        odds = treated * np.exp(beta)
        share = odds / np.maximum(odds + at_risk - treated, 1e-300)
        slope = float((treated_deaths - deaths * share).sum())
        information = float((deaths * share * (1 - share)).sum())
        if information <= 0:
            raise RefusedError(
                "no event day has both treated and untreated people at risk; a time-varying exposure says nothing here"
            )
        step = slope / information
        beta += float(np.clip(step, -1, 1))
        if abs(step) < 1e-10:
            break
    se = information**-0.5
    return CoxModel(np.array([beta]), np.array([se]), np.array([se]), float("nan"), float("nan"))


def _one_stratum(days: Floats, event: Integers, x: Floats, beta: float) -> tuple[float, float, Floats]:
    order = np.argsort(days, kind="stable")
    when, died, group = days[order], event[order] == 1, x[order]
    risk = np.exp(beta * group)
    event_days, place = np.unique(when[died], return_inverse=True)
    first = np.searchsorted(when, event_days, side="left")
    bottom = np.cumsum(risk[::-1])[::-1][first]
    mean = np.cumsum((risk * group)[::-1])[::-1][first] / bottom
    deaths = np.bincount(place, minlength=len(event_days))
    score = float(group[died].sum() - deaths @ mean)
    curve = float(deaths @ (mean * (1 - mean)))
    own = np.searchsorted(event_days, when, side="right")
    hazard = np.concatenate([[0.0], np.cumsum(deaths / bottom)])[own]
    pulled = np.concatenate([[0.0], np.cumsum(deaths / bottom * mean)])[own]
    residuals = -risk * (group * hazard - pulled)
    residuals[died] += group[died] - mean[place]
    back = np.empty(len(order))
    back[order] = residuals
    return score, curve, back
