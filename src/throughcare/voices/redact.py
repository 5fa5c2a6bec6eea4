"""From an original to a clean text: patterns, the study's list of names, and a queue that must be empty before anything is written.

Decisions on terms hold names, so they stand beside the originals, which no repository keeps; what the folder keeps has no original.
The same person has the same placeholder within a text, never across texts.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from throughcare.errors import InputError, RefusedError
from throughcare.evidence.files import append_row, read_table, write_table
from throughcare.evidence.screening.store import now
from throughcare.voices.folder import VoicesFolder
from throughcare.voices.names import find_capitals, find_listed, find_names, find_people, find_placed, find_small, spread
from throughcare.voices.originals import Original, read_original
from throughcare.voices.patterns import Found, find_patterns
from throughcare.voices.queue import find_queue
from throughcare.voices.wordlists import base_word, is_common, is_doubtful

COLUMNS = ("start", "end", "kind", "replacement", "rule", "who", "when")
DECISION_COLUMNS = ("term", "ruling", "kind", "who", "when")


@dataclass(frozen=True)
class Redaction:
    """A clean text, its redactions without originals, and the terms that still wait for a person."""

    text: str
    rows: tuple[dict[str, str], ...]
    waiting: tuple[tuple[str, str, str], ...]  # term, kind, the words around it
    left_out: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()  # words replaced because they stand in no list; a person may keep them


def find_sure(text: str, names: list[str], rulings: Mapping[str, tuple[str, str]]) -> list[Found]:
    """What is replaced without asking: patterns first, then the study's list and a person's rulings, then names and places."""
    kept = {term for term, (ruling, _) in rulings.items() if ruling == "keep"}
    found: list[Found] = []

    def take(layer: Iterable[Found]) -> None:
        found.extend(_without_overlap([one for one in layer if not _is_kept(text, one, kept)], found))

    take(find_patterns(text))
    take([*find_names(text, names), *_ruled(text, rulings)])
    take(find_placed(text))
    take(find_people(text))
    take(find_listed(text))
    take(find_capitals(text, found))
    take(find_small(text))
    found = _with_surnames(text, found)
    again = [one for one in spread(text, found) if not _is_kept(text, one, kept)]
    return sorted([*found, *_without_overlap(again, found)], key=lambda one: one.start)


def _with_surnames(text: str, found: Sequence[Found]) -> list[Found]:
    """A town behind a forename is a surname (`Sam Poole`): one name, and a name wherever it stands again."""
    ordered = sorted(found, key=lambda one: one.start)
    surnames: set[str] = set()
    joined: list[Found] = []
    for one in ordered:
        before = joined[-1] if joined else None
        words = text[one.start : one.end]
        if before and before.kind == "name" and one.kind == "place" and " " not in words and text[before.end : one.start] == " ":
            surnames.add(words)
            joined[-1] = replace(before, end=one.end)
        else:
            joined.append(one)
    return [replace(one, kind="name") if one.kind == "place" and text[one.start : one.end] in surnames else one for one in joined]


def _is_kept(text: str, one: Found, kept: set[str]) -> bool:
    return text[one.start : one.end].lower() in kept


def redact_text(text: str, names: list[str], rulings: Mapping[str, tuple[str, str]], who: str = "", when: str = "") -> Redaction:
    """Redact a text. `rulings` map a term, lower case, to (`replace` or `keep`, kind); terms without one come back as waiting."""
    sure = find_sure(text, names, rulings)
    waiting = []
    for found in find_queue(text, sure):
        term = text[found.start : found.end]
        ruling, kind = rulings.get(term.lower(), ("", ""))
        if ruling == "replace":
            sure.append(Found(found.start, found.end, kind or found.kind, "queue"))
        elif ruling != "keep":
            around = " ".join(text[max(0, found.start - 60) : found.end + 60].split())
            waiting.append((term, found.kind, around))
    cleaned, rows = _replace(text, sorted(sure, key=lambda one: one.start), who, when)
    unique = {term.lower(): (term, kind, around) for term, kind, around in reversed(waiting)}
    assumed = dict.fromkeys(text[one.start : one.end] for one in sure if one.rule in {"capital", "cue"})
    return Redaction(cleaned, rows, tuple(reversed(unique.values())), (), tuple(assumed))


def _ruled(text: str, rulings: Mapping[str, tuple[str, str]]) -> list[Found]:
    """Every further mention of a term that a person has ruled to replace; in any case, unless it is an ordinary word as well."""
    found: list[Found] = []
    for term, (ruling, kind) in rulings.items():
        if ruling == "replace":
            ordinary = is_common(term) or is_doubtful(term)
            matches = re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE)
            found += [
                Found(m.start(), m.end(), kind or "term", "queue") for m in matches if not ordinary or m.group()[0].isupper()
            ]
    return found


def _without_overlap(found: list[Found], taken: Sequence[Found] = ()) -> list[Found]:
    """The longest first, none that meets another or one already taken."""
    used = bytearray(max((one.end for one in (*found, *taken)), default=0))
    for one in taken:
        used[one.start : one.end] = b"\1" * (one.end - one.start)
    kept: list[Found] = []
    for one in sorted(found, key=lambda f: (f.start - f.end, f.start)):
        if not any(used[one.start : one.end]):
            used[one.start : one.end] = b"\1" * (one.end - one.start)
            kept.append(one)
    return sorted(kept, key=lambda f: f.start)


def _replace(text: str, found: list[Found], who: str, when: str) -> tuple[str, tuple[dict[str, str], ...]]:
    """The text with placeholders, and where each stands in it. One term, or one surname, keeps one placeholder."""
    given: dict[str, str] = {}
    numbers: dict[str, int] = {}
    parts, rows, at, length = [], [], 0, 0
    for one in found:
        term = base_word(text[one.start : one.end])
        key = f"{one.kind}|{term}"
        same = next(
            (
                given[k]
                for k in given
                if k.startswith(f"{one.kind}|") and one.kind == "name" and _same_person(k.split("|", 1)[1], term)
            ),
            "",
        )
        if key not in given and same:
            given[key] = same
        elif key not in given:
            numbers[one.kind] = numbers.get(one.kind, 0) + 1
            given[key] = f"[{one.kind}-{numbers[one.kind]}]"
        before = text[at : one.start]
        parts += [before, given[key]]
        start = length + len(before)
        length = start + len(given[key])
        at = one.end
        rows.append(
            {
                "start": str(start),
                "end": str(length),
                "kind": one.kind,
                "replacement": given[key],
                "rule": one.rule,
                "who": who,
                "when": when,
            }
        )
    return "".join([*parts, text[at:]]), tuple(rows)


def _same_person(one: str, other: str) -> bool:
    """Whether one name is a part of another: `Khan` and `Imran Khan`."""
    first, second = set(one.split()), set(other.split())
    return bool(first & second) and (first <= second or second <= first)


def study_names(folder: VoicesFolder) -> list[str]:
    """The study's own list: participants, staff, places, nicknames; one a line in `names.txt`, which no repository keeps."""
    names: list[str] = []
    for path in (folder.originals / "names.txt", folder.path / "names.txt"):
        if path.is_file():
            names += [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    return names


def find_original(folder: VoicesFolder, participant: str) -> Path:
    """The original of a participant. InputError where there is none or no consent."""
    consent = next((row for row in folder.consent if row["id"] == participant), None)
    if consent is None or not consent["consent"] or consent["withdrawn"]:
        raise InputError(f"{participant}: no consent in voices/consent.csv, so no transcript is read")
    found = sorted(path for path in folder.originals.glob(f"{participant}.*") if path.suffix.lower() in {".txt", ".vtt", ".docx"})
    if len(found) != 1:
        raise InputError(f"{participant}: {len(found)} originals in voices/originals/; expected one .txt, .vtt or .docx")
    return found[0]


ALL_TEXTS = "all"


def read_rulings(folder: VoicesFolder, participant: str) -> dict[str, tuple[str, str]]:
    """What people have ruled on terms: those of every text first, then those of this text; the last ruling on a term holds."""
    place = folder.originals / "rulings"
    rows = [
        row
        for name in (ALL_TEXTS, participant)
        if (place / f"{name}.csv").is_file()
        for row in read_table(place, name, ("term", "ruling"))
    ]
    return {row["term"].lower(): (row["ruling"], row["kind"]) for row in rows}


def rule_on(folder: VoicesFolder, participant: str, term: str, ruling: str, kind: str, who: str) -> None:
    """Keep a ruling on a term of one text (or of `all`); beside the originals, since it holds the term."""
    path = folder.originals / "rulings"
    keep_out_of_git(folder)
    row = {"term": term, "ruling": ruling, "kind": kind, "who": who, "when": now()}
    append_row(path / f"{participant}.csv", DECISION_COLUMNS, row)


def keep_out_of_git(folder: VoicesFolder) -> None:
    """A `.gitignore` in `originals/` that lets no repository take anything from there."""
    path = folder.originals / ".gitignore"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("*\n", encoding="utf-8")


def redact(folder: VoicesFolder, participant: str, who: str) -> Redaction:
    """The redaction of one participant's original as it stands; nothing is written."""
    original: Original = read_original(find_original(folder, participant))
    keep_out_of_git(folder)
    found = redact_text(original.text, study_names(folder), read_rulings(folder, participant), who, now())
    return replace(found, left_out=original.left_out)


def write_clean(folder: VoicesFolder, participant: str, redaction: Redaction) -> Path:
    """Write clean text and redactions. RefusedError while a term waits for a person."""
    if redaction.waiting:
        raise RefusedError(f"{participant}: {len(redaction.waiting)} terms wait for a person; nothing was written")
    path = folder.transcripts / f"{participant}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(redaction.text, encoding="utf-8", newline="\n")
    write_table(folder.path / "redactions" / f"{participant}.csv", COLUMNS, redaction.rows)
    return path
