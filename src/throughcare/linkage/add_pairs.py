"""Pairs between new records and standing ones, and among the new: the same rules, keys and numbers as in a full run, nothing counted anew."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.linkage.blocking import RULES, key_rows, most_of
from throughcare.linkage.compare import frequency_table
from throughcare.linkage.facts import FREQUENCIES
from throughcare.linkage.hide import allow_several
from throughcare.linkage.numbers_file import numbers_from_text
from throughcare.linkage.records import make_records
from throughcare.linkage.several import read_several
from throughcare.linkage.twins import find_related, mark_related, put_rules
from throughcare.linkage.weigh import code_records, score_pairs

if TYPE_CHECKING:
    import duckdb


def load_standing(folder: Path, nodes: Path, standing: int) -> "duckdb.DuckDBPyConnection":
    """A connection with the standing tables as views and the new records as `records`."""
    from throughcare.engine.duck import connect

    views = {f"standing_{name}": folder / f"{name}.parquet" for name in ("records", "keys", "persons")}
    con = connect(views | {"all_nodes": nodes}, [folder, nodes.parent], folder)
    # The keys by themselves first, so that of all the other columns only the new records' are read.
    con.execute("create temp table new_records as select record_key from all_nodes anti join standing_records using (record_key)")
    con.execute("""
        create temp table nodes as
        select * replace (row_number() over (order by place) - 1 as place) from all_nodes semi join new_records using (record_key)
    """)
    con.execute(f"""
        create temp table postcode_shares as
        select * from read_parquet('{(folder / "postcode_shares.parquet").resolve()}')
        where postcode in (select unnest(string_split(postcodes, '|')) from nodes where postcodes is not null)
    """)
    make_records(con, after=standing)
    return con


def candidates_of(con: "duckdb.DuckDBPyConnection") -> int:
    """Leave `pairs` (node_l < node_r), and in `records` the standing records that are in one beside the new ones; how many pairs."""
    union = " union all ".join(key_rows(number, rule) for number, rule in enumerate(RULES))
    con.execute(f"create temp table new_keys as select hash(rule, key) as key, rule, node from ({union})")
    con.execute(
        "create temp table met as select key, node from standing_keys semi join (select distinct key from new_keys) as n using (key)"
    )
    con.execute(f"""
        create temp table sides as
        with counted as (
            select n.key, n.rule, n.here + coalesce(m.there, 0) as n
            from (select key, rule, count(*) as here from new_keys group by key, rule) as n
            left join (select key, count(*) as there from met group by key) as m using (key)
        ),
        open_keys as (select key from counted where n between 2 and {most_of(RULES)})
        select key, node, false as new from met semi join open_keys using (key)
        union all select key, node, true from new_keys semi join open_keys using (key)
    """)
    con.execute("""
        create temp table pairs as
        select distinct l.node as node_l, r.node as node_r
        from sides as l join (select key, node from sides where new) as r on l.key = r.key and l.node < r.node
    """)
    con.execute("""
        create or replace temp table records as
        select * from records
        union all by name
        select s.* from standing_records as s semi join (select distinct node_l as node from pairs) as p on p.node = s.node
    """)
    return int(con.execute("select count(*) from pairs").fetchall()[0][0])


def weigh_new(con: "duckdb.DuckDBPyConnection", folder: Path, model: dict[str, Any]) -> None:
    """Leave `weighed` (node_l, node_r, weight, parted, agencies): every pair, with the frozen numbers, frequencies and rules of the model's report."""
    for column in FREQUENCIES:
        con.execute(f"""
            create temp table {frequency_table(column)} as
            select f.* from read_parquet('{(folder / f"{frequency_table(column)}.parquet").resolve()}') as f
            semi join (select distinct {column} from records) as r on r.{column} = f.{column}
        """)
    numbers, prior = numbers_from_text(json.dumps(model)), float(model["prior_bits"])
    code_records(con)
    score_pairs(con, numbers, "pairs", "unweighed")
    allow_several(con, numbers, read_several(model))
    put_rules(con, model["parting"])
    find_related(con)
    mark_related(con)
    con.execute(f"""
        create temp table weighed as
        select u.node_l, u.node_r, round(u.weight + {prior!r}, 6) as weight, u.parted,
            least(l.agency, r.agency) || ' and ' || greatest(l.agency, r.agency) as agencies
        from unweighed as u join records as l on l.node = u.node_l join records as r on r.node = u.node_r
    """)
