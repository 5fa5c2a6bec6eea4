"""Does the linkage serve every group alike? Rates by group, each beside the reference group, with intervals.

missed: pairs of one person that are not joined · false: joined pairs of two people · split: people in more than one cluster · merged: people
joined with somebody else · unlinkable: records that could not reach the threshold even with a copy of themselves · attention: NEEDS_ATTENTION.
Intervals: ratio estimators over persons, 95 per cent (linearised); the ratio's on the log scale. Source: linkage note, section 14.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Any

from throughcare.linkage.fair_groups import NOT_RECORDED, group_units

if TYPE_CHECKING:
    import duckdb

PAIR = "agency pair"
Z = 1.96

# A group's rate needs an explanation where its ratio to the reference is surely above the first and its difference above the second.
LARGEST_RATIO = 1.25
LARGEST_DIFFERENCE = 0.005
# Of fewer people than this with the outcome nothing is concluded: two or three chance errors would stop a run.
FEWEST_HAVING = 10


@dataclass(frozen=True)
class Sums:
    """Sums over the persons of a group: outcome y and base x of a rate y / x, what its variance needs, and persons with and without the outcome."""

    persons: int
    y: float
    x: float
    yy: float
    xy: float
    xx: float
    having: int

    @property
    def rate(self) -> float | None:
        """The rate; none where there is no base."""
        return self.y / self.x if self.x else None

    @property
    def error(self) -> float:
        """The rate's standard error, persons being drawn."""
        if not self.x or self.persons < 2:
            return 0.0
        rate = self.y / self.x
        spread = max(0.0, self.yy - 2 * rate * self.xy + rate * rate * self.xx)
        return sqrt(spread * self.persons / (self.persons - 1)) / self.x


@dataclass(frozen=True)
class Row:
    """One rate of one group, and how it stands to the reference group; none where it cannot be said."""

    by_what: str
    of_group: str
    rate_of: str
    persons: int
    with_outcome: int
    rate: float | None
    low: float | None
    high: float | None
    reference: str
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    difference: float | None
    difference_low: float | None
    difference_high: float | None
    unexplained: bool

    def as_dict(self) -> dict[str, Any]:
        """The row as a table holds it."""
        return asdict(self)


def bounds(sums: Sums) -> tuple[float | None, float | None]:
    """The rate's interval; where nobody or everybody has the outcome, the exact bound of as many persons (rule of three)."""
    if sums.rate is None:
        return None, None
    if sums.having in (0, sums.persons):
        beyond = min(1.0, 3 / sums.persons) if sums.persons else 1.0
        return (0.0, beyond) if sums.having == 0 else (max(0.0, sums.rate - beyond), min(1.0, sums.rate + Z * sums.error))
    return max(0.0, sums.rate - Z * sums.error), min(1.0, sums.rate + Z * sums.error)


def compare(by_what: str, rate_of: str, group: str, sums: Sums, reference: str, against: Sums) -> Row:
    """A group's rate beside the reference group's."""
    low, high = bounds(sums)
    ratio = ratio_low = ratio_high = difference = difference_low = difference_high = None
    if group != reference and sums.rate is not None and against.rate is not None:
        difference = sums.rate - against.rate
        half = Z * sqrt(sums.error**2 + against.error**2)
        difference_low, difference_high = difference - half, difference + half
        if sums.rate > 0 and against.rate > 0:
            ratio = sums.rate / against.rate
            spread = Z * sqrt((sums.error / sums.rate) ** 2 + (against.error / against.rate) ** 2)
            ratio_low, ratio_high = exp(log(ratio) - spread), exp(log(ratio) + spread)
    apart = ratio_low is None or ratio_low > LARGEST_RATIO
    telling = sums.having >= FEWEST_HAVING and (difference or 0.0) > LARGEST_DIFFERENCE and group != NOT_RECORDED
    return Row(
        by_what, group, rate_of, sums.persons, sums.having, sums.rate, low, high, reference,
        ratio, ratio_low, ratio_high, difference, difference_low, difference_high, apart and telling,
    )  # fmt: skip


def compare_groups(found: Iterable[tuple[Any, ...]]) -> list[Row]:
    """Rows from (by what, group, rate, sums ...): the reference is the group with most persons, never `not recorded`."""
    groups: dict[tuple[str, str], dict[str, Sums]] = {}
    for by_what, group, rate_of, persons, y, x, yy, xy, xx, having in found:
        sums = Sums(int(persons), float(y), float(x), float(yy), float(xy), float(xx), int(having))
        groups.setdefault((by_what, rate_of), {})[group] = sums
    rows = []
    for (by_what, rate_of), members in sorted(groups.items()):
        reference = max(members, key=lambda name: (name != NOT_RECORDED, members[name].persons, name))
        rows += [compare(by_what, rate_of, name, sums, reference, members[reference]) for name, sums in sorted(members.items())]
    return rows


SUMS = "count(*), sum(y)::double, sum(x)::double, sum(y * y)::double, sum(x * y)::double, sum(x * x)::double, sum((y > 0)::int)"


def rates_of_people(con: "duckdb.DuckDBPyConnection") -> list[tuple[Any, ...]]:
    """Missed, false, split and merged by group of person and by pair of agencies, from `outcomes` and `stated`."""
    con.execute("create or replace temp table judged_units as select record_key, truth as unit from judged")
    group_units(con, "judged_units", "judged_groups")
    con.execute("""
        create or replace temp table counted as
        select truth as unit, '' as pair, sum(true_pairs)::bigint as true_pairs, sum(linked)::bigint as linked, sum(good)::bigint as good
        from outcomes group by truth
        union all
        select truth, least(agency, other) || ' and ' || greatest(agency, other), sum(true_pairs)::bigint, sum(linked)::bigint, sum(good)::bigint
        from outcomes group by all
    """)
    units = " union all ".join(
        f"select unit, pair, '{name}' as rate_of, {y} as y, {x} as x from counted where {x} > 0"
        for name, y, x in (
            ("missed", "true_pairs - good", "true_pairs"),
            ("false", "linked - good", "linked"),
            ("split", "(good < true_pairs)::int", "(true_pairs > 0)::int"),
            ("merged", "(linked > good)::int", "1"),
        )
    )
    return con.execute(f"""
        select g.by_what, g.of_group, u.rate_of, {SUMS}
        from ({units}) as u join judged_groups as g using (unit) where u.pair = '' group by g.by_what, g.of_group, u.rate_of
        union all
        select '{PAIR}', pair, rate_of, {SUMS} from ({units}) where pair <> '' and rate_of in ('missed', 'false') group by pair, rate_of
        order by all
    """).fetchall()


def rates_of_records(con: "duckdb.DuckDBPyConnection") -> list[tuple[Any, ...]]:
    """Unlinkable and NEEDS_ATTENTION by group of published person, from `published` (record_key, unit, attention, unlinkable)."""
    group_units(con, "published", "published_groups")
    units = " union all ".join(
        f"select unit, '{name}' as rate_of, sum({name}::int)::bigint as y, count(*) as x from published group by unit"
        for name in ("attention", "unlinkable")
    )
    return con.execute(f"""
        select g.by_what, g.of_group, u.rate_of, {SUMS}
        from ({units}) as u join published_groups as g using (unit) group by g.by_what, g.of_group, u.rate_of order by all
    """).fetchall()
