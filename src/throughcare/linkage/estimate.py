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
from throughcare.linkage.intervals import wilson
from throughcare.linkage.link_sets import DEFAULT, WIDE

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    from throughcare.engine.table import Input

ALL = "all"

# A pair of agencies' share is steadied by so many pairs of records of its kind (within one agency, or between two): two twins among a hundred pairs of one
# agency would be two in a hundred. Within one agency more pairs are namesakes and twins, so the kinds are kept apart. Distance from the truth (root of the
# mean square; largest), against 100 pairs of all agencies: six populations of 8,000 people .0041; .021 against .0045; .025, two of 20,000 .0024; .008
# against .0028; .010.
STEADIED_BY = 300.0
# In the mean of its kind no pair of agencies counts for more pairs than this, or the largest would stand for all; all agencies together count for as many.
MOST_OF_ONE = 50.0
# A sample that shows none may still hold so many, and the links as they are none where a sample shows so many (rule of three).
UNSEEN = 3


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


def group_pairs(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `linked_pairs` and `true_pairs` (agencies, unit, pairs, same): pairs with a drawn side by cluster, and by number; from `labelled` and `believed`.

    A pair that shares a number, and with it still weighs too little for any link set, is no missed link: the number is somebody else's.
    """
    sides = "least(l.agency, r.agency) || ' and ' || greatest(l.agency, r.agency) as agencies"
    con.execute(f"""
        create or replace temp table linked_pairs as
        select {sides}, l.cluster as unit, count(*) as pairs, sum((l.value = r.value)::int) as same
        from labelled as l join labelled as r on l.cluster = r.cluster and l.node < r.node where l.drawn or r.drawn group by all
    """)
    con.execute(f"""
        create or replace temp table true_pairs as
        select {sides}, l.value as unit, count(*) as pairs, count(*) as same
        from labelled as l join labelled as r on l.value = r.value and l.node < r.node
        left join believed as b on b.left_node = l.node and b.right_node = r.node
        where (l.drawn or r.drawn) and (l.cluster = r.cluster or b.left_node is not null) group by all
    """)


def count_pairs(con: "duckdb.DuckDBPyConnection") -> dict[str, tuple[int, int, int]]:
    """By pair of agencies: linked and same, linked and different, all that are the same; from `linked_pairs` and `true_pairs`."""
    linked, true = (
        {agencies: (int(pairs), int(same)) for agencies, pairs, same in con.execute(query).fetchall()}
        for query in (
            f"select agencies, sum(pairs), sum(same) from {name} group by agencies" for name in ("linked_pairs", "true_pairs")
        )
    )
    found = {}
    for agencies in sorted(linked.keys() | true.keys()):
        pairs, same = linked.get(agencies, (0, 0))
        found[agencies] = (same, pairs - same, true.get(agencies, (0, 0))[0])
    return found


def count_units(con: "duckdb.DuckDBPyConnection") -> dict[str, tuple[float, float]]:
    """By pair of agencies, and of all: how many persons' worth of pairs were linked, and are true (Kish's effective number), for the pairs of one go together."""
    found: dict[str, list[float]] = {}
    for name in ("linked_pairs", "true_pairs"):
        rows = con.execute(f"""
            with units as (
                select agencies, unit, pairs from {name}
                union all select '{ALL}', unit, sum(pairs) from {name} group by unit
            )
            select agencies, sum(pairs)::double * sum(pairs) / sum(pairs * pairs) from units group by agencies
        """).fetchall()
        units = dict(rows)
        for agencies in units.keys() | found.keys():
            found.setdefault(agencies, [] if name == "linked_pairs" else [0.0]).append(float(units.get(agencies, 0.0)))
    return {agencies: (linked, true) for agencies, (linked, true) in found.items()}


def steadied_share(part: float, whole: float, wrong: float, usual: float) -> float:
    """A share less what wrong numbers explain, steadied by what is usual."""
    if not whole:
        return usual
    return (min(1.0, part / whole / (1 - wrong)) * whole + usual * STEADIED_BY) / (whole + STEADIED_BY)


def interval_of(part: float, whole: float, wrong: float, units: float, share: float) -> tuple[float, float]:
    """The 95 % interval of a share as the records themselves show it: Wilson's over persons rather than pairs, and the steadied share within it.

    From none of the contradictions being wrong numbers to all of their share; up to 1 where three persons' worth or fewer contradict, for what a sample
    shows so seldom may be in none of the links.
    """
    if not whole or not units:
        return 0.0, 1.0
    _, low, high = wilson(part / whole * units, units)
    few = (1 - part / whole) * units <= UNSEEN
    return min(low or 0.0, share), max(share, 1.0 if few else min(1.0, (high or 1.0) / (1 - wrong)))


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


def make_rows(
    counts: dict[str, tuple[int, int, int]], wrong: float, units: dict[str, tuple[float, float]]
) -> list[dict[str, Any]]:
    """One row per pair of agencies that have numbers, and one for all: estimated precision and recall, each with an interval."""
    good, bad, true = (sum(count[place] for count in counts.values()) for place in range(3))
    if not true or not good:
        return []
    overall = min(1.0, good / (good + bad) / (1 - wrong)), min(1.0, good / true / (1 - wrong))
    usual = usual_of_kind(counts, wrong, overall)
    rows: list[dict[str, Any]] = []
    for agencies, (same, other, all_same) in [*counts.items(), (ALL, (good, bad, true))]:
        if not all_same:
            continue
        by = overall if agencies == ALL else usual[within_one(agencies)]
        row: dict[str, Any] = {"agencies": agencies, "true_pairs": all_same, "linked": same + other}
        for place, (name, whole) in enumerate((("precision", same + other), ("recall", all_same))):
            row[name] = steadied_share(same, whole, wrong, by[place])
            row[f"{name}_low"], row[f"{name}_high"] = interval_of(same, whole, wrong, units[agencies][place], row[name])
        rows.append(row)
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
    group_pairs(con)
    return make_rows(count_pairs(con), silver["wrong_labels"], count_units(con))
