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
    """Leave `crowded` (postcode), from `person_rows` and `clean_postcode`."""
    con.execute(f"""
        create or replace temp table crowded as
        with often as (select clean from clean_postcode where clean >= 'A' group by clean having sum(rows) > {MOST_BIRTHS_AT_A_POSTCODE})
        select p.clean as postcode
        from person_rows as r join (select * from clean_postcode semi join often using (clean)) as p on p.written = r.postcode
        group by p.clean having count(distinct r.dob) > {MOST_BIRTHS_AT_A_POSTCODE}
    """)


def count_dates(con: "duckdb.DuckDBPyConnection") -> int:
    """Records whose main birth date is one that systems fill in."""
    dates = in_list(placeholders("date"))
    parts = [
        f"select count(distinct {source.key}) as n from {source.extract}_received where dob::date::varchar in ({dates})"
        for source in SOURCES
    ]
    return int(con.execute(f"select coalesce(sum(n), 0) from ({' union all '.join(parts)})").fetchall()[0][0])


def count_holders(con: "duckdb.DuckDBPyConnection", part: str, written: str) -> int:
    """Records of `person_rows` in which a part is written in one of the ways that a query gives."""
    return int(
        con.execute(
            f"select count(distinct record_key) from person_rows semi join ({written}) as w on w.written = {part}"
        ).fetchall()[0][0]
    )


def count_names(con: "duckdb.DuckDBPyConnection", part: str) -> int:
    """Records whose main forenames or surname hold no name, from the cleaned spellings."""
    return count_holders(con, part, f"select written from clean_{part} where len(words) = 0 and trim(written) <> ''")


def count_places(con: "duckdb.DuckDBPyConnection") -> list[SetAside]:
    """Postcodes and addresses set aside, from the cleaned spellings and `crowded`."""
    known = in_list(placeholders("postcode"))
    filled = f"regexp_replace(upper(written), '[^A-Z0-9]', '', 'g') in ({known})"
    nothing = "clean is null and trim(written) <> ''"
    ways = {
        ("postcode", NOT_KNOWN): f"{nothing} and {filled}",
        ("postcode", NO_FORM): f"{nothing} and not {filled}",
        ("postcode", CROWDED): "clean in (select postcode from crowded)",
        ("address", NOT_KNOWN): nothing,
    }
    return [
        SetAside(kind, why, count_holders(con, kind, f"select written from clean_{kind} where {which}"))
        for (kind, why), which in ways.items()
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
