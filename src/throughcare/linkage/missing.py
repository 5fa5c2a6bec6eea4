"""Is a number missing where linking is hard? Recall by a second number, where the first is present on both sides and where it is not.

Source: linkage note, section 13. A number that is missing at random within an agency may correct a rate; one that is missing from bad records may not,
and the two shares of this page are how that shows. Links are made without either number, so that only names, dates and places count.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.linkage.estimate import hidden_graph, put_labels
from throughcare.linkage.group import Graph, cluster_at
from throughcare.linkage.link_sets import DEFAULT

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

# The two shares differ when their distance is so many standard errors (one chance in a hundred).
DIFFERS = 2.33
FEWEST = 30


@dataclass(frozen=True)
class Split:
    """Recall by the number `by`, of pairs that both hold `number` and of pairs that do not, weighed to the same pairs of agencies."""

    number: str
    by: str
    present: float
    absent: float
    error: float
    pairs: int

    @property
    def differs(self) -> bool:
        """Whether pairs without the number are missed more often than chance explains."""
        return self.error > 0 and (self.present - self.absent) / self.error > DIFFERS


def equal_pairs(con: "duckdb.DuckDBPyConnection", number: str) -> dict[str, Any]:
    """Pairs of records of two agencies with the same label, from `labelled`: label, agencies, whether both hold the number, whether linked."""
    return con.execute(f"""
        select l.value, least(l.agency, r.agency) || ' and ' || greatest(l.agency, r.agency) as agencies,
            p.{number} is not null and q.{number} is not null as present, l.cluster = r.cluster as linked
        from labelled as l join labelled as r on l.value = r.value and l.node < r.node and l.agency <> r.agency
        join numbered as a on a.node = l.node join nodes as p on p.record_key = a.record_key
        join numbered as b on b.node = r.node join nodes as q on q.record_key = b.record_key
        where l.drawn and r.drawn order by l.node, r.node
    """).fetchnumpy()


def compare_shares(
    person: "NDArray[np.int64]", stratum: "NDArray[np.int64]", present: "NDArray[np.bool_]", linked: "NDArray[np.float64]"
) -> tuple[float, float, float]:
    """(share linked where present, where absent, standard error of their difference); pairs of one person count as one draw."""
    import numpy as np

    shares, influence = np.zeros(2), np.zeros(int(person.max()) + 1)
    total = 0.0
    for place in np.unique(stratum):
        inside = stratum == place
        sides = [inside & present, inside & ~present]
        if not (sides[0].any() and sides[1].any()):
            continue
        weight = float(sides[1].sum())
        total += weight
        for side, (mask, sign) in enumerate(zip(sides, (1, -1), strict=True)):
            share = linked[mask].mean()
            shares[side] += weight * share
            np.add.at(influence, person[mask], sign * weight * (linked[mask] - share) / mask.sum())
    if not total:
        return 0.0, 0.0, 0.0
    return float(shares[0] / total), float(shares[1] / total), float(np.sqrt((influence**2).sum()) / total)


def split_recall(con: "duckdb.DuckDBPyConnection", graph: Graph, silver: dict[str, Any], number: str, by: str) -> Split | None:
    """The test of one number by another; nothing where too few pairs can tell."""
    import numpy as np

    scheme = f"both_{by}"
    made = cluster_at(hidden_graph(con, graph, scheme), silver["link_sets"][DEFAULT], silver["by_pair"].get(DEFAULT))
    put_labels(con, made.cluster, scheme, by)
    rows = equal_pairs(con, number)
    present = np.asarray(rows["present"], dtype=bool)
    if min(present.sum(), (~present).sum()) < FEWEST:
        return None
    _, person = np.unique(np.asarray(rows["value"], dtype=object).astype(str), return_inverse=True)
    _, stratum = np.unique(np.asarray(rows["agencies"], dtype=object).astype(str), return_inverse=True)
    shares = compare_shares(person, stratum, present, np.asarray(rows["linked"], dtype=np.float64))
    return Split(number, by, *shares, len(present))
