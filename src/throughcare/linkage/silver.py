"""Labels without people who label: hide a number on a sample of records, link without it, and let the number say who was right.

Source: linkage note, section 11. A wrong number looks like a wrong link; how often that happens is read off the pairs that agree in all else, and
taken away.
"""

import json
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import quoted
from throughcare.linkage.calibrate import FEWEST_PAIRS, calibration_of
from throughcare.linkage.hide import SCHEMES, Scheme, hide_numbers, weigh_without
from throughcare.linkage.link_sets import STANDING
from throughcare.linkage.several import find_several
from throughcare.linkage.thresholds import Labelled, choose_by_pair, choose_thresholds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

    from throughcare.linkage.numbers_file import Numbers

# Thresholds are chosen by labels only where there are so many: with fewer, two or three chance pairs would move them.
FEWEST_TO_CHOOSE = 5_000


def usable_kinds(con: "duckdb.DuckDBPyConnection") -> list[str]:
    """The kinds of number that can label, best first: those that enough pairs of records share, and that no agency gives one person twice."""
    several = {row.kind for row in find_several(con)}
    return [
        kind
        for kind in ("pnc", "cro", "noms")
        if kind not in several
        and con.execute(f"""
            select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from (select unnest({kind}) as v from records) group by v)
        """).fetchall()[0][0]
        >= FEWEST_PAIRS
    ]


def usable_schemes(kinds: list[str]) -> "Iterator[Scheme]":
    """The schemes that these kinds allow: each of the first two alone, and both together where there are both."""
    labels = kinds[:2]
    for scheme in SCHEMES:
        if scheme.label in labels and all(kind in labels for kind in scheme.kinds):
            yield scheme


def label_pairs(con: "duckdb.DuckDBPyConnection", numbers: "Numbers", scheme: Scheme) -> None:
    """Add a scheme's pairs to `silver` and its records to `silver_records`.

    `silver`: scheme, keys, weight without the number, whether parted as twins, whether the number says "same" (empty where a side has none),
    the pair of agencies, and the subgroups that thresholds must hold in. `silver_records`: scheme, record_key, hidden, of the drawn persons.
    """
    hide_numbers(con, scheme)
    weigh_without(con, numbers, scheme)
    con.execute(f"""
        insert into silver
        select '{scheme.name}', l.record_key, r.record_key, u.weight, u.parted, list_has_any(a.held, b.held),
            least(l.agency, r.agency) || ' and ' || greatest(l.agency, r.agency),
            'sex ' || coalesce(l.sex, r.sex, 'not recorded'), 'born ' || coalesce((coalesce(l.dob_year, r.dob_year) // 10 * 10)::varchar, 'not recorded')
        from unweighed as u
        join records as l on l.node = u.node_l
        join records as r on r.node = u.node_r
        left join labels as a on a.node = u.node_l
        left join labels as b on b.node = u.node_r
    """)
    con.execute(f"""
        insert into silver_records
        select '{scheme.name}', r.record_key, h.hidden from labels as h join records as r using (node) where h.drawn
    """)


def make_silver(con: "duckdb.DuckDBPyConnection", numbers: "Numbers") -> list[str]:
    """Leave `silver` and `silver_records` for every scheme that can be; the kinds of number that label, best first."""
    con.execute("""
        create or replace temp table silver (scheme varchar, left_key varchar, right_key varchar, weight double, parted varchar,
            agree boolean, agencies varchar, sex varchar, born varchar)
    """)
    con.execute("create or replace temp table silver_records (scheme varchar, record_key varchar, hidden boolean)")
    kinds = usable_kinds(con)
    for scheme in usable_schemes(kinds):
        label_pairs(con, numbers, scheme)
    return kinds


def read_labelled(con: "duckdb.DuckDBPyConnection", scheme: str) -> Labelled:
    """The labelled pairs of a scheme that a link set could make."""
    import numpy as np

    rows = con.execute(
        "select weight, agree, agencies, sex, born from silver where scheme = ? and agree is not null and parted = '' order by left_key, right_key",
        [scheme],
    ).fetchnumpy()
    groups = [np.asarray(rows[name], dtype=object).astype(str) for name in ("sex", "born")]
    return Labelled(
        np.asarray(rows["weight"], dtype=np.float64),
        np.asarray(rows["agree"], dtype=bool),
        np.asarray(rows["agencies"], dtype=object).astype(str),
        groups,
    )


def write_silver(con: "duckdb.DuckDBPyConnection", folder: "Path", numbers: "Numbers") -> None:
    """Store beside the edges: the labelled pairs, the thresholds they give, the calibration. Where no number labels, the standing thresholds."""
    kinds = make_silver(con, numbers)
    said: dict[str, Any] = {
        "model": numbers.hash, "label": "", "kinds": kinds[:2], "link_sets": dict(STANDING), "by_pair": {}, "calibration": {}, "wrong_labels": 0.0,
        "pairs": 0,
    }  # fmt: skip
    con.execute(
        f"copy (select * from silver order by scheme, left_key, right_key) to {quoted(str(folder / 'silver.parquet'))} (format parquet)"
    )
    con.execute(
        f"copy (select * from silver_records order by scheme, record_key) to {quoted(str(folder / 'silver_records.parquet'))} (format parquet)"
    )
    if kinds:
        labelled = read_labelled(con, kinds[0])
        if len(labelled.weight) >= FEWEST_PAIRS:
            enough = len(labelled.weight) >= FEWEST_TO_CHOOSE
            overall = choose_thresholds(labelled) if enough else dict(STANDING)
            said |= {
                "label": kinds[0],
                "link_sets": overall,
                "by_pair": choose_by_pair(labelled, overall) if enough else {},
                "calibration": calibration_of(labelled.weight, labelled.agree, labelled.agencies, labelled.wrong_labels),
                "wrong_labels": round(labelled.wrong_labels, 6),
                "pairs": len(labelled.weight),
            }
    (folder / "thresholds.json").write_text(json.dumps(said), encoding="utf-8")
