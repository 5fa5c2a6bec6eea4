"""Agencies that number one person more than once: a number says there who somebody is, but two of them do not say that two people are two.

Seen in the records themselves: of an agency's records with a number, how many stand beside another of its records with the same whole name and birth
date and another number. Among the pairs of such an agency the number then still links, and no longer contradicts.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from throughcare.linkage.sources import ONE_PER_PERSON, SOURCES

if TYPE_CHECKING:
    import duckdb

# One record in ten: wrong numbers (1 PNC in 200, seen among several records of a person) and strangers of one name and birth date stay well below.
# Assumption.
MOST_NUMBERED_AGAIN = 0.1
FEWEST_RECORDS = 20

WORDS = {"pnc": "PNC", "cro": "CRO", "noms": "prison number"}


class Several(NamedTuple):
    """An agency, a kind of number, how many of its records hold one, and how many of these stand beside one with another number."""

    agency: str
    kind: str
    holders: int
    again: int


def count_again(con: "duckdb.DuckDBPyConnection") -> list[Several]:
    """The count of every agency and kind of number that one person has once, from `nodes`; counted once a connection, in `numbered_again`."""
    holders = ", ".join(f"count({kind}) as held_{kind}" for kind in ONE_PER_PERSON)
    parts = ", ".join(f"count({kind}) as n_{kind}, min({kind}) <> max({kind}) as d_{kind}" for kind in ONE_PER_PERSON)
    sums = ", ".join(f"sum(case when d_{kind} then n_{kind} else 0 end) as again_{kind}" for kind in ONE_PER_PERSON)
    both = ", ".join(f"held_{kind}, again_{kind}" for kind in ONE_PER_PERSON)
    # Few records share name and date with another of their agency: to find them by one number first spares grouping all by three texts.
    con.execute(f"""
        create temp table if not exists numbered_again as
        with marked as (
            select agency, full_name, dob, {", ".join(ONE_PER_PERSON)}, hash(agency, full_name, dob) as mark
            from nodes where full_name is not null and dob is not null
        ),
        again as (
            select agency, {sums} from (
                select agency, {parts} from marked semi join (select mark from marked group by mark having count(*) > 1) using (mark)
                group by agency, full_name, dob
            ) group by agency
        )
        select agency, {both} from (select agency, {holders} from nodes group by agency) left join again using (agency)
    """)
    rows = con.execute("select * from numbered_again order by agency").fetchall()
    return [
        Several(agency, kind, int(counts[2 * place] or 0), int(counts[2 * place + 1] or 0))
        for agency, *counts in rows
        for place, kind in enumerate(ONE_PER_PERSON)
    ]


def find_several(con: "duckdb.DuckDBPyConnection") -> list[Several]:
    """The agencies and kinds of number for which "one a person" does not hold, from `nodes`."""
    return [row for row in count_again(con) if row.again >= max(FEWEST_RECORDS, MOST_NUMBERED_AGAIN * row.holders)]


def read_several(model: Mapping[str, Any]) -> list[Several]:
    """What a run found, from its model's report."""
    return [Several(**row) for row in model["several"]]


def agencies_of(several: Sequence[Several], kind: str) -> list[str]:
    """The agencies that give several numbers of a kind."""
    return [row.agency for row in several if row.kind == kind]


def quoted(names: Sequence[str]) -> str:
    """Names as a list of SQL texts."""
    return ", ".join(f"'{name}'" for name in names)


def records_with_several(several: Sequence[Several], kind: str, record_key: str) -> str:
    """Whether a record is of an agency that gives several numbers of the kind, in SQL, by its key."""
    agencies = agencies_of(several, kind)
    extracts = [source.extract for source in SOURCES if source.agency in agencies]
    return f"split_part({record_key}, ':', 1) in ({quoted(extracts)})" if extracts else "false"


def kinds_that_differ(several: Sequence[Several], known: str = "l.{0} is not null and r.{0} is not null") -> str:
    """How many kinds of number contradict in a pair that shares none, in SQL: those that both sides of `l` and `r` hold, where one a person holds."""
    counted = []
    for kind in ONE_PER_PERSON:
        agencies = quoted(agencies_of(several, kind))
        but = f" and l.agency not in ({agencies}) and r.agency not in ({agencies})" if agencies else ""
        counted.append(f"({known.format(kind)}{but})::int")
    return f"({' + '.join(counted)})"


def level_allowed(level: str, several: Sequence[Several]) -> str:
    """The level of the numbers' comparison where several numbers do not contradict: of `l` and `r`, which share no number at level 0 or 1."""
    if not several:
        return level
    differ = kinds_that_differ(several)
    return f"(case when {level} in (0, 1) then case {differ} when 0 then -1 when 1 then 0 else 1 end else {level} end)::tinyint"
