"""One row per person record, with everything that linkage compares and nothing else."""

from typing import TYPE_CHECKING

from throughcare.linkage.cleaning import name_forms, skeleton
from throughcare.linkage.gather import NUMBER_KINDS, parted_name, words_of

if TYPE_CHECKING:
    import duckdb


def make_forms(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `forename_forms` and `surname_forms`: canonical form and skeleton of every spelling that can occur, and of some that do not."""
    # A surname field may hold the forename first, and a forenames field the surname last (`gather.parted_name`).
    spellings_of = {
        "forename": "select words[1] as spelling from clean_forenames union select words[1] from clean_surname",
        "surname": """select array_to_string(words, ' ') as spelling from clean_surname union select array_to_string(words[2:], ' ') from clean_surname
            union select words[-1] from clean_forenames""",
    }
    for kind, occurring in spellings_of.items():
        spellings, forms = zip(*name_forms(kind), strict=True)
        con.execute(
            "create or replace temp table listed_forms as select unnest(?) as spelling, unnest(?) as form",
            [list(spellings), list(forms)],
        )
        con.execute(f"""
            create or replace temp table {kind}_forms as
            select n.spelling, coalesce(l.form, n.spelling) as form, {skeleton("n.spelling")} as skeleton
            from ({occurring}) as n left join listed_forms as l on l.spelling = n.spelling
            where n.spelling is not null
        """)


def make_names(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `named`: of each record with several names the first name and date written, and all of them."""
    con.execute("""
        create or replace temp table named as
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
            from parted_names group by record_key
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


SEX = "case when upper(sex) in ('M', 'F') then upper(sex) end as sex"


def records_of_one_row() -> str:
    """Rows that are a record by themselves, with one name."""
    return f"""
        select r.record_key, r.source_table, r.source_key, r.agency, 1::bigint as records, {SEX}, {parted_name()}, null::varchar as names,
            r.dob, null::varchar as dobs, case when c.postcode is null then p.clean end as postcodes, a.clean as address
        from person_rows as r anti join several_names using (record_key)
        {words_of("r")}
        left join clean_postcode as p on p.written = r.postcode left join crowded as c on c.postcode = p.clean
        left join clean_address as a on a.written = r.address
    """


def records_of_several() -> str:
    """Records with several rows or names."""
    return f"""
        select r.record_key, r.source_table, r.source_key, r.agency, r.records, r.sex, n.forename, n.middle, n.surname, n.names,
            n.dob, n.dobs, r.postcodes, r.address
        from (
            select record_key, source_table, source_key, agency, 1::bigint as records, {SEX},
                case when c.postcode is null then p.clean end as postcodes, a.clean as address
            from person_rows semi join several_names using (record_key) anti join repeated using (record_key)
            left join clean_postcode as p on p.written = postcode left join crowded as c on c.postcode = p.clean
            left join clean_address as a on a.written = address
            union all
            select record_key, any_value(source_table), any_value(source_key), any_value(agency), count(*), min(sex), any_value(postcodes), any_value(address)
            from (select record_key, source_table, source_key, agency, {SEX} from person_rows semi join repeated using (record_key))
            left join places using (record_key)
            group by record_key
        ) as r
        join named as n using (record_key)
    """


def number_records(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `record_places`: each record's place in the order of the keys, from 0. The parts of a key are sorted faster than the whole, whose beginnings are alike."""
    con.execute("""
        create or replace temp table record_places as
        select record_key, row_number() over (order by source_table, source_key) - 1 as place
        from (
            select record_key, source_table, source_key from person_rows anti join repeated using (record_key)
            union all
            select distinct record_key, source_table, source_key from person_rows semi join repeated using (record_key)
        )
    """)


def make_nodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave the view `made_nodes`, from what gathering left and the table `identifiers`; its `place` is the order of the record keys."""
    make_names(con)
    make_numbers(con)
    number_records(con)
    numbers = ", ".join(f"i.{kind}" for kind in NUMBER_KINDS)
    con.execute(f"""
        create or replace temp view made_nodes as
        select r.record_key, r.source_table, r.source_key, r.agency,
            r.forename, r.middle, r.surname,
            r.forename || ' ' || r.surname as full_name,
            r.surname || ' ' || r.forename as reversed_name,
            f.form as forename_form, s.form as surname_form,
            f.skeleton as forename_skeleton, s.skeleton as surname_skeleton,
            r.names, r.dob, r.dobs, r.postcodes, r.address, r.sex, {numbers}, d.sentence_dates, r.records, o.place
        from ({records_of_one_row()} union all {records_of_several()}) as r
        join record_places as o using (record_key)
        left join numbers_of as i using (record_key)
        left join sentence_dates as d using (record_key)
        left join forename_forms as f on f.spelling = r.forename
        left join surname_forms as s on s.spelling = r.surname
    """)
