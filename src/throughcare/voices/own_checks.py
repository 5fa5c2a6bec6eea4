"""One's own interviews held against the rules: consent, identifiers left in clean text, codes, orphans, quotations, retention."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from throughcare.evidence.finding import Finding
from throughcare.voices.codebook import FIELDS
from throughcare.voices.coding import live_codings
from throughcare.voices.consent import count_due, due_for_deletion, is_usable, read_texts
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.redact import find_sure, read_rulings, study_names
from throughcare.voices.settling import disagreements
from throughcare.voices.themes import questions_of

PLACEHOLDER = re.compile(r"\[[a-z-]+-\d+\]")
UNSURE = frozenset({"capital", "cue", "again"})
QUESTIONS = frozenset([*(f"Q{number}" for number in range(1, 6)), *(f"R{number}" for number in range(1, 8))])


def check_consent(folder: VoicesFolder) -> Iterator[Finding]:
    """Clean texts and codings of people without consent, or who withdrew."""
    known = {row["id"]: row for row in folder.consent}
    for path in sorted(folder.transcripts.glob("*.txt")):
        row = known.get(path.stem)
        if row is None or not is_usable(row):
            yield Finding(
                "consent-missing",
                "voices/transcripts",
                "a text without consent, or whose consent was withdrawn; run voices withdraw",
            )
    left = {row["participant"] for row in folder.codings} - {name for name, row in known.items() if is_usable(row)}
    if left:
        yield Finding("consent-missing", "voices/codings", f"codings of {len(left)} people without consent")


def check_clean_text(folder: VoicesFolder) -> Iterator[Finding]:
    """What a rule or the study's own list would still replace in a clean text, unless a person kept it; places only, never the words."""
    names = study_names(folder)
    for participant, text in read_texts(folder).items():
        rulings = read_rulings(folder, participant)
        has_decisions = (folder.path / "redactions" / f"{participant}.csv").is_file()
        masked = PLACEHOLDER.sub(lambda match: "." * len(match[0]), text)
        for found in find_sure(masked, names, rulings):
            # Where the rulings are no longer at hand (originals deleted), what stands in no list may have been kept by a person.
            if found.rule != "queue" and not (has_decisions and found.rule in UNSURE):
                line = text.count("\n", 0, found.start) + 1
                where = f"voices/transcripts/{participant}.txt:{line}"
                yield Finding("identifier-left", where, f"looks like an identifier: {found.kind} ({found.rule})", (participant,))
        if not has_decisions:
            yield Finding(
                "redaction-missing",
                f"voices/transcripts/{participant}.txt",
                "a text that did not come through voices redact",
                (participant,),
            )


def check_codes(folder: VoicesFolder) -> Iterator[Finding]:
    """Codes used and not defined, defined and never used, codings that stand nowhere, quotations that differ from the text."""
    codings = live_codings(folder)
    used = {coding.code for coding in codings}
    for code in sorted(used - set(folder.codebook)):
        yield Finding("code-undefined", "voices/codings", f"{code} is used and not in codebook.toml", (code,))
    for code in sorted(folder.codebook):
        if not any(name == code or name.startswith(f"{code}/") for name in used):
            yield Finding("code-unused", "voices/codebook.toml", f"{code} is defined and never used", (code,))
        if not folder.codebook[code].get("definition"):
            yield Finding("code-undefined", "voices/codebook.toml", f"{code} has no definition", (code,))
    yield from _check_fields(folder)
    orphans = [coding.id for coding in codings if coding.how == "orphan"]
    if orphans:
        yield Finding(
            "coding-orphan", "voices/codings", f"{len(orphans)} codings stand nowhere in the text of today", tuple(orphans)
        )
    people = {row["who"] for row in folder.codings}
    if "" in people:
        yield Finding("coding-nobody", "voices/codings", "codings without a name of who made them")


def _check_fields(folder: VoicesFolder) -> Iterator[Finding]:
    """Fields of the codebook that nobody reads, and questions that are none."""
    for code, fields in sorted(folder.codebook.items()):
        strange = sorted(set(fields) - set(FIELDS))
        if strange:
            yield Finding(
                "codebook-field",
                "voices/codebook.toml",
                f"{code}: {', '.join(strange)} is no field; known: {', '.join(FIELDS)}",
                (code,),
            )
        wrong = sorted(set(questions_of(fields)) - QUESTIONS)
        if wrong:
            yield Finding(
                "codebook-field",
                "voices/codebook.toml",
                f"{code}: questions: {', '.join(wrong)} is none of Q1 to Q5, R1 to R7",
                (code,),
            )


def check_coders(folder: VoicesFolder) -> Iterator[Finding]:
    """Disagreements of coders that nobody has settled."""
    waiting = [found.coding.id for found in disagreements(folder) if not found.ruling]
    if waiting:
        yield Finding(
            "coders-disagree",
            "voices/codings",
            f"{len(waiting)} disagreements wait; `throughcare voices settle`",
            tuple(waiting),
            "ruling",
        )


def check_quotes(folder: VoicesFolder) -> Iterator[Finding]:
    """Codings whose words were found only nearly: a person should look."""
    near = [coding.id for coding in live_codings(folder) if coding.how == "near"]
    if near:
        yield Finding(
            "coding-moved",
            "voices/codings",
            f"{len(near)} codings were found again only nearly; look at them",
            tuple(near),
            "ruling",
        )


def check_originals(folder: VoicesFolder) -> Iterator[Finding]:
    """Originals, or the list of names, that a repository keeps."""
    for above in folder.path.resolve().parents:
        index = above / ".git" / "index"
        if index.is_file():
            inside = folder.path.resolve().relative_to(above).as_posix()
            listed = index.read_bytes()  # paths stand in the index as they are
            kept = [name for name in ("originals/", "names.txt") if f"{inside}/{name}".encode() in listed]
            if kept:
                yield Finding(
                    "originals-kept",
                    "voices/originals",
                    "the repository keeps originals or names.txt; remove them from it and from its history",
                )
            return


def check_retention(folder: VoicesFolder) -> Iterator[Finding]:
    """Originals that are due for deletion."""
    due = due_for_deletion(folder, datetime.now(tz=UTC).date())
    if due:
        yield Finding(
            "retention-due",
            "voices/originals",
            f"{count_due(due)} due for deletion; `throughcare voices retention` lists them",
        )


def check_own_material(folder: VoicesFolder) -> list[Finding]:
    """Everything that one's own interviews contradict."""
    return [
        finding
        for check in (check_consent, check_clean_text, check_codes, check_quotes, check_coders, check_retention, check_originals)
        for finding in check(folder)
    ]
