"""A ledger of what was done: one line an event, each holding the hash of the line before.

An edit, a deletion or a swap is found at its line. A cut tail is not, so the last hash is printed in every release and report (trust note, section 11).
An event says who, when, verb, object hash and reason; never a value from a record.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from throughcare.errors import StoreError

START = "0" * 64


def hash_event(event: dict[str, Any], previous: str) -> str:
    """SHA-256 over the hash before and the event's canonical JSON."""
    canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256((previous + canonical).encode()).hexdigest()


def read_ledger(path: Path) -> list[dict[str, Any]]:
    """All lines as `{event, previous, hash}`; empty where there is no ledger yet. StoreError names a line that is no JSON."""
    if not path.exists():
        return []
    lines: list[dict[str, Any]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            lines.append(json.loads(line))
        except ValueError as error:
            raise StoreError(f"{path.name}:{number}: not a ledger line; the ledger was changed by hand") from error
    return lines


def anchor(path: Path) -> str:
    """The last hash: what a report prints so that a cut tail can be seen."""
    lines = read_ledger(path)
    return str(lines[-1]["hash"]) if lines else START


def append(path: Path, event: dict[str, Any]) -> str:
    """Add one event and make it last; the new last hash."""
    import fcntl

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        previous = anchor(path)
        digest = hash_event(event, previous)
        handle.write(
            json.dumps({"event": event, "previous": previous, "hash": digest}, sort_keys=True, ensure_ascii=False) + "\n"
        )
        handle.flush()
        os.fsync(handle.fileno())
    return digest


def verify(path: Path, *, expected_anchor: str | None = None) -> int:
    """The number of events; StoreError names the first line whose chain is broken, or an anchor that no line holds."""
    previous = START
    lines = read_ledger(path)
    for number, line in enumerate(lines, start=1):
        if line.get("previous") != previous or line.get("hash") != hash_event(line.get("event", {}), previous):
            raise StoreError(f"{path.name}:{number}: the chain is broken here; a line was changed, removed or moved")
        previous = str(line["hash"])
    if expected_anchor is not None and expected_anchor != START and all(line["hash"] != expected_anchor for line in lines):
        raise StoreError(
            f"{path.name}: the printed anchor is in none of its {len(lines)} lines; the end of the ledger was cut off"
        )
    return len(lines)
