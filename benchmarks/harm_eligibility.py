"""Whom the plan of benchmarks/harm.py compares, and what it would cost to compare others: how alike the groups are before any outcome is looked at.

lines = say_eligibility(plan, cohorts)     # cohorts of populations that the first study was not drawn from
"""

import numpy as np
import pyarrow as pa
from pyarrow import parquet
from scipy.stats import rankdata

from throughcare.evaluation.balance import effective_size, standardised_differences
from throughcare.evaluation.cohort_file import make_cohort
from throughcare.evaluation.evaluate import design_of
from throughcare.evaluation.support import leave_out_unlike

# What the cohort leaves out and this would let in again, by the beginning of the reason.
LOW, SHORT = "assessed as low risk", "sentenced to less than two years"
ELIGIBILITIES = (
    ("everybody released after a sexual offence", (LOW, SHORT)),
    ("without those sentenced to less than two years", (LOW,)),
    ("without those assessed as low risk", (SHORT,)),
    ("without either: the plan's own", ()),
)


def join(paths):
    """Cohorts of several populations as one table, each person's key its own."""
    parts = []
    for at, path in enumerate(paths):
        table = parquet.read_table(path)
        keys = pa.array([f"{at}-{key}" for key in table.column("person").to_pylist()])
        parts.append(table.set_column(table.column_names.index("person"), "person", keys))
    return pa.concat_tables(parts, promote_options="permissive")


def let_in(table, reasons):
    """The table with people who were left out for one of these reasons let in again."""
    said = table.column("left_out").to_pylist()
    kept = pa.array([None if why and reasons and why.startswith(reasons) else why for why in said], pa.string())
    return table.set_column(table.column_names.index("left_out"), "left_out", kept)


def measure_likeness(plan, table):
    """People of either group, how many the compared count for, how well the score tells the groups apart, and the largest difference with its term."""
    cohort = leave_out_unlike(plan, make_cohort(table, plan, "cohort", ""))
    design = design_of(plan, cohort)
    data, treated = design.data, cohort.treated
    apart = np.abs(standardised_differences(data.columns, treated, np.ones(len(treated))))
    ours, theirs = int(treated.sum()), int((~treated).sum())
    ranks = rankdata(data.score.logit)
    told = (ranks[treated].sum() - ours * (ours + 1) / 2) / (ours * theirs)
    worst = int(np.nanargmax(apart))
    return (
        ours,
        theirs,
        effective_size(design.adjustment.weights[~treated]),
        told,
        float(apart[worst]),
        data.names[worst].replace("_", " "),
    )


def say_eligibility(plan, paths):
    """The table of the page."""
    table = join(paths)
    lines = [
        "| eligible | started | compared | count for | score tells them apart | largest difference before |",
        "|---|---|---|---|---|---|",
    ]
    for words, reasons in ELIGIBILITIES:
        ours, theirs, left, told, most, term = measure_likeness(plan, let_in(table, reasons))
        lines.append(
            f"| {words} | {ours:,} | {theirs:,} | {left:,.0f} ({left / theirs:.0%}) | {told:.2f} | {most:.2f} ({term}) |"
        )
    return [*lines, ""]
