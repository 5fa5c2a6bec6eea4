"""What stands after a run, kept so that new records can be added to it in seconds: records as compared, keys, frequencies, model, persons.

`links/standing/` of a study, written by `throughcare link keep`. Everything in it is frozen: additions are weighed by the same numbers.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.errors import UsageError

if TYPE_CHECKING:
    import duckdb

FOLDER, SAID = "standing", "standing.json"
TABLES = ("records", "keys", "persons", "postcode_shares")


def standing_folder(study: Path) -> Path:
    """Where a study keeps it."""
    return study / "links" / FOLDER


def write_sorted(con: "duckdb.DuckDBPyConnection", name: str, query: str, folder: Path) -> None:
    """One table of the standing state."""
    con.execute(f"copy ({query}) to '{(folder / f'{name}.parquet').resolve()}' (format parquet, compression snappy)")


def keep_standing(study: Path, read: Any) -> int:
    """Write the standing state of a finished run; how many records. `read` gives the path of a table by its name."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.blocking import RULES, key_rows, most_of
    from throughcare.linkage.compare import count_frequencies, frequency_table
    from throughcare.linkage.facts import FREQUENCIES
    from throughcare.linkage.records import make_records

    folder = standing_folder(study)
    folder.mkdir(parents=True, exist_ok=True)
    # Taken away first and written last: tables of two runs, side by side after a crash, would give records to the wrong persons.
    (folder / SAID).unlink(missing_ok=True)
    paths = {name: read.path(name) for name in ("nodes", "crosswalk", "edges")}
    con = connect(paths, [path.parent for path in paths.values()], folder)
    make_records(con)
    count_frequencies(con)
    con.execute(
        f"create temp table all_keys as {' union all '.join(key_rows(number, rule) for number, rule in enumerate(RULES))}"
    )
    write_sorted(con, "records", "select * exclude (address_keys) from records order by node", folder)
    # A key that is held too often already can give no pair; the others are needed, for a new record may share one that stands alone.
    write_sorted(
        con,
        "keys",
        f"""select hash(k.rule, k.key) as key, k.node from all_keys as k
            anti join (select rule, key from all_keys group by rule, key having count(*) > {most_of(RULES)}) as many using (rule, key)""",
        folder,
    )
    write_sorted(
        con,
        "persons",
        "select c.link_set_id, r.node, c.person_id from crosswalk as c join records as r using (record_key) order by link_set_id, node",
        folder,
    )
    write_sorted(con, "postcode_shares", "select * from postcode_shares order by postcode", folder)
    for column in FREQUENCIES:
        write_sorted(con, frequency_table(column), f"select * from {frequency_table(column)} order by {column}", folder)
    count = int(con.execute("select count(*) from records").fetchall()[0][0])
    beside = paths["edges"].parent
    said = {
        "records": count,
        "duckdb": duckdb_version(),
        "silver": json.loads((beside / "thresholds.json").read_text(encoding="utf-8")),
        "model": (beside / "model.json").read_text(encoding="utf-8"),
    }
    draft = folder / f"{SAID}.draft"
    draft.write_text(json.dumps(said), encoding="utf-8")
    draft.replace(folder / SAID)
    con.close()
    return count


def duckdb_version() -> str:
    """Keys are hashes, and another version of DuckDB may hash otherwise."""
    from importlib.metadata import version

    return version("duckdb")


def check_tables(folder: Path) -> None:
    """Every table that was kept can be read; ValueError or OSError where one cannot."""
    from pyarrow.parquet import read_metadata

    from throughcare.linkage.compare import frequency_table
    from throughcare.linkage.facts import FREQUENCIES

    for name in (*TABLES, *(frequency_table(column) for column in FREQUENCIES)):
        read_metadata(folder / f"{name}.parquet")


def read_standing(study: Path) -> dict[str, Any]:
    """What was kept beside the tables; UsageError where nothing was, where it is not whole, or by another version of DuckDB."""
    path = standing_folder(study) / SAID
    if not path.exists():
        raise UsageError(f"{study}: no standing records are kept; after a run: throughcare link keep {study}")
    damaged = UsageError(
        f"{study}: links/{FOLDER} is not whole, so nothing can be added to it; after a run: throughcare link keep {study}"
    )
    try:
        said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise damaged from error
    if said["duckdb"] != duckdb_version():
        raise UsageError(
            f"{study}: standing records were kept under DuckDB {said['duckdb']}, this is {duckdb_version()}; run again, then: throughcare link keep {study}"
        )
    try:
        check_tables(path.parent)
    except (ValueError, OSError) as error:
        raise damaged from error
    return said
