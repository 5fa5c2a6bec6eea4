"""The specification panel: the same question asked of several estimators, so that no one of them can be chosen by its answer.

Each turns covariates into weights once, and then answers for any number of outcomes. One of them is the plan's primary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from throughcare.errors import RefusedError, UsageError, nearest
from throughcare.evaluation import influence
from throughcare.evaluation.arrays import Floats, people_in
from throughcare.evaluation.balance import effective_people, standardised_differences
from throughcare.evaluation.estimate import Estimate, Sizes, make_estimate
from throughcare.evaluation.influence import Means
from throughcare.evaluation.intervals import Counts
from throughcare.evaluation.matching import Links, MatchingRule, Ties, match_nearest, radius_weights
from throughcare.evaluation.prepared import Prepared

Estimand = Literal["ATT", "ATO", "difference"]

LABELS = {
    "match": "nearest neighbour within a caliper, without replacement",
    "match_replacement": "nearest neighbour within a caliper, with replacement",
    "radius": "everybody within a radius, weighted",
    "ipw": "inverse probability weights",
    "overlap": "overlap weights",
    "entropy": "entropy balancing",
    "aipw": "doubly robust (augmented inverse probability weights)",
    "regression": "outcome regression fitted on the comparison people",
    "unadjusted": "no adjustment: the groups as they are",
}
PANEL = tuple(name for name in LABELS if name != "unadjusted")


@dataclass(frozen=True)
class Settings:
    """What the plan says about the estimators; `radius` in units of the logit, `shared` equal distances in matching with replacement."""

    matching: MatchingRule = field(default_factory=MatchingRule)
    radius: float = 0.05
    shared: Ties = "first"


@dataclass(frozen=True)
class Adjustment:
    """An estimator made ready: a weight for everybody, and how means follow from it."""

    name: str
    estimand: Estimand
    weights: Floats
    means: Callable[[Floats, bool], Means]
    links: Links | None = None
    balances: bool = True


@dataclass(frozen=True)
class Refusal:
    """An estimator that could not answer, and why: exactly, and in short as protected text may have it."""

    estimator: str
    reason: str
    in_short: str


def adjust(name: str, data: Prepared, settings: Settings) -> Adjustment:
    """Make one estimator ready; RefusedError where these people allow no such estimate."""
    ones = np.ones(len(data.treated))
    if name in ("match", "match_replacement"):
        return _adjust_by_matching(name, data, settings)
    if name == "radius":
        weights = radius_weights(data.score.logit, data.treated, settings.radius)
        if not weights.any():
            raise RefusedError(
                f"nobody compared stands within {settings.radius:g} of anybody who started, on the logit of the score",
                in_short="nobody compared stands within the radius of anybody who started",
            )
        return Adjustment(name, "ATT", weights, lambda y, _: influence.radius_means(data.treated, weights, y))
    if name == "ipw":
        return Adjustment(name, "ATT", _odds_weights(data), lambda y, _: influence.odds_means(data, y))
    if name == "overlap":
        p = data.score.probability
        return Adjustment(name, "ATO", np.where(data.treated, 1 - p, p), lambda y, _: influence.overlap_means(data, y))
    if name == "entropy":
        balanced = influence.entropy_weights(data)
        return Adjustment(name, "ATT", balanced, lambda y, _: influence.balancing_means(data, balanced, y))
    if name == "aipw":
        return Adjustment(name, "ATT", _odds_weights(data), lambda y, b: influence.augmented_means(data, y, binary=b))
    if name == "regression":
        return Adjustment(name, "ATT", ones, lambda y, b: influence.regression_means(data, y, binary=b), balances=False)
    if name == "unadjusted":
        return Adjustment(name, "difference", ones, lambda y, _: influence.naive_means(data.treated, y))
    raise UsageError(f"'{name}' is no estimator{nearest(name, LABELS)}; there are {', '.join(LABELS)}")


def estimate(adjustment: Adjustment, data: Prepared, outcome: Floats, name: str, *, binary: bool) -> Estimate:
    """One estimator's answer for one outcome."""
    weights, treated = adjustment.weights, data.treated
    w0 = weights[~treated]
    people = [people_in((weights > 0) & arm, data.clusters) for arm in (treated, ~treated)]
    sizes = Sizes(people[0], people[1], *(effective_people(weights * arm, data.clusters) for arm in (treated, ~treated)))
    # A person in several rows may stand in several matched sets: rows, not sets, are then put together by person.
    by_row = data.clusters is not None and (adjustment.links is not None or adjustment.name == "radius")
    found = make_estimate(
        (adjustment.name, name, adjustment.estimand),
        influence.weighted_means(treated, weights, outcome) if by_row else adjustment.means(outcome, binary),
        sizes,
        binary=binary,
        counts=_whole_counts(adjustment, data, outcome) if binary and data.clusters is None else None,
        clusters=data.clusters,
    )
    differences = np.abs(standardised_differences(data.columns, treated, weights))
    shares = np.sort(w0 / w0.sum())[::-1]
    return replace(
        found,
        largest_difference=_largest(differences) if adjustment.balances else None,
        largest_weight_share=float(shares[0]),
        top_weight_share=float(shares[: max(1, len(shares[shares > 0]) // 100)].sum()),
    )


def run_panel(
    data: Prepared, settings: Settings, outcome: Floats, name: str, *, binary: bool, names: tuple[str, ...] = PANEL
) -> list[Estimate | Refusal]:
    """Every estimator's answer; one that cannot answer says why instead."""
    answers: list[Estimate | Refusal] = []
    for one in names:
        try:
            answers.append(estimate(adjust(one, data, settings), data, outcome, name, binary=binary))
        except RefusedError as refused:
            answers.append(Refusal(one, str(refused), refused.in_short))
    return answers


def _adjust_by_matching(name: str, data: Prepared, settings: Settings) -> Adjustment:
    rule = settings.matching
    if name == "match_replacement":
        rule = replace(rule, replace=True, ties=settings.shared)
    links = match_nearest(data.score.logit, data.treated, rule, keys=data.keys, exact=data.exact)
    if not len(links.treated):
        raise RefusedError("nobody could be matched: no comparison person stands within the caliper of anybody who started")
    return Adjustment(
        name, "ATT", links.weights(len(data.treated)), lambda y, _: influence.matched_means(links, data.treated, y), links
    )


def _odds_weights(data: Prepared) -> Floats:
    return np.where(data.treated, 1.0, data.odds)


def _whole_counts(adjustment: Adjustment, data: Prepared, outcome: Floats) -> Counts | None:
    """Events and people where everybody counts once or not at all; else None."""
    weights = adjustment.weights
    if adjustment.name not in ("match", "unadjusted") or not bool(np.isin(weights, (0.0, 1.0)).all()):
        return None
    ours, theirs = data.treated & (weights > 0), ~data.treated & (weights > 0)
    return Counts(int(outcome[ours].sum()), int(ours.sum()), int(outcome[theirs].sum()), int(theirs.sum()))


def _largest(differences: Floats) -> float:
    return float("inf") if np.isnan(differences).any() else float(differences.max(initial=0.0))
