"""Decisions while people work: append-only rows in SQLite, exported to one CSV file a person.

Two processes may write at once. A row is never changed or removed; undoing is another row. Reading a file back adds only ids
that are not yet known.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from throughcare.evidence.files import locked, own_file, read_table, write_table

COLUMNS = ("id", "record", "stage", "choice", "reason", "note", "who", "when", "protocol", "shown", "undoes")
BUSY_SECONDS = 30.0


def now() -> str:
    """The time as decisions carry it: ISO 8601, UTC, to the microsecond."""
    return datetime.now(tz=UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class DecisionStore:
    """The decisions of one review in `out/decisions.sqlite` of its study."""

    def __init__(self, folder: Path, database: Path | None = None) -> None:
        """Opens or makes the database, and reads into it whatever the folder's CSV files hold that it does not."""
        self.folder = folder
        self.database = database or folder.parent / "out" / "decisions.sqlite"
        self.database.parent.mkdir(parents=True, exist_ok=True)
        with self._connect() as connection:
            columns = ", ".join(f'"{name}" text not null' for name in COLUMNS[1:])
            connection.execute(f'create table if not exists decisions ("id" text primary key, {columns})')
        self.read_back()

    def read_back(self) -> int:
        """Take in the decisions of the folder's CSV files that are not yet known; how many were new."""
        needed = ("id", "record", "stage", "choice", "who", "when")
        return self.add(dict(row.cells) for row in read_table(self.folder, "decisions", needed))

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.database, timeout=BUSY_SECONDS)
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def add(self, rows: Iterable[Mapping[str, str]]) -> int:
        """Append rows whose id is not yet known; how many were new."""
        values = [tuple(row.get(name, "") for name in COLUMNS) for row in rows]
        marks = ", ".join("?" for _ in COLUMNS)
        with self._connect() as connection:
            before = connection.total_changes
            connection.executemany(f"insert or ignore into decisions values ({marks})", values)
            return connection.total_changes - before

    def decide(self, row: Mapping[str, str]) -> str:
        """Append one decision of a person, made now; its id."""
        when = row.get("when") or now()
        told = "|".join([*(row.get(name, "") for name in ("record", "stage", "choice", "who", "undoes")), when])
        made = {**row, "when": when, "id": "d-" + hashlib.blake2b(told.encode(), digest_size=8).hexdigest()}
        self.add([made])
        return made["id"]

    def rows(self) -> list[dict[str, str]]:
        """Every decision, by time and id."""
        with self._connect() as connection:
            found = connection.execute('select * from decisions order by "when", "id"').fetchall()
        return [dict(zip(COLUMNS, row, strict=True)) for row in found]

    def export(self) -> list[Path]:
        """Write `decisions/<who>.csv` for every person, sorted by time and id; what another machine has added is read first."""
        with locked(self.folder / "decisions"):
            return self._export()

    def _export(self) -> list[Path]:
        self.read_back()
        # By file and not by name: `a b` and `a-b` write in one file, and neither may replace the other.
        files: dict[Path, list[dict[str, str]]] = {}
        for row in self.rows():
            files.setdefault(own_file(self.folder, "decisions", row["who"]), []).append(row)
        single = self.folder / "decisions.csv"
        kept = (
            {row["id"] for row in read_table(self.folder, "decisions", ("id",)) if row.file.endswith("/decisions.csv")}
            if single.is_file()
            else set()
        )
        written = []
        for path, rows in files.items():
            own = [row for row in rows if row["id"] not in kept]
            if own:
                write_table(path, COLUMNS, own)
                written.append(path)
        return written
