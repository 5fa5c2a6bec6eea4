"""The working table that blocking and comparison read: nodes with small whole-number keys, and their lists as lists."""

from typing import TYPE_CHECKING

from throughcare.linkage.cleaning import outcode
from throughcare.linkage.words import Dialect

if TYPE_CHECKING:
    import duckdb

# Relative frequencies below which a postcode counts as rare and as uncommon: the square roots of the published products 0.00001 and 0.0001.
RARE, UNCOMMON = 0.00316, 0.01

LISTS = ("names", "dobs", "postcodes", "pnc", "cro", "noms", "crn", "asn", "master", "sentence_dates")
PLAIN = (
    "forename", "middle", "surname", "full_name", "reversed_name", "forename_form", "surname_form",
    "forename_skeleton", "surname_skeleton", "record_key", "source_table", "agency", "address",
)  # fmt: skip


def core_numbers() -> str:
    """Year and last six digits of every PNC, and of every CRO: the two agencies' numbers for one arrest often share them."""
    pnc = "list_transform(string_split(pnc, '|'), lambda x: substr(x, 3, 2) || substr(x, 7, 6))"
    cro = "list_transform(list_filter(string_split(cro, '|'), lambda x: x not like 'SF%'), lambda x: substr(x, 8, 2) || substr(x, 1, 6))"
    return f"nullif(list_distinct(list_concat(coalesce({pnc}, []), coalesce({cro}, []))), [])"


def list_columns() -> list[str]:
    """The list columns, from `|`-joined text."""
    split = [f"string_split({name}, '|') as {name}" for name in LISTS if name not in {"names", "dobs"}]
    # A record with one name or date only keeps its list empty in the nodes; compared it must hold that one.
    names = "case when full_name is not null then string_split(coalesce(names, full_name), '|') end as names"
    dobs = "case when dob is not null then string_split(coalesce(dobs, strftime(dob, '%Y-%m-%d')), '|') end as dobs"
    surname = "case when surname is not null then list_distinct(list_append(string_split(surname, ' '), surname_form)) end as surname_parts"
    given = """case when forename is not null then list_distinct(list_concat(
        [forename, forename_form], coalesce(string_split(middle, ' '), []))) end as given_parts"""
    words = "case when address is not null then list_distinct(string_split(address, ' ')) end as address_words"
    initials = "list_filter([left(forename, 1), left(surname, 1)], lambda x: x is not null)"
    keys = f"""case when address like '% %' then list_distinct(flatten(list_transform(string_split(address, ' ')[:-2],
        lambda x, i: list_transform({initials}, lambda y: x || ' ' || string_split(address, ' ')[i + 1] || ' ' || y)))) end as address_keys"""
    codes = f"list_distinct(list_transform(string_split(postcodes, '|'), lambda x: {outcode('x')})) as outcodes"
    return [*split, names, dobs, surname, given, words, keys, codes, f"{core_numbers()} as core"]


def count_postcodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `postcode_shares`: each postcode's share of the records of `nodes` that have one."""
    con.execute("""
        create or replace temp table postcode_shares as
        select postcode, count(*) / nullif((select count(*) from nodes where postcodes is not null), 0) as share
        from (select unnest(string_split(postcodes, '|')) as postcode from nodes where postcodes is not null) group by postcode
    """)


def make_records(con: "duckdb.DuckDBPyConnection", *, after: int | None = None) -> None:
    """Leave `records` in the connection, from `nodes`; `node` counts records in the order of their keys.

    `after`: the number of standing records, where these are new ones; `postcode_shares` are then those of the standing records.
    """
    if after is None:
        count_postcodes(con)
    for name, most in (("rare", RARE), ("uncommon", UNCOMMON)):
        con.execute(f"""
            create or replace temp table postcodes_{name} as
            select record_key, list(postcode order by postcode) as postcodes_{name}
            from (select record_key, unnest(string_split(postcodes, '|')) as postcode from nodes where postcodes is not null)
            left join postcode_shares using (postcode) where coalesce(share, 0) < {most} group by record_key
        """)
    con.execute(f"""
        create or replace temp table records as
        select ({after or 0} + row_number() over (order by record_key))::integer as node, {", ".join(PLAIN)}, {", ".join(list_columns())},
            postcodes_rare, postcodes_uncommon,
            strftime(dob, '%Y-%m-%d') as dob, year(dob)::integer as dob_year, date_diff('day', date '1900-01-01', dob)::integer as dob_day,
            case when day(dob) <= 12 then strftime(dob, '%Y-%d-%m') end as dob_swapped
        from nodes
        left join postcodes_rare using (record_key)
        left join postcodes_uncommon using (record_key)
        order by node
    """)


COMPARED = (
    "forename", "middle", "surname", "full_name", "reversed_name", "forename_form", "surname_form", "forename_skeleton",
    "surname_skeleton", *LISTS, "surname_parts", "given_parts", "address_words", "outcodes", "core", "postcodes_rare",
    "postcodes_uncommon", "dob", "dob_year", "dob_day", "dob_swapped",
)  # fmt: skip

__all__ = ["COMPARED", "LISTS", "Dialect", "make_records"]
