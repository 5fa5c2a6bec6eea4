"""The account of an extract's intake as tables: counts, problems without values, remarks, columns supplied, partial dates."""

from typing import TYPE_CHECKING, Any

from throughcare.errors import TableError
from throughcare.records.intake import Received

if TYPE_CHECKING:
    import pyarrow as pa


def check_counts(received: Received) -> None:
    """TableError unless, in every file, rows read = rows accepted + rows quarantined."""
    for count in received.counts:
        if count.rows_read != count.accepted + count.quarantined:
            raise TableError(f"{count.text()}: the account does not balance; this is our fault")


def text_columns(rows: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, "pa.Array"]:
    """Columns of text."""
    import pyarrow as pa

    return {name: pa.array([row[name] for row in rows], pa.string()) for name in names}


def number_columns(rows: list[dict[str, Any]], names: tuple[str, ...]) -> dict[str, "pa.Array"]:
    """Columns of whole numbers."""
    import pyarrow as pa

    return {name: pa.array([row[name] for row in rows], pa.int64()) for name in names}


def make_accounts(received: Received, key: bytes) -> dict[str, "pa.Table"]:
    """Each account by name; the file's balance is checked first."""
    import pyarrow as pa

    check_counts(received)
    counts = [vars(count) for count in received.counts]
    problems = [{**vars(problem), "number": at} for at, problem in enumerate(received.problems(), 1)]
    remarks = [{**vars(remark), "number": at} for at, remark in enumerate(received.remarks, 1)]
    columns = [
        {"table": received.extract.table, "column": name, "supplied": name in received.supplied}
        for name in received.extract.columns
    ]
    return {
        "counts": pa.table(
            text_columns(counts, ("table", "file")) | number_columns(counts, ("rows_read", "accepted", "quarantined"))
        ),
        "problems": pa.table(
            text_columns(problems, ("table", "file"))
            | number_columns(problems, ("number", "line"))
            | text_columns(problems, ("column", "rule", "expected", "nearest"))
            | {"quarantined": pa.array([row["quarantined"] for row in problems], pa.bool_())}
        ),
        "remarks": pa.table(
            text_columns(remarks, ("table", "file"))
            | number_columns(remarks, ("number",))
            | text_columns(remarks, ("column", "words"))
            | number_columns(remarks, ("rows", "first_line"))
        ),
        "columns": pa.table(
            text_columns(columns, ("table", "column")) | {"supplied": pa.array([row["supplied"] for row in columns], pa.bool_())}
        ),
        "partials": received.partial_dates(key),
    }
