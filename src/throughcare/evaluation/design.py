"""Covariates of a plan as columns: categories as levels, empty cells as a column of their own, squares where asked for.

Empty cells are never guessed: the value becomes the mean of those recorded (so that it tells nothing), a column `not recorded` says where, and both
groups must then be alike in that too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from throughcare.errors import InputError, RefusedError
from throughcare.evaluation.arrays import Flags, Floats, Integers
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.plan import Plan, Values

NOT_RECORDED = "not recorded"
TRIAL = "trial, by the day its clock begins"
MANY_LEVELS = 60


@dataclass(frozen=True)
class Missing:
    """How much of a covariate is empty, by group, and what was done."""

    column: str
    empty_treated: int
    empty_comparison: int
    handling: str


@dataclass(frozen=True)
class Columns:
    """The design's columns with their names, what was missing, and terms that all but separate the groups."""

    values: Floats
    names: tuple[str, ...]
    missing: tuple[Missing, ...]
    one_sided: tuple[str, ...]
    exact: Integers | None


def make_columns(plan: Plan, cohort: Cohort) -> Columns:
    """Every covariate as one or more columns; RefusedError where one separates the groups whole."""
    values: list[Floats] = []
    names: list[str] = []
    missing = []
    for covariate in plan.covariates:
        made, called, empty = _columns_of(covariate, cohort)
        values += made
        names += called
        missing.append(
            Missing(
                str(covariate["column"]),
                cohort.people(empty & cohort.treated),
                cohort.people(empty & ~cohort.treated),
                _handling(covariate, empty),
            )
        )
    if cohort.clusters is not None:
        opened = np.array(cohort.texts[TRIAL])
        levels = np.unique(opened)
        values += [(opened == level).astype(np.float64) for level in levels]
        names += [f"{TRIAL} = {level}" for level in levels]
    matrix = np.column_stack(values) if values else np.empty((cohort.rows, 0))
    _check_separation(matrix, names, cohort.treated)
    return Columns(matrix, tuple(names), tuple(missing), _one_sided(matrix, names, cohort.treated), _exact_codes(plan, cohort))


def covariate_of(column: str) -> str:
    """The covariate that a column of the design was made from."""
    return column.split(" = ", maxsplit=1)[0].removesuffix(f": {NOT_RECORDED}").removesuffix(" squared")


def in_words(columns: Iterable[str]) -> str:
    """The covariates that columns of the design were made from, each once, for a reader; no level of them."""
    return ", ".join(dict.fromkeys(covariate_of(one).replace("_", " ") for one in columns))


def _columns_of(covariate: Values, cohort: Cohort) -> tuple[list[Floats], list[str], Flags]:
    name = str(covariate["column"])
    if covariate["kind"] == "category":
        texts = np.array([text if text is not None else NOT_RECORDED for text in cohort.texts[name]])
        levels = np.unique(texts)
        if len(levels) > MANY_LEVELS:
            raise InputError(
                f"column '{name}' has {len(levels):,} levels; expected at most {MANY_LEVELS}: group them, or set kind = 'number'"
            )
        empty = texts == NOT_RECORDED
        _refuse_empty(covariate, empty)
        return [(texts == level).astype(np.float64) for level in levels], [f"{name} = {level}" for level in levels], empty
    numbers = cohort.numbers[name]
    empty = np.isnan(numbers)
    _refuse_empty(covariate, empty)
    if covariate["kind"] == "yes_no":
        odd = int((~np.isin(numbers[~empty], (0.0, 1.0))).sum())
        if odd:
            raise InputError(f"column '{name}': {odd:,} rows are neither 0 nor 1; set kind = 'number' or 'category'")
    middle = float(numbers[~empty].mean()) if not empty.all() else 0.0
    filled = np.where(empty, middle, numbers)
    made, called = [filled], [name]
    if covariate["squared"]:
        made.append((filled - middle) ** 2)
        called.append(f"{name} squared")
    if empty.any():
        made.append(empty.astype(np.float64))
        called.append(f"{name}: {NOT_RECORDED}")
    return made, called, empty


def _refuse_empty(covariate: Values, empty: Flags) -> None:
    if covariate["missing"] == "refuse" and empty.any():
        raise InputError(
            f"column '{covariate['column']}': {int(empty.sum()):,} rows are empty, and the plan refuses that (missing = 'refuse')"
        )


def _handling(covariate: Values, empty: Flags) -> str:
    if not empty.any():
        return "complete"
    if empty.all():
        return "empty for everybody, so that it can make nobody alike: in no model"
    if covariate["kind"] == "category":
        return "a level of its own"
    return "the mean of those recorded, with a column that says where"


def _check_separation(matrix: Floats, names: list[str], treated: Flags) -> None:
    """Refuse where one column alone tells who is treated: then nobody is comparable with anybody."""
    found = []
    for at, name in enumerate(names):
        ours, theirs = matrix[treated, at], matrix[~treated, at]
        if ours.min() > theirs.max() or ours.max() < theirs.min():
            found.append(name)
    if found:
        raise RefusedError(
            f"{', '.join(repr(name) for name in found)} {'separates' if len(found) == 1 else 'separate'} the groups: no value is shared by the {int(treated.sum()):,} treated and the "
            f"{int((~treated).sum()):,} others, so nobody is comparable; change eligibility so that both could have been treated",
            in_short=f"{in_words(found)} tells who started and who did not, so that nobody is comparable",
        )


def _one_sided(matrix: Floats, names: list[str], treated: Flags) -> tuple[str, ...]:
    """Yes/no terms that stand on one side only: these people have no counterpart."""
    words = []
    for at, name in enumerate(names):
        column = matrix[:, at]
        if not np.isin(column, (0.0, 1.0)).all():
            continue
        ours, theirs = int(column[treated].sum()), int(column[~treated].sum())
        if (ours == 0) != (theirs == 0):
            words.append(f"{name}: {ours or theirs:,} people, all {'treated' if ours else 'compared'}")
    return tuple(words)


def _exact_codes(plan: Plan, cohort: Cohort) -> Integers | None:
    columns = [str(one) for one in plan.sections["estimator"]["exact"]]
    if not columns:
        return None
    joined = np.array(
        ["\x1f".join(texts) for texts in zip(*([t or NOT_RECORDED for t in cohort.texts[c]] for c in columns), strict=True)]
    )
    return np.unique(joined, return_inverse=True)[1].astype(np.int64)
