"""Ratios between groups that somebody has looked into: `links/explained.csv` of a study, and the gate that reads it.

Columns: by_what, group, rate, because, who, when. A ratio with a reason no longer stops the audit; it is still printed, with the reason.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from throughcare.errors import StudyError

FILE = "explained.csv"
COLUMNS = ("by_what", "group", "rate", "because", "who", "when")

Key = tuple[str, str, str]


def read_explanations(folder: Path) -> dict[Key, str]:
    """The reason given for each ratio; StudyError names the line where something is missing."""
    path = folder / "links" / FILE
    if not path.exists():
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudyError(f"links/{FILE}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    found: dict[Key, str] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text, newline="")), start=2):
        missing = [name for name in COLUMNS if not (row.get(name) or "").strip()]
        if missing:
            raise StudyError(f"links/{FILE} line {line}: {', '.join(missing)} is empty or missing; expected {', '.join(COLUMNS)}")
        found[row["by_what"], row["group"], row["rate"]] = row["because"]
    return found


def stopped_by_gate(rows: Iterable[Mapping[str, Any]], explained: Mapping[Key, str]) -> list[Mapping[str, Any]]:
    """The rows that need an explanation and have none."""
    return [row for row in rows if row["unexplained"] and (row["by_what"], row["of_group"], row["rate_of"]) not in explained]


def row_in_words(row: Mapping[str, Any], explained: Mapping[Key, str]) -> str:
    """One rate of one group on a line."""

    def bounded(name: str, digits: int) -> str:
        if row[name] is None:
            return "-"
        return f"{row[name]:.{digits}f} ({row[f'{name}_low']:.{digits}f} to {row[f'{name}_high']:.{digits}f})"

    rate = "-" if row["rate"] is None else f"{row['rate']:.4f} ({row['low']:.4f} to {row['high']:.4f})"
    said = f"{row['by_what']}, {row['of_group']}: {row['rate_of']} {rate} of {row['persons']} people"
    if row["of_group"] != row["reference"]:
        said += f"; to {row['reference']}: ratio {bounded('ratio', 2) if row['ratio'] is not None else '-'}, difference {bounded('difference', 4)}"
    if row["unexplained"]:
        reason = explained.get((row["by_what"], row["of_group"], row["rate_of"]))
        said += f"; explained: {reason}" if reason else "; NOT EXPLAINED"
    return said
