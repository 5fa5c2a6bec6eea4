"""Build what has changed: keys first, then every table whose key is not in the store."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import bound, connect, literal
from throughcare.engine.edge import write_rows, write_statement, write_table
from throughcare.engine.graph import order_of
from throughcare.engine.store import Store, make_key
from throughcare.engine.table import Input, Report, Rows, Run, Table, no_report
from throughcare.errors import StoreError, StudyError

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class Job:
    """What a build needs beside the graph: the store, the parameters, the key for pseudonyms and the engine."""

    store: Store
    parameters: Mapping[str, Any]
    key: bytes = b""
    key_fingerprint: str = ""
    engine: str = "duckdb"
    spark: Mapping[str, Any] = field(default_factory=dict)
    threads: int = 2
    memory: str = "4GB"
    folder: Path | None = None
    progress: Report = no_report


def engine_name(engine: str) -> str:
    """The engine with its version; part of every key, because an engine's rounding is part of a result."""
    return f"{engine}-{version('pyspark' if engine == 'spark' else 'duckdb')}"


def declared(table: Table, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that a table declares; one that the study does not set is None."""
    return {name: parameters.get(name) for name in table.parameters}


def noted(value: Any) -> Any:  # a parameter of any kind
    """A parameter as it may be read on the analysis side: a text of several lines is a file of the study, which may name records, so only its length and hash."""
    if isinstance(value, str) and len(value.splitlines()) > 1:
        return f"{len(value)} characters, SHA-256 {sha256(value.encode()).hexdigest()}"
    return value


def noted_parameters(table: Table, job: Job) -> dict[str, Any]:
    """The parameters that a table declares, as its manifest has them."""
    return {name: noted(value) for name, value in declared(table, job.parameters).items()}


def make_keys(graph: Mapping[str, Table], order: Iterable[str], job: Job) -> dict[str, str]:
    """The key of every table in the order; a table's key holds the keys of what it reads."""
    engine = engine_name(job.engine)
    keys: dict[str, str] = {}
    for name in order:
        table = graph[name]
        inputs = {needed: keys[needed] for needed in table.inputs}
        said: dict[str, Any] = declared(table, job.parameters)
        if table.room == "records" and not name.startswith("ref_"):
            said["key_fingerprint"] = job.key_fingerprint
        keys[name] = make_key(table, inputs, said, engine)
    return keys


def make_manifest(table: Table, key: str, keys: Mapping[str, str], job: Job, rows: int, content: str) -> str:
    """The manifest as JSON: what the table is, what it was made from, how many rows, and a hash of their content."""
    said = {
        "table": table.name,
        "key": key,
        "sentence": table.sentence,
        "side": table.side,
        "made_by": table.source.name,
        "rule": table.fingerprint,
        "made_from": {name: keys[name] for name in table.inputs},
        "parameters": noted_parameters(table, job),
        "engine": engine_name(job.engine),
        "key_fingerprint": job.key_fingerprint,
        "at_rest": "disk",
        "rows": rows,
        "content": content,
    }
    return json.dumps(said, indent=1, sort_keys=True, default=str)


def make_rows(table: Table, inputs: Mapping[str, Input], job: Job, session: Any, draft: Path) -> Any:
    """The rows of a Python table, as Arrow or as `Rows`, or of a statement that Spark ran, as Arrow."""
    if table.make is None:
        from throughcare.engine.spark import run_statement

        return run_statement(session, table, inputs, declared(table, job.parameters))
    said = declared(table, job.parameters)
    run = Run(draft, inputs, said, job.key, job.engine, session, job.threads, job.memory, job.folder, job.progress)
    return table.make(run, *(inputs[name] for name in table.inputs))


def write_made(
    con: "duckdb.DuckDBPyConnection", table: Table, inputs: Mapping[str, Input], job: Job, session: Any, draft: Path
) -> tuple[int, str]:
    """Make a table's rows and write them into the draft; their number, and a hash of their content."""
    path = draft / "data.parquet"
    if table.make is None and session is None:
        for name, read in inputs.items():
            con.execute(f'create or replace temp view "{name}" as select * from read_parquet({literal(read.path)})')
        given = bound(declared(table, job.parameters), table.parameters)
        return write_statement(con, table.sql or "", given, table.name, table.key, path)
    made = make_rows(table, inputs, job, session, draft)
    if isinstance(made, Rows):
        return write_rows(made.con, made.query, {}, table.name, table.key, path, in_order=made.in_order, by=made.by)
    con.register("made", made)
    try:
        return write_table(con, "made", table.name, table.key, path)
    finally:
        con.unregister("made")


def make_table_file(con: "duckdb.DuckDBPyConnection", table: Table, keys: Mapping[str, str], job: Job, session: Any) -> None:
    """Make one table and put it into the store."""
    inputs = {name: Input(name, job.store.data(name, keys[name])) for name in table.inputs}
    with job.store.draft(table.name, keys[table.name]) as draft:
        rows, content = write_made(con, table, inputs, job, session, draft)
        (draft / "manifest.json").write_text(make_manifest(table, keys[table.name], keys, job, rows, content), encoding="utf-8")


@dataclass(frozen=True)
class Built:
    """What a run did: every table's key, and which of them had to be made."""

    keys: Mapping[str, str]
    made: tuple[str, ...]


def build_tables(graph: Mapping[str, Table], job: Job, wanted: Iterable[str] | None = None) -> Built:
    """Build the wanted tables and what they need; a table whose key is in the store is not made again."""
    order = order_of(graph, wanted)
    keys = make_keys(graph, order, job)
    missing = [name for name in order if not job.store.has(name, keys[name])]
    if not missing:
        for name in order:
            if job.store.latest(name) != keys[name]:
                job.store.mark_latest(name, keys[name])
        return Built(keys, ())
    with job.store.lock():
        job.store.sweep()
        session = open_session(job)
        con = connect({}, [job.store.folder], job.store.folder / ".spill", threads=job.threads, memory=job.memory)
        try:
            for done, name in enumerate(missing):
                job.progress(f"building {name}", done, len(missing))
                make_table_file(con, graph[name], keys, job, session)
            job.progress("built", len(missing), len(missing))
        finally:
            con.close()
        for name in order:
            job.store.mark_latest(name, keys[name])
    return Built(keys, tuple(missing))


def open_session(job: Job) -> Any:  # a Spark session, or None
    """A Spark session where the job asks for one."""
    if job.engine != "spark":
        return None
    from throughcare.engine.spark import start_session

    if set("[]{}*?") & set(str(job.store.folder.resolve())):
        raise StudyError(
            f"{job.store.folder}: Spark takes the signs [ ] {{ }} * ? in a path for a pattern; rename the folder, or use engine 'duckdb'"
        )
    return start_session(job.spark)


@dataclass(frozen=True)
class Standing:
    """Whether one table is up to date, and if not, why."""

    name: str
    fresh: bool
    why: str


def explain_staleness(graph: Mapping[str, Table], job: Job) -> list[Standing]:
    """Each table in order: up to date, or what differs from the build before. Reads manifests only."""
    order = order_of(graph)
    keys = make_keys(graph, order, job)
    return [Standing(name, *stand_of(graph[name], keys, job)) for name in order]


def stand_of(table: Table, keys: Mapping[str, str], job: Job) -> tuple[bool, str]:
    """Fresh or not, and why not, by comparing with the manifest of the latest build."""
    if job.store.has(table.name, keys[table.name]):
        return True, "up to date"
    latest = job.store.latest(table.name)
    if latest is None or not job.store.has(table.name, latest):
        return False, "never built"
    try:
        before = job.store.manifest(table.name, latest)
    except StoreError:
        return False, "its manifest cannot be read"
    said = json.loads(json.dumps(noted_parameters(table, job), default=str))
    changed = [name for name in table.inputs if before["made_from"].get(name) != keys[name]]
    reasons = [
        "its rule changed" if before["rule"] != table.fingerprint else "",
        f"these inputs changed: {', '.join(changed)}" if changed else "",
        *(f"{name} changed" for name in said if before["parameters"].get(name) != said[name]),
        f"the engine was {before['engine']}" if before["engine"] != engine_name(job.engine) else "",
        "the project key changed" if before["key_fingerprint"] != job.key_fingerprint else "",
    ]
    return False, "; ".join(reason for reason in reasons if reason) or "something it depends on changed"
