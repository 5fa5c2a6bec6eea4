"""The few functions that DuckDB and Spark spell differently, so that one definition of the model serves both.

In the third dialect, "seen", a comparison that several levels ask has been made already and stands in a column (`weigh.py`).
"""

from typing import Literal

Dialect = Literal["duckdb", "spark", "seen"]


def overlap_column(column: str) -> str:
    """The column that holds whether two records share an element of a list column."""
    return f"{column}_shared"


def common_column(column: str) -> str:
    """The column that holds how many distinct elements two records share."""
    return f"{column}_common"


def edit_column(column: str) -> str:
    """The column that holds whether two texts are at most one edit apart."""
    return f"{column}_one_edit"


def jaro_winkler(dialect: Dialect, left: str, right: str) -> str:
    """Jaro-Winkler similarity. On Spark it is our own function, registered under this name: the one shipped with Splink gives other values."""
    return f"{'throughcare_jaro_winkler' if dialect == 'spark' else 'jaro_winkler_similarity'}({left}, {right})"


def one_edit(dialect: Dialect, column: str) -> str:
    """Whether two texts are at most one edit apart; both engines have the function under one name."""
    return edit_column(column) if dialect == "seen" else f"damerau_levenshtein({column}_l, {column}_r) <= 1"


def overlap(dialect: Dialect, column: str) -> str:
    """Whether two records share an element of a list column; null where a side has no list."""
    if dialect == "seen":
        return overlap_column(column)
    return f"{'list_has_any' if dialect == 'duckdb' else 'arrays_overlap'}({column}_l, {column}_r)"


def shared_count(dialect: Dialect, column: str) -> str:
    """How many distinct elements two records share."""
    if dialect == "seen":
        return common_column(column)
    if dialect == "duckdb":
        return f"len(list_intersect({column}_l, {column}_r))"
    return f"size(array_intersect({column}_l, {column}_r))"


def unknown(dialect: Dialect, column: str) -> str:
    """Whether a side has no list."""
    return f"{overlap_column(column)} is null" if dialect == "seen" else f"({column}_l is null or {column}_r is null)"


def length(dialect: Dialect, column: str) -> str:
    """The number of elements of a list; as "seen", a list of one is not kept as a list."""
    if dialect == "seen":
        return f"coalesce(len({column}), 1)"
    return f"{'size' if dialect == 'spark' else 'len'}({column})"
