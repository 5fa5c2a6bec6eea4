"""The evidence and gap map as data: interventions by level, distinct references in each cell, gaps by a written rule.

A cell counts distinct references, split by comparison group, other empirical study and the rest. A gap is 0 or what the
protocol's `[map] gap` calls one; it is never an impression.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.strength import KINDS, Strength, received


@dataclass(frozen=True)
class Cell:
    """One cell: the references behind it by kind, and the charted interventions in it."""

    row: str
    column: str
    comparison: tuple[str, ...]
    empirical: tuple[str, ...]
    other: tuple[str, ...]
    interventions: tuple[str, ...]
    is_gap: bool

    @property
    def count(self) -> int:
        """Distinct references of every kind."""
        return len(self.comparison) + len(self.empirical) + len(self.other)


@dataclass(frozen=True)
class GapMap:
    """Rows by columns, every cell present: a gap is a cell that says 0, not one that is missing."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: dict[tuple[str, str], Cell]
    rule: str


def _keys(entry: Strength, by: str, outcomes: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if by == "outcome":
        return outcomes.get(entry.intervention["id"], ()) or ("no outcome extracted",)
    if by == "intervention":
        return (entry.intervention["id"],)
    if by == "strength":
        return (entry.kind,)
    return entry.intervention.parts(by) or ("not stated",)


def make_map(folder: EvidenceFolder, rows: str = "", columns: str = "") -> GapMap:
    """The map of what a person can receive, by the protocol's rows and columns or by two others.

    `rows` and `columns` name a column of interventions.csv, `intervention`, `strength` or `outcome` (of effects.csv). Versions of one study
    count once.
    """
    section = folder.protocol.section("map")
    row_by, column_by = rows or str(section.get("rows", "intervention")), columns or str(section.get("columns", "level"))
    entries = received(folder.strengths)
    outcomes = _outcomes(folder)
    row_names = _names(folder, entries, row_by, outcomes)
    column_names = _names(folder, entries, column_by, outcomes)
    studies = folder.studies
    gap = section.get("gap", {})
    fewer_than = int(gap.get("fewer_than", 1))
    comparison_only = "comparison" in str(gap.get("where", ""))
    cells = {
        (row, column): _cell(row, column, [e for e in entries if row in _keys(e, row_by, outcomes) and column in _keys(e, column_by, outcomes)],
                             fewer_than, studies, comparison_only=comparison_only)
        for row in row_names
        for column in column_names
    }  # fmt: skip
    with_what = "with a comparison group" if comparison_only else "of any kind"
    return GapMap(row_names, column_names, cells, f"a gap is a cell with fewer than {fewer_than} distinct references {with_what}")


def _outcomes(folder: EvidenceFolder) -> dict[str, list[str]]:
    """The outcomes for which an effect of each intervention was extracted."""
    found: dict[str, list[str]] = {}
    for row in folder.effects:
        own = found.setdefault(row["intervention"], [])
        own.extend([row["outcome"]] if row["outcome"] not in own else [])
    return found


def _names(
    folder: EvidenceFolder, entries: Sequence[Strength], by: str, outcomes: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    found = dict.fromkeys(key for entry in entries for key in _keys(entry, by, outcomes))
    if by == "level" and folder.protocol.levels:
        return tuple(dict.fromkeys((*folder.protocol.levels, *found)))
    if by == "strength":
        return KINDS
    return tuple(found)


def _cell(
    row: str, column: str, entries: Sequence[Strength], fewer_than: int, studies: Mapping[str, str], *, comparison_only: bool
) -> Cell:
    comparison = {studies.get(reference, reference) for entry in entries for reference in entry.comparison_references}
    empirical = {studies.get(reference, reference) for entry in entries for reference in entry.empirical_references} - comparison
    other = {studies.get(reference, reference) for entry in entries for reference in entry.references} - comparison - empirical
    counted = len(comparison) if comparison_only else len(comparison | empirical | other)
    return Cell(
        row,
        column,
        tuple(sorted(comparison)),
        tuple(sorted(empirical)),
        tuple(sorted(other)),
        tuple(entry.intervention["id"] for entry in entries),
        counted < fewer_than,
    )


def level_by_strength(folder: EvidenceFolder) -> dict[str, dict[str, int]]:
    """How many interventions a person can receive stand at each level, by the kind of evidence behind them."""
    entries = received(folder.strengths)
    levels = dict.fromkeys((*folder.protocol.levels, *(entry.intervention["level"] for entry in entries)))
    return {
        level: {kind: sum(1 for e in entries if e.intervention["level"] == level and e.kind == kind) for kind in KINDS}
        for level in levels
    }
