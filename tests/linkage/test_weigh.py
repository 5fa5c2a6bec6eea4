"""The weights of DuckDB are Splink's own, pair by pair and level by level."""

import duckdb

from throughcare.linkage.blocking import make_pairs
from throughcare.linkage.chance import draw_pairs
from throughcare.linkage.compare import level_column, make_linker
from throughcare.linkage.facts import FACTS
from throughcare.linkage.numbers_file import read_numbers
from throughcare.linkage.records import make_records
from throughcare.linkage.weigh import code_records, score_pairs


def splink_scores(con, numbers, pairs):
    """The same table as `score_pairs` leaves, by Splink's predict over the same records."""
    linker, database = make_linker(con, numbers)
    con.execute(f"create table blocked as select '0' as match_key, node_l as join_key_l, node_r as join_key_r from {pairs}")
    linker.table_management.register_blocked_pairs_for_predict(database.register("blocked", dataset_display_name="blocked"))
    scored = linker.inference.predict(warning_mode="never").physical_name
    levels = ", ".join(level_column(fact, numbers) for fact in FACTS)
    con.execute(f"create table by_splink as select node_l, node_r, round(match_weight, 6) as weight, {levels} from {scored}")


def nodes_with_rarities(nodes):
    """The nodes, and each of them once more with what the invented people lack: hearing dates, addresses that change, lists of names and dates."""
    con = duckdb.connect()
    con.register("given", nodes)
    con.execute("""
        create table placed as
        select * replace (coalesce(address, (nth % 250) || ' MILL LANE ' || coalesce(left(postcodes, 3), 'HILL')) as address)
        from (select *, row_number() over (order by record_key) as nth from given)
    """)
    dates = "2020-01-01|2020-01-02|" + "|".join(f"2021-01-{day:02d}" for day in range(1, 10))
    return con.sql(f"""
        select * replace (row_number() over (order by record_key) - 1 as place) from (
        select * exclude (nth) replace (strftime(date '2020-01-01' + (nth % 3)::int, '%Y-%m-%d') as sentence_dates) from placed
        union all
        select * exclude (nth) replace (
            record_key || ':again' as record_key,
            case when nth % 7 = 0 then null when nth % 7 = 1 then dob + 400 else dob end as dob,
            case when nth % 5 = 0 and dob is not null then strftime(dob, '%Y-%m-%d') || '|1970-05-05' end as dobs,
            middle || 'E' as middle,
            case when nth % 3 = 0 then full_name || '|' || forename || ' OTHERWISE|C D|E F|G H|I J' end as names,
            case when nth % 2 = 0 then 'FLAT 2 OLD MILL ' || address when nth % 7 <> 3 then regexp_replace(address, '^[^ ]+ ', '') end as address,
            'M' || (nth % 400) as master,
            case when nth % 4 = 0 then pnc end as pnc,
            case when nth % 4 = 1 then substr(pnc, 7, 6) || '/' || substr(pnc, 3, 2) || 'A' end as cro,
            case when nth % 3 = 0 then '{dates}' when nth % 3 = 1 then '2020-01-02' end as sentence_dates
        ) from placed
        )
    """).to_arrow_table()


def test_weights_and_levels_are_those_of_splink(room):
    con, numbers = duckdb.connect(), read_numbers()
    con.register("nodes", nodes_with_rarities(room("nodes")))
    make_records(con)
    make_pairs(con)
    draw_pairs(con, 200_000)
    con.execute("create table both_kinds as select node_l, node_r from pairs union select node_l, node_r from random_pairs")
    code_records(con)
    score_pairs(con, numbers, "both_kinds", "ours")
    splink_scores(con, numbers, "both_kinds")
    levels = [fact.code for fact in FACTS]
    pairs, differing = con.execute(f"""
        select count(*), count_if(abs(o.weight - s.weight) > 1.5e-6 or {" or ".join(f"o.{code} <> s.{code}" for code in levels)})
        from ours as o join by_splink as s using (node_l, node_r)
    """).fetchall()[0]
    assert pairs == con.execute("select count(*) from both_kinds").fetchall()[0][0] > 20_000
    assert differing == 0
    seen = sum(con.execute(f"select count(distinct {code}) from ours").fetchall()[0][0] for code in levels)
    assert seen >= 49  # of 55: every level but those that nearly nothing takes
