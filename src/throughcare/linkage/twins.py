"""Twins and households: names and dates that agree because people are related, not because they are one.

Source: linkage note, section 9 (after hmpps-person-match, `model/score.py`). A pair that is parted keeps its place among the edges with its
reason, so that the review queue shows it; among pairs parted on invented records, about a third were one person.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.numbers_file import Numbers

if TYPE_CHECKING:
    import duckdb

# Where so large a share of one person's records differ in the forename and agree in the surname, such pairs are mostly one person's: twins
# are about three people in a hundred, and both must be in the records. The rule is then left off (assumption; FEBRL4: 257 of 265 were one).
MOST_DIFFERENT_FORENAMES = 0.03


def applies(numbers: Numbers) -> bool:
    """Whether the model in use holds a different forename for rare enough among one person's records."""
    return numbers.m["name", "surname"] + numbers.m["name", "surname equal"] <= MOST_DIFFERENT_FORENAMES


def caught_share(con: "duckdb.DuckDBPyConnection") -> float:
    """The share of the pairs with one birth date and one place that the rule would part: the records' own word on whether it holds.

    Measured: 0.7 per cent among invented people, of whom some are twins; 5.5 per cent in FEBRL4, where forenames were replaced by others.
    """
    caught, together = con.execute("""
        select (select count(*) from related where parted = 'twins'),
            count(*) from unweighed where numbers <= 1 and birth >= 8 and (address >= 1 or hearings >= 1)
    """).fetchall()[0]
    return float(caught) / together if together else 0.0


def part_twins(con: "duckdb.DuckDBPyConnection", numbers: Numbers) -> bool:
    """Change `unweighed`: add `parted` ('twins', 'household' or ''). A parted pair keeps its weight and is not clustered.

    False where the rule was set aside, because the model or the records say that such pairs are mostly one person's.
    """
    if applies(numbers):
        find_related(con)
        if caught_share(con) <= MOST_DIFFERENT_FORENAMES:
            mark_related(con)
            return True
    con.execute("alter table unweighed add column parted varchar default ''")
    return False


def find_related(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `related`: the pairs that look like two people of one family."""
    con.execute("""
        create or replace temp table related as
        select u.node_l, u.node_r,
            case when u.birth >= 8 then 'twins' else 'household' end as parted
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
    """)


def mark_related(con: "duckdb.DuckDBPyConnection") -> None:
    """Write `related` into `unweighed` as `parted`."""
    con.execute("""
        create or replace temp table parted_pairs as
        select u.*, coalesce(t.parted, '') as parted
        from unweighed as u left join related as t using (node_l, node_r)
    """)
    con.execute("drop table unweighed")
    con.execute("alter table parted_pairs rename to unweighed")
