"""From pairs to works: one work per report, joined in the order of how sure the pair is, never across a contradiction.

A ruling by a person comes first and is never asked again. `version` links two reports to one study and merges nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from throughcare.evidence.duplicates.blocks import make_candidates
from throughcare.evidence.duplicates.fields import Columns, comparable_page, make_columns
from throughcare.evidence.duplicates.rules import AUTO, JSTOR, REASONS, REVIEW, Judged, judge
from throughcare.evidence.files import Row
from throughcare.evidence.reference import Reference, readable

MERGED = (
    "kind",
    "title",
    "year",
    "container",
    "volume",
    "issue",
    "first_page",
    "last_page",
    "doi",
    "abstract",
    "url",
    "publisher",
    "place",
)


@dataclass(frozen=True)
class Pair:
    """Two records that are one, may be one, or were ruled on; with the reason and the values that decided."""

    left: str
    right: str
    why: str
    title: float
    guard: str = ""


@dataclass(frozen=True)
class Works:
    """The outcome: each work by its id, its members, merges explained, pairs to ask about, and versions of one study."""

    members: dict[str, tuple[Reference, ...]]
    merges: tuple[Pair, ...]
    review: tuple[Pair, ...]
    versions: tuple[tuple[str, str], ...]
    skipped: tuple[tuple[str, int], ...]

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Every record id to its work, so that a decision on a merged record still counts."""
        found = {record.record: work for work, records in self.members.items() for record in records}
        return {record.split("~")[0]: work for record, work in reversed(found.items())} | found

    @cached_property
    def merged(self) -> dict[str, Reference]:
        """One record per work: the longest value of each field, every source kept."""
        return {work: merge_records(records) for work, records in self.members.items()}

    @property
    def duplicates(self) -> int:
        """Records that are a work's second or later copy."""
        return sum(len(records) - 1 for records in self.members.values())


def merge_records(records: Sequence[Reference]) -> Reference:
    """The longest value of each field over the copies of one report; the first copy's where they are of equal length."""
    first = records[0]
    if len(records) == 1:
        return first
    values = {
        name: max((str(getattr(r, name)) for r in records), key=_length_to_read)
        for name in MERGED
        if name not in {"year", "first_page", "last_page"}
    }
    pages = max(records, key=lambda r: (bool(r.first_page), len(r.last_page)))
    return Reference(
        **values, year=next((r.year for r in records if r.year), ""), first_page=pages.first_page, last_page=pages.last_page,
        authors=max((r.authors for r in records), key=len), editors=max((r.editors for r in records), key=len),
        keywords=list(dict.fromkeys(word for r in records for word in r.keywords)), own_id=first.own_id, record=first.record,
        search="; ".join(dict.fromkeys(r.search for r in records)), first_line=first.first_line, last_line=first.last_line,
        extra={tag: value for r in reversed(records) for tag, value in r.extra.items()},
    )  # fmt: skip


def _length_to_read(text: str) -> tuple[int, int]:
    """How long a value is to a reader; of two that read alike, the one without markup is the longer."""
    if "<" not in text and "&" not in text:
        return len(text), 0
    return len(readable(text)), -1


class Joiner:
    """Union-find that refuses a union when two clusters hold a contradiction."""

    def __init__(self, references: Sequence[Reference], columns: Columns) -> None:
        self.parent = list(range(len(references)))
        self.dois: list[frozenset[str]] = [
            frozenset({r.doi} if r.doi and not r.doi.startswith(JSTOR) else ()) for r in references
        ]
        self.numbers = list(columns.numbers)
        self.pages = [frozenset({page} if page else ()) for page in map(comparable_page, references)]
        self.own_pages = list(self.pages)
        self.apart: set[tuple[int, int]] = set()

    def find(self, at: int) -> int:
        """The head of a record's cluster."""
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def members(self, head: int) -> Iterator[int]:
        """Every record of a cluster; used only where somebody ruled two records different."""
        return (at for at in range(len(self.parent)) if self.find(at) == head)

    def join(self, one: int, other: int, *, forced: bool = False) -> str:
        """Join two clusters; the contradiction's name where they must not be joined, else nothing."""
        a, b = self.find(one), self.find(other)
        if a == b:
            return ""
        if not forced:
            # A record without a page must not bridge two reports that stand on different pages.
            bare = not (self.own_pages[one] and self.own_pages[other])
            if bare and self.pages[a] and self.pages[b] and not self.pages[a] & self.pages[b]:
                return "the clusters hold different pages"
            if self.dois[a] and self.dois[b] and not self.dois[a] & self.dois[b]:
                return "the clusters hold different DOIs"
            if not (self.numbers[a] <= self.numbers[b] or self.numbers[b] <= self.numbers[a]):
                return "the clusters hold titles that differ in a number"
            if self.apart and any((min(x, y), max(x, y)) in self.apart for x in self.members(a) for y in self.members(b)):
                return "a person ruled two of them different"
        head, tail = min(a, b), max(a, b)
        self.parent[tail] = head
        self.dois[head] = self.dois[a] | self.dois[b]
        self.pages[head] = self.pages[a] | self.pages[b]
        self.numbers[head] = max(self.numbers[a], self.numbers[b], key=len)
        return ""


def find_works(references: Sequence[Reference], rulings: Sequence[Row] = ()) -> Works:
    """Works from references and from what people have ruled."""
    columns = make_columns(references)
    candidates = make_candidates(references, columns)
    judged = judge(references, columns, candidates)
    joiner = Joiner(references, columns)
    ruled = _rulings(references, rulings)
    for pair, ruling in ruled.items():
        if ruling == "different":
            joiner.apart.add(pair)
    merges: list[Pair] = []
    for (one, other), ruling in ruled.items():
        if ruling == "same":
            joiner.join(one, other, forced=True)
            merges.append(Pair(references[one].record, references[other].record, "ruled the same by a person", 0.0))
    made, stopped = _join_pairs(references, judged, joiner, ruled)
    review = stopped + _to_review(references, judged, joiner, ruled)
    groups: dict[int, list[Reference]] = {}
    for at, reference in enumerate(references):
        groups.setdefault(joiner.find(at), []).append(reference)
    members = {group[0].record: tuple(group) for group in groups.values()}
    versions = tuple((references[a].record, references[b].record) for (a, b), ruling in ruled.items() if ruling == "version")
    return Works(members, tuple(merges + made), tuple(review), versions, candidates.skipped)


def _rulings(references: Sequence[Reference], rulings: Sequence[Row]) -> dict[tuple[int, int], str]:
    place = {reference.record: at for at, reference in enumerate(references)}
    found = {}
    for row in rulings:
        if row["a"] in place and row["b"] in place:
            one, other = sorted((place[row["a"]], place[row["b"]]))
            found[one, other] = row["ruling"]
    return found


def _order(judged: Judged, zone: int) -> list[int]:
    import numpy as np

    chosen = np.flatnonzero(judged.zone == zone)
    return [
        int(chosen[i])
        for i in np.lexsort((judged.right[chosen], judged.left[chosen], -judged.title[chosen], judged.rule[chosen]))
    ]


def _join_pairs(
    references: Sequence[Reference], judged: Judged, joiner: Joiner, ruled: dict[tuple[int, int], str]
) -> tuple[list[Pair], list[Pair]]:
    merges, stopped = [], []
    for at in _order(judged, AUTO):
        one, other = int(judged.left[at]), int(judged.right[at])
        if (one, other) in ruled:
            continue
        separate = joiner.find(one) != joiner.find(other)
        against = joiner.join(one, other)
        left, right, why = references[one].record, references[other].record, REASONS[int(judged.rule[at])]
        if against:
            stopped.append(Pair(left, right, why, float(judged.title[at]), against))
        elif separate:
            merges.append(Pair(left, right, why, float(judged.title[at])))
    return merges, stopped


def _to_review(references: Sequence[Reference], judged: Judged, joiner: Joiner, ruled: dict[tuple[int, int], str]) -> list[Pair]:
    found = []
    for at in _order(judged, REVIEW):
        one, other = int(judged.left[at]), int(judged.right[at])
        if (one, other) not in ruled and joiner.find(one) != joiner.find(other):
            why = REASONS[int(judged.rule[at])] if judged.rule[at] >= 0 else "titles are near"
            found.append(
                Pair(references[one].record, references[other].record, why, float(judged.title[at]), judged.guards.get(at, ""))
            )
    return found
