"""What was charted, held against the protocol's forms and against the texts that it quotes."""

import re
from collections.abc import Iterator
from pathlib import Path

from throughcare.errors import InputError
from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.screening.standing import STAGES, standings


def normal_text(text: str) -> str:
    """Text with one blank between words and plain quotation marks, so that a line break hides no quotation."""
    text = text.replace("\u2018", "'").replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"').replace("\u00ad", "")
    return re.sub(r"\s+", " ", text).strip()


def full_text(folder: EvidenceFolder, record: str) -> str:
    """The text of a report: `evidence/texts/<record>.txt`, else the abstract of the work; normalised."""
    path = folder.path / "texts" / f"{record}.txt"
    if path.is_file() and path.resolve().is_relative_to(Path(folder.path).resolve()):
        try:
            return normal_text(path.read_text(encoding="utf-8-sig"))
        except UnicodeDecodeError as bad:
            raise InputError(f"evidence/texts/{path.name}: byte {bad.start} is not UTF-8; save the file as UTF-8") from bad
    work = folder.works.merged.get(folder.works.aliases.get(record, ""))
    return normal_text(f"{work.title} {work.abstract}") if work else ""


def check_quotes(folder: EvidenceFolder) -> Iterator[Finding]:
    """Charted quotations that are not in their source; values without a record; fields that no form has."""
    fields = {
        str(field.get("name", field)) if isinstance(field, dict) else str(field)
        for form in folder.protocol.entries("form")
        for field in form.get("fields", [])
    }
    for row in folder.charting:
        if row["record"] not in folder.works.aliases:
            yield Finding("charting-orphan", row.place, "a charted value of a record that is in no search", (row["id"],))
        elif row["quote"] and normal_text(row["quote"]) not in full_text(folder, row["record"]):
            yield Finding("quote-missing", row.place, "a quotation that is not in its source", (row["id"], row["record"]))
        if fields and row["field"] not in fields:
            yield Finding("charting-field", row.place, f"field {row['field']} is in no form of the protocol", (row["id"],))


def check_all_charted(folder: EvidenceFolder) -> Iterator[Finding]:
    """Included reports that nobody has charted."""
    if not folder.decisions or not folder.protocol.entries("form"):
        return
    aliases = folder.works.aliases
    done = {aliases.get(row["record"], row["record"]) for row in folder.charting}
    waiting = [s.record for s in standings(folder, STAGES[1]).values() if s.state == "include" and s.record not in done]
    if waiting:
        yield Finding("uncharted", "charting", f"{len(waiting)} included reports are not charted", tuple(waiting))
