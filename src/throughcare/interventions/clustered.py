"""How far a curve spreads when people wait at the same site for places given in groups: errors robust to what a site's people share.

Each wait's influence on the curve (infinitesimal jackknife, Efron 1982; for Aalen-Johansen, Andersen and others 1993, IV.4) is summed by site before it is
squared (Williams 2000, Biometrics 56: 645-646; Ying and Wei 1994, J. Multivariate Anal. 50: 17-29). Only those referred have a site, and who is referred
is each person's own matter: so the sums are taken about the mean of those with a site, and that mean's own spread is added person by person.
"""

from typing import TYPE_CHECKING

from throughcare.interventions.incidence import Incidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NO_SITE = -1
# Below this the squares of so few sums say little, and too little as often as not.
FEWEST_SITES = 5
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


def site_variance(
    curves: Incidence,
    cause: int,
    waits: "tuple[NDArray[np.int64], NDArray[np.int64]]",
    sites: "NDArray[np.int64]",
    grid: "NDArray[np.int64]",
) -> "NDArray[np.float64]":
    """Variance of one cause's incidence on each day of the grid, from the waits (days, causes) and their sites (NO_SITE where none is known).

    Nought throughout where fewer than FEWEST_SITES sites are known. With one person a site it is the plain one by influence.
    """
    import numpy as np

    known = np.flatnonzero(sites != NO_SITE)
    names, place = np.unique(sites[known], return_inverse=True)
    if len(names) < FEWEST_SITES:
        return np.zeros(len(grid))
    days, causes = waits
    kinds = np.where(causes == cause, 1, np.where(causes > 0, OTHER_END, 0))
    # Waits of one length and kind pull alike, so each sort is worked out once.
    sorts, which = np.unique(days * 3 + kinds, return_inverse=True)
    pulls = influence_on(curves, cause, sorts // 3, sorts % 3, grid)
    alone = np.bincount(which, minlength=len(sorts)) - np.bincount(which[known], minlength=len(sorts))
    sums = np.zeros((len(names), len(grid)))
    np.add.at(sums, place, pulls[which[known]])
    mean = sums.sum(axis=0) / len(known)
    spread = sums - np.bincount(place)[:, None] * mean[None, :]
    between = (spread**2).sum(axis=0) * len(names) / (len(names) - 1)
    variance: NDArray[np.float64] = between + len(known) * mean**2 + alone @ pulls**2
    return variance
