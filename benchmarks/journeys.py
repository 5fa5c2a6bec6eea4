"""How fast, and in how much memory, the tables of journeys and interventions are made.

    python benchmarks/journeys.py [--people 1000000] [--folder DIR] [--pm4py PYTHON]

Invents people, links their records by the truth (linkage has its own benchmark), makes the tables of definitions, and then times every table of the two
rooms as the engine makes them, each in a process of its own: CPU seconds of all threads with sorting, writing and checking (a busy machine does not
change them), rows a second of them, the most memory the process held, and all of them together as a ratio to DuckDB reading the same inputs once.
Needs about 12 GB of disk for a million people, and as much again while it sorts. With `--folder` what was made stays there, and a run that was stopped is
taken up again. Where PYTHON has pm4py (AGPL: for this comparison only), its directly-follows graph and variants of the same log are timed beside ours.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import process_time as clock

from throughcare.engine.duck import bound, connect
from throughcare.engine.edge import write_statement, write_table
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
        """Seconds and rows of one table of the chain, made and written as the engine does it."""
        import numpy  # noqa: F401, ICN001  # loaded before the clock starts
        import pyarrow.parquet  # noqa: F401

        draft, path = self.folder / "draft", self.folder / "draft" / f"{table.name}.parquet"
        draft.mkdir(exist_ok=True)
        inputs = {name: Input(name, self.path(name)) for name in table.inputs}
        con = connect({name: one.path for name, one in inputs.items()}, [self.folder / "made", draft], draft, memory=self.memory)
        began = clock()
        if table.sql is not None:
            write_statement(con, table.sql, bound(self.parameters, table.parameters), table.name, table.key, path)
        else:
            said = {name: self.parameters.get(name) for name in table.parameters}
            con.register("made", table.make(Run(draft, inputs, said, memory=self.memory), *inputs.values()))
            write_table(con, "made", table.name, table.key, path)
        spent = clock() - began
        path.rename(self.path(table.name))
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


def make_inputs(folder: Path, people: int, preset: str, seed: int, memory: str) -> None:
    """The invented extracts and their links, where they are not there yet."""
    bench = Bench(folder, memory)
    if not (folder / "manifest.json").exists():
        simulate(folder, people=people, preset=preset, seed=seed, file_format="parquet")
    for name in EXTRACTS:
        if not bench.path(name).exists():
            write_extract(bench, name)
    if not bench.path("people").exists():
        link_by_truth(bench)


def set_parameters(bench: Bench) -> None:
    """The study's parameters, once its population is there."""
    end = json.loads((bench.folder / "manifest.json").read_text(encoding="utf-8"))["extract_end"]
    bench.parameters = {
        "extract_end": date.fromisoformat(end), "definition": "ENG-2017", "definition_classes": "MET|PROBABLE", "young_adult_below": 25, "seed": 1,
        "definitions": None, "known_at": None, "link_set": "default",
    }  # fmt: skip


def prepare(bench: Bench, graph: dict, order: list[str], people: int, *, preset: str = "calibrated-2017", seed: int = 1) -> None:
    """Everything that the two rooms read; not timed."""
    make_inputs(bench.folder, people, preset, seed, bench.memory)
    set_parameters(bench)
    for name in order:
        if not bench.path(name).exists() and graph[name].room not in ROOMS:
            bench.make(graph[name])


def in_own_process(work, *given):
    """What a function of this file gives back, run in a fresh process, and the most memory in MiB that process held."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result(), pool.submit(peak_memory).result()


def peak_memory() -> float:
    """The most memory that this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def make_one(folder: Path, memory: str, name: str) -> tuple[float, int]:
    """CPU seconds and rows of one table."""
    bench = Bench(folder, memory)
    set_parameters(bench)
    return bench.make(read_chain()[name])


def make_all(bench: Bench, names: list[str]) -> dict[str, tuple[float, int, float]]:
    """CPU seconds, rows and MiB of every table, those of an earlier run from the folder's notes."""
    notes = bench.folder / "costs.json"
    costs = json.loads(notes.read_text(encoding="utf-8")) if notes.exists() else {}
    for name in names:
        if name not in costs or not bench.path(name).exists():
            (spent, rows), peak = in_own_process(make_one, bench.folder, bench.memory, name)
            costs[name] = (spent, rows, peak)
            notes.write_text(json.dumps(costs), encoding="utf-8")
        spent, rows, peak = costs[name]
        print(
            f"{name:26} {spent:8.2f} CPU s {rows:12,} rows {rows / max(spent, 1e-6):14,.0f} rows/s  peak {peak:6,.0f} MiB",
            flush=True,
        )
    return {name: tuple(costs[name]) for name in names}


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


def bench_in(folder: Path, people: int, memory: str, python: str) -> None:
    """Prepare, make, print."""
    graph = read_chain()
    order = list(order_of(graph, [t.name for t in graph.values() if t.room in ROOMS]))
    needed = [name for name in order if graph[name].room != "linkage" and not name.endswith("_received") and name not in EXTRACTS]
    bench, mine = Bench(folder, memory), [name for name in needed if graph[name].room in ROOMS]
    _, peak = in_own_process(make_inputs, folder, people, "calibrated-2017", 1, memory)
    set_parameters(bench)
    print(f"people and links: peak {peak:,.0f} MiB; before the two rooms:", flush=True)
    make_all(bench, [name for name in needed if name not in mine])
    print("the two rooms:")
    costs = make_all(bench, mine)
    total, events = sum(spent for spent, _, _ in costs.values()), bench.count("events")
    inputs = sorted({one for name in mine for one in graph[name].inputs} - set(mine))
    reading = read_once(bench, inputs)
    most = max(costs, key=lambda name: costs[name][2])
    print(f"{people:,} people, {events:,} events: {total:.1f} CPU s, {events / total:,.0f} events a CPU second")
    print(f"most memory: {costs[most][2]:,.0f} MiB, by {most}, of which DuckDB was allowed {memory}")
    print(f"reading the {len(inputs)} inputs once: {reading:.2f} CPU s; all tables: {total / reading:.1f} times that")
    compare_with_pm4py(bench, python, {name: spent for name, (spent, _, _) in costs.items()})


def main() -> None:
    """Read the arguments; work in the folder named, or in one that is gone afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--memory", default="5GB", help="what DuckDB may hold; the process needs some more")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--pm4py", default=sys.executable, metavar="PYTHON")
    said = parser.parse_args()
    if said.folder:
        bench_in(said.folder, said.people, said.memory, said.pm4py)
        return
    with tempfile.TemporaryDirectory() as made:
        bench_in(Path(made), said.people, said.memory, said.pm4py)


if __name__ == "__main__":
    main()
