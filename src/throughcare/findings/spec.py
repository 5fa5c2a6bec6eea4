"""What a finding's columns are, read from the header of its SQL: its question, its groups, and what each number counts.

    -- Question: Q1.
    -- Title: Programmes received, by regime and setting.
    -- Population: people received.
    -- Dimensions: regime, programme in regime, setting.
    -- Overlapping: programme.
    -- Measures: people count; completed count; completed rate of people; wait_days median on people.
    -- Within: completed in people.
    -- Columns: people = People; completed = Completed.
    -- Labels: regime = each regime; All | programme = each intervention of a regime; All | setting = custody; community; All.
    -- Order: custody; community.
    -- Notes: one sentence | another.

A dimension's groups share the people out between them unless it is named under `Overlapping`; the row labelled `All` is everybody.
`programme in regime` says that each programme stands in one regime, so other pairs are impossible rather than empty.
A dimension under `Labels` has a closed list: all of its labels stand in the table, and `All` where it has totals, also those that nobody has (labels.py).
Where every dimension has one, so do the sets of dimensions that have rows: all of them, unless `Crossed` names those that stand beside each other.
Labels are printed in the order of `Order`, then of `Labels`.
A `rate` is of another count of the same row; a `share on people` is of the people whose last label is `All`, the other labels the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from throughcare.engine.sqlfile import read_header
from throughcare.errors import TableError
from throughcare.findings import labels
from throughcare.findings.labels import ClosedList, read_lists

ALL = labels.ALL
FOLDER = Path(__file__).parent

Kind = Literal["count", "events", "records", "rate", "share", "median", "quartile", "curve", "estimate"]
_MEASURE = re.compile(r"^([a-z][a-z0-9_]*) ([a-z]+)(?: (?:of|on) ([a-z][a-z0-9_]*))?$")
_NEEDS_OTHER = {"events", "rate", "share", "median", "quartile", "curve", "estimate"}


@dataclass(frozen=True)
class Measure:
    """One number of a finding. `on` is the count that a rate is of, or the people that another number rests on."""

    name: str
    kind: Kind
    on: str | None = None


@dataclass(frozen=True)
class Finding:
    """A finding's promise: everything about its table but the numbers."""

    name: str
    questions: tuple[str, ...]
    title: str
    sentence: str
    population: str
    dimensions: tuple[str, ...]
    within_dimension: Mapping[str, str]
    overlapping: frozenset[str]
    measures: tuple[Measure, ...]
    within: tuple[tuple[str, str], ...]
    headings: Mapping[str, str]
    notes: tuple[str, ...]
    order: tuple[str, ...] = ()
    lists: Mapping[str, ClosedList] = field(default_factory=dict)
    crossed: tuple[frozenset[str], ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """The columns that count people."""
        return tuple(m.name for m in self.measures if m.kind == "count")

    def heading(self, column: str) -> str:
        """A column's name for readers."""
        return self.headings.get(column, column.replace("_", " ").capitalize())


@dataclass(frozen=True)
class TrueTable:
    """A finding with its true numbers: analysis side only, read by the disclosure room and by nothing to its right."""

    finding: Finding
    rows: tuple[Mapping[str, Any], ...]

    def __repr__(self) -> str:
        return f"TrueTable({self.finding.name}, {len(self.rows)} rows)"


def _parts(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]


def _read_measure(text: str, where: str) -> Measure:
    match = _MEASURE.match(text)
    if not match or match[2] not in get_args(Kind) or (match[2] in _NEEDS_OTHER) != (match[3] is not None):
        raise TableError(
            f"{where}: measure '{text}'; expected 'people count', 'started rate of people', 'wait_days median on people'"
        )
    kind: Kind = match[2]  # type: ignore[assignment]  # checked against Kind above
    return Measure(match[1], kind, match[3])


def make_finding(name: str, text: str) -> Finding:
    """A finding from the header of its SQL; TableError says which line is missing or wrong."""
    sentence, header = read_header(text)
    where = f"{name}.sql"
    for line in ("question", "title", "dimensions", "measures"):
        if line not in header:
            raise TableError(f"{where}: the header has no line '{line.capitalize()}: ...'")
    dimensions: list[str] = []
    within_dimension: dict[str, str] = {}
    for part in _parts(header["dimensions"], ","):
        dimension, _, outer = part.partition(" in ")
        dimensions.append(dimension)
        if outer:
            within_dimension[dimension] = outer
    measures = tuple(_read_measure(part, where) for part in _parts(header["measures"], ";"))
    counts = {m.name for m in measures if m.kind == "count"}
    within = [tuple(_parts(part, " in ")) for part in _parts(header.get("within", ""), ";")]
    within += [(m.name, m.on) for m in measures if m.kind == "rate" and m.on]
    wrong = [f"{a} in {b}" for a, b in within if a not in counts or b not in counts]
    wrong += [
        f"{m.name} on {m.on}"
        for m in measures
        if m.kind in {"events", "share", "median", "quartile", "curve"} and m.on not in counts
    ]
    wrong += [d for d in within_dimension.values() if d not in dimensions]
    lists = read_lists(header.get("labels", ""), where)
    crossed = tuple(frozenset(_parts(part, ",")) for part in _parts(header.get("crossed", ""), ";"))
    wrong += [d for d in [*lists, *(d for part in crossed for d in sorted(part))] if d not in dimensions]
    if wrong:
        raise TableError(f"{where}: '{wrong[0]}' names a column that is no count (or no dimension) of this table")
    return Finding(
        name=name,
        questions=tuple(_parts(header["question"], ",")),
        title=header["title"],
        sentence=sentence,
        population=header.get("population", name),
        dimensions=tuple(dimensions),
        within_dimension=within_dimension,
        overlapping=frozenset(_parts(header.get("overlapping", ""), ",")),
        measures=measures,
        within=tuple(dict.fromkeys((a, b) for a, b in within)),
        headings={k.strip(): v.strip() for k, _, v in (p.partition("=") for p in _parts(header.get("columns", ""), ";"))},
        notes=tuple(_parts(header.get("notes", ""), "|")),
        order=tuple(
            dict.fromkeys([*_parts(header.get("order", ""), ";"), *(x for one in lists.values() for x in one.all_labels())])
        ),
        lists=lists,
        crossed=crossed,
    )


@cache
def read_findings() -> dict[str, Finding]:
    """Every finding of the room by its name; a SQL file without a question is a step on the way to one."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.sql"))}
    return {name: make_finding(name, text) for name, text in texts.items() if "question" in read_header(text)[1]}
