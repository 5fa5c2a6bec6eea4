"""One file of an extract, column by column: how each is read, which cells are wrong, which rows cannot be used.

The tables `raw`, `given` and `unusable` stand in the connection while a file is read; what lasts goes to `accepted`, `problems`, `partials`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.engine.duck import quoted
from throughcare.records.dates import find_form, has_shape, partial_sql, shape_counts_sql, strptime_form
from throughcare.records.delivery import Delivery
from throughcare.records.header import Binding, file_columns
from throughcare.records.numbers import NumbersRead, read_numbers
from throughcare.records.problems import Remark
from throughcare.records.schema import Column, Extract
from throughcare.records.values import Fault, Reading, codes_of, listed, read_cell

if TYPE_CHECKING:
    import duckdb

BLANKS = "' ' || chr(9) || chr(10) || chr(13) || chr(160)"
STRANGE = 100_000  # distinct values outside a code list that are looked at one by one


@dataclass(frozen=True)
class FileRead:
    """A file while it is read: which it is, its bound columns and how each is read."""

    extract: type[Extract]
    number: int
    file: str
    binding: Binding
    readings: Mapping[str, Reading]
    numbers: Mapping[str, NumbersRead]

    @property
    def must_be_filled(self) -> tuple[str, ...]:
        """The key columns without which a row cannot be used."""
        return tuple(name for name in self.extract.key if self.extract.columns[name].required and name in self.readings)


def one(con: "duckdb.DuckDBPyConnection", statement: str) -> tuple[Any, ...]:
    """The first row of a statement, or nothing."""
    rows = con.execute(statement).fetchall()
    return tuple(rows[0]) if rows else ()


def make_given(con: "duckdb.DuckDBPyConnection", extract: type[Extract], binding: Binding, *, odd_blanks: bool) -> None:
    """`given`: the file's cells by schema column, trimmed, empty ones null; `NULL` is empty where a column is not text."""
    blanks = f", {BLANKS}" if odd_blanks else ""
    columns = []
    for name, column in file_columns(extract).items():
        if name in binding.positions:
            cells = [f"nullif(trim(c{position}{blanks}), '')" for position in binding.positions[name]]
            text = cells[0] if len(cells) == 1 else f"nullif(concat_ws(' ', {', '.join(cells)}), '')"
            text = text if column.kind == "text" else f"nullif({text}, 'NULL')"
        elif name in binding.constants:
            text = quoted(binding.constants[name])
        else:
            continue
        columns.append(f'{text} as "{name}"')
    con.execute(f"create or replace temp table given as select source_row, line, {', '.join(columns)} from raw")


def find_forms(con: "duckdb.DuckDBPyConnection", dated: list[str], said: str | None) -> dict[str, str]:
    """The date form of each date column: as said, or found out; an unclear column follows a clear one of the same file."""
    if said:
        return dict.fromkeys(dated, strptime_form(said))
    if not dated:
        return {}
    counts = one(con, f"select {', '.join(part for name in dated for part in shape_counts_sql(_cell(name)))} from given")
    forms = {name: find_form(*(int(count) for count in counts[5 * at : 5 * at + 5])) for at, name in enumerate(dated)}
    clear = {form for form in forms.values() if form in {"dmy", "mdy"}}
    fallback = clear.pop() if len(clear) == 1 else "unclear"
    return {name: fallback if form == "unclear" else form for name, form in forms.items()}


def _cell(name: str) -> str:
    return f'"{name}"'


def find_strange(con: "duckdb.DuckDBPyConnection", name: str, column: Column) -> list[str]:
    """The distinct values of a column that stand outside its code list."""
    outside = f'"{name}" is not null and "{name}" not in ({listed(codes_of(column))})'
    found = con.execute(f'select distinct "{name}" from given where {outside} order by 1 limit {STRANGE}').fetchall()
    return [value for (value,) in found]


def read_columns(
    con: "duckdb.DuckDBPyConnection", extract: type[Extract], binding: Binding, delivery: Delivery, this_year: int
) -> tuple[dict[str, Reading], dict[str, NumbersRead]]:
    """How each supplied column is read, and the numbers of those that hold numbers."""
    columns = {name: column for name, column in file_columns(extract).items() if name in binding.supplied}
    forms = find_forms(con, [n for n, c in columns.items() if c.kind in {"date", "timestamp"}], delivery.date_format)
    readings: dict[str, Reading] = {}
    numbers: dict[str, NumbersRead] = {}
    for name, column in columns.items():
        if column.number:
            numbers[name] = read_numbers(con, "given", name, column.number, this_year)
            con.register("mapped", _mapping(numbers[name].canonical))
            con.execute(f'create or replace temp table "canonical {name}" as select * from mapped')
            con.unregister("mapped")
            readings[name] = Reading(f'coalesce("canonical {name}".value, given."{name}")')
            continue
        strange = find_strange(con, name, column) if codes_of(column) else []
        readings[name] = read_cell(f'given."{name}"', column, forms.get(name, "iso"), strange, is_key=name in extract.key)
    return readings, numbers


def _mapping(values: Mapping[str, str]) -> Any:  # pyarrow has no types
    import pyarrow as pa

    return pa.table({"written": pa.array(list(values), pa.string()), "value": pa.array(list(values.values()), pa.string())})


def joins(read: FileRead) -> str:
    """`given` with the canonical forms of its numbers."""
    return "given" + "".join(
        f' left join "canonical {name}" on "canonical {name}".written = given."{name}"' for name in read.numbers
    )


def put_problems(
    con: "duckdb.DuckDBPyConnection", read: FileRead, name: str, fault: Fault, *, quarantined: bool, show_values: bool
) -> None:
    """Add a problem for every cell with this fault."""
    con.register("near_codes", _mapping(fault.nearest))
    cell = f'given."{name}"' if name in read.readings else "null"
    con.execute(f"""
        insert into problems
        select {read.number}, {quoted(read.file)}, line, source_row, {quoted(name)}, {quoted(fault.rule)}, {quoted(fault.expected)},
            coalesce(near_codes.value, ''), {quarantined}, {f"left({cell}, 200)" if show_values else "null"}
        from given left join near_codes on near_codes.written = {cell}
        where {fault.condition}
    """)
    con.unregister("near_codes")


def faults_of(read: FileRead) -> list[tuple[str, Fault, bool]]:
    """Every fault to look for: column, fault, and whether it makes the row unusable."""
    extract, needed = read.extract, read.must_be_filled
    found: list[tuple[str, Fault, bool]] = []
    for name, reading in read.readings.items():
        found += [(name, fault, name in needed) for fault in reading.faults]
        if name in needed:
            found.append((name, Fault(f'given."{name}" is null', "empty, but part of the row's key"), True))
            partial = f"""(given."{name}" is not null and ({reading.typed}) is null)"""
            if extract.columns[name].kind in {"date", "timestamp"}:
                shapes = f"""({has_shape(_cell(name), "year")} or {has_shape(_cell(name), "month")})"""
                found.append((name, Fault(f"{partial} and {shapes}", "not a full date, but part of the row's key"), True))
        elif name in extract.columns and extract.columns[name].required:
            found.append((name, Fault(f'given."{name}" is null', "empty, but required"), False))
    if extract.any_of:
        present = [name for name in extract.any_of if name in read.readings]
        empty = " and ".join(f'given."{name}" is null' for name in present) or "true"
        found.append((", ".join(extract.any_of), Fault(f"({empty})", "all empty, but a row needs one of them"), True))
    return found


def check_cells(con: "duckdb.DuckDBPyConnection", read: FileRead, *, show_values: bool) -> None:
    """Find every wrong cell in one pass, record each, and leave the rows that cannot be used in `unusable`."""
    faults = faults_of(read)
    counts = one(
        con, "select " + ", ".join(f"count(*) filter (where {fault.condition})" for _, fault, _ in faults) + " from given"
    )
    con.execute("create or replace temp table unusable (source_row bigint)")
    for (name, fault, unusable), count in zip(faults, counts, strict=True):
        if count:
            put_problems(con, read, name, fault, quarantined=unusable, show_values=show_values)
            if unusable:
                con.execute(f"insert into unusable select source_row from given where {fault.condition}")


def remark_on_numbers(con: "duckdb.DuckDBPyConnection", read: FileRead) -> list[Remark]:
    """Numbers that fail their check or are known dummies: rows concerned, kept as they are."""
    made = []
    for name, numbers in read.numbers.items():
        kinds = (
            (numbers.invalid, "number does not pass its check; kept as written, not trusted for linking"),
            (numbers.dummy, "known dummy, not a number of a person or case"),
        )
        for values, words in kinds:
            if values:
                con.register("numbers_found", _mapping(dict.fromkeys(values, "")))
                rows, line = one(
                    con, f'select count(*), min(line) from given where "{name}" in (select written from numbers_found)'
                )
                con.unregister("numbers_found")
                made.append(Remark(read.extract.table, read.file, name, words, rows, line))
    return made


def remark_on_codes(con: "duckdb.DuckDBPyConnection", read: FileRead, *, show_values: bool) -> list[Remark]:
    """Codes that stand in no list of ours and are kept; which they are, the first ten, only where values were asked for."""
    made = []
    for name, reading in read.readings.items():
        if reading.unlisted:
            rows, line, kinds = one(
                con, f'select count(*), min(line), count(distinct "{name}") from given where {reading.unlisted}'
            )
            if rows:
                words = f"{kinds} code{'s' if kinds != 1 else ''} not in the list of known codes; kept"
                if show_values:
                    found = con.execute(
                        f'select distinct left("{name}", 80) from given where {reading.unlisted} order by 1 limit 10'
                    ).fetchall()
                    words += f"; {'values' if kinds != 1 else 'value'}: {', '.join(repr(value) for (value,) in found)}"
                made.append(Remark(read.extract.table, read.file, name, words, rows, line))
    return made


def put_partials(con: "duckdb.DuckDBPyConnection", read: FileRead) -> None:
    """Keep the bounds of every date that says a year or a month only."""
    for name in read.readings:
        if file_columns(read.extract)[name].kind in {"date", "timestamp"}:
            precision, low, high = partial_sql(_cell(name))
            con.execute(f"""
                insert into partials select {read.number}, source_row, {quoted(name)}, {precision}, {low}, {high} from given
                where {precision} is not null and source_row not in (select source_row from unusable)
            """)


def main_date_sql(read: FileRead) -> tuple[str, str, str]:
    """SQL: precision, first and last possible day of a row's main date."""
    precision: list[str] = []
    low: list[str] = []
    high: list[str] = []
    for name in read.extract.main_date:
        if name not in read.readings:
            continue
        typed = f"({read.readings[name].typed})"
        if read.extract.columns[name].kind == "integer":
            steps = [
                (
                    f"{typed} is not null",
                    "'year'",
                    f"try_cast({typed}::varchar || '-01-01' as date)",
                    f"try_cast({typed}::varchar || '-12-31' as date)",
                )
            ]
        else:
            partial = partial_sql(f'given."{name}"')
            steps = [
                (f"{typed} is not null", "'day'", f"{typed}::date", f"{typed}::date"),
                (f"{partial[0]} is not null", *partial),
            ]
        for condition, *values in steps:
            for parts, value in zip((precision, low, high), values, strict=True):
                parts.append(f"when {condition} then {value}")
    return (
        f"case {' '.join(precision)} else 'none' end" if precision else "'none'",
        f"case {' '.join(low)} end" if low else "null::date",
        f"case {' '.join(high)} end" if high else "null::date",
    )


def put_accepted(con: "duckdb.DuckDBPyConnection", read: FileRead) -> None:
    """Add the usable rows, typed, to `accepted`."""
    columns = []
    for name, column in file_columns(read.extract).items():
        typed = read.readings[name].typed if name in read.readings else "null"
        columns.append(f'({typed})::{column.duckdb_type} as "{name}"')
    precision, low, high = main_date_sql(read)
    con.execute(f"""
        insert into accepted
        select {read.number}, given.source_row, given.line, {precision}, {low}, {high}, {", ".join(columns)}
        from {joins(read)} where given.source_row not in (select source_row from unusable)
    """)
