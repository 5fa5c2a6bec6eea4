"""Links as they would be had some records no number: hide numbers on a sample, weigh the pairs anew, keep everything else.

Source: linkage note, section 11. A number is hidden as often as records of the same agency have none, so that the sample shows what the study's
own missing numbers do. Whole persons (records with one number) are drawn, so that all their records are in the sample. Nothing is scored again:
the numbers are one comparison, so its weight is taken off and the weight of what is still to be seen is put in its place.
"""

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING

from throughcare.linkage.blocking import RULES
from throughcare.linkage.compare import distinct_numbers
from throughcare.linkage.facts import NUMBERS
from throughcare.linkage.several import find_several, level_allowed
from throughcare.linkage.twins import find_related, mark_related

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from throughcare.linkage.numbers_file import Numbers
    from throughcare.linkage.several import Several

RULES_OF = {"pnc": {"PNC", "core number"}, "cro": {"CRO", "core number"}, "noms": {"prison number"}}
COMPARED = ("pnc", "cro", "noms", "crn", "asn", "master", "core")

# At most so many records lose a number in one scheme.
MOST_HIDDEN = 20_000
# Where nearly all records of an agency hold the number, or nearly none, still so many are hidden, and no more.
FEWEST_SHARE, MOST_SHARE = 0.1, 0.6


@dataclass(frozen=True)
class Scheme:
    """What is hidden: `label` is the number that then says who was right, `kinds` are all that are hidden, `every` on every drawn record."""

    name: str
    label: str
    kinds: tuple[str, ...]
    every: bool = False


SCHEMES = (
    Scheme("pnc", "pnc", ("pnc",)),
    Scheme("cro", "cro", ("cro",)),
    Scheme("noms", "noms", ("noms",)),
    # For the test that a number is not missing where linking is hard: both hidden, so that nothing but names, dates and places links.
    Scheme("both_pnc", "pnc", ("pnc", "cro"), every=True),
    Scheme("both_cro", "cro", ("pnc", "cro"), every=True),
)


def hide_numbers(con: "duckdb.DuckDBPyConnection", scheme: Scheme) -> None:
    """Leave `labels` (node, held, drawn, hidden): records that hold the label, those of drawn persons, and those whose numbers are hidden."""
    kind = scheme.label
    con.execute(f"""
        create or replace temp table labels as
        with missing as (
            select agency, least(greatest(1 - count({kind})::double / count(*), {FEWEST_SHARE}), {MOST_SHARE}) as share from records group by agency
        ),
        holders as (
            select r.node, r.{kind} as held, list_min(r.{kind}) as person, {"1.0" if scheme.every else "m.share"} as share
            from records as r join missing as m using (agency) where r.{kind} is not null
        ),
        expected as (select least(1.0, {MOST_HIDDEN} / greatest(sum(share), 1)) as drawn from holders)
        select node, held, person, hash(person || '|{kind}') % 1000000 < 1000000 * e.drawn as drawn,
            hash(person || '|{kind}') % 1000000 < 1000000 * e.drawn and hash(node::bigint * 7919) % 1000000 < 1000000 * share as hidden
        from holders cross join expected as e
    """)


def shown_numbers(scheme: Scheme) -> str:
    """The numbers of every record of `touched`, without those that are hidden; a core number would tell a hidden one."""
    gone = {*scheme.kinds, *(("core",) if {"pnc", "cro"} & set(scheme.kinds) else ())}
    columns = [
        f"case when h.node is null then r.{kind} end as {kind}" if kind in gone else f"r.{kind} as {kind}" for kind in COMPARED
    ]
    looked_at = "select node_l as node from touched union select node_r from touched"
    return f"""
        select r.node, r.agency, {", ".join(columns)} from records as r join ({looked_at}) using (node)
        left join (select node from labels where hidden) as h on h.node = r.node
    """


def level_in_view() -> str:
    """The level of the numbers' comparison, from columns `..._l` and `..._r`."""
    levels = [
        f"when {level.condition('duckdb')} then {len(NUMBERS.codes) - 1 - place}" for place, level in enumerate(NUMBERS.levels)
    ]
    return f"(case when {NUMBERS.silent('duckdb')} then -1 {' '.join(levels)} else 0 end)::tinyint"


def weight_of_level(numbers: "Numbers", level: str) -> str:
    """The bits that a level of the numbers' comparison is worth; none where it is silent."""
    bits = [
        f"when {len(NUMBERS.codes) - 1 - place} then {log2(m / u)!r}::double"
        for place, (m, u) in enumerate(distinct_numbers(NUMBERS, numbers))
    ]
    return f"case {level} {' '.join(bits)} else 0.0 end"


def allow_several(con: "duckdb.DuckDBPyConnection", numbers: "Numbers", several: "Sequence[Several]") -> None:
    """Change `unweighed`: two numbers that an agency gave one person do not weigh against a pair. From `records`."""
    if not several:
        return
    con.execute(f"""
        create or replace temp table allowed as
        select u.* replace (round(u.weight - {weight_of_level(numbers, "u.numbers")} + {weight_of_level(numbers, "a.level")}, 6) as weight, a.level as numbers)
        from unweighed as u join (
            select u.node_l, u.node_r, {level_allowed("u.numbers", several)} as level
            from unweighed as u join records as l on l.node = u.node_l join records as r on r.node = u.node_r
        ) as a using (node_l, node_r)
    """)
    con.execute("drop table unweighed")
    con.execute("alter table allowed rename to unweighed")


def weigh_without(con: "duckdb.DuckDBPyConnection", numbers: "Numbers", scheme: Scheme) -> None:
    """Leave `unweighed` (as the weighing of candidates leaves it, prior included): pairs with a hidden side, as they look without the numbers.

    From `scored`, `parting` and `records`. A pair that only the hidden numbers' own rules found is not among them.
    """
    own = set().union(*(RULES_OF[kind] for kind in scheme.kinds))
    others = sum(1 << place for place, rule in enumerate(RULES) if rule.code not in own)
    sides = ", ".join(f"l.{kind} as {kind}_l, r.{kind} as {kind}_r" for kind in COMPARED)
    con.execute(f"""
        create or replace temp table touched as
        select s.* from scored as s
        where s.rules & {others} <> 0
            and (s.node_l in (select node from labels where hidden) or s.node_r in (select node from labels where hidden))
    """)
    con.execute(f"create or replace temp table shown as {shown_numbers(scheme)}")
    con.execute(f"""
        create or replace temp table unweighed as
        with compared as (select t.node_l, t.node_r, {level_in_view()} as level from (
            select t.node_l, t.node_r, {sides} from touched as t join shown as l on l.node = t.node_l join shown as r on r.node = t.node_r
        ) as t),
        seen as (
            select c.node_l, c.node_r, {level_allowed("c.level", find_several(con))} as level
            from compared as c join shown as l on l.node = c.node_l join shown as r on r.node = c.node_r
        )
        select t.* exclude (parted) replace (
            round(t.weight - {weight_of_level(numbers, "t.numbers")} + {weight_of_level(numbers, "s.level")}, 6) as weight, s.level as numbers)
        from touched as t join seen as s using (node_l, node_r)
    """)
    # By the rules that hold among all records (`parting`): a sample's pairs are no ground to judge them by.
    find_related(con)
    mark_related(con)
