"""What could something nobody recorded have done? E-value, negative controls, and a hidden factor simulated at this study's size.

E-value: VanderWeele and Ding 2017. The grid re-simulates a study of this size and these rates in which the truth is no effect
and one hidden factor moves both starting and reoffending; what is left after adjustment is printed beside the finding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.estimate import Estimate, normal_p
from throughcare.evaluation.propensity import fit_logistic, inverse_logit

STRENGTHS = (0.1, 0.2, 0.3, 0.5, 0.7)


@dataclass(frozen=True)
class EValue:
    """How strongly (risk ratio, with both starting and outcome) a hidden factor must act to explain the estimate, or its limit."""

    ratio: float
    estimate: float
    limit: float


@dataclass(frozen=True)
class HiddenFactor:
    """What remains of nothing: the difference found where none is true, with a factor of these strengths left out."""

    on_selection: float
    on_outcome: float
    difference: float
    ratio: float


@dataclass(frozen=True)
class NegativeControls:
    """Outcomes that the programme cannot touch, each with its estimate; pooled log ratio; the primary ratio with it taken off; those with too few events."""

    estimates: tuple[Estimate, ...]
    significant: int
    pooled_ratio: float | None
    pooled_p_value: float | None
    corrected_ratio: float | None
    too_few_events: tuple[str, ...] = ()


def e_value(ratio: float) -> float:
    """E-value of one risk ratio: 1.25 gives 1.809, 0.30 gives 6.122."""
    if ratio <= 0:
        return math.inf
    away = max(ratio, 1 / ratio)
    return away + math.sqrt(away * (away - 1))


def e_values(ratio: float, low: float, high: float) -> EValue:
    """E-values of an estimate and of the limit nearer to 1; a limit on the other side of 1 needs no hidden factor at all (1)."""
    near = low if ratio >= 1 else high
    crosses = low <= 1 <= high
    return EValue(ratio, e_value(ratio), 1.0 if crosses else e_value(near))


def ratio_from_odds(odds_ratio: float) -> float:
    """A common outcome's odds ratio as a risk ratio: its square root."""
    return math.sqrt(odds_ratio)


@dataclass(frozen=True)
class Recorded:
    """What is recorded of people, as two numbers each: log-odds of starting, log-odds of the outcome without starting."""

    start: Floats
    outcome: Floats
    share_treated: float
    rate_compared: float


def invent_people(treated: int, compared: int, rate_compared: float, *, people: int = 40_000, seed: int = 1) -> Recorded:
    """Invented people for a study of which only sizes and a rate are known: one recorded factor, 0.5 on both."""
    recorded = 0.5 * np.random.default_rng(seed).normal(size=people)
    return Recorded(recorded, recorded, treated / (treated + compared), rate_compared)


def hidden_factor_grid(
    recorded: Recorded, *, strengths: tuple[float, ...] = STRENGTHS, people: int = 40_000, seed: int = 1
) -> list[HiddenFactor]:
    """Differences left by a hidden factor when nothing is true, log-odds a standard deviation on starting x on the outcome.

    The study's own recorded people are drawn until they stand for many studies of its size: the mean is what matters, not its noise.
    The adjustment is inverse probability weighting on what is recorded, the hidden factor left out.
    """
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(recorded.start), people)
    sample = Recorded(recorded.start[drawn], recorded.outcome[drawn], recorded.share_treated, recorded.rate_compared)
    hidden, luck = rng.normal(size=people), rng.random(people)
    selected = {selection: _select(sample, hidden, luck, selection) for selection in strengths}
    return [
        _leave_out(sample, hidden, selected[on_start], (on_start, on_outcome))
        for on_start in strengths
        for on_outcome in strengths
    ]


def combine_negative_controls(
    estimates: list[Estimate], primary: Estimate | None, too_few_events: tuple[str, ...] = ()
) -> NegativeControls:
    """Pool the controls' log ratios by inverse variance and take them off the primary ratio. Evidence, not a gate."""
    usable = [(math.log(one.ratio), one.log_ratio_se) for one in estimates if one.ratio and one.log_ratio_se]
    pooled = p_value = corrected = None
    if usable:
        weights = [1 / se**2 for _, se in usable]
        middle = sum(w * log for w, (log, _) in zip(weights, usable, strict=True)) / sum(weights)
        pooled, p_value = math.exp(middle), normal_p(abs(middle) * math.sqrt(sum(weights)))
        corrected = primary.ratio / pooled if primary is not None and primary.ratio is not None else None
    significant = sum(one.is_significant for one in estimates)
    return NegativeControls(tuple(estimates), significant, pooled, p_value, corrected, too_few_events)


def _select(recorded: Recorded, hidden: Floats, luck: Floats, strength: float) -> tuple[Flags, Floats]:
    """Who starts where the hidden factor has this strength, and the odds weights of the others by what is recorded."""
    part = recorded.start + strength * hidden
    started = luck < inverse_logit(_level(part, recorded.share_treated) + part)
    design = np.column_stack([np.ones(len(hidden)), recorded.start])
    beta, _, _ = fit_logistic(design, started.astype(float))
    return started, np.where(started, 0.0, np.exp(design @ beta))


def _leave_out(
    recorded: Recorded, hidden: Floats, selected: tuple[Flags, Floats], strengths: tuple[float, float]
) -> HiddenFactor:
    started, odds = selected
    outcome_part = recorded.outcome + strengths[1] * hidden
    # Chances instead of drawn outcomes: the same mean without the noise of rare events. The weighted rate is the study's own.
    chance = inverse_logit(_level(outcome_part, recorded.rate_compared, odds) + outcome_part)
    ours, theirs = float(chance[started].mean()), float(odds @ chance / odds.sum())
    return HiddenFactor(*strengths, ours - theirs, ours / theirs)


def _level(parts: Floats, rate: float, weights: Floats | None = None) -> float:
    """The intercept that gives this (weighted) rate on average, by Newton's steps from the rate's own log-odds."""
    level = math.log(rate / (1 - rate))
    for _ in range(30):
        chance = inverse_logit(level + parts)
        slope = float(np.average(chance * (1 - chance), weights=weights))
        step = (float(np.average(chance, weights=weights)) - rate) / max(slope, 1e-12)
        level -= float(np.clip(step, -2, 2))
        if abs(step) < 1e-10:
            break
    return level
