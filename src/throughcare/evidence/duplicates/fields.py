"""References as columns of comparable values, so that pairs are compared in bulk and not one by one."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.reference import Reference, plain, readable, split_people

# A note behind the title ("[in German]"), or the brackets around a translated one.
LANGUAGE_NOTE = re.compile(r"(?<=\S)\s*\[[^\[\]]{0,40}\]\s*\.?$|^\[|\]\s*\.?$")
# A title beside its translation: `Titel [Title]`, the second perhaps cut, or `Titel = Title`.
TRANSLATED = re.compile(r"^(?P<given>[^\[\]]{15,}?)\s*(?:\[(?P<bracketed>[^\[\]]{25,})\]?\s*\.?|\s=\s(?P<equal>.{25,}))$")
NO_TRANSLATION = re.compile(
    r"^(?:published|see|comments?|erratum|corrected|corrections?|with|in|summary|abstract|microform|electronic)\b", re.IGNORECASE
)
SET_OFF = re.compile(r"[.,:;(\u2013\u2014-]\s*[IVX]\)?\s*\.?\s*$")
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
    "x": "10",
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
    r"discussion|conclusions?|summary|untitled|unknown|no title|announcements?|notes?)$|^book reviews? "
)
# What an export writes where it has no name.
NOBODY = frozenset({"", "anonymous", "anon", "unknown", "no authorship indicated", "et al", "none", "n a"})
AND_OTHERS = re.compile(r"[\s,;]*\b(?:et\s+al|and\s+others|u\.\s?a)\b\.?\s*$", re.IGNORECASE)
ELLIPSES = ("...", "\u2026", ". . .", ":")
DANGLING = frozenset(
    {
        "a",
        "an",
        "and",
        "among",
        "as",
        "at",
        "between",
        "by",
        "for",
        "from",
        "in",
        "into",
        "of",
        "on",
        "or",
        "the",
        "to",
        "towards",
        "versus",
        "with",
    }
)
COUNT_WORDS = re.compile(r"\b(?:vol(?:ume)?|no|nr|num(?:ber)?|iss(?:ue)?|pp?|pages?|bd|jg)\b\.?")
THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
BRACKETED = re.compile(r"\s*[(\[][^()\[\]]{0,60}[)\]]")
# Where a version other than the article is named: by server, by meeting, by the title itself.
PREPRINT = re.compile(
    r"\b(?:arxiv|medrxiv|biorxiv|psyarxiv|socarxiv|edarxiv|osf preprints?|research square|ssrn|preprints?|working papers?)\b"
)
PREPRINT_DOI = re.compile(r"^10\.(?:1101/(?:20\d\d\.|\d{6})|21203/|31234/|31235/|31219/|2139/ssrn|48550/|20944/preprints)")
MEETING = re.compile(
    r"\b(?:conference|symposium|workshop|congress|colloquium|annual meeting|scientific sessions?)\b"
    r"|\b(?:19|20)\d\d\b.*\bproceedings\b|\bproceedings\b.*\b(?:19|20)\d\d\b"
)
THESIS = re.compile(r"\bdissertation abstracts\b|\bph ?d thesis\b")
PROTOCOL = re.compile(r"\bprotocol(?: for| of)? (?:a|an|the)\b|\b(?:study|trial|review) protocol\b|\bprotocol$")
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
    """One entry per reference. Codes are whole numbers, 0 where the field is missing; `names` are bit masks of surnames.

    `originals`: by place, the title in its own language where the record gives it beside its translation.
    """

    titles: list[str]
    originals: dict[int, str]
    journals: list[str]
    surnames: list[frozenset[str]]
    first_authors: list[str]
    numbers: list[frozenset[str]]
    codes: dict[str, Any]
    years: Any
    names: Any
    notices: Any
    generic: Any
    unfinished: list[bool]
    versions: Any


def split_translation(title: str) -> tuple[str, str]:
    """A title's translation and the title in its own language; the whole, without a note in brackets, where it has no translation."""
    found = TRANSLATED.match(title.strip()) if "[" in title or " = " in title else None
    if found is None:
        return title, ""
    given, translation = found["given"], found["bracketed"] or found["equal"]
    if NO_TRANSLATION.match(translation):
        return (given if found["bracketed"] else title), ""
    alike = len(given) <= 2 * len(translation) and len(translation) <= 2 * len(given)
    return (translation, given) if alike else (title, "")


def plain_title(title: str) -> str:
    """A title without accents, markup, entities, signs and language notes; `&` is "and"."""
    if "&" in title:
        title = html.unescape(html.unescape(title)).replace("&", " and ")
    if "<br" in title or "<BR" in title:
        title = title.replace("<", " <")
    title = THOUSANDS.sub("", title)
    return plain(LANGUAGE_NOTE.sub("", title.strip()) if "[" in title else title)


def is_unfinished(written: str, title: str) -> bool:
    """True where a title was plainly cut: it ends in dots or a colon, or in a word after which another must come."""
    return written.rstrip().endswith(ELLIPSES) or title.rsplit(" ", 1)[-1] in DANGLING


def plain_journal(name: str) -> str:
    """A journal's name as it compares: no notes in brackets, no article before it."""
    if "&" in name:
        name = html.unescape(name).replace("&", " and ")
    return plain(BRACKETED.sub("", name)).removeprefix("the ")


def number_marks(title: str, written: str = "") -> frozenset[str]:
    """What numbers a title: digits, roman numerals, words behind "part", "trial" and the like, a roman letter set off at its end."""
    found = set()
    words = title.split()
    for at, word in enumerate(words):
        if word.isdigit():
            found.add(str(int(word)))
        elif ROMAN.match(word):
            found.add(ROMAN_VALUES[word])
        elif at and (
            (words[at - 1] in SERIES_WORDS and (word in NUMBER_WORDS or word in ROMAN_VALUES or len(word) == 1))
            or (at == len(words) - 1 and word in {"i", "v", "x"} and SET_OFF.search(readable(written)))
        ):
            found.add(NUMBER_WORDS.get(word) or ROMAN_VALUES.get(word, word))
    return frozenset(found)


def _is_initials(word: str) -> bool:
    letters = word.replace(".", "").replace("-", "")
    return len(letters) <= 3 and letters.isupper()


def author_key(author: str) -> str:
    """The surname of an author, in whatever order the export writes names; `ue` and `u` are one, so that Müller is Mueller."""
    before, comma, behind = AND_OTHERS.sub("", author).partition(",")
    if comma:
        # Some exports turn names round: initials before the comma. Where all is in capitals, FOX before it is a surname.
        turned = _is_initials(before.strip()) and not _is_initials(behind.strip()) and ("." in before or not behind.isupper())
        words = plain(behind if turned else before).split()
    else:
        parts = before.split()
        names = [part for part in parts if not _is_initials(part)] or sorted(parts, key=len, reverse=True)[:1]
        words = plain(" ".join(names)).split()
    surname = words[-1] if words else ""
    return "" if " ".join(words) in NOBODY or surname in NOBODY else re.sub(r"(?<=[aou])e", "", surname)


def surnames_of(reference: Reference) -> list[str]:
    """The surnames of a record's makers, in order; several people in one field are taken apart."""
    people = [person for maker in reference.makers for person in split_people(maker)]
    return [key for key in map(author_key, people) if key]


def _mask(keys: Sequence[str]) -> int:
    import zlib

    mask = 0
    for key in keys:
        mask |= 1 << (zlib.crc32(key.encode()) & 63)
    return mask


def comparable_number(text: str) -> str:
    """Volume, issue or page as it compares: `07`, `Vol. 7` and `7(2)` are 7, `e123` stays."""
    text = text.strip().lower()
    if text.isdecimal():
        return str(int(text))
    text = re.sub(r"[^0-9a-z]", "", COUNT_WORDS.sub("", text.split("(", 1)[0] or text))
    return str(int(text)) if text.isdecimal() else text


def comparable_page(reference: Reference) -> str:
    """The first page as it compares. An early view without volume and issue is paged from 1, which is no place in a journal."""
    page = comparable_number(reference.first_page)
    return "" if page == "1" and not reference.volume and not reference.issue else page


def make_columns(references: Sequence[Reference]) -> Columns:
    """References as columns."""
    import numpy as np

    split = [split_translation(r.title) for r in references]
    titles = [plain_title(title) for title, _ in split]
    titles = ["" if title in {"unknown", "no title"} else title for title in titles]
    keys = [surnames_of(r) for r in references]
    text = {
        "doi": [r.doi for r in references],
        "volume": [comparable_number(r.volume) for r in references],
        "issue": [comparable_number(r.issue) for r in references],
        "page": [comparable_page(r) for r in references],
        "author": [key[0] if key else "" for key in keys],
    }
    codes = {name: np.asarray(_codes(values), dtype=np.int64) for name, values in text.items()}
    journals = [plain_journal(r.container) for r in references]
    versions = [_version(r, title, journal) for r, title, journal in zip(references, titles, journals, strict=True)]
    return Columns(
        titles,
        {at: plain_title(original) for at, (_, original) in enumerate(split) if original},
        journals,
        [frozenset(key) for key in keys],
        text["author"],
        [number_marks(title, r.title) for r, title in zip(references, titles, strict=True)],
        codes,
        np.asarray([int(r.year) if r.year.isdigit() else 0 for r in references], dtype=np.int64),
        np.asarray([_mask(key) for key in keys], dtype=np.uint64),
        np.asarray([bool(NOTICE.match(title)) for title in titles]),
        np.asarray([bool(GENERIC.match(title)) or not title for title in titles]),
        [is_unfinished(r.title, title) for r, title in zip(references, titles, strict=True)],
        np.asarray(_codes(versions), dtype=np.int64),
    )


def _version(reference: Reference, title: str, journal: str) -> str:
    """Which version of a study a record is; `article` where it names a place of publication, empty where nothing tells."""
    kind = reference.kind.strip().lower()
    if PREPRINT.search(journal) or PREPRINT_DOI.match(reference.doi):
        return "preprint"
    if THESIS.search(journal):
        return "thesis"
    if PROTOCOL.search(title):
        return "protocol"
    if MEETING.search(journal) and "journal" not in journal:
        return "conference"
    return VERSION_OF.get(kind) or ("article" if journal else "")


def _codes(values: Sequence[str]) -> list[int]:
    known: dict[str, int] = {"": 0}
    return [known.setdefault(value, len(known)) for value in values]
