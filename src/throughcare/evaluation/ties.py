"""How much the answer hangs on the order of people whose scores are equal.

MatchIt takes the first in the file; another order is as defensible. On LaLonde's data the effect moves by 180 dollars.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Floats
from throughcare.evaluation.influence import matched_means
from throughcare.evaluation.matching import GRID, MatchingRule, match_nearest
from throughcare.evaluation.prepared import Prepared


@dataclass(frozen=True)
class TieOrders:
    """Share of people with a score that somebody else has too, and the effect's range over random orders of them."""

    tied_share: float
    orders: int
    lowest: float | None
    highest: float | None
    spread: float | None


def share_tied(logit: Floats) -> float:
    """Share of people who share their score, on the grid that matching uses."""
    _, inverse, counts = np.unique(np.rint(logit * GRID).astype(np.int64), return_inverse=True, return_counts=True)
    return float((counts[inverse] > 1).mean())


def try_tie_orders(data: Prepared, rule: MatchingRule, outcome: Floats, *, orders: int, seed: int) -> TieOrders:
    """The effect under random tie orders; one order is enough where nobody is tied."""
    tied = share_tied(data.score.logit)
    rng = np.random.default_rng(seed)
    effects = []
    rule = replace(rule, replace=False, ties="first")
    for _ in range(orders if tied > 0 else 1):
        links = match_nearest(data.score.logit, data.treated, rule, keys=rng.permutation(len(outcome)), exact=data.exact)
        try:
            means = matched_means(links, data.treated, outcome)
        except RefusedError:
            return TieOrders(tied, 0, None, None, None)
        effects.append(means.treated - means.comparison)
    return TieOrders(tied, len(effects), min(effects), max(effects), float(np.std(effects)))
