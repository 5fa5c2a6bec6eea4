"""What another program's project becomes here: codebook.toml, and one coder's file of codings on texts that stand here already."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from throughcare.errors import InputError
from throughcare.evidence.files import Row, write_table
from throughcare.evidence.screening.store import now
from throughcare.voices.codebook import codebook_toml
from throughcare.voices.coding import AROUND, COLUMNS, anchor, live_codings, make_id, text_hash
from throughcare.voices.consent import read_texts
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.qdpx_in import Coded, Imported


def take_codes(folder: VoicesFolder, codes: Mapping[str, Mapping[str, object]]) -> int:
    """Add codes that the codebook does not have, below what a person wrote, which stays as it is. How many are new."""
    new = {code: fields for code, fields in codes.items() if code not in folder.codebook}
    if new:
        path = folder.path / "codebook.toml"
        own = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        path.write_text(f"{own.rstrip()}\n\n{codebook_toml(new)}".lstrip(), encoding="utf-8", newline="\n")
    return len(new)


@dataclass(frozen=True)
class Taken:
    """What was taken of a project: codings that are new, sources that are no clean text here, codings whose place was not found."""

    codings: int
    unknown: tuple[str, ...]
    lost: int


def take_project(folder: VoicesFolder, project: Imported, who: str) -> Taken:
    """Codings of a project on the clean texts here; InputError where none of its texts is one.

    A text is known by its content; else by its name, and then each coding is found again by its words.
    """
    texts = read_texts(folder)
    here = {_hash(text): name for name, text in texts.items()}
    place = {name: here.get(_hash(text)) or _by_name(name, texts) for name, text in project.texts.items()}
    unknown = tuple(sorted(name for name, found in place.items() if found is None))
    if project.texts and len(unknown) == len(project.texts):
        raise InputError(
            f"none of the {len(unknown)} texts of the project is a clean text here; redact first, and code the clean texts"
        )
    take_codes(folder, project.codes)
    by_coder: dict[str, dict[str, dict[str, object]]] = {}
    known = {(c.participant, c.start, c.end, c.code, c.who) for c in live_codings(folder, texts, settled=False)}
    ids, lost = {row["id"] for row in folder.codings}, 0
    for coded in project.codings:
        participant = place[coded.source]
        if participant is None:
            continue
        name = who or coded.who or "import"
        row = _row(participant, texts[participant], project.texts[coded.source], coded, name)
        if row is None:
            lost += 1
        elif (participant, row["start"], row["end"], coded.code, name) not in known and row["id"] not in ids:
            by_coder.setdefault(name, {})[str(row["id"])] = row
    for name, rows in by_coder.items():
        write_table(_file(folder, name), COLUMNS, rows.values())
    return Taken(sum(map(len, by_coder.values())), unknown, lost)


def _hash(text: str) -> str:
    return text_hash(text.rstrip("\n"))


def _by_name(source: str, texts: Mapping[str, str]) -> str | None:
    """The participant whose id is the source's name, with or without an ending."""
    stem = source.rsplit(".", 1)[0] if source.lower().endswith((".txt", ".docx", ".rtf")) else source
    return next((name for name in texts if name.lower() == stem.strip().lower()), None)


def _row(participant: str, text: str, their_text: str, coded: Coded, who: str) -> dict[str, object] | None:
    """A coding as a row; the same coding of the same person has the same id. None where its words are nowhere in the text here."""
    start, end = coded.start, min(coded.end, len(their_text))
    there = {"text_sha": text_hash(their_text), "start": str(start), "end": str(end), "quote": their_text[start:end],
             "prefix": their_text[max(0, start - AROUND) : start], "suffix": their_text[end : end + AROUND]}  # fmt: skip
    start, end, how = anchor(text, Row(coded.source, 0, there))
    if how == "orphan" or start >= end:
        return None
    return {"id": make_id(participant, start, end, coded.code, who), "participant": participant, "text_sha": text_hash(text), "start": start, "end": end,
            "code": coded.code, "quote": text[start:end], "prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND],
            "memo": coded.memo, "who": who, "when": coded.when or now()}  # fmt: skip


def _file(folder: VoicesFolder, name: str) -> Path:
    safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
    number, path = 1, folder.path / "codings" / f"{safe}-import.csv"
    while path.exists():
        number += 1
        path = folder.path / "codings" / f"{safe}-import-{number}.csv"
    return path
