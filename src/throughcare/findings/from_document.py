"""The findings of one evaluation from its document alone: the same SQL as for a study, over the rows of that one document."""

from collections.abc import Sequence
from typing import Any

from throughcare.findings.estimates import Row
from throughcare.findings.evaluations import make_table
from throughcare.findings.spec import FOLDER, TrueTable, read_findings

# The order in which an evaluation is read.
NAMES = (
    "evaluation_flow", "evaluation_missing", "evaluation_detectable", "evaluation_overlap", "evaluation_balance", "evaluation_weights", "evaluations", "evaluation_curves",
    "evaluation_course", "evaluation_panel", "evaluation_controls", "evaluation_hidden", "evaluation_linkage", "evaluation_linkage_grid",
    "evaluation_waiting", "evaluation_subgroups", "evaluation_definitions", "evaluation_outcomes", "evaluation_jdl",
)  # fmt: skip


def make_true_tables(rows: Sequence[Row]) -> list[TrueTable]:
    """Every finding of the evaluations, in the order of the report; those without a row are left out."""
    import duckdb

    findings, made = read_findings(), []
    with duckdb.connect() as con:
        con.register("effect_rows", make_table(rows))
        for name in NAMES:
            text = (FOLDER / "sql" / f"{name}.sql").read_text(encoding="utf-8")
            found: list[dict[str, Any]] = con.sql(text).to_arrow_table().to_pylist()
            if found:
                made.append(TrueTable(findings[name], tuple(found)))
    return made
