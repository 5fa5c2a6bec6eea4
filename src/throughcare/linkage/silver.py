"""Labels without people who label: hide a number on a sample of records, link without it, and let the number say who was right.

Source: linkage note, section 11. Only one kind of number is hidden, so everything else about a record stays as it is in real life. A wrong number
looks like a wrong link; how often that happens is read off the pairs that agree in all else, and taken away.
"""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.linkage.blocking import RULES
from throughcare.linkage.compare import score_pairs
from throughcare.linkage.link_sets import DEFAULT, STANDING, STRICT, WIDE
from throughcare.linkage.numbers_file import Numbers
from throughcare.linkage.twins import part_twins

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import duckdb
    import numpy as np
    from numpy.typing import NDArray

KINDS = ("pnc", "cro", "noms")
RULES_OF = {"pnc": {"PNC", "core number"}, "cro": {"CRO", "core number"}, "noms": {"prison number"}}

# A number is of use as a label when so many pairs of records share one.
FEWEST_PAIRS = 500
# Thresholds are chosen by labels only where there are so many: with fewer, two or three chance pairs would move them.
FEWEST_TO_CHOOSE = 5_000
MOST_HIDDEN = 20_000
SHARE_HIDDEN = 0.1

# False links per 1,000 among the pairs that a link set may make without the hidden number (CHeReL aims at 5 both ways).
LIMITS: "Mapping[str, float]" = {STRICT: 1.0, DEFAULT: 5.0, WIDE: 20.0}
HIGHEST, LOWEST, STEP = 12.0, -6.0, 0.5

# No link set goes lower than this, however few false links the number shows: below, one bad link in a thousand still spoils clusters.
LOWEST_OF: "Mapping[str, float]" = {STRICT: 5.0, DEFAULT: 0.0, WIDE: -3.0}

# So many false links more are counted than were seen, because a sample that shows none may still hold some (rule of three).
UNSEEN = 3

# Above this weight without the number, two records with different numbers are one person with a wrong number.
SURE = 20.0


@dataclass(frozen=True)
class Silver:
    """Silver labels: the kind of number hidden, and for each pair its weight without it and whether the number says "same"."""

    kind: str
    weight: "NDArray[np.float64]"
    agree: "NDArray[np.bool_]"

    @property
    def wrong_labels(self) -> float:
        """The share of pairs that differ in the number though everything else says that they are one person."""
        sure = self.weight >= SURE
        return float((~self.agree[sure]).mean()) if sure.sum() >= FEWEST_PAIRS else 0.0


def choose_kind(con: "duckdb.DuckDBPyConnection") -> str:
    """The kind of number that labels best; empty where none is shared by enough records."""
    for kind in KINDS:
        pairs = con.execute(f"""
            select coalesce(sum(n * (n - 1) / 2), 0) from (select count(*) as n from (select unnest({kind}) as v from records) group by v)
        """).fetchall()[0][0]
        if pairs >= FEWEST_PAIRS:
            return kind
    return ""


def hide_numbers(con: "duckdb.DuckDBPyConnection", kind: str) -> None:
    """Leave `hidden` (node, numbers) and take the number away from those records: after this, `records` is for silver pairs only."""
    con.execute(
        f"create or replace temp table known_numbers as select node, {kind} as held from records where {kind} is not null"
    )
    count = con.execute("select count(*) from known_numbers").fetchall()[0][0]
    share = min(SHARE_HIDDEN, MOST_HIDDEN / max(count, 1))
    con.execute(
        f"create or replace temp table hidden as select node from known_numbers where hash(node::bigint * 7919) % 10000 < {int(share * 10000)}"
    )
    con.execute(f"update records set {kind} = null, core = null where node in (select node from hidden)")


def label_pairs(con: "duckdb.DuckDBPyConnection", numbers: Numbers, prior: float) -> str:
    """Leave `silver` (keys, weight, agree, which sides were hidden) beside `scored`; the kind of number, or nothing."""
    kind = choose_kind(con)
    if not kind:
        return ""
    hide_numbers(con, kind)
    others = sum(1 << place for place, rule in enumerate(RULES) if rule.code not in RULES_OF[kind])
    con.execute(f"""
        create or replace temp table silver_candidates as
        select node_l, node_r from pairs
        where rules & {others} <> 0 and (node_l in (select node from hidden) or node_r in (select node from hidden))
    """)
    score_pairs(con, numbers, "silver_candidates", "unweighed")
    part_twins(con, numbers)
    con.execute(f"""
        create or replace temp table silver as
        select l.record_key as left_key, r.record_key as right_key, round(u.weight + {prior!r}, 6) as weight, u.parted,
            list_has_any(a.held, b.held) as agree,
            u.node_l in (select node from hidden) as left_hidden, u.node_r in (select node from hidden) as right_hidden
        from unweighed as u
        join records as l on l.node = u.node_l
        join records as r on r.node = u.node_r
        left join known_numbers as a on a.node = u.node_l
        left join known_numbers as b on b.node = u.node_r
        order by left_key, right_key
    """)
    return kind


def read_silver(con: "duckdb.DuckDBPyConnection", kind: str) -> Silver:
    """The labelled pairs that a link set could make."""
    import numpy as np

    rows = con.execute("select weight, agree from silver where agree is not null and parted = ''").fetchnumpy()
    return Silver(kind, np.asarray(rows["weight"], dtype=np.float64), np.asarray(rows["agree"], dtype=bool))


def false_per_thousand(silver: Silver, weight: float) -> float:
    """Links at this weight or above that the number contradicts, per 1,000, less those that wrong numbers explain."""
    linked = silver.weight >= weight
    if not linked.any():
        return 0.0
    seen = float((~silver.agree[linked]).sum()) + UNSEEN
    return max(0.0, 1000 * (seen / float(linked.sum()) - silver.wrong_labels))


def choose_thresholds(silver: Silver) -> dict[str, float]:
    """For each link set the lowest weight whose false links stay under its limit; at least a bit apart from one another."""
    steps = [LOWEST + STEP * step for step in range(int((HIGHEST - LOWEST) / STEP) + 1)]
    chosen = {
        name: next((weight for weight in steps if false_per_thousand(silver, weight) <= limit), HIGHEST)
        for name, limit in LIMITS.items()
    }
    return {name: min(max(chosen[name], LOWEST_OF[name]), chosen[DEFAULT] - 1 if name == WIDE else HIGHEST) for name in chosen}


def calibration_knots(weight: "NDArray[np.float64]", agree: "NDArray[np.bool_]", wrong: float) -> list[list[float]]:
    """[weight, probability], rising: isotonic regression of "same" on weight, over half-bit bins."""
    import numpy as np

    bins = np.floor(weight / STEP).astype(np.int64)
    blocks: list[list[float]] = []
    for place in np.unique(bins):
        inside = bins == place
        blocks.append([float(weight[inside].mean()), float(agree[inside].sum()), float(inside.sum())])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            later = blocks.pop()
            total = blocks[-1][2] + later[2]
            blocks[-1] = [(blocks[-1][0] * blocks[-1][2] + later[0] * later[2]) / total, blocks[-1][1] + later[1], total]
    return [[round(w, 4), round(min(max(same / count / (1 - wrong), 0.0005), 0.9995), 6)] for w, same, count in blocks]


def write_silver(con: "duckdb.DuckDBPyConnection", folder: "Path", numbers: Numbers, prior: float) -> None:
    """Store beside the edges: the labelled pairs, the thresholds they give, the calibration. Where no number labels, the standing thresholds."""
    kind = label_pairs(con, numbers, prior)
    said: dict[str, object] = {"label": kind, "link_sets": dict(STANDING), "calibration": [], "wrong_labels": 0.0, "pairs": 0}
    if kind:
        con.execute(f"copy silver to '{folder / 'silver.parquet'}' (format parquet)")
        silver = read_silver(con, kind)
        if len(silver.weight) >= FEWEST_PAIRS:
            said |= {
                "link_sets": choose_thresholds(silver) if len(silver.weight) >= FEWEST_TO_CHOOSE else dict(STANDING),
                "calibration": calibration_knots(silver.weight, silver.agree, silver.wrong_labels),
                "wrong_labels": round(silver.wrong_labels, 6),
                "pairs": len(silver.weight),
            }
    (folder / "thresholds.json").write_text(json.dumps(said), encoding="utf-8")
