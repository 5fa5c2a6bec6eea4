"""What do all studies together say? Random-effects synthesis of effects that were extracted elsewhere.

REML by fixed point (Viechtbauer 2005), Knapp-Hartung with the truncated form, prediction interval, Q-profile interval of tau
squared, leave one out. Held against metafor 3.8-1 with a tight stopping rule, 58 studies, to 1e-6.
Several effects of one study are not independent: choose one by a written rule before pooling; nothing here can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from throughcare.errors import InputError, UsageError
from throughcare.evaluation.arrays import Floats

Method = Literal["FE", "REML", "ML", "DL", "PM", "EB", "SJ", "HE"]
STOP, ROUNDS = 1e-13, 20_000
# With fewer studies than this the pooled value is shown, and marked unstable.
FEW_STUDIES = 5


@dataclass(frozen=True)
class Pooled:
    """A pooled effect on the scale of the input (log for ratios).

    `adjusted` says which standard error it is; `truncated` that Knapp-Hartung would have narrowed it and was held at the plain one.
    The prediction interval has k - 1 degrees of freedom under Knapp-Hartung and is normal otherwise, as metafor prints it.
    """

    method: Method
    studies: int
    estimate: float
    se: float
    low: float
    high: float
    statistic: float
    p_value: float
    tau2: float
    tau2_low: float
    tau2_high: float
    q: float
    q_p_value: float
    i2: float
    h2: float
    prediction_low: float | None
    prediction_high: float | None
    adjusted: Literal["plain", "Knapp-Hartung", "Knapp-Hartung, truncated"]
    truncated: bool
    unstable: bool


@dataclass(frozen=True)
class Regression:
    """Effects against moderators: coefficients (the first is the intercept), their errors, what spread remains."""

    coefficients: Floats
    errors: Floats
    tau2: float
    q: float


def pool_effects(
    effects: Floats,
    variances: Floats,
    *,
    method: Method = "REML",
    knapp_hartung: bool = True,
    truncate: bool = True,
    level: float = 0.95,
) -> Pooled:
    """One pooled effect; with a single study, that study, and no spread."""
    from scipy import stats

    y, v = _checked(effects, variances)
    k = len(y)
    ones = np.ones((k, 1))
    tau2 = 0.0 if k == 1 else between_variance(y, v, ones, method)
    w = 1.0 / (v + tau2)
    estimate, plain = float(w @ y / w.sum()), float(np.sqrt(1.0 / w.sum()))
    q = float((1 / v) @ (y - (y / v).sum() / (1 / v).sum()) ** 2)
    scale = 1.0
    if knapp_hartung and k > 1:
        scale = float(w @ (y - estimate) ** 2) / (k - 1)
    truncated = knapp_hartung and truncate and k > 1 and scale < 1.0
    se = plain * np.sqrt(1.0 if truncated else scale)
    uses_t = knapp_hartung and k > 1
    half = stats.t.ppf(0.5 + level / 2, k - 1) if uses_t else stats.norm.ppf(0.5 + level / 2)
    statistic = estimate / se
    p_value = 2 * (stats.t.sf(abs(statistic), k - 1) if uses_t else stats.norm.sf(abs(statistic)))
    reach = float(half * np.sqrt(tau2 + se**2))
    predicts = method != "FE" and k > 1
    low, high = (0.0, 0.0) if k == 1 else between_variance_interval(y, v, level=level)
    i2, h2 = _heterogeneity(v, tau2, q, fixed=method == "FE")
    return Pooled(
        method, k, estimate, float(se), estimate - float(half * se), estimate + float(half * se), float(statistic), float(p_value),
        tau2, low, high, q, float(stats.chi2.sf(q, k - 1)) if k > 1 else 1.0, i2, h2,
        estimate - reach if predicts else None, estimate + reach if predicts else None,
        "Knapp-Hartung, truncated" if truncated else "Knapp-Hartung" if uses_t else "plain", truncated, k < FEW_STUDIES,
    )  # fmt: skip


def between_variance(y: Floats, v: Floats, design: Floats, method: Method = "REML") -> float:
    """Tau squared, never below nought."""
    k, p = design.shape
    if method == "FE" or k <= p:
        return 0.0
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    flat = _projection(np.ones(k), design)
    if method == "HE":
        return max(0.0, float((residual @ residual - np.trace(flat * v)) / (k - p)))
    if method == "SJ":
        start = float(np.sum((y - y.mean()) ** 2) / k)
        return float(start * (y @ _projection(1 / (v + start), design) @ y) / (k - p))
    if method == "DL":
        by_size = _projection(1 / v, design)
        return max(0.0, float((y @ by_size @ y - (k - p)) / np.trace(by_size)))
    tau2 = max(0.0, between_variance(y, v, design, "HE"))
    for _ in range(ROUNDS):
        step = _step(y, v, design, tau2, method)
        moved, tau2 = tau2, max(0.0, tau2 + step)
        if abs(tau2 - moved) < STOP:
            return tau2
    raise InputError(f"tau squared did not settle over {k} effects; look for a variance that is nearly nought")


def between_variance_interval(effects: Floats, variances: Floats, *, level: float = 0.95) -> tuple[float, float]:
    """Q-profile interval of tau squared: where the generalised Q meets its own quantiles."""
    from scipy import stats
    from scipy.optimize import brentq

    y, v = _checked(effects, variances)
    ones = np.ones((len(y), 1))

    def generalised(tau2: float) -> float:
        return float(y @ _projection(1 / (v + tau2), ones) @ y)

    limits = []
    for quantile in (stats.chi2.ppf(0.5 + level / 2, len(y) - 1), stats.chi2.ppf(0.5 - level / 2, len(y) - 1)):
        high = max(1.0, float(np.var(y)))
        while generalised(high) > quantile:
            high *= 4
        below = generalised(0.0) <= quantile
        limits.append(0.0 if below else float(brentq(lambda tau2, q=quantile: generalised(tau2) - q, 0.0, high, xtol=1e-12)))
    return limits[0], limits[1]


def regress_effects(effects: Floats, variances: Floats, moderators: Floats, *, method: Method = "REML") -> Regression:
    """Meta-regression on named moderators, one column each; an intercept is added."""
    y, v = _checked(effects, variances)
    design = np.column_stack([np.ones(len(y)), moderators])
    tau2 = between_variance(y, v, design, method)
    w = 1 / (v + tau2)
    spread = np.linalg.inv((design * w[:, None]).T @ design)
    return Regression(spread @ design.T @ (w * y), np.sqrt(np.diag(spread)), tau2, float(y @ _projection(1 / v, design) @ y))


def small_study_effect(effects: Floats, variances: Floats) -> tuple[float, float]:
    """Egger's test: z and p of the standard error as a moderator. Small-study effects have more causes than missing studies."""
    from scipy import stats

    fitted = regress_effects(effects, variances, np.sqrt(np.asarray(variances, float))[:, None])
    z = float(fitted.coefficients[1] / fitted.errors[1])
    return z, float(2 * stats.norm.sf(abs(z)))


def leave_one_out(effects: Floats, variances: Floats, *, method: Method = "REML") -> list[tuple[float, float]]:
    """The pooled effect and tau squared without each study in turn."""
    y, v = _checked(effects, variances)
    rest = [np.arange(len(y)) != dropped for dropped in range(len(y))]
    pooled = [pool_effects(y[kept], v[kept], method=method) for kept in rest]
    return [(one.estimate, one.tau2) for one in pooled]


def _checked(effects: Floats, variances: Floats) -> tuple[Floats, Floats]:
    y, v = np.asarray(effects, float), np.asarray(variances, float)
    if y.ndim != 1 or y.shape != v.shape or not len(y):
        raise UsageError("a synthesis needs at least one effect, and as many variances as effects")
    unusable = int((~(np.isfinite(y) & np.isfinite(v) & (v > 0))).sum())
    if unusable:
        raise InputError(
            f"{unusable} of {len(y)} effects have no finite estimate or no variance above nought; leave them out and list them"
        )
    return y, v


def _projection(w: Floats, design: Floats) -> Floats:
    scaled = design * w[:, None]
    return np.asarray(np.diag(w) - scaled @ np.linalg.inv(design.T @ scaled) @ scaled.T)


def _step(y: Floats, v: Floats, design: Floats, tau2: float, method: Method) -> float:
    k, p = design.shape
    w = 1 / (v + tau2)
    projection = _projection(w, design)
    py = projection @ y
    if method == "REML":
        return float((py @ py - np.trace(projection)) / np.sum(projection**2))
    if method == "ML":
        return float((py @ py - w.sum()) / (w @ w))
    # Empirical Bayes and Paule-Mandel have the same root.
    return float((y @ py * k / (k - p) - k) / w.sum())


def _heterogeneity(v: Floats, tau2: float, q: float, *, fixed: bool) -> tuple[float, float]:
    """I squared (per cent) and H squared; under a fixed effect they come from Q, as metafor's do."""
    k = len(v)
    if k == 1:
        return 0.0, 1.0
    if fixed:
        return max(0.0, 100 * (q - (k - 1)) / q), q / (k - 1)
    typical = (k - 1) / float(np.trace(_projection(1 / v, np.ones((k, 1)))))
    return 100 * tau2 / (typical + tau2), tau2 / typical + 1
