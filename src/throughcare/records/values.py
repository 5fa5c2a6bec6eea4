"""What a text means in a column of the schema: the SQL that reads it strictly, the SQL that says it is wrong, and in which words.

Every expression reads the column's trimmed text from the table `given`; null there means that the cell was empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from throughcare.engine.duck import quoted
from throughcare.errors import nearest
from throughcare.records.dates import date_sql, has_shape, impossible_sql, shown_form, timestamp_sql
from throughcare.records.reference import known_codes
from throughcare.records.schema import Column

TRUE = ("true", "t", "yes", "y", "1")
FALSE = ("false", "f", "no", "n", "0")


@dataclass(frozen=True)
class Fault:
    """One way a cell can be wrong: the SQL condition, the words, what was expected, and the nearest code by wrong value."""

    condition: str
    rule: str
    expected: str = ""
    nearest: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """How a column is read: its typed SQL expression, its faults, and values kept though they stand in no list."""

    typed: str
    faults: tuple[Fault, ...] = ()
    unlisted: str = ""


def listed(words: Mapping[str, str] | tuple[str, ...] | frozenset[str]) -> str:
    """Words as a list in SQL."""
    return ", ".join(quoted(word) for word in sorted(words))


def codes_of(column: Column) -> frozenset[str]:
    """The codes a column may hold by its list; empty where it has none."""
    if column.words:
        return frozenset(column.words)
    if column.codes:
        return known_codes(column.codes.file, column.codes.column, column.codes.where)
    return frozenset()


def read_coded(cell: str, column: Column, strange: list[str], *, kept: bool) -> Reading:
    """Text from a list. `strange` are the values found outside it: one that differs only in case is taken for the code.

    An open list, and a key column (`kept`), keep what they do not know.
    """
    codes = codes_of(column)
    by_case = {code.casefold(): code for code in codes}
    same = {value: by_case[value.casefold()] for value in strange if value.casefold() in by_case}
    cases = " ".join(f"when {cell} = {quoted(value)} then {quoted(code)}" for value, code in sorted(same.items()))
    within = f"{cell} in ({listed(codes)})"
    unknown = f"{cell} is not null and not {within}" + (f" and {cell} not in ({listed(same)})" if same else "")
    if kept or (column.codes and not column.codes.closed):
        return Reading(f"case {cases} else {cell} end" if cases else cell, (), unknown)
    near = {value: nearest(value, codes).removeprefix("; nearest: ") for value in strange[:1000] if value not in same}
    return Reading(f"case when {within} then {cell} {cases} end", (Fault(unknown, "not a known code", nearest=near),))


def read_integer(cell: str) -> tuple[str, str]:
    """A whole number; `34.0`, as spreadsheets write it, is one too."""
    good = f"regexp_matches({cell}, '^[+-]?\\d{{1,18}}(\\.0+)?$')"
    return f"case when {good} then try_cast(regexp_replace({cell}, '\\..*$', '') as bigint) end", "not a whole number"


def read_decimal(cell: str) -> tuple[str, str]:
    """A number with a point."""
    good = f"regexp_matches({cell}, '^[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?$')"
    return f"case when {good} then try_cast({cell} as double) end", "not a number"


def read_bounded(cell: str, column: Column) -> Reading:
    """A number within the bounds of its column; outside them it is set aside."""
    number, words = read_integer(cell) if column.kind == "integer" else read_decimal(cell)
    faults = [Fault(f"{cell} is not null and {number} is null", words, "a number such as 12")]
    outside = [
        f"{number} < {column.low}" if column.low is not None else "",
        f"{number} > {column.high}" if column.high is not None else "",
    ]
    bounds = " or ".join(test for test in outside if test)
    if not bounds:
        return Reading(number, tuple(faults))
    low, high = (f"{bound:g}" if bound is not None else "" for bound in (column.low, column.high))
    faults.append(Fault(f"({bounds})", "outside its range", f"{low} to {high}" if high else f"{low} or more"))
    return Reading(f"case when not ({bounds}) then {number} end", tuple(faults))


REFORMAT = "YYYY-MM-DD: give the column a date format in the spreadsheet, or take it from the source, and export it again"


def read_date(cell: str, column: Column, form: str) -> Reading:
    """A day or a moment; a year or a month alone is kept apart as a partial date and is no fault."""
    typed = timestamp_sql(cell, form) if column.kind == "timestamp" else date_sql(cell, form)
    partial = f"({has_shape(cell, 'year')} or {has_shape(cell, 'month')})"
    bad = f"{cell} is not null and {typed} is null and not {partial}"
    impossible, spreadsheet = impossible_sql(cell), has_shape(cell, "spreadsheet")
    if form == "unclear":
        expected = "YYYY-MM-DD, or date_format in study.toml, because day and month cannot be told apart"
    else:
        expected = shown_form(form) + (" with a time" if column.kind == "timestamp" else "")
    return Reading(
        typed,
        (
            Fault(f"{bad} and {impossible}", "not a date: there is no such day", expected),
            Fault(f"{bad} and not {impossible} and {spreadsheet}", "not a date: looks like a spreadsheet's day number", REFORMAT),
            Fault(f"{bad} and not {impossible} and not {spreadsheet}", "not a date", expected),
        ),
    )


def read_cell(cell: str, column: Column, form: str, strange: list[str], *, is_key: bool) -> Reading:
    """How one column is read; `form` is its date form, `strange` its values outside the code list."""
    if column.kind in {"date", "timestamp"}:
        return read_date(cell, column, form)
    if column.kind in {"integer", "decimal"}:
        return read_bounded(cell, column)
    if column.kind == "boolean":
        low = f"lower({cell})"
        typed = f"case when {low} in ({listed(TRUE)}) then true when {low} in ({listed(FALSE)}) then false end"
        return Reading(typed, (Fault(f"{cell} is not null and {typed} is null", "not yes or no", "true or false"),))
    if column.kind == "list":
        typed = f"case when {cell} like '[%' and json_valid({cell}) then {cell} end"
        return Reading(typed, (Fault(f"{cell} is not null and {typed} is null", "not a list", "a JSON list such as []"),))
    if codes_of(column):
        return read_coded(cell, column, strange, kept=is_key)
    return Reading(cell)
