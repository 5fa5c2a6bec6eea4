"""Consent withdrawn: everything of one participant is removed, and the ledger says that it was, not whose.

A day typed into consent.csv by hand is enough for a build to leave everything out; the ledger is told at the next report.
"""

import re
from datetime import date

from throughcare.engine.ledger import append, read_ledger
from throughcare.errors import InputError
from throughcare.evidence.files import read_table, table_files, write_table
from throughcare.voices.codebook import codebook_toml
from throughcare.voices.folder import VoicesFolder

VERB = "voices withdraw"


def withdraw(folder: VoicesFolder, participant: str, on: date) -> list[str]:
    """Remove everything of a participant and note the day in consent.csv; what was removed, by kind, for the person at the keyboard."""
    if participant not in {row["id"] for row in folder.consent}:
        raise InputError(f"{participant}: not in voices/consent.csv")
    removed = ["example"] * _drop_examples(folder, participant)
    for kind, place, ending in (("transcript", folder.transcripts, "txt"), ("redactions", folder.path / "redactions", "csv"), ("original", folder.originals, "*"),
                                ("rulings", folder.originals / "rulings", "csv")):  # fmt: skip
        for path in place.glob(f"{participant}.{ending}"):
            path.unlink()
            removed.append(kind)
    removed += ["codings"] * drop_rows(folder, "codings", participant) + ["rulings"] * drop_rows(folder, "settled", participant)
    drop_rows(folder, "approaches", participant, "referred_by")
    _write_withdrawn(folder, participant, on)
    note_withdrawals(VoicesFolder(folder.path))
    return removed


def drop_rows(folder: VoicesFolder, table: str, participant: str, blank: str = "") -> int:
    """Remove a participant's rows from every file of a table, or only their id from the column `blank`; how many rows."""
    dropped = 0
    for path in table_files(folder.path, table):
        name = path.relative_to(folder.path).with_suffix("").as_posix()
        rows = [row for row in read_table(folder.path, name) if row.file.endswith(f"/{name}.csv")]
        theirs = [row for row in rows if row[blank or "participant"] == participant]
        if theirs:
            kept = [{**row.cells, blank: ""} if row in theirs else row.cells for row in rows if blank or row not in theirs]
            write_table(path, tuple(rows[0].cells), kept)
            dropped += len(theirs)
    return dropped


def _drop_examples(folder: VoicesFolder, participant: str) -> int:
    """Take examples in the participant's own words out of the codebook; how many."""
    path = folder.transcripts / f"{participant}.txt"
    words = _flat(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else ""
    words += " " + " ".join(_flat(row["quote"]) for row in folder.codings if row["participant"] == participant)
    theirs = [
        code for code, fields in folder.codebook.items() if (said := _flat(str(fields.get("example", "")))) and said in words
    ]
    if theirs:
        codes = {
            code: {name: value for name, value in fields.items() if name != "example" or code not in theirs}
            for code, fields in folder.codebook.items()
        }
        (folder.path / "codebook.toml").write_text(codebook_toml(codes), encoding="utf-8", newline="\n")
    return len(theirs)


def _flat(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().lower()


def note_withdrawals(folder: VoicesFolder) -> int:
    """Tell the ledger of withdrawals in consent.csv that it does not know of; how many. It never says whose."""
    ledger = folder.path.parent / "out" / "ledger.jsonl"
    withdrawn = sum(1 for row in folder.consent if row["withdrawn"])
    known = sum(1 for line in read_ledger(ledger) if line["event"].get("verb") == VERB)
    for _ in range(withdrawn - known):
        append(ledger, {"verb": VERB, "said": "one participant's material was withdrawn"})
    return max(withdrawn - known, 0)


def _write_withdrawn(folder: VoicesFolder, participant: str, on: date) -> None:
    for path in table_files(folder.path, "consent"):
        name = path.relative_to(folder.path).with_suffix("").as_posix()
        rows = [dict(row.cells) for row in read_table(folder.path, name)]
        if any(row["id"] == participant for row in rows):
            write_table(
                path, tuple(rows[0]), [{**row, "withdrawn": on.isoformat()} if row["id"] == participant else row for row in rows]
            )
