"""The store: each table once, under a key made of everything it depends on; draft, fsync, one rename.

    out/store/<table>/<key>/data.parquet, manifest.json, and files stored beside it
    out/store/<table>/latest                                        the key built last

A killed run leaves a draft, never a torn table; drafts of processes that are gone are swept at the next start.
Source of the design: trust note, section 10 (20 runs, 39 kills, no torn file).
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from throughcare.engine.table import Table
from throughcare.errors import BusyError, StoreError

KEPT = 4  # how many builds of one table stay: going back to an earlier definition should not build again


def make_key(table: Table, inputs: Mapping[str, str], parameters: Mapping[str, Any], engine: str) -> str:
    """The key of a table: its rule, the keys of what it reads, its parameters and the engine with its version."""
    parts = {
        "table": table.name,
        "rule": table.fingerprint,
        "inputs": dict(inputs),
        "parameters": dict(parameters),
        "engine": engine,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:24]


def sync_folder(folder: Path) -> None:
    """Make a rename last: the folder's own entry must reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Make a written file last."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def is_alive(pid: int) -> bool:
    """Whether a process still runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass(frozen=True)
class Store:
    """One study's store."""

    folder: Path

    def entry(self, name: str, key: str) -> Path:
        """Where a table of this key stands, or would stand."""
        return self.folder / name / key

    def data(self, name: str, key: str) -> Path:
        """The Parquet file of a table of this key."""
        return self.entry(name, key) / "data.parquet"

    def has(self, name: str, key: str) -> bool:
        """Whether the table is there; a folder appears only by the last rename, so being there means being whole."""
        return (self.entry(name, key) / "manifest.json").exists()

    def manifest(self, name: str, key: str) -> dict[str, Any]:
        """What is known of a stored table; StoreError where it cannot be read."""
        path = self.entry(name, key) / "manifest.json"
        try:
            found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise StoreError(f"{name}/{key}: the manifest cannot be read; delete this folder and run again") from error
        return found

    def latest(self, name: str) -> str | None:
        """The key built last, or None."""
        path = self.folder / name / "latest"
        return path.read_text(encoding="ascii").strip() if path.exists() else None

    @contextmanager
    def draft(self, name: str, key: str) -> Iterator[Path]:
        """A folder to write a table into; on leaving it well it becomes the table, by one rename."""
        home = self.folder / name
        home.mkdir(parents=True, exist_ok=True)
        draft = home / f".draft-{key}-{os.getpid()}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            yield draft
            shutil.rmtree(draft / "spill", ignore_errors=True)
            for path in draft.rglob("*"):
                if path.is_file():
                    sync_file(path)
            final = self.entry(name, key)
            if final.exists():
                shutil.rmtree(final)
            draft.rename(final)
            sync_folder(home)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def mark_latest(self, name: str, key: str) -> None:
        """Remember the key built last, and let go of builds older than the few that are kept."""
        home = self.folder / name
        draft = home / f".latest-{os.getpid()}"
        draft.write_text(key, encoding="ascii")
        draft.replace(home / "latest")
        builds = sorted(
            (p for p in home.iterdir() if p.is_dir() and not p.name.startswith(".")), key=lambda p: p.stat().st_mtime_ns
        )
        for old in builds[:-KEPT]:
            if old.name != key:
                shutil.rmtree(old, ignore_errors=True)

    def sweep(self) -> int:
        """Remove drafts of processes that are gone; how many."""
        swept = 0
        for draft in self.folder.glob("*/.draft-*"):
            pid = draft.name.rsplit("-", 1)[-1]
            if not pid.isdigit() or not is_alive(int(pid)):
                shutil.rmtree(draft, ignore_errors=True)
                swept += 1
        return swept

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One run at a time; BusyError, with the process that holds it, where another is at work."""
        import fcntl

        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a+", encoding="ascii") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                handle.seek(0)
                raise BusyError(
                    f"another run (process {handle.read().strip()}) is at work on this store; wait for it, or stop it"
                ) from None
            handle.truncate(0)
            handle.write(str(os.getpid()))
            handle.flush()
            yield


def hash_file(path: Path, memory: dict[str, list[Any]]) -> str:
    """SHA-256 of a file; remembered by path, size and time of change, so that an unchanged file is not read again."""
    seen = path.stat()
    mark = [seen.st_size, seen.st_mtime_ns]
    known = memory.get(str(path))
    if known and known[:2] == mark:
        return str(known[2])
    with path.open("rb") as handle:
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
    memory[str(path)] = [*mark, digest]
    return digest
