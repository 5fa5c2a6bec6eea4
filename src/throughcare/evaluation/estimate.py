"""One effect: difference and ratio with intervals that hold when events are few.

A mean between 0 and 1 has Wilson limits at its effective number of people (that number of equally weighted people whose mean
would be as uncertain); the difference squares and adds them (Newcombe 1998; Zou and Donner 2008, with the correlation of the two
means), the ratio does the same. With many events this is the ordinary interval; with few it neither leaves 0..1 nor closes to
a point. Whole people, counted once, have Miettinen and Nurminen's interval instead.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import numpy as np

from throughcare.evaluation.arrays import Integers
from throughcare.evaluation.influence import Means
from throughcare.evaluation.intervals import (
    Counts,
    Interval,
    difference_interval,
    normal_quantile,
    ratio_interval,
    score_statistic,
)

TINY = 1e-300


@dataclass(frozen=True)
class Estimate:
    """One estimator's answer for one outcome; rates are shares (0.08 for 8 %), other means in the outcome's own unit."""

    estimator: str
    outcome: str
    estimand: str
    people_treated: int
    people_comparison: int
    effective_treated: float
    effective_comparison: float
    mean_treated: float
    mean_comparison: float
    difference: float
    se: float
    low: float
    high: float
    p_value: float
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    log_ratio_se: float | None
    largest_difference: float | None = None
    largest_weight_share: float | None = None
    top_weight_share: float | None = None
    mean_treated_se: float | None = None
    mean_comparison_se: float | None = None
    interval: str = ""
    is_amount: bool = False
    remarks: tuple[str, ...] = field(default=())

    @property
    def is_significant(self) -> bool:
        """Whether the 95 % interval of the difference leaves out nought."""
        return not self.low <= 0 <= self.high

    @property
    def smallest_group(self) -> float:
        """The fewest people with, or without, the outcome in either group; for an amount, the fewer people."""
        pairs = ((self.people_treated, self.mean_treated), (self.people_comparison, self.mean_comparison))
        if self.is_amount or not all(0 <= mean <= 1 for _, mean in pairs):
            return float(min(people for people, _ in pairs))
        return min(people * share for people, mean in pairs for share in (mean, 1 - mean))

    def as_dict(self) -> dict[str, object]:
        """Plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Errors:
    """Standard errors of the two means, of their difference, and how they move together."""

    treated: float
    comparison: float
    difference: float
    correlation: float

    @classmethod
    def of(cls, means: Means, clusters: Integers | None = None) -> Errors:
        """From the units' parts; `clusters` puts the rows of one person together first."""
        one, other = means.treated_parts, means.comparison_parts
        if clusters is not None:
            one, other = (np.bincount(clusters, part).astype(np.float64) for part in (one, other))
        first, second = math.sqrt(float(one @ one)), math.sqrt(float(other @ other))
        together = float(one @ other) / max(first * second, TINY)
        gap = means.difference_se
        return cls(first, second, gap if gap is not None else math.sqrt(float((one - other) @ (one - other))), together)


def rate_limits(rate: float, se: float, people: float, *, level: float = 0.95) -> Interval:
    """Wilson limits at the effective number of people; where nobody (or everybody) had the event, at `people`."""
    z = normal_quantile(level)
    size = rate * (1 - rate) / se**2 if se > 0 and 0 < rate < 1 else people
    spread = z * z / size
    centre = (rate + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(max(0.0, rate * (1 - rate)) / size + spread / (4 * size))
    return max(0.0, centre - half), min(1.0, centre + half)


def difference_limits(means: Means, errors: Errors, sizes: tuple[float, float], *, level: float = 0.95) -> Interval:
    """Square and add the two means' limits, allowing for their correlation."""
    one, other = means.treated, means.comparison
    low1, high1 = rate_limits(one, errors.treated, sizes[0], level=level)
    low0, high0 = rate_limits(other, errors.comparison, sizes[1], level=level)
    r = errors.correlation
    down = _together(one - low1, high0 - other, r)
    up = _together(high1 - one, other - low0, r)
    return one - other - down, one - other + up


def ratio_limits(means: Means, errors: Errors, sizes: tuple[float, float], *, level: float = 0.95) -> Interval:
    """The same for the ratio, on its logarithm; open (0 or infinite) on a side where a rate may be nought."""
    if means.treated <= 0 or means.comparison <= 0:
        low0, high0 = rate_limits(max(means.comparison, 0.0), errors.comparison, sizes[1], level=level)
        low1, high1 = rate_limits(max(means.treated, 0.0), errors.treated, sizes[0], level=level)
        if means.comparison <= 0:
            return (low1 / high0 if means.treated > 0 else 0.0), math.inf
        return 0.0, high1 / max(low0, TINY)
    logs = math.log(means.treated), math.log(means.comparison)
    low1, high1 = (math.log(max(side, TINY)) for side in rate_limits(means.treated, errors.treated, sizes[0], level=level))
    low0, high0 = (math.log(max(side, TINY)) for side in rate_limits(means.comparison, errors.comparison, sizes[1], level=level))
    gap = logs[0] - logs[1]
    down = _together(logs[0] - low1, high0 - logs[1], errors.correlation)
    up = _together(high1 - logs[0], logs[1] - low0, errors.correlation)
    return math.exp(gap - down), math.exp(gap + up)


def normal_p(distance: float) -> float:
    """Two-sided p of a distance in standard errors."""
    return math.erfc(min(distance, 40.0) / math.sqrt(2))


def p_value_from(interval_at: Callable[[float], Interval]) -> float:
    """The level at which the interval first touches nought, as a p-value; interval and p-value can then not disagree."""
    surest, boldest = 0.0, 1.0
    for _ in range(40):
        level = (surest + boldest) / 2
        low, high = interval_at(min(level, 1 - 1e-12))
        if low <= 0 <= high:
            boldest = level
        else:
            surest = level
    return 1 - (surest + boldest) / 2


@dataclass(frozen=True)
class Sizes:
    """Who stands behind an estimate, and how evenly."""

    treated: int
    comparison: int
    effective_treated: float
    effective_comparison: float


def make_estimate(
    names: tuple[str, str, str],
    means: Means,
    sizes: Sizes,
    *,
    binary: bool,
    counts: Counts | None = None,
    clusters: Integers | None = None,
) -> Estimate:
    """Put means and errors into one answer; `names` are estimator, outcome, estimand; `counts` where people count whole."""
    errors = Errors.of(means, clusters)
    effective = (sizes.effective_treated, sizes.effective_comparison)
    inside = binary and 0 <= means.treated <= 1 and 0 <= means.comparison <= 1
    gap = means.treated - means.comparison

    def at(level: float) -> Interval:
        if counts is not None and binary:
            return difference_interval(counts, level=level)
        if inside and means.difference_se is None:
            return difference_limits(means, errors, effective, level=level)
        reach = normal_quantile(level) * errors.difference
        return gap - reach, gap + reach

    low, high = at(0.95)
    if counts is not None and binary:
        p_value = normal_p(math.sqrt(score_statistic(counts)))
    else:
        p_value = (
            p_value_from(at) if inside and means.difference_se is None else normal_p(abs(gap) / max(errors.difference, TINY))
        )
    if counts is not None and binary:
        ratio_low, ratio_high, how = *ratio_interval(counts), "Miettinen-Nurminen"
    elif inside:
        ratio_low, ratio_high, how = *ratio_limits(means, errors, effective), "square-and-add at effective numbers"
    else:
        ratio_low, ratio_high, how = math.nan, math.nan, "normal"
    both = means.treated > 0 and means.comparison > 0
    log_se = None
    if both:
        relative = (errors.treated / means.treated) ** 2 + (errors.comparison / means.comparison) ** 2
        shared = 2 * errors.correlation * errors.treated * errors.comparison / (means.treated * means.comparison)
        log_se = math.sqrt(max(0.0, relative - shared))
        if math.isnan(ratio_low):
            middle = math.log(means.treated / means.comparison)
            ratio_low, ratio_high = math.exp(middle - 1.959964 * log_se), math.exp(middle + 1.959964 * log_se)
    return Estimate(
        *names, sizes.treated, sizes.comparison, *effective, means.treated, means.comparison, gap, errors.difference, low, high,
        p_value, means.treated / means.comparison if means.comparison > 0 and means.treated >= 0 else None,
        None if math.isnan(ratio_low) else ratio_low, ratio_high if math.isfinite(ratio_high) else None, log_se, mean_treated_se=errors.treated, mean_comparison_se=errors.comparison, interval=how, is_amount=not binary,
        remarks=_remarks(means, sizes, binary=binary),
    )  # fmt: skip


def _together(one: float, other: float, correlation: float) -> float:
    return math.sqrt(max(0.0, one * one + other * other - 2 * correlation * one * other))


def _remarks(means: Means, sizes: Sizes, *, binary: bool) -> tuple[str, ...]:
    if binary and sizes.treated * max(0.0, means.comparison) < 5:
        return ("Fewer than five events are expected among the treated: the interval covers less often than it says.",)
    return ()
