"""What every estimator starts from: the covariates as columns, who started, and the score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats, Integers
from throughcare.evaluation.propensity import Score, fit_score


@dataclass(frozen=True)
class Prepared:
    """One row per person. `design` holds a column of ones and the scaled columns; `columns` are as they were given."""

    columns: Floats
    names: tuple[str, ...]
    design: Floats
    treated: Flags
    score: Score
    keys: Any | None = None
    exact: Integers | None = None
    clusters: Integers | None = None

    @property
    def odds(self) -> Floats:
        """Odds of starting: what makes the comparison people resemble those who started."""
        return np.exp(np.minimum(self.score.logit, 700.0))

    @property
    def comparison(self) -> Flags:
        """Those who did not start."""
        return ~self.treated


def prepare(
    columns: Floats,
    names: Sequence[str],
    treated: Flags,
    *,
    keys: Any | None = None,
    exact: Integers | None = None,
    clusters: Integers | None = None,
) -> Prepared:
    """Fit the score and scale the columns; columns that repeat others are kept out of the models, in `columns` they stay."""
    independent = columns[:, independent_columns(columns)]
    score = fit_score(independent, treated)
    centre, scale = independent.mean(axis=0), independent.std(axis=0, ddof=1)
    design = np.column_stack([np.ones(len(columns)), (independent - centre) / scale])
    return Prepared(columns, tuple(names), design, treated, score, keys, exact, clusters)


def independent_columns(columns: Floats) -> Integers:
    """The first columns that say something the ones before do not; constant columns are left out."""
    spread = columns.std(axis=0)
    varying = np.flatnonzero(spread > 1e-12 * (1 + np.abs(columns).max(axis=0, initial=0.0)))
    scaled = (columns[:, varying] - columns[:, varying].mean(axis=0)) / spread[varying]
    products = scaled.T @ scaled / max(1, len(columns))
    kept: list[int] = []
    for at in range(len(varying)):
        explained = 0.0
        if kept:
            with_kept = products[np.ix_(kept, [at])]
            explained = float((with_kept.T @ np.linalg.lstsq(products[np.ix_(kept, kept)], with_kept, rcond=None)[0])[0, 0])
        if products[at, at] - explained > 1e-9:
            kept.append(at)
    return varying[np.array(kept, np.int64)]
