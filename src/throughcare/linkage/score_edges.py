"""From nodes to weighed pairs: blocking, chance agreement, weights, twins."""

import json
from typing import TYPE_CHECKING

from throughcare.engine.table import Rows
from throughcare.linkage.blocking import RULES, make_pairs
from throughcare.linkage.chance import estimate_prior, estimate_u
from throughcare.linkage.compare import count_frequencies
from throughcare.linkage.facts import FACTS
from throughcare.linkage.hide import allow_several
from throughcare.linkage.numbers_file import Numbers, numbers_to_text
from throughcare.linkage.records import keys_in_order, make_records, written_as
from throughcare.linkage.several import find_several
from throughcare.linkage.twins import part_related, rules_holding, rules_set_aside
from throughcare.linkage.weigh import code_records, score_pairs

if TYPE_CHECKING:
    import duckdb

    from throughcare.engine.table import Run

# Pairs below this weight are not stored: no link set reaches down to them, and they are most of the candidates.
LOWEST_WEIGHT = -15.0


def score(con: "duckdb.DuckDBPyConnection", run: "Run", numbers: Numbers) -> None:
    """Leave `unweighed`: the candidates' weights without the prior and the rules that found them, by the engine of the run."""
    if run.engine == "spark":
        from throughcare.linkage.on_spark import predict_edges_spark

        predict_edges_spark(run.spark, con, numbers, "pairs", "scored_by_spark", run.folder)
        con.execute("create or replace temp table unweighed as select * from scored_by_spark join pairs using (node_l, node_r)")
    else:
        score_pairs(con, numbers, "pairs", "unweighed", "rules")


def weigh_candidates(con: "duckdb.DuckDBPyConnection", run: "Run", numbers: Numbers) -> tuple[Numbers, float]:
    """Leave `scored` from `nodes`: every candidate's weight with the prior in it, and the rules that found it. The numbers as used, and the prior (log2 odds)."""
    from math import log2

    make_records(con)
    count_frequencies(con)
    code_records(con)
    make_pairs(con)
    used = numbers if numbers.trained else numbers.with_u(estimate_u(con, numbers))
    score(con, run, used)
    allow_several(con, used, find_several(con))
    part_related(con, used)
    count = con.execute("select count(*) from records").fetchall()[0][0]
    weights = con.execute("select weight from unweighed where parted = '' order by weight").fetchnumpy()["weight"]
    share = estimate_prior(weights, count * (count - 1) / 2)
    prior = log2(share / (1 - share))
    con.execute(f"""
        create or replace temp table scored as
        select * replace (round(weight + {prior!r}, 6) as weight) from unweighed
    """)
    return used, prior


def edges_with_keys(con: "duckdb.DuckDBPyConnection") -> Rows:
    """The stored edges: keys, places among the records in the order of their keys (from 0), weight, levels, the rules that found each, and the rule that parted it.

    The order of the nodes is that of the keys, and whole numbers sort fast; a key is held once and written where its node stands, so no text is joined.
    """
    import pyarrow as pa

    levels = ", ".join(fact.code for fact in FACTS)
    kept = con.sql(f"""
        select node_l - 1 as left_node, node_r - 1 as right_node, weight as match_weight, {levels}, rules, parted
        from scored where weight >= {LOWEST_WEIGHT} order by node_l, node_r
    """).to_arrow_table()
    keys = keys_in_order(con, "records")
    named = {f"{side}_key": written_as(kept[f"{side}_node"], keys) for side in ("left", "right")}
    con.register("made_edges", pa.table({**named, **{name: kept[name] for name in kept.column_names}}))
    return Rows(con, "select * from made_edges", in_order=True)


def blocking_report(con: "duckdb.DuckDBPyConnection") -> str:
    """What each rule gave and what was set aside, as JSON."""
    counts = con.execute("select pairs, keys_set_aside, records_set_aside, set_aside from block_counts order by rule").fetchall()
    listed = [
        {
            "rule": rule.code,
            "most": rule.most,
            "pairs": pairs,
            "keys_set_aside": keys,
            "records_set_aside": records,
            "set_aside": set_aside,
        }
        for rule, (pairs, keys, records, set_aside) in zip(RULES, counts, strict=True)
    ]
    return json.dumps(listed)


def model_report(con: "duckdb.DuckDBPyConnection", used: Numbers, prior: float) -> str:
    """The numbers as used in this run, as JSON, with the rules that hold or were set aside: u of an untrained model is the study's own."""
    several = [row._asdict() for row in find_several(con)]
    return numbers_to_text(
        used,
        {"prior_bits": round(prior, 6), "parting": rules_holding(con), "not_parted": rules_set_aside(con), "several": several},
    )
