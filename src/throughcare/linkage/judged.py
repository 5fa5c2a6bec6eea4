"""Records whose person is known some other way, beside the cluster they were put into: what was missed, what was joined falsely.

The other way is the truth of an invented population, or a number (PNC) that the links were made without. In the second case every PNC is hidden at
once, so the figures are those of a study in which nobody has one: larger than the published link sets' own, and fit to compare groups.
Source: linkage note, sections 11 and 14.
"""

import json
from math import log2
from typing import TYPE_CHECKING, Any

from throughcare.linkage.cluster import Held, cluster_edges
from throughcare.linkage.facts import NUMBERS
from throughcare.linkage.group import KINDS, SEVERAL, number_nodes, read_held
from throughcare.linkage.several import agencies_of, find_several, quoted, read_several, records_with_several

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import duckdb

    from throughcare.linkage.several import Several

LABEL = "pnc"

# Rules that find a pair by the label itself, by their codes.
FOUND_BY_LABEL = ("PNC", "core number")

OTHER_KINDS = ("cro", "noms", "crn", "asn", "master")


def weights_of(model: dict[str, Any]) -> dict[str, float]:
    """The weight of each level of the comparison of numbers, from a model's report."""
    return {row["level"]: log2(row["m"] / row["u"]) for row in model["levels"] if row["fact"] == NUMBERS.code}


def one_a_person(several: "Sequence[Several]", kind: str) -> str:
    """A further condition on two nodes: neither agency gives one person several numbers of the kind."""
    agencies = quoted(agencies_of(several, kind))
    return f" and a.agency not in ({agencies}) and b.agency not in ({agencies})" if agencies else ""


def without_label(weight: dict[str, float], several: "Sequence[Several]") -> str:
    """The weight of the comparison of numbers had no record the label: the levels of `facts.NUMBERS` in their order, read from two nodes."""
    agrees = {kind: f"list_has_any(string_split(a.{kind}, '|'), string_split(b.{kind}, '|'))" for kind in OTHER_KINDS}
    agree = " + ".join(f"coalesce({said}::int, 0)" for said in agrees.values())
    known = {kind: f"(a.{kind} is not null and b.{kind} is not null{one_a_person(several, kind)})" for kind in ("cro", "noms")}
    differ = " + ".join(f"coalesce((not {agrees[kind]} and {said})::int, 0)" for kind, said in known.items())
    single = (("noms", "prison number agrees"), ("crn", "CRN agrees"), ("cro", "CRO agrees"))
    return (
        f"case when {agree} >= 2 then {weight['two kinds agree']!r} "
        + " ".join(f"when {agrees[kind]} then {weight[level]!r}" for kind, level in single)
        + f" when {agrees['asn']} or {agrees['master']} then {weight['court or arrest number agrees']!r}"
        + f" when {differ} >= 2 then {weight['two kinds differ']!r} when {' or '.join(known.values())} then {weight['else']!r} else 0 end"
    )


def hide_label(con: "duckdb.DuckDBPyConnection", model: dict[str, Any], found_by: int) -> None:
    """Leave `unlabelled` (left_node, right_node, weight): the edges as they would be had nobody the label. `found_by`: the label's rules as bits."""
    weight = weights_of(model)
    given = " ".join(f"when {place} then {weight[code]!r}" for place, code in enumerate(reversed(NUMBERS.codes)))
    con.execute(f"""
        create or replace temp table unlabelled as
        select l.node as left_node, r.node as right_node,
            e.match_weight - (case e.numbers {given} else 0 end) + ({without_label(weight, read_several(model))}) as weight
        from edges as e
        join numbered as l on l.record_key = e.left_key join numbered as r on r.record_key = e.right_key
        join nodes as a on a.record_key = e.left_key join nodes as b on b.record_key = e.right_key
        where e.parted = '' and e.rules & ~{found_by}::bigint <> 0
    """)


def judge_by_label(con: "duckdb.DuckDBPyConnection", model: "Path", threshold: float, found_by: int) -> int:
    """Leave `judged` (record_key, truth, cluster), from `nodes`, `identifiers` and `edges`: records with one valid PNC; how many."""
    import numpy as np
    import pyarrow as pa

    count = number_nodes(con)
    hide_label(con, json.loads(model.read_text(encoding="utf-8")), found_by)
    rows = con.execute("select left_node, right_node, weight from unlabelled order by left_node, right_node").fetchnumpy()
    held = read_held(con, find_several(con))
    kept = ~np.isin(held.kind, [KINDS.index(LABEL), KINDS.index(SEVERAL[LABEL])])
    made = cluster_edges(
        count,
        np.asarray(rows["left_node"], dtype=np.int64),
        np.asarray(rows["right_node"], dtype=np.int64),
        np.asarray(rows["weight"], dtype=np.float64),
        threshold,
        Held(held.node[kept], held.kind[kept], held.value[kept], held.lasting),
    )
    con.register("given_clusters", pa.table({"node": np.arange(count, dtype=np.int64), "cluster": made.cluster}))
    con.execute(f"""
        create or replace temp table judged as
        select record_key, n.{LABEL} as truth, g.cluster::varchar as cluster
        from given_clusters as g join numbered using (node) join nodes as n using (record_key)
        where n.{LABEL} is not null and strpos(n.{LABEL}, '|') = 0 and not ({records_with_several(find_several(con), LABEL, "record_key")})
    """)
    con.unregister("given_clusters")
    return int(con.execute("select count(*) from judged").fetchall()[0][0])


def count_outcomes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `outcomes`, from `judged` and `nodes`: by record and the other side's agency, its pairs that are true, linked, and both."""
    con.execute("""
        create or replace temp table placed as select j.record_key, j.truth, j.cluster, n.agency from judged as j join nodes as n using (record_key)
    """)
    con.execute("""
        create or replace temp table outcomes as
        with by_both as (select truth, cluster, agency, count(*) as n from placed group by all),
        by_truth as (select truth, agency, sum(n)::bigint as n from by_both group by all),
        by_cluster as (select cluster, agency, sum(n)::bigint as n from by_both group by all),
        sides as (
            select p.record_key, t.agency as other from placed as p join by_truth as t using (truth)
            union
            select p.record_key, c.agency from placed as p join by_cluster as c using (cluster)
        )
        select p.record_key, p.truth, p.agency, s.other,
            coalesce(t.n, 0) - (s.other = p.agency)::int as true_pairs,
            coalesce(c.n, 0) - (s.other = p.agency)::int as linked,
            coalesce(b.n, 0) - (s.other = p.agency)::int as good
        from sides as s join placed as p using (record_key)
        left join by_truth as t on t.truth = p.truth and t.agency = s.other
        left join by_cluster as c on c.cluster = p.cluster and c.agency = s.other
        left join by_both as b on b.truth = p.truth and b.cluster = p.cluster and b.agency = s.other
    """)
