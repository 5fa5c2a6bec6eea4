"""Who each pseudonym truly is and which true episode each episode is, for scoring an invented population.

Only scoring may use this: it needs the truth beside the study, and the identity side to find a number's pseudonym.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb

Read = Callable[[str], Any]

KEYS = {
    "police_person": "nominal_ref",
    "court_defendant": "defendant_id",
    "prison_person": "noms_number",
    "probation_person": "crn",
}
# Days between a true date and a recorded one within which two episodes of one person are taken for the same.
NEAR_DAYS = 31

TRUE_PEOPLE = """
    create table true_people as
    with votes as (
        select l.person, t.person_id, count(*) as records
        from numbers as n
        inner join truth_record_link as t on t.table_name = n.source_table and t.source_record_id = n.received
        inner join local_person as l on l.domain = n.domain and l.number = n.pseudonym
        group by l.person, t.person_id
    )
    select person, person_id
    from (select person, person_id, row_number() over (partition by person order by records desc, person_id) as place from votes)
    where place = 1
"""

TRUE_EPISODES = f"""
    create table true_episodes as
    with dates as (
        select
            episode_id,
            min(person_id) as person_id,
            min(case when activity = 'OFFENCE' then true_start::date end) as offence_on,
            min(case when activity = 'CRIME_RECORDED' then true_start::date end) as recorded_on,
            min(case when activity = 'CHARGE' then true_start::date end) as charged_on,
            min(case when activity = 'CONVICTION' then true_start::date end) as convicted_on,
            min(case when activity = 'CONVICTION' then detail end) as cjs_code
        from truth_event
        where episode_id is not null
        group by episode_id
    )
    select * from dates;

    create table episode_truth as
    with pairs as (
        select
            e.episode_id,
            t.episode_id as true_episode_id,
            least(
                abs(date_diff('day', e.first_on, t.offence_on)),
                abs(date_diff('day', e.recorded_on, t.recorded_on)),
                abs(date_diff('day', e.charged_on, t.charged_on)),
                abs(date_diff('day', e.convicted_on, t.convicted_on))
            ) as days_apart
        from episodes as e
        inner join true_people as p on p.person = e.person
        inner join true_episodes as t on t.person_id = p.person_id
        where e.join_used <> 'marker_only'
    )
    select episode_id, true_episode_id
    from (
        select episode_id, true_episode_id, row_number() over (partition by episode_id order by days_apart, true_episode_id) as place
        from pairs
        where days_apart <= {NEAR_DAYS}
    )
    where place = 1
"""


def open_truth(read: Read, truth: Read, tables: tuple[str, ...], truths: tuple[str, ...]) -> "duckdb.DuckDBPyConnection":
    """A connection with the named tables of the chain and of the truth, and `true_people`: the true person behind most records of each pseudonym."""
    import duckdb

    con = duckdb.connect()
    for name in {*tables, "local_person"}:
        con.register(name, read(name))
    for name in {*truths, "record_link"}:
        con.register(f"truth_{name}", truth(name))
    con.execute("create table numbers (source_table varchar, domain varchar, received varchar, pseudonym varchar)")
    for table, key in KEYS.items():
        con.register("received_rows", read(f"{table}_received").select(["source_record_id", key]))
        con.register("analysis_rows", read(table).select(["record_id", key]))
        con.execute(
            f"insert into numbers select distinct '{table}', '{key}', r.{key}, a.{key}"
            " from received_rows as r inner join analysis_rows as a on a.record_id = r.source_record_id"
        )
        con.unregister("received_rows")
        con.unregister("analysis_rows")
    con.execute(TRUE_PEOPLE)
    return con


def match_episodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Make `true_episodes`, and `episode_truth`: the true episode of the same person nearest in days, where one is near."""
    con.execute(TRUE_EPISODES)


def share(part: float | None, whole: float | None) -> float | None:
    """A share, or nothing where there is nothing to share."""
    return round(float(part or 0) / float(whole), 4) if whole else None
