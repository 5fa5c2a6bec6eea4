"""How much each person moves each estimate: stacked estimating equations, solved by hand.

Every estimator gives two means and, for each person, the change of either mean that is due to them, the fitted score and
the outcome model included. The variance is the sum of squares of these: the sandwich A^-1 B A^-T / n of the stacked equations,
without a numeric derivative. Held against delicatessen 4.3 (LaLonde, both outcomes): standard errors to 1e-5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.design import in_words
from throughcare.evaluation.matching import Links
from throughcare.evaluation.prepared import Prepared
from throughcare.evaluation.propensity import RIDGE, fit_logistic, inverse_logit

# Scaled columns that differ by less are the same value.
ALIKE = 1e-9


@dataclass(frozen=True)
class Means:
    """Mean outcome of the treated, and what it would have been; each unit's part in the error of either.

    A unit is a person, or a matched set. `difference_se` stands where the error of the difference has a formula of its own.
    """

    treated: float
    comparison: float
    treated_parts: Floats
    comparison_parts: Floats
    difference_se: float | None = None


def naive_means(treated: Flags, outcome: Floats) -> Means:
    """The two groups as they are: no adjustment at all."""
    return weighted_means(treated, np.ones(len(outcome)), outcome)


def weighted_means(treated: Flags, weights: Floats, outcome: Floats) -> Means:
    """Means under weights that are taken as known; honest only where they are (radius weights use the effective size instead)."""
    ours, theirs = weights * treated, weights * ~treated
    mean1, mean0 = float(ours @ outcome / ours.sum()), float(theirs @ outcome / theirs.sum())
    return Means(mean1, mean0, ours * (outcome - mean1) / ours.sum(), theirs * (outcome - mean0) / theirs.sum())


def radius_means(treated: Flags, weights: Floats, outcome: Floats) -> Means:
    """Means under radius weights; the error counts the comparison group at its effective size, not at its head count."""
    found = weighted_means(treated, weights, outcome)
    parts = []
    for group, mean in ((treated, found.treated), (~treated, found.comparison)):
        w = weights * group
        spread = float(w @ (outcome - mean) ** 2 / w.sum())
        size = float(w.sum() ** 2 / (w @ w))
        parts.append(np.sqrt(spread / size) * _spread_over(group))
    return Means(found.treated, found.comparison, parts[0], parts[1])


def matched_means(links: Links, treated: Flags, outcome: Floats) -> Means:
    """Matched sets: each treated person and the average of their partners is one unit.

    With replacement the error of the difference is Abadie and Imbens' (2006), homoscedastic, as R's Matching prints it.
    """
    if not len(links.treated):
        raise RefusedError("nobody could be matched: no comparison person stands within the caliper of anybody who started")
    rows = len(outcome)
    theirs = np.bincount(links.treated, links.part * outcome[links.comparison], rows)
    people = np.unique(links.treated)
    ours, theirs = outcome[people], theirs[people]
    n = len(people)
    mean1, mean0 = float(ours.mean()), float(theirs.mean())
    # n - 1: the sets' own mean has been taken from them.
    shrink = np.sqrt(n * max(n - 1, 1))
    if not links.reused:
        return Means(mean1, mean0, (ours - mean1) / shrink, (theirs - mean0) / shrink)
    used = np.bincount(links.comparison, links.part, rows)
    squares = np.bincount(links.comparison, links.part**2, rows)
    gaps = outcome[links.treated] - outcome[links.comparison]
    effect = mean1 - mean0
    spread = 0.5 * float(links.part @ (gaps - effect) ** 2) / n
    variance = (float(((ours - theirs - effect) ** 2).sum()) + spread * float((used**2 - squares)[~treated].sum())) / n**2
    parts1, parts0 = np.zeros(rows), used * (outcome - mean0) / n
    parts1[people] = (ours - mean1) / n
    return Means(mean1, mean0, parts1, parts0, float(np.sqrt(variance)))


def odds_means(data: Prepared, outcome: Floats) -> Means:
    """Inverse probability weights for the treated's average: comparison people weigh their odds of starting."""
    t, x, p = data.treated, data.design, data.score.probability
    weights = np.where(t, 0.0, data.odds)
    mean1, mean0 = float(outcome[t].mean()), float(weights @ outcome / weights.sum())
    pull = x.T @ (weights * (outcome - mean0))
    through_score = (t - p) * (x @ _solve_score(data, pull))
    parts0 = (weights * (outcome - mean0) + through_score) / weights.sum()
    return Means(mean1, mean0, t * (outcome - mean1) / t.sum(), parts0)


def overlap_means(data: Prepared, outcome: Floats) -> Means:
    """Overlap weights: the people for whom starting was most open; treated weigh 1 - p, comparison people p."""
    t, x, p = data.treated, data.design, data.score.probability
    means, parts = [], []
    for group, weights, turn in ((t, 1 - p, -p * (1 - p)), (~t, p, p * (1 - p))):
        w = weights * group
        mean = float(w @ outcome / w.sum())
        pull = x.T @ (group * turn * (outcome - mean))
        means.append(mean)
        parts.append((w * (outcome - mean) + (t - p) * (x @ _solve_score(data, pull))) / w.sum())
    return Means(means[0], means[1], parts[0], parts[1])


def balancing_means(data: Prepared, weights: Floats, outcome: Floats) -> Means:
    """Entropy balancing: comparison weights that make every weighted mean the treated's own."""
    x = data.design[:, 1:]
    t = data.treated & (weights > 0)
    gaps = x - x[t].mean(axis=0)
    w = np.where(data.treated, 0.0, weights)
    mean1, mean0 = float(outcome[t].mean()), float(w @ outcome / w.sum())
    pull = gaps.T @ (w * (outcome - mean0))
    solved = np.linalg.lstsq((gaps * w[:, None]).T @ gaps, pull, rcond=None)[0]
    # The balancing equations move with their own target, the treated's means, which are estimated too.
    moved = gaps @ solved
    parts0 = (w * (outcome - mean0) - w * moved) / w.sum() + t * moved / t.sum()
    return Means(mean1, mean0, t * (outcome - mean1) / t.sum(), parts0)


def with_counterparts(data: Prepared) -> Flags:
    """The treated who agree with the comparison people wherever all of those agree; RefusedError where nobody does."""
    t, x = data.treated, data.design[:, 1:]
    others = x[~t]
    alike = np.ptp(others, axis=0) == 0
    kept = t & (x[:, alike] == others[0, alike]).all(axis=1)
    if not kept.any():
        raise RefusedError(
            f"no common support: each of the {int(t.sum()):,} treated has a level that none of the {int((~t).sum()):,} others has",
            in_short="no common support: everybody who started has a level that nobody compared has",
        )
    return np.asarray(kept)


def _within_what_is_shared(gaps: Floats, alike: Flags) -> Flags:
    """The compared who agree with the treated in every column in which those all agree and the compared lie to one side of them."""
    one_sided = alike & ((gaps.min(axis=0) >= -ALIKE) | (gaps.max(axis=0) <= ALIKE))
    return np.asarray((np.abs(gaps[:, one_sided]) <= ALIKE).all(axis=1))


def entropy_weights(data: Prepared) -> Floats:
    """Weights of the comparison people, 1 for the treated; RefusedError names a covariate whose mean cannot be reached.

    A treated person with a level that nobody compared has (`with_counterparts`) has weight 0: no weights of the others stand for them.
    So has a compared person with a level that none of the treated has: any weight of theirs would have to be taken back, and none can be.
    """
    t, x = data.treated, data.design[:, 1:]
    ours = with_counterparts(data)
    gaps = x[~t] - x[ours].mean(axis=0)
    free = _within_what_is_shared(gaps, np.ptp(x[ours], axis=0) == 0)
    beyond = [_name_of(data, int(at)) for at in np.flatnonzero((gaps.min(axis=0) > ALIKE) | (gaps.max(axis=0) < -ALIKE))]
    if beyond:
        raise RefusedError(
            f"no common support: the mean of the {int(ours.sum()):,} treated in {', '.join(repr(name) for name in beyond)} lies beyond every one of the "
            f"{int((~t).sum()):,} comparison people, so that no weights of theirs reach it",
            in_short=f"no common support: the mean of those who started in {in_words(beyond)} lies beyond everybody compared",
        )
    if not free.any():
        raise RefusedError(
            f"no common support: each of the {int((~t).sum()):,} comparison people has a level that none of the {int(ours.sum()):,} treated has",
            in_short="no common support: everybody compared has a level that nobody who started has",
        )
    gaps = gaps[free]
    dual = np.zeros(x.shape[1])
    value = _log_sum(gaps @ dual)
    for _ in range(200):
        tilt = gaps @ dual
        share = np.exp(tilt - tilt.max())
        share /= share.sum()
        slope = share @ gaps
        if float(np.abs(slope).max(initial=0.0)) < 1e-11:
            weights = ours.astype(np.float64)
            weights[np.flatnonzero(~t)[free]] = share * ours.sum()
            return weights
        curve = (gaps * share[:, None]).T @ gaps - np.outer(slope, slope)
        step = np.linalg.lstsq(curve, slope, rcond=1e-13)[0]
        for _ in range(40):
            reached = _log_sum(gaps @ (dual - step))
            if reached <= value + 1e-13:
                break
            step = step / 2
        dual, value = dual - step, reached
        if float(np.abs(dual).max()) > 1e4:
            break
    name = _name_of(data, int(np.abs(slope).argmax()))
    raise RefusedError(
        f"entropy balancing has no solution: no weights of the comparison people reach the treated's mean of "
        f"'{name}' together with the other means",
        in_short=f"no weights of the people compared reach the mean of those who started in {in_words([name])} together with the other means",
    )


def augmented_means(data: Prepared, outcome: Floats, *, binary: bool) -> Means:
    """Doubly robust (AIPW) for the treated's average: right if the score or the outcome model is."""
    t, x, p = data.treated, data.design, data.score.probability
    guess, slope, solve = _outcome_model(data, outcome, binary=binary)
    weights = np.where(t, 0.0, data.odds)
    rest = outcome - guess
    a, b = float(rest[t].mean()), float(weights @ rest / weights.sum())
    through_a = solve(x.T @ (t * slope))
    parts_a = (t * (rest - a) - ~t * rest * (x @ through_a)) / t.sum()
    through_score = (t - p) * (x @ _solve_score(data, x.T @ (weights * (rest - b))))
    through_b = solve(x.T @ (weights * slope))
    parts_b = (weights * (rest - b) + through_score - ~t * rest * (x @ through_b)) / weights.sum()
    mean1 = float(outcome[t].mean())
    parts1 = t * (outcome - mean1) / t.sum()
    return Means(mean1, mean1 - (a - b), parts1, parts1 - (parts_a - parts_b))


def regression_means(data: Prepared, outcome: Floats, *, binary: bool) -> Means:
    """Outcome regression fitted on the comparison people and averaged over the treated: right only if that model is."""
    t, x = data.treated, data.design
    guess, slope, solve = _outcome_model(data, outcome, binary=binary)
    mean1, mean0 = float(outcome[t].mean()), float(guess[t].mean())
    through = solve(x.T @ (t * slope))
    parts0 = (t * (guess - mean0) + ~t * (outcome - guess) * (x @ through)) / t.sum()
    return Means(mean1, mean0, t * (outcome - mean1) / t.sum(), parts0)


def _solve_score(data: Prepared, pull: Floats) -> Floats:
    x, p = data.design, data.score.probability
    information = (x * (p * (1 - p))[:, None]).T @ x
    return np.asarray(np.linalg.lstsq(information, pull, rcond=1e-13)[0])


def _outcome_model(data: Prepared, outcome: Floats, *, binary: bool) -> tuple[Floats, Floats, _Solver]:
    """What is expected of everybody without starting: expectation, its slope in the linear predictor, the inverse information."""
    x, free = data.design, ~data.treated
    if not binary:
        coefficients = np.linalg.lstsq(x[free], outcome[free], rcond=None)[0]
        return x @ coefficients, np.ones(len(outcome)), _Solver(x[free].T @ x[free])
    beta, information, settled = fit_logistic(x[free], outcome[free])
    if not settled:
        beta, information, _ = fit_logistic(x[free], outcome[free], ridge=RIDGE * float(free.sum()))
    guess = inverse_logit(x @ beta)
    return guess, guess * (1 - guess), _Solver(information)


@dataclass(frozen=True)
class _Solver:
    information: Floats

    def __call__(self, pull: Floats) -> Floats:
        return np.asarray(np.linalg.lstsq(self.information, pull, rcond=1e-13)[0])


def _log_sum(values: Floats) -> float:
    top = float(values.max())
    return top + float(np.log(np.exp(values - top).sum()))


def _spread_over(group: Flags) -> Floats:
    """Parts whose squares add up to one, spread evenly over a group."""
    return np.asarray(group / np.sqrt(group.sum()), np.float64)


def _name_of(data: Prepared, at: int) -> str:
    from throughcare.evaluation.prepared import independent_columns

    return data.names[int(independent_columns(data.columns)[at])]
