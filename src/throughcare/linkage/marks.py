"""What a decision rested on: a keyed mark of each record's facts as they were shown, kept with the decision.

Source: linkage note, section 10. A mark tells that facts changed, not what they were: it is an HMAC under the project key. A decision whose records
have another mark now still binds, is counted, and comes back into the review queue.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from throughcare.linkage.differences import FIELDS
from throughcare.records.keys import fingerprint

if TYPE_CHECKING:
    import duckdb

# Between facts, and between the name of a fact and its value: no cleaned value holds it.
UNIT = "\x1f"


def mark_of(record: Mapping[str, Any], key: bytes) -> str:
    """The mark of a record (a row of `nodes`): the key's own first, so that a mark under another key is seen for what it is."""
    facts = UNIT.join(f"{field}{UNIT}{record[field]}" for field, _ in FIELDS if record.get(field) is not None)
    said = f"{record['record_key']}{UNIT}{facts}".encode()
    return f"{fingerprint(key)[:6]}-{hmac.digest(key, b'record as decided' + said, 'sha256').hex()[:16]}"


def marks_of(records: Sequence[Mapping[str, Any]], key: bytes) -> dict[str, str]:
    """The marks of records by their key."""
    return {str(record["record_key"]): mark_of(record, key) for record in records}


def marks_now(con: "duckdb.DuckDBPyConnection", keys: Iterable[str], key: bytes) -> dict[str, str]:
    """The marks that records have now, from `nodes`; one that is gone has none."""
    fields = ", ".join(field for field, _ in FIELDS)
    rows = con.execute(
        f"select record_key, {fields} from nodes where record_key in (select unnest(?))", [sorted(set(keys))]
    ).fetchall()
    names = ("record_key", *(field for field, _ in FIELDS))
    return marks_of([dict(zip(names, row, strict=True)) for row in rows], key)


def keys_of(decisions: Sequence[Mapping[str, str]]) -> set[str]:
    """The records that decisions name."""
    return {row[side] for row in decisions for side in ("left_key", "right_key")}


def standing_of(decision: Mapping[str, str], now: Mapping[str, str]) -> str:
    """How a decision stands to its records: "as decided", "changed", "gone" (a record is no more), or "no mark" (none kept, or under another key)."""
    sides = [(decision[f"{side}_key"], decision.get(f"{side}_mark") or "") for side in ("left", "right")]
    if any(key not in now for key, _ in sides):
        return "gone"
    if any(mark.partition("-")[0] != now[key].partition("-")[0] for key, mark in sides):
        return "no mark"
    return "as decided" if all(mark == now[key] for key, mark in sides) else "changed"


def count_standings(decisions: Sequence[Mapping[str, str]], now: Mapping[str, str]) -> dict[str, int]:
    """How many decisions stand how."""
    counted: dict[str, int] = {}
    for decision in decisions:
        said = standing_of(decision, now)
        counted[said] = counted.get(said, 0) + 1
    return counted
