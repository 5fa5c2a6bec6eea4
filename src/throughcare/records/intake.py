"""Intake of one extract: every row read is accepted or quarantined, every problem is recorded, nothing is lost.

A row without its key, of the wrong width, unreadable or with a key that was there before is quarantined; a bad value in another column is
set aside and its row kept. Sources: domain note, section 4; interface note, section 2 (what CSV readers hide).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import connect, quoted
from throughcare.records.agencies import EXTRACTS
from throughcare.records.delivery import Delivery, path_of, read_day
from throughcare.records.files import Writing, find_writing
from throughcare.records.header import bind_columns, check_mapping, file_columns
from throughcare.records.problems import FileCount, Problem, Remark
from throughcare.records.pseudonyms import pseudonym_sql
from throughcare.records.reading import (
    FileRead,
    check_cells,
    make_given,
    one,
    put_accepted,
    put_partials,
    read_columns,
    remark_on_codes,
    remark_on_numbers,
)
from throughcare.records.rows import Rows, read_csv_rows, read_parquet_rows
from throughcare.records.schema import Extract

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


@dataclass
class Received:
    """What became of one extract's files. Accepted rows and problems stand in the connection until they are asked for.

    `faults`: files that could not be used at all. `gaps`: required columns that a used file does not have.
    """

    extract: type[Extract]
    con: "duckdb.DuckDBPyConnection"
    delivery: Delivery
    counts: list[FileCount] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    gaps: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    supplied: set[str] = field(default_factory=set)

    def problems(self) -> list[Problem]:
        """Every problem in the order of files and lines; those of a file as a whole come first."""
        found = self.con.execute(
            'select file, line, "column", rule, expected, nearest, quarantined, value from problems '
            'order by file_no, line, source_row, "column", rule'
        ).fetchall()
        return [*self.faults, *self.gaps, *(Problem(self.extract.table, *row) for row in found)]

    def accepted(self, key: bytes, extract_end: date | None = None) -> "pa.Table":
        """The accepted rows with the columns that the loader adds."""
        return self.con.sql(accepted_sql(self.extract, self.delivery, key, extract_end)).to_arrow_table()

    def partial_dates(self, key: bytes) -> "pa.Table":
        """Dates that say a year or a month only: record, column, precision and bounds."""
        return self.con.sql(f"""
            select {quoted(self.extract.table)} as "table", {record_id_sql(self.extract, key)} as record_id, "column", precision, lo, hi
            from partials join {numbered_sql(self.extract)} as accepted using (file_no, source_row)
        """).to_arrow_table()


def make_tables(con: "duckdb.DuckDBPyConnection", extract: type[Extract]) -> None:
    """The tables that last from file to file."""
    columns = ", ".join(f'"{name}" {column.duckdb_type}' for name, column in file_columns(extract).items())
    con.execute(
        "create temp table accepted (file_no int, source_row bigint, line bigint, date_precision varchar, "
        f"date_lo date, date_hi date, {columns})"
    )
    con.execute(
        'create temp table problems (file_no int, file varchar, line bigint, source_row bigint, "column" varchar, rule varchar, '
        "expected varchar, nearest varchar, quarantined boolean, value varchar)"
    )
    con.execute(
        'create temp table partials (file_no int, source_row bigint, "column" varchar, precision varchar, lo date, hi date)'
    )


def receive(
    delivery: Delivery,
    folder: Path,
    *,
    this_year: int,
    scratch: Path,
    show_values: bool = False,
    threads: int = 2,
    memory: str = "3GB",
) -> Received:
    """Read all files of one extract; `this_year` decides the century of two-digit years; `scratch` must last as long as the result. A fault of a file as a whole is in `faults`."""
    extract = EXTRACTS[delivery.table]
    check_mapping(extract, delivery.columns, delivery.constants)
    paths = [path_of(folder, file) for file in delivery.files]
    spill = scratch / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    con = connect({}, [path.parent for path in paths], scratch, threads=threads, memory=memory)
    make_tables(con, extract)
    received = Received(extract, con, delivery)
    for number, path in enumerate(paths):
        receive_file(received, number, path, this_year, spill, show_values=show_values)
    quarantine_twins(received)
    remark_on_order(received)
    return received


def open_file(received: Received, number: int, path: Path, scratch: Path) -> tuple[Writing, tuple[str, ...], Rows] | str:
    """The file's rows in `raw` with its header, or why it cannot be read."""
    import duckdb

    delivery = received.delivery
    expected = {*file_columns(received.extract)}
    for said in delivery.columns.values():
        expected |= {said} if isinstance(said, str) else set(said)
    writing = find_writing(path, delivery.encoding, delivery.delimiter, expected)
    if writing.fault:
        return writing.fault
    if writing.kind == "parquet":
        try:
            header, rows = read_parquet_rows(received.con, path)
        except duckdb.Error:
            return "the Parquet file is damaged or cut short; ask for it again"
        return writing, header, rows
    received.remarks += [Remark(received.extract.table, delivery.files[number], "file", words) for words in writing.remarks]
    return writing, writing.header, read_csv_rows(received.con, path, writing, scratch)


def receive_file(received: Received, number: int, path: Path, this_year: int, scratch: Path, *, show_values: bool) -> None:
    """Read one file into the lasting tables."""
    extract, con, delivery = received.extract, received.con, received.delivery
    file = delivery.files[number]
    opened = open_file(received, number, path, scratch)
    if isinstance(opened, str):
        received.faults.append(Problem(extract.table, file, None, "file", opened))
        received.counts.append(FileCount(extract.table, file, 0, 0, 0))
        return
    _, header, rows = opened
    binding = bind_columns(extract, file, header, delivery.columns, delivery.constants)
    if binding.faults:
        received.faults += [*binding.faults, *binding.gaps]
        received.counts.append(FileCount(extract.table, file, rows.read, 0, rows.read))
        return
    received.gaps += binding.gaps
    received.supplied |= binding.supplied
    put_bad_rows(con, number, file, rows)
    make_given(con, extract, binding, odd_blanks=rows.odd_blanks)
    read = FileRead(extract, number, file, binding, *read_columns(con, extract, binding, delivery, this_year))
    check_cells(con, read, show_values=show_values)
    put_partials(con, read)
    put_accepted(con, read)
    received.remarks += remark_on_numbers(con, read) + remark_on_codes(con, read, show_values=show_values)
    (accepted,) = one(con, f"select count(*) from accepted where file_no = {number}")
    (unusable,) = one(con, "select count(distinct source_row) from unusable")
    received.counts.append(FileCount(extract.table, file, rows.read, accepted, len(rows.bad) + unusable))


def put_bad_rows(con: "duckdb.DuckDBPyConnection", number: int, file: str, rows: Rows) -> None:
    """Record the rows that could not even be split into cells."""
    if rows.bad:
        con.executemany(
            "insert into problems values (?, ?, ?, ?, 'row', ?, ?, '', true, null)",
            [[number, file, bad.line, bad.source_row, bad.rule, bad.expected] for bad in rows.bad],
        )


def key_list(extract: type[Extract]) -> str:
    """The key columns in SQL."""
    return ", ".join(f'"{name}"' for name in extract.key)


def quarantine_twins(received: Received) -> None:
    """Of rows with the same key the first stays; the others are quarantined, each with the place of the first."""
    extract, con = received.extract, received.con
    if not extract.unique or not one(con, f"select 1 from accepted group by {key_list(extract)} having count(*) > 1 limit 1"):
        return
    con.execute(f"""
        create temp table twins as select * from (
            select file_no, source_row, line, row_number() over same as n,
                first_value(file_no) over same as first_file, first_value(line) over same as first_line
            from accepted window same as (partition by {key_list(extract)} order by file_no, source_row)
        ) where n > 1
    """)
    con.register("file_names", file_names(received.delivery.files))
    con.execute(f"""
        insert into problems
        select t.file_no, f.file, t.line, t.source_row, 'row',
            'the same key ({", ".join(extract.key)}) as ' || case when t.first_file = t.file_no then 'line ' else b.file || ':' end || t.first_line,
            '', '', true, null
        from twins as t join file_names as f on f.file_no = t.file_no join file_names as b on b.file_no = t.first_file
    """)
    con.unregister("file_names")
    for table in ("accepted", "partials"):
        con.execute(f"delete from {table} where (file_no, source_row) in (select (file_no, source_row) from twins)")
    twins = dict(con.execute("select file_no, count(*) from twins group by file_no").fetchall())
    received.counts = [
        FileCount(
            count.table, count.file, count.rows_read, count.accepted - twins.get(at, 0), count.quarantined + twins.get(at, 0)
        )
        for at, count in enumerate(received.counts)
    ]


def file_names(files: Sequence[str]) -> Any:  # pyarrow has no types
    """The files with their numbers."""
    import pyarrow as pa

    return pa.table({"file_no": pa.array(range(len(files)), pa.int32()), "file": pa.array(files, pa.string())})


def remark_on_order(received: Received) -> None:
    """Dates that stand before what they should follow: rows are kept, the count is remarked on."""
    for first, second in received.extract.in_order:
        if {first, second} <= received.supplied:
            statement = f'select file_no, count(*), min(line) from accepted where "{second}" < "{first}" group by 1 order by 1'
            for number, rows, line in received.con.execute(statement).fetchall():
                file = received.delivery.files[number]
                received.remarks.append(Remark(received.extract.table, file, second, f"before {first}; kept", rows, line))


def numbered_sql(extract: type[Extract]) -> str:
    """`accepted`, and where several rows may share a key the number of each among them."""
    among = "0" if extract.unique else f"row_number() over (partition by {key_list(extract)} order by file_no, source_row)"
    return f"(select *, {among} as among from accepted)"


def record_id_sql(extract: type[Extract], key: bytes) -> str:
    """SQL: the keyed identity of a row, made from its table and key columns."""
    parts = " || '|' || ".join(f"coalesce(accepted.\"{name}\"::varchar, '')" for name in extract.key)
    local = parts if extract.unique else f"{parts} || '|' || accepted.among"
    return pseudonym_sql(key, f"record|{extract.table}", local)


def accepted_sql(extract: type[Extract], delivery: Delivery, key: bytes, extract_end: date | None) -> str:
    """The SELECT of the received table: schema columns, then the loader's."""
    ids = " ".join(f"when {number} then {quoted(delivery.identity_of(number))}" for number in range(len(delivery.files)))
    cut = read_day(delivery.extracted_on) or extract_end
    columns = ", ".join(f'"{name}"' for name in extract.columns)
    return f"""
        select {columns},
            {f"case file_no {ids} end" if ids else "null::varchar"} as extract_id,
            source_row,
            {record_id_sql(extract, key)} as source_record_id,
            coalesce(extracted_on, {f"date '{cut}'" if cut else "null::date"}) as extracted_on,
            recorded_on, date_precision, date_lo, date_hi
        from {numbered_sql(extract)} as accepted
    """
