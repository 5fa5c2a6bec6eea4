"""Whose words may be used, and how they may be named. Without a row of consent no transcript is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from throughcare.errors import InputError
from throughcare.evidence.files import Row
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.pooling import Place, pool_roles

ANONYMOUS_LABEL = "participant"
ID = re.compile(r"[A-Za-z]{1,4}-?\d{1,4}")
CHOICES = {"attribution": {"role", "anonymous", ""}, "quote": {"yes", "no", ""}}
DAYS = ("consent", "withdrawn", "retention_until")


@dataclass(frozen=True)
class Participant:
    """One participant whose material may be used: the pooled group, the label of a quotation, whether one may be printed.

    Who has no clean text yet has not been heard: `is_heard` is false, the group is empty, and no count holds them.
    """

    id: str
    group: str
    label: str
    may_quote: bool
    is_heard: bool = True


def check_consent_rows(rows: Sequence[Row]) -> None:
    """Raises InputError with every cell of consent.csv that cannot be read; an unreadable wish is never taken for a yes."""
    problems, seen = [], set[str]()
    for row in rows:
        if not ID.fullmatch(row["id"]):
            problems.append(f"{row.place}: id: expected letters and a number, as P01; never a name")
        elif row["id"].lower() in seen:
            problems.append(f"{row.place}: id: this participant has a row already; keep one")
        seen.add(row["id"].lower())
        for column, allowed in CHOICES.items():
            if row[column] not in allowed:
                problems.append(f"{row.place}: {column}: expected {' or '.join(sorted(allowed - {''}))}, or nothing")
        problems += [
            f"{row.place}: {column}: expected a day as 2026-03-31, or nothing" for column in DAYS if not _is_day(row[column])
        ]
        problems += [f"{row.place}: {column} is empty" for column in ("group", "field", "role") if not row[column].strip()]
    if problems:
        raise InputError("\n".join(problems))


def _is_day(said: str) -> bool:
    try:
        return not said or bool(date.fromisoformat(said))
    except ValueError:
        return False


def is_usable(row: Row) -> bool:
    """True where consent was given and not withdrawn."""
    return bool(row["consent"]) and not row["withdrawn"]


def participants(folder: VoicesFolder) -> dict[str, Participant]:
    """Everybody whose material may be used, by id. Roles are pooled over those who were heard."""
    check_consent_rows(folder.consent)
    rows = [row for row in folder.consent if is_usable(row)]
    heard = {path.stem for path in folder.transcripts.glob("*.txt")}
    places = {row["id"]: Place(row["group"], row["field"], row["role"]) for row in rows}
    shown = pool_roles(place for identity, place in places.items() if identity in heard)
    found = {}
    for row in rows:
        group = shown[places[row["id"]]] if row["id"] in heard else ""
        label = group if group and row["attribution"] == "role" else ANONYMOUS_LABEL
        found[row["id"]] = Participant(row["id"], group, label, row["quote"] == "yes", row["id"] in heard)
    return found


def read_texts(folder: VoicesFolder) -> dict[str, str]:
    """The clean texts of everybody whose material may be used. InputError where a text is not as the rooms keep it."""
    allowed = participants(folder)
    texts = {}
    for path in sorted(folder.transcripts.glob("*.txt")):
        if path.stem in allowed:
            text = _decode(path)
            if "\r" in text or text.startswith("\ufeff"):
                raise InputError(
                    f"voices/transcripts/{path.name}: has CR or a byte-order mark; an editor changed it, run redact again"
                )
            texts[path.stem] = text
    return texts


def _decode(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as bad:
        raise InputError(
            f"voices/transcripts/{path.name}: byte {bad.start} is not UTF-8; an editor changed it, run redact again"
        ) from bad


def due_for_deletion(folder: VoicesFolder, today: date) -> list[tuple[str, str]]:
    """Originals, and rulings that hold their words, whose retention date has come, with that date; and those that nobody gave one."""
    check_consent_rows(folder.consent)
    until = {row["id"]: row["retention_until"] for row in folder.consent}
    found = []
    for path in sorted([*folder.originals.glob("*.*"), *folder.originals.glob("rulings/*.csv")]):
        if path.name not in {"names.txt", ".gitignore", "all.csv"}:
            day = until.get(path.stem, "")
            if not day or date.fromisoformat(day) <= today:
                found.append((path.relative_to(folder.originals).as_posix(), day or "no retention date"))
    return found


def count_due(due: Sequence[tuple[str, str]]) -> str:
    """How many of what is due are originals, and how many are rulings on their words."""
    rulings = sum(name.startswith("rulings/") for name, _ in due)
    parts = [(len(due) - rulings, "original", "originals"), (rulings, "file of rulings", "files of rulings")]
    return " and ".join(f"{number} {one if number == 1 else more}" for number, one, more in parts if number)
