"""Search strings taken apart: what is written, and what a database would make of it.

A string is a tree of AND, OR and NOT over terms; a term is a word, a phrase in quotes or words that stand side by side with
nothing between them. Such words are read as a phrase on some platforms and as AND on others.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from throughcare.evidence.reference import plain

TOKEN = re.compile(r'"[^"]*"|\u201c[^\u201d]*\u201d|\(|\)|[^\s()"\u201c\u201d]+')
OPERATORS = frozenset({"AND", "OR", "NOT"})
# Words near each other: Web of Science and ProQuest NEAR/3, EBSCO N3 and W3, Ovid adj3, Scopus W/3 and PRE/3.
NEAR = re.compile(r"NEAR(?:/\d+)?|(?i:ADJ\d+|NEAR/\d+|N/?\d+|W/?\d+|PRE/\d+)")
# Where a platform is told to look: PubMed `[tiab]`, Ovid `.ti,ab.`, Web of Science `TS=`, Scopus `TITLE-ABS-KEY(`, others `ti:`.
FIELD = re.compile(
    r"\[[A-Za-z][^\]\[]*\]|(?<=[\w)*\"])\.[a-z]{2}(?:,[a-z]{2})*\.|\b[A-Z]{2}\s?=\s?|\bTITLE(?:-ABS)?(?:-KEY)?(?=\()|\b(?:ti|ab|kw|su|tiab|title|abstract):"
)
# A subject heading of Ovid: `exp Child/`, `*Sex Offenses/px`, `exp "Wounds and Injuries"/`; its words are one phrase.
HEADING_WORD = r"(?!(?i:and|or|not|exp|adj\d*)\b)[A-Za-z][\w'-]*"
SUBHEADING = r"(?:[a-z]{2}(?:,\s?[a-z]{2})*(?:\s*\[[^\]]*\])?)?"
HEADING = re.compile(
    rf"""(?<![\w*])(?:(?i:exp)\s+)?\*?(?:"([^"]+)"|({HEADING_WORD}(?:,?\s+{HEADING_WORD}){{0,7}}))/{SUBHEADING}(?![\w/])"""
)
# How platforms read two words with no operator between them (measured with search-query 0.15 and in their own help pages).
SIDE_BY_SIDE = {"Web of Science": "phrase", "PubMed": "phrase or AND", "EBSCO": "phrase", "Google Scholar": "AND"}
ENDINGS = ("ations", "ation", "ments", "ment", "ings", "ing", "ions", "ion", "mes", "ies", "ers", "ed", "es", "s", "e", "y")
Reading = Literal["literal", "stemmed"]


@dataclass(frozen=True, slots=True)
class Term:
    """One word, wildcard word or phrase; `after_gap` is true where no operator stands before it."""

    text: str
    phrase: bool
    after_gap: bool


@dataclass(frozen=True)
class Query:
    """A string as groups: all groups must be met, each by any of its terms. `none` are the terms behind NOT.

    `fields` are the marks of where to look, `is_near` is true where words must stand near each other; both are read as anywhere.
    """

    groups: tuple[tuple[Term, ...], ...]
    none: tuple[Term, ...]
    problems: tuple[tuple[str, str], ...]
    fields: frozenset[str] = frozenset()
    is_near: bool = False

    @property
    def terms(self) -> list[Term]:
        """Every term that may help a record to be found."""
        return [term for group in self.groups for term in group]


def pieces_of(text: str) -> list[str]:
    """Words, phrases, brackets and operators of a string, in order; marks of fields left out, a subject heading as one phrase."""
    return TOKEN.findall(FIELD.sub("", HEADING.sub(lambda found: f'"{found[1] or found[2]}"', text)))


def parse_string(text: str, platforms: Collection[str] = ()) -> Query:
    """Take a string apart; what is wrong with it comes back as `problems` (code, what was seen), never as an exception.

    `platforms` are those it is run on; a short wildcard is a fault on PubMed alone.
    """
    problems = list(_form_problems(text, short_wildcards=any("pubmed" in name.lower() for name in platforms)))
    groups: list[list[Term]] = []
    none: list[Term] = []
    current: list[Term] = []
    joined, negated, previous_was_term = "AND", False, False
    for piece in pieces_of(text):
        if piece in "()":
            continue
        if piece.upper() in OPERATORS and (piece.isupper() or len(pieces_of(text)) > 1):
            joined, negated, previous_was_term = piece.upper(), piece.upper() == "NOT", False
            continue
        if NEAR.fullmatch(piece):
            joined, previous_was_term = "AND", False
            continue
        term = Term(piece.strip('"\u201c\u201d'), piece[0] in '"\u201c', previous_was_term)
        if negated:
            none.append(term)
        elif joined == "OR" and current and not term.after_gap:
            current.append(term)
        else:
            current = [term]
            groups.append(current)
        joined, negated, previous_was_term = "AND", False, True
    is_near = any(NEAR.fullmatch(piece) for piece in pieces_of(text))
    return Query(tuple(map(tuple, groups)), tuple(none), tuple(problems), _fields_of(text), is_near)


def _fields_of(text: str) -> frozenset[str]:
    """The marks of where to look; a subject heading is looked for among the headings."""
    return frozenset(FIELD.findall(text)) | ({"/"} if HEADING.search(text) else set())


def _form_problems(text: str, *, short_wildcards: bool) -> Iterator[tuple[str, str]]:
    pieces = pieces_of(text)
    if text.count("(") != text.count(")"):
        yield "string-brackets", f"{text.count('(')} opening and {text.count(')')} closing brackets"
    if text.count('"') % 2 or text.count("\u201c") != text.count("\u201d"):
        yield "string-quotes", "quotation marks that do not close"
    gaps = [(a, b) for a, b in pairwise(pieces) if _is_term(a) and _is_term(b)]
    for before, after in gaps:
        reads = "; ".join(f"{platform}: {how}" for platform, how in SIDE_BY_SIDE.items())
        yield "string-operator", f"no operator between {before} and {after} ({reads})"
    for before, operator, after in zip(["(", *pieces], pieces, [*pieces[1:], ")"], strict=False):
        if _joins(operator) and (before == "(" or after == ")" or _joins(before) or _joins(after)):
            yield "string-operator", f"{operator} has no term on one of its sides"
    if _mixes_operators(pieces):
        yield "string-precedence", "AND and OR side by side without brackets; platforms differ in which they do first"
    for piece in pieces:
        bare = piece.strip('"\u201c\u201d')
        if "*" in bare and piece[0] in '"\u201c':
            yield "string-wildcard", f"a wildcard inside quotation marks ({bare}) is ignored on some platforms"
        elif short_wildcards and re.match(r"^[^*]{1,3}\*", bare):
            yield "string-wildcard", f"{bare}: fewer than 4 letters before * (PubMed does not search it)"


def _is_term(piece: str) -> bool:
    return piece not in "()" and piece.upper() not in OPERATORS and not NEAR.fullmatch(piece)


def _joins(piece: str) -> bool:
    return piece.upper() in {"AND", "OR"} or bool(NEAR.fullmatch(piece))


def _mixes_operators(pieces: list[str]) -> bool:
    levels: list[set[str]] = [set()]
    for piece in pieces:
        if piece == "(":
            levels.append(set())
        elif piece == ")" and len(levels) > 1:
            levels.pop()
        elif piece.upper() in {"AND", "OR"}:
            levels[-1].add(piece.upper())
            if len(levels[-1]) > 1:
                return True
    return False


def stem(word: str) -> str:
    """A word without its commonest English endings, as a database that stems would compare it."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)].rstrip("m") if ending == "es" else word[: -len(ending)]
    return word


def meets_term(term: str, words: list[str], reading: Reading, *, phrase: bool = False) -> bool:
    """Whether a text, given as plain words, holds a term; a wildcard stands for any ending."""
    parts = [part for part in re.split(r"[\s-]+", term.lower()) if part]
    if len(parts) > 1 and phrase:
        wanted = [plain(part) for part in parts]
        return any(words[at : at + len(wanted)] == wanted for at in range(len(words)))
    return all(_has_word(part, words, reading) for part in parts)


def _has_word(part: str, words: list[str], reading: Reading) -> bool:
    if part.endswith("*"):
        start = plain(part[:-1])
        return any(word.startswith(start) for word in words)
    wanted = plain(part)
    return wanted in words or (reading == "stemmed" and stem(wanted) in {stem(word) for word in words})


def would_find(query: Query, text: str, reading: Reading = "literal") -> bool:
    """Whether a string would find a text, words side by side read as AND (the kinder reading)."""
    words = plain(text).split()
    if any(meets_term(term.text, words, reading, phrase=term.phrase) for term in query.none):
        return False
    return bool(query.groups) and all(
        any(meets_term(term.text, words, reading, phrase=term.phrase) for term in group) for group in query.groups
    )


def is_subset(narrow: Query, wide: Query) -> bool:
    """True where every hit of `narrow` is a hit of `wide`: each group of `wide` holds some group of `narrow` whole."""
    if narrow.fields != wide.fields or wide.is_near:
        return False
    have = [{term.text.lower() for term in group} for group in narrow.groups]
    wanted = [{term.text.lower() for term in group} for group in wide.groups]
    return bool(wanted) and not wide.none and have != wanted and all(any(group <= need for group in have) for need in wanted)
