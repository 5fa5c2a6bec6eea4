"""Kinds of case, and the offence codes each is charged under at its time.

Source: data/offences.toml; codes are those of records/reference/offences.csv. The Sexual Offences Act 2003 begins on 1 May 2004.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from throughcare.population.draws import Bools, Draws, Floats, Ints, day
from throughcare.records.reference import read_codes

DATA = Path(__file__).resolve().parent / "data" / "offences.toml"
ACT_2003 = day("2004-05-01")


@dataclass(frozen=True)
class OffenceBook:
    """Kinds of case by their place, and all codes once.

    `choices`, `old`, `lesser` and `early` are tables kind x choice of places in `codes`; `early` serves before `early_until`.
    """

    kinds: list[str]
    share: Floats
    custody: Floats
    months: Floats
    age_low: Ints
    age_high: Ints
    contact: Bools
    image: Bools
    cse: Floats
    codes: list[str]
    ho_codes: list[str]
    choices: Ints
    old: Ints
    lesser: Ints
    early: Ints
    early_until: Ints

    def kind(self, name: str) -> int:
        """The place of a kind of case."""
        return self.kinds.index(name)


@cache
def offence_book() -> OffenceBook:
    """The offence book of data/offences.toml."""
    with DATA.open("rb") as file:
        read = tomllib.load(file)
    rows, kinds = list(read.values()), list(read)
    found: dict[str, int] = {}

    def table(key: str, instead: str = "codes") -> Ints:
        lists = [[found.setdefault(code, len(found)) for code in row.get(key, row[instead])] for row in rows]
        widest = np.lcm.reduce([len(line) for line in lists])
        return np.array([np.resize(line, widest) for line in lists], dtype=np.int64)

    choices, old, lesser, early = table("codes"), table("old"), table("lesser"), table("instead")
    home_office = {row["cjs_code"]: row["ho_code"] for row in read_codes("offences")}
    return OffenceBook(
        kinds=kinds,
        share=np.array([row["share"] for row in rows], dtype=np.float64),
        custody=np.array([row["custody"] for row in rows], dtype=np.float64),
        months=np.array([row["months"] for row in rows], dtype=np.float64),
        age_low=np.array([row["ages"][0] for row in rows]),
        age_high=np.array([row["ages"][1] for row in rows]),
        contact=np.array([row["contact"] for row in rows]),
        image=np.array([row.get("image", False) for row in rows]),
        cse=np.array([row["cse"] for row in rows], dtype=np.float64),
        codes=list(found),
        ho_codes=[home_office[code] for code in found],
        choices=choices,
        old=old,
        lesser=lesser,
        early=early,
        early_until=np.array([day(row["before"]) if "before" in row else -(10**6) for row in rows]),
    )


def code_of(draws: Draws, person: Ints, slot: Ints, kind: Ints, offence_on: Ints) -> Ints:
    """The code in force on the day of the offence, as a place in the book."""
    book = offence_book()

    def chosen(table: Ints) -> Ints:
        picked: Ints = table[kind, draws.whole("offence code", person, table.shape[1], slot)]
        return picked

    code = np.where(offence_on < book.early_until[kind], chosen(book.early), chosen(book.choices))
    return np.where(offence_on < ACT_2003, chosen(book.old), code)


def lesser_code(draws: Draws, person: Ints, slot: Ints, kind: Ints, code: Ints) -> Ints:
    """Another code of the same kind of case, for charges that are replaced or added."""
    book = offence_book()
    other = book.lesser[kind, draws.whole("lesser code", person, book.lesser.shape[1], slot)]
    again = book.choices[kind, draws.whole("other code", person, book.choices.shape[1], slot)]
    return np.where(other == code, again, other)
