"""The array types that every estimator speaks."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def people_in(rows: Flags, clusters: Integers | None) -> int:
    """How many people these rows are: as many as rows, unless `clusters` says which rows are one person."""
    return int(rows.sum()) if clusters is None else len(np.unique(clusters[rows]))


def first_rows(rows: Flags, clusters: Integers | None) -> Flags:
    """Of these rows the first of each person."""
    if clusters is None:
        return rows
    kept = np.zeros(len(rows), bool)
    at = np.flatnonzero(rows)
    kept[at[np.unique(clusters[at], return_index=True)[1]]] = True
    return kept


def by_person(values: Floats, clusters: Integers | None) -> Floats:
    """A value a row, summed over each person's rows."""
    return values if clusters is None else np.bincount(np.unique(clusters, return_inverse=True)[1], values).astype(np.float64)
