"""Writes tables block by block, as CSV or Parquet, and accounts for every file: rows and SHA-256.

Memory holds one block of people at a time, however many there are.
"""

import hashlib
import io
import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from throughcare.population.draws import NONE
from throughcare.population.frames import Frame
from throughcare.records import EXTRACTS, TRUTH

# Dates that are planned, and so may lie after the end of the extracts.
PLANNED = {
    "crd",
    "ard",
    "npd",
    "ped",
    "tariff_end",
    "hdced",
    "sed",
    "led",
    "prrd",
    "tused",
    "expires",
    "expected_end",
    "next_review",
    "review",
}
ARROW = {
    "text": pa.string(),
    "list": pa.string(),
    "integer": pa.int64(),
    "decimal": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("s"),
}


@dataclass(frozen=True)
class WrittenFile:
    """One file of the population."""

    table: str
    path: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What was made, from what, and every file with its rows and SHA-256."""

    preset: str
    seed: int
    people: int
    extract_end: date
    files: tuple[WrittenFile, ...]


class _Counted(io.RawIOBase):
    """A file that hashes what passes through it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._file, self.digest = path.open("wb"), hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.digest.update(data)
        return self._file.write(data)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


def table_schema(table: str) -> pa.Schema:
    """Columns of a table's file: the extract's own, then the day it was written down; the truth of events also says what it was."""
    if table in EXTRACTS:
        columns = {name: column.kind for name, column in EXTRACTS[table].columns.items()} | {"recorded_on": "date"}
    else:
        columns = {name: column.kind for name, column in TRUTH[table].columns.items()}
        columns |= {"detail": "text"} if table == "truth_event" else {}
    return pa.schema([pa.field(name, ARROW[kind]) for name, kind in columns.items()])


def _cell(values: Any, kind: pa.DataType, last: int | None) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if isinstance(values, pa.Array) and pa.types.is_temporal(kind) and pa.types.is_integer(values.type):
        values = values.fill_null(NONE).to_numpy()
    if isinstance(values, pa.Array):
        return values if values.type == kind else values.cast(kind)
    if pa.types.is_date32(kind):
        gone = values == NONE
        if last is not None:
            gone = gone | (values > last)
        return pa.array(np.where(gone, 0, values).astype(np.int32), mask=gone).cast(kind)
    if pa.types.is_timestamp(kind):
        gone = values == NONE
        return pa.array(np.where(gone, 0, values), mask=gone).cast(kind)
    return pa.array(values, kind)


class Writer:
    """The open files of a population; `extract_end` empties dates nobody could know yet."""

    def __init__(self, folder: Path, *, file_format: str, extract_end: int) -> None:
        self.folder, self.file_format, self.end = folder, file_format, extract_end
        self._open: dict[str, tuple[Any, _Counted, Path]] = {}
        self.rows: dict[str, int] = {}
        for part in ("records", "truth"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        for table in [*EXTRACTS, *TRUTH]:
            self._begin(table)

    def _begin(self, table: str) -> None:
        as_parquet = table in TRUTH or self.file_format == "parquet"
        path = self.folder / ("truth" if table in TRUTH else "records") / f"{table}.{'parquet' if as_parquet else 'csv'}"
        if table in EXTRACTS:
            path.with_suffix(".csv" if as_parquet else ".parquet").unlink(missing_ok=True)
        sink, schema = _Counted(path), table_schema(table)
        into = pa.PythonFile(sink, mode="w")
        writer = (
            pyarrow.parquet.ParquetWriter(into, schema, compression="zstd") if as_parquet else pyarrow.csv.CSVWriter(into, schema)
        )
        self._open[table], self.rows[table] = (writer, sink, path), 0

    def take(self, table: str, frame: Frame) -> None:
        """Write some rows of a table; columns that the frame lacks are empty."""
        schema = table_schema(table)
        count = len(next(iter(frame.values())))
        if unknown := set(frame) - set(schema.names):
            raise ValueError(f"table {table} has no column {', '.join(sorted(unknown))}")
        if not count:
            return
        last = self.end if table in EXTRACTS else None
        cells = [
            _cell(frame[field.name], field.type, None if field.name in PLANNED else last)
            if field.name in frame
            else pa.nulls(count, field.type)
            for field in schema
        ]
        self._open[table][0].write_table(pa.Table.from_arrays(cells, schema=schema))
        self.rows[table] += count

    def close(self) -> tuple[WrittenFile, ...]:
        """Finish all files; gives back their account, in the order of the tables."""
        files = []
        for table, (writer, sink, path) in self._open.items():
            writer.close()
            sink.close()
            files.append(WrittenFile(table, str(path.relative_to(self.folder)), self.rows[table], sink.digest.hexdigest()))
        return tuple(files)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write manifest.json beside the files."""
    text = json.dumps(asdict(manifest) | {"extract_end": manifest.extract_end.isoformat()}, indent=2)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
