"""Precision and recall of the published clusters by pair of agencies, estimated without truth.

Source: linkage note, section 11. A number is hidden as often as it is missing, on a sample of persons (`hide.py`); clusters are made anew; the hidden
number says which pairs were right. So the sample meets the study's own mixture of pairs in which both, one or no record has the number. It
supposes that numbers are missing at random within an agency; `rates.py` tests that.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import literal
from throughcare.linkage.cluster import Held
from throughcare.linkage.group import KINDS, SEVERAL, Graph, cluster_at
from throughcare.linkage.hide import SCHEMES
from throughcare.linkage.link_sets import DEFAULT, WIDE

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    from throughcare.engine.table import Input

Z = 1.96

# A pair of agencies' share is steadied by so many pairs of records of its kind (within one agency, or between two): two twins among a hundred pairs of one
# agency would be two in a hundred. Within one agency more pairs are namesakes and twins, so the kinds are kept apart. Distance from the truth (root of the
# mean square; largest), against 100 pairs of all agencies: six populations of 8,000 people .0041; .021 against .0045; .025, two of 20,000 .0024; .008
# against .0028; .010.
STEADIED_BY = 300.0
# In the mean of its kind no pair of agencies counts for more pairs than this, or the largest would stand for all; all agencies together count for as many.
MOST_OF_ONE = 50.0


def open_silver(con: "duckdb.DuckDBPyConnection", edges: "Input") -> None:
    """Views `silver` and `silver_records` on what was stored beside the edges."""
    for name in ("silver", "silver_records"):
        path: Path = edges.extra(f"{name}.parquet")  # noqa: S610  # no Django here: `extra` is a file beside a table
        con.execute(f"create or replace temp view {name} as select * from read_parquet({literal(path)})")


def nodes_of_sample(con: "duckdb.DuckDBPyConnection", count: int, scheme: str, chosen: str = "true") -> "NDArray[np.bool_]":
    """By node, whether it is of a person drawn in a scheme, of the records that a condition on `silver_records` chooses."""
    import numpy as np

    found = con.execute(
        f"select node from silver_records join numbered using (record_key) where {chosen} and scheme = ?", [scheme]
    )
    nodes = np.zeros(count, dtype=bool)
    nodes[np.asarray(found.fetchnumpy()["node"], dtype=np.int64)] = True
    return nodes


def hidden_graph(con: "duckdb.DuckDBPyConnection", graph: Graph, scheme: str) -> Graph:
    """The graph as it would be had the hidden records of a scheme no number of its kinds; from `silver`, `silver_records` and `numbered`."""
    import numpy as np

    rows = con.execute(
        """
        select l.node as left_node, r.node as right_node, s.weight, s.agencies
        from silver as s join numbered as l on l.record_key = s.left_key join numbered as r on r.record_key = s.right_key
        where s.parted = '' and s.scheme = ? order by left_node, right_node
        """,
        [scheme],
    ).fetchnumpy()
    left, right = (np.asarray(rows[name], dtype=np.int64) for name in ("left_node", "right_node"))
    names = {name: place for place, name in enumerate(graph.pairs)}
    agencies = np.asarray(rows["agencies"], dtype=object)
    # A pair of agencies that no stored edge joins has no threshold of its own: any place past the end stands for it.
    found, of = np.unique(agencies.astype(str), return_inverse=True)
    pairs = graph.pairs + tuple(str(name) for name in found if name not in names)
    place = np.array([pairs.index(str(name)) for name in found], dtype=np.int64)
    hidden = nodes_of_sample(con, graph.count, scheme, "hidden")
    kept = ~(hidden[graph.left] | hidden[graph.right])
    return replace(
        graph,
        left=np.concatenate([graph.left[kept], left]),
        right=np.concatenate([graph.right[kept], right]),
        weight=np.concatenate([graph.weight[kept], np.asarray(rows["weight"], dtype=np.float64)]),
        pair=np.concatenate([graph.pair[kept], place[of] if len(of) else np.empty(0, dtype=np.int64)]),
        pairs=pairs,
        held=numbers_shown(graph.held, hidden, scheme),
    )


def numbers_shown(held: Held, hidden: "NDArray[np.bool_]", scheme: str) -> Held:
    """The numbers that records still hold in a scheme."""
    import numpy as np

    kinds = next(one for one in SCHEMES if one.name == scheme).kinds
    gone = [KINDS.index(name) for kind in kinds for name in (kind, SEVERAL[kind])]
    shown = ~(np.isin(held.kind, gone) & hidden[held.node])
    return Held(held.node[shown], held.kind[shown], held.value[shown], held.lasting)


def put_labels(con: "duckdb.DuckDBPyConnection", clusters: "NDArray[np.int64]", scheme: str, kind: str) -> None:
    """Leave `labelled`: the records that hold one number of the kind: its value, the agency, the cluster, and whether the person was drawn."""
    import numpy as np
    import pyarrow as pa

    con.register("given_clusters", pa.table({"node": np.arange(len(clusters), dtype=np.int64), "cluster": clusters}))
    con.execute(
        f"""
        create or replace temp table labelled as
        select g.node, n.{kind} as value, n.agency, g.cluster, s.record_key is not null as drawn
        from nodes as n join given_clusters as g on g.node = n.place
        left join (select record_key from silver_records where scheme = ?) as s using (record_key)
        where n.{kind} is not null and not contains(n.{kind}, '|')
        """,
        [scheme],
    )
    con.unregister("given_clusters")


def put_believed(con: "duckdb.DuckDBPyConnection", graph: Graph, lowest: float) -> None:
    """Leave `believed` (left_node, right_node): the pairs that weigh so much with all their numbers."""
    import pyarrow as pa

    heavy = graph.weight >= lowest
    con.register("given_believed", pa.table({"left_node": graph.left[heavy], "right_node": graph.right[heavy]}))
    con.execute("create or replace temp table believed as select * from given_believed")
    con.unregister("given_believed")


def count_pairs(con: "duckdb.DuckDBPyConnection") -> dict[str, tuple[int, int, int]]:
    """By pair of agencies, over pairs with a drawn side: linked and same, linked and different, all that are the same; from `labelled` and `believed`.

    A pair that shares a number, and with it still weighs too little for any link set, is no missed link: the number is somebody else's.
    """
    sides = "least(l.agency, r.agency) || ' and ' || greatest(l.agency, r.agency)"
    linked = con.execute(f"""
        select {sides}, sum((l.value = r.value)::int), sum((l.value <> r.value)::int)
        from labelled as l join labelled as r on l.cluster = r.cluster and l.node < r.node where l.drawn or r.drawn group by all
    """).fetchall()
    true = con.execute(f"""
        select {sides}, count(*) from labelled as l join labelled as r on l.value = r.value and l.node < r.node
        left join believed as b on b.left_node = l.node and b.right_node = r.node
        where (l.drawn or r.drawn) and (l.cluster = r.cluster or b.left_node is not null) group by all
    """).fetchall()
    found = {pair: (int(good), int(bad)) for pair, good, bad in linked}
    total = {pair: int(n) for pair, n in true}
    return {pair: (*found.get(pair, (0, 0)), total.get(pair, 0)) for pair in sorted(found.keys() | total.keys())}


def share_with_interval(part: float, whole: float, wrong: float, usual: float) -> tuple[float, float, float]:
    """A share less what wrong numbers explain, steadied by what is usual, with Wilson's 95 % interval.

    Pairs of one person are not independent, so it is the narrowest that the interval can be.
    """
    count = whole + STEADIED_BY
    share = (min(1.0, part / whole / (1 - wrong)) * whole + usual * STEADIED_BY) / count if whole else usual
    centre = (share + Z * Z / (2 * count)) / (1 + Z * Z / count)
    reach = Z * ((share * (1 - share) / count + Z * Z / (4 * count * count)) ** 0.5) / (1 + Z * Z / count)
    return share, max(0.0, centre - reach), min(1.0, centre + reach)


def within_one(agencies: str) -> bool:
    """Whether a pair of agencies is one agency twice."""
    one, other = agencies.split(" and ")
    return one == other


def usual_share(parts: list[tuple[int, int]], wrong: float, overall: float) -> float:
    """The mean share over (part, whole) of several pairs of agencies and of all, none of which counts for more than `MOST_OF_ONE`."""
    known = [(part / whole, min(float(whole), MOST_OF_ONE)) for part, whole in parts if whole]
    total = sum(weight * min(1.0, share / (1 - wrong)) for share, weight in known)
    return (total + MOST_OF_ONE * overall) / (sum(weight for _, weight in known) + MOST_OF_ONE)


def usual_of_kind(
    counts: dict[str, tuple[int, int, int]], wrong: float, overall: tuple[float, float]
) -> dict[bool, tuple[float, float]]:
    """Usual (precision, recall) of pairs within one agency (True) and between two (False)."""
    found = {}
    for within in (True, False):
        of_kind = [count for agencies, count in counts.items() if within_one(agencies) is within]
        precision = usual_share([(good, good + bad) for good, bad, _ in of_kind], wrong, overall[0])
        recall = usual_share([(good, true) for good, _, true in of_kind], wrong, overall[1])
        found[within] = (precision, recall)
    return found


def make_rows(counts: dict[str, tuple[int, int, int]], wrong: float) -> list[dict[str, Any]]:
    """One row per pair of agencies that have numbers, and one for all: estimated precision and recall, each with an interval."""
    good, bad, true = (sum(count[place] for count in counts.values()) for place in range(3))
    if not true or not good:
        return []
    overall = min(1.0, good / (good + bad) / (1 - wrong)), min(1.0, good / true / (1 - wrong))
    usual = usual_of_kind(counts, wrong, overall)
    rows: list[dict[str, Any]] = []
    for agencies, (same, other, all_same) in [*counts.items(), ("all", (good, bad, true))]:
        if not all_same:
            continue
        by = overall if agencies == "all" else usual[within_one(agencies)]
        precision, low, high = share_with_interval(same, same + other, wrong, by[0])
        recall, recall_low, recall_high = share_with_interval(same, all_same, wrong, by[1])
        rows.append(
            {
                "agencies": agencies, "precision": precision, "precision_low": low, "precision_high": high,
                "recall": recall, "recall_low": recall_low, "recall_high": recall_high, "true_pairs": all_same, "linked": same + other,
            }
        )  # fmt: skip
    return rows


def estimate_quality(
    con: "duckdb.DuckDBPyConnection", edges: "Input", graph: Graph, silver: dict[str, Any], kind: str
) -> list[dict[str, Any]]:
    """Estimated precision and recall of the default link set by pair of agencies, one kind of number saying who is who."""
    if not graph.count:
        return []
    open_silver(con, edges)
    # Only pairs with a drawn side are counted, so only their clusters need be right.
    drawn = nodes_of_sample(con, graph.count, kind)
    made = cluster_at(hidden_graph(con, graph, kind), silver["link_sets"][DEFAULT], silver["by_pair"].get(DEFAULT), drawn)
    put_labels(con, made.cluster, kind, kind)
    put_believed(con, graph, silver["link_sets"][WIDE])
    return make_rows(count_pairs(con), silver["wrong_labels"])
