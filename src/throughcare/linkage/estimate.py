"""Precision and recall of the published clusters by pair of agencies, estimated without truth.

Source: linkage note, section 11. Records whose number was hidden stand for records that have none. Pairs of one person fall into three classes:
both have the number, one, neither. The first is read off the clusters themselves, the others off clusters made with the number hidden; the
classes' sizes follow from how many records of each agency have the number, as if it were missing at random (the note says how to test that).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.linkage.cluster import Held
from throughcare.linkage.group import KINDS, Graph, cluster_at

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Counts:
    """Pairs of two agencies whose numbers are both known: linked and same, linked and different, all that are the same."""

    good: float = 0.0
    bad: float = 0.0
    true: float = 0.0

    def recall(self, otherwise: float) -> float:
        """The share of the true pairs that is linked."""
        return self.good / self.true if self.true else otherwise

    def precision(self, wrong: float) -> float:
        """The share of the linked pairs that is right, less what wrong numbers explain."""
        linked = self.good + self.bad
        return min(1.0, self.good / linked / (1 - wrong)) if linked else 1.0


def hidden_graph(con: "duckdb.DuckDBPyConnection", graph: Graph, kind: str) -> tuple[Graph, "NDArray[np.bool_]"]:
    """The graph as it would be had the hidden records no number of the kind; and which records they are."""
    import numpy as np

    rows = con.execute("""
        select l.node as left_node, r.node as right_node, s.weight, s.left_hidden, s.right_hidden
        from silver as s join numbered as l on l.record_key = s.left_key join numbered as r on r.record_key = s.right_key
        where s.parted = '' order by left_node, right_node
    """).fetchnumpy()
    left, right = (np.asarray(rows[name], dtype=np.int64) for name in ("left_node", "right_node"))
    hidden = np.zeros(graph.count, dtype=bool)
    hidden[left[np.asarray(rows["left_hidden"], dtype=bool)]] = True
    hidden[right[np.asarray(rows["right_hidden"], dtype=bool)]] = True
    kept = ~(hidden[graph.left] | hidden[graph.right])
    held = graph.held
    shown = ~((held.kind == KINDS.index(kind)) & hidden[held.node])
    return (
        Graph(
            graph.count,
            np.concatenate([graph.left[kept], left]),
            np.concatenate([graph.right[kept], right]),
            np.concatenate([graph.weight[kept], np.asarray(rows["weight"], dtype=np.float64)]),
            Held(held.node[shown], held.kind[shown], held.value[shown], held.lasting),
            graph.same,
            graph.different,
        ),
        hidden,
    )


def put_labels(
    con: "duckdb.DuckDBPyConnection", graph: Graph, clusters: "NDArray[np.int64]", hidden: "NDArray[np.bool_]", kind: str
) -> None:
    """Leave `labelled`: the records whose number is known, with agency, number, cluster, and whether the number was hidden."""
    import numpy as np
    import pyarrow as pa

    held = graph.held
    chosen = held.kind == KINDS.index(kind)
    node = held.node[chosen]
    con.register(
        "given_labels",
        pa.table({"node": node, "value": held.value[chosen], "cluster": clusters[node], "hidden": np.asarray(hidden)[node]}),
    )
    con.execute("""
        create or replace temp table labelled as
        select g.*, n.agency from given_labels as g join numbered using (node) join nodes as n using (record_key)
        qualify count(*) over (partition by g.node) = 1
    """)
    con.unregister("given_labels")


def count_pairs(con: "duckdb.DuckDBPyConnection", where: str) -> dict[tuple[str, str], Counts]:
    """Pairs by agencies, from `labelled`."""
    sides = "least(l.agency, r.agency), greatest(l.agency, r.agency)"
    linked = con.execute(f"""
        select {sides}, sum((l.value = r.value)::int), sum((l.value <> r.value)::int)
        from labelled as l join labelled as r on l.cluster = r.cluster and l.node < r.node where {where} group by all order by all
    """).fetchall()
    true = con.execute(f"""
        select {sides}, count(*) from labelled as l join labelled as r on l.value = r.value and l.node < r.node where {where} group by all order by all
    """).fetchall()
    found = {(a, b): (float(good), float(bad)) for a, b, good, bad in linked}
    total = {(a, b): float(n) for a, b, n in true}
    return {pair: Counts(*found.get(pair, (0.0, 0.0)), total.get(pair, 0.0)) for pair in sorted(found.keys() | total.keys())}


def linked_shares(
    con: "duckdb.DuckDBPyConnection", clusters: "NDArray[np.int64]", kind: str
) -> dict[tuple[str, str], tuple[float, float]]:
    """By pair of agencies: linked pairs, and how many of them have the number on both sides."""
    import numpy as np
    import pyarrow as pa

    con.register("given_clusters", pa.table({"node": np.arange(len(clusters), dtype=np.int64), "cluster": clusters}))
    rows = con.execute(f"""
        with placed as (
            select g.cluster, n.agency, count(*) as n, count(n.{kind}) as k
            from given_clusters as g join numbered using (node) join nodes as n using (record_key) group by g.cluster, n.agency
        )
        select l.agency, r.agency,
            sum(case when l.agency = r.agency then l.n * (l.n - 1) / 2 else l.n * r.n end),
            sum(case when l.agency = r.agency then l.k * (l.k - 1) / 2 else l.k * r.k end)
        from placed as l join placed as r on l.cluster = r.cluster and l.agency <= r.agency group by l.agency, r.agency order by all
    """).fetchall()
    con.unregister("given_clusters")
    return {(a, b): (float(n), float(k)) for a, b, n, k in rows}


def combine(
    both: dict[tuple[str, str], Counts],
    one: dict[tuple[str, str], Counts],
    coverage: dict[str, float],
    shares: dict[tuple[str, str], tuple[float, float]],
    wrong: float,
) -> list[dict[str, Any]]:
    """One row per pair of agencies that have numbers: estimated precision, recall and true pairs; and one for all together."""
    rows: list[dict[str, Any]] = []
    for pair in sorted(both):
        a, b = pair
        present = coverage[a] * coverage[b]
        if not present or not both[pair].true:
            continue
        hidden = one.get(pair, Counts())
        recall_both = both[pair].recall(1.0) if wrong == 0 else min(1.0, both[pair].recall(1.0) / (1 - wrong))
        recall = present * recall_both + (1 - present) * hidden.recall(recall_both)
        linked, known = shares.get(pair, (0.0, 0.0))
        certain = known / linked if linked else 1.0
        precision = certain * both[pair].precision(wrong) + (1 - certain) * hidden.precision(wrong)
        rows.append(
            {
                "agencies": f"{a} and {b}",
                "precision": precision,
                "recall": recall,
                "true_pairs": both[pair].true / present,
                "linked": linked,
            }
        )
    true, linked = sum(row["true_pairs"] for row in rows), sum(row["linked"] for row in rows)
    if true and linked:
        recall = sum(row["recall"] * row["true_pairs"] for row in rows) / true
        precision = sum(row["precision"] * row["linked"] for row in rows) / linked
        rows.append({"agencies": "all", "precision": precision, "recall": recall, "true_pairs": true, "linked": linked})
    return rows


def estimate_quality(
    con: "duckdb.DuckDBPyConnection", graph: Graph, threshold: float, kind: str, wrong: float
) -> list[dict[str, Any]]:
    """Estimated precision and recall at a threshold, from `silver`, `numbered` and `nodes`."""
    import numpy as np

    if not graph.count:
        return []
    clusters = cluster_at(graph, threshold).cluster
    put_labels(con, graph, clusters, np.zeros(graph.count, dtype=bool), kind)
    both = count_pairs(con, "true")
    shares = linked_shares(con, clusters, kind)
    without, hidden = hidden_graph(con, graph, kind)
    put_labels(con, graph, cluster_at(without, threshold).cluster, hidden, kind)
    one = count_pairs(con, "l.hidden <> r.hidden")
    coverage = dict(con.execute(f"select agency, count({kind})::double / count(*) from nodes group by agency").fetchall())
    return combine(both, one, coverage, shares, wrong)
