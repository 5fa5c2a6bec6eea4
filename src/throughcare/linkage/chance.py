"""How often strangers agree: u, always from the study's own records; and how many pairs are of one person.

Pairs for u are drawn by fixed shifts of a fixed shuffle, so the same records give the same numbers whatever the number of threads.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.facts import FACTS
from throughcare.linkage.numbers_file import Key, Numbers
from throughcare.linkage.weigh import score_pairs

if TYPE_CHECKING:
    import duckdb
    import numpy as np

RANDOM_PAIRS = 300_000

# A published u counts like so many of our own pairs, so that levels nearly never seen by chance keep a sensible number.
PRIOR_PAIRS = 100_000

# u of agreeing numbers cannot be counted: random pairs that share a number are one person. It stays as published.
NOT_COUNTED = frozenset({"numbers", "hearings"})


def draw_pairs(con: "duckdb.DuckDBPyConnection", at_most: int) -> None:
    """Leave `random_pairs`: each record beside its neighbours in a shuffled order."""
    import numpy as np
    import pyarrow as pa

    shuffled = np.asarray(con.execute("select node from records order by hash(node), node").fetchnumpy()["node"])
    count = len(shuffled)
    shifts = max(0, min((count - 1) // 2, -(-at_most // max(count, 1))))
    taken = min(count, at_most)
    left = np.tile(shuffled[:taken], shifts)
    right = np.concatenate([np.roll(shuffled, -shift)[:taken] for shift in range(1, shifts + 1)]) if shifts else shuffled[:0]
    con.register("drawn", pa.table({"node_l": np.minimum(left, right), "node_r": np.maximum(left, right)}))
    con.execute("create or replace temp table random_pairs as select node_l, node_r from drawn")
    con.unregister("drawn")


def same_value_share(con: "duckdb.DuckDBPyConnection", value: str, but: str) -> float | None:
    """Share of pairs that agree on `value` and not on `but`, over pairs that know both: chance agreement without the pairs of one person."""
    row = con.execute(f"""
        with known as (select {value} as v, {but} as b from records where {value} is not null and {but} is not null),
        by_value as (select sum(n::double * (n - 1)) as pairs from (select count(*) as n from known group by v)),
        by_both as (select sum(n::double * (n - 1)) as pairs from (select count(*) as n from known group by v, b)),
        total as (select count(*)::double as n from known)
        select by_value.pairs - by_both.pairs, total.n * (total.n - 1) from by_value, by_both, total
    """).fetchall()[0]
    return None if not row[1] else max(float(row[0]), 0.0) / float(row[1])


def count_levels(con: "duckdb.DuckDBPyConnection", table: str, fact: str) -> dict[int, int]:
    """How many strangers' pairs take each level of a fact; pairs that agree on name and birth, or on a number, are no strangers."""
    return dict(
        con.execute(f"""
            select {fact}, count(*) from {table}
            where {fact} >= 0 and not (name >= 4 and birth >= 4) and not (numbers >= 2) group by {fact}
        """).fetchall()
    )


def estimate_u(con: "duckdb.DuckDBPyConnection", numbers: Numbers) -> dict[Key, float]:
    """U of every level: counted in random pairs, steadied by the published u; whole name and birth date by value counts."""
    draw_pairs(con, RANDOM_PAIRS)
    score_pairs(con, numbers, "random_pairs", "random_scored")
    u = dict(numbers.u)
    for fact in FACTS:
        if fact.code in NOT_COUNTED:
            continue
        counts = count_levels(con, "random_scored", fact.code)
        total = sum(counts.values())
        for place, code in enumerate(reversed(fact.codes)):
            u[fact.code, code] = (counts.get(place, 0) + PRIOR_PAIRS * numbers.u[fact.code, code]) / (total + PRIOR_PAIRS)
    for key, value, but in ((("name", "whole name equal"), "full_name", "dob"), (("birth", "equal"), "dob", "surname_form")):
        share = same_value_share(con, value, but)
        pairs = con.execute(f"select count(*)::double * (count(*) - 1) / 2 from records where {value} is not null").fetchall()[0][
            0
        ]
        if share is not None:
            u[key] = (share * pairs + PRIOR_PAIRS * numbers.u[key]) / (pairs + PRIOR_PAIRS)
    return u


def estimate_prior(weights: "np.ndarray", possible_pairs: float) -> float:
    """The share of all pairs that are of one person, from the weights of the candidates (each without a prior).

    The fixed point of "expected matches among candidates over all pairs"; matches that blocking missed are not in it.
    """
    import numpy as np

    if not len(weights) or possible_pairs <= 0:
        return 1e-6
    odds = np.exp2(np.clip(weights, -60, 60))
    share = min(0.5, len(weights) / possible_pairs)
    for _ in range(200):
        prior = share / (1 - share)
        following = float((prior * odds / (1 + prior * odds)).sum()) / possible_pairs
        following = min(max(following, 1e-12), 0.5)
        if abs(following - share) <= 1e-9 * share:
            break
        share = following
    return share
