"""The edge of a stage: what a result must look like before it is written.

Sorted by its key, whole numbers as BIGINT, other numbers as DOUBLE rounded to six places, no time zone: so that the same rows are the same bytes,
whatever the number of threads (trust note, section 10: unsorted or unrounded results differed in five of five runs).
"""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from throughcare.engine.duck import literal, quoted
from throughcare.errors import TableError

if TYPE_CHECKING:
    import duckdb

FLOAT_PLACES = 6
# Characters of an MD5 in hexadecimal.
MD5 = 32
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


def check_key(con: "duckdb.DuckDBPyConnection", relation: str, name: str, key: tuple[str, ...]) -> int:
    """The number of rows; TableError where the key is not there, is not unique, or the table has none."""
    columns = {row[0] for row in con.execute(f'describe "{relation}"').fetchall()}
    missing = [column for column in key if column not in columns]
    if not key or missing:
        raise TableError(f"table {name}: its key column is not in it: {', '.join(missing) or '(no key declared)'}")
    listed = ", ".join(f'"{column}"' for column in key)
    # Hashes are far cheaper to count than keys of text, and where no two are equal no two keys are.
    rows, hashes = con.execute(f'select count(*), count(distinct hash({listed})) from "{relation}"').fetchall()[0]
    if hashes == rows:
        return int(rows)
    repeated = con.execute(
        f'select coalesce(sum(n), 0)::bigint from (select count(*) as n from "{relation}" group by {listed} having count(*) > 1)'
    ).fetchall()[0][0]
    if repeated:
        raise TableError(
            f"table {name}: {repeated} of {rows} rows share their key ({', '.join(key)}) with another row; one row per key was promised"
        )
    return int(rows)


def content_hash(con: "duckdb.DuckDBPyConnection", columns: list[str], path: Path) -> str:
    """SHA-256 over the MD5 of every row of a written table, in the order of the file, which is that of the key: nothing is sorted again."""
    listed = ", ".join(f'"{column}"' for column in columns)
    made = hashlib.sha256()
    rows = con.sql(f"select md5(to_json(row({listed}))::varchar) as hashed from read_parquet({literal(path)})")
    for batch in rows.to_arrow_reader(100_000):
        hashes = batch.column(0)
        made.update(memoryview(hashes.buffers()[2])[MD5 * hashes.offset : MD5 * (hashes.offset + len(hashes))])
    return made.hexdigest()


def write_table(con: "duckdb.DuckDBPyConnection", relation: str, name: str, key: tuple[str, ...], path: Path) -> tuple[int, str]:
    """Write a relation of the connection to Parquet; the number of rows, and a hash of their content that does not depend on the file."""
    rows = check_key(con, relation, name, key)
    described = con.execute(f'describe "{relation}"').fetchall()
    columns = ", ".join(settled_column(row[0], row[1]) for row in described)
    order = ", ".join(f'"{column}"' for column in key)
    con.execute(f'create or replace temp view settled as select {columns} from "{relation}"')
    con.execute(
        f"copy (select * from settled order by {order}) to {quoted(str(path.resolve()))} (format parquet, compression zstd, row_group_size 122880)"
    )
    return rows, content_hash(con, [row[0] for row in described], path)
