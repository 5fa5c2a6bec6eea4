"""Proven reoffending held against the truth of an invented population.

For every complete index event: was the person truly proven to have reoffended in the follow-up, and do the records say so? For every offence truly proven:
is it there, once? Source: outcomes note, sections 1 and 21.
"""

from typing import TYPE_CHECKING, Any

from throughcare.definitions.offence_codes import resolve_offence
from throughcare.definitions.truth import Read, open_truth, share
from throughcare.outcomes.measure import DEFAULT, Measure, load_measure

if TYPE_CHECKING:
    import duckdb

TRUE_OFFENCES = """
    create table true_offences as
    select
        episode_id,
        min(person_id) as person_id,
        min(case when activity in ('OFFENCE', 'REOFFENCE') then true_start::date end) as offence_on,
        min(case when activity in ('CONVICTION', 'CAUTION', 'PROVEN_REOFFENCE') then true_start::date end) as proven_on,
        min(case when activity in ('CONVICTION', 'CAUTION', 'PROVEN_REOFFENCE') then detail end) as cjs_code
    from truth_event
    where
        episode_id is not null
        and episode_id not in (select episode_id from truth_event where activity = 'CONVICTION_QUASHED' and episode_id is not null)
    group by episode_id
    having proven_on is not null
"""

JUDGED = """
    create table judged as
    with true_hits as (
        select i.index_id, g.class, count(*) as offences
        from index_events as i
        inner join outcomes as o on o.index_id = i.index_id and o.class = 'any'
        inner join true_people as p on p.person = i.person
        inner join true_offences as t
            on t.person_id = p.person_id and t.offence_on > i.entry_on and t.offence_on <= i.follow_up_end and t.proven_on <= i.proof_end
        inner join true_groups as g on g.cjs_code = t.cjs_code
        where o.complete
        group by i.index_id, g.class
    )
    select o.class, o.index_id, o.reoffended, t.offences is not null as truly_reoffended
    from outcomes as o
    inner join true_people as p on p.person = o.person
    left join true_hits as t on t.index_id = o.index_id and t.class = o.class
    where o.complete
"""


def mark_groups(con: "duckdb.DuckDBPyConnection", measure: Measure) -> None:
    """Make `true_groups`: the classes in which each code of the truth counts."""
    con.execute("create table true_groups (cjs_code varchar, class varchar)")
    for (code,) in con.execute("select distinct cjs_code from true_offences where cjs_code is not null").fetchall():
        found = resolve_offence(code)
        for group in measure.groups:
            is_left_out = found.offence_class in measure.excluded_classes and not group.is_excluded_elsewhere
            if group.holds(code, found.ho_code, found.offence_class) and not is_left_out:
                con.execute("insert into true_groups values (?, ?)", [code, group.id])


def score_classes(con: "duckdb.DuckDBPyConnection") -> list[dict[str, Any]]:
    """By class: the rate as recorded and the true one, and how often the records miss or invent a reoffending person."""
    rows = con.execute("""
        select
            class,
            count(*) as index_events,
            sum(reoffended::int) as recorded,
            sum(truly_reoffended::int) as true,
            sum((reoffended and truly_reoffended)::int) as right
        from judged group by class order by class
    """).fetchall()
    return [
        {
            "class": name,
            "index_events": events,
            "rate_recorded": share(recorded, events),
            "rate_true": share(true, events),
            "sensitivity": share(right, true),
            "false_discovery": share(recorded - right, recorded),
        }
        for name, events, recorded, true, right in rows
    ]


def score_offences(con: "duckdb.DuckDBPyConnection") -> dict[str, Any]:
    """Whether each offence truly proven is there under the right person; the same person and offence day is the same offence.

    `earlier` are those from before the first case of the life course. A further charge of a case has its own offence day and the case's day of proof;
    `without_truth` are the recorded offences that share neither day with anything truly proven, quashed or not.
    """
    true, found, recorded, wrong, earlier, earlier_found = con.execute("""
        with recorded as (
            select o.proven_id, p.person_id, o.offence_on, o.proven_on
            from proven_offences as o inner join true_people as p on p.person = o.person
            where o.offence_on is not null
        ),
        days as (select distinct person_id, offence_on from recorded),
        true_days as (select distinct person_id, offence_on from true_offences),
        any_days as (
            select person_id, true_start::date as on_day
            from truth_event
            where activity in ('OFFENCE', 'CONVICTION', 'CAUTION', 'PROVEN_REOFFENCE')
            group by all
        ),
        before as (select distinct person_id, offence_on from true_offences where right(episode_id, 1) > '6')
        select
            (select count(*) from true_days),
            (select count(*) from true_days inner join days using (person_id, offence_on)),
            (select count(*) from recorded),
            (
                select count(*) from recorded as r
                where not exists (select 1 from any_days as t where t.person_id = r.person_id and t.on_day in (r.offence_on, r.proven_on))
            ),
            (select count(*) from before),
            (select count(*) from before inner join days using (person_id, offence_on))
    """).fetchall()[0]
    return {
        "true": true,
        "found": share(found, true),
        "earlier": earlier,
        "earlier_found": share(earlier_found, earlier),
        "recorded": recorded,
        "without_truth": share(wrong, recorded),
    }


def score_outcomes(read: Read, truth: Read, measure: str = DEFAULT) -> dict[str, Any]:
    """Scores of a study: `read` gives a table of the chain by name, `truth` a truth table by its name without `truth_`."""
    con = open_truth(read, truth, ("index_events", "outcomes", "proven_offences"), ("event",))
    con.execute(TRUE_OFFENCES)
    mark_groups(con, load_measure(measure))
    con.execute(JUDGED)
    return {"measure": measure, "by_class": score_classes(con), "proven_offences": score_offences(con)}
