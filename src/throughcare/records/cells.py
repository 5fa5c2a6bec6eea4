"""How long a cell of a CSV file may be, for as long as one file is read.

Python's reader keeps one limit for the whole process: a reader that changes it and does not put it back decides what every later file may hold.
"""

import csv
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def longest_cell(characters: int) -> Iterator[None]:
    """Cells of up to so many characters are read within; afterwards the limit is what it was."""
    before = csv.field_size_limit(characters)
    try:
        yield
    finally:
        csv.field_size_limit(before)
