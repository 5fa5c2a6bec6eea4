"""The working table that blocking and comparison read: nodes with small whole-number keys, and their lists as lists."""

from typing import TYPE_CHECKING

from throughcare.linkage.cleaning import outcode
from throughcare.linkage.words import Dialect

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# Relative frequencies below which a postcode counts as rare and as uncommon: the square roots of the published products 0.00001 and 0.0001.
RARE, UNCOMMON = 0.00316, 0.01

LISTS = ("names", "dobs", "postcodes", "pnc", "cro", "noms", "crn", "asn", "master", "sentence_dates")
PLAIN = (
    "forename", "middle", "surname", "full_name", "reversed_name", "forename_form", "surname_form",
    "forename_skeleton", "surname_skeleton", "record_key", "source_table", "agency", "address", "sex",
)  # fmt: skip


def core_numbers() -> str:
    """Year and last six digits of every PNC, and of every CRO: the two agencies' numbers for one arrest often share them."""
    pnc = "list_transform(string_split(pnc, '|'), lambda x: substr(x, 3, 2) || substr(x, 7, 6))"
    cro = "list_transform(list_filter(string_split(cro, '|'), lambda x: x not like 'SF%'), lambda x: substr(x, 8, 2) || substr(x, 1, 6))"
    several = f"nullif(list_distinct(list_concat(coalesce({pnc}, []), coalesce({cro}, []))), [])"
    # Nearly all records hold at most one of each, and need none of the slow functions of lists.
    one, other = "substr(pnc, 3, 2) || substr(pnc, 7, 6)", "substr(cro, 8, 2) || substr(cro, 1, 6)"
    return f"""case when pnc like '%|%' or cro like '%|%' or cro like 'SF%' then {several}
        when pnc is null or cro is null or {one} = {other} then case when coalesce(pnc, cro) is not null then [coalesce({one}, {other})] end
        else [{one}, {other}] end"""


def list_columns() -> list[str]:
    """The list columns that are split off for each record, from `|`-joined text."""
    split = [f"string_split({name}, '|') as {name}" for name in LISTS if name not in {"names", "dobs", "postcodes"}]
    # A record with one name or date only keeps its list empty in the nodes; compared it must hold that one.
    names = "case when full_name is not null then string_split(coalesce(names, full_name), '|') end as names"
    dobs = "case when dob is not null then string_split(coalesce(dobs, strftime(dob, '%Y-%m-%d')), '|') end as dobs"
    # Two words of the address with each initial, once where both initials are the same letter; as whole numbers, for they only block.
    keys = """list_concat(
        case when forename is not null then list_transform(address_pairs, lambda x: hash(x, left(forename, 1))) end,
        case when left(surname, 1) <> coalesce(left(forename, 1), '') then list_transform(address_pairs, lambda x: hash(x, left(surname, 1))) end
    ) as address_keys"""
    return [*split, names, dobs, keys, f"{core_numbers()} as core"]


def split_values(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave the lists that are made once a value: `words_of_surname`, `words_of_given`, `words_of_address`, from `nodes`."""
    con.execute("""
        create or replace temp table words_of_surname as
        select surname as of_surname, surname_form as of_form, list_distinct(list_append(string_split(surname, ' '), surname_form)) as surname_parts
        from (select distinct surname, surname_form from nodes where surname is not null)
    """)
    con.execute("""
        create or replace temp table words_of_given as
        select forename as of_forename, forename_form as of_form, middle as of_middle,
            list_distinct(list_concat([forename, forename_form], coalesce(string_split(middle, ' '), []))) as given_parts
        from (select distinct forename, forename_form, middle from nodes where forename is not null)
    """)
    con.execute("""
        create or replace temp table words_of_address as
        select address as of_address, list_distinct(words) as address_words,
            case when len(words) > 1 then list_distinct(list_transform(words[:-2], lambda x, i: hash(x, words[i + 1]))) end as address_pairs
        from (select address, string_split(address, ' ') as words from (select distinct address from nodes where address is not null))
    """)


def count_postcodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `postcode_shares`: each postcode's share of the records of `nodes` that have one."""
    con.execute("""
        create or replace temp table postcode_shares as
        select postcode, count(*) / nullif((select count(*) from nodes where postcodes is not null), 0) as share
        from (select unnest(string_split(postcodes, '|')) as postcode from nodes where postcodes is not null) group by postcode
    """)


def split_postcodes(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `lists_of_postcodes`: the postcodes of a record as lists, once a text: all, the rare, the uncommon, and the outcodes."""
    con.execute(f"""
        create or replace temp table lists_of_postcodes as
        with texts as (select distinct postcodes as of_postcodes from nodes where postcodes is not null),
        single as (select of_postcodes, unnest(string_split(of_postcodes, '|')) as postcode from texts),
        shared as (select s.*, {outcode("s.postcode")} as outcode, coalesce(p.share, 0) as share from single as s left join postcode_shares as p using (postcode))
        select of_postcodes, list(postcode order by postcode) as postcode_list, list_distinct(list(outcode)) as outcodes,
            list(postcode order by postcode) filter (where share < {RARE}) as postcodes_rare,
            list(postcode order by postcode) filter (where share < {UNCOMMON}) as postcodes_uncommon
        from shared group by of_postcodes
    """)


def make_records(con: "duckdb.DuckDBPyConnection", *, after: int | None = None) -> None:
    """Leave `records` in the connection, from `nodes`; `node` counts records in the order of their keys, from 1.

    `after`: the number of standing records, where these are new ones and counted behind them; `postcode_shares` are then those of the standing records.
    """
    if after is None:
        count_postcodes(con)
    split_postcodes(con)
    split_values(con)
    con.execute(f"""
        create or replace temp table records as
        select ({after or 0} + place + 1)::integer as node, {", ".join(PLAIN)}, {", ".join(list_columns())},
            postcode_list as postcodes, outcodes, postcodes_rare, postcodes_uncommon, surname_parts, given_parts, address_words,
            strftime(dob, '%Y-%m-%d') as dob, year(dob)::integer as dob_year, date_diff('day', date '1900-01-01', dob)::integer as dob_day,
            case when day(dob) <= 12 then strftime(dob, '%Y-%d-%m') end as dob_swapped
        from nodes
        left join lists_of_postcodes on of_postcodes = postcodes
        left join words_of_address on of_address = address
        left join words_of_surname as s on of_surname = surname and s.of_form = surname_form
        left join words_of_given as g on of_forename = forename and g.of_form = forename_form and of_middle is not distinct from middle
    """)


def keys_in_order(con: "duckdb.DuckDBPyConnection", numbered: str) -> "pa.StringArray":
    """The keys of the records of a table (record_key, node) in the order of their nodes."""
    return con.sql(f"select record_key from {numbered} order by node").to_arrow_table().column(0).combine_chunks()


def written_as(nodes: "pa.ChunkedArray", keys: "pa.StringArray") -> "pa.ChunkedArray":
    """Nodes as their records' keys, each key held once."""
    import pyarrow as pa

    return pa.chunked_array(
        [pa.DictionaryArray.from_arrays(chunk, keys) for chunk in nodes.chunks], pa.dictionary(nodes.type, pa.string())
    )


COMPARED = (
    "forename", "middle", "surname", "full_name", "reversed_name", "forename_form", "surname_form", "forename_skeleton",
    "surname_skeleton", *LISTS, "surname_parts", "given_parts", "address_words", "outcodes", "core", "postcodes_rare",
    "postcodes_uncommon", "dob", "dob_year", "dob_day", "dob_swapped",
)  # fmt: skip

__all__ = ["COMPARED", "LISTS", "Dialect", "make_records"]
