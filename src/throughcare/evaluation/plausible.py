"""What a cohort's columns say although it cannot be: groups of no kind, starts that were none, half an offence, an outcome among the covariates."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.plan import Plan

Numbers = dict[str, Floats]
Texts = dict[str, list[str | None]]

# Codes that surveys and registers write where a value is missing.
MISSING_CODES = (-9.0, -99.0, -999.0, -9999.0)


def find_implausible(plan: Plan, numbers: Numbers, texts: Texts, treated: Flags) -> list[str]:
    """Every such problem, by column with how many rows; columns are taken to hold numbers where numbers belong."""
    return [
        *_groups(plan, numbers),
        *_other_outcomes(plan, numbers),
        *_starts(plan, numbers, treated),
        *_parts_of_offences(plan, numbers),
        *_missing_codes(plan, numbers),
        *_outcomes_in_disguise(plan, numbers, texts),
        *_nothing_to_adjust(plan, numbers, texts),
    ]


def _groups(plan: Plan, numbers: Numbers) -> Iterator[str]:
    """Subgroups and members of a variant are 1 or 0 for everybody."""
    columns = [str(one["column"]) for one in plan.lists["subgroups"]]
    columns += [str(one["member"]) for one in plan.lists["variants"] if one["member"]]
    for column in dict.fromkeys(columns):
        if odd := int((~np.isin(numbers[column], (0.0, 1.0))).sum()):
            yield f"column '{column}': {odd:,} rows are neither 0 nor 1; who belongs to a group must be known for everybody"


def _other_outcomes(plan: Plan, numbers: Numbers) -> Iterator[str]:
    """The primary outcome under a variant is of the same kind as itself."""
    if plan.primary["kind"] != "yes_no":
        return
    for suffix in dict.fromkeys(str(one["suffix"]) for one in plan.lists["variants"] if one["suffix"]):
        column = f"{plan.primary['event']}{suffix}"
        if odd := int((~np.isin(numbers[column], (0.0, 1.0))).sum()):
            yield f"column '{column}': {odd:,} rows are neither 0 nor 1"


def _starts(plan: Plan, numbers: Numbers, treated: Flags) -> Iterator[str]:
    """Whoever started has a day of starting, and whoever did not start by time zero has none by then."""
    column, clock = plan.sections["treatment"]["start_days"], plan.sections["clock"]
    if not column or clock["exposure"] != "by_time_zero" or clock["membership"] != "started":
        return
    days, treatment = numbers[str(column)], plan.sections["treatment"]["column"]
    if unknown := int((treated & np.isnan(days)).sum()):
        yield f"column '{column}': {unknown:,} rows are empty although '{treatment}' is 1; expected the day of the start"
    if begun := int((~treated & (days <= 0)).sum()):
        yield f"column '{column}': {begun:,} rows name a start by time zero although '{treatment}' is 0"


def _parts_of_offences(plan: Plan, numbers: Numbers) -> Iterator[str]:
    for outcome in plan.outcomes:
        for key in ("count", "late", "custody_count"):
            if outcome[key] and (parts := int((numbers[str(outcome[key])] % 1 > 0).sum())):
                yield f"column '{outcome[key]}': {parts:,} rows are no whole number; expected a count"


def _missing_codes(plan: Plan, numbers: Numbers) -> Iterator[str]:
    """A code below nought in a covariate that is otherwise never below nought stands for a missing value, and would be taken for a number."""
    for covariate in plan.covariates:
        values = numbers.get(str(covariate["column"]), np.empty(0))
        below = values[values < 0]
        if len(below) and np.isin(below, MISSING_CODES).all() and (values >= 0).any():
            codes = ", ".join(f"{one:g}" for one in np.unique(below)[::-1].tolist())
            yield f"column '{covariate['column']}': {len(below):,} rows are {codes} and no other is below nought; leave a cell empty where the value is missing"


def _outcomes_in_disguise(plan: Plan, numbers: Numbers, texts: Texts) -> Iterator[str]:
    """A covariate that says of everybody what an outcome says is that outcome."""
    for outcome in plan.outcomes:
        if outcome["kind"] != "yes_no":
            continue
        event = numbers[str(outcome["event"])]
        for covariate in plan.covariates:
            column = str(covariate["column"])
            values = numbers[column] if column in numbers else _two_levels(texts[column])
            if np.ptp(event) > 0 and (np.array_equal(values, event) or np.array_equal(values, 1 - event)):
                yield f"column '{column}': all {len(event):,} rows say what the outcome '{outcome['event']}' says; expected what was known at time zero"


def _two_levels(words: list[str | None]) -> Floats:
    """A category of two levels as 1 and 0; of another number, nothing."""
    levels = sorted({word or "" for word in words})
    return np.array([float((word or "") == levels[-1]) for word in words]) if len(levels) == 2 else np.empty(0)


def _nothing_to_adjust(plan: Plan, numbers: Numbers, texts: Texts) -> Iterator[str]:
    """Where no covariate differs between people nothing is made alike, and a result would look as if it were."""
    columns = [str(one["column"]) for one in plan.covariates]
    spread = [len(set(texts[one])) if one in texts else len(np.unique(numbers[one])) for one in columns]
    if columns and max(spread) <= 1:
        rows = len(next(iter(numbers.values())))
        yield f"covariates: none of {', '.join(columns)} differs between any of the {rows:,} people; nothing would be made alike"
