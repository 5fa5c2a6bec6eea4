"""Edges to persons: strongest edge first, refusing what contradicts.

Source: linkage note, section 9. Only parts in doubt are walked edge by edge; everything else is the connected component, which is the same answer.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# More records than this in one part is a part in doubt.
MOST_RECORDS = 60

# A link between two records with different numbers needs so many bits for each kind that differs (measured on invented records: linkage note, section
# 9): one number may be somebody else's, two that both are is rare, and twins of one name, home and hearing reach 24 bits.
CONFLICT_WEIGHT = 14.0


class Refusal(NamedTuple):
    """A link that was not made: the records at its ends, its weight, and why."""

    left: int
    right: int
    weight: float
    reason: str


@dataclass(frozen=True)
class Clusters:
    """The cluster of every node (its smallest node), the edges that joined them, refused links, and nodes let in over a contradiction."""

    cluster: "NDArray[np.int64]"
    joined: "NDArray[np.int64]"
    refused: list[Refusal]
    over_conflict: frozenset[int]
    over_cap: frozenset[int]


@dataclass(frozen=True)
class Held:
    """Numbers held: one entry per node, kind and value, all as whole numbers; kinds below `lasting` are those that one person has once."""

    node: "NDArray[np.int64]"
    kind: "NDArray[np.int64]"
    value: "NDArray[np.int64]"
    lasting: int

    def of(self, nodes: "NDArray[np.bool_]") -> dict[int, dict[int, set[int]]]:
        """The numbers of the chosen nodes by node and kind."""
        chosen = nodes[self.node]
        held: dict[int, dict[int, set[int]]] = {}
        for node, kind, value in zip(
            self.node[chosen].tolist(), self.kind[chosen].tolist(), self.value[chosen].tolist(), strict=True
        ):
            held.setdefault(node, {}).setdefault(kind, set()).add(value)
        return held


def component_of(count: int, left: "NDArray[np.int64]", right: "NDArray[np.int64]") -> "NDArray[np.int64]":
    """Connected components: the smallest node of each node's part."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    if not count:
        return np.empty(0, dtype=np.int64)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    smallest = np.full(label.max() + 1, count, dtype=np.int64)
    # Written from the last node down, so that the smallest of a part is what stays.
    smallest[label[::-1]] = np.arange(count)[::-1]
    part: NDArray[np.int64] = smallest[label]
    return part


def kinds_in_conflict(one: dict[int, set[int]], other: dict[int, set[int]], lasting: int) -> int:
    """Of how many kinds that one person has once two clusters hold different numbers; none where they share a number of any kind."""
    different = 0
    for kind, held in one.items():
        theirs = other.get(kind)
        if theirs:
            if held & theirs:
                return 0
            different += kind < lasting
    return different


class Walk:
    """The clusters of the parts in doubt while edges are walked: who is where, and which numbers each cluster holds."""

    def __init__(
        self,
        numbers: dict[int, dict[int, set[int]]],
        lasting: int,
        different: set[tuple[int, int]],
        conflict_weight: float,
        most: int,
    ) -> None:
        self.parent: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.held: dict[int, dict[int, set[int]]] = {}
        self.numbers, self.lasting, self.conflict_weight, self.most = numbers, lasting, conflict_weight, most
        self.apart: dict[int, set[int]] = defaultdict(set)
        for one, other in different:
            self.apart[one].add(other)
            self.apart[other].add(one)
        self.refused: list[Refusal] = []
        self.over_conflict: set[int] = set()
        self.over_cap: set[int] = set()

    def find(self, node: int) -> int:
        """The cluster of a node."""
        parent = self.parent
        above = parent.get(node)
        if above is None:
            parent[node] = node
            self.members[node] = [node]
            self.held[node] = self.numbers.get(node, {})
            return node
        while above != node:
            parent[node] = parent[above]
            node = parent[node]
            above = parent[node]
        return node

    def join(self, one: int, other: int) -> None:
        """Make two clusters one, pooling their numbers."""
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        self.parent[other] = one
        self.members[one] += self.members.pop(other)
        for kind, values in self.held.pop(other).items():
            self.held[one].setdefault(kind, set()).update(values)

    def decided_apart(self, one: int, other: int) -> bool:
        """Whether a decision says that somebody in one cluster is not somebody in the other."""
        if not self.apart:
            return False
        small, large = sorted((one, other), key=lambda c: len(self.members[c]))
        return any(self.find(node) == large for member in self.members[small] for node in self.apart.get(member, ()))

    def offer(self, left: int, right: int, weight: float) -> bool:
        """Take an edge or refuse it; whether it joined two clusters."""
        one, other = self.find(left), self.find(right)
        if one == other:
            return False
        reason = ""
        conflict = kinds_in_conflict(self.held[one], self.held[other], self.lasting)
        if self.decided_apart(one, other):
            reason = "DECISION"
        elif conflict and weight < self.conflict_weight * conflict:
            reason = "IDENTIFIER"
        elif len(self.members[one]) + len(self.members[other]) > self.most:
            reason = "TOO_LARGE"
            self.over_cap.update((one, other))
        if reason:
            self.refused.append(Refusal(left, right, weight, reason))
            return False
        if conflict:
            self.over_conflict.update((left, right))
        self.join(one, other)
        return True


def parts_in_doubt(part: "NDArray[np.int64]", held: Held, different: set[tuple[int, int]], most: int) -> "NDArray[np.bool_]":
    """By part (its smallest node): two values of a lasting kind of number, a decision inside, or too many records."""
    import numpy as np

    doubt = np.bincount(part, minlength=len(part)) > most
    for kind in range(held.lasting):
        of_kind = held.kind == kind
        place, value = part[held.node[of_kind]], held.value[of_kind]
        lowest = np.full(len(part), np.iinfo(np.int64).max)
        highest = np.full(len(part), -1)
        np.minimum.at(lowest, place, value)
        np.maximum.at(highest, place, value)
        doubt |= (highest >= 0) & (lowest != highest)
    for one, other in different:
        if part[one] == part[other]:
            doubt[part[one]] = True
    return doubt


def cluster_edges(
    count: int,
    left: "NDArray[np.int64]",
    right: "NDArray[np.int64]",
    weight: "NDArray[np.float64]",
    threshold: float,
    held: Held,
    *,
    same: list[tuple[int, int]] | None = None,
    different: set[tuple[int, int]] | None = None,
    conflict_weight: float = CONFLICT_WEIGHT,
    most: int = MOST_RECORDS,
    within: "NDArray[np.bool_] | None" = None,
) -> Clusters:
    """Clusters at a threshold. `same` pairs (recorded merges and decisions) are joined first whatever their weight.

    `within`: the nodes that are asked about; parts in doubt without any of them are not walked and stay whole.
    """
    import numpy as np

    apart = different or set()
    certain = np.array(same or [], dtype=np.int64).reshape(-1, 2)
    kept = np.flatnonzero(weight >= threshold)
    part = component_of(count, np.concatenate([certain[:, 0], left[kept]]), np.concatenate([certain[:, 1], right[kept]]))
    doubt = parts_in_doubt(part, held, apart, most)
    if within is not None:
        doubt &= np.bincount(part[within], minlength=count) > 0
    in_doubt = doubt[part] if count else np.empty(0, dtype=bool)
    walk = Walk(held.of(in_doubt), held.lasting, apart, conflict_weight, most)
    for one, other in certain[in_doubt[certain[:, 0]]].tolist():
        a, b = walk.find(one), walk.find(other)
        if a != b:
            walk.join(a, b)
    walked = kept[in_doubt[left[kept]]]
    order = walked[np.lexsort((right[walked], left[walked], -weight[walked]))]
    offers = zip(order.tolist(), left[order].tolist(), right[order].tolist(), weight[order].tolist(), strict=True)
    joined = [edge for edge, one, other, bits in offers if walk.offer(one, other, bits)]
    cluster = part.copy()
    nodes_in_doubt = np.flatnonzero(in_doubt)
    cluster[nodes_in_doubt] = nodes_in_doubt
    for members in walk.members.values():
        cluster[members] = min(members)
    clear = kept[~in_doubt[left[kept]]]
    edges = np.concatenate([clear, np.array(joined, dtype=np.int64)])
    return Clusters(cluster, np.sort(edges), walk.refused, frozenset(walk.over_conflict), frozenset(walk.over_cap))
