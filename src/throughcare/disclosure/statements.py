"""What an outsider knows once a number is out: the people it counts, and the smallest and largest number they may be.

A statement holds no true count. All statements of all releases are kept for ever: what is out is out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from throughcare.disclosure.policy import Policy
from throughcare.disclosure.published import Cell
from throughcare.disclosure.rules import bounds_of
from throughcare.findings.spec import ALL


@dataclass(frozen=True, order=True)
class Key:
    """Which people are counted: a population, what they did (`measure`), and the labels they carry; `All` is left out."""

    population: str
    measure: str
    labels: tuple[tuple[str, str], ...]
    definition: str
    cut: str

    def words(self) -> str:
        """The group, for the checker's page."""
        where = ", ".join(f"{name} {label}" for name, label in self.labels) or "everybody"
        return f"{self.population}: {self.measure}; {where} ({self.definition}, data to {self.cut})"


@dataclass(frozen=True)
class Statement:
    """`low` to `high` people; `high` None where nothing bounds it."""

    key: Key
    low: int
    high: int | None


@dataclass(frozen=True)
class Knowledge:
    """All that one release says: its statements, which groups add up to which, and which people are among which."""

    statements: tuple[Statement, ...] = ()
    sums: tuple[tuple[Key, tuple[Key, ...]], ...] = ()
    subsets: tuple[tuple[Key, Key], ...] = ()


def make_key(population: str, measure: str, labels: Mapping[str, str], definition: str, cut: str) -> Key:
    """A key in its one form, so that the same people in two tables share it."""
    kept = tuple(sorted((name, label) for name, label in labels.items() if label != ALL))
    return Key(population, measure, kept, definition, cut)


def state(key: Key, cell: Cell, policy: Policy) -> Statement | None:
    """What a published or withheld count of people says; nothing for a structural zero."""
    if cell.status == "not_applicable":
        return None
    if cell.reason == "protects_another":
        return Statement(key, policy.threshold, None)
    if cell.status == "withheld":
        return Statement(key, 0, policy.threshold - 1)
    return Statement(key, *bounds_of(cell, policy))


def make_document(knowledge: Knowledge) -> dict[str, Any]:
    """For `statements.json`: every key once, everything else by its place in that list."""
    used = {s.key for s in knowledge.statements} | {k for pair in knowledge.subsets for k in pair}
    used |= {k for whole, parts in knowledge.sums for k in (whole, *parts)}
    keys = sorted(used)
    at = {key: number for number, key in enumerate(keys)}
    return {
        "keys": [
            {"population": k.population, "measure": k.measure, "labels": dict(k.labels), "definition": k.definition, "cut": k.cut}
            for k in keys
        ],
        "statements": sorted([at[s.key], s.low, s.high] for s in knowledge.statements),
        "sums": sorted([at[whole], sorted(at[p] for p in parts)] for whole, parts in knowledge.sums),
        "subsets": sorted([at[a], at[b]] for a, b in knowledge.subsets),
    }


def read_document(document: Mapping[str, Any]) -> Knowledge:
    """The knowledge that an earlier release's `statements.json` gave to everybody."""
    keys = [make_key(k["population"], k["measure"], k["labels"], k["definition"], k["cut"]) for k in document["keys"]]
    return Knowledge(
        tuple(Statement(keys[i], low, high) for i, low, high in document["statements"]),
        tuple((keys[i], tuple(keys[p] for p in parts)) for i, parts in document["sums"]),
        tuple((keys[a], keys[b]) for a, b in document["subsets"]),
    )


def join_knowledge(parts: Iterable[Knowledge]) -> Knowledge:
    """What somebody knows who has read every release."""
    known = list(parts)
    return Knowledge(
        tuple(s for k in known for s in k.statements),
        tuple(dict.fromkeys(s for k in known for s in k.sums)),
        tuple(dict.fromkeys(s for k in known for s in k.subsets)),
    )
