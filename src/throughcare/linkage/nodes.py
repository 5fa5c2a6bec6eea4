"""One row per person record, with everything that linkage compares and nothing else."""

from typing import TYPE_CHECKING

from throughcare.linkage.cleaning import name_forms, skeleton
from throughcare.linkage.gather import NUMBER_KINDS

if TYPE_CHECKING:
    import duckdb


def make_forms(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `forename_forms` and `surname_forms`: canonical form and skeleton of every spelling that occurs."""
    for kind in ("forename", "surname"):
        con.execute("create or replace temp table listed_forms (spelling varchar, form varchar)")
        con.executemany("insert into listed_forms values (?, ?)", [list(pair) for pair in name_forms(kind)])
        con.execute(f"""
            create or replace temp table {kind}_forms as
            select n.{kind} as spelling, coalesce(l.form, n.{kind}) as form, {skeleton(f"n.{kind}")} as skeleton
            from (select distinct {kind} from main_names where {kind} is not null) as n
            left join listed_forms as l on l.spelling = n.{kind}
        """)


def make_names(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `main_names` (the first name written) and `other_names` (all names and dates of a record, each once)."""
    con.execute("""
        create or replace temp table main_names as
        select record_key, main.given[1] as forename, nullif(array_to_string(main.given[2:], ' '), '') as middle,
            nullif(array_to_string(main.family, ' '), '') as surname
        from (
            select record_key, arg_min({'given': given, 'family': family}, rank) as main
            from parted_names where len(given) + len(family) > 0 group by record_key
        )
    """)
    con.execute("""
        create or replace temp table other_names as
        select record_key,
            arg_min(dob, rank) as dob,
            list_distinct(list(given[1] || ' ' || array_to_string(family, ' ')) filter (where len(given) > 0 and len(family) > 0)) as names,
            list_distinct(list(dob)) as dobs
        from parted_names group by record_key
    """)
    make_forms(con)


def make_nodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `made_nodes`, from `person_rows`, `parted_names`, `places`, `sentence_dates` and the table `identifiers`."""
    make_names(con)
    listed = ", ".join(
        f"array_to_string(list_sort(list_distinct(list(canonical) filter (where kind = '{k}'))), '|') as {k}"
        for k in NUMBER_KINDS
    )
    con.execute(f"""
        create or replace temp table numbers_of as
        select record_key, {listed} from identifiers where valid and not set_aside group by record_key
    """)
    con.execute("""
        create or replace temp table record_rows as
        select record_key, any_value(source_table) as source_table, any_value(source_key) as source_key,
            any_value(agency) as agency, count(*) as records, min(case when upper(sex) in ('M', 'F') then upper(sex) end) as sex
        from person_rows group by record_key
    """)
    numbers = ", ".join(f"i.{kind}" for kind in NUMBER_KINDS)
    con.execute(f"""
        create or replace temp view made_nodes as
        select r.record_key, r.source_table, r.source_key, r.agency,
            n.forename, n.middle, n.surname,
            n.forename || ' ' || n.surname as full_name,
            n.surname || ' ' || n.forename as reversed_name,
            f.form as forename_form, s.form as surname_form,
            f.skeleton as forename_skeleton, s.skeleton as surname_skeleton,
            case when len(o.names) > 1 then array_to_string(list_sort(o.names), '|') end as names,
            o.dob, case when len(o.dobs) > 1 then array_to_string(list_transform(list_sort(o.dobs), lambda x: strftime(x, '%Y-%m-%d')), '|') end as dobs,
            p.postcodes, p.address, r.sex, {numbers}, d.sentence_dates, r.records
        from record_rows as r
        left join main_names as n using (record_key)
        left join other_names as o using (record_key)
        left join places as p using (record_key)
        left join numbers_of as i using (record_key)
        left join sentence_dates as d using (record_key)
        left join forename_forms as f on f.spelling = n.forename
        left join surname_forms as s on s.spelling = n.surname
    """)
