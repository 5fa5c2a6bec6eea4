"""How fast, and in how much memory, the tables of journeys and interventions are made.

    python benchmarks/journeys.py [--people 1000000] [--folder DIR] [--pm4py PYTHON]

Invents people, links their records by the truth (linkage has its own benchmark), makes the tables of definitions, and then times every table of the two
rooms: CPU seconds of all threads with writing (a busy machine does not change them), rows a second of them, and all of them together as a ratio to DuckDB
reading the same inputs once. Needs about 8 GiB of disk for a
million people. Where PYTHON has pm4py (AGPL: for this comparison only), its directly-follows graph and variants of the same log are timed beside ours.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time as clock

from throughcare.engine.duck import bound, connect
from throughcare.engine.graph import order_of
from throughcare.engine.table import Input, Run
from throughcare.pipeline import read_chain
from throughcare.population import simulate
from throughcare.records import EXTRACTS

ROOMS = ("journeys", "interventions")
DOMAINS = {
    "police_person": "nominal_ref", "court_defendant": "defendant_id", "prison_person": "noms_number", "probation_person": "crn",
    "community_service": "service_user_ref", "circle": "core_member_ref", "pnc_conviction": "pnc_id", "mappa": "visor_ref",
}  # fmt: skip
LOADER = {
    "record_id": "'{table}:' || row_number() over ()", "source_row": "null::bigint", "extracted_on": "null::date", "recorded_on": "recorded_on",
    "date_precision": "'day'", "date_lo": "null::date", "date_hi": "null::date",
}  # fmt: skip
YEARS = {
    "date_precision": "case when started_on is null then 'year' else 'day' end",
    "date_lo": "coalesce(started_on, make_date(year_started, 1, 1))",
    "date_hi": "coalesce(started_on, make_date(year_started, 12, 31))",
}
PM4PY = """
import sys, time, pandas as pd, pm4py
log = pd.read_parquet(sys.argv[1])
log["start_on"] = pd.to_datetime(log["start_on"])
names = dict(case_id_key="person", activity_key="activity", timestamp_key="start_on")
began = time.process_time(); pm4py.discover_dfg(log, **names); print("dfg", time.process_time() - began)
began = time.process_time(); pm4py.get_variants(log, **names); print("variants", time.process_time() - began)
"""


class Bench:
    """The tables made so far, as Parquet files in one folder, and what each cost."""

    def __init__(self, folder: Path, memory: str) -> None:
        self.folder, self.memory = folder, memory
        (folder / "made").mkdir(parents=True, exist_ok=True)
        self.parameters: dict = {}

    def path(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / "made" / f"{name}.parquet"

    def write(self, name: str, statement: str, views: dict, parameters: dict | None = None) -> float:
        """Seconds to make a table's file out of a statement over other files."""
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        con = connect(views, [self.folder / "records", self.folder / "truth", self.folder / "made"], scratch, memory=self.memory)
        began = clock()
        con.execute(f"create temp table made as {statement}", parameters or {})
        con.execute(f"copy made to '{self.path(name)}' (format parquet, compression zstd)")
        return clock() - began

    def make(self, table) -> tuple[float, int]:
        """Seconds and rows of one table of the chain."""
        if table.sql is not None:
            views = {name: self.path(name) for name in table.inputs}
            spent = self.write(table.name, table.sql.rstrip().rstrip(";"), views, bound(self.parameters, table.parameters))
        else:
            import pyarrow.parquet as pq

            inputs = {name: Input(name, self.path(name)) for name in table.inputs}
            said = {name: self.parameters.get(name) for name in table.parameters}
            with tempfile.TemporaryDirectory() as draft:
                began = clock()
                made = table.make(Run(Path(draft), inputs, said, memory=self.memory), *inputs.values())
                pq.write_table(made, self.path(table.name))
                spent = clock() - began
        return spent, self.count(table.name)

    def count(self, name: str) -> int:
        """Rows of a table."""
        import pyarrow.parquet as pq

        return pq.read_metadata(self.path(name)).num_rows


def write_extract(bench: Bench, name: str) -> None:
    """One extract as the analysis side has it; numbers stand for their pseudonyms."""
    raw = bench.folder / "records" / f"{name}.parquet"
    loader = LOADER | (YEARS if name == "course_participation" else {})
    columns = [f'"{column}"::{spec.duckdb_type} as "{column}"' for column, spec in EXTRACTS[name].analysis_columns().items()]
    columns += [f"{expression.format(table=name)} as {column}" for column, expression in loader.items()]
    bench.write(name, f"select {', '.join(columns)} from raw", {"raw": raw})
    if name == "police_crime":
        bench.write(
            "police_crime_received",
            "select 'police_crime:' || row_number() over () as source_record_id, mo_text from raw",
            {"raw": raw},
        )


def link_by_truth(bench: Bench) -> None:
    """`local_person` and `people` as a perfect linkage would make them; one link in five is given some doubt, so that thresholds differ."""
    links = {
        "links": bench.folder / "truth" / "truth_record_link.parquet",
        "persons": bench.folder / "truth" / "truth_person.parquet",
    }
    domain = " ".join(f"when '{table}' then '{column}'" for table, column in DOMAINS.items())
    doubt = "case when hash(source_record_id) % 5 = 0 then 0.9 else 1.0 end"
    bench.write(
        "local_person",
        f"select case table_name {domain} end as domain, source_record_id as number, min(person_id) as person, min({doubt}) as probability"
        " from links where domain is not null group by all",
        links,
    )
    bench.write(
        "people", "select person_id as person, date_trunc('month', true_dob)::date as birth_month, 'M' as sex from persons", links
    )


def prepare(bench: Bench, graph: dict, order: list[str], people: int, *, preset: str = "calibrated-2017", seed: int = 1) -> None:
    """Everything that the two rooms read; not timed."""
    end = simulate(bench.folder, people=people, preset=preset, seed=seed, file_format="parquet").extract_end
    bench.parameters = {
        "extract_end": end, "definition": "ENG-2017", "definition_classes": "MET|PROBABLE", "young_adult_below": 25, "seed": 1,
        "definitions": None, "known_at": None, "link_set": "default",
    }  # fmt: skip
    for name in EXTRACTS:
        write_extract(bench, name)
    link_by_truth(bench)
    for name in order:
        if not bench.path(name).exists() and graph[name].room not in ROOMS:
            bench.make(graph[name])


def read_once(bench: Bench, names: list[str]) -> float:
    """Seconds that DuckDB needs to read every column and row of the inputs."""
    con = connect(
        {name: bench.path(name) for name in names}, [bench.folder / "made"], bench.folder / "scratch", memory=bench.memory
    )
    began = clock()
    for name in names:
        con.execute(f'select bit_xor(hash(t)) from "{name}" as t').fetchall()
    return clock() - began


def compare_with_pm4py(bench: Bench, python: str, ours: dict[str, float]) -> None:
    """The graph and the variants by pm4py on the same steps; ours of whole traces, as pm4py's are."""
    log = bench.path("steps")
    whole = "select trace, count(*) as people from (select person, string_agg(activity, '>' order by step) as trace from steps group by person) group by trace"
    ours = ours | {"variants": bench.write("whole_variants", whole, {"steps": log})}
    done = subprocess.run([python, "-c", PM4PY, str(log)], check=False, capture_output=True, text=True)
    if done.returncode:
        print(f"pm4py: no comparison: {done.stderr.strip().splitlines()[-1]}")
    for line in done.stdout.splitlines():
        name, seconds = line.split()
        mine = ours["directly_follows" if name == "dfg" else "variants"]
        print(f"pm4py {name}: {float(seconds):.2f} CPU s, ours {mine:.2f}, ratio {float(seconds) / mine:.1f}")


def main() -> None:
    """Prepare, make, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--memory", default="5GB", help="what DuckDB may hold; the process needs some more")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--pm4py", default=sys.executable, metavar="PYTHON")
    said = parser.parse_args()
    graph = read_chain()
    order = list(order_of(graph, [t.name for t in graph.values() if t.room in ROOMS]))
    with tempfile.TemporaryDirectory(dir=said.folder) as made:
        bench = Bench(Path(made), said.memory)
        needed = [
            name for name in order if graph[name].room != "linkage" and not name.endswith("_received") and name not in EXTRACTS
        ]
        began = clock()
        prepare(bench, graph, needed, said.people)
        print(
            f"prepared in {clock() - began:.0f} CPU s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB",
            flush=True,
        )
        mine = [name for name in needed if graph[name].room in ROOMS]
        inputs = sorted({one for name in mine for one in graph[name].inputs} - set(mine))
        spent = {}
        for name in mine:
            spent[name], rows = bench.make(graph[name])
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{name:26} {spent[name]:8.2f} CPU s {rows:12,} rows {rows / max(spent[name], 1e-6):14,.0f} rows/s  peak {peak:6,.0f} MiB",
                flush=True,
            )
        reading, total = read_once(bench, inputs), sum(spent.values())
        events = bench.count("events")
        print(f"{said.people:,} people, {events:,} events: {total:.1f} CPU s, {events / total:,.0f} events a CPU second")
        print(f"reading the {len(inputs)} inputs once: {reading:.2f} CPU s; all tables: {total / reading:.1f} times that")
        compare_with_pm4py(bench, said.pm4py, spent)


if __name__ == "__main__":
    main()
