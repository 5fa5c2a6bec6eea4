"""Pairs to weights in DuckDB: what Splink's `predict` gives, from the same definition and numbers, in a fraction of its time.

Splink asks every level of texts and lists of texts. Here a list stands as one whole number where it has one element, as nearly all have, what several
levels ask is found once a pair, and nothing is kept but levels and weight. Training and Spark go through Splink (`compare.py`); a test holds both ways together, pair by pair.
"""

from math import log2
from typing import TYPE_CHECKING

from throughcare.linkage.compare import count_frequencies, distinct_numbers, frequency_table
from throughcare.linkage.facts import FACTS, FREQUENCIES, LEAST_ALIKE, Fact, same
from throughcare.linkage.records import COMPARED, LISTS
from throughcare.linkage.words import common_column, edit_column, overlap_column

if TYPE_CHECKING:
    import duckdb

    from throughcare.linkage.numbers_file import Numbers

CODED = (*LISTS, "surname_parts", "given_parts", "outcodes", "core", "postcodes_rare", "postcodes_uncommon")
# Lists that often have several elements, or whose length a level asks, stand in a column each; the others are seldom more than one element long,
# and stand in one column together, which nearly always is empty: what a join carries is most of what a pair costs.
APART_LISTS = ("names", "sentence_dates", "given_parts", "core")
TOGETHER = tuple(column for column in CODED if column not in APART_LISTS)
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


def only_element(column: str) -> str:
    """The element of a list that has one, as a whole number; a number is read and compared far faster than a list."""
    return f"case when len({column}) = 1 then hash({column}[1]) end as {only(column)}"


def longer_lists() -> str:
    """The lists of more than one element: a column for each of `APART_LISTS`; `lists` for the others, in their order, and in `longer` a bit for each that there is."""
    longer = {column: f"case when len({column}) > 1 then {hashed(column)} end" for column in CODED}
    bit = " + ".join(f"case when len({column}) > 1 then {1 << place} else 0 end" for place, column in enumerate(TOGETHER))
    some = " or ".join(f"len({column}) > 1" for column in TOGETHER)
    return ", ".join(
        [
            *(f"{longer[column]} as {column}" for column in APART_LISTS),
            f"case when {some} then [{', '.join(longer[column] for column in TOGETHER)}] end as lists",
            f"({bit})::integer as longer",
        ]
    )


def bits(column: str) -> str:
    """The column that holds how frequent a value is, as log2 of its share."""
    return f"bits_{column}"


def code_records(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave `coded`, from `records`: what is compared, elements of lists and whatever need only be equal as whole numbers, and the frequency of the values that have one."""
    counted = {row[0] for row in con.execute("select table_name from duckdb_tables() where temporary").fetchall()}
    if not counted.issuperset(frequency_table(column) for column in FREQUENCIES):
        count_frequencies(con)
    lists = ", ".join([*(only_element(column) for column in CODED), longer_lists()])
    marks = ", ".join(f"case when {column} is not null then hash({column}) end as {column}" for column in MARKS)
    joins = " ".join(
        f"left join {frequency_table(column)} on {frequency_table(column)}.{column} = records.{column}" for column in FREQUENCIES
    )
    con.execute(f"""
        create or replace temp table coded as
        select node, {", ".join(f"records.{column}" for column in TEXTS)}, {marks}, {lists}, hash(address) as address,
            address_words, {address_bits()}, {", ".join(f"log2(tf_{column}) as {bits(column)}" for column in FREQUENCIES)}
        from (select * replace ({hashed("address_words")} as address_words) from records) as records {joins}
    """)


def address_bits() -> str:
    """A record's address as the bits of its words (`address_bits`), where each word has one to itself."""
    bits_of = "list_bit_or(list_transform(address_words, lambda x: 1::ubigint << (x % 64)))"
    return f"case when bit_count({bits_of}) = len(address_words) then {bits_of} end as address_bits"


def common_words() -> str:
    """How many words two addresses share; where their bits show that they share too few for any level, at most so many, which saves comparing the lists.

    Words that both records hold have their bits in both, and two words never the same bit, so the common bits are no fewer than the common words.
    """
    at_most = "bit_count(address_bits_l & address_bits_r)"
    too_few = f"{at_most} < {LEAST_ALIKE} * (len(address_words_l) + len(address_words_r) - {at_most})"
    return f"""case when address_l = address_r then len(address_words_l) when {too_few} then {at_most}
        else len(list_intersect(address_words_l, address_words_r)) end as {common_column("address_words")}"""


def shares(column: str) -> str:
    """Whether two records share an element of a list; null where a side has none."""
    one = only(column)
    whole, asked = column, f"{column}_l is not null or {column}_r is not null"
    if column in TOGETHER:
        place = TOGETHER.index(column)
        whole, asked = "lists", f"(longer_l | longer_r) & {1 << place} <> 0"
    at = f"[{TOGETHER.index(column) + 1}]" if column in TOGETHER else ""
    left, right = (f"case when {one}_{side} is not null then [{one}_{side}] else {whole}_{side}{at} end" for side in "lr")
    silent = f"when {ASKED_WHERE[column]}_l <> {ASKED_WHERE[column]}_r then null" if column in ASKED_WHERE else ""
    return f"""case {silent} when {one}_l = {one}_r then true when {one}_l is not null and {one}_r is not null then false
        when {asked} then list_has_any({left}, {right}) end as {overlap_column(column)}"""


def found_once() -> str:
    """What several levels ask of a pair: which lists share an element, how many words of the addresses, whether one edit parts the birth dates."""
    # One edit of a date leaves its year or its day as it was, and all but two characters in place; to ask that first spares the slow function nearly always.
    edit = f"""case when dob_l = dob_r then true
        when (dob_year_l = dob_year_r or substr(dob_l, 6) = substr(dob_r, 6)) and hamming(dob_l, dob_r) <= 2 then damerau_levenshtein(dob_l, dob_r) <= 1
        else false end as {edit_column("dob")}"""
    return ", ".join([*(shares(column) for column in CODED), common_words(), edit])


def level_of(fact: Fact) -> str:
    """The level of a pair: 0 for "else", counting up to the strongest; -1 where the fact is silent."""
    levels = [f"when {level.condition('seen')} then {len(fact.codes) - 1 - place}" for place, level in enumerate(fact.levels)]
    return f"(case when {fact.silent('seen')} then -1 {' '.join(levels)} else 0 end)::tinyint as {fact.code}"


def weight_of(fact: Fact, numbers: "Numbers") -> str:
    """The bits of a fact's level; where the level has a frequency, that takes the place of u, with its strength.

    Each number is said to be a DOUBLE: left to itself DuckDB reads it as a DECIMAL of many digits, and the sums take four times as long.
    """
    bits_of = []
    for place, (m, u) in enumerate(distinct_numbers(fact, numbers)):
        level = fact.levels[place] if place < len(fact.levels) else None
        weight = f"{log2(m / u)!r}::double"
        if level and level.frequency_of:
            left, right = f"{bits(level.frequency_of)}_l", f"{bits(level.frequency_of)}_r"
            # One value has one frequency, and the other side's need not be fetched.
            commoner = left if level.condition("seen") == same(level.frequency_of)("seen") else f"greatest({left}, {right})"
            rarer = f"{level.frequency_strength!r}::double * ({log2(u)!r}::double - {commoner})"
            weight = f"{weight} + coalesce({rarer}, 0)"
        bits_of.append(f"when {len(fact.codes) - 1 - place} then {weight}")
    return f"(case {fact.code} {' '.join(bits_of)} else 0::double end)"


def score_pairs(con: "duckdb.DuckDBPyConnection", numbers: "Numbers", pairs: str, result: str, *kept: str) -> None:
    """Leave `result`: every pair of the table `pairs` with its weight in bits (without the prior), its level in each fact, and what is kept of it; from `coded`."""
    frequent = [bits(column) for column in FREQUENCIES]
    columns = (
        *TEXTS,
        *MARKS,
        *(only(column) for column in CODED),
        *APART_LISTS,
        "lists",
        "longer",
        "address",
        "address_words",
        "address_bits",
        *frequent,
    )
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
