"""How surely a record belongs, against every path walked by hand."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from throughcare.linkage.spine import weakest_links

NODES = 9


def slow_weakest(edges, cluster):
    """For every node the strongest of its weakest links over all paths from its cluster's root, edge by edge until nothing changes; a root's strongest."""
    inside = [(left, right, bits) for left, right, bits in edges if cluster[left] == cluster[right]]
    best, roots = [-np.inf] * NODES, {}
    for one in set(cluster):
        own = sorted((-bits, left, right) for left, right, bits in inside if cluster[left] == one)
        if own:
            best[own[0][1]], roots[own[0][1]] = np.inf, -own[0][0]
    changed = True
    while changed:
        changed = False
        for left, right, bits in inside:
            for start, end in ((left, right), (right, left)):
                if min(best[start], bits) > best[end]:
                    best[end], changed = min(best[start], bits), True
    return [roots.get(node, np.inf if bits == -np.inf else bits) for node, bits in enumerate(best)]


pairs = st.tuples(st.integers(0, NODES - 1), st.integers(0, NODES - 1)).filter(lambda ends: ends[0] < ends[1])


@given(
    ends=st.dictionaries(pairs, st.sampled_from([-3.0, 0.5, 0.500001, 4.0, 12.25])),
    cluster=st.lists(st.integers(0, 2), min_size=NODES, max_size=NODES),
    turned=st.randoms(use_true_random=False),
)
def test_the_weakest_link_is_that_of_the_best_path_whatever_the_order_of_the_edges(ends, cluster, turned):
    edges = [(left, right, bits) for (left, right), bits in ends.items()]
    turned.shuffle(edges)
    left, right = (np.array([edge[place] for edge in edges], dtype=np.int64) for place in (0, 1))
    strength = np.array([edge[2] for edge in edges], dtype=np.float64)
    found = weakest_links(NODES, left, right, strength, np.array(cluster, dtype=np.int64))
    assert found.tolist() == slow_weakest(edges, cluster)


def test_a_chain_is_as_strong_at_its_end_as_its_weakest_link():
    found = weakest_links(5, np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([9.0, 2.0, 5.0]), np.zeros(5, dtype=np.int64))
    # Node 4 is in the cluster without a link, as a recorded merge puts it there.
    assert found.tolist() == [9.0, 9.0, 2.0, 2.0, np.inf]
