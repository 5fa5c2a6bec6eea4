"""Findings that SQL cannot say: numbers out of the evaluations' documents."""

import json
from typing import TYPE_CHECKING

from throughcare.engine.table import Input, Run, table

if TYPE_CHECKING:
    import pyarrow as pa


@table(key=("plan", "place"), side="analysis")
def effect_rows(run: Run, effects: Input) -> "pa.Table":
    """One row per plan and number of its evaluation, part after part in the report's order; differences in percentage points.

    A refused plan keeps one row without numbers. `smallest_level` is the smallest group of people with or without the outcome.
    """
    from throughcare.findings.evaluations import make_table, rows_of

    del run
    rows = [
        row
        for plan in effects.arrow().to_pylist()
        for row in rows_of(
            plan["plan"], plan["status"], json.loads(plan["result"]) if plan["result"] else None, plan["refused_in_short"]
        )
    ]
    return make_table(rows)


@table(key=("figure", "link_set"), side="analysis", parameters=("link_figures", "link_set"))
def figure_rows(run: Run, main_figures: Input) -> "pa.Table":
    """One row per main figure and link set, with the range of the thresholds and the drawn sets pooled.

    Empty until they were made, and where the study's own figures are no longer those that they were made beside.
    """
    import pyarrow as pa

    from throughcare.findings.figures import figure_lines, is_current

    text = str(run.parameters.get("link_figures") or "")
    own = str(run.parameters.get("link_set") or "default")
    rows = figure_lines(text) if is_current(text, own, main_figures.arrow().to_pylist()) else []
    kinds = {"figure": pa.string(), "link_set": pa.string(), "people": pa.int64(), "smallest": pa.int64()}
    kinds |= dict.fromkeys(("share", "low", "high"), pa.float64())
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})
