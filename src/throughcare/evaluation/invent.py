"""Invented studies with a known truth, to hold the estimators against. Every person and every number in them is invented.

Starting depends on risk, denial, time left and site, as it does in life; a hidden factor can be added that moves both starting and reoffending and
stands in no column. Strengths are assumptions, chosen so that groups differ before adjustment by up to 0.8 standard deviations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import brentq

from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.propensity import inverse_logit

HORIZON = 365
SITES = ("Ashfield", "Bolder", "Carrow", "Denby")
# Assumption: a linkage much worse than the one measured on invented identifiers; the treated carry more identifiers.
LINKED, FALSE = (0.96, 0.93), (0.003, 0.002)


@dataclass(frozen=True)
class Invention:
    """What to invent: sizes, the rate without the programme, the true risk ratio, and a hidden factor's log-odds a deviation on both."""

    treated: int = 500
    compared: int = 2500
    rate: float = 0.12
    ratio: float = 1.0
    hidden: float = 0.0
    seed: int = 1
    linked: tuple[float, float] = (1.0, 1.0)
    false: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True)
class Study:
    """The columns of an invented cohort, the true difference for those who started, and what naive readings would use."""

    columns: dict[str, Any]
    treated: Flags
    covariates: Floats
    names: tuple[str, ...]
    event: Floats
    seen: Floats
    true_difference: float
    before: Floats
    ever_started: Flags


def invent_study(wanted: Invention) -> Study:
    """One study. The number who start is random about the number wanted; `true_difference` is that of the people who started."""
    rng = np.random.default_rng(wanted.seed)
    n = wanted.treated + wanted.compared
    age = np.clip(rng.gamma(2.2, 9, n) + 18, 18, 85)
    priors = rng.poisson(rng.gamma(0.8, 3.0, n)).astype(np.float64)
    risk_band = np.clip(np.rint(rng.normal(1.2 + 0.1 * np.sqrt(priors), 0.8)), 0, 3)
    denial = (rng.random(n) < 0.35).astype(np.float64)
    months_left = np.clip(rng.gamma(2.5, 8, n), 1, 90)
    site = rng.integers(0, len(SITES), n)
    hidden = rng.normal(size=n)
    young = age < 25
    start = (
        0.6 * (risk_band - 1.5) + 0.05 * np.minimum(priors, 15) - 0.8 * denial + 0.015 * (months_left - 20) + 0.25 * (site == 1) - 0.3 * (site == 2) + 0.006 * (age - 45)
        + wanted.hidden * hidden
    )  # fmt: skip
    treated = rng.random(n) < inverse_logit(_level(start, wanted.treated / n) + start)
    risk = 0.45 * (risk_band - 1.5) + 0.07 * np.minimum(priors, 15) - 0.02 * (age - 45) + 0.2 * denial + wanted.hidden * hidden
    untreated_risk = inverse_logit(_level(risk, wanted.rate) + risk)
    treated_risk = np.minimum(untreated_risk * wanted.ratio, 0.97)
    chance = np.where(treated, treated_risk, untreated_risk)
    event = (rng.random(n) < chance).astype(np.float64)
    days = np.where(event == 1, np.ceil(HORIZON * rng.beta(1.0, 1.3, n)), HORIZON)
    ended, days = _compete(event, days, rng)
    seen = link_outcomes(event, treated, wanted.linked, wanted.false, rng)
    # People are chosen for a programme after a bad year: the year before is worse than any year to come.
    before = (rng.random(n) < np.minimum(0.9, untreated_risk * np.where(treated, 1.9, 1.2))).astype(np.float64)
    offered = rng.uniform(0, 240, n)
    count = event * (1 + rng.poisson(0.7, n))
    columns = {
        "person": [f"p{at:07d}" for at in rng.permutation(n).tolist()],
        "started": treated.astype(np.int64),
        "start_days": np.where(treated, -np.ceil(rng.gamma(2, 60, n)), np.nan),
        "age": np.round(age, 1),
        "young": young.astype(np.int64),
        "priors": priors,
        "risk_band": np.array(["low", "medium", "high", "very high"])[risk_band.astype(int)].tolist(),
        "denial": denial.astype(np.int64),
        "months_left": np.round(months_left, 1),
        "site": np.array(SITES)[site].tolist(),
        "reoffended": event.astype(np.int64),
        "reoffended_seen": seen.astype(np.int64),
        "offences": count.astype(np.int64),
        "days": days,
        "ended": ended,
        "at_liberty_days": days,
        "late": (rng.random(n) < 0.02).astype(np.int64),
        "driving": (rng.random(n) < inverse_logit(-3.2 + 0.05 * np.minimum(priors, 15))).astype(np.int64),
        "violent": (event * (rng.random(n) < 0.35)).astype(np.int64),
        "disposal": np.where(event == 1, np.array(["custody", "community", "fine"])[rng.integers(0, 3, n)], "").tolist(),
    }
    design, names = _design(columns)
    truth = float((treated_risk - untreated_risk)[treated].mean())
    ever = treated & ((event == 0) | (days > offered))
    return Study(columns, treated, design, names, event, seen, truth, before, ever)


def _design(columns: dict[str, Any]) -> tuple[Floats, tuple[str, ...]]:
    numbers = [np.asarray(columns[name], np.float64) for name in ("age", "priors", "denial", "months_left")]
    names = ["age", "priors", "denial", "months_left"]
    for name in ("risk_band", "site"):
        words = np.array(columns[name])
        for level in np.unique(words).tolist():
            numbers.append((words == level).astype(np.float64))
            names.append(f"{name} = {level}")
    return np.column_stack(numbers), tuple(names)


def _compete(event: Floats, days: Floats, rng: np.random.Generator) -> tuple[list[str], Floats]:
    """Recall, death and deportation end some of the years in which nothing was proven; the truth is not moved by them."""
    luck = rng.random(len(event))
    kinds = np.where(luck < 0.08, "recall", np.where(luck < 0.09, "death", np.where(luck < 0.10, "deportation", "")))
    kinds = np.where(event == 1, "event", kinds)
    other = (kinds != "event") & (kinds != "")
    return kinds.tolist(), np.where(other, np.ceil(HORIZON * rng.random(len(event))), days)


def link_outcomes(
    event: Floats, treated: Flags, linked: tuple[float, float], false: tuple[float, float], rng: np.random.Generator
) -> Floats:
    """The outcomes that a linkage with these shares (treated, compared) would show."""
    right, wrong = np.where(treated, *linked), np.where(treated, *false)
    luck = rng.random(len(event))
    return np.where(event == 1, luck < right, luck < wrong).astype(np.float64)


def _level(parts: Floats, rate: float) -> float:
    """The intercept at which the mean probability is the rate."""
    return float(brentq(lambda level: float(inverse_logit(level + parts).mean()) - rate, -30.0, 30.0, xtol=1e-15, rtol=1e-15))
