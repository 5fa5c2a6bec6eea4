"""What another program means by a position in a text: sixteen readings, tried on the selections themselves.

{code points, UTF-16 units} x {byte-order mark counted or not} x {CRLF two or one} x {end exclusive, inclusive}. Measured: NVivo 12 counts
UTF-16 units and CRLF as two; QualCoder counts code points; the specification reads as if the end were inclusive.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

from throughcare.errors import InputError

ENOUGH, AHEAD = 0.8, 0.1
LABELS = 0.1  # where fewer names than that are the selected words under any reading, names are labels ("1:3")
SHORTEST_CUT = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read positions."""

    utf16: bool
    mark: bool
    crlf_two: bool
    inclusive: bool

    def __str__(self) -> str:
        return ", ".join(
            (
                "UTF-16 units" if self.utf16 else "code points",
                "byte-order mark counted" if self.mark else "byte-order mark not counted",
                "CRLF is two" if self.crlf_two else "CRLF is one",
                "end inclusive" if self.inclusive else "end exclusive",
            )
        )


READINGS = tuple(Reading(*flags) for flags in product((False, True), (False, True), (True, False), (False, True)))
# Where readings give the same spans, the plainest stands for all of them: ours.
PLAINEST = Reading(False, False, True, False)


@dataclass(frozen=True)
class Selection:
    """A selection as another program wrote it; `name` is its text where the program keeps it there."""

    source: str
    start: int
    end: int
    name: str = ""


Source = tuple[str, bool]  # the text as it was, line ends kept; whether it had a byte-order mark


def position_map(raw: str, reading: Reading, *, had_mark: bool) -> dict[int, int]:
    """Position as the other program counts it -> position in the text with LF and without a mark."""
    places: dict[int, int] = {}
    there = 1 if reading.mark and had_mark else 0
    here = at = 0
    while at < len(raw):
        places.setdefault(there, here)
        if raw[at] == "\r":
            pair = raw[at : at + 2] == "\r\n"
            if pair and reading.crlf_two:
                places.setdefault(there + 1, here)
                there += 1
            at += 2 if pair else 1
            there += 1
        else:
            there += 2 if reading.utf16 and ord(raw[at]) > 0xFFFF else 1
            at += 1
        here += 1
    places[there] = here
    return places


def normal(raw: str) -> str:
    """The text with LF."""
    return raw.replace("\r\n", "\n").replace("\r", "\n")


def spans_by(reading: Reading, selections: Sequence[Selection], sources: dict[str, Source]) -> list[tuple[int, int] | None]:
    """Where each selection would stand in the text with LF; None where a position is no place in it."""
    maps = {name: position_map(raw, reading, had_mark=mark) for name, (raw, mark) in sources.items()}
    spans: list[tuple[int, int] | None] = []
    for selection in selections:
        places = maps[selection.source]
        start, end = places.get(selection.start), places.get(selection.end + (1 if reading.inclusive else 0))
        spans.append((start, end) if start is not None and end is not None and start < end else None)
    return spans


def score(spans: Sequence[tuple[int, int] | None], selections: Sequence[Selection], sources: dict[str, Source]) -> float:
    """The share of names that are the selected words; where no names are kept, the share of edges that are word edges."""
    texts = {name: normal(raw) for name, (raw, _) in sources.items()}
    named = [(s, span) for s, span in zip(selections, spans, strict=True) if len(s.name.strip()) > 3]
    if len(named) >= max(1, len(selections) // 2):
        hits = sum(1 for s, span in named if span and _same_words(texts[s.source][slice(*span)], s.name))
        return hits / len(named)
    edges = [_word_edges(texts[s.source], span) for s, span in zip(selections, spans, strict=True)]
    return sum(edges) / max(len(edges), 1)


def _same_words(text: str, name: str) -> bool:
    name = normal(name)
    # Some programs cut a long name, or write its line ends as blanks. A name that lacks a character or two was not cut: the end is read wrongly.
    flat, wanted = re.sub(r"\s", " ", text), re.sub(r"\s", " ", name)
    cut = wanted.removesuffix("...").removesuffix("\u2026")
    is_cut = cut != wanted or (len(cut) >= SHORTEST_CUT and len(flat) > len(cut) + 2)
    return flat == wanted or (is_cut and len(cut) > 3 and flat.startswith(cut))


def _word_edges(text: str, span: tuple[int, int] | None) -> float:
    if span is None:
        return 0.0
    start, end = span
    first = not text[start].isspace() and (start == 0 or not (text[start - 1].isalnum() and text[start].isalnum()))
    last = not text[end - 1].isspace() and (end == len(text) or not (text[end - 1].isalnum() and text[end].isalnum()))
    return (first + last) / 2


def detect(
    selections: Sequence[Selection], sources: dict[str, Source], forced: Reading | None = None
) -> tuple[Reading, float, list[tuple[int, int] | None]]:
    """The reading that fits, its score and the spans. InputError where none fits well enough or two fit alike, unless forced."""
    if not selections or forced:
        reading = forced or PLAINEST
        spans = spans_by(reading, selections, sources)
        return reading, score(spans, selections, sources) if selections else 1.0, spans
    ranked = _ranked(selections, sources)
    if ranked[0][0] < ENOUGH and not any("\r" in raw for raw, _ in sources.values()):
        # Line ends that were counted as two and came as one: XML and some archivers change them on the way.
        again = {name: (raw.replace("\n", "\r\n"), mark) for name, (raw, mark) in sources.items()}
        ranked = max(ranked, _ranked(selections, again), key=lambda one: one[0][0])
    (best, reading, chosen), second = ranked[0], ranked[1][0] if len(ranked) > 1 else 0.0
    if best < ENOUGH or best - second < AHEAD:
        raise InputError(
            f"positions do not match the texts: the best reading ({reading}) fits {best:.0%} of the selections, the next {second:.0%}; "
            "nothing was imported. Say the reading with --offsets if you know the program"
        )
    return reading, best, list(chosen)


Spans = tuple[tuple[int, int] | None, ...]


def _ranked(selections: Sequence[Selection], sources: dict[str, Source]) -> list[tuple[float, Reading, Spans]]:
    """Readings that differ in what they give, the best first: how well each fits, by names where these are words of the texts."""
    found: dict[Spans, Reading] = {}
    for reading in sorted(
        READINGS, key=lambda one: (one != PLAINEST, one.utf16 + one.mark + (not one.crlf_two) + one.inclusive, str(one))
    ):
        found.setdefault(tuple(spans_by(reading, selections, sources)), reading)
    scores = [score(spans, selections, sources) for spans in found]
    if max(scores) < LABELS:
        unnamed = [replace(selection, name="") for selection in selections]
        scores = [score(spans, unnamed, sources) for spans in found]
    each = zip(scores, found.values(), found, strict=True)
    return sorted(each, key=lambda entry: -entry[0])
