"""Redaction: what is planted is found, in five passages of different kinds; with the queue nothing is left."""

import re
from pathlib import Path

import pytest

from throughcare.voices.redact import find_sure, redact_text

PASSAGES = sorted((Path(__file__).parent / "passages").glob("*.txt"))
PLANTED = re.compile(r"\{\{([^|{}]+)\|([^{}]+)\}\}")


def read_passage(path):
    """The text without marks, and where each planted identifier stands in it."""
    marked = path.read_text(encoding="utf-8")
    text, spans, at = "", [], 0
    for match in PLANTED.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1], match[2]))
        text += match[2]
        at = match.end()
    return text + marked[at:], spans


def left_in(clean, planted):
    return [words for _, _, _, words in planted if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", clean)]


def telling(words):
    """The words of an identifier that tell something: not its title or its small words."""
    idle = {"the", "of", "and", "at", "dot", "in", "Judge", "Mrs", "Mr", "Ms", "Dr", "DC", "Sgt", "Father", "Nurse", "HMP", "HMP/YOI", "Rev.", "Imam",
            "Superintendent", "mrs", "mr", "pc", "MR", "Crown", "Court", "flat"}  # fmt: skip
    return [word for word in re.findall(r"[\w'\u2019./@:+-]+", words) if word not in idle]


def found_without_asking(text, planted):
    """The planted identifiers of which every telling word lies in a span that is replaced without asking."""
    covered = bytearray(len(text))
    for one in find_sure(text, [], {}):
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    found = []
    for start, end, _, words in planted:
        spans = [(m.start() + start, m.end() + start) for word in telling(words) for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", words)]
        if spans and all(all(covered[a:b]) for a, b in spans) and end:
            found.append(words)
    return found


def rule_as_a_person(text, planted):
    """Replace what overlaps a planted identifier, keep the rest, until nothing waits; how many terms were asked."""
    rulings, asked = {}, 0
    while waiting := redact_text(text, [], rulings).waiting:
        for term, kind, _ in waiting:
            places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE)]
            hit = any(start < end_ and start_ < end for start, end in places for start_, end_, _, _ in planted)
            rulings[term.lower()] = ("replace" if hit else "keep", kind)
            asked += 1
    return redact_text(text, [], rulings), asked


@pytest.mark.parametrize("path", PASSAGES, ids=lambda path: path.stem)
def test_with_the_queue_nothing_planted_is_left(path):
    text, planted = read_passage(path)
    clean, _ = rule_as_a_person(text, planted)
    assert left_in(clean.text, planted) == []
