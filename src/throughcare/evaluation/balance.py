"""Are the groups alike on what was recorded? Standardised differences, variance ratios, distances, effective sizes.

The standard deviation is the treated group's before adjustment (n - 1; for a yes/no term sqrt(p(1 - p))), before and after.
Held against MatchIt 4.7.2 `summary` to 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats, Integers, by_person

DEFINITION = (
    "Standardised difference: difference of (weighted) means over the standard deviation of the treated before adjustment "
    "(n - 1; for a yes/no term the square root of p(1 - p)). Variance ratio: treated over comparison. "
    "Distance: the largest and the mean gap between the cumulative distributions."
)


@dataclass(frozen=True)
class TermBalance:
    """One term, or one level of a term; `variance_ratio` is empty for yes/no terms."""

    term: str
    mean_treated: float
    mean_comparison: float
    difference: float | None
    variance_ratio: float | None
    distance_mean: float
    distance_largest: float


def effective_size(weights: Floats) -> float:
    """Kish: how many equally weighted people say as much as these."""
    squares = float(np.sum(weights**2))
    return float(np.sum(weights)) ** 2 / squares if squares > 0 else 0.0


def effective_people(weights: Floats, clusters: Integers | None) -> float:
    """The same in people: the rows of one person count together."""
    return effective_size(by_person(weights, clusters))


def measure_balance(columns: Floats, names: list[str], treated: Flags, weights: Floats) -> list[TermBalance]:
    """Balance of every column under `weights` (ones: before adjustment).

    A term that is constant among the treated has no standard deviation; its difference is then empty unless the means agree.
    """
    return [_measure_term(columns[:, at], name, treated, weights) for at, name in enumerate(names)]


def standardised_differences(columns: Floats, treated: Flags, weights: Floats) -> Floats:
    """Only the standardised differences, for all columns at once; not-a-number where a term has a gap and no spread."""
    ours, theirs = columns[treated], columns[~treated]
    w1, w0 = weights[treated] / weights[treated].sum(), weights[~treated] / weights[~treated].sum()
    gaps = w1 @ ours - w0 @ theirs
    share = ours.mean(axis=0)
    yes_no = ((columns == 0) | (columns == 1)).all(axis=0)
    spread = np.where(yes_no, np.sqrt(np.clip(share * (1 - share), 0, None)), ours.std(axis=0, ddof=1) if len(ours) > 1 else 0.0)
    flat = spread <= 1e-10 * np.maximum(1.0, np.abs(share))
    return np.where(flat, np.where(np.abs(gaps) < 1e-12, 0.0, np.nan), gaps / np.where(flat, 1.0, spread))


def largest_difference(balance: list[TermBalance]) -> float:
    """The largest absolute standardised difference; infinite where a term has a gap and no spread to measure it in."""
    sizes = [abs(one.difference) if one.difference is not None else np.inf for one in balance]
    return float(max(sizes, default=0.0))


def _measure_term(column: Floats, name: str, treated: Flags, weights: Floats) -> TermBalance:
    ours, theirs = column[treated], column[~treated]
    w1, w0 = weights[treated], weights[~treated]
    mean1, mean0 = float(np.average(ours, weights=w1)), float(np.average(theirs, weights=w0))
    yes_no = bool(np.isin(column, (0.0, 1.0)).all())
    share = float(ours.mean())
    spread = float(np.sqrt(share * (1 - share))) if yes_no else float(np.std(ours, ddof=1)) if len(ours) > 1 else 0.0
    gap = mean1 - mean0
    # A constant column leaves rounding noise where its spread should be nought.
    difference = gap / spread if spread > 1e-10 * max(1.0, abs(mean1)) else (0.0 if abs(gap) < 1e-12 else None)
    ratio = None
    if yes_no:
        mean_gap = largest = abs(gap)
    else:
        bottom = _weighted_variance(theirs, w0)
        ratio = _weighted_variance(ours, w1) / bottom if bottom > 0 else None
        mean_gap, largest = _cumulative_gaps(ours, theirs, w1, w0)
    return TermBalance(name, mean1, mean0, difference, ratio, mean_gap, largest)


def _weighted_variance(values: Floats, weights: Floats) -> float:
    total, squares = float(weights.sum()), float((weights**2).sum())
    bottom = total - squares / total
    centre = float(np.average(values, weights=weights))
    return float(weights @ (values - centre) ** 2) / bottom if bottom > 0 else 0.0


def _cumulative_gaps(ours: Floats, theirs: Floats, w1: Floats, w0: Floats) -> tuple[float, float]:
    """Mean and largest gap of the two cumulative distributions, taken at each value that anybody has, weighted or not."""
    values = np.concatenate([ours, theirs])
    steps = np.concatenate([w1 / w1.sum(), -w0 / w0.sum()])
    order = np.argsort(values, kind="stable")
    ranked, summed = values[order], np.cumsum(steps[order])
    last = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
    gaps = np.abs(summed[last])
    return float(gaps.mean()), float(gaps.max())
