"""What a table of the chain is, and how a Python function becomes one."""

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from throughcare.errors import StoreError

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

Side = Literal["identity", "analysis"]
Make = Callable[..., Any]
Report = Callable[[str, int, int], None]

PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Table:
    """One table of the chain: its promise, what it reads, and the SQL or function that makes it.

    `fingerprint` changes whenever the rule changes: the SQL text, or the source of the whole room, because an edited inner function
    must be noticed too.
    """

    name: str
    room: str
    sentence: str
    key: tuple[str, ...]
    side: Side
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    source: Path
    fingerprint: str
    sql: str | None = None
    make: Make | None = None
    header: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Input:
    """A table that another table reads: its Parquet file, and whatever was stored beside it."""

    name: str
    path: Path

    def arrow(self) -> "pa.Table":
        """The whole table in memory."""
        import pyarrow.parquet as pq

        return pq.read_table(self.path)

    def extra(self, name: str) -> Path:
        """A file that was stored beside the table; StoreError where there is none."""
        path = self.path.parent / name
        if not path.exists():
            raise StoreError(f"table {self.name}: no file {name} is stored beside it; delete the out folder and run again")
        return path


@dataclass(frozen=True)
class Rows:
    """What a Python table gives where its rows stand in DuckDB: a query and its connection, read once, straight into the table's file.

    `in_order`: the rows come in the order of the key already, so that the edge has that to check and nothing to sort. `by`: columns of the query that give the
    order of the key and are sorted faster, such as a place among the rows; the edge checks that they do.
    """

    con: "duckdb.DuckDBPyConnection"
    query: str
    in_order: bool = False
    by: tuple[str, ...] = ()

    def arrow(self) -> "pa.Table":
        """All rows in memory."""
        return self.con.sql(self.query).to_arrow_table()


def no_report(message: str, done: int, total: int) -> None:
    """Progress that nobody wants to see."""


@dataclass(frozen=True)
class Run:
    """What a Python table may use while it is made.

    `folder` is the draft folder: a file written there is stored beside the table. `parameters` holds only the declared ones.
    `key` is the project key for pseudonyms; it is in no manifest. `engine` is 'duckdb' or 'spark'; `spark` the session where it is spark.
    """

    folder: Path
    inputs: Mapping[str, Input] = field(default_factory=dict)
    parameters: Mapping[str, Any] = field(default_factory=dict)
    key: bytes = b""
    engine: str = "duckdb"
    spark: Any = None
    threads: int = 2
    memory: str = "4GB"
    study_folder: Path | None = None
    progress: Report = no_report

    def connect(self) -> "duckdb.DuckDBPyConnection":
        """A locked-down connection in which every input is a view under its own name."""
        from throughcare.engine.duck import connect

        folders = [self.folder, *(i.path.parent for i in self.inputs.values())]
        return connect(
            {i.name: i.path for i in self.inputs.values()}, folders, self.folder, threads=self.threads, memory=self.memory
        )


@cache
def room_fingerprint(room: str) -> str:
    """SHA-256 over a room's source, rules and facts, and over the records room, whose schemas every room may use."""
    digest = hashlib.sha256()
    for name in sorted({room, "records"}):
        for path in sorted((PACKAGE / name).rglob("*")):
            if path.suffix in {".py", ".toml", ".csv"} and "__pycache__" not in path.parts:
                digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def room_of(path: Path) -> str:
    """The room that a file of the package stands in."""
    return path.resolve().relative_to(PACKAGE).parts[0]


def first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence, on one line."""
    words = " ".join(text.split())
    end = words.find(". ")
    return words if end < 0 else words[: end + 1]


def make_table(
    name: str,
    make: Make,
    *,
    sentence: str,
    key: tuple[str, ...],
    side: Side,
    inputs: tuple[str, ...] = (),
    parameters: tuple[str, ...] = (),
) -> Table:
    """A table from any function `make(run, *inputs)`; for tables that come in families, such as the extracts."""
    source = Path(inspect.getfile(make)).resolve()
    room = room_of(source) if source.is_relative_to(PACKAGE) else source.parent.name
    fingerprint = room_fingerprint(room) if source.is_relative_to(PACKAGE) else hashlib.sha256(source.read_bytes()).hexdigest()
    return Table(name, room, sentence, key, side, inputs, parameters, source, fingerprint, make=make)


def table(*, key: tuple[str, ...], side: Side, parameters: tuple[str, ...] = ()) -> Callable[[Make], Table]:
    """Turn a function into the table of its name; its parameters after `run` name the tables it reads."""

    def wrap(make: Make) -> Table:
        inputs = tuple(inspect.signature(make).parameters)[1:]
        sentence = first_sentence(inspect.getdoc(make) or "")
        name = getattr(make, "__name__", "")
        return make_table(name, make, sentence=sentence, key=key, side=side, inputs=inputs, parameters=parameters)

    return wrap
