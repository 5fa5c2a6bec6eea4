"""Clusters at every link set, and the crosswalk made of them."""

import json
from typing import TYPE_CHECKING

from throughcare.linkage.group import Graph, cluster_at, read_graph
from throughcare.linkage.link_sets import NEAR, STANDING
from throughcare.linkage.spine import weakest_links

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from throughcare.engine.table import Run
    from throughcare.linkage.cluster import Clusters

ACTIVE, NEEDS_ATTENTION = "ACTIVE", "NEEDS_ATTENTION"


def thresholds_of(run: "Run") -> dict[str, float]:
    """The threshold of each link set: chosen by silver labels where `edges` could, else the standing ones."""
    path = run.inputs["edges"].path.parent / "thresholds.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["link_sets"]) if path.exists() else dict(STANDING)


def doubts_of(graph: Graph, made: "Clusters", weakest: "NDArray[np.float64]", threshold: float) -> "NDArray[np.object_]":
    """By record: why its cluster needs attention, or an empty text."""
    import numpy as np

    doubt = np.full(graph.count, "", dtype=object)
    near = np.zeros(graph.count, dtype=bool)
    linked = np.isfinite(weakest)
    near[made.cluster[linked & (weakest < threshold + NEAR)]] = True
    doubt[near[made.cluster]] = "near the threshold"
    for nodes, reason in ((made.over_cap, "too large"), (made.over_conflict, "different numbers")):
        marked = np.zeros(graph.count, dtype=bool)
        marked[made.cluster[sorted(nodes)]] = True
        doubt[marked[made.cluster]] = reason
    apart = [one for one, other in graph.different if made.cluster[one] == made.cluster[other]]
    marked = np.zeros(graph.count, dtype=bool)
    marked[made.cluster[apart]] = True
    doubt[marked[made.cluster]] = "decisions contradict"
    return doubt


def clusters_at(graph: Graph, link_set: str, threshold: float) -> tuple["pa.Table", list[dict[str, object]]]:
    """One link set's rows, with nodes instead of keys, and the links that were refused."""
    import numpy as np
    import pyarrow as pa

    made = cluster_at(graph, threshold)
    left, right, weight = graph.left[made.joined], graph.right[made.joined], graph.weight[made.joined]
    weakest = weakest_links(graph.count, left, right, weight, made.cluster)
    sizes = np.bincount(made.cluster, minlength=graph.count)[made.cluster] if graph.count else np.empty(0, dtype=np.int64)
    doubt = doubts_of(graph, made, weakest, threshold)
    linked = np.isfinite(weakest)
    table = pa.table(
        {
            "node": np.arange(graph.count, dtype=np.int64),
            "cluster_node": made.cluster,
            "weakest": pa.array(np.where(linked, weakest, 0.0), mask=~linked),
            "size": sizes.astype(np.int64),
            "doubt": pa.array(doubt.tolist(), pa.string()),
            "link_set_id": pa.array([link_set] * graph.count, pa.string()),
        }
    )
    refused = [{"link_set": link_set, **refusal._asdict()} for refusal in made.refused]
    return table, refused


def make_clusters(run: "Run") -> "pa.Table":
    """Clusters of every link set; refused links are stored beside the table as `refused.json`."""
    import pyarrow as pa

    con = run.connect()
    graph = read_graph(con, run.parameters.get("link_decisions") or "")
    tables, refused = [], []
    for link_set, threshold in sorted(thresholds_of(run).items()):
        table, refusals = clusters_at(graph, link_set, threshold)
        tables.append(table)
        refused += refusals
    write_refused(con, run, refused)
    con.register("made_clusters", pa.concat_tables(tables))
    return con.sql("""
        select m.link_set_id, n.record_key, c.record_key as cluster, m.weakest, m.size, m.doubt
        from made_clusters as m join numbered as n on n.node = m.node join numbered as c on c.node = m.cluster_node
    """).to_arrow_table()


def write_refused(con: "duckdb.DuckDBPyConnection", run: "Run", refused: list[dict[str, object]]) -> None:
    """Store refused links with keys instead of nodes."""
    keys = dict(con.execute("select node, record_key from numbered").fetchall()) if refused else {}
    rows = [{**row, "left": keys[row["left"]], "right": keys[row["right"]]} for row in refused]
    (run.folder / "refused.json").write_text(json.dumps(rows), encoding="utf-8")


def probability_sql(weight: str) -> str:
    """A weight as a probability, kept within the bounds of what can be known."""
    return f"least(greatest(1 / (1 + pow(2.0, -least(greatest({weight}, -60), 60))), 0.0005), 0.9995)"


def make_crosswalk(run: "Run") -> "pa.Table":
    """The published crosswalk: ids from each cluster's smallest key, or the ids that its records had before."""
    con = run.connect()
    con.execute("""
        create temp table ids as
        select link_set_id, cluster, 'T' || substr(sha256(cluster), 1, 15) as person_id from clusters group by link_set_id, cluster
    """)
    return con.sql(f"""
        select c.link_set_id, n.source_table, n.source_key, i.person_id,
            case when c.size = 1 then 1.0 when c.weakest is null then 0.9995 else {probability_sql("c.weakest")} end as probability,
            case when c.doubt = '' then '{ACTIVE}' else '{NEEDS_ATTENTION}' end as status, n.record_key
        from clusters as c join ids as i using (link_set_id, cluster) join nodes as n using (record_key)
    """).to_arrow_table()
