"""The model in Splink's words, for training and for Spark: the only file that imports it. On DuckDB `weigh.py` gives the same weights faster."""

from math import log2
from typing import TYPE_CHECKING, Any

from throughcare.linkage.facts import FACTS, FREQUENCIES, Fact
from throughcare.linkage.numbers_file import Numbers
from throughcare.linkage.records import COMPARED
from throughcare.linkage.words import Dialect

if TYPE_CHECKING:
    import duckdb

# Levels of one fact are told apart in Splink's output by their weight, so no two may weigh the same, and none may weigh nothing (silence does).
APART = 1e-6

# Splink needs a prior; ours is estimated afterwards and added to the weight, so this one is taken off again.
NEUTRAL_PRIOR = 0.5


def distinct_numbers(fact: Fact, numbers: Numbers) -> list[tuple[float, float]]:
    """(m, u) of each level; an m is moved by a millionth where two levels, or a level and silence, would weigh the same."""
    seen, pairs = {0.0}, []
    for code in fact.codes:
        m, u = numbers.m[fact.code, code], numbers.u[fact.code, code]
        while any(abs(log2(m / u) - weight) < APART / 2 for weight in seen):
            m *= 1 - APART
        seen.add(log2(m / u))
        pairs.append((m, u))
    return pairs


def level_column(fact: Fact, numbers: Numbers) -> str:
    """The level of a scored pair: 0 for "else", counting up to the strongest; -1 where the fact is silent."""
    found = [
        f"when abs(mw_{fact.code} - {log2(m / u)!r}) < 1e-9 then {len(fact.codes) - 1 - place}"
        for place, (m, u) in enumerate(distinct_numbers(fact, numbers))
    ]
    return f"(case {' '.join(found)} else -1 end)::tinyint as {fact.code}"


def comparison(fact: Fact, numbers: Numbers, dialect: Dialect) -> dict[str, Any]:
    """One fact as Splink's settings describe it."""
    silent = {"sql_condition": fact.silent(dialect), "label_for_charts": "silent", "is_null_level": True}
    levels: list[dict[str, Any]] = []
    for level in fact.levels:
        entry: dict[str, Any] = {"sql_condition": level.condition(dialect), "label_for_charts": level.code}
        if level.frequency_of:
            entry["tf_adjustment_column"] = level.frequency_of
            entry["tf_adjustment_weight"] = level.frequency_strength
            # Frequencies of names are adjusted from the level's own u, whatever the level's condition is.
            entry["disable_tf_exact_match_detection"] = True
        levels.append(entry)
    levels.append({"sql_condition": "ELSE", "label_for_charts": "else"})
    for entry, (m, u) in zip(levels, distinct_numbers(fact, numbers), strict=True):
        entry["m_probability"], entry["u_probability"] = m, u
    return {"output_column_name": fact.code, "comparison_levels": [silent, *levels]}


def settings(numbers: Numbers, dialect: Dialect, rules: list[Any] | None = None, prior: float = NEUTRAL_PRIOR) -> Any:
    """Splink's settings for a dialect, from the definition and its numbers."""
    from splink import SettingsCreator

    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="node",
        comparisons=[comparison(fact, numbers, dialect) for fact in FACTS],
        blocking_rules_to_generate_predictions=rules or ["l.full_name = r.full_name"],
        probability_two_random_records_match=prior,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=True,
    )


def frequency_table(column: str) -> str:
    """The name of the table that holds a column's relative frequencies, once they have been counted."""
    return f"frequencies_{column}"


def count_frequencies(con: "duckdb.DuckDBPyConnection") -> None:
    """Leave one table of relative frequencies per column of `records` that the model weighs by frequency; linkers use them from then on."""
    for column in FREQUENCIES:
        con.execute(f"""
            create or replace temp table {frequency_table(column)} as
            select {column}, count(*)::double / (select count({column}) from records) as tf_{column}
            from records where {column} is not null group by {column}
        """)


def make_linker(
    con: "duckdb.DuckDBPyConnection", numbers: Numbers, rules: list[Any] | None = None, prior: float = NEUTRAL_PRIOR
) -> tuple[Any, Any]:
    """Splink's linker over `records`, and its database."""
    import splink
    from splink import DuckDBAPI

    database = DuckDBAPI(connection=con)
    # Splink copies every column of what it is given, once for each side of the pairs. The address itself is no fact, but a rule of training asks it.
    con.execute(f"create or replace temp view compared as select node, address, {', '.join(COMPARED)} from records")
    frame = database.register("compared", dataset_display_name="records")
    linker = splink.Linker(frame, settings(numbers, "duckdb", rules, prior), log_level=None)
    counted = {row[0] for row in con.execute("select table_name from duckdb_tables() where temporary").fetchall()}
    for column in FREQUENCIES:
        if frequency_table(column) in counted:
            given = database.register(frequency_table(column), dataset_display_name=frequency_table(column))
            linker.table_management.register_term_frequency_lookup(given, column)
    return linker, database
