"""Stand-off codings: where they stand in the text of today, or that they stand nowhere any more.

Offsets are code points of the hashed clean text, end exclusive. After an edit a coding is found again by its own words and those
around it: exactly, then by its quotation with prefix, then nearly; what is not found is listed and never dropped in silence.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from throughcare.errors import InputError, UsageError, nearest
from throughcare.evidence.files import Row, append_row, own_file
from throughcare.evidence.screening.store import now
from throughcare.voices.consent import participants, read_texts
from throughcare.voices.folder import VoicesFolder

AROUND = 32
FEWEST_AROUND, LONG_QUOTE, SHORTEST_NEAR = 4, 12, 8
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
    memo: str = ""
    when: str = ""


def text_hash(text: str) -> str:
    """The hash that a coding carries of the text it was made on."""
    return hashlib.sha256(text.encode()).hexdigest()


def anchor(text: str, row: Row, sha: str = "") -> tuple[int, int, How]:
    """Where a coding stands in a text (whose hash may be given). A quotation that stands in several places alike is nowhere for certain."""
    start, end = _positions(row)
    quote = row["quote"]
    if row["text_sha"] == (sha or text_hash(text)) and text[start:end] == quote:
        return start, end, "same text"
    places = _all_places(text, quote) if quote else []
    if not places:
        return _near(text, row, start, end)
    agree = {at: _around(text, at, at + len(quote), row["prefix"], row["suffix"]) for at in places}
    best = max(places, key=lambda at: (agree[at], -abs(at - start)))
    # A short quotation found elsewhere by chance, with nothing around it that agrees, is another passage.
    if agree[best] >= FEWEST_AROUND or (len(places) == 1 and len(quote) >= LONG_QUOTE):
        tied = sum(1 for at in places if agree[at] == agree[best]) > 1
        return best, best + len(quote), "near" if tied else "exact"
    return start, end, "orphan"


def _positions(row: Row) -> tuple[int, int]:
    try:
        start, end = int(row["start"]), int(row["end"])
    except ValueError as bad:
        raise InputError(f"{row.place}: start and end are not whole numbers; undo this coding and make it again") from bad
    if not 0 <= start <= end:
        raise InputError(f"{row.place}: start and end are in no order; undo this coding and make it again")
    return start, end


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


def _near(text: str, row: Row, start: int, end: int) -> tuple[int, int, How]:
    """Where nearly the same words stand: between what stood around them, or by their own likeness."""
    from rapidfuzz import fuzz

    quote = row["quote"]
    if len(quote) >= SHORTEST_NEAR:
        found = fuzz.partial_ratio_alignment(quote, text, score_cutoff=NEAR)
        if found is not None and fuzz.ratio(quote, text[found.dest_start : found.dest_end]) >= NEAR:
            return found.dest_start, found.dest_end, "near"
    return start, end, "orphan"


def live_codings(folder: VoicesFolder, texts: dict[str, str] | None = None, *, settled: bool = True) -> list[Coding]:
    """Every coding that nobody undid, of everybody whose material may be used, where it stands today.

    With `settled`, codings that a person dropped when a disagreement was settled are left out; agreement is measured without.
    """
    texts = read_texts(folder) if texts is None else texts
    allowed = participants(folder)
    gone = {row["undoes"] for row in folder.codings if row["undoes"]}
    if settled:
        gone |= {coding for coding, choice in folder.rulings.items() if choice == "drop"}
    hashes = {name: text_hash(text) for name, text in texts.items()}
    found = []
    for row in {row["id"]: row for row in folder.codings}.values():
        name = row["participant"]
        if name not in allowed or row["id"] in gone or not row["code"]:
            continue
        start, end, how = anchor(texts[name], row, hashes[name]) if name in texts else (*_positions(row), "orphan")
        found.append(Coding(row["id"], name, start, end, row["code"], row["quote"], row["who"], how, row["memo"], row["when"]))
    return sorted(found, key=lambda coding: (coding.participant, coding.start, coding.end, coding.code, coding.who, coding.id))


def readers(folder: VoicesFolder) -> dict[str, set[str]]:
    """The texts that each coder has worked on: a coding, an undone one, or the mark that the text was read to its end."""
    allowed = participants(folder)
    found: dict[str, set[str]] = {}
    for row in folder.codings:
        if row["participant"] in allowed and row["who"]:
            found.setdefault(row["who"], set()).add(row["participant"])
    return found


def mark_read(folder: VoicesFolder, participant: str, who: str) -> None:
    """Note that a coder read a text to its end, so that a text without codes counts as coded with none."""
    if participant in readers(VoicesFolder(folder.path)).get(who, set()):
        return
    text = for_second_coder(folder, participant)
    when = now()
    row = {**dict.fromkeys(COLUMNS, ""), "id": make_id("read", participant, who, when), "participant": participant, "text_sha": text_hash(text),
           "start": 0, "end": 0, "memo": "read to the end", "who": who, "when": when}  # fmt: skip
    _append(folder, who, row)


def make_id(*parts: object) -> str:
    """The id of a row: a hash of what makes it."""
    return "c-" + hashlib.blake2b("|".join(str(part) for part in parts).encode(), digest_size=8).hexdigest()


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
    identity = make_id(participant, start, end, code, who, when)
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
        "id": make_id("undo", identity, when),
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
    append_row(own_file(folder.path, "codings", who), COLUMNS, {name: str(value) for name, value in row.items()})


def for_second_coder(folder: VoicesFolder, participant: str) -> str:
    """What a second coder sees: the text alone, never another's codings."""
    texts = read_texts(folder)
    if participant not in texts:
        raise InputError(f"{participant}: no clean text whose use is agreed")
    return texts[participant]
