"""Edges to clusters, for every link set, from whole-number arrays that are read once."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from throughcare.linkage.cluster import Clusters, Held, cluster_edges
from throughcare.linkage.decisions import decided_pairs
from throughcare.linkage.link_sets import DEFAULT
from throughcare.linkage.several import Several, quoted, read_several, records_with_several
from throughcare.linkage.sources import ONE_PER_PERSON

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

    from throughcare.engine.table import Input

# A kind that an agency gives one person twice stands again as "several": there it says who is one, and never who are two.
SEVERAL = {kind: f"{kind}, several" for kind in ONE_PER_PERSON}
KINDS = (*ONE_PER_PERSON, "crn", "asn", "master", *SEVERAL.values())


@dataclass(frozen=True)
class Graph:
    """Records and their edges as arrays: `left` and `right` are positions in the sorted keys, `pair` the place of the edge's agencies in `pairs`.

    `same` are the recorded merges (`merges`) and after them what people decided.
    """

    count: int
    left: "NDArray[np.int64]"
    right: "NDArray[np.int64]"
    weight: "NDArray[np.float64]"
    held: Held
    same: list[tuple[int, int]]
    different: set[tuple[int, int]]
    pair: "NDArray[np.int64]"
    pairs: tuple[str, ...]
    merges: list[tuple[int, int]]


def number_nodes(con: "duckdb.DuckDBPyConnection") -> int:
    """Leave `numbered` (record_key, node from 0 in key order, the agency's place among the agencies by name); how many there are."""
    con.execute("""
        create or replace temp table numbered as
        select record_key, place as node, agency_place
        from nodes join (select agency, row_number() over (order by agency) - 1 as agency_place from (select distinct agency from nodes)) using (agency)
    """)
    return int(con.execute("select count(*) from numbered").fetchall()[0][0])


def kinds_held(several: Sequence[Several]) -> str:
    """A query of `identifiers` that gives each number as the kinds it stands for: of an agency that numbers people twice not as one a person."""
    again = [row.kind for row in several]
    held = "select record_key, kind, canonical from identifiers where valid and not set_aside and role in ('own', 'alias')"
    if not several:
        return held
    unsure = " ".join(f"when '{kind}' then {records_with_several(several, kind, 'record_key')}" for kind in again)
    return f"""
        with held as ({held})
        select * from held where not (case kind {unsure} else false end)
        union all
        select record_key, kind || ', several', canonical from held where kind in ({quoted(again)})
    """


def read_held(con: "duckdb.DuckDBPyConnection", several: Sequence[Several]) -> Held:
    """The valid numbers of every record, as whole numbers; from `identifiers`, `nodes` and `numbered`."""
    import numpy as np

    kinds = "case kind " + " ".join(f"when '{kind}' then {place}" for place, kind in enumerate(KINDS)) + " end"
    # Values are only ever compared within a kind, so any whole number will do that stands for one text.
    rows = con.execute(f"""
        select n.node, {kinds} as kind, (hash(i.canonical) >> 1)::bigint as value
        from ({kinds_held(several)}) as i join numbered as n using (record_key) where {kinds} is not null
    """).fetchnumpy()
    node, kind, value = (np.asarray(rows[name], dtype=np.int64) for name in ("node", "kind", "value"))
    return Held(node, kind, value, lasting=len(ONE_PER_PERSON))


def recorded_merges(con: "duckdb.DuckDBPyConnection") -> list[tuple[int, int]]:
    """Pairs of records that an agency itself says are one person: merged from, merged into."""
    # The few pairs first: planned as one join, three million records were once paired by their agency alone, which filled the disk.
    rows = con.execute("""
        with merged as materialized (
            select distinct m.record_key as one, o.record_key as other
            from identifiers as m join identifiers as o on o.kind = m.kind and o.canonical = m.canonical
            where m.role in ('merged_to', 'merged_from') and m.valid and not m.set_aside and o.role = 'own' and not o.set_aside
        )
        select a.node, b.node from merged join numbered as a on a.record_key = one join numbered as b on b.record_key = other
        where split_part(one, ':', 1) = split_part(other, ':', 1) and one <> other
        order by a.node, b.node
    """).fetchall()
    return [(int(one), int(other)) for one, other in rows]


def read_graph(con: "duckdb.DuckDBPyConnection", beside: "Input", decided: str = "") -> Graph:
    """Everything that clustering reads, from `nodes`, `identifiers`, `edges` and the decisions' text, as it binds in the default link set.

    `beside`: the edges as input; the agencies that number people twice stand in the model beside them.
    """
    import numpy as np

    model = json.loads(beside.extra("model.json").read_text(encoding="utf-8"))  # noqa: S610  # no Django here: `extra` is a file beside a table

    count = number_nodes(con)
    rows = con.execute("""
        select left_node, right_node, match_weight from edges where parted = '' order by left_node, right_node
    """).fetchnumpy()
    left, right = (np.asarray(rows[name], dtype=np.int64) for name in ("left_node", "right_node"))
    same, different = decided_pairs(con, decided, DEFAULT)
    merges = recorded_merges(con)
    pairs, pair = agency_pairs(con, left, right)
    return Graph(
        count,
        left,
        right,
        np.asarray(rows["match_weight"], dtype=np.float64),
        read_held(con, read_several(model)),
        [*merges, *same],
        different,
        pair,
        pairs,
        merges,
    )


def decided_in(con: "duckdb.DuckDBPyConnection", graph: Graph, decided: str, link_set: str) -> Graph:
    """The graph with the decisions that bind in a link set."""
    same, different = decided_pairs(con, decided, link_set)
    return replace(graph, same=[*graph.merges, *same], different=different)


def agency_pairs(
    con: "duckdb.DuckDBPyConnection", left: "NDArray[np.int64]", right: "NDArray[np.int64]"
) -> tuple[tuple[str, ...], "NDArray[np.int64]"]:
    """The pairs of agencies as `a and b`, and each edge's place among them; from `nodes` and `numbered`."""
    import numpy as np

    names = [row[0] for row in con.execute("select distinct agency from nodes order by agency").fetchall()]
    agency = np.asarray(
        con.execute("select agency_place from numbered order by node").fetchnumpy()["agency_place"], dtype=np.int64
    )
    one, other = agency[left], agency[right]
    code = np.minimum(one, other) * len(names) + np.maximum(one, other)
    # Counted rather than sorted: there are few pairs of agencies and millions of edges.
    found = np.flatnonzero(np.bincount(code, minlength=len(names) ** 2))
    place = np.zeros(len(names) ** 2, dtype=np.int64)
    place[found] = np.arange(len(found))
    return tuple(f"{names[at // len(names)]} and {names[at % len(names)]}" for at in found.tolist()), place[code]


def weight_against(graph: Graph, threshold: float, by_pair: Mapping[str, float]) -> "NDArray[np.float64]":
    """Weights moved so that one threshold serves all: a pair of agencies with a higher threshold of its own loses the difference."""
    import numpy as np

    if not by_pair:
        return graph.weight
    moved = np.array([by_pair.get(pair, threshold) - threshold for pair in graph.pairs])
    against: NDArray[np.float64] = graph.weight - moved[graph.pair] if len(graph.weight) else graph.weight
    return against


def cluster_at(
    graph: Graph, threshold: float, by_pair: Mapping[str, float] | None = None, within: "NDArray[np.bool_] | None" = None
) -> Clusters:
    """The clusters of one link set; `by_pair` are the thresholds of pairs of agencies that have their own, `within` the nodes that are asked about."""
    weight = weight_against(graph, threshold, by_pair or {})
    return cluster_edges(
        graph.count,
        graph.left,
        graph.right,
        weight,
        threshold,
        graph.held,
        same=graph.same,
        different=graph.different,
        within=within,
    )
