"""Which pairs are worth comparing: those that share one of ten keys. A key shared by too many is skipped, and said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from throughcare.evidence.duplicates.fields import Columns, comparable_number, comparable_page
from throughcare.evidence.reference import Reference, plain

LARGEST_BLOCK = 200


@dataclass(frozen=True)
class Candidates:
    """Pairs by position, each once with the smaller first; and the blocks that were skipped (key's name, members)."""

    left: Any
    right: Any
    skipped: tuple[tuple[str, int], ...]


def _longest(title: str) -> str:
    words = sorted(set(title.split()), key=lambda word: (-len(word), word))[:3]
    return " ".join(words) if len(words) == 3 else ""


def _joined(*parts: str) -> str:
    return "|".join(parts) if all(parts) else ""


def block_keys(references: Sequence[Reference], columns: Columns) -> dict[str, list[str]]:
    """The ten keys of every reference; empty where a part is missing."""
    letters = [title.replace(" ", "") for title in columns.titles]
    pages = [comparable_page(r) for r in references]
    volumes = [comparable_number(r.volume) for r in references]
    authors = columns.first_authors
    years = [r.year for r in references]
    each: Callable[[Callable[[int], str]], list[str]] = lambda make: [make(at) for at in range(len(references))]  # noqa: E731  # one line a key
    return {
        "doi": [r.doi for r in references],
        "title start": [text[:24] if len(text) >= 12 else text for text in letters],
        "title end": [text[-24:] if len(text) >= 24 else "" for text in letters],
        "longest words": [_longest(title) for title in columns.titles],
        "year and page": each(lambda at: _joined(years[at], pages[at])),
        "author and page": each(lambda at: _joined(authors[at], pages[at])),
        "author, year, first word": each(lambda at: _joined(authors[at], years[at], columns.titles[at].split(" ", 1)[0])),
        "author, first three words": each(lambda at: _joined(authors[at], " ".join(columns.titles[at].split(" ", 3)[:3]))),
        "volume and page": each(lambda at: _joined(volumes[at], pages[at])),
        "abstract": [plain(r.abstract[:160])[:80] if len(r.abstract) > 80 else "" for r in references],
    }


def make_candidates(references: Sequence[Reference], columns: Columns) -> Candidates:
    """Every pair that shares a key, blocks of more than 200 left out."""
    import numpy as np

    skipped: list[tuple[str, int]] = []
    left: list[int] = []
    right: list[int] = []
    for name, keys in block_keys(references, columns).items():
        members: dict[str, list[int]] = {}
        for at, key in enumerate(keys):
            if key:
                members.setdefault(key, []).append(at)
        for group in members.values():
            if len(group) > LARGEST_BLOCK:
                skipped.append((name, len(group)))
            elif len(group) == 2:
                left.append(group[0])
                right.append(group[1])
            elif len(group) > 2:
                for one, other in combinations(group, 2):
                    left.append(one)
                    right.append(other)
    size = max(len(references), 1)
    pairs = np.unique(np.asarray(left, dtype=np.int64) * size + np.asarray(right, dtype=np.int64))
    return Candidates(pairs // size, pairs % size, tuple(skipped))
