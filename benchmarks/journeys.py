"""How fast the tables of journeys and interventions are made. Run: python benchmarks/journeys.py STUDY, after `throughcare run STUDY`.

Prints seconds and rows for each table, made again from the stored inputs, beside the time DuckDB needs to read those inputs once; and, where pm4py
is installed (it is AGPL: for this comparison only), the time of its directly-follows graph on the same log.
"""

import sys
import tempfile
import time
from pathlib import Path

from throughcare.commands._shared import Reader, Voice, make_job, open_study
from throughcare.engine.duck import bound, connect
from throughcare.pipeline import read_chain

ROOMS = ("journeys", "interventions")


def measure(table, reader: Reader, parameters, scratch: Path) -> tuple[float, float, int]:
    """Seconds to make a table, seconds to read its inputs, and its rows."""
    paths = {name: reader.path(name) for name in table.inputs}
    con = connect(paths, [path.parent for path in paths.values()], scratch)
    begun = time.perf_counter()
    for name in paths:
        con.execute(f'create or replace temp table read_once as select * from "{name}"')
    read = time.perf_counter() - begun
    begun = time.perf_counter()
    con.execute(f"create or replace temp table made as {table.sql.rstrip().rstrip(';')}", bound(parameters, table.parameters))
    spent = time.perf_counter() - begun
    return spent, read, con.execute("select count(*) from made").fetchall()[0][0]


def compare_with_pm4py(reader: Reader) -> None:
    """The directly-follows graph by pm4py on the same steps, where pm4py is there."""
    try:
        import pandas as pd
        import pm4py
    except ImportError:
        print("pm4py is not installed: no comparison")
        return
    steps = pd.read_parquet(reader.path("steps"), columns=["person", "activity", "start_on"])
    steps["start_on"] = pd.to_datetime(steps["start_on"])
    begun = time.perf_counter()
    pm4py.discover_dfg(steps, case_id_key="person", activity_key="activity", timestamp_key="start_on")
    print(f"pm4py directly-follows graph: {time.perf_counter() - begun:.2f} s on {len(steps):,} steps")


def main() -> None:
    """Measure every SQL table of the two rooms on a study that is up to date."""
    job = make_job(open_study(Path(sys.argv[1])), Voice(quiet=True))
    reader, total = Reader(job), 0.0
    with tempfile.TemporaryDirectory() as scratch:
        for table in read_chain().values():
            if table.room in ROOMS and table.sql is not None:
                spent, read, rows = measure(table, reader, job.parameters, Path(scratch))
                total += spent
                print(
                    f"{table.name:24s} {spent:7.2f} s {rows:12,} rows {rows / max(spent, 1e-6):14,.0f} rows/s {spent / max(read, 1e-6):7.1f} x reading"
                )
    print(f"all: {total:.2f} s")
    compare_with_pm4py(reader)


if __name__ == "__main__":
    main()
