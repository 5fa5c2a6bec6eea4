"""The three zones: merged automatically, asked about, left alone; and the guards that nothing automatic passes.

Rules and thresholds: measured on labelled sets (sensitivity .998 and more with full metadata); guards: cases in which a merge
does harm, because two reports look like one (parts, trials, errata, the abstracts of a supplement, versions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.duplicates.blocks import Candidates
from throughcare.evidence.duplicates.fields import ROMAN_VALUES, SERIES_WORDS, Columns
from throughcare.evidence.duplicates.words import LONG_TAIL, SMALL_WORDS, WORD_OF, tail_is_harmless, title_difference
from throughcare.evidence.reference import Reference

AUTO, REVIEW, NONE = 2, 1, 0
JSTOR = "10.2307/"
SHORTEST_CUT = 25
SHORTEST_BEGINNING = 12
CUT_LIKENESS = 93.0
SHORTEST_ABSTRACT = 200
LONGEST_SERIES_TITLE = 60
REASONS = (
    "same DOI and titles agree",
    "titles and authors agree, nothing speaks against it",
    "titles, journal and year agree",
    "titles and page agree",
    "volume, page and authors agree, titles are near",
    "one title is the other cut; authors, journal and year agree",
)


@dataclass(frozen=True)
class Judged:
    """Pairs with their zone; `rule` is the place in REASONS, `guards` the words of what stopped an automatic merge."""

    left: Any
    right: Any
    zone: Any
    rule: Any
    title: Any
    guards: dict[int, str]


class Pairs:
    """The comparison of candidate pairs, one array per question. Computed in bulk."""

    def __init__(self, columns: Columns, left: Any, right: Any) -> None:
        import numpy as np
        from rapidfuzz import fuzz, process

        self.columns, self.left, self.right = columns, left, right
        self.ones, self.others = ones, others = _chosen_titles(columns, left, right)
        plain = process.cpdist(ones, others, scorer=fuzz.ratio, dtype=np.float32) if ones else np.zeros(0, dtype=np.float32)
        # Sorting words helps only where the order differs, so pairs that are far apart or the same anyway are not sorted.
        unsure = np.flatnonzero((plain >= 40) & (plain < 97))
        if len(unsure):
            again = process.cpdist(
                [ones[i] for i in unsure], [others[i] for i in unsure], scorer=fuzz.token_sort_ratio, dtype=np.float32
            )
            plain[unsure] = np.maximum(plain[unsure], again)
        empty = np.asarray([not (a and b) for a, b in zip(ones, others, strict=True)], dtype=bool)
        self.title = np.where(empty, 0.0, plain / 100.0)
        self.prefix = _prefixes(ones, others, self.title)
        self.begins = np.asarray([_begins(a, b) for a, b in zip(ones, others, strict=True)], dtype=bool)
        self.same: dict[str, Any] = {}
        self.differ: dict[str, Any] = {}
        for name, codes in columns.codes.items():
            one, other = codes[left], codes[right]
            both = (one > 0) & (other > 0)
            self.same[name], self.differ[name] = both & (one == other), both & (one != other)
        self._years()
        self._authors()

    def _years(self) -> None:
        import numpy as np

        one, other = self.columns.years[self.left], self.columns.years[self.right]
        both = (one > 0) & (other > 0)
        self.year_gap = np.where(both, np.abs(one - other), 0)
        self.same["year"], self.differ["year"] = both & (self.year_gap == 0), both & (self.year_gap > 0)

    def _authors(self) -> None:
        import numpy as np

        one, other = self.columns.names[self.left], self.columns.names[self.right]
        shared = np.bitwise_count(one & other)
        fewer = np.minimum(np.bitwise_count(one), np.bitwise_count(other))
        self.authors_agree = (fewer > 0) & (shared * 2 >= fewer) & (self.same["author"] | (shared == fewer) | (shared >= 2))
        self.authors_differ = (fewer > 0) & ~self.authors_agree

    def journals(self, at: Any) -> Any:
        """Journal likeness of chosen pairs, 0 to 1; 0 where one is missing."""
        import numpy as np
        from rapidfuzz import fuzz

        known: dict[tuple[str, str], float] = {}
        found = np.zeros(len(self.left), dtype=np.float32)
        for i in at:
            pair = (self.columns.journals[self.left[i]], self.columns.journals[self.right[i]])
            if pair not in known:
                known[pair] = 1.0 if is_abbreviation(*pair) else fuzz.ratio(*pair) / 100 if all(pair) else 0.0
            found[i] = known[pair]
        return found


def _chosen_titles(columns: Columns, left: Any, right: Any) -> tuple[list[str], list[str]]:
    """The titles of each pair; where a record has its title in two languages, the one nearer to the other record's."""
    from rapidfuzz import fuzz

    ones, others = [columns.titles[i] for i in left], [columns.titles[i] for i in right]
    if not columns.originals:
        return ones, others
    for at, (i, j) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        if i in columns.originals or j in columns.originals:
            choices = [
                (a, b)
                for a in (ones[at], columns.originals.get(i))
                for b in (others[at], columns.originals.get(j))
                if a is not None and b is not None
            ]
            ones[at], others[at] = max(choices, key=lambda pair: fuzz.ratio(*pair))
    return ones, others


def _begins(one: str, other: str) -> bool:
    """True where two words and more are the beginning of a longer title: all that a hasty export kept of it."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= SHORTEST_BEGINNING and " " in short and long.startswith(short + " ")


def _prefixes(ones: Sequence[str], others: Sequence[str], likeness: Any) -> Any:
    """Whether the shorter of two titles is the beginning of the longer, slips of the pen forgiven in longer ones."""
    import numpy as np
    from rapidfuzz import fuzz, process

    pairs = [(a, b) if len(a) <= len(b) else (b, a) for a, b in zip(ones, others, strict=True)]
    found = np.asarray([len(a) >= 15 and a.count(" ") >= 2 and b.startswith(a) for a, b in pairs], dtype=bool)
    unsure = [
        at for at, (a, b) in enumerate(pairs)
        if not found[at] and likeness[at] < 0.97 and len(a) >= SHORTEST_CUT and len(b) - len(a) >= 5 and a[:2] == b[:2]
    ]  # fmt: skip
    if unsure:
        heads = [pairs[at][1][: len(pairs[at][0])] for at in unsure]
        found[unsure] = (
            process.cpdist([pairs[at][0] for at in unsure], heads, scorer=fuzz.ratio, dtype=np.float32) >= CUT_LIKENESS
        )
    return found


def _begins_so(part: str, word: str) -> bool:
    """True where a part abbreviates a word: the same first letter, and the rest in order (`natl` for `national`)."""
    if not word.startswith(part[0]):
        return False
    letters = iter(word)
    return all(letter in letters for letter in part)


def is_abbreviation(one: str, other: str) -> bool:
    """True where each word of the shorter name begins a word of the longer, in order, or the short name is its initials."""
    if not one or not other:
        return False
    short, long = sorted((one.split(), other.split()), key=lambda words: sum(map(len, words)))
    matters = [word for word in long if word not in SMALL_WORDS]
    if one == other or "".join(short) in {"".join(w[0] for w in long), "".join(w[0] for w in matters)}:
        return True
    rest = iter(long)
    return len(short) > 1 and all(any(_begins_so(part, word) for word in rest) for part in short)


def judge(references: Sequence[Reference], columns: Columns, candidates: Candidates) -> Judged:
    """Every candidate pair with its zone, and the guard that stopped it where one did."""
    import numpy as np

    pairs = Pairs(columns, candidates.left, candidates.right)
    t, same, differ = pairs.title, pairs.same, pairs.differ
    cut = np.where(pairs.prefix, np.maximum(t, 0.9), t)
    journal = pairs.journals(np.flatnonzero((cut >= 0.9) | (same["volume"] & same["page"])))
    hard = differ["volume"].astype(np.float32) + differ["page"] + differ["doi"] + differ["issue"] * 0.5
    softer = hard + (pairs.year_gap > 1) + (pairs.year_gap == 1) * 0.5 + pairs.authors_differ
    anchored = same["volume"] | same["page"]
    # Early view: the article's year is one too early, volume and page are not yet given.
    placed = [(columns.codes["volume"][side] > 0) | (columns.codes["page"][side] > 0) for side in (pairs.left, pairs.right)]
    early = ~(placed[0] & placed[1])
    near_year = (pairs.year_gap == 0) | ((pairs.year_gap == 1) & ((journal >= 0.85) | anchored)) | anchored
    rules = (
        same["doi"] & (cut > 0.80) & ~(pairs.authors_differ & (t < 0.97)),
        (t >= 0.97) & pairs.authors_agree & near_year & ((hard == 0) | (anchored & ~differ["doi"] & (hard <= 1))),
        (t >= 0.97) & (journal >= 0.85) & (pairs.year_gap == 0) & (softer <= 0.5),
        (cut >= 0.90)
        & same["page"]
        & (same["volume"] | pairs.authors_agree)
        & (~pairs.authors_differ | (same["volume"] & (t >= 0.97)))
        & (pairs.year_gap <= 1),
        ((cut >= 0.70) | pairs.begins) & same["volume"] & same["page"] & pairs.authors_agree & (pairs.year_gap <= 1),
        pairs.prefix
        & pairs.authors_agree
        & (hard == 0)
        & (((pairs.year_gap == 0) & (same["volume"] | (journal >= 0.85))) | ((pairs.year_gap == 1) & (journal >= 0.85) & early)),
    )
    rule = np.full(len(t), -1)
    for number, holds in reversed(list(enumerate(rules))):
        rule = np.where(holds, number, rule)
    review = (
        ((t >= 0.90) & pairs.authors_agree & (softer < 2))
        | ((t >= 0.97) & (softer <= 1))
        | (pairs.prefix & pairs.authors_agree & (softer < 2))
    )
    review |= same["volume"] & same["page"] & (journal >= 0.85) & ((t >= 0.5) | same["author"])
    zone = np.where(rule >= 0, AUTO, np.where(review, REVIEW, NONE))
    guards = _guards(references, pairs, np.flatnonzero(zone == AUTO))
    for at in guards:
        zone[at] = REVIEW
    return Judged(candidates.left, candidates.right, zone, rule, t, guards)


def _guards(references: Sequence[Reference], pairs: Pairs, chosen: Any) -> dict[int, str]:
    """What stops a pair that a rule would merge, by its place."""
    shared = _shared_dois(references, pairs.columns)
    found = ((int(at), _guard(references, pairs, int(at), shared)) for at in chosen)
    return {at: why for at, why in found if why}


def _guard(references: Sequence[Reference], pairs: Pairs, at: int, shared: set[str]) -> str:
    """Why one pair is not merged by itself; empty where nothing speaks against it."""
    columns, one, other = pairs.columns, int(pairs.left[at]), int(pairs.right[at])
    left, right = references[one], references[other]
    same_doi = bool(pairs.same["doi"][at]) and left.doi not in shared
    # Abstracts of a supplement stand several to a page, so there volume and page prove nothing.
    anchored = bool(pairs.same["volume"][at] and pairs.same["page"][at]) and not (_in_supplement(left) or _in_supplement(right))
    known = bool(columns.surnames[one] and columns.surnames[other])
    in_place = anchored and pairs.title[at] >= 0.97 and not columns.generic[one]
    if known and not same_doi and not in_place and not columns.surnames[one] & columns.surnames[other]:
        return "no author in common"
    if pairs.differ["doi"][at] and not (left.doi.startswith(JSTOR) ^ right.doi.startswith(JSTOR)):
        return "different DOIs"
    if columns.notices[one] != columns.notices[other]:
        return "one is a correction, retraction, reply or comment"
    versions = columns.versions[one], columns.versions[other]
    if versions[0] != versions[1] and all(versions) and not (same_doi or anchored):
        return "another version (preprint, thesis, conference abstract, protocol, data)"
    if (columns.generic[one] or columns.generic[other]) and not pairs.same["page"][at] and not same_doi:
        return "a general title without page or DOI"
    if pairs.title[at] < 1:
        shared_doi = bool(left.doi) and left.doi == right.doi and not same_doi
        apart = _unlike(left.abstract, right.abstract)
        return _title_guard(pairs, at, anchored=anchored, same_doi=same_doi, shared=shared_doi, apart=apart)
    return "the abstracts differ in their numbers" if _abstracts_apart(left, right, columns.titles[one]) else ""


def _title_guard(pairs: Pairs, at: int, *, anchored: bool, same_doi: bool, shared: bool, apart: bool) -> str:
    """What two titles that are not equal say against one report."""
    columns, one, other = pairs.columns, int(pairs.left[at]), int(pairs.right[at])
    titles = pairs.ones[at], pairs.others[at]
    if titles[0].replace(" ", "") == titles[1].replace(" ", ""):
        return ""
    if _end_in_numerals(titles):
        return "titles differ in a number"
    kind, words = title_difference(*titles, most=2 if anchored else 1)
    # A title that was cut may have lost a number; one that lacks "part 2" and nothing else is another report.
    begins = bool(pairs.prefix[at] or pairs.begins[at])
    told = _tail_tells(titles, words) or columns.unfinished[one if len(titles[0]) <= len(titles[1]) else other]
    cut_only = begins and anchored and _is_nested(columns.numbers[one], columns.numbers[other]) and told
    if not cut_only and not _same_numbers(titles, columns.numbers[one], columns.numbers[other]):
        return "titles differ in a number"
    if kind == "contrast" or (
        kind == "clash" and not (anchored and pairs.authors_agree[at] and (pairs.title[at] >= 0.8 or pairs.prefix[at]))
    ):
        return "each title has a word that the other lacks"
    if shared and kind != "none" and not cut_only:
        return "a DOI that several titles share"
    if kind in {"cut", "added"} and words and not (same_doi or pairs.same["page"][at]):
        if pairs.differ["page"][at]:
            return "one title has words that the other lacks, on another page"
        few_words = kind == "added" or words < LONG_TAIL - int(pairs.same["volume"][at])
        if few_words and (apart or not _is_plainly_cut(pairs, at)):
            return "one title has words that the other lacks"
    return ""


def _end_in_numerals(titles: tuple[str, str]) -> bool:
    """True where two titles differ in a roman numeral at their end alone: `I` is a number there, as nowhere else."""
    one, other = (title.split() for title in titles)
    return one[:-1] == other[:-1] and {*one[-1:], *other[-1:]} <= {"i", *ROMAN_VALUES}


def _tail_tells(titles: tuple[str, str], words: int) -> bool:
    """True where what one title has behind the other is long, or two words of which none numbers a series."""
    short, long = sorted(titles, key=len)
    return words >= LONG_TAIL or (words == LONG_TAIL - 1 and not SERIES_WORDS & set(long.split()[len(short.split()) :]))


def _same_numbers(titles: tuple[str, str], one: frozenset[str], other: frozenset[str]) -> bool:
    """True where two titles hold the same numbers, one perhaps as a word."""
    if one == other:
        return True
    words = [set(title.split()) for title in titles]
    return all(WORD_OF.get(number) in words[1 if number in one else 0] for number in one ^ other)


def _is_plainly_cut(pairs: Pairs, at: int) -> bool:
    """True where the shorter title of two by the same people is unfinished, or lacks a tail that makes no other report of it."""
    columns = pairs.columns
    places = (int(pairs.left[at]), pairs.ones[at]), (int(pairs.right[at]), pairs.others[at])
    (one, short), (_, long) = sorted(places, key=lambda place: len(place[1]))
    if not (pairs.prefix[at] and pairs.authors_agree[at]):
        return False
    return columns.unfinished[one] or tail_is_harmless(short, long)


def _in_supplement(reference: Reference) -> bool:
    """True where page, issue or volume is that of a supplement."""
    page = reference.first_page.lower()
    return page[:1] == "s" or any("s" in part.lower() for part in (reference.issue, reference.volume))


def _is_nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _shared_dois(references: Sequence[Reference], columns: Columns) -> set[str]:
    """DOIs that stand on three or more different titles: a supplement, a volume of proceedings."""
    titles: dict[str, set[str]] = {}
    for reference, title in zip(references, columns.titles, strict=True):
        if reference.doi:
            titles.setdefault(reference.doi, set()).add(title[:40])
    return {doi for doi, found in titles.items() if len(found) > 2}


def _unlike(one: str, other: str) -> bool:
    """True where two abstracts of some length have little in common."""
    from rapidfuzz import fuzz

    one, other = one[:1500], other[:1500]
    return min(len(one), len(other)) >= SHORTEST_ABSTRACT and fuzz.ratio(one, other) < 50


def _abstracts_apart(left: Reference, right: Reference, title: str) -> bool:
    """Reports of one numbered series without a number in the title: same title, abstracts that differ."""
    if len(title) >= LONGEST_SERIES_TITLE or (left.doi and left.doi == right.doi):
        return False
    return not (left.first_page and left.first_page == right.first_page) and _unlike(left.abstract, right.abstract)
