"""The store: whole or not at all, and never built twice."""

import json
import os

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from throughcare.engine.build import Job, build_tables, explain_staleness, make_keys, make_manifest
from throughcare.engine.duck import connect
from throughcare.engine.edge import write_rows, write_statement, write_table
from throughcare.engine.store import Store, hash_file
from throughcare.engine.table import make_table
from throughcare.errors import BusyError, StoreError, TableError


def numbers(run):
    return pa.table({"n": [3, 1, 2], "x": [0.1234567891, -0.0, 1.0]})


def doubled(run, numbers):
    return (
        run.connect()
        .sql("select n, n * $times as twice from numbers", params={"times": run.parameters["times"]})
        .to_arrow_table()
    )


def repeated(run):
    return pa.table({"n": [1, 1]})


def graph_of(*tables):
    return {table.name: table for table in tables}


NUMBERS = make_table("numbers", numbers, sentence="Numbers.", key=("n",), side="analysis")
DOUBLED = make_table(
    "doubled", doubled, sentence="Doubled.", key=("n",), side="analysis", inputs=("numbers",), parameters=("times",)
)
REPEATED = make_table("repeated", repeated, sentence="Repeated.", key=("n",), side="analysis")


@pytest.fixture
def job(tmp_path):
    return Job(Store(tmp_path / "store"), {"times": 2})


def test_a_table_is_sorted_by_its_key_and_rounded(job):
    built = build_tables(graph_of(NUMBERS), job)
    rows = pq.read_table(job.store.data("numbers", built.keys["numbers"])).to_pylist()
    assert rows == [{"n": 1, "x": 0.0}, {"n": 2, "x": 1.0}, {"n": 3, "x": 0.123457}]


def test_what_is_unchanged_is_not_built_again(job):
    graph = graph_of(NUMBERS, DOUBLED)
    assert build_tables(graph, job).made == ("numbers", "doubled")
    assert build_tables(graph, job).made == ()


def test_a_changed_parameter_builds_only_what_declares_it(job):
    graph = graph_of(NUMBERS, DOUBLED)
    build_tables(graph, job)
    changed = Job(job.store, {"times": 3})
    assert [(s.name, s.why) for s in explain_staleness(graph, changed) if not s.fresh] == [("doubled", "times changed")]
    assert build_tables(graph, changed).made == ("doubled",)


def test_going_back_builds_nothing(job):
    graph = graph_of(NUMBERS, DOUBLED)
    build_tables(graph, job)
    build_tables(graph, Job(job.store, {"times": 3}))
    assert build_tables(graph, job).made == ()


def test_a_key_that_is_not_unique_is_refused_and_leaves_nothing(job):
    with pytest.raises(TableError, match="2 of 2 rows share their key"):
        build_tables(graph_of(REPEATED), job)
    assert list((job.store.folder / "repeated").iterdir()) == []


def test_a_draft_of_a_dead_process_is_swept(job):
    dead = job.store.folder / "numbers" / ".draft-abc-999999999"
    ours = job.store.folder / "numbers" / f".draft-abc-{os.getpid()}"
    dead.mkdir(parents=True)
    ours.mkdir()
    assert job.store.sweep() == 1
    assert not dead.exists()
    assert ours.exists()


def test_two_runs_on_one_store_are_refused(job):
    with job.store.lock(), pytest.raises(BusyError, match="another run"), Store(job.store.folder).lock():
        pass


def test_a_manifest_says_what_a_table_was_made_from(job):
    keys = build_tables(graph_of(NUMBERS, DOUBLED), job).keys
    manifest = job.store.manifest("doubled", keys["doubled"])
    assert manifest["made_from"] == {"numbers": keys["numbers"]}
    assert manifest["parameters"] == {"times": 2}
    assert manifest["rows"] == 3


def test_a_manifest_holds_no_text_of_a_file_of_the_study(job):
    """Decisions on links name records, and tables of the analysis side depend on them."""
    decided = "decision,verdict,left_key,right_key\nD1,same,police_person:N1,prison_person:A1234BC\n"
    graph = graph_of(NUMBERS, DOUBLED)
    job = Job(job.store, {"times": decided})
    keys = make_keys(graph, ["numbers", "doubled"], job)
    written = make_manifest(DOUBLED, keys["doubled"], keys, job, 3, "")
    assert "police_person" not in written
    assert json.loads(written)["parameters"]["times"].startswith(f"{len(decided)} characters, SHA-256 ")


def test_a_torn_manifest_is_named(job):
    keys = build_tables(graph_of(NUMBERS), job).keys
    (job.store.entry("numbers", keys["numbers"]) / "manifest.json").write_text("{")
    with pytest.raises(StoreError, match="numbers"):
        job.store.manifest("numbers", keys["numbers"])


def test_a_changed_file_is_hashed_anew(tmp_path):
    path, memory = tmp_path / "a.csv", {}
    path.write_text("a")
    first = hash_file(path, memory)
    path.write_text("ab")
    assert hash_file(path, memory) != first
    assert json.loads(json.dumps(memory)) == memory


def test_the_content_hash_does_not_depend_on_the_number_of_threads(tmp_path):
    contents = set()
    for threads in (1, 2, 4):
        job = Job(Store(tmp_path / str(threads)), {"times": 2}, threads=threads)
        keys = build_tables(graph_of(NUMBERS, DOUBLED), job).keys
        contents.add(job.store.manifest("doubled", keys["doubled"])["content"])
    assert len(contents) == 1


def test_a_key_repeated_where_one_batch_ends_and_the_next_begins_is_found(tmp_path):
    """The edge reads a written table a hundred thousand rows at a time and compares neighbours; the two here stand on either side of that."""
    con = connect({}, [tmp_path], tmp_path)
    con.execute("create table made as select case when i > 99999 then i - 1 else i end as n from range(200000) as t(i)")
    with pytest.raises(TableError, match="2 of 200000 rows share their key"):
        write_table(con, "made", "made", ("n",), tmp_path / "data.parquet")


def test_a_statement_is_written_in_the_order_of_the_key_whatever_its_own_order(tmp_path):
    con = connect({}, [tmp_path], tmp_path)
    statement = "select range as n, range % 7 as x from range($rows)\norder by x, n desc;\n"
    rows, content = write_statement(con, statement, {"rows": 1000}, "made", ("n",), tmp_path / "a.parquet")
    con.execute("create table other as select range as n, range % 7 as x from range(1000) order by n desc")
    assert (rows, content) == write_table(con, "other", "made", ("n",), tmp_path / "b.parquet")
    assert pq.read_table(tmp_path / "a.parquet").column("n").to_pylist() == list(range(1000))


@pytest.mark.parametrize("place", ["n", "-n"])
def test_rows_sorted_by_a_place_stand_in_the_order_of_the_key_whether_or_not_the_place_gives_it(tmp_path, place):
    con = connect({}, [tmp_path], tmp_path)
    query = f"select lpad(n::varchar, 4, '0') as key, {place} as place from range(1000) as t(n) order by hash(n)"
    rows, _ = write_rows(con, query, {}, "made", ("key",), tmp_path / "a.parquet", by=("place",))
    assert rows == 1000
    assert pq.read_table(tmp_path / "a.parquet").column("key").to_pylist() == [f"{n:04d}" for n in range(1000)]


def test_what_does_not_fit_into_memory_is_sorted_on_disk(tmp_path):
    con = connect({}, [tmp_path], tmp_path, threads=1, memory="70MB")
    statement = "select md5(range::varchar) as n, md5((range + 1)::varchar) || md5((range + 2)::varchar) as x from range($rows)\norder by n\n"
    rows, _ = write_statement(con, statement, {"rows": 700_000}, "made", ("n",), tmp_path / "a.parquet")
    assert rows == 700_000


def test_where_statement_and_sort_do_not_fit_together_each_has_the_memory_to_itself(tmp_path):
    """The first try is refused as DuckDB refuses it; the file that is set down in between does not stay."""
    con, tries = connect({}, [tmp_path], tmp_path), []

    class Refusing:
        def execute(self, statement, *given):
            tries.append(statement)
            if len(tries) == 2:
                raise duckdb.OutOfMemoryException("failed to allocate")
            return con.execute(statement, *given)

        def __getattr__(self, name):
            return getattr(con, name)

    statement = "select 999 - range as n, range % 7 as x from range($rows)\norder by n\n"
    written = write_statement(Refusing(), statement, {"rows": 1000}, "made", ("n",), tmp_path / "a.parquet")
    assert written == write_statement(con, statement, {"rows": 1000}, "made", ("n",), tmp_path / "b.parquet")
    assert pq.read_table(tmp_path / "a.parquet").column("n").to_pylist() == list(range(1000))
    assert sorted(path.name for path in tmp_path.glob("a.*")) == ["a.parquet"]
