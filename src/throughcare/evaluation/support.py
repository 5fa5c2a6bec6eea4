"""Who among the compared is unlike everybody who started, so that nothing can be learned of the started from them.

All the started share some value, or some sum of values (a level that none of them has, a level that all of them have, two cells that are never empty apart);
compared people who lie to one side of it are no counterpart of anybody. For the effect on those who started they weigh nothing in the limit: left in, the
score has no finite fit and every weight of theirs is a rounding error.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import linprog

from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.design import covariate_of, make_columns
from throughcare.evaluation.plan import Plan
from throughcare.evaluation.prepared import independent_columns

ON_THE_LINE = 1e-8


def leave_out_unlike(plan: Plan, cohort: Cohort) -> Cohort:
    """The cohort without compared people whom nobody who started resembles; they are counted, with the covariates that set them apart."""
    if plan.sections["estimator"]["unlike"] == "keep":
        return cohort
    columns = make_columns(plan, cohort)
    unlike, apart = find_unlike(columns.values, cohort.treated)
    if not unlike.any() or not (~cohort.treated & ~unlike).any():
        return cohort
    named = ", ".join(dict.fromkeys(covariate_of(columns.names[at]) for at in apart)).replace("_", " ")
    reason = f"compared, but unlike everybody who started: {named}"
    alike = cohort.only(~unlike)
    # A person with other rows that are alike still takes part.
    gone = cohort.people() - alike.people()
    return replace(alike, left_out={**cohort.left_out, reason: gone}) if gone else alike


def find_unlike(columns: Floats, treated: Flags) -> tuple[Flags, list[int]]:
    """Compared people to one side of what all the treated share, and the columns that say so."""
    kept = independent_columns(columns)
    spread = columns[:, kept].std(axis=0)
    design = np.column_stack([np.ones(len(columns)), (columns[:, kept] - columns[:, kept].mean(axis=0)) / spread])
    shared = _shared_by(design[treated])
    unlike, apart = np.zeros(len(columns), bool), set[int]()
    while shared.shape[1]:
        rest = ~treated & ~unlike
        beside = design[rest] @ shared
        direction = _one_side(np.unique(np.round(beside, 9), axis=0))
        found = beside @ direction > ON_THE_LINE
        if not found.any():
            break
        unlike[np.flatnonzero(rest)[found]] = True
        apart |= set(np.flatnonzero(np.abs(shared @ direction)[1:] > ON_THE_LINE).tolist())
    return unlike, [int(kept[at]) for at in sorted(apart)]


def _shared_by(ours: Floats) -> Floats:
    """Sums of the columns that are nought for every one of these rows: a basis, one a column."""
    values, vectors = np.linalg.eigh(ours.T @ ours)
    return np.asarray(vectors[:, values <= 1e-10 * max(1.0, float(values.max()))])


def _one_side(beside: Floats) -> Floats:
    """A sum for which nobody compared lies below nought and as many as may be above; all noughts where there is none."""
    size = beside.shape[1]
    found = linprog(-beside.sum(axis=0), A_ub=-beside, b_ub=np.zeros(len(beside)), bounds=[(-1, 1)] * size, method="highs")
    return np.asarray(found.x if found.success else np.zeros(size), np.float64)
