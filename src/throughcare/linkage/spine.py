"""How surely a record belongs: the weakest link on its best path to the rest of its person.

Paths run from one end of each cluster's strongest link, its root; of all paths to a record the one counts whose weakest link is strongest. The root itself
belongs as surely as that strongest link says.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def weakest_links(
    count: int,
    left: "NDArray[np.int64]",
    right: "NDArray[np.int64]",
    strength: "NDArray[np.float64]",
    cluster: "NDArray[np.int64]",
) -> "NDArray[np.float64]":
    """For every node the lowest strength on its path to its cluster's root, for a root the strongest of its links; infinity for a person of one record, and where no path leads."""
    import numpy as np

    inside = cluster[left] == cluster[right]
    left, right, strength = left[inside], right[inside], strength[inside]
    if not len(left):
        return np.full(count, np.inf)
    best = np.full(count, -np.inf)
    roots, strongest = find_roots(count, left, right, strength, cluster[left])
    best[roots] = np.inf
    spread(best, left, right, strength)
    best[roots] = strongest
    return np.where(np.isneginf(best), np.inf, best)


def find_roots(
    count: int,
    left: "NDArray[np.int64]",
    right: "NDArray[np.int64]",
    strength: "NDArray[np.float64]",
    cluster: "NDArray[np.int64]",
) -> "tuple[NDArray[np.int64], NDArray[np.float64]]":
    """The smaller end of each cluster's strongest edge, and its strength; of several as strong, of the first by its ends. `cluster`: that of each edge."""
    import numpy as np

    # In millionths, as weights are stored: what differs by less is as strong.
    bits = np.rint(strength * 1e6).astype(np.int64)
    strongest = np.full(count, np.iinfo(np.int64).min)
    np.maximum.at(strongest, cluster, bits)
    edges = np.flatnonzero(bits == strongest[cluster])
    ends = left[edges] * np.int64(count) + right[edges]
    first = np.full(count, np.iinfo(np.int64).max)
    np.minimum.at(first, cluster[edges], ends)
    chosen = edges[ends == first[cluster[edges]]]
    roots: NDArray[np.int64] = np.minimum(left[chosen], right[chosen])
    return roots, strength[chosen]


def spread(
    best: "NDArray[np.float64]", left: "NDArray[np.int64]", right: "NDArray[np.int64]", strength: "NDArray[np.float64]"
) -> None:
    """Carry strengths outwards from the roots in `best`, which changes, until no edge betters either of its ends.

    A round looks at every edge that may still do so: most records stand one step from the root, so a few rounds do.
    """
    import numpy as np

    while len(left):
        to_right, to_left = np.minimum(best[left], strength), np.minimum(best[right], strength)
        bettered = (to_right > best[right]) | (to_left > best[left])
        np.maximum.at(best, right[bettered], to_right[bettered])
        np.maximum.at(best, left[bettered], to_left[bettered])
        if not bettered.any():
            return
