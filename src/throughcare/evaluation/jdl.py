"""Justice Data Lab tables 1 to 7, in their shape and words, under the primary weights.

1 one-year rate; 2 offences per person; 3 days to the first reoffence, reoffenders only; 4 and 5 rate and frequency by court outcome of the first
reoffence; 6 and 7 custody rate and frequency, reoffenders only. Floors: table 3 from 30 treated reoffenders; a court outcome from n p > 10.
Table 3 hides effects (those who reoffend anyway do so as soon); it is there for comparison with other reports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats, people_in
from throughcare.evaluation.balance import effective_people
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.estimate import Estimate, Sizes, make_estimate
from throughcare.evaluation.influence import weighted_means
from throughcare.evaluation.panel import Adjustment, estimate
from throughcare.evaluation.plan import Values
from throughcare.evaluation.prepared import Prepared
from throughcare.evaluation.result import JdlRow
from throughcare.evaluation.words import jdl_difference

TITLES = {
    1: "One-year proven reoffending rate",
    2: "Proven reoffences per person in a year",
    3: "Average days to the first proven reoffence, reoffenders only",
    4: "One-year rate by court outcome of the first reoffence",
    5: "Reoffences per person by court outcome of the first reoffence",
    6: "Custody rate of the first reoffence, reoffenders only",
    7: "Custodial sentences per person, reoffenders only",
}
# The Lab's tables are of one year; a plan whose clock runs longer or shorter says so in their stead.
A_YEAR = (365, 366)
WITHIN = {1: "Proven reoffending rate", 2: "Proven reoffences per person", 4: "Rate by court outcome of the first reoffence"}
SIGNIFICANT_AT = 0.05
REOFFENDERS_AT_LEAST = 30
COURT_OUTCOME_ABOVE = 10

Answer = Callable[[Floats, str, bool], Estimate]


def make_tables(
    outcome: Values, cohort: Cohort, data: Prepared, adjustment: Adjustment, *, horizon_days: int = A_YEAR[0]
) -> list[JdlRow]:
    """Every table for which the plan names columns; a row under its floor says so instead of giving a number."""
    rows = _rows(outcome, cohort, data, adjustment)
    if horizon_days in A_YEAR:
        return rows
    titles = TITLES | {table: f"{words} within {horizon_days:,} days" for table, words in WITHIN.items()}
    return [replace(row, title=titles[row.table]) for row in rows]


def _rows(outcome: Values, cohort: Cohort, data: Prepared, adjustment: Adjustment) -> list[JdlRow]:
    event = cohort.numbers[str(outcome["event"])]

    def everybody(values: Floats, name: str, yes_no: bool) -> Estimate:  # noqa: FBT001  # passed on to `estimate`, never written out
        return estimate(adjustment, data, values, name, binary=yes_no)

    rows = [_row(1, "all", everybody(event, "rate", True), 100, "percentage points")]
    counts = cohort.numbers[str(outcome["count"])] if outcome["count"] else None
    if counts is not None:
        rows.append(_row(2, "all", everybody(np.nan_to_num(counts), "count", False), 1, "offences per person"))
    reoffenders = (event == 1) & (adjustment.weights > 0)
    if outcome["days"]:
        days = np.nan_to_num(cohort.numbers[str(outcome["days"])])
        rows.append(_among(3, "all", days, (adjustment.weights, reoffenders, data), yes_no=False, unit="days"))
    if outcome["disposal"]:
        rows += _by_disposal(outcome, cohort, counts, event, everybody)
        rows += _custody(outcome, cohort, reoffenders, data, adjustment.weights)
    return rows


def _by_disposal(outcome: Values, cohort: Cohort, counts: Floats | None, event: Floats, everybody: Answer) -> list[JdlRow]:
    disposals = np.array([text or "" for text in cohort.texts[str(outcome["disposal"])]])
    rows = []
    for word in sorted(set(disposals[event == 1].tolist()) - {""}):
        mine = ((disposals == word) & (event == 1)).astype(np.float64)
        treated = cohort.treated
        if min(cohort.people((mine == 1) & arm) for arm in (treated, ~treated)) <= COURT_OUTCOME_ABOVE:
            rows.append(
                _refused(
                    4, word, cohort, f"a court outcome is shown where more than {COURT_OUTCOME_ABOVE} people in each group had it"
                )
            )
            continue
        rows.append(_row(4, word, everybody(mine, word, True), 100, "percentage points"))
        if counts is not None:
            rows.append(_row(5, word, everybody(np.nan_to_num(counts) * mine, word, False), 1, "offences per person"))
    return sorted(rows, key=lambda row: row.table)


def _custody(outcome: Values, cohort: Cohort, reoffenders: Flags, data: Prepared, weights: Floats) -> list[JdlRow]:
    disposals = np.array([text or "" for text in cohort.texts[str(outcome["disposal"])]])
    rows = []
    group = (weights, reoffenders, data)
    if (disposals == "custody").any():
        rows.append(_among(6, "all", (disposals == "custody").astype(np.float64), group, yes_no=True, unit="percentage points"))
    if outcome["custody_count"]:
        sentences = np.nan_to_num(cohort.numbers[str(outcome["custody_count"])])
        rows.append(_among(7, "all", sentences, group, yes_no=False, unit="sentences per person"))
    return rows


def _among(table: int, row: str, values: Floats, group: tuple[Floats, Flags, Prepared], *, yes_no: bool, unit: str) -> JdlRow:
    """A row of reoffenders only, under the same weights, taken as known."""
    weights, reoffenders, data = group
    used = reoffenders & (weights > 0)
    arms = (used & data.treated, used & ~data.treated)
    ours, theirs = (people_in(arm, data.clusters) for arm in arms)
    if ours < REOFFENDERS_AT_LEAST or not theirs:
        reason = f"shown from {REOFFENDERS_AT_LEAST} reoffenders among those who started; there are too few"
        return JdlRow(table, TITLES[table], row, ours, theirs, None, None, None, None, reason, None, None, reason)
    kept = np.where(used, weights, 0.0)
    sizes = Sizes(ours, theirs, *(effective_people(weights * arm, data.clusters) for arm in arms))
    means = weighted_means(data.treated, kept, values)
    found = make_estimate((TITLES[table], row, "reoffenders"), means, sizes, binary=yes_no, clusters=data.clusters)
    return _row(table, row, found, 100 if yes_no else 1, unit)


def _row(table: int, row: str, found: Estimate, scale: int, unit: str) -> JdlRow:
    low, high = scale * found.low, scale * found.high
    is_significant = found.p_value <= SIGNIFICANT_AT
    return JdlRow(
        table, TITLES[table], row, found.people_treated, found.people_comparison, found.mean_treated, found.mean_comparison, found.low, found.high,
        jdl_difference(low, high, unit, is_significant=is_significant), is_significant, found.p_value,
    )  # fmt: skip


def _refused(table: int, row: str, cohort: Cohort, reason: str) -> JdlRow:
    treated, compared = cohort.people(cohort.treated), cohort.people(~cohort.treated)
    return JdlRow(table, TITLES[table], row, treated, compared, None, None, None, None, reason, None, None, reason)
