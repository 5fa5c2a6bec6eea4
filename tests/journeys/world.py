"""Run the chain of the two rooms over rows written in a test: every table by its own SQL or function, in memory."""

from datetime import date
from graphlib import TopologicalSorter
from types import SimpleNamespace

import duckdb
import pyarrow as pa

from throughcare.engine.table import PACKAGE
from throughcare.pipeline import read_tables
from throughcare.records import EXTRACTS

END = date(2020, 12, 31)
PARAMETERS = {
    "extract_end": END,
    "follow_up_months": 12,
    "waiting_months": 6,
    "link_set": "default",
    "definition": "ENG-2017",
    "definition_classes": "MET|PROBABLE",
    "young_adult_below": 25,
    "seed": 1,
}
LOADER = {
    "record_id": "VARCHAR",
    "source_row": "BIGINT",
    "extracted_on": "DATE",
    "recorded_on": "DATE",
    "date_precision": "VARCHAR",
    "date_lo": "DATE",
    "date_hi": "DATE",
}
# Tables of the rooms to the left, by the contract between the rooms.
LEFT = {
    "local_person": {"domain": "VARCHAR", "number": "VARCHAR", "person": "VARCHAR", "probability": "DOUBLE"},
    "people": {"person": "VARCHAR", "birth_month": "DATE", "sex": "VARCHAR"},
    "episodes": {"episode_id": "VARCHAR", "person": "VARCHAR"},
    "episode_records": {"episode_id": "VARCHAR", "source_table": "VARCHAR", "record_id": "VARCHAR"},
    "person_tags": {"person": "VARCHAR", "kind": "VARCHAR", "tag": "VARCHAR", "episodes": "BIGINT"},
    "person_class": {"person": "VARCHAR", "definition": "VARCHAR", "class": "VARCHAR"},
}
ROOMS = ("journeys", "interventions", "capacity")


def own_tables():
    """The tables of the three rooms, by name."""
    return {name: table for name, table in read_tables().items() if table.room in ROOMS}


def columns_of(name):
    """The columns that an input has, with their DuckDB types."""
    if name in LEFT:
        return LEFT[name]
    columns = {column: spec.duckdb_type for column, spec in EXTRACTS[name].analysis_columns().items()}
    return columns | LOADER


class World:
    """One in-memory database; `make` builds tables from given rows and returns their rows."""

    def __init__(self):
        self.con = duckdb.connect()
        self.tables = own_tables()
        for path in (PACKAGE / "records" / "reference").glob("*.csv"):
            self.con.execute(f"create table ref_{path.stem} as select * from read_csv('{path}', all_varchar = true)")
        self.columns = {name: columns_of(name) for name in (*EXTRACTS, *LEFT)}

    def fill(self, name, rows):
        """Put rows under a name; a known table has all its columns, whatever the rows leave out."""
        columns = self.columns.get(name)
        unknown = {column for row in rows for column in row} - set(columns or {column for row in rows for column in row})
        assert not unknown, f"{name} has no column {unknown}"
        if columns is None:
            columns = dict.fromkeys(column for row in rows for column in row)
            self.con.register("given_rows", pa.Table.from_pylist(rows))
            self.con.execute(f'create or replace table "{name}" as select * from given_rows')
            self.con.unregister("given_rows")
            return
        listed = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self.con.execute(f'create or replace table "{name}" ({listed})')
        if rows:
            marks = ", ".join("?" for _ in columns)
            self.con.executemany(
                f'insert into "{name}" values ({marks})', [[row.get(column) for column in columns] for row in rows]
            )

    def order(self, wanted, given):
        """What must be made for the wanted tables, inputs first, stopping at what is given."""
        needed, waiting = {}, list(wanted)
        while waiting:
            name = waiting.pop()
            if name in self.tables and name not in given and name not in needed:
                needed[name] = set(self.tables[name].inputs)
                waiting += needed[name]
        return [name for name in TopologicalSorter(needed).static_order() if name in needed]

    def make(self, given, wanted, parameters=None):
        """The wanted tables as lists of dicts; `given` holds rows of extracts or of any table in between."""
        chosen = {**PARAMETERS, **(parameters or {})}
        for name in (*EXTRACTS, *LEFT):
            self.fill(name, given.get(name, []))
        for name in set(given) - set(self.columns):
            self.fill(name, given[name])
        for name in self.order(wanted, set(given)):
            self.make_one(self.tables[name], chosen)
        return {name: self.rows(name) for name in wanted}

    def make_one(self, table, chosen):
        said = {name: chosen[name] for name in table.parameters}
        if table.sql is not None:
            self.con.execute(f'create or replace table "{table.name}" as {table.sql.rstrip().rstrip(";")}', said)
        else:
            run = SimpleNamespace(parameters=said, connect=self.con.cursor, progress=lambda *_: None)
            inputs = [
                SimpleNamespace(name=name, arrow=lambda name=name: self.con.cursor().sql(f'from "{name}"').to_arrow_table())
                for name in table.inputs
            ]
            self.con.register("returned_rows", table.make(run, *inputs))
            self.con.execute(f'create or replace table "{table.name}" as select * from returned_rows')
            self.con.unregister("returned_rows")
        listed = ", ".join(f'"{column}"' for column in table.key)
        repeated = self.con.execute(
            f'select count(*) from (select {listed} from "{table.name}" group by all having count(*) > 1)'
        ).fetchall()
        assert repeated == [(0,)], f"{table.name}: its key ({listed}) is not unique"

    def rows(self, name):
        """The rows of a table as dicts."""
        found = self.con.execute(f'select * from "{name}"')
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row, strict=True)) for row in found.fetchall()]


def bag(rows, columns=None, places=9):
    """Rows as a sorted list that two makers of the same table must share; numbers rounded."""

    def plain(value):
        return round(float(value), places) if isinstance(value, float) else value

    made = [tuple((name, plain(row[name])) for name in sorted(columns or row)) for row in rows]
    return sorted(made, key=repr)
