"""Groups for the fairness audit: recorded ethnicity is read here, inside the audit, and nothing that links may read from here.

Source: linkage note, section 14. A person's group is the one that most of their records state; `not recorded` where none does.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.sources import SOURCES, source_key

if TYPE_CHECKING:
    from datetime import date

    import duckdb

NOT_RECORDED = "not recorded"

# Where each agency writes ethnicity down; the person's own statement is taken before an officer's.
RECORDED = {"police_person": "self_defined_ethnicity", "prison_person": "ethnicity", "probation_person": "ethnicity"}

# From this age, this band; 18 to 24 stands apart (services for young adults end at 25).
BANDS = ((60, "60 and over"), (40, "40 to 59"), (25, "25 to 39"), (18, "18 to 24"), (0, "under 18"))

GROUPINGS = ("ethnicity", "sex", "age", "name origin")


def put_groups(con: "duckdb.DuckDBPyConnection", until: "date | None") -> None:
    """Leave `stated` (record_key, by_what, of_group): what each record itself says, from `nodes`, the received tables and `ref_ethnicity_codes`."""
    ethnicity = " union all ".join(
        f"(select '{s.extract}:' || {source_key(s)} as record_key, {RECORDED[s.extract]} as code from {s.extract}_received)"
        for s in SOURCES
        if s.extract in RECORDED
    )
    age = f"date_diff('year', dob, date '{until}') - (strftime(dob, '%m%d') > strftime(date '{until}', '%m%d'))::int"
    band = "case " + " ".join(f"when age >= {low} then '{name}'" for low, name in BANDS) + " end"
    aged = f"union all select record_key, 'age', {band} from (select record_key, {age} as age from nodes where dob is not null)"
    con.execute(f"""
        create or replace temp table stated as
        select record_key, 'ethnicity' as by_what, min(r."group") as of_group
        from ({ethnicity}) as e join ref_ethnicity_codes as r on r.code = e.code group by record_key
        union all
        select record_key, 'sex', case sex when 'F' then 'women' when 'M' then 'men' end from nodes where sex is not null
        {aged if until else ""}
    """)


def group_units(con: "duckdb.DuckDBPyConnection", units: str, result: str) -> None:
    """Leave `result` (unit, by_what, of_group) from `units` (record_key, unit): what most of a unit's records say, ties by the name."""
    listed = ", ".join(f"('{name}')" for name in GROUPINGS)
    con.execute(f"""
        create or replace temp table {result} as
        with said as (
            select u.unit, s.by_what, s.of_group, count(*) as n
            from {units} as u join stated as s using (record_key) where s.of_group is not null group by all
        ),
        ranked as (select *, row_number() over (partition by unit, by_what order by n desc, of_group) as place from said)
        select u.unit, g.by_what, coalesce(r.of_group, '{NOT_RECORDED}') as of_group
        from (select distinct unit from {units}) as u
        cross join (select * from (values {listed}) as v (by_what) where by_what in (select by_what from stated)) as g
        left join ranked as r on r.unit = u.unit and r.by_what = g.by_what and r.place = 1
    """)
