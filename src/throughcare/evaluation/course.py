"""What happens when, and how often: curves with competing events, hazard ratio, days without, offences per year at liberty."""

from __future__ import annotations

import math

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats, Integers, by_person
from throughcare.evaluation.as_they_are import describe_groups
from throughcare.evaluation.balance import effective_people
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.cox import fit_cox
from throughcare.evaluation.curves import incidence_curve, incidence_parts, restricted_mean
from throughcare.evaluation.design import Columns
from throughcare.evaluation.endings import ENDINGS
from throughcare.evaluation.estimate import normal_p, rate_limits
from throughcare.evaluation.frequency import YEAR, Frequency, compare_frequency
from throughcare.evaluation.plan import Plan, Values
from throughcare.evaluation.result import Course, CurvePoint, HazardRatio, RestrictedMean

POINTS = 12
EVENT = 1
EVERYBODY = (
    "a recall ends the curves and the hazard ratio as death and deportation do; the headline counts everybody over the whole follow-up, recalled or not, "
    "by the Justice Data Lab's convention"
)


def follow_course(plan: Plan, cohort: Cohort, columns: Columns, weights: Floats) -> Course | None:
    """The course of the primary outcome under the primary weights, taken as known; None where the plan names no days."""
    outcome, horizon = plan.primary, float(plan.sections["clock"]["horizon_days"])
    if not outcome["days"]:
        return None
    days, kinds, _ = _times(outcome, cohort, horizon, "days", "ended")
    is_apart = bool(outcome["curve_days"])
    own = ("curve_days", "curve_ended") if is_apart else ("days", "ended")
    curve_days, curve_kinds, words = _times(outcome, cohort, horizon, *own)
    treated = cohort.treated
    shown = np.array([day for day in plan.sections["clock"]["days_shown"] if day <= horizon], np.float64)
    if not len(shown):
        shown = np.unique(np.rint(np.linspace(horizon / POINTS, horizon, POINTS)))
    points = _draw_curves(curve_days, curve_kinds, words, cohort, weights, shown)
    hazard, remarks = _hazard(curve_days, curve_kinds, cohort, weights)
    remarks += [EVERYBODY] if is_apart else []
    restricted, remark = _restricted(days, kinds, cohort, weights, horizon)
    at_liberty = cohort.numbers[str(outcome["at_liberty_days"])] if outcome["at_liberty_days"] else None
    years: list[float | None] = [None, None]
    frequency = None
    if at_liberty is not None:
        filled = np.nan_to_num(at_liberty)
        years = [float(np.average(filled[arm], weights=weights[arm])) / YEAR for arm in (treated, ~treated)]
        frequency, more = _frequency(outcome, cohort, filled, weights)
        remarks += more
    return Course(
        str(outcome["id"]), points, hazard, restricted, _overstated(curve_days, curve_kinds, treated, weights, horizon), years[0], years[1],
        frequency, None if cohort.clusters is not None else describe_groups(days, (kinds == EVENT).astype(np.int64), treated, columns, shown), (*remarks, *remark),
    )  # fmt: skip


def _times(outcome: Values, cohort: Cohort, horizon: float, by: str, ended: str) -> tuple[Floats, Integers, list[str]]:
    """Days and kinds (0 censored, 1 the event, then the competing ones) of the columns under two keys, cut at the horizon."""
    days = np.nan_to_num(cohort.numbers[str(outcome[by])], nan=horizon)
    if outcome[ended]:
        said = cohort.texts[str(outcome[ended])]
        words = ["event", *sorted({text for text in said if text in ENDINGS[1:]})]
        codes = {word: at for at, word in enumerate(words, start=1)}
        kinds = np.array([codes.get(text or "", 0) for text in said], np.int64)
    else:
        words, kinds = ["event"], (cohort.numbers[str(outcome["event"])] == 1).astype(np.int64)
    kinds = np.where(days > horizon, 0, kinds)
    return np.minimum(days, horizon), kinds, words


def _draw_curves(
    days: Floats, kinds: Integers, words: list[str], cohort: Cohort, weights: Floats, grid: Floats
) -> list[CurvePoint]:
    treated, people = cohort.treated, cohort.clusters
    curves = [incidence_curve(days[arm], kinds[arm], weights[arm]) for arm in (treated, ~treated)]
    points = []
    for kind, word in enumerate(words, start=1):
        for day in grid.tolist():
            both = [curve.at(day, kind) if kind in curve.incidence else 0.0 for curve in curves]
            by_then = (kinds == kind) & (days <= day) & (weights > 0)
            limits: list[float | None] = [None] * 4
            if kind == EVENT:
                limits = []
                for arm, share in zip((treated, ~treated), both, strict=True):
                    _, parts = incidence_parts(days[arm], kinds[arm], weights[arm], kind, day)
                    own = by_person(parts, None if people is None else people[arm])
                    limits += rate_limits(share, math.sqrt(float(own @ own)), effective_people(weights * arm, people))
            counts = cohort.people(by_then & treated), cohort.people(by_then & ~treated)
            points.append(CurvePoint(day, word, both[0], both[1], *counts, *limits))
    return points


def _hazard(days: Floats, kinds: Integers, cohort: Cohort, weights: Floats) -> tuple[HazardRatio | None, list[str]]:
    columns = cohort.treated[:, None].astype(np.float64)
    try:
        fitted = fit_cox(days, (kinds == EVENT).astype(np.int64), columns, weights=weights, clusters=cohort.clusters)
    except RefusedError as refused:
        return None, [str(refused)]
    log, se = float(fitted.coefficients[0]), float(fitted.robust_errors[0])
    if se <= 0:
        return None, ["the hazard ratio has no error that could be estimated"]
    reach = 1.959964 * se
    return HazardRatio(math.exp(log), math.exp(log - reach), math.exp(log + reach), normal_p(abs(log) / se)), []


def _restricted(
    days: Floats, kinds: Integers, cohort: Cohort, weights: Floats, horizon: float
) -> tuple[RestrictedMean | None, list[str]]:
    """Up to the horizon, or to the smaller arm's last observed day where that comes first."""
    used, treated = weights > 0, cohort.treated
    reach = min(horizon, float(days[treated & used].max()), float(days[~treated & used].max()))
    if reach <= 0:
        return None, ["nobody is watched beyond time zero"]
    means, variance = [], 0.0
    for arm in (treated, ~treated):
        w = weights[arm]
        # Scaled to the effective number of people, Greenwood's terms count the information that the weights leave.
        mean, se = restricted_mean(
            days[arm],
            (kinds[arm] == EVENT).astype(np.int64),
            reach,
            w * effective_people(weights * arm, cohort.clusters) / w.sum(),
        )
        means.append(mean)
        variance += se**2
    gap, wide = means[0] - means[1], 1.959964 * math.sqrt(variance)
    remark = [] if reach == horizon else [f"days without the event are counted to day {reach:.0f}: one arm is not watched longer"]
    return RestrictedMean(reach, means[0], means[1], gap, gap - wide, gap + wide), remark


def _overstated(days: Floats, kinds: Integers, treated: Flags, weights: Floats, horizon: float) -> float | None:
    """By how much the risk would be overstated if competing events were taken as censoring, as a share of it; treated arm."""
    if kinds.max(initial=0) <= EVENT:
        return None
    arm = treated
    true = incidence_curve(days[arm], kinds[arm], weights[arm])
    risk = true.at(horizon, EVENT) if EVENT in true.incidence else 0.0
    if risk <= 0:
        return None
    naive = 1 - incidence_curve(days[arm], (kinds[arm] == EVENT).astype(np.int64), weights[arm]).survival_at(horizon)
    return naive / risk - 1


def _frequency(outcome: Values, cohort: Cohort, at_liberty: Floats, weights: Floats) -> tuple[Frequency | None, list[str]]:
    if not outcome["count"]:
        return None, []
    try:
        return compare_frequency(np.nan_to_num(cohort.numbers[str(outcome["count"])]), at_liberty, cohort.treated, weights), []
    except RefusedError as refused:
        return None, [str(refused)]
