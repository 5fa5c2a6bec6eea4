"""Twins, households, generations: names, dates and places that agree because people are related, not because they are one.

Source: linkage note, section 9 (twins and households after hmpps-person-match, `model/score.py`; generations are ours). A pair that is parted keeps
its place among the edges with its reason, so that the review queue shows it; of pairs parted as twins on invented records, about a third were one person.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.numbers_file import Numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

TWINS, HOUSEHOLD, GENERATION = "twins", "household", "generation"

# Where so large a share of one person's records differ in the forename and agree in the surname, such pairs are mostly one person's: twins
# are about three people in a hundred, and both must be in the records. The rule is then left off (assumption; FEBRL4: 257 of 265 were one).
MOST_DIFFERENT_FORENAMES = 0.03

# The same of one name at one place with birth dates a generation apart: sons named after their fathers are fewer, of those who live together.
MOST_GENERATIONS = 0.03

# Years between birth dates from which two people of one name are father and son, or mother and daughter, rather than one with a slip of the year.
# An exchange or a slip of one digit is told by its own level, however many years it makes.
YEARS_APART = 14


def applies(numbers: Numbers) -> bool:
    """Whether the model in use holds a different forename for rare enough among one person's records."""
    return numbers.m["name", "surname"] + numbers.m["name", "surname equal"] <= MOST_DIFFERENT_FORENAMES


def caught_share(con: "duckdb.DuckDBPyConnection") -> float:
    """The share of the pairs with one birth date and one place that the rule of twins would part: the records' own word on whether it holds.

    Pairs that a number joins are counted too: where every record has its numbers, the others are nearly all of two people, and would say nothing of one.
    Measured: 0.2 per cent among invented people, of whom some are twins; 5.5 per cent in FEBRL4, where forenames were replaced by others.
    """
    caught, together = con.execute(f"""
        select (select count(*) from related where parted = '{TWINS}'),
            count(*) from unweighed where birth >= 8 and (address >= 1 or hearings >= 1)
    """).fetchall()[0]
    return float(caught) / together if together else 0.0


def generation_share(con: "duckdb.DuckDBPyConnection") -> float:
    """The share of the pairs with one name and one place that the rule of generations would part."""
    caught, together = con.execute(f"""
        select (select count(*) from related join unweighed using (node_l, node_r) where parted = '{GENERATION}' and address >= 1),
            count(*) from unweighed where name >= 10 and birth >= 0 and address >= 1
    """).fetchall()[0]
    return float(caught) / together if together else 0.0


def part_related(con: "duckdb.DuckDBPyConnection", numbers: Numbers) -> None:
    """Change `unweighed`: add `parted` (the rule's name, or ''); leave `parting`, the rules that hold. A parted pair keeps its weight and is not clustered.

    A rule is set aside where the model or the records say that such pairs are mostly one person's.
    """
    find_related(con)
    holding = [TWINS, HOUSEHOLD] if applies(numbers) and caught_share(con) <= MOST_DIFFERENT_FORENAMES else []
    if generation_share(con) <= MOST_GENERATIONS:
        holding.append(GENERATION)
    put_rules(con, holding)
    mark_related(con)


def put_rules(con: "duckdb.DuckDBPyConnection", holding: "Iterable[str]") -> None:
    """Leave `parting`: the rules on related people that hold."""
    con.execute("create or replace temp table parting (parted varchar)")
    for rule in holding:
        con.execute("insert into parting values (?)", [rule])


def rules_holding(con: "duckdb.DuckDBPyConnection") -> list[str]:
    """The rules on related people that hold, by name."""
    return [row[0] for row in con.execute("select parted from parting order by parted").fetchall()]


def rules_set_aside(con: "duckdb.DuckDBPyConnection") -> dict[str, int]:
    """The rules that do not hold, with the pairs that they would have parted; from `related` and `parting`."""
    return dict(
        con.execute(
            "select parted, count(*) from related anti join parting using (parted) group by parted order by parted"
        ).fetchall()
    )


def find_related(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `related`: the pairs that look like two people of one family, by the rule that says so."""
    con.execute(f"""
        create or replace temp table related as
        select u.node_l, u.node_r,
            case when u.birth >= 8 then '{TWINS}' else '{HOUSEHOLD}' end as parted
        from unweighed as u
        join records as l on l.node = u.node_l
        join records as r on r.node = u.node_r
        where u.numbers <= 1 and (u.birth >= 8 or u.birth < 0) and u.name in (2, 4)
            and l.surname_form = r.surname_form
            and l.forename is not null and r.forename is not null
            and jaro_winkler_similarity(l.forename, r.forename) < 0.8
            and l.forename_form <> r.forename_form
            and coalesce(l.forename_skeleton, '') <> coalesce(r.forename_skeleton, '-')
            and not list_has_any(l.names, r.names)
            and not list_has_any(l.given_parts, r.given_parts)
            and (u.birth < 0 or u.address >= 1 or u.hearings >= 1)
        union all
        select u.node_l, u.node_r, '{GENERATION}' as parted
        from unweighed as u
        join records as l on l.node = u.node_l
        join records as r on r.node = u.node_r
        where u.numbers <= 1 and u.birth = 0 and u.name >= 10 and u.hearings <= 0
            and abs(l.dob_day - r.dob_day) >= {YEARS_APART} * 365
    """)


def mark_related(con: "duckdb.DuckDBPyConnection") -> None:
    """Write `related` into `unweighed` as `parted`, of the rules that hold (`parting`)."""
    con.execute("""
        create or replace temp table parted_pairs as
        select u.*, coalesce(t.parted, '') as parted
        from unweighed as u left join (select * from related semi join parting using (parted)) as t using (node_l, node_r)
    """)
    con.execute("drop table unweighed")
    con.execute("alter table parted_pairs rename to unweighed")
