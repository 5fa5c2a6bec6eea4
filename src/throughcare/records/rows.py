"""Rows of a delivered file, each with its row number and its line in an editor.

Two ways in. The quick one lets DuckDB read the file and is believed only if it found exactly one row on every line. Otherwise the exact one
reads record by record: line breaks inside quotes, cut lines, NULs, cells of many megabytes, a quote that is never closed.
"""

import csv
import sys
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from throughcare.engine.duck import literal, quoted
from throughcare.records.cells import longest_cell
from throughcare.records.files import CHUNK, UTF8_NAMES, Writing, look_at

if TYPE_CHECKING:
    import duckdb

BROKEN = "\ufffd"


@dataclass(frozen=True)
class BadRow:
    """A row that cannot be used as it stands: its number, its line, and why."""

    source_row: int
    line: int
    rule: str
    expected: str = ""


@dataclass
class Rows:
    """What reading gave: rows read in all, and those that could not be used; the others are in the table `raw`.

    `odd_blanks`: cells may begin or end with tabs, line breaks or hard blanks.
    """

    read: int = 0
    bad: list[BadRow] = field(default_factory=list)
    odd_blanks: bool = False


def column_names(count: int) -> list[str]:
    """Names for the columns of `raw`: they stand by position, because a header may hold anything."""
    return [f"c{number}" for number in range(count)]


def write_utf8(path: Path, writing: Writing, scratch: Path) -> tuple[Path, bool]:
    """The file in UTF-8, and whether some bytes could not be read (they became U+FFFD)."""
    if writing.encoding in UTF8_NAMES and writing.look and writing.look.is_utf8:
        return path, False
    target = scratch / "in-utf-8.csv"
    broken = False
    with (
        path.open(encoding=writing.encoding, errors="replace", newline="") as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while text := source.read(CHUNK):
            broken = broken or BROKEN in text
            out.write(text.encode("utf-8", "replace").decode("utf-8"))
    return target, broken


def read_quickly(con: "duckdb.DuckDBPyConnection", path: Path, writing: Writing, lines: int) -> int | None:
    """Let DuckDB fill `raw`; the number of rows, or None where it did not find one row on every line."""
    import duckdb

    names = column_names(len(writing.header))
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    try:
        con.execute(f"""
            create or replace temp table raw as
            select row_number() over () as source_row, row_number() over () + 1 as line, {", ".join(names)}
            from read_csv({literal(path)}, auto_detect = false, header = true, columns = {{{columns}}},
                delim = {quoted(writing.delimiter)}, quote = '"', escape = '"', null_padding = false, strict_mode = true)
        """)
    except duckdb.Error:
        return None
    count = int(con.execute("select count(*) from raw").fetchall()[0][0])
    return count if count == lines - 1 else None


def records(path: Path, writing: Writing) -> Iterator[tuple[int, list[str] | None, int]]:
    """Each record after the header with its first line and that line's length; None for one that cannot be parsed.

    A record that runs over several lines and then fails is taken for a quote that was never closed: its first line alone is given up, and
    reading goes on with the next.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        waiting: deque[str] = deque()
        taken: list[str] = []

        def feed() -> Iterator[str]:
            while True:
                line = waiting.popleft() if waiting else file.readline()
                if not line:
                    return
                line = line.lstrip("\ufeff") if not taken else line
                taken.append(line)
                yield line

        for _ in range(writing.header_lines):
            file.readline()
        at, width = writing.header_lines + 1, len(writing.header)
        while True:
            taken.clear()
            reader = csv.reader(feed(), delimiter=writing.delimiter, strict=True)
            try:
                row: list[str] | None = next(reader)
            except StopIteration:
                return
            except csv.Error:
                row = None
            if len(taken) > 1 and (row is None or len(row) != width):
                waiting.extendleft(reversed(taken[1:]))
                del taken[1:]
                row = None
            if row is None or row:
                yield at, row, len(taken[0])
            at += len(taken)


def fault_of(row: list[str] | None, writing: Writing, odd: str) -> tuple[str, str]:
    """Why a record cannot be used, with what was expected; empty where it can. `odd` are the signs that no cell may hold."""
    width = len(writing.header)
    if row is None:
        return "cannot be read: a quote stands in the wrong place or is never closed", ""
    if len(row) != width:
        return f"{len(row)} column{'s' if len(row) != 1 else ''}, expected {width}", ""
    for sign in odd:
        if any(sign in cell for cell in row):
            return "cannot be read: it holds NUL characters" if sign == "\0" else "cannot be read in this encoding", ""
    if row[0].strip() == writing.header[0] and [cell.strip() for cell in row] == list(writing.header):
        return "the header once more", ""
    return "", ""


def read_exactly(con: "duckdb.DuckDBPyConnection", path: Path, writing: Writing, odd: str) -> Rows:
    """Fill `raw` record by record; `odd` are signs that make a row unreadable."""
    import pyarrow as pa

    names = column_names(len(writing.header))
    kinds = ", ".join(f"{name} varchar" for name in names)
    con.execute(f"create or replace temp table raw (source_row bigint, line bigint, {kinds})")
    rows = Rows(odd_blanks=True)
    size = 0
    batch: list[list[object]] = []

    def put() -> None:
        columns = zip(*batch, strict=True) if batch else []
        types = [pa.int64(), pa.int64(), *(pa.large_string() for _ in names)]
        arrays = [pa.array(values, kind) for values, kind in zip(columns, types, strict=False)]
        if arrays:
            con.register("batch", pa.table(arrays, names=["source_row", "line", *names]))
            con.execute("insert into raw select * from batch")
            con.unregister("batch")
        batch.clear()

    with longest_cell(sys.maxsize):
        for line, row, length in records(path, writing):
            rows.read += 1
            rule, expected = fault_of(row, writing, odd)
            if rule or row is None:
                rows.bad.append(BadRow(rows.read, line, rule, expected))
                continue
            batch.append([rows.read, line, *row])
            size += length
            if size > 8 * CHUNK:
                put()
                size = 0
    put()
    return rows


def read_csv_rows(con: "duckdb.DuckDBPyConnection", path: Path, writing: Writing, scratch: Path) -> Rows:
    """All rows of a CSV file into `raw` (source_row, line, c0, c1, ...), as text."""
    plain, broken = write_utf8(path, writing, scratch)
    look = writing.look if plain == path and writing.look else look_at(plain)
    plain_lines = not (look.has_nul or look.has_inner_bom or look.has_lone_returns or broken)
    if plain_lines and writing.header_lines == 1:
        count = read_quickly(con, plain, writing, look.lines)
        if count is not None:
            return Rows(count, repeated_headers(con, writing), look.has_odd_blanks)
    odd = ("\0" if look.has_nul else "") + (BROKEN if broken else "")
    return read_exactly(con, plain, writing, odd)


def repeated_headers(con: "duckdb.DuckDBPyConnection", writing: Writing) -> list[BadRow]:
    """Rows of `raw` that say the header once more, taken out of it."""
    same = " and ".join(f"trim(c{number}) = {quoted(name)}" for number, name in enumerate(writing.header))
    found = con.execute(f"select source_row, line from raw where {same}").fetchall()
    if found:
        con.execute(f"delete from raw where {same}")
    return [BadRow(row, line, "the header once more") for row, line in found]


def read_parquet_rows(con: "duckdb.DuckDBPyConnection", path: Path) -> tuple[tuple[str, ...], Rows]:
    """All rows of a Parquet file into `raw` as text, with the file's column names; a row's line is its number."""
    place = literal(path)
    described = con.execute(f"describe select * from read_parquet({place})").fetchall()
    columns = []
    for number, (name, kind, *_) in enumerate(described):
        column = '"' + name.replace('"', '""') + '"'
        nested = kind.endswith("]") or kind.startswith(("STRUCT", "MAP"))
        columns.append(f"{f'to_json({column})' if nested else column}::varchar as c{number}")
    con.execute(f"""
        create or replace temp table raw as
        select row_number() over () as source_row, row_number() over () as line, {", ".join(columns)} from read_parquet({place})
    """)
    count = int(con.execute("select count(*) from raw").fetchall()[0][0])
    return tuple(entry[0] for entry in described), Rows(count)
