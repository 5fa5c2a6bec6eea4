"""How likely each person was to start, given what was known at time zero: logistic regression without penalty.

Newton's steps on scaled columns: the estimating equations of `weighting` need the exact root, and pairs must not depend on
where a looser rule stops. Held against R's `glm` (converged): coefficients 1e-8, logit 1e-7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from throughcare.evaluation.arrays import Flags, Floats

RIDGE = 1e-2
SETTLED, FAR_AWAY = 1e-11, 1e3


@dataclass(frozen=True)
class Score:
    """The fitted score: linear predictor and probability a row, coefficients and standard errors on the scale given."""

    logit: Floats
    probability: Floats
    coefficients: Floats
    errors: Floats
    ridged: bool
    scaled_coefficients: Floats


def fit_score(columns: Floats, treated: Flags) -> Score:
    """The propensity score over `columns` (no intercept among them), an intercept added.

    Where a column separates the groups no finite answer exists; a small ridge then gives one, and `ridged` says so.
    Columns that repeat others get the shortest solution; the score does not depend on which.
    """
    centre, scale = columns.mean(axis=0), columns.std(axis=0, ddof=1)
    scale = np.where(scale > 0, scale, 1.0)
    design = np.column_stack([np.ones(len(columns)), (columns - centre) / scale])
    outcome = treated.astype(np.float64)
    beta, information, settled = fit_logistic(design, outcome)
    ridged = not settled
    if ridged:
        beta, information, _ = fit_logistic(design, outcome, ridge=RIDGE * len(design))
    logit = design @ beta
    back = np.eye(len(beta))
    back[0, 1:] = -centre / scale
    back[1:, 1:] = np.diag(1.0 / scale)
    variance = back @ np.linalg.pinv(information, hermitian=True) @ back.T
    return Score(logit, inverse_logit(logit), back @ beta, np.sqrt(np.maximum(np.diag(variance), 0.0)), ridged, beta)


def inverse_logit(logit: Floats) -> Floats:
    """Probability of a log-odds, without overflow at either end."""
    return np.asarray(expit(logit), np.float64)


def fit_logistic(
    design: Floats, outcome: Floats, *, ridge: float = 0.0, weights: Floats | None = None
) -> tuple[Floats, Floats, bool]:
    """Coefficients, information matrix, and whether the steps settled; `design` holds its own first column of ones.

    They do not settle where the groups are separated: the information then dies away in a direction the columns do have.
    """
    size = design.shape[1]
    penalty = ridge * np.eye(size)
    penalty[0, 0] = 0.0
    mass = np.ones(len(design)) if weights is None else weights

    def reached(beta: Floats) -> float:
        logit = design @ beta
        return float(mass @ (outcome * logit - np.logaddexp(0.0, logit))) - float(beta @ penalty @ beta) / 2

    beta, information, directions = np.zeros(size), np.eye(size), 0
    here = reached(beta)
    for _ in range(60):
        probability = inverse_logit(design @ beta)
        information = (design * (mass * probability * (1 - probability))[:, None]).T @ design + penalty
        slope = design.T @ (mass * (outcome - probability)) - penalty @ beta
        step, _, rank, _ = np.linalg.lstsq(information, slope, rcond=1e-13)
        directions = directions or int(rank)
        # A whole step, or the half, the quarter ... until the likelihood no longer falls.
        for _ in range(12):
            there = reached(beta + step)
            if there >= here - 1e-9 * abs(here):
                break
            step = step / 2
        beta, here = beta + step, there
        if float(np.abs(step).max()) < SETTLED:
            return beta, information, bool(rank == directions)
        if float(np.abs(beta).max()) > FAR_AWAY:
            break
    return beta, information, False
