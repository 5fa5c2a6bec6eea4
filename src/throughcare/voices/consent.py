"""Whose words may be used, and how they may be named. Without a row of consent no transcript is read.

Withdrawn means gone: transcript, codings, quotations, original. The ledger says that one participant's material was withdrawn, not whose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from throughcare.engine.ledger import append
from throughcare.errors import InputError
from throughcare.evidence.files import Row, read_table, table_files, write_table
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.pooling import Place, pool_roles

ANONYMOUS_LABEL = "participant"


@dataclass(frozen=True)
class Participant:
    """One participant whose material may be used: the pooled group, the label of a quotation, whether one may be printed."""

    id: str
    group: str
    label: str
    may_quote: bool


def is_usable(row: Row) -> bool:
    """True where consent was given and not withdrawn."""
    return bool(row["consent"]) and not row["withdrawn"]


def participants(folder: VoicesFolder) -> dict[str, Participant]:
    """Everybody whose material may be used, by id. Roles are pooled over those who remain."""
    rows = [row for row in folder.consent if is_usable(row)]
    places = {row["id"]: Place(row["group"], row["field"], row["role"]) for row in rows}
    shown = pool_roles(places.values())
    return {
        row["id"]: Participant(
            row["id"], shown[places[row["id"]]],
            shown[places[row["id"]]] if row["attribution"] == "role" else ANONYMOUS_LABEL, row["quote"] == "yes",
        )
        for row in rows
    }  # fmt: skip


def read_texts(folder: VoicesFolder) -> dict[str, str]:
    """The clean texts of everybody whose material may be used. InputError where a text is not as the rooms keep it."""
    allowed = participants(folder)
    texts = {}
    for path in sorted(folder.transcripts.glob("*.txt")):
        if path.stem in allowed:
            text = path.read_bytes().decode("utf-8")
            if "\r" in text or text.startswith("\ufeff"):
                raise InputError(
                    f"voices/transcripts/{path.name}: has CR or a byte-order mark; an editor changed it, run redact again"
                )
            texts[path.stem] = text
    return texts


def withdraw(folder: VoicesFolder, participant: str, on: date) -> list[str]:
    """Remove everything of a participant and note the day in consent.csv; what was removed, by kind, for the person at the keyboard."""
    row = next((row for row in folder.consent if row["id"] == participant), None)
    if row is None:
        raise InputError(f"{participant}: not in voices/consent.csv")
    removed = []
    for kind, place, ending in (("transcript", folder.transcripts, "txt"), ("redactions", folder.path / "redactions", "csv"), ("original", folder.originals, "*"),
                                ("rulings", folder.originals / "rulings", "csv")):  # fmt: skip
        for path in place.glob(f"{participant}.{ending}"):
            path.unlink()
            removed.append(kind)
    removed += ["codings"] * drop_codings(folder, {participant})
    _write_withdrawn(folder, participant, on)
    append(
        folder.path.parent / "out" / "ledger.jsonl",
        {"verb": "voices withdraw", "said": "one participant's material was withdrawn", "on": on.isoformat()},
    )
    return removed


def drop_codings(folder: VoicesFolder, gone: set[str]) -> int:
    """Remove the codings of participants from every coder's file; how many."""
    dropped = 0
    for path in table_files(folder.path, "codings"):
        name = path.relative_to(folder.path).with_suffix("").as_posix()
        rows = [row for row in read_table(folder.path, name) if row.file.endswith(path.name)]
        kept = [row.cells for row in rows if row["participant"] not in gone]
        if len(kept) < len(rows):
            write_table(path, tuple(rows[0].cells), kept)
            dropped += len(rows) - len(kept)
    return dropped


def _write_withdrawn(folder: VoicesFolder, participant: str, on: date) -> None:
    for path in table_files(folder.path, "consent"):
        name = path.relative_to(folder.path).with_suffix("").as_posix()
        rows = [dict(row.cells) for row in read_table(folder.path, name)]
        if any(row["id"] == participant for row in rows):
            write_table(
                path, tuple(rows[0]), [{**row, "withdrawn": on.isoformat()} if row["id"] == participant else row for row in rows]
            )


def due_for_deletion(folder: VoicesFolder, today: date) -> list[tuple[str, str]]:
    """Originals whose retention date has come, with that date; and those that nobody gave one."""
    until = {row["id"]: row["retention_until"] for row in folder.consent}
    found = []
    for path in sorted(folder.originals.glob("*.*")):
        if path.name != "names.txt":
            day = until.get(path.stem, "")
            if not day or date.fromisoformat(day) <= today:
                found.append((path.name, day or "no retention date"))
    return found


def approach_yield(approaches: Sequence[Row]) -> list[tuple[str, str, int, int]]:
    """By field and way of sampling: how many were approached and how many interviewed."""
    keys = sorted({(row["field"], row["how"]) for row in approaches})
    return [
        (field, how, sum(1 for r in approaches if (r["field"], r["how"]) == (field, how)),
         sum(1 for r in approaches if (r["field"], r["how"]) == (field, how) and r["outcome"] == "interviewed"))
        for field, how in keys
    ]  # fmt: skip
