"""Time to the event in the two groups as they are, and Cox's model with every covariate beside the treatment.

The textbook figures, for readers who know them and for holding a data set against published ones; they are no estimate of the plan. Recall, death and
deportation are taken as censoring here, which overstates a risk. Held against R survival 3.5-3 (Rossi, RECID) to 1e-6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats, Integers
from throughcare.evaluation.cox import fit_cox
from throughcare.evaluation.curves import restricted_mean, survival_with_error
from throughcare.evaluation.design import Columns
from throughcare.evaluation.prepared import independent_columns


@dataclass(frozen=True)
class SurvivalPoint:
    """Kaplan-Meier's share without the event by a day, with Greenwood's standard error, by group."""

    day: float
    treated: float
    treated_se: float
    comparison: float
    comparison_se: float


@dataclass(frozen=True)
class LogRank:
    """The log-rank test; observed and expected events of the treated."""

    chi_square: float
    p_value: float
    observed: float
    expected: float


@dataclass(frozen=True)
class CoxTerm:
    """One term of Cox's model (Efron's ties): log hazard ratio and model-based standard error."""

    term: str
    coefficient: float
    se: float


@dataclass(frozen=True)
class DaysWithout:
    """Mean days without the event up to a day, by group, with standard errors."""

    up_to: float
    treated: float
    treated_se: float
    comparison: float
    comparison_se: float


@dataclass(frozen=True)
class AsTheyAre:
    """Nothing here is adjusted but `cox`, which holds the covariates; log likelihoods without and with its terms."""

    survival: list[SurvivalPoint]
    log_rank: LogRank
    days_without: DaysWithout
    cox: list[CoxTerm]
    log_likelihood_without: float | None
    log_likelihood: float | None
    remark: str = ""


def describe_groups(days: Floats, events: Integers, treated: Flags, columns: Columns, shown: Floats) -> AsTheyAre:
    """All figures at the days shown; mean days without the event up to the last of them that both groups are watched to."""
    arms = (treated, ~treated)
    both = [survival_with_error(days[arm], events[arm], shown) for arm in arms]
    points = [SurvivalPoint(float(day), *one, *other) for day, one, other in zip(shown.tolist(), *both, strict=True)]
    reach = min(float(shown.max()), *(float(days[arm].max()) for arm in arms))
    means = [restricted_mean(days[arm], events[arm], reach) for arm in arms]
    without = DaysWithout(reach, *means[0], *means[1])
    test = compare_log_rank(days, events, treated)
    kept = independent_columns(np.column_stack([treated.astype(np.float64), columns.values]))
    matrix = np.column_stack([treated.astype(np.float64), columns.values])[:, kept]
    names = [("treated", *columns.names)[at] for at in kept.tolist()]
    try:
        model = fit_cox(days, events, matrix)
    except RefusedError as refused:
        return AsTheyAre(points, test, without, [], None, None, str(refused))
    terms = [CoxTerm(name, float(b), float(se)) for name, b, se in zip(names, model.coefficients, model.errors, strict=True)]
    return AsTheyAre(points, test, without, terms, model.likelihood_without, model.likelihood)


def compare_log_rank(days: Floats, events: Integers, treated: Flags) -> LogRank:
    """Observed against expected events of the treated over all event days, with the hypergeometric variance."""
    order = np.argsort(days, kind="stable")
    when, happened, ours = days[order], events[order] > 0, treated[order].astype(np.float64)
    event_days = np.unique(when[happened])
    first = np.searchsorted(when, event_days, side="left")
    risk, risk_treated = len(when) - first, np.cumsum(ours[::-1])[::-1][first]
    place = np.searchsorted(event_days, when[happened])
    died = np.bincount(place, minlength=len(event_days))
    expected = died * risk_treated / risk
    share = risk_treated / risk
    variance = float((died * share * (1 - share) * (risk - died) / np.maximum(risk - 1, 1)).sum())
    observed = float(ours[happened].sum())
    statistic = (observed - float(expected.sum())) ** 2 / variance if variance > 0 else 0.0
    return LogRank(statistic, float(chi2.sf(statistic, 1)), observed, float(expected.sum()))
