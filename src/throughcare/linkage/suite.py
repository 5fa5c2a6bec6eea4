"""Made-up pairs, one hypothesis each: whether the study's own model joins one person written two ways, and keeps two people apart.

Pairs of one hypothesis hold a version of one person and one of two people. They are weighed by the study's numbers and frequencies, without any number.
Source: linkage note, section 14; the pairs stand in `data/pairs.csv`.
"""

import csv
import json
from typing import TYPE_CHECKING, Any

from throughcare.linkage.blocking import make_pairs
from throughcare.linkage.cleaning import DATA
from throughcare.linkage.compare import frequency_table
from throughcare.linkage.facts import FREQUENCIES
from throughcare.linkage.gather import NUMBER_KINDS, TEXTS, gather_names, gather_places
from throughcare.linkage.link_sets import DEFAULT, WIDE
from throughcare.linkage.nodes import make_nodes
from throughcare.linkage.numbers_file import Numbers, numbers_from_text
from throughcare.linkage.numbers_held import make_identifiers
from throughcare.linkage.records import make_records
from throughcare.linkage.twins import find_related, put_rules
from throughcare.linkage.weigh import code_records, score_pairs

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

NEAR, AWAY = "ZZ1 1ZZ", "ZX2 2XX"


def read_pairs() -> list[dict[str, str]]:
    """The pairs as the data file holds them."""
    with (DATA / "pairs.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def put_person_rows(con: "duckdb.DuckDBPyConnection", pairs: list[dict[str, str]]) -> None:
    """Leave `person_rows`: both sides of every pair, the left one a police record, the right one a court record."""
    texts = ", ".join(f"{name} varchar" for name in (*TEXTS, *NUMBER_KINDS, "merged_into"))
    con.execute(
        "create temp table person_rows (record_key varchar, source_table varchar, agency varchar, source_key varchar, source_row bigint,"
        f" dob date, {texts})"
    )
    rows = []
    for place, pair in enumerate(pairs):
        for side, agency in (("left", "police"), ("right", "court")):
            forenames, surname = pair[side].split("|")
            postcode = NEAR if side == "left" or pair["postcodes"] == "same" else AWAY
            key = f"{place:03d}"
            rows.append(
                (
                    f"{agency}:{key}",
                    agency,
                    agency,
                    key,
                    place,
                    pair[f"{side}_born"],
                    forenames or None,
                    surname or None,
                    postcode,
                )
            )
    con.executemany(
        "insert into person_rows (record_key, source_table, agency, source_key, source_row, dob, forenames, surname, postcode)"
        " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        rows,
    )


def put_frequencies(con: "duckdb.DuckDBPyConnection", nodes: "Path") -> None:
    """The frequencies of the study's own values, so that a common name weighs as little as it does there."""
    con.execute(
        f"create temp view study_nodes as select * replace (strftime(dob, '%Y-%m-%d') as dob) from read_parquet('{nodes}')"
    )
    for column in FREQUENCIES:
        con.execute(f"""
            create temp table {frequency_table(column)} as
            select {column}, count(*)::double / (select count({column}) from study_nodes) as tf_{column}
            from study_nodes where {column} is not null group by {column}
        """)


def weigh_pairs(
    con: "duckdb.DuckDBPyConnection", numbers: Numbers, prior: float, parting: list[str]
) -> dict[int, tuple[float, bool, bool]]:
    """By pair: its weight, whether a blocking rule finds it, and whether a rule on related people that holds in the study parts it."""
    make_identifiers(con, 2026)
    con.execute("create temp view identifiers as select * from made_identifiers")
    con.execute("create temp table sentence_dates (record_key varchar, sentence_dates varchar)")
    gather_names(con)
    gather_places(con)
    make_nodes(con)
    con.execute("create temp view nodes as select * from made_nodes")
    make_records(con)
    make_pairs(con)
    con.execute("""
        create temp table of_suite as
        select least(l.node, r.node) as node_l, greatest(l.node, r.node) as node_r, split_part(l.record_key, ':', 2)::int as place
        from records as l join records as r on l.agency = 'police' and r.agency = 'court'
            and split_part(l.record_key, ':', 2) = split_part(r.record_key, ':', 2)
    """)
    code_records(con)
    score_pairs(con, numbers, "of_suite", "unweighed")
    put_rules(con, parting)
    find_related(con)
    rows = con.execute(f"""
        select s.place, u.weight + {prior!r}, p.rules is not null, t.parted is not null
        from of_suite as s join unweighed as u using (node_l, node_r)
        left join pairs as p using (node_l, node_r) left join (select * from related semi join parting using (parted)) as t using (node_l, node_r)
    """).fetchall()
    return {int(place): (float(weight), bool(found), bool(parted)) for place, weight, found, parted in rows}


def verdict_of(*, same: bool, joined: bool, in_wide: bool) -> str:
    """What the model makes of a pair, in a word."""
    if same:
        return "joined" if joined else ("joined in the wide link set only" if in_wide else "missed")
    return "joined falsely" if joined else "kept apart"


def run_suite(nodes: "Path", model: "Path", link_sets: dict[str, float]) -> list[dict[str, Any]]:
    """Every pair with its hypothesis, its weight, and what the study's link sets make of it."""
    import duckdb

    con = duckdb.connect()
    text = model.read_text(encoding="utf-8")
    pairs = read_pairs()
    put_person_rows(con, pairs)
    put_frequencies(con, nodes)
    said = json.loads(text)
    weighed = weigh_pairs(con, numbers_from_text(text), float(said["prior_bits"]), said["parting"])
    rows = []
    for place, pair in enumerate(pairs):
        weight, found, parted = weighed[place]
        linkable = found and not parted
        same = pair["same"] == "yes"
        joined, in_wide = (linkable and weight >= link_sets[name] for name in (DEFAULT, WIDE))
        verdict = verdict_of(same=same, joined=joined, in_wide=in_wide)
        rows.append(
            {
                "hypothesis": pair["hypothesis"],
                "same_person": same,
                "weight": round(weight, 2),
                "found_by_blocking": found,
                "parted": parted,
                "verdict": verdict,
                "good": verdict in {"joined", "joined in the wide link set only", "kept apart"},
            }
        )
    return rows
