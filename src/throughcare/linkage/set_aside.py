"""Values that say nothing about who somebody is: set aside before anything is compared, and counted by kind and reason, never by value.

Source: linkage note, section 4. What stands for "not known" is in `data/placeholders.csv`; a crowded postcode is seen in the records themselves.
"""

from typing import TYPE_CHECKING, NamedTuple

from throughcare.linkage.cleaning import in_list, placeholders
from throughcare.linkage.sources import SOURCES

if TYPE_CHECKING:
    import duckdb

# A British postcode has 15 addresses on average and at most about 100. One with so many different birth dates is a prison's, a court's or a
# hostel's: to share it says nothing (assumption; the most in an invented population of 20,000 people is 4).
MOST_BIRTHS_AT_A_POSTCODE = 50

NOT_KNOWN = 'stands for "not known"'
NO_WORD = 'stands for "not known" or is no word'
NO_FORM = "no postcode by its form"
CROWDED = f"a postcode with more than {MOST_BIRTHS_AT_A_POSTCODE} birth dates"


class SetAside(NamedTuple):
    """Values of one kind set aside for one reason: how many records hold one."""

    kind: str
    why: str
    records: int


def find_crowded(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `crowded` (postcode), from `written_places`."""
    con.execute(f"""
        create or replace temp table crowded as
        with often as (select postcode from written_places where postcode is not null group by postcode having count(*) > {MOST_BIRTHS_AT_A_POSTCODE})
        select postcode from written_places semi join often using (postcode)
        where postcode >= 'A' group by postcode having count(distinct dob) > {MOST_BIRTHS_AT_A_POSTCODE}
    """)


def count_dates(con: "duckdb.DuckDBPyConnection") -> int:
    """Records whose main birth date is one that systems fill in."""
    dates = in_list(placeholders("date"))
    parts = [
        f"select count(distinct {source.key}) as n from {source.extract}_received where dob::date::varchar in ({dates})"
        for source in SOURCES
    ]
    return int(con.execute(f"select coalesce(sum(n), 0) from ({' union all '.join(parts)})").fetchall()[0][0])


def count_names(con: "duckdb.DuckDBPyConnection", part: str) -> int:
    """Records whose main forenames or surname hold no name, from `written_names` and the cleaned spellings."""
    return int(
        con.execute(f"""
            select count(distinct w.record_key) from written_names as w
            join (select written from clean_{part} where len(words) = 0 and trim(written) <> '') as c on c.written = w.{part}
            where w.main
        """).fetchall()[0][0]
    )


def count_places(con: "duckdb.DuckDBPyConnection") -> list[SetAside]:
    """Postcodes and addresses set aside, from `written_places` and `crowded`."""
    known = in_list(placeholders("postcode"))
    filled = f"regexp_replace(upper(written_postcode), '[^A-Z0-9]', '', 'g') in ({known})"
    no_postcode = "postcode is null and trim(written_postcode) <> ''"
    filters = {
        ("postcode", NOT_KNOWN): f"{no_postcode} and {filled}",
        ("postcode", NO_FORM): f"{no_postcode} and not {filled}",
        ("postcode", CROWDED): "postcode in (select postcode from crowded)",
        ("address", NOT_KNOWN): "address is null and trim(written_address) <> ''",
    }
    return [
        SetAside(
            kind, why, int(con.execute(f"select count(distinct record_key) from written_places where {rows}").fetchall()[0][0])
        )
        for (kind, why), rows in filters.items()
    ]


def count_set_aside(con: "duckdb.DuckDBPyConnection") -> list[SetAside]:
    """Every kind and reason that took a value from at least one record; from what gathering left and the received tables."""
    found = [
        SetAside("forenames", NO_WORD, count_names(con, "forenames")),
        SetAside("surname", NO_WORD, count_names(con, "surname")),
        SetAside("birth date", NOT_KNOWN, count_dates(con)),
        *count_places(con),
    ]
    return [row for row in found if row.records]
