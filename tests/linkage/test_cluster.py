"""Guarded clusters: the quick way equals the plain way, and contradictions stay apart."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughcare.linkage.cluster import Held, cluster_edges
from throughcare.linkage.group import Graph
from throughcare.linkage.publish import clusters_at


def plain(count, edges, numbers, threshold, conflict):
    """Greedy over every edge in plain Python, strongest first."""
    of = list(range(count))
    for weight, left, right in sorted(edges, key=lambda e: (-e[0], e[1], e[2])):
        one, other = of[left], of[right]
        if weight < threshold or one == other:
            continue
        held = [{}, {}]
        for node, kind, value in numbers:
            for side, cluster in enumerate((one, other)):
                if of[node] == cluster:
                    held[side].setdefault(kind, set()).add(value)
        both = held[0].keys() & held[1].keys()
        shared = any(held[0][kind] & held[1][kind] for kind in both)
        if both and not shared and weight < conflict * len(both):
            continue
        of = [one if cluster == other else cluster for cluster in of]
    smallest = {}
    for node, cluster in enumerate(of):
        smallest.setdefault(cluster, node)
    return [smallest[cluster] for cluster in of]


def clusters(count, edges, numbers, threshold=0.0, **words):
    left, right, weight = ([edge[place] for edge in edges] for place in (1, 2, 0))
    held = Held(*(np.array([row[place] for row in numbers], dtype=np.int64) for place in range(3)), lasting=3)
    ints = [np.array(side, dtype=np.int64) for side in (left, right)]
    return cluster_edges(count, *ints, np.array(weight, dtype=float), threshold, held, **words)


@st.composite
def graphs(draw):
    count = draw(st.integers(2, 12))
    node = st.integers(0, count - 1)
    pairs = draw(st.sets(st.tuples(node, node).filter(lambda pair: pair[0] < pair[1]), max_size=25))
    edges = [(draw(st.integers(-5, 45)), left, right) for left, right in sorted(pairs)]
    numbers = draw(st.lists(st.tuples(node, st.integers(0, 2), st.integers(0, 3)), max_size=12))
    return count, edges, sorted(set(numbers))


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_the_quick_way_equals_plain_greedy(graph):
    count, edges, numbers = graph
    made = clusters(count, edges, numbers, conflict_weight=14.0)
    assert made.cluster.tolist() == plain(count, edges, numbers, 0.0, 14.0)


@settings(max_examples=100, deadline=None)
@given(graphs(), st.sets(st.integers(0, 11), max_size=4))
def test_the_nodes_that_are_asked_about_have_the_same_companions(graph, asked):
    count, edges, numbers = graph
    within = np.isin(np.arange(count), list(asked))
    whole, some = (clusters(count, edges, numbers, **words).cluster for words in ({}, {"within": within}))
    for node in np.flatnonzero(within):
        assert ((whole == whole[node]) == (some == some[node])).all()


def test_two_numbers_of_one_kind_stay_apart_unless_the_link_is_strong():
    numbers = [(0, 0, 1), (1, 0, 2)]
    assert clusters(2, [(10.0, 0, 1)], numbers).cluster.tolist() == [0, 1]
    strong = clusters(2, [(15.0, 0, 1)], numbers)
    assert strong.cluster.tolist() == [0, 0]
    assert strong.over_conflict == {0, 1}


def test_numbers_of_two_kinds_that_both_differ_ask_for_twice_as_strong_a_link():
    """Twins of one name at one address before one court: 24 bits, and neither their PNC nor their CRO is the same."""
    numbers = [(0, 0, 1), (0, 1, 1), (1, 0, 2), (1, 1, 2)]
    assert clusters(2, [(24.3, 0, 1)], numbers).cluster.tolist() == [0, 1]
    assert clusters(2, [(28.0, 0, 1)], numbers).cluster.tolist() == [0, 0]
    agree = [*numbers, (0, 2, 5), (1, 2, 5)]
    assert clusters(2, [(24.3, 0, 1)], agree).cluster.tolist() == [0, 0]


def test_a_recorded_merge_joins_whatever_the_numbers_say():
    assert clusters(2, [], [(0, 0, 1), (1, 0, 2)], same=[(0, 1)]).cluster.tolist() == [0, 0]


def test_a_decision_keeps_two_records_apart_whatever_the_weight():
    made = clusters(3, [(30.0, 0, 1), (25.0, 1, 2)], [], different={(0, 2)})
    assert made.cluster.tolist() == [0, 0, 2]
    assert made.refused[0].reason == "DECISION"


def test_a_refused_link_names_its_ends_and_its_reason():
    made = clusters(2, [(10.0, 0, 1)], [(0, 0, 1), (1, 0, 2)])
    assert made.refused == [(0, 1, 10.0, "IDENTIFIER")]


@pytest.mark.parametrize(
    ("weight", "decided", "reason"),
    [(5.0, [], ""), (-5.0, [], "joined by a recorded merge alone"), (-5.0, [(1, 2)], "")],
)
def test_a_recorded_merge_that_no_link_and_no_decision_bears_out_needs_attention(weight, decided, reason):
    held = Held(*(np.array([], dtype=np.int64) for _ in range(3)), lasting=1)
    left, right, bits = np.array([0, 1, 2]), np.array([1, 2, 3]), np.array([20.0, weight, 20.0])
    pair = np.zeros(3, dtype=np.int64)
    graph = Graph(5, left, right, bits, held, [(1, 2), *decided], set(), pair, ("a and a",), [(1, 2)])
    table, _ = clusters_at(graph, "default", 1.0, {})
    rows = table.to_pylist()
    assert [row["cluster_place"] for row in rows] == [0, 0, 0, 0, 4]
    assert [row["doubt"] for row in rows] == [reason] * 4 + [""]
