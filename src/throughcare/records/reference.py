"""Facts in small files: code lists, permitted moves, public figures.

Source and licence of each file: reference/README.md. Every value is text; codes such as `01` and `071/02` lose meaning when guessed.
"""

import csv
from functools import cache
from pathlib import Path

from throughcare.errors import StudyError, nearest

FOLDER = Path(__file__).resolve().parent / "reference"


def reference_names() -> list[str]:
    """The names of all reference files, without their ending."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


@cache
def read_codes(name: str) -> list[dict[str, str]]:
    """All rows of one reference file, one dict a row; an empty value means unknown or not applicable."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        raise StudyError(f"reference file {name}.csv: not found{nearest(name, reference_names())}")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def known_codes(name: str, column: str, where: tuple[str, str] | None = None) -> frozenset[str]:
    """The filled values of one column of a reference file, in the rows that `where` (column, value) picks."""
    rows = read_codes(name)
    return frozenset(row[column] for row in rows if row[column] and (where is None or row[where[0]] == where[1]))
