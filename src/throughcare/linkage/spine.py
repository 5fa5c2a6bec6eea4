"""How surely a record belongs: the weakest link on its best path to the rest of its person.

Paths run along the maximum spanning tree of each cluster, from the stronger end of its strongest link.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Bits of an edge's place beside its strength in one number: four thousand million edges, and weights up to two thousand bits.
PLACE = 32


def weakest_links(
    count: int,
    left: "NDArray[np.int64]",
    right: "NDArray[np.int64]",
    strength: "NDArray[np.float64]",
    cluster: "NDArray[np.int64]",
) -> "NDArray[np.float64]":
    """For every node the lowest strength on its path to its cluster's root; infinity for a root and for a person of one record."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import breadth_first_order, minimum_spanning_tree

    weakest = np.full(count, np.inf)
    inside = cluster[left] == cluster[right]
    left, right, strength = left[inside], right[inside], strength[inside]
    if not len(left):
        return weakest
    # Costs are positive and fall with strength; ties are broken by position, so that row order decides nothing.
    order = strongest_first(count, left, right, strength)
    cost = np.empty(len(order))
    cost[order] = np.arange(1, len(order) + 1)
    tree = minimum_spanning_tree(coo_array((cost, (left, right)), shape=(count, count)).tocsr()).tocoo()
    strength_of = np.empty(len(order) + 1)
    strength_of[1:] = strength[order]
    root = np.full(count, -1, dtype=np.int64)
    strongest = order[::-1]
    root[cluster[left[strongest]]] = np.minimum(left[strongest], right[strongest])
    roots = root[root >= 0]
    # One more node joined to every root makes the forest one tree, so one walk orders them all.
    ends_l = np.concatenate([tree.row, np.full(len(roots), count)])
    ends_r = np.concatenate([tree.col, roots])
    value = np.concatenate([tree.data, np.full(len(roots), len(order) + 1.0)])
    forest = coo_array((value, (ends_l, ends_r)), shape=(count + 1, count + 1)).tocsr()
    visited, before = breadth_first_order(forest, count, directed=False)
    edge_cost = costs_to_parent(tree.row, tree.col, tree.data, before, count)
    link = np.where(edge_cost > 0, strength_of[edge_cost.astype(np.int64)], np.inf)
    return spread_from_roots(visited, before, link, weakest)


def strongest_first(
    count: int, left: "NDArray[np.int64]", right: "NDArray[np.int64]", strength: "NDArray[np.float64]"
) -> "NDArray[np.int64]":
    """The order of the edges by falling strength (in millionths, as weights are stored), then by their ends."""
    import numpy as np

    ends = left * np.int64(count) + right
    if not np.all(ends[1:] >= ends[:-1]):
        return np.lexsort((right, left, -strength))
    # Edges that stand in the order of their ends: strength and place in one number, which sorts far faster than an indirect sort.
    keyed = (-np.rint(strength * 1e6).astype(np.int64) << PLACE) | np.arange(len(strength))
    keyed.sort()
    return keyed & ((1 << PLACE) - 1)


def costs_to_parent(
    row: "NDArray[np.int64]", col: "NDArray[np.int64]", cost: "NDArray[np.float64]", before: "NDArray[np.int64]", count: int
) -> "NDArray[np.float64]":
    """The cost of the tree edge between each node and the one before it; 0 for roots."""
    import numpy as np

    costs = np.zeros(count + 1)
    for one, other in ((row, col), (col, row)):
        hit = before[one] == other
        costs[one[hit]] = cost[hit]
    return costs


def spread_from_roots(
    visited: "NDArray[np.int64]", before: "NDArray[np.int64]", link: "NDArray[np.float64]", weakest: "NDArray[np.float64]"
) -> "NDArray[np.float64]":
    """Carry the lowest link outwards, one step of all trees at a time."""
    import numpy as np

    count = len(weakest)
    carried = np.full(count + 1, np.inf)
    walked = visited[1:]
    # Breadth-first order visits a node after the one before it, so pointer doubling over `before` ends in a few rounds.
    jump = before.copy()
    jump[count] = count
    jump[jump < 0] = count
    carried[walked] = link[walked]
    while True:
        following = jump[jump]
        carried = np.minimum(carried, carried[jump])
        if np.array_equal(following, jump):
            break
        jump = following
    weakest[walked] = carried[walked]
    return weakest
