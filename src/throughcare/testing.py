"""Build one table from rows written in a test, without a study or a store."""

import tempfile
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import bound, connect
from throughcare.engine.edge import write_table
from throughcare.engine.table import Input, Run, Table
from throughcare.engine.table import Rows as RowsOfQuery

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

PARAMETERS: dict[str, Any] = {
    "extract_end": date(2026, 6, 30),
    "start": date(1990, 1, 1),
    "follow_up_months": 12,
    "waiting_months": 6,
    "link_set": "default",
    "definition": "ENG-2017",
    "definition_classes": "MET|PROBABLE",
    "definitions": "",
    "young_adult_below": 25,
    "known_at": "now",
    "seed": 1,
}

Rows = "list[dict[str, Any]] | pa.Table"


def arrow_type(kind: str) -> Any:  # pyarrow has no types
    """The Arrow type of a schema's column kind."""
    import pyarrow as pa

    kinds = {
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "integer": pa.int64(),
        "decimal": pa.float64(),
        "boolean": pa.bool_(),
    }
    return kinds.get(kind, pa.string())


def as_table(rows: Any, columns: Mapping[str, str]) -> "pa.Table":  # rows or a ready table
    """Rows as an Arrow table; `columns` gives the kinds that are known, so that a left-out column is there and empty."""
    import pyarrow as pa

    if isinstance(rows, pa.Table):
        return rows
    names = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    made = {}
    for name in names:
        values = [row.get(name) for row in rows]
        if name in columns:
            made[name] = pa.array(values, arrow_type(columns[name]))
        else:
            array = pa.array(values)
            made[name] = array.cast(pa.string()) if pa.types.is_null(array.type) else array
    return pa.table(made)


def known_columns(name: str) -> dict[str, str]:
    """The columns of an analysis-side extract by its schema; nothing for other tables."""
    try:
        from throughcare.records.tables import analysis_columns
    except ImportError:
        return {}
    return dict(analysis_columns(name))


def is_reference(name: str) -> bool:
    """Whether a table is one of the packaged code lists."""
    return name.startswith("ref_")


def make_one(con: "duckdb.DuckDBPyConnection", table: Table, parameters: Mapping[str, Any], folder: Path) -> None:
    """Make a table of the chain and leave it as a view of its name."""
    path = folder / f"{table.name}.parquet"
    if table.sql is not None:
        con.execute(f"create or replace temp table made as {table.sql.rstrip().rstrip(';')}", bound(parameters, table.parameters))
    else:
        inputs = {}
        for name in table.inputs:
            place = folder / f"input-{name}.parquet"
            con.execute(f"copy (select * from \"{name}\") to '{place}' (format parquet)")
            inputs[name] = Input(name, place)
        run = Run(folder, inputs, {name: parameters[name] for name in table.parameters if name in parameters}, key=b"k" * 32)
        assert table.make is not None  # noqa: S101  # a table has SQL or a function
        returned = table.make(run, *(inputs[name] for name in table.inputs))
        con.register("returned", returned.arrow() if isinstance(returned, RowsOfQuery) else returned)
        con.execute("create or replace temp table made as select * from returned")
    write_table(con, "made", table.name, table.key, path)
    con.execute(f"create or replace view \"{table.name}\" as select * from read_parquet('{path}')")


def build(
    name: str,
    inputs: Mapping[str, Any],
    *,
    parameters: Mapping[str, Any] | None = None,
    through: Iterable[str] = (),
) -> list[dict[str, Any]]:
    """The rows of one table, made from the given inputs by its own SQL or function, sorted by its key.

    `through` names tables between the inputs and this one that are made too, in that order. An input that is not given is empty
    where its schema is known (an extract), and the packaged list where it is a code list.
    """
    from throughcare.pipeline import read_tables

    graph = read_tables()
    chosen = {**PARAMETERS, **(parameters or {})}
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        con = connect({}, [folder], folder)
        wanted = [*through, name]
        given = dict(inputs)
        for needed in {entry for step in wanted for entry in graph[step].inputs} - set(given) - set(wanted):
            if is_reference(needed):
                make_one(con, graph[needed], chosen, folder)
            else:
                given[needed] = []
        for given_name, rows in given.items():
            con.register(f"given_{given_name}", as_table(rows, known_columns(given_name)))
            con.execute(f'create table "{given_name}" as select * from "given_{given_name}"')
        for step in wanted:
            make_one(con, graph[step], chosen, folder)
        result = con.execute(f'select * from "{name}"')
        columns = [column[0] for column in result.description]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
