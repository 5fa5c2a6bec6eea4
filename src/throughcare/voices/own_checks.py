"""One's own interviews held against the rules: consent, identifiers left in clean text, codes, orphans, quotations, retention."""

from collections.abc import Iterator
from datetime import UTC, datetime

from throughcare.evidence.finding import Finding
from throughcare.voices.coding import live_codings
from throughcare.voices.consent import due_for_deletion, is_usable, read_texts
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.names import find_names
from throughcare.voices.patterns import find_patterns
from throughcare.voices.redact import study_names


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
    """Identifiers that a pattern or the study's own list still sees in a clean text; places only, never the words."""
    names = study_names(folder)
    for participant, text in read_texts(folder).items():
        for found in [*find_patterns(text), *find_names(text, names)]:
            line = text.count("\n", 0, found.start) + 1
            yield Finding(
                "identifier-left",
                f"voices/transcripts/{participant}.txt:{line}",
                f"looks like a {found.kind} ({found.rule})",
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
        elif not folder.codebook[code].get("definition"):
            yield Finding("code-undefined", "voices/codebook.toml", f"{code} has no definition", (code,))
    orphans = [coding.id for coding in codings if coding.how == "orphan"]
    if orphans:
        yield Finding(
            "coding-orphan", "voices/codings", f"{len(orphans)} codings stand nowhere in the text of today", tuple(orphans)
        )
    people = {row["who"] for row in folder.codings}
    if "" in people:
        yield Finding("coding-nobody", "voices/codings", "codings without a name of who made them")


def check_retention(folder: VoicesFolder) -> Iterator[Finding]:
    """Originals that are due for deletion."""
    due = due_for_deletion(folder, datetime.now(tz=UTC).date())
    if due:
        yield Finding(
            "retention-due",
            "voices/originals",
            f"{len(due)} originals are due for deletion; `throughcare voices retention` lists them",
        )


def check_own_material(folder: VoicesFolder) -> list[Finding]:
    """Everything that one's own interviews contradict."""
    return [finding for check in (check_consent, check_clean_text, check_codes, check_retention) for finding in check(folder)]
