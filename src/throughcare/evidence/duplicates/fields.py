"""References as columns of comparable values, so that pairs are compared in bulk and not one by one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.reference import Reference, plain

LANGUAGE_NOTE = re.compile(r"\[[^\[\]]{0,40}\]\s*$|^\[|\]\s*\.?$")
ROMAN = re.compile(r"^(?:ii|iii|iv|vi|vii|viii|ix|xi|xii)$")
NUMBER_WORDS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "first": "1",
    "second": "2",
    "third": "3",
    "i": "1",
}
ROMAN_VALUES = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}
SERIES_WORDS = frozenset(
    {"part", "trial", "study", "volume", "vol", "phase", "paper", "report", "section", "chapter", "series", "experiment"}
)
# A notice about another report, not that report.
NOTICE = re.compile(
    r"^(?:erratum|errata|corrigend\w*|corrections?\b|retract\w*|withdrawn|withdrawal|expression of concern|addendum|comments? on|commentary|"
    r"(?:authors? )?reply|(?:authors? )?response to|letter|re )"
)
GENERIC = re.compile(
    r"^(?:editorials?|introduction|foreword|preface|index|abstracts?|book reviews?|letters?(?: to the editor)?|erratum|corrigendum|corrections?|"
    r"contents|news|obituary|commentary|comment|reply|authors? reply|proceedings|conference abstracts|poster abstracts?|annual report|"
    r"discussion|conclusions?|summary|untitled|announcements?|notes?)$"
)
VERSIONS = {
    "preprint": ("preprint", "prepub", "posted-content"),
    "thesis": ("thes", "thesis", "dissertation", "phdthesis", "mastersthesis"),
    "conference": (
        "conf",
        "cpaper",
        "conference paper",
        "conference proceedings",
        "inproceedings",
        "paper-conference",
        "meeting abstract",
        "abst",
    ),
    "data": ("data", "dataset", "dbase"),
    "protocol": ("protocol",),
}
VERSION_OF = {kind: version for version, kinds in VERSIONS.items() for kind in kinds}


@dataclass(frozen=True)
class Columns:
    """One entry per reference. Codes are whole numbers, 0 where the field is missing; `names` are bit masks of surnames."""

    titles: list[str]
    journals: list[str]
    numbers: list[frozenset[str]]
    codes: dict[str, Any]
    years: Any
    names: Any
    notices: Any
    generic: Any
    versions: Any


def plain_title(title: str) -> str:
    """A title without accents, markup, signs and language notes."""
    return plain(LANGUAGE_NOTE.sub("", title.strip()) if "[" in title else title)


def number_marks(title: str) -> frozenset[str]:
    """What numbers a title: digits, roman numerals, and words behind "part", "trial" and the like."""
    found = set()
    words = title.split()
    for at, word in enumerate(words):
        if word.isdigit():
            found.add(str(int(word)))
        elif ROMAN.match(word):
            found.add(ROMAN_VALUES[word])
        elif at and words[at - 1] in SERIES_WORDS and (word in NUMBER_WORDS or word in ROMAN_VALUES or len(word) == 1):
            found.add(NUMBER_WORDS.get(word) or ROMAN_VALUES.get(word, word))
    return frozenset(found)


def author_key(author: str) -> str:
    """The surname of an author, in whatever order the export writes names."""
    if "," in author:
        words = plain(author.split(",", 1)[0]).split()
        return words[-1] if words else ""
    words = [
        word
        for word in author.split()
        if not (len(word.replace(".", "").replace("-", "")) <= 3 and word.replace(".", "").replace("-", "").isupper())
    ]
    whole = plain(" ".join(words) or author).split()
    return whole[-1] if whole else ""


def _mask(keys: Sequence[str]) -> int:
    import zlib

    mask = 0
    for key in keys:
        mask |= 1 << (zlib.crc32(key.encode()) & 63)
    return mask


def _number(text: str) -> str:
    """Volume, issue or page as it compares: `07` is 7, `e123` stays."""
    text = text.strip().lower()
    return str(int(text)) if text.isdigit() else re.sub(r"[^0-9a-z]", "", text)


def make_columns(references: Sequence[Reference]) -> Columns:
    """References as columns."""
    import numpy as np

    titles = [plain_title(r.title) for r in references]
    keys = [[key for key in map(author_key, r.makers) if key] for r in references]
    text = {
        "doi": [r.doi for r in references],
        "volume": [_number(r.volume) for r in references],
        "issue": [_number(r.issue) for r in references],
        "page": [_number(r.first_page) for r in references],
        "author": [key[0] if key else "" for key in keys],
    }
    codes = {name: np.asarray(_codes(values), dtype=np.int64) for name, values in text.items()}
    versions = [_version(r) for r in references]
    return Columns(
        titles,
        [plain(r.container) for r in references],
        [number_marks(title) for title in titles],
        codes,
        np.asarray([int(r.year) if r.year.isdigit() else 0 for r in references], dtype=np.int64),
        np.asarray([_mask(key) for key in keys], dtype=np.uint64),
        np.asarray([bool(NOTICE.match(title)) for title in titles]),
        np.asarray([bool(GENERIC.match(title)) or not title for title in titles]),
        np.asarray(_codes(versions), dtype=np.int64),
    )


def _version(reference: Reference) -> str:
    kind = reference.kind.strip().lower()
    if kind in VERSION_OF:
        return VERSION_OF[kind]
    return (
        "preprint"
        if re.search(r"\b(?:arxiv|medrxiv|biorxiv|psyarxiv|socarxiv|ssrn|preprints?)\b", reference.container.lower())
        else ""
    )


def _codes(values: Sequence[str]) -> list[int]:
    known: dict[str, int] = {"": 0}
    return [known.setdefault(value, len(known)) for value in values]
