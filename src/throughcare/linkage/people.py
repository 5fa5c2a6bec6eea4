"""The crosswalk's pseudonymous face: what the analysis side may know of who is who."""

from typing import TYPE_CHECKING

from throughcare.linkage.link_sets import DEFAULT, THRESHOLDS, check_link_set
from throughcare.linkage.sources import DOMAINS
from throughcare.records.pseudonyms import pseudonym_sql

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from throughcare.engine.table import Run

PERSON = "person"

# Numbers that other extracts hold, by kind of identifier.
NUMBER_DOMAINS = {"pnc": "pnc_id", "noms": "noms_number", "crn": "crn", "visor": "visor_ref"}


# Keys that the agencies share a form for; the records room writes them upper case without blanks before it makes their pseudonym.
NUMBERED = frozenset({"pnc_id", "noms_number", "crn"})


def domain_sql(column: str) -> str:
    """The kind of key that a person table has."""
    return f"case {column} " + " ".join(f"when '{table}' then '{key}'" for table, key in DOMAINS.items()) + " end"


def key_pseudonym(key: bytes, domain: str, value: str) -> str:
    """The pseudonym of a record's key, its domain in a column: as the records room writes the same key on the analysis side."""
    branches = [
        f"when '{name}' then {pseudonym_sql(key, name, f'upper(trim({value}))' if name in NUMBERED else value)}"
        for name in sorted({*DOMAINS.values(), *NUMBER_DOMAINS.values()})
    ]
    return f"case {domain} {' '.join(branches)} end"


def make_person_link(run: "Run") -> "pa.Table":
    """Every link set under pseudonyms."""
    con = run.connect()
    return con.sql(f"""
        select link_set_id, source_table, {key_pseudonym(run.key, domain_sql("source_table"), "source_key")} as record_key,
            {pseudonym_sql(run.key, PERSON, "person_id")} as person, probability, status
        from crosswalk
    """).to_arrow_table()


def choose_links(con: "duckdb.DuckDBPyConnection", link_set: str) -> None:
    """Leave `chosen`: the crosswalk of one link set. A drawn one is the default with its own persons where it differs."""
    base = link_set if check_link_set(link_set) in THRESHOLDS else DEFAULT
    con.execute(
        """
        create or replace temp table chosen as
        select c.* replace ($link_set as link_set_id, coalesce(d.person_id, c.person_id) as person_id)
        from crosswalk as c
        left join (select record_key, person_id from drawn_links where link_set_id = $link_set) as d using (record_key)
        where c.link_set_id = $base
        """,
        {"link_set": link_set, "base": base},
    )


def numbers_of_persons(con: "duckdb.DuckDBPyConnection", link_set: str) -> None:
    """Leave `claims` (domain, number, person_id, probability, records, own): every claim of a person to a number."""
    kinds = "case i.kind " + " ".join(f"when '{kind}' then '{domain}'" for kind, domain in NUMBER_DOMAINS.items()) + " end"
    choose_links(con, link_set)
    con.execute(f"""
        create temp table claims as
        select {domain_sql("source_table")} as domain, source_key as number, person_id, probability, 1 as own from chosen
        union all
        select {kinds} as domain, i.canonical as number, c.person_id, c.probability, 0 as own
        from identifiers as i join chosen as c using (record_key)
        where i.valid and not i.set_aside and {kinds} is not null
    """)


def chain_numbers(con: "duckdb.DuckDBPyConnection") -> None:
    """Add the claims that extracts without names make: a ViSOR reference beside a CRN, a prison number beside a CRN."""
    con.execute("""
        insert into claims
        select t.domain, t.number, c.person_id, c.probability, 0 as own
        from (
            select 'visor_ref' as domain, visor_ref as number, 'crn' as through, crn as known from mappa_received
            union select 'visor_ref', visor_ref, 'pnc_id', pnc_id from mappa_received
            union select 'noms_number', noms_number, 'crn', crn from oasys_received
            union select 'crn', crn, 'noms_number', noms_number from oasys_received
            union select 'noms_number', noms_number, 'crn', crn from recall_received
            union select 'crn', crn, 'noms_number', noms_number from recall_received
        ) as t
        join claims as c on c.domain = t.through and c.number = t.known
        where t.number is not null and not exists (select 1 from claims as o where o.domain = t.domain and o.number = t.number)
    """)


def make_local_person(run: "Run") -> "pa.Table":
    """Every number's person: the record whose own number it is, else whom most records with the number are linked to."""
    con = run.connect()
    numbers_of_persons(con, str(run.parameters.get("link_set") or "default"))
    chain_numbers(con)
    return con.sql(f"""
        with counted as (
            select domain, number, person_id, max(own) as own, count(*) as records, max(probability) as probability
            from claims where domain is not null and number is not null group by domain, number, person_id
        ),
        ranked as (
            select *, row_number() over (partition by domain, number order by own desc, records desc, person_id) as place from counted
        )
        select domain, {key_pseudonym(run.key, "domain", "number")} as number, {pseudonym_sql(run.key, PERSON, "person_id")} as person,
            probability
        from ranked where place = 1
    """).to_arrow_table()


def make_people(run: "Run") -> "pa.Table":
    """The persons of the study's link set."""
    con = run.connect()
    choose_links(con, str(run.parameters.get("link_set") or DEFAULT))
    return con.sql(
        f"""
        with placed as (
            select c.person_id, c.probability, c.status, n.agency, n.dob, n.sex from chosen as c join nodes as n using (record_key)
        ),
        months as (
            select person_id, date_trunc('month', dob)::date as month, count(*) as n,
                row_number() over (partition by person_id order by count(*) desc, date_trunc('month', dob)) as place
            from placed where dob is not null group by person_id, date_trunc('month', dob)
        ),
        sexes as (
            select person_id, sex, row_number() over (partition by person_id order by count(*) desc, sex) as place
            from placed where sex is not null group by person_id, sex
        ),
        counted as (
            select person_id, count(distinct agency) as agencies, count(*) as records, min(probability) as probability, max(status) as status
            from placed group by person_id
        )
        select {pseudonym_sql(run.key, PERSON, "c.person_id")} as person, m.month as birth_month, s.sex, c.agencies, c.records, c.probability, c.status
        from counted as c
        left join months as m on m.person_id = c.person_id and m.place = 1
        left join sexes as s on s.person_id = c.person_id and s.place = 1
        """
    ).to_arrow_table()
