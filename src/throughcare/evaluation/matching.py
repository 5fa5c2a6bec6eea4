"""Who is compared with whom: greedy nearest neighbour on the logit of the propensity score.

The clauses are those of MatchIt 4.7.2 (`method = "nearest"`, `link = "linear.logit"`), pair for pair. One sort, one binary
search, and pointers to the next free person on either side that are shortened as they are followed, so that the work grows
little faster than the number of people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from throughcare.errors import InputError, UsageError
from throughcare.evaluation.arrays import Flags, Floats, Integers

# All comparisons are made on whole steps of 1e-10, so that the last bit of a score, which differs between
# builds of the linear algebra, cannot change a pair.
GRID = 1e10
TIE_STEPS = 2

Order = Literal["largest", "smallest", "data"]
Ties = Literal["first", "share"]


@dataclass(frozen=True)
class MatchingRule:
    """How partners are chosen; `caliper` in standard deviations of the score over the whole sample, n - 1."""

    caliper: float | None = 0.2
    ratio: int = 1
    order: Order = "largest"
    replace: bool = False
    ties: Ties = "first"


@dataclass(frozen=True)
class Links:
    """One entry per link: row of the treated person, row of the partner, the partner's part (they add up to 1 a person)."""

    treated: Integers
    comparison: Integers
    part: Floats
    reused: bool

    def weights(self, rows: int) -> Floats:
        """A weight for every row: 1 for a matched treated person, the sum of parts for a partner, else 0."""
        weights = np.bincount(self.comparison, weights=self.part, minlength=rows).astype(np.float64)
        weights[self.treated] = 1.0
        return weights


@dataclass(frozen=True)
class _Pool:
    """Comparison people of one stratum sorted by (score, key)."""

    steps: Integers
    rows: Integers


def match_nearest(
    logit: Floats, treated: Flags, rule: MatchingRule, *, keys: Any | None = None, exact: Integers | None = None
) -> Links:
    """Partners for each treated person, links in the order of the treated rows.

    Rows are taken in the order of `keys` (the pseudonym), whatever order they come in; without keys, as they come.
    A treated person with nobody within the caliper has no link. `exact` keeps pairs inside a stratum.
    Held against MatchIt 4.7.2: eleven LaLonde specifications and two NSW/CPS, the same pairs.
    """
    if rule.ties == "share" and not rule.replace:
        raise UsageError("ties = 'share' needs matching with replacement; set replace = true, or ties = 'first'")
    if not bool(np.isfinite(logit).all()):
        raise InputError(f"{int((~np.isfinite(logit)).sum())} propensity scores are not finite; matching needs one for everybody")
    rank = np.arange(len(logit)) if keys is None else np.argsort(np.asarray(keys), kind="stable")
    steps, is_treated = np.rint(logit[rank] * GRID).astype(np.int64), treated[rank]
    reach = math.inf if rule.caliper is None else rule.caliper * score_deviation(logit) * GRID
    starts: list[Integers] = []
    partners: list[Integers] = []
    parts: list[Floats] = []
    for members in _strata(exact[rank] if exact is not None else None, len(rank)):
        first, second, part = _match_stratum(members, steps, is_treated, reach, rule)
        starts.append(first)
        partners.append(second)
        parts.append(part)
    first = rank[np.concatenate(starts)]
    in_order = np.argsort(first, kind="stable")
    second = rank[np.concatenate(partners)]
    return Links(first[in_order], second[in_order], np.concatenate(parts)[in_order], reused=rule.replace)


def score_deviation(logit: Floats) -> float:
    """Standard deviation of the score over the whole sample, n - 1, before matching: what a caliper is measured in."""
    return float(np.std(logit, ddof=1))


def _strata(exact: Integers | None, rows: int) -> Sequence[Integers]:
    if exact is None:
        return [np.arange(rows)]
    order = np.argsort(exact, kind="stable")
    edges = np.flatnonzero(np.diff(exact[order])) + 1
    return np.split(order, edges)


def _match_stratum(
    members: Integers, steps: Integers, is_treated: Flags, reach: float, rule: MatchingRule
) -> tuple[Integers, Integers, Floats]:
    people, others = members[is_treated[members]], members[~is_treated[members]]
    by_score = np.argsort(steps[others], kind="stable")
    pool = _Pool(steps[others][by_score], others[by_score])
    queue = _in_order(people, steps, rule.order)
    if not len(queue) or not len(pool.rows):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    if rule.replace:
        found = _choose_with_replacement(steps[queue], pool, reach, rule)
    else:
        found = _choose_once(steps[queue], pool, reach, rule.ratio)
    who, place = found
    shares = 1.0 / np.bincount(who, minlength=len(queue))[who]
    return queue[who], pool.rows[place], shares


def _in_order(people: Integers, steps: Integers, order: Order) -> Integers:
    if order == "data":
        return people
    direction = -1 if order == "largest" else 1
    return people[np.argsort(direction * steps[people], kind="stable")]


def _choose_once(wanted: Integers, pool: _Pool, reach: float, ratio: int) -> tuple[Integers, Integers]:
    """Each comparison person at most once: everybody's first partner before anybody's second."""
    size = len(pool.steps)
    at = np.searchsorted(pool.steps, wanted, side="left").tolist()
    scores, targets = memoryview(pool.steps.data), wanted.tolist()
    # Only places that were taken have an entry: "look further on at ..."; everybody else points at themselves.
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    who: list[int] = []
    where: list[int] = []
    for _ in range(ratio):
        for person, target in enumerate(targets):
            right = _free(after, at[person])
            left = _free(before, at[person] - 1)
            right_gap = scores[right] - target if right < size else math.inf
            left_gap = target - scores[left] if left >= 0 else math.inf
            place = left if left_gap < right_gap - TIE_STEPS or right_gap > reach else right
            if min(left_gap, right_gap) > reach or not 0 <= place < size:
                continue
            who.append(person)
            where.append(place)
            after[place], before[place] = place + 1, place - 1
    return np.array(who, np.int64), np.array(where, np.int64)


def _free(pointers: dict[int, int], place: int) -> int:
    """The nearest free place in a pointer's direction; the path walked is halved on the way."""
    while (further := pointers.get(place)) is not None:
        if (beyond := pointers.get(further)) is not None:
            pointers[place] = beyond
        place = further
    return place


def _choose_with_replacement(wanted: Integers, pool: _Pool, reach: float, rule: MatchingRule) -> tuple[Integers, Integers]:
    """Each treated person's own nearest; with shared ties everybody as near as the last of them."""
    who: list[int] = []
    where: list[int] = []
    at = np.searchsorted(pool.steps, wanted, side="left").tolist()
    for person, target in enumerate(wanted.tolist()):
        nearest = _nearest(pool.steps, target, at[person], reach, rule.ratio)
        if nearest and rule.ties == "share":
            widest = max(abs(int(pool.steps[place]) - target) for place in nearest) + TIE_STEPS
            low, high = np.searchsorted(pool.steps, (target - widest, target + widest + 1)).tolist()
            nearest = list(range(low, high))
        who.extend([person] * len(nearest))
        where.extend(nearest)
    return np.array(who, np.int64), np.array(where, np.int64)


def _nearest(scores: Integers, target: int, at: int, reach: float, ratio: int) -> list[int]:
    right, left = at, at - 1
    chosen: list[int] = []
    while len(chosen) < ratio:
        right_gap = int(scores[right]) - target if right < len(scores) else math.inf
        left_gap = target - int(scores[left]) if left >= 0 else math.inf
        if min(left_gap, right_gap) > reach or math.isinf(min(left_gap, right_gap)):
            break
        if left_gap < right_gap - TIE_STEPS or right_gap > reach:
            chosen.append(left)
            left -= 1
        else:
            chosen.append(right)
            right += 1
    return chosen


def radius_weights(logit: Floats, treated: Flags, width: float) -> Floats:
    """Everybody within `width` of a treated person's score shares that person equally; a treated person with nobody weighs 0.

    Two binary searches give each treated person a range; +1/m where it opens and -1/m where it closes, summed along the
    sorted scores, are the weights of all.
    """
    others = np.flatnonzero(~treated)
    order = np.argsort(logit[others], kind="stable")
    ranked = logit[others][order]
    low = np.searchsorted(ranked, logit[treated] - width, "left")
    high = np.searchsorted(ranked, logit[treated] + width, "right")
    found = high > low
    share = 1.0 / np.where(found, high - low, 1)[found]
    change = np.bincount(low[found], share, len(ranked) + 1) - np.bincount(high[found], share, len(ranked) + 1)
    sums = np.cumsum(change[:-1])
    weights = np.zeros(len(logit))
    weights[np.flatnonzero(treated)[found]] = 1.0
    # What is left of a share after it was taken away again is rounding, not a person's weight.
    weights[others[order]] = np.where(sums < 1e-12, 0.0, sums)
    return weights
