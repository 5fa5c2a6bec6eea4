"""Every group that a table speaks of, the empty ones too: a missing row would say that nobody is in it.

A label of a dimension's closed list stands in the table whether or not anybody has it; one that the list does not have is added, and named.
Also which groups add up to which. Labels share the people out between them, unless the finding says that a person may be in two.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
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

    def unlisted(self) -> list[str]:
        """Labels that stand in the table because the data have them, although neither its dimension's closed list nor `Order` does."""
        finding = self.finding
        found: dict[str, None] = {}
        for place, dimension in enumerate(finding.dimensions):
            known = finding.lists.get(dimension)
            if known is None:
                continue
            outer = finding.within_dimension.get(dimension)
            for labels in self.rows:
                above = labels[finding.dimensions.index(outer)] if outer else None
                # Under an outer label for which nothing is listed, the inner ones are open.
                is_open = bool(known.within) and above not in known.within
                if not is_open and labels[place] not in {ALL, *finding.order, *known.labels_in(above)}:
                    found[labels[place]] = None
        return list(found)


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
    combinations = [
        list(dict.fromkeys([*(tuple(labels[i] for i in chain) for labels in given), *_listed(finding, chain, given)]))
        for chain in chains
    ]
    shapes = dict.fromkeys(tuple(label == ALL for label in labels) for labels in given)
    if len(finding.lists) == len(finding.dimensions):
        promised = _promised_shapes(finding, chains)
        if not shapes.keys() <= promised:
            raise DisclosureError(
                f"{finding.name}: rows for totals that its header does not list; name All under 'Labels', or mend 'Crossed'"
            )
        shapes = dict.fromkeys(promised)
    grid: dict[Labels, Mapping[str, Any] | None] = {}
    for choice in itertools.product(*combinations):
        by_place = {i: label for chain, part in zip(chains, choice, strict=True) for i, label in zip(chain, part, strict=True)}
        labels = tuple(by_place[i] for i in range(len(finding.dimensions)))
        if tuple(label == ALL for label in labels) in shapes:
            grid[labels] = given.get(labels)
    return Grid(finding, {labels: grid[labels] for labels in sorted(grid, key=lambda g: [_place(finding, label) for label in g])})


def _listed(finding: Finding, chain: tuple[int, ...], given: Iterable[Labels], outer: Labels = ()) -> Iterator[Labels]:
    """The groups that the closed lists of a chain give: under every label of an open dimension that the data have; below a listed one, its total."""
    if len(outer) == len(chain):
        yield outer
        return
    place = chain[len(outer)]
    known = finding.lists.get(finding.dimensions[place])
    if outer and (outer[-1] == ALL or known is None):
        labels: Iterable[str] = (ALL,)
    elif known is None:
        labels = dict.fromkeys(labels[place] for labels in given)
    else:
        labels = known.labels_in(outer[-1] if outer else None)
    for label in labels:
        yield from _listed(finding, chain, given, (*outer, label))


def _promised_shapes(finding: Finding, chains: list[tuple[int, ...]]) -> set[tuple[bool, ...]]:
    """Which sets of dimensions have rows, as the header says it: True stands for a dimension whose label is `All`."""
    of_chains: list[list[set[int]]] = []
    for chain in chains:
        depths = [n for n, place in enumerate(chain) if finding.lists[finding.dimensions[place]].has_total]
        of_chains.append([set(chain[depth:]) for depth in [*depths, len(chain)]])
    found = set()
    for choice in itertools.product(*of_chains):
        totals = set().union(*choice)
        named = {d for place, d in enumerate(finding.dimensions) if place not in totals}
        if not finding.crossed or len(named) < 2 or any(named <= part for part in finding.crossed):
            found.add(tuple(place in totals for place in range(len(finding.dimensions))))
    return found


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
