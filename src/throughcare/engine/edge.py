"""The edge of a stage: what a result must look like before it is written.

Sorted by its key, whole numbers as BIGINT, other numbers as DOUBLE rounded to six places, no time zone: so that the same rows are the same bytes,
whatever the number of threads (trust note, section 10: unsorted or unrounded results differed in five of five runs).
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import literal, quoted
from throughcare.errors import TableError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

FLOAT_PLACES = 6
# Bytes of DuckDB's hash of a row.
HASH = 8
LAST_ORDER = re.compile(r"\norder by [^()]*$")
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT"}


def settled_column(name: str, kind: str) -> str:
    """How a column of a DuckDB type is written at the edge."""
    column = '"' + name.replace('"', '""') + '"'
    if kind in _WHOLE:
        return f"{column}::bigint as {column}"
    if kind in {"DOUBLE", "FLOAT"} or kind.startswith("DECIMAL"):
        # Adding 0.0 turns -0.0 into 0.0: they compare equal and would still be different bytes.
        return f"round({column}::double, {FLOAT_PLACES}) + 0.0 as {column}"
    if kind.startswith("TIMESTAMP"):
        return f"{column}::timestamp as {column}"
    return column


def check_key(columns: set[str], name: str, key: tuple[str, ...]) -> None:
    """TableError where the key is not among the columns, or the table has none."""
    missing = [column for column in key if column not in columns]
    if not key or missing:
        raise TableError(f"table {name}: its key column is not in it: {', '.join(missing) or '(no key declared)'}")


def refuse_repeated(con: "duckdb.DuckDBPyConnection", path: Path, name: str, key: tuple[str, ...]) -> None:
    """TableError, with how many, where rows of a written table share their key."""
    listed = ", ".join(f'"{column}"' for column in key)
    rows, repeated = con.execute(
        f"select coalesce(sum(n), 0)::bigint, coalesce(sum(n) filter (where n > 1), 0)::bigint"
        f" from (select count(*) as n from read_parquet({literal(path)}) group by {listed})"
    ).fetchall()[0]
    if repeated:
        raise TableError(
            f"table {name}: {repeated} of {rows} rows share their key ({', '.join(key)}) with another row; one row per key was promised"
        )


def rising(keys: "list[pa.Array]") -> bool:
    """Whether every row's key is greater than that of the row before, compared column by column and text byte by byte, as DuckDB sorts."""
    import pyarrow.compute as pc

    less, equal = None, None
    for column in keys:
        before, after = column[:-1], column[1:]
        smaller, same = pc.less(before, after), pc.equal(before, after)
        less = smaller if less is None else pc.or_(less, pc.and_(equal, smaller))
        equal = same if equal is None else pc.and_(equal, same)
    # No answer, where a key is null, is no.
    return bool(pc.all(less, skip_nulls=False).as_py())


def read_back(con: "duckdb.DuckDBPyConnection", columns: list[str], key: tuple[str, ...], path: Path) -> tuple[int, str, bool]:
    """Rows of a written table, a hash of their content, and whether they stand in the strict order of the key; read once, a batch at a time.

    The hash is SHA-256 over DuckDB's 64-bit hash of every row in the order of the file: nothing is sorted again. It tells whether two builds came to the
    same rows, under one version of DuckDB (which is part of every key); it is no seal.
    """
    import pyarrow as pa

    listed, keys = (", ".join(f'"{column}"' for column in names) for names in (columns, key))
    made, count, last, ordered = hashlib.sha256(), 0, None, True
    rows = con.sql(f"select hash({listed}) as hashed, {keys} from read_parquet({literal(path)})")
    for batch in rows.to_arrow_reader(100_000):
        hashes, marks = batch.column(0), batch.columns[1:]
        made.update(memoryview(hashes.buffers()[1])[HASH * hashes.offset : HASH * (hashes.offset + len(hashes))])
        if last is not None:
            marks = [pa.concat_arrays([before, mark]) for before, mark in zip(last, marks, strict=True)]
        ordered = ordered and rising(marks)
        count, last = count + len(hashes), [mark[-1:] for mark in marks]
    return count, made.hexdigest(), ordered


def into(path: Path) -> str:
    """Where and how a statement's rows are written.

    The lowest level of compression takes two thirds of the usual one's time, for files as small (a million person records: 72, 42 and 80 MB). The second version's
    encodings take a sixth of the time off that again, as does giving up early on a dictionary of texts that are nearly all different; DuckDB, Arrow and Spark
    read them. What goes out of the store (`throughcare export`) is written anew, by Arrow, for other programs.
    """
    how = "format parquet, parquet_version v2, compression zstd, compression_level 1, row_group_size 122880, dictionary_size_limit 2000"
    return f"to {quoted(str(path.resolve()))} ({how})"


def sort_file(con: "duckdb.DuckDBPyConnection", order: str, path: Path) -> None:
    """Put the rows of a written table into an order."""
    aside = path.with_suffix(".unsorted")
    path.rename(aside)
    con.execute(f"copy (select * from read_parquet({literal(aside)}) order by {order}) {into(path)}")
    aside.unlink()


def write_sorted(con: "duckdb.DuckDBPyConnection", rows: str, given: Mapping[str, Any], order: str, path: Path) -> None:
    """Write what a statement gives in an order.

    Where the statement and the sort together do not fit into memory the rows are set down unsorted and sorted from there, so that each has it to itself.
    """
    import duckdb

    try:
        con.execute(f"copy (select * from ({rows}) order by {order}) {into(path)}", given)
    except duckdb.OutOfMemoryException:
        con.execute(f"copy ({rows}) {into(path)}", given)
        sort_file(con, order, path)


def write_rows(
    con: "duckdb.DuckDBPyConnection",
    rows: str,
    given: Mapping[str, Any],
    name: str,
    key: tuple[str, ...],
    path: Path,
    *,
    in_order: bool = False,
    by: tuple[str, ...] = (),
) -> tuple[int, str]:
    """Write what a statement gives to Parquet; the number of rows, and a hash of their content that does not depend on the file.

    The rows go from the statement through the sort into the file and are held nowhere whole: what does not fit into memory is sorted on disk.
    `in_order`: they come sorted by the key; they are written as they come, and sorted only where reading back finds that they are not.
    `by`: columns that give the key's order and are sorted faster; the rows are sorted by the key itself where reading back finds that they do not.
    """
    described = con.execute(f"describe {rows}", given).fetchall()
    names = [row[0] for row in described]
    check_key(set(names), name, key)
    settled = f"select {', '.join(settled_column(row[0], row[1]) for row in described)} from ({rows})"
    order, quick = (", ".join(f'"{column}"' for column in columns) for columns in (key, by or key))
    if in_order:
        con.execute(f"copy ({settled}) {into(path)}", given)
    else:
        write_sorted(con, settled, given, quick, path)
    count, content, ordered = read_back(con, names, key, path)
    if (in_order or by) and not ordered:
        sort_file(con, order, path)
        count, content, ordered = read_back(con, names, key, path)
    if not ordered:
        refuse_repeated(con, path, name, key)
    return count, content


def write_table(con: "duckdb.DuckDBPyConnection", relation: str, name: str, key: tuple[str, ...], path: Path) -> tuple[int, str]:
    """Write a relation of the connection, as `write_rows` writes a statement."""
    return write_rows(con, f'select * from "{relation}"', {}, name, key, path)


def write_statement(
    con: "duckdb.DuckDBPyConnection", statement: str, given: Mapping[str, Any], name: str, key: tuple[str, ...], path: Path
) -> tuple[int, str]:
    """Write what the statement of a table's file gives, as `write_rows`; its own last `order by` is left to the edge, which sorts by the key."""
    return write_rows(con, LAST_ORDER.sub("\n", statement.rstrip().rstrip(";")), given, name, key, path)
