"""One row per person record, with everything that linkage compares and nothing else."""

from typing import TYPE_CHECKING

from throughcare.linkage.cleaning import name_forms, skeleton
from throughcare.linkage.gather import NUMBER_KINDS

if TYPE_CHECKING:
    import duckdb


def make_forms(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `forename_forms` and `surname_forms`: canonical form and skeleton of every spelling that occurs."""
    for kind in ("forename", "surname"):
        spellings, forms = zip(*name_forms(kind), strict=True)
        con.execute(
            "create or replace temp table listed_forms as select unnest(?) as spelling, unnest(?) as form",
            [list(spellings), list(forms)],
        )
        con.execute(f"""
            create or replace temp table {kind}_forms as
            select n.{kind} as spelling, coalesce(l.form, n.{kind}) as form, {skeleton(f"n.{kind}")} as skeleton
            from (select distinct {kind} from named where {kind} is not null) as n
            left join listed_forms as l on l.spelling = n.{kind}
        """)


def make_names(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `named`: of each record the first name and date written, and all of them where there are several. Most records have one name."""
    con.execute("""
        create or replace temp table named as
        with several as (select record_key from parted_names group by record_key having count(*) > 1)
        select record_key, forename, middle, surname, dob, null::varchar as names, null::varchar as dobs
        from parted_names anti join several using (record_key)
        union all
        select record_key, main.forename, main.middle, main.surname, dob,
            case when len(names) > 1 then array_to_string(list_sort(names), '|') end as names,
            case when len(dobs) > 1 then array_to_string(list_transform(list_sort(dobs), lambda x: strftime(x, '%Y-%m-%d')), '|') end as dobs
        from (
            select record_key,
                arg_min({'forename': forename, 'middle': middle, 'surname': surname}, rank) filter (where forename is not null or surname is not null)
                    as main,
                arg_min(dob, rank) as dob,
                list_distinct(list(forename || ' ' || surname) filter (where forename is not null and surname is not null)) as names,
                list_distinct(list(dob)) as dobs
            from parted_names semi join several using (record_key) group by record_key
        )
    """)
    make_forms(con)


def make_numbers(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `numbers_of`: the usable numbers of each record, from the table `identifiers`. Few records hold two of one kind."""
    first = ", ".join(f"any_value(canonical) filter (where kind = '{k}') as {k}" for k in NUMBER_KINDS)
    kinds = " + ".join(f"({k} is not null)::int" for k in NUMBER_KINDS)
    listed = ", ".join(
        f"array_to_string(list_sort(list_distinct(list(canonical) filter (where kind = '{k}'))), '|') as {k}"
        for k in NUMBER_KINDS
    )
    con.execute(f"""
        create or replace temp table numbers_of as
        with usable as (
            select record_key, kind, canonical from identifiers where valid and not set_aside and kind in {NUMBER_KINDS}
        ),
        firsts as (select record_key, {first}, count(*) as held from usable group by record_key),
        several as (select record_key from firsts where held > {kinds})
        select record_key, {", ".join(NUMBER_KINDS)} from firsts where held = {kinds}
        union all
        select record_key, {listed} from usable semi join several using (record_key) group by record_key
    """)


def make_nodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave the view `made_nodes`, from `person_rows`, `repeated`, `parted_names`, `places`, `sentence_dates` and the table `identifiers`."""
    make_names(con)
    make_numbers(con)
    sex = "case when upper(sex) in ('M', 'F') then upper(sex) end"
    # Numbered in the order of the keys once and for all; in that order from here on, which makes the sort at the end a light one.
    con.execute(f"""
        create or replace temp table record_rows as
        select *, row_number() over (order by record_key) - 1 as place from (
            select record_key, source_table, source_key, agency, 1::bigint as records, {sex} as sex
            from person_rows anti join repeated using (record_key)
            union all
            select record_key, any_value(source_table) as source_table, any_value(source_key) as source_key,
                any_value(agency) as agency, count(*) as records, min({sex}) as sex
            from person_rows semi join repeated using (record_key) group by record_key
        )
        order by record_key
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
            n.names, n.dob, n.dobs, p.postcodes, p.address, r.sex, {numbers}, d.sentence_dates, r.records, r.place
        from record_rows as r
        left join named as n using (record_key)
        left join places as p using (record_key)
        left join numbers_of as i using (record_key)
        left join sentence_dates as d using (record_key)
        left join forename_forms as f on f.spelling = n.forename
        left join surname_forms as s on s.spelling = n.surname
    """)
