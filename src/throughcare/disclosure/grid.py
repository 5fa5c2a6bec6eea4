"""Every group that a table speaks of, the empty ones too: a missing row would say that nobody is in it.

Also which groups add up to which. Labels share the people out between them, unless the finding says that a person may be in two.
"""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from throughcare.errors import DisclosureError
from throughcare.findings.spec import ALL, Finding, TrueTable

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """The groups of one table in printing order, with their rows; None for a group that nobody is in."""

    finding: Finding
    rows: Mapping[Labels, Mapping[str, Any] | None]


def labels_of(finding: Finding, row: Mapping[str, Any]) -> Labels:
    """A row's labels; a group that is not recorded says so."""
    return tuple("not recorded" if row[d] is None else str(row[d]) for d in finding.dimensions)


def _chains(finding: Finding) -> list[tuple[int, ...]]:
    """Dimensions that stand in one another, outermost first; every other one alone."""
    chains: list[list[str]] = []
    for dimension in finding.dimensions:
        outer = finding.within_dimension.get(dimension)
        home = next((chain for chain in chains if outer in chain), None)
        if home is None:
            chains.append([dimension])
        else:
            home.append(dimension)
    return [tuple(finding.dimensions.index(d) for d in chain) for chain in chains]


def make_grid(table: TrueTable) -> Grid:
    """Fill in the empty groups, for every set of dimensions that the table has rows for."""
    finding = table.finding
    given: dict[Labels, Mapping[str, Any]] = {}
    for row in table.rows:
        labels = labels_of(finding, row)
        if labels in given:
            raise DisclosureError(f"{finding.name}: two rows stand for the same group; expected one row a group")
        given[labels] = row
    chains = _chains(finding)
    combinations = [list(dict.fromkeys(tuple(labels[i] for i in chain) for labels in given)) for chain in chains]
    shapes = dict.fromkeys(tuple(label == ALL for label in labels) for labels in given)
    grid: dict[Labels, Mapping[str, Any] | None] = {}
    for choice in itertools.product(*combinations):
        by_place = {i: label for chain, part in zip(chains, choice, strict=True) for i, label in zip(chain, part, strict=True)}
        labels = tuple(by_place[i] for i in range(len(finding.dimensions)))
        if tuple(label == ALL for label in labels) in shapes:
            grid[labels] = given.get(labels)
    return Grid(finding, {labels: grid[labels] for labels in sorted(grid, key=lambda g: [_place(finding, label) for label in g])})


def _place(finding: Finding, label: str) -> tuple[int, int, str]:
    """Where a label stands in print: as the finding says, then by number or alphabet, `All` last."""
    if label == ALL:
        return (3, 0, "")
    if label in finding.order:
        return (0, finding.order.index(label), "")
    number = label.split(" ", maxsplit=1)[0].split("-", maxsplit=1)[0]
    return (1, int(number), label) if number.isdigit() else (2, 0, label)


def sums_of(grid: Grid) -> Iterator[tuple[Labels, list[Labels]]]:
    """Each whole with the groups that share it out, for every dimension that is a partition."""
    finding = grid.finding
    for chain in _chains(finding):
        for depth, place in enumerate(chain):
            if finding.dimensions[place] in finding.overlapping:
                continue
            deeper = set(chain[depth + 1 :])
            wholes: dict[Labels, list[Labels]] = {}
            for labels in grid.rows:
                if labels[place] != ALL and all(labels[i] == ALL for i in deeper):
                    whole = tuple(ALL if i == place else label for i, label in enumerate(labels))
                    wholes.setdefault(whole, []).append(labels)
            yield from wholes.items()


def members_of(grid: Grid) -> Iterator[tuple[Labels, Labels]]:
    """For dimensions in which a person may have two labels: each group with the whole it is among, where the table has that whole."""
    for place, dimension in enumerate(grid.finding.dimensions):
        if dimension in grid.finding.overlapping:
            for labels in grid.rows:
                whole = tuple(ALL if i == place else label for i, label in enumerate(labels))
                if labels[place] != ALL and whole in grid.rows:
                    yield labels, whole
