"""The log of merges and splits, `links/merges_and_splits.csv`: every id that a kept run took away or gave anew.

The register is what counts. It holds the lines of its own step in its file, so both come true at once; the log is written from there, and where
a crash came between the two the next keeping writes what is missing.
"""

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

LOG = "merges_and_splits.csv"
HEAD = "when,link_set,old_id,new_id,records,what\n"
OWN = b"merges_and_splits"

Change = tuple[str, str, str, int, str]


def with_changes(register: "pa.Table", when: str, changes: list[Change]) -> "pa.Table":
    """A register that holds the log's lines of its own step: (link set, old id, new id, records, what) each."""
    lines = "".join(f"{when},{','.join(str(part) for part in change)}\n" for change in changes)
    return register.replace_schema_metadata({OWN: lines})


def own_lines(register: Path) -> str:
    """The log's lines that a register holds; none where there is no register."""
    import pyarrow.parquet as pq

    held = pq.read_schema(register).metadata if register.exists() else None
    lines: bytes = (held or {}).get(OWN, b"")
    return lines.decode()


def whole_log(register: Path) -> str:
    """The log as text, with the lines that the register beside it holds and a crash kept from it."""
    log = register.with_name(LOG)
    said = log.read_text(encoding="utf-8") if log.exists() else HEAD
    own = own_lines(register)
    return said if said.endswith(own) else said + own


def write_log(register: Path) -> None:
    """Bring the log up to its register, whole or not at all."""
    draft = register.with_name(f"{LOG}.draft")
    draft.write_text(whole_log(register), encoding="utf-8")
    draft.replace(register.with_name(LOG))


def logged_ids(register: Path) -> "pa.Table":
    """The ids that the log names: link_set_id, person_id."""
    import pyarrow as pa

    rows = csv.DictReader(io.StringIO(whole_log(register)))
    named = [(row["link_set"], row[side]) for row in rows for side in ("old_id", "new_id")]
    return pa.table(
        {name: pa.array([pair[place] for pair in named], pa.string()) for place, name in enumerate(("link_set_id", "person_id"))}
    )
