"""Drawn link sets: who might be who, in as many versions as one wants, each as likely as the links themselves are.

Source: linkage note, section 13. Clusters are made once at the lowest weight, strongest link first. Each link that joins two parts is then kept
with its calibrated probability, drawn once for the two parts and not once for each pair of their records: many weak pairs of the same two
parts are one question, and asking it sixteen times would nearly always say yes. What blocking never saw is in no draw.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.calibrate import Knots, probability_by_pair
from throughcare.linkage.cluster import component_of
from throughcare.linkage.group import Graph, cluster_at
from throughcare.linkage.link_sets import DEFAULT, DRAWN, LOWEST_DRAWN, drawn_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from throughcare.engine.table import Run


def joining_links(graph: Graph) -> "NDArray[np.int64]":
    """The places among the graph's edges of the links that each join two parts when the strongest come first, contradictions refused."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    joined = cluster_at(graph, LOWEST_DRAWN).joined
    left, right, weight = graph.left[joined], graph.right[joined], graph.weight[joined]
    # Costs are whole and fall with weight; ties are broken by position, so that row order decides nothing.
    order = np.lexsort((right, left, -weight))
    cost = np.empty(len(order))
    cost[order] = np.arange(1, len(order) + 1)
    tree = minimum_spanning_tree(coo_array((cost, (left, right)), shape=(graph.count, graph.count)).tocsr()).tocoo()
    place: NDArray[np.int64] = joined[np.sort(order[tree.data.astype(np.int64) - 1])]
    return place


def draw_clusters(
    graph: Graph, calibration: "Mapping[str, Knots]", seed: int, draws: int = DRAWN
) -> "Iterator[NDArray[np.int64]]":
    """One array a draw: the cluster of every record (its smallest node). Links that people or agencies decided are in every draw."""
    import numpy as np

    joining = joining_links(graph)
    left, right = graph.left[joining], graph.right[joining]
    kept_with = probability_by_pair(graph.weight[joining], graph.pair[joining], graph.pairs, calibration)
    certain = np.array(graph.same, dtype=np.int64).reshape(-1, 2)
    rng = np.random.default_rng(seed)
    for _ in range(draws):
        kept = rng.random(len(kept_with)) < kept_with
        yield component_of(graph.count, np.concatenate([certain[:, 0], left[kept]]), np.concatenate([certain[:, 1], right[kept]]))


def changed_records(drawn: "NDArray[np.int64]", standing: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Records whose person holds other records in the draw than in the standing link set."""
    import numpy as np

    count = len(drawn)
    sizes, before = np.bincount(drawn, minlength=count), np.bincount(standing, minlength=count)
    pairs = drawn * np.int64(max(count, 1)) + standing
    _, place, common = np.unique(pairs, return_inverse=True, return_counts=True)
    together = common[place]
    changed: NDArray[np.bool_] = (together != sizes[drawn]) | (together != before[standing])
    return changed


def standing_clusters(con: "duckdb.DuckDBPyConnection", link_set: str) -> "NDArray[np.int64]":
    """A link set's cluster of every node, from `clusters` and `numbered`."""
    import numpy as np

    rows = con.execute(
        """
        select c.node as cluster from clusters as m join numbered as n using (record_key) join numbered as c on c.record_key = m.cluster
        where m.link_set_id = ? order by n.node
        """,
        [link_set],
    ).fetchnumpy()
    return np.asarray(rows["cluster"], dtype=np.int64)


def make_drawn_links(run: "Run") -> "pa.Table":
    """The drawn link sets, each as what differs from the default one."""
    import numpy as np
    import pyarrow as pa

    from throughcare.linkage.group import read_graph
    from throughcare.linkage.quality import read_beside

    con = run.connect()
    graph = read_graph(con, run.inputs["edges"], run.parameters.get("link_decisions") or "")
    calibration = read_beside(run.inputs["clusters"], "silver.json")["calibration"]
    standing = standing_clusters(con, DEFAULT)
    sets: list[str] = []
    nodes, clusters = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
    for place, drawn in enumerate(draw_clusters(graph, calibration, int(run.parameters.get("seed") or 1)) if graph.count else ()):
        changed = np.flatnonzero(changed_records(drawn, standing))
        sets += [drawn_name(place + 1)] * len(changed)
        nodes.append(changed)
        clusters.append(drawn[changed])
    con.register(
        "drawn",
        pa.table({"link_set_id": pa.array(sets, pa.string()), "node": np.concatenate(nodes), "c": np.concatenate(clusters)}),
    )
    return con.sql("""
        select d.link_set_id, n.record_key, 'T' || substr(sha256(d.link_set_id || '|' || c.record_key), 1, 15) as person_id
        from drawn as d join numbered as n using (node) join numbered as c on c.node = d.c
    """).to_arrow_table()
