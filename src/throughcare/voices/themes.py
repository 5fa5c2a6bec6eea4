"""Themes of one's own interviews: how many participants of each pooled group raised each code, and what may be quoted.

Participants are counted, not excerpts; one and two are shown as "1-2". Nobody is quoted without consent to it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.answers import EvidenceTable
from throughcare.voices.approaches import yield_by_way
from throughcare.voices.codebook import parents
from throughcare.voices.coding import Coding, live_codings
from throughcare.voices.consent import ANONYMOUS_LABEL, participants
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.pooling import SMALLEST_GROUP, shown_count

SOURCE = "voices/codings.csv, voices/codebook.toml and voices/consent.csv of this study"
NEGATIVE = "negative case"
TURN_LABEL = re.compile(r"^[ \t]*[A-Za-z][\w-]{0,14}:(?=\s|$)", re.MULTILINE)


@dataclass(frozen=True)
class Matrix:
    """Codes by pooled group, in participants; `negative` counts those with a coding marked as a negative case."""

    groups: dict[str, int]
    counts: dict[str, dict[str, int]]
    negative: dict[str, int]


def theme_matrix(folder: VoicesFolder, codings: Sequence[Coding] | None = None) -> Matrix:
    """Participants by code and pooled group, over everybody who was heard. A coding that stands nowhere counts nowhere."""
    people = {identity: person for identity, person in participants(folder).items() if person.is_heard}
    groups: dict[str, int] = {}
    for person in people.values():
        groups[person.group] = groups.get(person.group, 0) + 1
    raised: dict[str, set[str]] = {code: set() for code in folder.codebook}
    negative: dict[str, set[str]] = {code: set() for code in folder.codebook}
    for coding in live_codings(folder) if codings is None else codings:
        if coding.how == "orphan" or coding.participant not in people:
            continue
        target = negative if NEGATIVE in coding.memo.lower() else raised
        for code in parents(coding.code):
            target.setdefault(code, set()).add(coding.participant)
    counts = {
        code: {group: sum(1 for p in found if people[p].group == group) for group in groups} for code, found in raised.items()
    }
    return Matrix(groups, counts, {code: len(found) for code, found in negative.items()})


def quotations(folder: VoicesFolder, codings: Sequence[Coding], code: str) -> list[tuple[str, str]]:
    """Label and words of every coding of a code whose participant agreed to be quoted; sorted, so that order tells nothing."""
    people = participants(folder)
    found = {
        (people[c.participant].label, _printed(c.quote, people))
        for c in codings
        if c.code == code and people[c.participant].may_quote and c.how != "orphan"
    }
    # Two coders often mark the same words a little longer or shorter: the longest stands for all.
    return sorted(
        (label, words)
        for label, words in found
        if words and not any(label == other and words in more and words != more for other, more in found)
    )


def _printed(quote: str, people: Iterable[str]) -> str:
    """A quotation as it is printed: without the labels of turns, and with no participant's id."""
    words = " ".join(TURN_LABEL.sub(" ", quote).split())
    return re.sub(rf"\b(?:{'|'.join(map(re.escape, people))})\b", "[participant]", words, flags=re.IGNORECASE)


def not_heard(folder: VoicesFolder, matrix: Matrix) -> list[str]:
    """Fields that were approached and from which nobody is among those heard, and groups that no code counts.

    The field of somebody who withdrew is left out: newly listed, it would say who.
    """
    approached = {row["field"] for row in folder.approaches}
    people = participants(folder)
    heard = {row["field"] for row in folder.consent if row["withdrawn"] or (row["id"] in people and people[row["id"]].is_heard)}
    silent = [f"{field} (approached, nobody among those heard)" for field in sorted(approached - heard)]
    return silent + [
        f"{group} (interviewed, in no theme)"
        for group in matrix.groups
        if not any(row.get(group) for row in matrix.counts.values())
    ]


def questions_of(fields: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions and recommendations that a code bears on: what its `questions` says, else Q5."""
    said = fields.get("questions") or ["Q5"]
    return tuple(str(one) for one in (said if isinstance(said, list) else str(said).split(";")))


def tables_of_themes(folder: VoicesFolder) -> list[EvidenceTable]:
    """Who was heard, and per question (Q5 unless a code says another) the theme by role matrix and the words that may be quoted."""
    codings = live_codings(folder)
    matrix = theme_matrix(folder, codings)
    if sum(matrix.groups.values()) < SMALLEST_GROUP:
        said = f"Fewer than {SMALLEST_GROUP} people were heard (agreed, and with a clean text), so nothing of them is shown."
        return [EvidenceTable("Q5", "Themes by role", said, ("theme",), (), "", SOURCE)]
    wanted = sorted({question for fields in folder.codebook.values() for question in questions_of(fields)} | {"Q5"})
    tables = [table for question in wanted for table in _tables_on(folder, codings, matrix, question)]
    return [*tables, who_was_heard(folder, matrix)]


def _tables_on(folder: VoicesFolder, codings: Sequence[Coding], matrix: Matrix, question: str) -> list[EvidenceTable]:
    codes = [code for code in sorted(matrix.counts) if question in _inherited(folder, code)]
    columns = ("theme", *matrix.groups, "negative cases")
    rows = tuple(
        (code, *(shown_count(matrix.counts[code][group]) for group in matrix.groups), shown_count(matrix.negative.get(code, 0)))
        for code in codes
    )
    lost = sum(1 for coding in codings if coding.how == "orphan")
    found = f"{sum(matrix.groups.values())} people were heard; {len(codes)} {'theme' if len(codes) == 1 else 'themes'}. A cell counts participants, one and two as 1-2."
    silent = "; ".join(not_heard(folder, matrix))
    sizes = ", ".join(f"{group} {number}" for group, number in matrix.groups.items())
    note = f"Groups: {sizes}." + (f" Not heard: {silent}." if silent else " Every group is in a theme.")
    note += f" Not counted: {lost} codings that stand nowhere in the text of today." if lost else ""
    tables = [EvidenceTable(question, "Themes by role", found, columns, rows, note, SOURCE)] if codes or question == "Q5" else []
    quoted = tuple((code, label, words) for code in codes for label, words in quotations(folder, codings, code))
    if quoted:
        said = f"{len(quoted)} {'passage' if len(quoted) == 1 else 'passages'} may be quoted; a label is a pooled role, or \u201c{ANONYMOUS_LABEL}\u201d."
        tables.append(EvidenceTable(question, "In their words", said, ("theme", "who", "words"), quoted, "", SOURCE))
    return tables


def _inherited(folder: VoicesFolder, code: str) -> set[str]:
    """The questions of a code, of the codes above it and of those below it; Q5 where none of them is in the codebook."""
    near = [
        fields for other, fields in folder.codebook.items()
        if other == code or other.startswith(f"{code}/") or (code.startswith(f"{other}/") and code not in folder.codebook)
    ]  # fmt: skip
    return {question for fields in near for question in questions_of(fields)} or {"Q5"}


def who_was_heard(folder: VoicesFolder, matrix: Matrix) -> EvidenceTable:
    """Q5: those heard by pooled group, what the approaches yielded by way of sampling, and how many withdrew."""
    people = sum(matrix.groups.values())
    ways = [
        f"{how}: {shown_count(asked)} approached, {shown_count(met)} interviewed"
        for how, asked, met in yield_by_way(folder.approaches)
    ]
    withdrawn = sum(1 for row in folder.consent if row["withdrawn"])
    waiting = sum(1 for person in participants(folder).values() if not person.is_heard)
    note = ("Approaches, " + "; ".join(ways) + "." if ways else "No log of approaches.") + (
        f" Material withdrawn: {shown_count(withdrawn)}; nothing of it is used." if withdrawn else ""
    )
    note += f" Agreed, and no clean text yet: {shown_count(waiting)}; they are counted nowhere." if waiting else ""
    return EvidenceTable("Q5", "Who was heard", f"{people} people were heard in {len(matrix.groups)} pooled {'group' if len(matrix.groups) == 1 else 'groups'}.",
                         ("roles, pooled", "heard"), tuple(matrix.groups.items()), note, SOURCE)  # fmt: skip
