"""What have wrong and missing links done to the effect? Rogan and Gladen's correction, by arm, and the grid round it.

An outcome is seen with p s + (1 - p) f: s the share of true outcomes that were linked, f the share of people without one who got
somebody else's. Treated people carry more identifiers, so unequal error is the ordinary case.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from throughcare.errors import InputError
from throughcare.evaluation.intervals import Interval

SENSITIVITIES = (0.90, 0.92, 0.94, 0.96, 0.98, 1.00)
FALSE_LINKS = (0.0, 0.0025, 0.005, 0.0075, 0.010)


@dataclass(frozen=True)
class LinkError:
    """One arm: share of true outcomes linked, share of people without one who get another's; each may have a standard error."""

    linked: float
    false: float
    linked_se: float = 0.0
    false_se: float = 0.0

    def check(self) -> None:
        """Refuse shares that cannot be."""
        if not (0 <= self.false < self.linked <= 1):
            raise InputError(
                f"linkage error: {self.linked:g} of true outcomes linked and {self.false:g} false; expected 0 <= false < linked <= 1"
            )


@dataclass(frozen=True)
class Corrected:
    """Corrected rates and their contrast; `identified` is false where a seen rate lies outside what these errors can give."""

    identified: bool
    treated: float | None
    comparison: float | None
    difference: float | None
    ratio: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class GridCell:
    """One place on the grid: the four shares and the corrected contrast."""

    linked_treated: float
    linked_comparison: float
    false_treated: float
    false_comparison: float
    corrected: Corrected


def seen_rate(true: float, error: LinkError) -> float:
    """The rate that this linkage shows when the true one is `true`."""
    return true * error.linked + (1 - true) * error.false


def correct_rate(seen: float, error: LinkError) -> float | None:
    """The true rate behind a seen one; None where none could have shown it."""
    error.check()
    if not error.false <= seen <= error.linked:
        return None
    return (seen - error.false) / (error.linked - error.false)


def correct_contrast(seen_treated: float, seen_comparison: float, treated: LinkError, comparison: LinkError) -> Corrected:
    """Both arms corrected, each by its own error."""
    one, other = correct_rate(seen_treated, treated), correct_rate(seen_comparison, comparison)
    if one is None or other is None:
        return Corrected(identified=False, treated=one, comparison=other, difference=None, ratio=None)
    return Corrected(
        identified=True, treated=one, comparison=other, difference=one - other, ratio=one / other if other > 0 else None
    )


def correct_with_interval(
    seen: tuple[float, float],
    errors: tuple[float, float],
    links: tuple[LinkError, LinkError],
    *,
    draws: int = 4000,
    seed: int = 1,
) -> Corrected:
    """The corrected contrast with an interval: chance in the rates plus what clerical review leaves open in the link errors.

    `seen` and `errors` are rate and standard error, treated then comparison. Draws in which a rate is not identified are taken to
    the edge of what is; where more than one in twenty is, nothing is said at all.
    """
    point = correct_contrast(*seen, *links)
    if not point.identified:
        return point
    rng = np.random.default_rng(seed)
    rates, edges = [], 0.0
    for rate, se, link in zip(seen, errors, links, strict=True):
        linked = np.clip(rng.normal(link.linked, link.linked_se, draws), 1e-6, 1.0)
        false = np.clip(rng.normal(link.false, link.false_se, draws), 0.0, None)
        true = (rng.normal(rate, se, draws) - false) / np.maximum(linked - false, 1e-6)
        edges = max(edges, float(((true < 0) | (true > 1)).mean()))
        rates.append(true)
    if edges > 0.5:
        return Corrected(identified=False, treated=point.treated, comparison=point.comparison, difference=None, ratio=None)
    low, high = np.quantile(rates[0] - rates[1], (0.025, 0.975))
    return Corrected(True, point.treated, point.comparison, point.difference, point.ratio, float(low), float(high))


def error_grid(
    seen_treated: float,
    seen_comparison: float,
    *,
    linked: Sequence[float] = SENSITIVITIES,
    false: Sequence[float] = FALSE_LINKS,
) -> list[GridCell]:
    """Every combination of linked shares and false shares by arm."""
    cells = []
    for s1 in linked:
        for s0 in linked:
            for f1 in false:
                for f0 in false:
                    corrected = correct_contrast(seen_treated, seen_comparison, LinkError(s1, f1), LinkError(s0, f0))
                    cells.append(GridCell(s1, s0, f1, f0, corrected))
    return cells


def where_the_conclusion_turns(cells: list[GridCell], difference: float) -> tuple[int, int, int]:
    """How many places of the grid keep the sign of the difference, turn it, or say nothing."""
    known = [cell.corrected.difference for cell in cells if cell.corrected.difference is not None]
    kept = sum(1 for one in known if one * difference > 0)
    return kept, len(known) - kept, len(cells) - len(known)


@dataclass(frozen=True)
class Combined:
    """Several drawn linkages in one answer (Rubin's rules): within and between, and the share that is between."""

    draws: int
    estimate: float
    se: float
    low: float
    high: float
    between_share: float


def combine_draws(estimates: Sequence[float], errors: Sequence[float]) -> Combined:
    """Pool one estimate per drawn linkage; the interval then holds the uncertainty of who is who as well."""
    from scipy.stats import t as student

    m = len(estimates)
    if m == 0 or m != len(errors):
        raise InputError(f"{m} estimates and {len(errors)} standard errors: expected one of each for every drawn linkage")
    middle = float(np.mean(estimates))
    within = float(np.mean(np.square(errors)))
    between = float(np.var(estimates, ddof=1)) if m > 1 else 0.0
    extra = (1 + 1 / m) * between
    total = within + extra
    freedom = (m - 1) * (1 + within / extra) ** 2 if extra > 0 else math.inf
    reach = float(student.ppf(0.975, min(freedom, 1e9))) * math.sqrt(total)
    return Combined(m, middle, math.sqrt(total), middle - reach, middle + reach, extra / total if total > 0 else 0.0)


def covers(interval: Interval, value: float) -> bool:
    """Whether a value lies in an interval, its ends included."""
    return interval[0] <= value <= interval[1]
