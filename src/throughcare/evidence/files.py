"""How a table of the review is kept: `X.csv`, or every CSV in `X/`, read together.

Every row remembers its file and line, so that each problem can be shown in its place.
Source: the folder's one rule for tables; two people who write their own file never meet in a merge.
"""

import csv
import fcntl
import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from throughcare.errors import InputError

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the file and line it stands in. A column that is not there reads as empty."""

    file: str
    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def parts(self, column: str) -> tuple[str, ...]:
        """The entries of a cell that holds a list, split at `;`."""
        return tuple(part.strip() for part in self[column].split(";") if part.strip())

    @property
    def place(self) -> str:
        """`file:line`, as it is printed beside a problem."""
        return f"{self.file}:{self.line}"


def table_files(folder: Path, name: str) -> list[Path]:
    """The files of one table, in order of name: `name.csv` and every CSV under `name/`."""
    single = folder / f"{name}.csv"
    many = sorted((folder / name).glob("*.csv")) if (folder / name).is_dir() else []
    return ([single] if single.is_file() else []) + many


def read_table(folder: Path, name: str, needed: Sequence[str] = ()) -> list[Row]:
    """All rows of a table; empty when no file is there. Raises InputError with every problem of its files at once."""
    rows: list[Row] = []
    problems: list[str] = []
    for path in table_files(folder, name):
        shown = f"{folder.name}/{path.relative_to(folder)}"
        rows.extend(_read_file(path, shown, needed, problems))
    if problems:
        raise InputError("\n".join(problems))
    return rows


def _read_file(path: Path, shown: str, needed: Sequence[str], problems: list[str]) -> Iterator[Row]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        problems.append(f"{shown}: byte {bad.start} is not UTF-8; save the file as UTF-8")
        return
    if "\0" in text:
        problems.append(f"{shown}: holds NUL bytes; is it a spreadsheet saved under the name of a CSV file?")
        return
    # StringIO parts lines at line ends alone; str.splitlines would also part at U+2028 and NEL inside a cell.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        missing = [column for column in needed if column not in header]
        if missing:
            problems.append(f"{shown}:1: column {', '.join(missing)} is missing; found {len(header)} columns")
            return
        before = reader.line_num
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            if len(cells) != len(header):
                problems.append(f"{shown}:{line}: {len(cells)} cells where the header has {len(header)}")
                continue
            yield Row(shown, line, dict(zip(header, cells, strict=True)))
    except csv.Error as bad:
        problems.append(f"{shown}:{reader.line_num}: {bad}; check the quotation marks of this line")


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table of the folder: UTF-8, LF, header always. The file is complete or not there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    with draft.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(["" if row.get(column) is None else str(row[column]) for column in columns])
    draft.replace(path)


def own_file(folder: Path, table: str, who: str) -> Path:
    """The file in which one person writes a table: `table/who.csv`."""
    return folder / table / f"{''.join(sign if sign.isalnum() or sign in '-_' else '-' for sign in who) or 'nobody'}.csv"


def make_id(prefix: str, *parts: str) -> str:
    """An id made from what a row says and when, so that two branches never give the same one to two rows."""
    return f"{prefix}-{hashlib.blake2b('|'.join(parts).encode(), digest_size=6).hexdigest()}"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder while its files are rewritten, so that an older state never replaces a newer one."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def append_row(path: Path, columns: Sequence[str], row: Mapping[str, object]) -> None:
    """Append one row to a person's file; nothing that stands there is read back or rewritten, so two processes lose no row.

    Raises InputError where the file's header lacks a column of the row.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8", newline="") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        header = next(csv.reader(file), None)
        if header is None:
            csv.writer(file, lineterminator="\n").writerow(columns)
            header = list(columns)
        header = [name.removeprefix("\ufeff") for name in header]
        missing = [name for name in columns if name not in header]
        if missing:
            raise InputError(f"{path.parent.name}/{path.name}:1: column {', '.join(missing)} is missing; add it to the header")
        file.seek(0, os.SEEK_END)
        if file.tell() and not _ends_with_newline(path):
            file.write("\n")
        csv.writer(file, lineterminator="\n").writerow([str(row.get(name) or "") for name in header])


def _ends_with_newline(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def guarded(value: str) -> str:
    """A cell that a spreadsheet cannot take for a formula: one that starts with = + - @ gets an apostrophe before it."""
    return "'" + value if value.startswith(FORMULA_SIGNS) else value


def write_for_spreadsheets(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a table to be opened elsewhere: as `write_table`, with formula cells guarded."""
    write_table(path, columns, ({key: guarded(str(value)) for key, value in row.items() if value is not None} for row in rows))
