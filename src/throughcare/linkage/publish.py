"""Clusters at every link set."""

import json
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Rows
from throughcare.linkage.cluster import component_of
from throughcare.linkage.decisions import read_decisions
from throughcare.linkage.group import Graph, cluster_at, decided_in, read_graph, weight_against
from throughcare.linkage.link_sets import NEAR
from throughcare.linkage.marks import count_standings, keys_of, marks_now
from throughcare.linkage.quality import read_beside
from throughcare.linkage.records import keys_in_order, written_as
from throughcare.linkage.spine import weakest_links

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from throughcare.engine.table import Run
    from throughcare.linkage.cluster import Clusters

# Why a cluster needs attention; where several hold, the last.
REASONS = ("", "near the threshold", "too large", "joined by a recorded merge alone", "different numbers", "decisions contradict")


def merges_alone(graph: Graph, made: "Clusters", weight: "NDArray[np.float64]", threshold: float) -> list[int]:
    """Records that an agency says are one person with another, where neither a link of their cluster nor a decision of people says so too."""
    import numpy as np

    if not graph.merges:
        return []
    merged = {made.cluster[one] for one, _ in graph.merges}
    within = np.flatnonzero((weight >= threshold) & np.isin(made.cluster[graph.left], list(merged)))
    decided = np.array(graph.same[len(graph.merges) :], dtype=np.int64).reshape(-1, 2)
    left, right = (np.concatenate([side[within], decided[:, place]]) for place, side in enumerate((graph.left, graph.right)))
    part = component_of(graph.count, left, right)
    return [one for one, other in graph.merges if part[one] != part[other]]


def doubts_of(
    graph: Graph, made: "Clusters", weight: "NDArray[np.float64]", weakest: "NDArray[np.float64]", threshold: float
) -> "NDArray[np.int8]":
    """By record: why its cluster needs attention, as a place in `REASONS`."""
    import numpy as np

    doubt = np.zeros(graph.count, dtype=np.int8)
    apart = [one for one, other in graph.different if made.cluster[one] == made.cluster[other]]
    alone = merges_alone(graph, made, weight, threshold)
    near = np.flatnonzero(np.isfinite(weakest) & (weakest < threshold + NEAR))
    for place, nodes in enumerate((near, sorted(made.over_cap), alone, sorted(made.over_conflict), apart), start=1):
        doubt[made.cluster[np.asarray(nodes, dtype=np.int64)]] = place
    by_record: NDArray[np.int8] = doubt[made.cluster]
    return by_record


def clusters_at(
    graph: Graph, link_set: str, threshold: float, by_pair: "Mapping[str, float]"
) -> tuple["pa.Table", list[dict[str, Any]]]:
    """One link set's rows, with nodes instead of keys, and the links that were refused."""
    import numpy as np
    import pyarrow as pa

    made = cluster_at(graph, threshold, by_pair)
    left, right, weight = graph.left[made.joined], graph.right[made.joined], graph.weight[made.joined]
    weakest = weakest_links(graph.count, left, right, weight, made.cluster)
    sizes = np.bincount(made.cluster, minlength=graph.count)[made.cluster] if graph.count else np.empty(0, dtype=np.int64)
    doubt = doubts_of(graph, made, weight_against(graph, threshold, by_pair), weakest, threshold)
    linked = np.isfinite(weakest)
    table = pa.table(
        {
            "place": np.arange(graph.count, dtype=np.int64),
            "cluster_place": made.cluster,
            "weakest": pa.array(np.where(linked, weakest, 0.0), mask=~linked),
            "size": sizes.astype(np.int64),
            "doubt": pa.DictionaryArray.from_arrays(doubt, pa.array(REASONS)),
            "link_set_id": pa.DictionaryArray.from_arrays(np.zeros(graph.count, dtype=np.int8), pa.array([link_set])),
        }
    )
    refused: list[dict[str, Any]] = [{"link_set": link_set, **refusal._asdict()} for refusal in made.refused]
    return table, refused


def make_clusters(run: "Run") -> Rows:
    """Clusters of every link set; refused links are stored beside the table as `refused.json`, what the silver labels said as `silver.json`."""
    from concurrent.futures import ThreadPoolExecutor

    import pyarrow as pa

    con = run.connect()
    decided = run.parameters.get("link_decisions") or ""
    graph = read_graph(con, run.inputs["edges"], decided)
    silver = read_beside(run.inputs["edges"], "thresholds.json")
    link_sets = sorted(silver["link_sets"].items())
    graphs = [decided_in(con, graph, decided, link_set) if decided else graph for link_set, _ in link_sets]
    # The link sets are arrays alone, whose long operations let other threads work.
    with ThreadPoolExecutor(max_workers=run.threads) as pool:
        working = [
            pool.submit(clusters_at, chosen, link_set, threshold, silver["by_pair"].get(link_set, {}))
            for chosen, (link_set, threshold) in zip(graphs, link_sets, strict=True)
        ]
        found = [one.result() for one in working]
    keys = keys_in_order(con, "numbered")
    write_refused(run, [refusal for _, refused in found for refusal in refused], keys)
    write_standings(con, run, decided)
    (run.folder / "silver.json").write_text(json.dumps(silver), encoding="utf-8")
    made = pa.concat_tables([table for table, _ in found])
    named = {"record_key": written_as(made["place"], keys), "cluster": written_as(made["cluster_place"], keys)}
    figures = {name: made[name] for name in ("weakest", "size", "doubt", "place", "cluster_place")}
    con.register("made_clusters", pa.table({"link_set_id": made["link_set_id"], **named, **figures}))
    return Rows(con, "select * from made_clusters", in_order=True)


def write_standings(con: "duckdb.DuckDBPyConnection", run: "Run", decided: str) -> None:
    """Store how many decisions bind, and how many of them rest on records that are gone or have changed since."""
    decisions = read_decisions(decided) if decided else []
    now = marks_now(con, keys_of(decisions), run.key) if decisions else {}
    (run.folder / "decisions.json").write_text(json.dumps(count_standings(decisions, now)), encoding="utf-8")


def write_refused(run: "Run", refused: list[dict[str, Any]], keys: "pa.StringArray") -> None:
    """Store refused links with keys instead of nodes."""
    rows = [{**row, "left": keys[row["left"]].as_py(), "right": keys[row["right"]].as_py()} for row in refused]
    (run.folder / "refused.json").write_text(json.dumps(rows), encoding="utf-8")
