"""Numbers of people and cases over a whole column: canonical forms once per distinct value, and how many fail their check."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.records.identifiers import LETTERS, read_number
from throughcare.records.schema import Number

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class NumbersRead:
    """Values of one column by what became of them; `canonical` maps what was written to what is kept."""

    canonical: dict[str, str]
    invalid: list[str]
    dummy: list[str]


def letter_sql(digits: str) -> str:
    """SQL: the check letter of a number given as digits."""
    return f"substr('{LETTERS}', (try_cast({digits} as bigint) % 23 + 1)::int, 1)"


def settled_sql(kind: Number, cell: str) -> str:
    """SQL: whether a value is canonical and passes its check already, which most do; null is not."""
    if kind == "pnc":
        good = f"right({cell}, 1) = {letter_sql(f'substr({cell}, 3, 2) || substr({cell}, 6, 7)')} and substr({cell}, 6, 7) <> '0000000'"
        return f"case when regexp_matches({cell}, '^\\d{{4}}/\\d{{7}}[A-Z]$') then {good} else false end"
    if kind == "cro":
        good = f"right({cell}, 1) = {letter_sql(f'substr({cell}, 8, 2) || left({cell}, 6)')} and left({cell}, 6) <> '000000'"
        return f"case when regexp_matches({cell}, '^\\d{{6}}/\\d{{2}}[A-Z]$') then {good} else false end"
    if kind == "noms":
        return f"regexp_matches({cell}, '^[A-Z]\\d{{4}}[A-Z]{{2}}$')"
    if kind == "crn":
        return f"regexp_matches({cell}, '^[A-Z]\\d{{6}}$')"
    return "false"


def read_numbers(con: "duckdb.DuckDBPyConnection", table: str, name: str, kind: Number, this_year: int) -> NumbersRead:
    """Read the distinct values of a column that are not canonical already."""
    cell = f'"{name}"'
    found = con.execute(
        f"select distinct {cell} from {table} where {cell} is not null and {settled_sql(kind, cell)} is not true"
    ).fetchall()
    canonical: dict[str, str] = {}
    invalid: list[str] = []
    dummy: list[str] = []
    for (written,) in sorted(found):
        number = read_number(kind, written, this_year)
        if number.value != written:
            canonical[written] = number.value
        if number.standing in {"invalid", "doubtful"}:
            invalid.append(written)
        elif number.standing == "dummy":
            dummy.append(written)
    return NumbersRead(canonical, invalid, dummy)
