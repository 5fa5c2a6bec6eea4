"""A table from a file, CSV or Parquet, as it is: which encoding, which delimiter, and what is wrong with its rows.

Everything in a CSV file is read as text: whether a column holds numbers is for the plan to say, and for a message to deny.
"""

from __future__ import annotations

import io
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from throughcare.errors import InputError, UsageError
from throughcare.records.files import Writing, find_writing

if TYPE_CHECKING:
    import pyarrow as pa

# Lines that one cell may fill before it is taken for a quote that was never closed.
LONG_CELL = 50
NO_VALUES = ["", "NA", "N/A", "NaN", "nan", "null", "NULL"]


def read_table(path: Path, *, expected: Collection[str] = ()) -> tuple[pa.Table, bool]:
    """The file as Arrow, and whether it is text; `expected` column names help to find the delimiter. InputError where it is no such table, UsageError where it is not there."""
    import pyarrow as pa
    from pyarrow import parquet

    if path.is_dir():
        raise UsageError(f"{path}: a folder; expected a CSV or Parquet file with one row per person")
    if not path.is_file():
        raise UsageError(f"{path}: no such file; expected a CSV or Parquet file with one row per person")
    writing = find_writing(path, None, None, expected)
    if writing.fault:
        raise InputError(f"{path.name}: {writing.fault}")
    if writing.kind == "csv" and path.suffix.lower() in (".parquet", ".pq"):
        raise InputError(f"{path.name}: cannot be read as Parquet, which its name promises; its first bytes are another file's")
    if writing.kind == "csv":
        return read_text_table(path, writing), True
    try:
        names = parquet.read_schema(path).names
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise InputError(
                f"{path.name}: column '{twice[0]}' stands {names.count(twice[0])} times in the file; expected each once"
            )
        return parquet.read_table(path), False
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path.name}: cannot be read as Parquet; the file is cut short or damaged") from error


def read_text_table(path: Path, writing: Writing) -> pa.Table:
    """A CSV file whose writing is known; rows with too few or too many fields are a fault of the file, all counted."""
    import pyarrow as pa
    from pyarrow import csv

    text = path.read_bytes().decode(writing.encoding, "replace").lstrip("\ufeff")
    if "\0" in text:
        raise InputError(
            f"{path.name}: {text.count(chr(0)):,} NUL bytes; expected text. Was the file cut short, or is it no CSV?"
        )
    kinds = {name: pa.string() for name in writing.header}
    convert = csv.ConvertOptions(column_types=kinds, null_values=NO_VALUES, strings_can_be_null=True)
    try:
        return csv.read_csv(
            io.BytesIO(text.encode()),
            read_options=csv.ReadOptions(
                column_names=list(writing.header), skip_rows=0, skip_rows_after_names=0, block_size=1 << 24
            ),
            parse_options=csv.ParseOptions(delimiter=writing.delimiter, newlines_in_values=True),
            convert_options=convert,
        ).slice(1)
    except pa.ArrowException as error:
        raise InputError(f"{path.name}: {_ragged(text, writing)}") from error


def _ragged(text: str, writing: Writing) -> str:
    """How many rows have another number of fields than the header, and the first line of them, or what else is the matter with all of them."""
    import csv

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=writing.delimiter)
    wanted, sizes, wrong, first, ended, longest = len(writing.header), set[int](), 0, 0, 0, (0, 0)
    try:
        for row in reader:
            begins, ended = ended + 1, reader.line_num
            longest = max(longest, (ended - begins, begins))
            if row and begins > 1:
                sizes.add(len(row))
                wrong, first = (wrong + 1, first or begins) if len(row) != wanted else (wrong, first)
    except csv.Error:
        return f"cannot be read as CSV near line {reader.line_num}; expected one row per person and quotes that close"
    if not wrong:
        return "cannot be read as CSV; expected one row per person and quotes that close"
    if longest[0] > LONG_CELL:
        return f"a quote that opens in line {longest[1]} does not close for {longest[0]:,} lines; expected quotes that close"
    if len(sizes) == 1 and wrong > 1:
        return f"all {wrong:,} rows have {sizes.pop()} fields and the first line {wanted}; expected the names of the columns in the first line, one for each"
    return f"{wrong:,} rows do not have the header's {wanted} fields, first in line {first}; a delimiter inside a value needs quotes round it"
