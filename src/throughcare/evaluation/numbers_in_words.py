"""Cells of text as numbers, yes and no as 1 and 0, and what a cell may have meant that is neither; never the cell itself."""

from __future__ import annotations

import re
from collections.abc import Collection

YES_NO = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0, "y": 1.0, "n": 0.0, "t": 1.0, "f": 0.0}
NO_WORDS = {word for word, value in YES_NO.items() if not value} | {"0"}

COMMA = re.compile(r"[-+]?\d+(,\d+)+(\.\d+)?")
DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([T ].*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}")
MISSING = {".", "-", "--", "?", "none", "missing", "unknown", "not known", "nk", "#n/a", "#value!", "#ref!", "<na>"}
UNIT = re.compile(r"[£$€]\s*[-+]?[\d,.]+|[-+]?[\d,.]+\s*%")


def read_words(texts: list[str | None]) -> list[float | None]:
    """Cells as numbers, None where one is none; yes and no are 1 and 0 in a column that holds nothing else."""
    if {text.lower() for text in texts if text} <= YES_NO.keys():
        return [float("nan") if text is None else YES_NO[text.lower()] for text in texts]
    return [_as_number(text) for text in texts]


def _as_number(text: str | None) -> float | None:
    if text is None:
        return float("nan")
    # Python reads 1_000 as a number; whoever wrote it may have meant something else.
    try:
        return None if "_" in text else float(text)
    except ValueError:
        return None


def guess_meaning(cells: Collection[str]) -> str:
    """What to do about cells that are no numbers, where all of them are of one kind; else nothing."""
    guesses = (
        (COMMA.fullmatch, "they hold commas: write 34.7 with a point, and 1234 without a comma"),
        (DATE.fullmatch, "they look like dates: give days from time zero, or years"),
        (UNIT.fullmatch, "they hold a unit: give the bare number"),
        (lambda cell: cell.lower() in MISSING, "if that stands for a missing value, leave the cell empty"),
    )
    return next((f"; {advice}" for test, advice in guesses if all(test(cell) for cell in cells)), "")


def is_yes_or_no(words: Collection[str]) -> bool:
    """Whether a column that should hold reasons holds yes and no, 1 and 0, true and false."""
    said = {word.lower() for word in words}
    return bool(said & NO_WORDS) and said <= YES_NO.keys() | {"0", "1"}
