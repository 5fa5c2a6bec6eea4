"""Proven reoffending, held against the truth of an invented population.

The entries are the study's own; the question is whether each class of reoffence was found where the truth has one within the same follow-up and
waiting period. An entry whose person is nobody's true person is left out and counted.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

Read = Callable[[str], Any]

TABLES = ("index_events", "outcomes", "offence_groups", "time_at_liberty")

# An episode's offence day with the day and code of each proof of it; a conviction that was quashed is none.
TRUE_PROOFS = """
    create table true_proofs as
    with offences as (
        select episode_id, min(true_start::date) as offence_on from truth_event where activity = 'OFFENCE' group by episode_id
    ),
    proofs as (
        select person_id, episode_id, detail as cjs_code, min(true_start::date) as proven_on
        from truth_event where activity in ('CONVICTION', 'CAUTION') group by all
    ),
    quashed as (select distinct episode_id, detail as cjs_code from truth_event where activity = 'CONVICTION_QUASHED')
    select p.person_id, g.class, o.offence_on, p.proven_on
    from proofs as p
    inner join offences as o using (episode_id)
    inner join offence_groups as g using (cjs_code)
    anti join quashed as q on q.episode_id = p.episode_id and q.cjs_code = p.cjs_code
"""

COMPARED = """
    select
        o.class,
        count(*) as entries,
        sum(o.reoffended::int) as found,
        sum(truly::int) as true_ones,
        sum((o.reoffended and truly)::int) as both
    from (
        select
            r.index_id, r.class, r.reoffended,
            exists (
                select 1 from true_proofs as t
                where t.person_id = p.person_id and t.class = r.class and t.offence_on > i.entry_on and t.offence_on <= l.stop_on
                    and t.proven_on <= i.proof_end
            ) as truly
        from outcomes as r
        inner join index_events as i using (index_id)
        inner join time_at_liberty as l using (index_id)
        inner join true_people as p on p.person = i.person
        where i.observable
    ) as o
    group by o.class order by o.class
"""


def score_outcomes(read: Read, truth: Read) -> dict[str, Any]:
    """By class: entries, those found and those true, sensitivity, precision, and both rates."""
    from throughcare.definitions.truth import open_truth

    con = open_truth(read, truth, TABLES, ("event",))
    con.execute(TRUE_PROOFS)
    rows = con.execute(COMPARED).fetchall()
    return {"entries_without_a_true_person": lost_entries(con), "by_class": [make_row(*row) for row in rows]}


def lost_entries(con: "duckdb.DuckDBPyConnection") -> int:
    """Entries of persons who are nobody's true person."""
    found = con.execute("select count(*) from index_events as i anti join true_people as p on p.person = i.person").fetchone()
    return int(found[0]) if found else 0


def make_row(name: str, entries: int, found: int, true_ones: int, both: int) -> dict[str, Any]:
    """One class with its shares; a share of nothing is null."""
    return {
        "class": name,
        "entries": entries,
        "found": found,
        "true": true_ones,
        "sensitivity": round(both / true_ones, 6) if true_ones else None,
        "precision": round(both / found, 6) if found else None,
        "rate_found": round(found / entries, 6) if entries else None,
        "rate_true": round(true_ones / entries, 6) if entries else None,
    }
