"""What people are asked to look at, in parts that are each drawn at random, so that their answers say how good the links are.

Source: linkage note, section 15. Doubtful clusters and refused links are all asked; of the others, so many of each size; and of the links that were not
made, so many of each band of weight, because no look at clusters shows what is missing from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

Members = tuple[tuple[str, ...], ...]

# So many of each stratum are drawn: fewer than twenty thousand answers, more than luck.
DRAWN_EACH = 60
LARGEST = 10_000_000
SIZES = ((2, 2), (3, 5), (6, LARGEST))

# Bits below the threshold: links nearly made (or kept from being made by a higher threshold of their agencies), links less so, and the rest.
BANDS = (("at most 3", -1_000.0, 3.0), ("3 to 8", 3.0, 8.0), ("more than 8", 8.0, 1_000.0))


@dataclass(frozen=True)
class Stratum:
    """A part of what there is to look at: how many there are in all, and those drawn, each as its clusters' record keys.

    `why` is "doubtful" or "sample" for clusters as they are; "refused" or "below" for two clusters that were not joined.
    """

    name: str
    why: str
    size: int
    drawn: tuple[Members, ...]


def in_words(name: str) -> str:
    """A stratum's name as people read it; kept answers name their stratum by its bounds."""
    return name.replace("of 2 to 2", "of 2").replace(f"to {LARGEST}", "and more")


def put_members(con: "duckdb.DuckDBPyConnection", link_set: str) -> None:
    """Leave `members` (cluster, keys, size, doubt), from `clusters`."""
    con.execute(
        """
        create or replace temp table members as
        select cluster, list(record_key order by record_key) as keys, count(*) as size, max(doubt) as doubt
        from clusters where link_set_id = ? group by cluster
        """,
        [link_set],
    )


def strata_of_clusters(con: "duckdb.DuckDBPyConnection", seed: int) -> list[Stratum]:
    """Every doubtful cluster, and a sample of the others by size."""
    doubtful = con.execute("select keys from members where doubt <> '' order by cluster").fetchall()
    strata = [Stratum("doubtful", "doubtful", len(doubtful), tuple((tuple(keys),) for (keys,) in doubtful))]
    for low, high in SIZES:
        chosen = f"from members where doubt = '' and size between {low} and {high}"
        size = con.execute(f"select count(*) {chosen}").fetchall()[0][0]
        rows = con.execute(f"select keys {chosen} order by sha256('{seed}|' || cluster) limit {DRAWN_EACH}").fetchall()
        strata.append(Stratum(f"clusters of {low} to {high}", "sample", int(size), tuple((tuple(keys),) for (keys,) in rows)))
    return strata


def put_refused(con: "duckdb.DuckDBPyConnection", refused: Sequence[tuple[str, str]]) -> None:
    """Leave `refused_pairs` (one, other): the pairs of clusters that a refused link would have joined."""
    con.execute("create or replace temp table refused_links (one_key varchar, other_key varchar)")
    if refused:
        con.executemany("insert into refused_links values (?, ?)", [list(pair) for pair in refused])
    con.execute("""
        create or replace temp table placed as select cluster, unnest(keys) as key from members
    """)
    con.execute("""
        create or replace temp table refused_pairs as
        select distinct least(a.cluster, b.cluster) as one, greatest(a.cluster, b.cluster) as other
        from refused_links as r join placed as a on a.key = r.one_key join placed as b on b.key = r.other_key where a.cluster <> b.cluster
    """)


def drawn_pairs(con: "duckdb.DuckDBPyConnection", query: str) -> tuple[Members, ...]:
    """The records of both clusters, for each pair of clusters that a query gives."""
    rows = con.execute(f"""
        select a.keys, b.keys from ({query}) as u join members as a on a.cluster = u.one join members as b on b.cluster = u.other
        order by u.one, u.other
    """).fetchall()
    return tuple((tuple(one), tuple(other)) for one, other in rows)


def strata_of_links(con: "duckdb.DuckDBPyConnection", seed: int, threshold: float) -> list[Stratum]:
    """Every pair of clusters that a refused link would have joined, and a sample of those whose best link was too light, by how far."""
    con.execute("""
        create or replace temp table unjoined as
        select least(l.cluster, r.cluster) as one, greatest(l.cluster, r.cluster) as other, max(e.match_weight) as weight
        from edges as e join placed as l on l.key = e.left_key join placed as r on r.key = e.right_key
        where l.cluster <> r.cluster group by all
    """)
    refused = drawn_pairs(con, "select one, other from refused_pairs")
    strata = [Stratum("refused", "refused", len(refused), refused)]
    for words, near, far in BANDS:
        chosen = f"""from unjoined as u where weight < {threshold - near} and weight >= {threshold - far}
            and not exists (select 1 from refused_pairs as r where r.one = u.one and r.other = u.other)"""
        size = con.execute(f"select count(*) {chosen}").fetchall()[0][0]
        drawn = drawn_pairs(
            con, f"select one, other {chosen} order by sha256('{seed}|' || one || '|' || other) limit {DRAWN_EACH}"
        )
        strata.append(Stratum(f"{words} bits below the threshold", "below", int(size), drawn))
    return strata


def make_strata(
    con: "duckdb.DuckDBPyConnection", link_set: str, threshold: float, refused: Sequence[tuple[str, str]], seed: int
) -> list[Stratum]:
    """All strata of a link set, from the views `clusters` and `edges`."""
    put_members(con, link_set)
    put_refused(con, refused)
    return [*strata_of_clusters(con, seed), *strata_of_links(con, seed, threshold)]
