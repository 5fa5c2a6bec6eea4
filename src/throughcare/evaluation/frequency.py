"""How many offences, per year at liberty? Negative binomial with the log of time at liberty as offset and robust errors.

Counts of reoffences vary more than chance alone would have them; the robust error does not trust the model for how much more.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats

YEAR = 365.25


@dataclass(frozen=True)
class Frequency:
    """Events per person-year at liberty by group, their ratio with its interval, and the overdispersion used."""

    rate_treated: float
    rate_comparison: float
    years_treated: float
    years_comparison: float
    ratio: float
    low: float
    high: float
    p_value: float
    dispersion: float


def compare_frequency(counts: Floats, days_at_liberty: Floats, treated: Flags, weights: Floats) -> Frequency:
    """Rate ratio of the treated; people with no day at liberty cannot offend and are left out; weights are taken as known."""
    import statsmodels.api as sm

    from throughcare.evaluation.estimate import normal_p

    used = (days_at_liberty > 0) & (weights > 0)
    y, years, t, w = counts[used], days_at_liberty[used] / YEAR, treated[used], weights[used]
    exposure = [float((w * years)[group].sum()) for group in (t, ~t)]
    events = [float((w * y)[group].sum()) for group in (t, ~t)]
    if min(exposure) <= 0 or min(events) <= 0:
        raise RefusedError("a rate ratio needs at least one event and one day at liberty in each group")
    dispersion = _dispersion(y, years, t, w)
    design = np.column_stack([np.ones(len(y)), t.astype(float)])
    with warnings.catch_warnings():
        # statsmodels warns of its own coming changes; the numbers are held against a sandwich written out in the tests.
        warnings.simplefilter("ignore")
        family = sm.families.NegativeBinomial(alpha=dispersion)
        model = sm.GLM(y, design, family=family, offset=np.log(years), var_weights=w)
        fitted = model.fit(cov_type="HC0", tol=1e-12, maxiter=200)
    log_ratio, se = float(fitted.params[1]), float(fitted.bse[1])
    reach = 1.959964 * se
    return Frequency(
        events[0] / exposure[0],
        events[1] / exposure[1],
        exposure[0],
        exposure[1],
        math.exp(log_ratio),
        math.exp(log_ratio - reach),
        math.exp(log_ratio + reach),
        normal_p(abs(log_ratio) / se),
        dispersion,
    )


def _dispersion(y: Floats, years: Floats, treated: Flags, w: Floats) -> float:
    """Overdispersion by moments about each group's own rate; never below a hair above Poisson."""
    excess = squares = 0.0
    for group in (treated, ~treated):
        mean = years[group] * float((w * y)[group].sum() / (w * years)[group].sum())
        excess += float(w[group] @ ((y[group] - mean) ** 2 - mean))
        squares += float(w[group] @ mean**2)
    return max(excess / squares, 1e-6)
