"""Pairs to weights in DuckDB: what Splink's `predict` gives, from the same definition and numbers, in a fraction of its time.

Splink asks every level of texts and lists of texts. Here a list stands as one whole number where it has one element, as nearly all have, what several
levels ask is found once a pair, and nothing is kept but levels and weight. Training and Spark go through Splink (`compare.py`); a test holds both ways together, pair by pair.
"""

from math import log2
from typing import TYPE_CHECKING

from throughcare.linkage.compare import count_frequencies, distinct_numbers, frequency_table
from throughcare.linkage.facts import FACTS, FREQUENCIES, Fact
from throughcare.linkage.records import COMPARED, LISTS
from throughcare.linkage.words import common_column, edit_column, overlap_column

if TYPE_CHECKING:
    import duckdb

    from throughcare.linkage.numbers_file import Numbers

CODED = (*LISTS, "surname_parts", "given_parts", "outcodes", "core", "postcodes_rare", "postcodes_uncommon")
# Parts of names count only where the other part of the name agrees (`facts.NAME`), so of other pairs they are not asked.
ASKED_WHERE = {"surname_parts": "forename_form", "given_parts": "surname_form"}
# Texts that are only ever asked whether they are equal.
MARKS = ("forename_form", "surname_form", "forename_skeleton", "surname_skeleton")
TEXTS = tuple(column for column in COMPARED if column not in {*CODED, *MARKS, "address_words"})


def only(column: str) -> str:
    """The column that holds the one element of a list."""
    return f"{column}_only"


def hashed(column: str) -> str:
    """A list's elements as whole numbers."""
    return f"list_transform({column}, lambda x: hash(x))"


def coded_list(column: str) -> str:
    """A list in two columns: its element where there is one, and the list where there are more; a number is read and compared far faster."""
    return f"case when len({column}) = 1 then hash({column}[1]) end as {only(column)}, case when len({column}) > 1 then {hashed(column)} end as {column}"


def bits(column: str) -> str:
    """The column that holds how frequent a value is, as log2 of its share."""
    return f"bits_{column}"


def code_records(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `coded`, from `records`: what is compared, elements of lists and whatever need only be equal as whole numbers, and the frequency of the values that have one."""
    counted = {row[0] for row in con.execute("select table_name from duckdb_tables() where temporary").fetchall()}
    if not counted.issuperset(frequency_table(column) for column in FREQUENCIES):
        count_frequencies(con)
    lists = ", ".join(coded_list(column) for column in CODED)
    marks = ", ".join(f"case when {column} is not null then hash({column}) end as {column}" for column in MARKS)
    joins = " ".join(
        f"left join {frequency_table(column)} on {frequency_table(column)}.{column} = records.{column}" for column in FREQUENCIES
    )
    con.execute(f"""
        create or replace temp table coded as
        select node, {", ".join(f"records.{column}" for column in TEXTS)}, {marks}, {lists}, hash(address) as address,
            {hashed("address_words")} as address_words, {", ".join(f"log2(tf_{column}) as {bits(column)}" for column in FREQUENCIES)}
        from records {joins}
    """)


def shares(column: str) -> str:
    """Whether two records share an element of a list; null where a side has none."""
    one = only(column)
    left, right = (f"case when {one}_{side} is not null then [{one}_{side}] else {column}_{side} end" for side in "lr")
    asked = f"when {ASKED_WHERE[column]}_l <> {ASKED_WHERE[column]}_r then null" if column in ASKED_WHERE else ""
    return f"""case {asked} when {one}_l = {one}_r then true when {one}_l is not null and {one}_r is not null then false
        when {column}_l is not null or {column}_r is not null then list_has_any({left}, {right}) end as {overlap_column(column)}"""


def found_once() -> str:
    """What several levels ask of a pair: which lists share an element, how many words of the addresses, whether one edit parts the birth dates."""
    common = f"""case when address_l = address_r then len(address_words_l)
        else len(list_intersect(address_words_l, address_words_r)) end as {common_column("address_words")}"""
    # One edit of a date leaves its year or its day as it was, and all but two characters in place; to ask that first spares the slow function nearly always.
    edit = f"""case when dob_l = dob_r then true
        when (dob_year_l = dob_year_r or substr(dob_l, 6) = substr(dob_r, 6)) and hamming(dob_l, dob_r) <= 2 then damerau_levenshtein(dob_l, dob_r) <= 1
        else false end as {edit_column("dob")}"""
    return ", ".join([*(shares(column) for column in CODED), common, edit])


def level_of(fact: Fact) -> str:
    """The level of a pair: 0 for "else", counting up to the strongest; -1 where the fact is silent."""
    levels = [f"when {level.condition('seen')} then {len(fact.codes) - 1 - place}" for place, level in enumerate(fact.levels)]
    return f"(case when {fact.silent('seen')} then -1 {' '.join(levels)} else 0 end)::tinyint as {fact.code}"


def weight_of(fact: Fact, numbers: "Numbers") -> str:
    """The bits of a fact's level; where the level has a frequency, that takes the place of u, with its strength."""
    own, rarer = [], []
    for place, (m, u) in enumerate(distinct_numbers(fact, numbers)):
        code = len(fact.codes) - 1 - place
        own.append(f"when {code} then {log2(m / u)!r}")
        level = fact.levels[place] if place < len(fact.levels) else None
        if level and level.frequency_of:
            left, right = f"{bits(level.frequency_of)}_l", f"{bits(level.frequency_of)}_r"
            rarer.append(
                f"when {code} then coalesce({level.frequency_strength!r} * ({log2(u)!r} - greatest({left}, {right})), 0)"
            )
    plain = f"(case {fact.code} {' '.join(own)} else 0.0 end)::double"
    return f"{plain} + (case {fact.code} {' '.join(rarer)} else 0.0 end)::double" if rarer else plain


def score_pairs(con: "duckdb.DuckDBPyConnection", numbers: "Numbers", pairs: str, result: str, *kept: str) -> None:
    """Leave `result`: every pair of the table `pairs` with its weight in bits (without the prior), its level in each fact, and what is kept of it; from `coded`."""
    frequent = [bits(column) for column in FREQUENCIES]
    columns = (*TEXTS, *MARKS, *(only(column) for column in CODED), *CODED, "address", "address_words", *frequent)
    sides = ", ".join(f"l.{column} as {column}_l, r.{column} as {column}_r" for column in columns)
    frequencies = ", ".join(f"{column}_l, {column}_r" for column in frequent)
    facts = ", ".join((*(fact.code for fact in FACTS), *kept))
    own = ", ".join(("node_l", "node_r", *kept))
    con.execute(f"""
        create or replace temp table {result} as
        with sides as (
            select {", ".join(f"p.{column}" for column in ("node_l", "node_r", *kept))}, {sides} from {pairs} as p join coded as l on l.node = p.node_l join coded as r on r.node = p.node_r
        ),
        seen as (select *, {found_once()} from sides),
        levelled as (select {own}, {", ".join(level_of(fact) for fact in FACTS)}, {frequencies} from seen)
        select node_l, node_r, round({" + ".join(weight_of(fact, numbers) for fact in FACTS)}, 6) as weight, {facts} from levelled
    """)
