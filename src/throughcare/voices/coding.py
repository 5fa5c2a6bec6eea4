"""Stand-off codings: where they stand in the text of today, or that they stand nowhere any more.

Offsets are code points of the hashed clean text, end exclusive. After an edit a coding is found again by its own words and those
around it: exactly, then by its quotation with prefix, then nearly; what is not found is listed and never dropped in silence.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from throughcare.errors import InputError, UsageError, nearest
from throughcare.evidence.files import Row, read_table, write_table
from throughcare.evidence.screening.store import now
from throughcare.voices.consent import participants, read_texts
from throughcare.voices.folder import VoicesFolder

AROUND = 32
NEAR = 90.0
COLUMNS = ("id", "participant", "text_sha", "start", "end", "code", "quote", "prefix", "suffix", "memo", "who", "when", "undoes")
How = Literal["same text", "exact", "near", "orphan"]


@dataclass(frozen=True)
class Coding:
    """One coding as it stands today; `how` says how it was found, an orphan keeps its old place."""

    id: str
    participant: str
    start: int
    end: int
    code: str
    quote: str
    who: str
    how: How


def text_hash(text: str) -> str:
    """The hash that a coding carries of the text it was made on."""
    return hashlib.sha256(text.encode()).hexdigest()


def anchor(text: str, row: Row) -> tuple[int, int, How]:
    """Where a coding stands in a text."""
    start, end = int(row["start"]), int(row["end"])
    quote = row["quote"]
    if row["text_sha"] == text_hash(text) and text[start:end] == quote:
        return start, end, "same text"
    places = _all_places(text, quote) if quote else []
    if places:
        best = max(places, key=lambda at: (_around(text, at, at + len(quote), row["prefix"], row["suffix"]), -abs(at - start)))
        alone = len(places) == 1
        if alone or _around(text, best, best + len(quote), row["prefix"], row["suffix"]) > 0:
            return best, best + len(quote), "exact"
    return _near(text, quote, start, end)


def _all_places(text: str, quote: str) -> list[int]:
    found, at = [], text.find(quote)
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _around(text: str, start: int, end: int, prefix: str, suffix: str) -> int:
    """How many characters on both sides agree."""
    before, after = text[:start], text[end:]
    same = 0
    while same < len(prefix) and same < len(before) and prefix[-1 - same] == before[-1 - same]:
        same += 1
    behind = 0
    while behind < len(suffix) and behind < len(after) and suffix[behind] == after[behind]:
        behind += 1
    return same + behind


def _near(text: str, quote: str, start: int, end: int) -> tuple[int, int, How]:
    from rapidfuzz import fuzz

    if len(quote) >= 8:
        found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=NEAR)
        if found is not None and fuzz.ratio(quote, text[found.dest_start : found.dest_end]) >= NEAR:
            return found.dest_start, found.dest_end, "near"
    return start, end, "orphan"


def live_codings(folder: VoicesFolder, texts: dict[str, str] | None = None) -> list[Coding]:
    """Every coding that nobody undid, of everybody whose material may be used, where it stands today."""
    texts = read_texts(folder) if texts is None else texts
    allowed = participants(folder)
    undone = {row["undoes"] for row in folder.codings if row["undoes"]}
    found = []
    for row in {row["id"]: row for row in folder.codings}.values():
        if row["participant"] not in allowed or row["id"] in undone or not row["code"]:
            continue
        start, end, how = (
            anchor(texts[row["participant"]], row)
            if row["participant"] in texts
            else (int(row["start"]), int(row["end"]), "orphan")
        )
        found.append(Coding(row["id"], row["participant"], start, end, row["code"], row["quote"], row["who"], how))
    return sorted(found, key=lambda coding: (coding.participant, coding.start, coding.end, coding.code, coding.who, coding.id))


def add_coding(folder: VoicesFolder, participant: str, start: int, end: int, code: str, who: str, memo: str = "") -> str:
    """Append a coding to `codings/<who>.csv`; its id."""
    texts = read_texts(folder)
    if participant not in texts:
        raise InputError(
            f"{participant}: no clean text whose use is agreed; see voices/consent.csv and `throughcare voices redact`"
        )
    if code not in folder.codebook:
        raise UsageError(f"code {code} is not in voices/codebook.toml{nearest(code, folder.codebook)}")
    text = texts[participant]
    if not 0 <= start < end <= len(text):
        raise UsageError(f"offsets {start} to {end} do not lie in a text of {len(text)} characters")
    when = now()
    identity = "c-" + hashlib.blake2b(f"{participant}|{start}|{end}|{code}|{who}|{when}".encode(), digest_size=8).hexdigest()
    made = {"id": identity, "participant": participant, "text_sha": text_hash(text), "start": start, "end": end, "code": code, "quote": text[start:end],
            "prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND], "memo": memo, "who": who, "when": when, "undoes": ""}  # fmt: skip
    _append(folder, who, made)
    return identity


def undo_coding(folder: VoicesFolder, identity: str, who: str) -> str:
    """Append a row that undoes a coding; nothing is removed."""
    if identity not in {row["id"] for row in folder.codings}:
        raise InputError(f"no coding {identity}")
    when = now()
    made = {
        "id": "c-" + hashlib.blake2b(f"undo|{identity}|{when}".encode(), digest_size=8).hexdigest(),
        "undoes": identity,
        "who": who,
        "when": when,
    }
    old = next(row for row in folder.codings if row["id"] == identity)
    _append(
        folder,
        who,
        {**dict.fromkeys(COLUMNS, ""), **{n: old[n] for n in ("participant", "text_sha", "start", "end")}, **made},
    )
    return made["id"]


def _append(folder: VoicesFolder, who: str, row: dict[str, object]) -> None:
    name = f"codings/{''.join(c if c.isalnum() or c in '-_' else '-' for c in who)}"
    rows: list[dict[str, object]] = (
        [dict(found.cells) for found in read_table(folder.path, name)] if (folder.path / f"{name}.csv").is_file() else []
    )
    write_table(folder.path / f"{name}.csv", COLUMNS, [*rows, row])


def for_second_coder(folder: VoicesFolder, participant: str) -> str:
    """What a second coder sees: the text alone, never another's codings."""
    texts = read_texts(folder)
    if participant not in texts:
        raise InputError(f"{participant}: no clean text whose use is agreed")
    return texts[participant]


def units_by_character(
    codings: Sequence[Coding], code: str, participant: str, length: int, coders: Sequence[str]
) -> list[list[str | None]]:
    """One unit per character of a text: whether each coder put the code on it."""
    marked = {coder: bytearray(length) for coder in coders}
    for coding in codings:
        if coding.code == code and coding.participant == participant and coding.who in marked and coding.how != "orphan":
            marked[coding.who][coding.start : coding.end] = b"\1" * (coding.end - coding.start)
    return [["yes" if marked[coder][at] else "no" for coder in coders] for at in range(length)]
