"""The records room's tables: each extract as received and as the analysis side sees it, the account of intake, and the code lists.

They come in families, one member an extract, so they are made from the schemas rather than written one by one.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, Table, make_table
from throughcare.errors import InputError
from throughcare.records.agencies import EXTRACTS
from throughcare.records.reference import FOLDER, read_codes, reference_names
from throughcare.records.schema import Extract

if TYPE_CHECKING:
    import pyarrow as pa

ACCOUNTS = ("counts", "problems", "remarks", "columns", "partials")


def analysis_columns(name: str) -> dict[str, str]:
    """The columns of an extract's analysis version with their kinds, or of its received version; nothing for other tables."""
    base = name.removesuffix("_received")
    if base not in EXTRACTS:
        return {}
    extract = EXTRACTS[base]
    if name == base:
        made = {column: "text" if c.domain else c.kind for column, c in extract.analysis_columns().items()} | {
            "record_id": "text"
        }
    else:
        made = {column: c.kind for column, c in extract.columns.items()} | {"source_record_id": "text"}
    dates = dict.fromkeys(("extracted_on", "recorded_on", "date_lo", "date_hi"), "date")
    return made | {"extract_id": "text", "source_row": "integer", "date_precision": "text"} | dates


def write_accounts(folder: Path, tables: Mapping[str, "pa.Table"]) -> None:
    """Store the account of an extract's intake beside its received table."""
    import pyarrow.parquet as pq

    for name, rows in tables.items():
        pq.write_table(rows, folder / f"{name}.parquet")


def receive_table(extract: type[Extract]) -> Table:
    """`<extract>_received`: accepted rows as the agency wrote them, typed."""
    source = f"source:{extract.table}"

    def make(run: Run) -> "pa.Table":
        from throughcare.records.accounts import make_accounts
        from throughcare.records.delivery import make_delivery
        from throughcare.records.intake import receive

        end = run.parameters.get("extract_end")
        delivery = make_delivery(extract.table, run.parameters.get(source))
        received = receive(
            delivery,
            run.study_folder or run.folder,
            this_year=(end or date.today()).year,  # noqa: DTZ011  # a two-digit year needs no time zone
            scratch=run.folder,
            threads=run.threads,
            memory=run.memory,
        )
        if received.faults:
            listed = "\n".join(problem.text() for problem in received.faults)
            raise InputError(f"{listed}\nNothing of this file can be used as it is; correct it, then: throughcare check")
        write_accounts(run.folder, make_accounts(received, run.key))
        accepted = received.accepted(run.key, end)
        received.con.close()
        return accepted

    return make_table(
        f"{extract.table}_received",
        make,
        sentence=f"{extract.grain.capitalize()}, as accepted from the {extract.agency}: identity side.",
        key=("extract_id", "source_row"),
        side="identity",
        parameters=(source, "extract_end"),
    )


def analysis_table(extract: type[Extract]) -> Table:
    """`<extract>`: the same rows under keyed pseudonyms, without names and free text."""

    def make(run: Run, received: Input) -> "pa.Table":  # noqa: ARG001  # it is the view that the statement reads
        from throughcare.records.pseudonyms import pseudonymise_sql

        return run.connect().sql(pseudonymise_sql(extract, run.key)).to_arrow_table()

    return make_table(
        extract.table,
        make,
        sentence=f"{extract.grain.capitalize()}, under keyed pseudonyms.",
        key=("record_id",),
        side="analysis",
        inputs=(f"{extract.table}_received",),
    )


def account_table(account: str, name: str, sentence: str, key: tuple[str, ...], side: Any) -> Table:
    """One account over all extracts, gathered from what was stored beside each received table."""

    def make(run: Run, *received: Input) -> "pa.Table":  # noqa: ARG001  # every table takes a run
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = [entry.extra(f"{account}.parquet") for entry in received]  # noqa: S610  # not Django's
        return pa.concat_tables([pq.read_table(path) for path in paths])

    inputs = tuple(f"{extract}_received" for extract in EXTRACTS)
    return make_table(name, make, sentence=sentence, key=key, side=side, inputs=inputs)


def partial_dates_table() -> Table:
    """`partial_dates`: those of the analysis side, without dates of birth."""
    open_columns = {(e.table, name) for e in EXTRACTS.values() for name, c in e.columns.items() if c.side == "analysis"}

    def make(run: Run, partial_dates_received: Input) -> "pa.Table":  # noqa: ARG001  # every table takes a run
        import pyarrow as pa

        rows = partial_dates_received.arrow()
        seen = zip(rows["table"].to_pylist(), rows["column"].to_pylist(), strict=True)
        return rows.filter(pa.array([pair in open_columns for pair in seen], pa.bool_()))

    sentence = "One row per date that says a year or a month only, with the days it can mean."
    key, inputs = ("table", "record_id", "column"), ("partial_dates_received",)
    return make_table("partial_dates", make, sentence=sentence, key=key, side="analysis", inputs=inputs)


def reference_table(name: str) -> Table:
    """`ref_<name>`: a packaged list of facts."""

    def make(run: Run) -> "pa.Table":  # noqa: ARG001  # every table takes a run
        import pyarrow as pa

        rows = read_codes(name)
        columns: Iterable[str] = rows[0].keys()
        made = {column: pa.array([row[column] or None for row in rows], pa.string()) for column in columns}
        return pa.table({"ref_row": pa.array(range(1, len(rows) + 1), pa.int64()), **made})

    sentence = f"The packaged facts in {name}.csv, one row a line."
    return make_table(f"ref_{name}", make, sentence=sentence, key=("ref_row",), side="analysis")


def make_all(make: Callable[[Any], Table], members: Iterable[Any]) -> list[Table]:
    """One table for each member of a family."""
    return [make(member) for member in members]


received_tables = make_all(receive_table, EXTRACTS.values())
analysis_tables = make_all(analysis_table, EXTRACTS.values())
reference_tables = make_all(reference_table, reference_names()) if FOLDER.exists() else []
account_tables = [
    account_table(
        "counts", "intake_counts", "One row per file: rows read, accepted, quarantined.", ("table", "file"), "analysis"
    ),
    account_table(
        "problems", "intake_problems", "One row per problem, without the value.", ("table", "file", "number"), "analysis"
    ),
    account_table(
        "remarks",
        "intake_remarks",
        "One row per remark on a file: kept, but to be known.",
        ("table", "file", "number"),
        "analysis",
    ),
    account_table(
        "columns", "intake_columns", "One row per column, and whether it was supplied.", ("table", "column"), "analysis"
    ),
    account_table(
        "partials",
        "partial_dates_received",
        "One row per date that says a year or a month only, dates of birth among them.",
        ("table", "record_id", "column"),
        "identity",
    ),
    partial_dates_table(),
]
