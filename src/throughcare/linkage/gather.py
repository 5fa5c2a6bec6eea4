"""Person records of every agency in one table, one row per record and row of the extract.

Names are cleaned here and nowhere else; the values as written stay in the received tables.
"""

from typing import TYPE_CHECKING

from throughcare.linkage.cleaning import clean_address, clean_date, clean_name, clean_postcode
from throughcare.linkage.set_aside import find_crowded
from throughcare.linkage.sources import SOURCES, Source, number_expression, source_key

if TYPE_CHECKING:
    import duckdb

NUMBER_KINDS = ("pnc", "cro", "noms", "crn", "asn", "master")
KEYS = ("source_table", "agency", "source_key", "source_row")
TEXTS = ("forenames", "surname", "aliases", "address", "postcode", "sex", "other_ids")


def column_or_null(source: Source, column: str) -> str:
    """A column as text, or an empty one where the source has none."""
    return f"{column}::varchar as {column}" if column in source.has else f"null::varchar as {column}"


def source_rows(source: Source) -> str:
    """The rows of one extract, in the columns that all sources share."""
    numbers = dict(source.numbers)
    merged = "merged_into::varchar" if source.extract == "prison_person" else "null::varchar"
    columns = [
        f"'{source.extract}' as source_table",
        f"'{source.agency}' as agency",
        f"{source_key(source)} as source_key",
        "source_row::bigint as source_row",
        *(column_or_null(source, name) for name in TEXTS),
        f"{clean_date('dob')} as dob",
        *(f"{number_expression(k, numbers[k]) if k in numbers else 'null::varchar'} as {k}" for k in NUMBER_KINDS),
        f"{number_expression('noms', merged)} as merged_into",
    ]
    return f"select {', '.join(columns)} from {source.extract}_received where {source.key} is not null"


def gather_rows(con: "duckdb.DuckDBPyConnection", *columns: str) -> None:
    """Leave `person_rows` in the connection: every accepted row of every person table, numbers as written, names untouched.

    Only the named columns beside the record's key, where some are named: the others are not worked out.
    """
    union = " union all ".join(f"({source_rows(source)})" for source in SOURCES)
    con.execute(
        f"create or replace temp table person_rows as select source_table || ':' || source_key as record_key, {', '.join(columns) or '*'} from ({union})"
    )


def alias_field(name: str) -> str:
    """A field of one alias object."""
    return f"json_extract_string(a, '$.{name}')"


def gather_names(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `written_names` (record_key, rank, main, forenames, surname, dob): main names first, then aliases, each cleaned once per spelling."""
    con.execute(f"""
        create or replace temp table written_names as
        select record_key, source_row as rank, true as main, forenames, surname, dob from person_rows
        union all
        select record_key, 1000000000 + source_row as rank, false as main,
            coalesce({alias_field("forenames")}, {alias_field("forename")}, {alias_field("first_name")}) as forenames,
            coalesce({alias_field("surname")}, {alias_field("last_name")}) as surname,
            {clean_date(f"try_cast({alias_field('dob')} as date)")} as dob
        from (
            select record_key, source_row, unnest(json_extract(aliases, '$[*]')) as a
            from person_rows where aliases is not null and json_valid(aliases)
        )
    """)
    for part in ("forenames", "surname"):
        con.execute(f"""
            create or replace temp table clean_{part} as
            select {part} as written, list_filter(string_split({clean_name(part)}, ' '), lambda x: length(x) > 1) as words
            from (select distinct {part} from written_names where {part} is not null)
        """)
    con.execute("""
        create or replace temp table parted_names as
        select record_key, rank, dob, given[1] as forename, nullif(array_to_string(given[2:], ' '), '') as middle,
            nullif(array_to_string(family, ' '), '') as surname
        from (
            select record_key, rank, dob,
                case when len(s) = 0 and len(f) > 1 then f[:-2] when len(f) = 0 and len(s) > 1 then s[:1] else f end as given,
                case when len(s) = 0 and len(f) > 1 then f[-1:] when len(f) = 0 and len(s) > 1 then s[2:] else s end as family
            from (
                select n.record_key, n.rank, n.dob, coalesce(f.words, []) as f, coalesce(s.words, []) as s
                from written_names as n
                left join clean_forenames as f on f.written = n.forenames
                left join clean_surname as s on s.written = n.surname
            )
        )
    """)


def find_repeated(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `repeated`: the few records that stand in several rows, which alone need aggregates."""
    con.execute(
        "create or replace temp table repeated as select record_key from person_rows group by record_key having count(*) > 1"
    )


def gather_places(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `places`: postcodes and addresses of each record, every one once, as `|`-joined text, and `written_places` that they were made from.

    A crowded postcode is no place of a person and is left out.
    """
    find_repeated(con)
    for part, clean in (("postcode", clean_postcode), ("address", clean_address)):
        con.execute(f"""
            create or replace temp table clean_{part} as
            select written, {clean("written")} as clean from (select distinct {part} as written from person_rows where {part} is not null)
        """)
    con.execute("""
        create or replace temp table written_places as
        select w.record_key, w.source_row, w.dob, w.postcode as written_postcode, w.address as written_address, p.clean as postcode, a.clean as address
        from person_rows as w
        left join clean_postcode as p on p.written = w.postcode
        left join clean_address as a on a.written = w.address
        where w.postcode is not null or w.address is not null
    """)
    find_crowded(con)
    con.execute("""
        create or replace temp table places as
        with placed as (
            select w.record_key, w.source_row, case when c.postcode is null then w.postcode end as postcode, w.address
            from written_places as w left join crowded as c on c.postcode = w.postcode
        )
        select record_key, postcode as postcodes, address from placed anti join repeated using (record_key)
        union all
        select record_key, array_to_string(list_sort(list_distinct(list(postcode) filter (where postcode is not null))), '|') as postcodes,
            arg_min(address, source_row) as address
        from placed semi join repeated using (record_key) group by record_key
    """)
