"""The few functions that DuckDB and Spark spell differently, so that one definition of the model serves both."""

from typing import Literal

Dialect = Literal["duckdb", "spark"]


def jaro_winkler(dialect: Dialect, left: str, right: str) -> str:
    """Jaro-Winkler similarity. On Spark it is our own function, registered under this name: the one shipped with Splink gives other values."""
    return f"{'jaro_winkler_similarity' if dialect == 'duckdb' else 'throughcare_jaro_winkler'}({left}, {right})"


def edits(left: str, right: str) -> str:
    """Edits between two texts; both engines have it under one name."""
    return f"damerau_levenshtein({left}, {right})"


def overlap(dialect: Dialect, column: str) -> str:
    """Whether two records share an element of a list column; null where a side has no list."""
    return f"{'list_has_any' if dialect == 'duckdb' else 'arrays_overlap'}({column}_l, {column}_r)"


def shared_count(dialect: Dialect, column: str) -> str:
    """How many distinct elements two records share."""
    if dialect == "duckdb":
        return f"len(list_intersect({column}_l, {column}_r))"
    return f"size(array_intersect({column}_l, {column}_r))"


def length(dialect: Dialect, column: str) -> str:
    """The number of elements of a list."""
    return f"{'len' if dialect == 'duckdb' else 'size'}({column})"
