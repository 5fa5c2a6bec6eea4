"""Themes of one's own interviews: how many participants of each pooled group raised each code, and what may be quoted.

Participants are counted, not excerpts; one and two are shown as "1-2". Nobody is quoted without consent to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from throughcare.evidence.answers import EvidenceTable
from throughcare.evidence.screening.agreement import Agreement, agreement
from throughcare.voices.coding import Coding, live_codings, units_by_character
from throughcare.voices.consent import ANONYMOUS_LABEL, participants, read_texts
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.pooling import shown_count

SOURCE = "voices/codings.csv, voices/codebook.toml and voices/consent.csv of this study"
NEGATIVE = "negative case"


@dataclass(frozen=True)
class Matrix:
    """Codes by pooled group, in participants; `negative` counts those with a coding marked as a negative case."""

    groups: dict[str, int]
    counts: dict[str, dict[str, int]]
    negative: dict[str, int]


def parents(code: str) -> list[str]:
    """A code and everything above it in the tree: `gaps/linkage` counts for `gaps` too."""
    parts = code.split("/")
    return ["/".join(parts[: at + 1]) for at in range(len(parts))]


def theme_matrix(folder: VoicesFolder, codings: Sequence[Coding] | None = None) -> Matrix:
    """Participants by code and pooled group, over everybody whose material may be used."""
    people = participants(folder)
    groups: dict[str, int] = {}
    for person in people.values():
        groups[person.group] = groups.get(person.group, 0) + 1
    raised: dict[str, set[str]] = {code: set() for code in folder.codebook}
    negative: dict[str, set[str]] = {code: set() for code in folder.codebook}
    memos = {row["id"]: row["memo"].lower() for row in folder.codings}
    for coding in live_codings(folder) if codings is None else codings:
        target = negative if NEGATIVE in memos.get(coding.id, "") else raised
        for code in parents(coding.code):
            target.setdefault(code, set()).add(coding.participant)
    counts = {
        code: {group: sum(1 for p in found if people[p].group == group) for group in groups} for code, found in raised.items()
    }
    return Matrix(groups, counts, {code: len(found) for code, found in negative.items()})


def quotations(folder: VoicesFolder, code: str) -> list[tuple[str, str]]:
    """Label and words of every coding of a code whose participant agreed to be quoted; sorted, so that order tells nothing."""
    people = participants(folder)
    found = [
        (people[c.participant].label, c.quote)
        for c in live_codings(folder)
        if c.code == code and people[c.participant].may_quote and c.how != "orphan"
    ]
    return sorted(set(found))


def not_heard(folder: VoicesFolder) -> list[str]:
    """Fields that were approached and in which nobody was interviewed, and groups that no code counts."""
    approached = {row["field"] for row in folder.approaches}
    interviewed = {row["field"] for row in folder.consent if row["consent"] and not row["withdrawn"]}
    silent = [f"{field}: approached, nobody interviewed" for field in sorted(approached - interviewed)]
    matrix = theme_matrix(folder)
    return silent + [
        f"{group}: interviewed, in no theme" for group in matrix.groups if not any(row[group] for row in matrix.counts.values())
    ]


def tables_of_themes(folder: VoicesFolder) -> list[EvidenceTable]:
    """Q5: the theme by role matrix, and the words that may be quoted."""
    matrix = theme_matrix(folder)
    columns = ("theme", *matrix.groups, "negative cases")
    rows = tuple(
        (code, *(shown_count(counts[group]) for group in matrix.groups), shown_count(matrix.negative.get(code, 0)))
        for code, counts in sorted(matrix.counts.items())
    )
    people = sum(matrix.groups.values())
    found = f"{people} people were interviewed; {len(matrix.counts)} themes. A cell counts participants, one and two as 1-2."
    silent = "; ".join(not_heard(folder))
    sizes = ", ".join(f"{group} {number}" for group, number in matrix.groups.items())
    tables = [
        EvidenceTable(
            "Q5",
            "Themes by role",
            found,
            columns,
            rows,
            f"Groups: {sizes}." + (f" Not heard: {silent}." if silent else ""),
            SOURCE,
        )
    ]
    quoted = tuple((code, label, words) for code in sorted(folder.codebook) for label, words in quotations(folder, code))
    if quoted:
        said = f"{len(quoted)} passages may be quoted; a label is a pooled role, or \u201c{ANONYMOUS_LABEL}\u201d."
        tables.append(EvidenceTable("Q5", "In their words", said, ("theme", "who", "words"), quoted, "", SOURCE))
    return tables


def agreement_by_participant(folder: VoicesFolder, code: str = "") -> Agreement:
    """Agreement of coders on whether a code occurs in a participant's text: one unit per participant (and code)."""
    codings = live_codings(folder)
    texts = read_texts(folder)
    coders = sorted({coding.who for coding in codings})
    seen_by = {who: {c.participant for c in codings if c.who == who} for who in coders}
    rows: list[list[str | None]] = []
    for name in [code] if code else sorted(folder.codebook):
        has = {(c.participant, c.who) for c in codings if c.code == name}
        rows += [
            [("include" if (p, who) in has else "no") if p in seen_by[who] else None for who in coders] for p in sorted(texts)
        ]
    return agreement(rows)


def agreement_by_character(folder: VoicesFolder, code: str) -> Agreement:
    """Agreement of coders on where a code stands: one unit per character of every text that two or more have coded."""
    codings, texts = live_codings(folder), read_texts(folder)
    rows: list[list[str | None]] = []
    for participant, text in sorted(texts.items()):
        coders = sorted({c.who for c in codings if c.participant == participant})
        if len(coders) > 1:
            rows += units_by_character(codings, code, participant, len(text), coders)
    return agreement(rows, positive="yes")


def disagreements(folder: VoicesFolder) -> list[tuple[str, str, str, list[str]]]:
    """Participant, code, who has it and where, beside who coded the text and has it not there: to be settled side by side."""
    codings = [coding for coding in live_codings(folder) if coding.how != "orphan"]
    found = []
    for coding in codings:
        others = sorted({c.who for c in codings if c.participant == coding.participant} - {coding.who})
        without = [
            who for who in others
            if not any(c.who == who and c.code == coding.code and c.participant == coding.participant and c.start < coding.end and coding.start < c.end for c in codings)
        ]  # fmt: skip
        if without:
            found.append((coding.participant, coding.code, f"{coding.who} {coding.start}-{coding.end}", without))
    return found
