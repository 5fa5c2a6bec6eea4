"""The fairness audit as a table: labels from truth where there is truth, else from the number that most agencies hold."""

import json
from typing import TYPE_CHECKING, Any

from throughcare.linkage.blocking import RULES
from throughcare.linkage.fair_groups import put_groups
from throughcare.linkage.fairness import Row, compare_groups, rates_of_people, rates_of_records
from throughcare.linkage.judged import FOUND_BY_LABEL, count_outcomes, judge_by_label
from throughcare.linkage.link_sets import DEFAULT
from throughcare.linkage.unlinkable import copy_weight

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    import pyarrow as pa

    from throughcare.engine.table import Run

# With fewer labelled records nothing is said of people; a group's rate of so few would be noise.
FEWEST_JUDGED = 200

NUMBER, TRUTH = "PNC, as if nobody had one", "truth"


def put_published(con: "duckdb.DuckDBPyConnection", model: "Path", threshold: float) -> None:
    """Leave `published` (record_key, unit, attention, unlinkable), from the default link set of `crosswalk`, and `nodes`."""
    weight = copy_weight(json.loads(model.read_text(encoding="utf-8")))
    con.execute(f"""
        create or replace temp table published as
        select c.record_key, c.person_id as unit, c.status <> 'ACTIVE' as attention, w.weight < {threshold!r} as unlinkable
        from crosswalk as c join (select record_key, {weight} as weight from nodes) as w using (record_key)
        where c.link_set_id = '{DEFAULT}'
    """)


def put_name_origins(con: "duckdb.DuckDBPyConnection") -> None:
    """Add name origin to `stated`, from `true_origins` (record_key, origin): only an invented population knows it."""
    con.execute("insert into stated select record_key, 'name origin', origin from true_origins where origin is not null")


def audit_rows(con: "duckdb.DuckDBPyConnection", judged: int) -> list[Row]:
    """Every rate of every group, from `stated`, `published` and, where enough records are judged, `judged`."""
    found = rates_of_records(con)
    if judged >= FEWEST_JUDGED:
        count_outcomes(con)
        found += rates_of_people(con)
    return compare_groups(found)


def make_link_fairness(run: "Run") -> "pa.Table":
    """The audit by silver labels, for any study."""
    import pyarrow as pa

    con = run.connect()
    model = run.inputs["edges"].extra("model.json")  # noqa: S610  # no Django here: `extra` is a file beside a table
    said = run.inputs["clusters"].extra("silver.json")  # noqa: S610  # as above
    threshold = float(json.loads(said.read_text(encoding="utf-8"))["link_sets"][DEFAULT])
    put_groups(con, run.parameters.get("extract_end"))
    put_published(con, model, threshold)
    found_by = sum(1 << place for place, rule in enumerate(RULES) if rule.code in FOUND_BY_LABEL)
    rows = [row.as_dict() | {"labels": NUMBER} for row in audit_rows(con, judge_by_label(con, model, threshold, found_by))]
    kinds: dict[str, Any] = {"persons": pa.int64(), "with_outcome": pa.int64(), "unexplained": pa.bool_()}
    texts = ("by_what", "of_group", "rate_of", "reference", "labels")
    kinds |= dict.fromkeys(texts, pa.string())
    numbers = ("rate", "ratio", "difference")
    kinds |= dict.fromkeys(
        ("low", "high", *(f"{n}{end}" for n in numbers for end in ("", "_low", "_high") if n != "rate" or not end)), pa.float64()
    )
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})


def audit_by_truth(con: "duckdb.DuckDBPyConnection", model: "Path", threshold: float, until: Any) -> list[dict[str, Any]]:
    """The audit by truth, from a connection with `crosswalk`, `nodes`, the received tables, and `true_people` (record_key, truth, origin)."""
    put_groups(con, until)
    con.execute("create temp table true_origins as select record_key, origin from true_people")
    put_name_origins(con)
    put_published(con, model, threshold)
    con.execute(f"""
        create temp table judged as
        select c.record_key, t.truth, c.person_id as cluster
        from crosswalk as c join true_people as t using (record_key) where c.link_set_id = '{DEFAULT}'
    """)
    judged = int(con.execute("select count(*) from judged").fetchall()[0][0])
    return [row.as_dict() | {"labels": TRUTH} for row in audit_rows(con, judged)]
