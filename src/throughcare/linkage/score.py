"""Linkage held against the truth of an invented population.

"Pairs" are the pairs of records within final clusters; precision and recall of clusters are B-cubed, over records.
"""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

DEFAULT_SET = "default"


def pairs_in(columns: str) -> str:
    """The number of pairs within groups of the same values."""
    return f"(select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from scored group by {columns}))"


def ratio(part: float, whole: float) -> float | None:
    """A share, or nothing where there is nothing to share."""
    return round(part / whole, 6) if whole else None


def score_pairs_of(con: "duckdb.DuckDBPyConnection") -> dict[str, float | None]:
    """Pairwise precision and recall of the final clusters."""
    both, found, true = con.execute(
        f"select {pairs_in('person_id, truth')}, {pairs_in('person_id')}, {pairs_in('truth')}"
    ).fetchall()[0]
    return {"precision": ratio(both, found), "recall": ratio(both, true)}


def score_clusters(con: "duckdb.DuckDBPyConnection") -> dict[str, float | int | None]:
    """B-cubed precision and recall, the largest cluster, and the share of persons split and of persons merged with somebody else."""
    precision, recall = con.execute("""
        with cell as (select person_id, truth, count(*) as n from scored group by person_id, truth),
        found as (select person_id, count(*) as n from scored group by person_id),
        actual as (select truth, count(*) as n from scored group by truth)
        select sum(c.n * c.n::double / f.n) / sum(c.n), sum(c.n * c.n::double / t.n) / sum(c.n)
        from cell as c join found as f using (person_id) join actual as t using (truth)
    """).fetchall()[0]
    largest, false_merge = con.execute("""
        select max(n), max(case when people > 1 then n end)
        from (select count(*) as n, count(distinct truth) as people from scored group by person_id)
    """).fetchall()[0]
    people, split, merged = con.execute("""
        with mixed as (select person_id from scored group by person_id having count(distinct truth) > 1)
        select count(*), sum(case when parts > 1 then 1 else 0 end), sum(case when mixes then 1 else 0 end)
        from (
            select truth, count(distinct person_id) as parts, bool_or(person_id in (select person_id from mixed)) as mixes
            from scored group by truth
        )
    """).fetchall()[0]
    return {
        "precision": None if precision is None else round(precision, 6),
        "recall": None if recall is None else round(recall, 6),
        "largest": int(largest or 0),
        "people_split": ratio(split or 0, people),
        "people_merged": ratio(merged or 0, people),
        "largest_false_merge": int(false_merge or 0),
        "people": int(people or 0),
    }


def score_groups(con: "duckdb.DuckDBPyConnection", left: str, right: str, same_group: str) -> list[tuple[Any, ...]]:
    """Pairs found, true and both, by a property of each side."""
    return con.execute(f"""
        with found as (
            select {left} as a, {right} as b, count(*) as n, sum(case when l.truth = r.truth then 1 else 0 end) as good
            from scored as l join scored as r on l.person_id = r.person_id and l.row < r.row where {same_group} group by a, b
        ),
        actual as (
            select {left} as a, {right} as b, count(*) as n
            from scored as l join scored as r on l.truth = r.truth and l.row < r.row where {same_group} group by a, b
        )
        select coalesce(f.a, t.a), coalesce(f.b, t.b), coalesce(f.n, 0), coalesce(f.good, 0), coalesce(t.n, 0)
        from found as f full join actual as t on f.a = t.a and f.b is not distinct from t.b order by 1, 2
    """).fetchall()


def score_linkage(
    crosswalk: "pa.Table", nodes: "pa.Table", truth_record_link: "pa.Table", truth_person: "pa.Table", link_set: str = DEFAULT_SET
) -> dict[str, Any]:
    """Scores of one link set: pairs, clusters, by pair of agencies, by name-origin group."""
    import duckdb

    con = duckdb.connect()
    for name, given in (("crosswalk", crosswalk), ("nodes", nodes), ("links", truth_record_link), ("persons", truth_person)):
        con.register(f"given_{name}", given)
    con.execute(
        """
        create table scored as
        with truth as (select table_name, source_record_id, min(person_id) as person_id from given_links group by table_name, source_record_id)
        select row_number() over () as row, c.person_id, t.person_id as truth, n.agency, coalesce(p.name_script_group, 'not recorded') as origin
        from given_crosswalk as c
        join given_nodes as n on n.source_table = c.source_table and n.source_key = c.source_key
        join truth as t on t.table_name = c.source_table and t.source_record_id = c.source_key
        left join given_persons as p on p.person_id = t.person_id
        where c.link_set_id = ?
        """,
        [link_set],
    )
    agencies = score_groups(con, "least(l.agency, r.agency)", "greatest(l.agency, r.agency)", "true")
    origins = score_groups(con, "l.origin", "null", "l.origin = r.origin")
    return {
        "pairs": score_pairs_of(con),
        "clusters": score_clusters(con),
        "by_agency_pair": [
            {"agencies": [a, b], "precision": ratio(good, found), "recall": ratio(good, true), "true_pairs": int(true)}
            for a, b, found, good, true in agencies
        ],
        "by_name_origin": [
            {"name_origin": a, "precision": ratio(good, found), "recall": ratio(good, true), "true_pairs": int(true)}
            for a, _b, found, good, true in origins
        ],
    }


def beside_estimates(pairs: list[dict[str, Any]], quality: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Precision and recall by pair of agencies, true beside what silver labels estimated; only pairs that have an estimate."""
    said = {(row["what"], row["by_what"]): float(row["value"]) for row in quality if row["link_set_id"] == DEFAULT_SET}
    rows: list[dict[str, Any]] = []
    for pair in pairs:
        name = " and ".join(pair["agencies"])
        precision, recall = said.get(("estimated precision", name)), said.get(("estimated recall", name))
        if precision is None or recall is None or pair["precision"] is None or pair["recall"] is None:
            continue
        gap = max(abs(precision - pair["precision"]), abs(recall - pair["recall"]))
        rows.append(
            {
                "agencies": pair["agencies"], "estimated_precision": round(precision, 6), "estimated_recall": round(recall, 6),
                "precision": pair["precision"], "recall": pair["recall"], "largest_gap": round(gap, 6),
            }
        )  # fmt: skip
    return rows


def score_blocking(con: "duckdb.DuckDBPyConnection") -> list[dict[str, Any]]:
    """What each blocking rule keeps of the true pairs, alone and beside all rules before it, from `edges` and `true_people`; "all" comes last.

    Pairs below the lowest stored weight are not among the edges and count as not kept.
    """
    from throughcare.linkage.blocking import RULES

    con.execute("""
        create temp table true_edges as
        select e.rules from edges as e
        join true_people as l on l.record_key = e.left_key join true_people as r on r.record_key = e.right_key where l.truth = r.truth
    """)
    total = con.execute(
        "select sum(n * (n - 1) / 2) from (select count(*) as n from true_people semi join nodes using (record_key) group by truth)"
    ).fetchall()[0][0]
    counts = ", ".join(
        f"sum((rules & {1 << place}::bigint <> 0)::int), sum((rules & {(2 << place) - 1}::bigint = {1 << place}::bigint)::int)"
        for place in range(len(RULES))
    )
    *each, kept = con.execute(f"select {counts}, count(*) from true_edges").fetchall()[0]
    rows = [
        {"rule": rule.code, "keeps": ratio(each[2 * place] or 0, total or 0), "adds": ratio(each[2 * place + 1] or 0, total or 0)}
        for place, rule in enumerate(RULES)
    ]
    return [*rows, {"rule": "all", "keeps": ratio(kept, total or 0), "adds": None}]


GROUPED = (
    "edges",
    "crosswalk",
    "nodes",
    "police_person_received",
    "prison_person_received",
    "probation_person_received",
    "ref_ethnicity_codes",
)


def score_by_truth(read: Any, truth: Any) -> dict[str, Any]:
    """The fairness audit of a study by its truth with what of it the gate would stop, and what each blocking rule keeps."""
    import duckdb

    from throughcare.linkage.fair_table import audit_by_truth

    con = duckdb.connect()
    con.execute("set threads = 2")
    for name in GROUPED:
        con.execute(f"create view {name} as select * from read_parquet('{read.path(name)}')")
    con.register("links", truth("record_link"))
    con.register("persons", truth("person"))
    con.execute("""
        create temp table true_people as
        select l.table_name || ':' || l.source_record_id as record_key, min(l.person_id) as truth, min(p.name_script_group) as origin
        from links as l left join persons as p using (person_id) group by record_key
    """)
    beside = read.path("clusters").parent / "silver.json"
    threshold = float(json.loads(beside.read_text(encoding="utf-8"))["link_sets"][DEFAULT_SET])
    rows = audit_by_truth(con, read.path("edges").parent / "model.json", threshold, read.job.parameters.get("extract_end"))
    fairness = {"rows": rows, "unexplained": [row for row in rows if row["unexplained"]]}
    return {"fairness": fairness, "by_blocking_rule": score_blocking(con)}


def score_study_linkage(read: Any, truth: Any) -> dict[str, Any]:
    """Scores of a study: `read` gives a table of the chain and its path by name, `truth` a truth table by its name without `truth_`."""
    scores = score_linkage(read("crosswalk"), read("nodes"), truth("record_link"), truth("person"))
    beside = beside_estimates(scores["by_agency_pair"], read("link_quality").to_pylist())
    return scores | {"estimated_beside_true": beside, **score_by_truth(read, truth)}
