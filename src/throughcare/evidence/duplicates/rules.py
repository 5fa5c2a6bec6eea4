"""The three zones: merged automatically, asked about, left alone; and the guards that nothing automatic passes.

Rules and thresholds: measured on labelled sets (sensitivity .998 and more with full metadata); guards: cases in which a merge
does harm, because two reports look like one (parts, trials, errata, the abstracts of a supplement, versions).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.evidence.duplicates.blocks import Candidates
from throughcare.evidence.duplicates.fields import Columns
from throughcare.evidence.reference import Reference

AUTO, REVIEW, NONE = 2, 1, 0
JSTOR = "10.2307/"
SAME_WORD = 85.0
REASONS = (
    "same DOI and titles agree",
    "titles and authors agree, nothing speaks against it",
    "titles, journal and year agree",
    "titles and page agree",
    "volume, page and authors agree, titles are near",
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
        ones, others = [columns.titles[i] for i in left], [columns.titles[i] for i in right]
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
        self.prefix = np.asarray([_is_prefix(a, b) for a, b in zip(ones, others, strict=True)], dtype=bool)
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


def _is_prefix(one: str, other: str) -> bool:
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= 15 and short.count(" ") >= 2 and long.startswith(short)


def is_abbreviation(one: str, other: str) -> bool:
    """True where each word of the shorter name begins a word of the longer, in order, or the short name is its initials."""
    if not one or not other:
        return False
    short, long = sorted((one.split(), other.split()), key=lambda words: sum(map(len, words)))
    if one == other or "".join(w[0] for w in long) == "".join(short):
        return True
    rest = iter(long)
    return len(short) > 1 and all(any(word.startswith(part) for word in rest) for part in short)


def words_clash(one: str, other: str) -> bool:
    """True where each of two titles has a word that the other has in no spelling: "in men" and "in women" are two reports."""
    from rapidfuzz import fuzz

    first, second = one.split(), other.split()
    only_first, only_second = [w for w in first if w not in second], [w for w in second if w not in first]
    if not only_first or not only_second:
        return False
    glued = "".join(only_first), "".join(only_second)
    if glued[0].startswith(glued[1]) or glued[1].startswith(glued[0]):
        return False
    lost = [w for w in only_first if max(fuzz.ratio(w, v) for v in only_second) < SAME_WORD]
    gained = [w for w in only_second if max(fuzz.ratio(w, v) for v in only_first) < SAME_WORD]
    return bool(lost and gained)


def judge(references: Sequence[Reference], columns: Columns, candidates: Candidates) -> Judged:
    """Every candidate pair with its zone, and the guard that stopped it where one did."""
    import numpy as np

    pairs = Pairs(columns, candidates.left, candidates.right)
    t, same, differ = pairs.title, pairs.same, pairs.differ
    cut = np.where(pairs.prefix, np.maximum(t, 0.9), t)
    journal = pairs.journals(np.flatnonzero((t >= 0.9) | (same["volume"] & same["page"])))
    hard = differ["volume"].astype(np.float32) + differ["page"] + differ["doi"] + differ["issue"] * 0.5
    softer = hard + (pairs.year_gap > 1) + (pairs.year_gap == 1) * 0.5 + pairs.authors_differ
    anchored = same["volume"] | same["page"]
    near_year = (pairs.year_gap == 0) | ((pairs.year_gap == 1) & ((journal >= 0.85) | anchored)) | anchored
    rules = (
        same["doi"] & (cut > 0.80) & ~(pairs.authors_differ & (t < 0.97)),
        (t >= 0.97) & pairs.authors_agree & near_year & ((hard == 0) | (anchored & ~differ["doi"] & (hard <= 1))),
        (t >= 0.97) & (journal >= 0.85) & (pairs.year_gap == 0) & (softer <= 0.5),
        (cut >= 0.90) & same["page"] & (same["volume"] | pairs.authors_agree) & ~pairs.authors_differ & (pairs.year_gap <= 1),
        (cut >= 0.70) & same["volume"] & same["page"] & pairs.authors_agree & (pairs.year_gap <= 1),
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
    columns = pairs.columns
    shared = _shared_dois(references, columns)
    stopped: dict[int, str] = {}
    for at in chosen:
        one, other = int(pairs.left[at]), int(pairs.right[at])
        left, right = references[one], references[other]
        anchored = bool(pairs.same["volume"][at] and pairs.same["page"][at])
        cut_only = bool(pairs.prefix[at]) and anchored and _is_nested(columns.numbers[one], columns.numbers[other])
        if columns.numbers[one] != columns.numbers[other] and not cut_only:
            stopped[at] = "titles differ in a number"
        elif pairs.differ["doi"][at] and not (left.doi.startswith(JSTOR) ^ right.doi.startswith(JSTOR)):
            stopped[at] = "different DOIs"
        elif columns.notices[one] != columns.notices[other]:
            stopped[at] = "one is a correction, retraction, reply or comment"
        elif columns.versions[one] != columns.versions[other]:
            stopped[at] = "another version (preprint, thesis, conference abstract, protocol, data)"
        elif (
            (columns.generic[one] or columns.generic[other])
            and not pairs.same["page"][at]
            and not (pairs.same["doi"][at] and left.doi not in shared)
        ):
            stopped[at] = "a general title without page or DOI"
        elif pairs.title[at] < 1 and words_clash(columns.titles[one], columns.titles[other]):
            stopped[at] = "each title has a word that the other lacks"
        elif left.doi in shared and left.doi == right.doi and pairs.title[at] < 0.97 and not cut_only:
            stopped[at] = "a DOI that several titles share"
        elif _abstracts_apart(left, right, columns.titles[one]):
            stopped[at] = "the abstracts differ in their numbers"
    return stopped


def _is_nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _shared_dois(references: Sequence[Reference], columns: Columns) -> set[str]:
    """DOIs that stand on three or more different titles: a supplement, a volume of proceedings."""
    titles: dict[str, set[str]] = {}
    for reference, title in zip(references, columns.titles, strict=True):
        if reference.doi:
            titles.setdefault(reference.doi, set()).add(title[:40])
    return {doi for doi, found in titles.items() if len(found) > 2}


def _abstracts_apart(left: Reference, right: Reference, title: str) -> bool:
    """Reports of one numbered series without a number in the title: same title, abstracts that differ."""
    from rapidfuzz import fuzz

    one, other = left.abstract[:1500], right.abstract[:1500]
    if len(one) < 200 or len(other) < 200 or (left.doi and left.doi == right.doi):
        return False
    return fuzz.ratio(one, other) < 50 and len(title) < 60 and not (left.first_page and left.first_page == right.first_page)
