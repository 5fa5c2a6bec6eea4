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


def part_twins(con: "duckdb.DuckDBPyConnection", numbers: Numbers) -> None:
    """Change `unweighed`: add `parted` ('twins', 'household' or ''). A parted pair keeps its weight and is not clustered."""
    if not applies(numbers):
        con.execute("alter table unweighed add column parted varchar default ''")
        return
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
    con.execute("""
        create or replace temp table parted_pairs as
        select u.*, coalesce(t.parted, '') as parted
        from unweighed as u left join related as t using (node_l, node_r)
    """)
    con.execute("drop table unweighed")
    con.execute("alter table parted_pairs rename to unweighed")
