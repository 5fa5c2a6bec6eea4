"""How far a curve spreads when people arrive together, as at the start of a programme's group.

Each wait's influence on the curve (infinitesimal jackknife, Efron 1982; for Aalen-Johansen, Andersen and others 1993, IV.4) is summed over those who
began together before it is squared (Williams 2000, Biometrics 56: 645-646; Ying and Wei 1994, J. Multivariate Anal. 50: 17-29).
"""

from typing import TYPE_CHECKING

from throughcare.interventions.incidence import Z95, Incidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALONE = -1
OTHER_END = 2


def influence_on(
    curves: Incidence, cause: int, days: "NDArray[np.int64]", kinds: "NDArray[np.int64]", grid: "NDArray[np.int64]"
) -> "NDArray[np.float64]":
    """What one wait of these days and kind (0 still waiting, 1 this cause, 2 another) adds to the curve on each day of the grid; a row a wait."""
    import numpy as np

    if not len(curves.days):
        return np.zeros((len(days), len(grid)))
    risk, own = curves.at_risk.astype(float), curves.events[cause - 1].astype(float)
    total = curves.events.sum(axis=0).astype(float)
    before = np.concatenate([[1.0], curves.survival])[: len(risk)]
    ends = np.divide(1.0, risk - total, out=np.zeros_like(risk), where=risk > total)
    pull, jump = total / risk * ends, before * own / risk

    def summed(steps: "NDArray[np.float64]") -> "NDArray[np.float64]":
        return np.concatenate([[0.0], np.cumsum(steps)])

    level, gone, steady = summed(jump), summed(pull), summed(jump / risk)
    delayed = summed(gone[:-1] * jump)
    last = np.searchsorted(curves.days, grid, side="right")
    mine = np.searchsorted(curves.days, days, side="right")
    until = np.minimum(mine[:, None], last[None, :])
    ahead = level[last][None, :] - level[until]
    parts = delayed[until] - steady[until] + gone[until] * ahead
    at = np.maximum(mine - 1, 0)
    by_then = days[:, None] <= grid[None, :]
    arrived = by_then & (kinds == 1)[:, None]
    ended = by_then & (kinds > 0)[:, None]
    influence: NDArray[np.float64] = parts + arrived * (before / risk)[at][:, None] - ended * ends[at][:, None] * ahead
    return influence


def group_variance(
    curves: Incidence,
    cause: int,
    waits: "tuple[NDArray[np.int64], NDArray[np.int64]]",
    groups: "NDArray[np.int64]",
    grid: "NDArray[np.int64]",
) -> "tuple[NDArray[np.float64], NDArray[np.float64]]":
    """Variance of one cause's incidence and its degrees of freedom on each day of the grid, by waits (days, causes) and the group each began with (or ALONE).

    The degrees are Satterthwaite's (1946), the squares' own spread being told by their fourth powers: few groups say little of how far they spread.
    Assumes that groups come about independently of each other. Where places and not people decide how many begin, it is wider than need be.
    """
    import numpy as np

    days, causes = waits
    kinds = np.where(causes == cause, 1, np.where(causes > 0, OTHER_END, 0))
    # Waits of one length and kind pull alike, so each sort is worked out once.
    sorts, which = np.unique(days * 3 + kinds, return_inverse=True)
    pulls = influence_on(curves, cause, sorts // 3, sorts % 3, grid)
    together = np.flatnonzero(groups != ALONE)
    names, place = np.unique(groups[together], return_inverse=True)
    sums = np.zeros((len(names), len(grid)))
    np.add.at(sums, place, pulls[which[together]])
    alone = np.bincount(which[groups == ALONE], minlength=len(sorts))
    variance: NDArray[np.float64] = (sums**2).sum(axis=0) + alone @ pulls**2
    fourth = (sums**4).sum(axis=0) + alone @ pulls**4
    freedom = np.divide(2.0 * variance**2, fourth, out=np.full(len(grid), np.inf), where=fourth > 0)
    return variance, freedom


def multiple_of_error(freedom: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """How many standard errors a 95 % interval reaches on either side: Student's, by degrees of freedom."""
    import numpy as np
    from scipy.special import stdtrit

    known = np.isfinite(freedom)
    reach: NDArray[np.float64] = np.where(known, stdtrit(np.where(known, freedom, 1.0), 0.975), Z95)
    return reach
