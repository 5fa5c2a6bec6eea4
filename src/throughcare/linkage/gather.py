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


def find_repeated(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `repeated`: the few records that stand in several rows, which alone need aggregates."""
    con.execute(
        "create or replace temp table repeated as select record_key from person_rows group by record_key having count(*) > 1"
    )


def gather_aliases(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `alias_names` (record_key, rank, forenames, surname, dob): a row for each further name or date, as written; its rank is behind every main name's."""
    con.execute(f"""
        create or replace temp table alias_names as
        select record_key, 1000000000 + source_row as rank,
            coalesce({alias_field("forenames")}, {alias_field("forename")}, {alias_field("first_name")}) as forenames,
            coalesce({alias_field("surname")}, {alias_field("last_name")}) as surname,
            {clean_date(f"try_cast({alias_field('dob')} as date)")} as dob
        from (
            select record_key, source_row, unnest(json_extract(aliases, '$[*]')) as a
            from person_rows where aliases is not null and json_valid(aliases)
        )
    """)


def parted_name() -> str:
    """Forename, middle names and surname from the words of the forenames `f` and of the surname `s`, either of which may hold them all."""
    f, s = "coalesce(f.words, [])", "coalesce(s.words, [])"
    given = f"case when len({s}) = 0 and len({f}) > 1 then {f}[:-2] when len({f}) = 0 and len({s}) > 1 then {s}[:1] else {f} end"
    family = f"case when len({s}) = 0 and len({f}) > 1 then {f}[-1:] when len({f}) = 0 and len({s}) > 1 then {s}[2:] else {s} end"
    return f"""({given})[1] as forename, nullif(array_to_string(({given})[2:], ' '), '') as middle, nullif(array_to_string({family}, ' '), '') as surname"""


def words_of(names: str) -> str:
    """Joins that bring the words of the forenames (`f`) and of the surname (`s`) to rows of names as written."""
    return f"left join clean_forenames as f on f.written = {names}.forenames left join clean_surname as s on s.written = {names}.surname"


def gather_names(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `several_names`, the records with more than one row or alias, and `parted_names` (record_key, rank, forename, middle, surname, dob) of them alone.

    And `clean_forenames`, `clean_surname`: the words of every spelling, each cleaned once. Nearly all records have one name, which needs no more than these.
    """
    find_repeated(con)
    gather_aliases(con)
    con.execute("""
        create or replace temp table several_names as
        select record_key from repeated union select record_key from alias_names
    """)
    for part in ("forenames", "surname"):
        con.execute(f"""
            create or replace temp table clean_{part} as
            select {part} as written, list_filter(string_split({clean_name(part)}, ' '), lambda x: length(x) > 1) as words
            from (select {part} from person_rows union select {part} from alias_names) where {part} is not null
        """)
    con.execute(f"""
        create or replace temp table parted_names as
        select n.record_key, n.rank, n.dob, {parted_name()}
        from (
            select record_key, source_row as rank, forenames, surname, dob from person_rows semi join several_names using (record_key)
            union all
            select record_key, rank, forenames, surname, dob from alias_names
        ) as n
        {words_of("n")}
    """)


def gather_places(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `clean_postcode` and `clean_address` (written, on how many rows, clean), `crowded`, and `places` of the records that stand in several rows.

    Places are `|`-joined texts, each once. A crowded postcode is no place of a person and is left out.
    """
    for part, clean in (("postcode", clean_postcode), ("address", clean_address)):
        con.execute(f"""
            create or replace temp table clean_{part} as
            select written, rows, {clean("written")} as clean
            from (select {part} as written, count(*) as rows from person_rows where {part} is not null group by {part})
        """)
    find_crowded(con)
    con.execute("""
        create or replace temp table places as
        select r.record_key, array_to_string(list_sort(list_distinct(list(p.clean) filter (where p.clean is not null and c.postcode is null))), '|') as postcodes,
            arg_min(a.clean, r.source_row) as address
        from person_rows as r semi join repeated using (record_key)
        left join clean_postcode as p on p.written = r.postcode left join crowded as c on c.postcode = p.clean
        left join clean_address as a on a.written = r.address
        where r.postcode is not null or r.address is not null
        group by r.record_key
    """)
