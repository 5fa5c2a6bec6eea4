"""What can be wrong with an extract, and how it is said: file, line, column, what was expected; never a value unless asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place. `line` is the editor's line; empty where the whole file is meant. `quarantined`: the row was not used."""

    table: str
    file: str
    line: int | None
    column: str
    rule: str
    expected: str = ""
    nearest: str = ""
    quarantined: bool = False
    value: str | None = None

    def text(self) -> str:
        """The message: one line, whatever the value holds."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        said = f"{place}: {self.column}: {self.rule}"
        if self.expected:
            said += f" (expected {self.expected})"
        if self.nearest:
            said += f"; nearest: {self.nearest}"
        if self.value is not None:
            said += f"; value: {self.value[:80]!r}"
        return said

    def as_json(self) -> dict[str, Any]:
        """The problem as a JSON object, with the message as people read it; `value` only where values were asked for."""
        made: dict[str, Any] = {
            "table": self.table,
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "rule": self.rule,
            "expected": self.expected,
            "nearest": self.nearest,
            "message": self.text(),
            "quarantined": self.quarantined,
        }
        return made if self.value is None else made | {"value": self.value}


@dataclass(frozen=True)
class Remark:
    """Something to know about a file that is not wrong: rows concerned, and the first line."""

    table: str
    file: str
    column: str
    words: str
    rows: int | None = None
    first_line: int | None = None

    def text(self) -> str:
        """The remark on one line."""
        where = (
            "" if self.rows is None else f" ({self.rows:,} row{'s' if self.rows != 1 else ''}, first at line {self.first_line})"
        )
        return f"note: {self.file}: {self.column}: {self.words}{where}"


@dataclass(frozen=True)
class FileCount:
    """The account of one file: every row read was accepted or quarantined."""

    table: str
    file: str
    rows_read: int
    accepted: int
    quarantined: int

    def text(self) -> str:
        """The account on one line."""
        rows = f"{self.rows_read:,} row{'s' if self.rows_read != 1 else ''}"
        return f"{self.file}: {rows} read = {self.accepted:,} accepted + {self.quarantined:,} quarantined"


def stored_problem_lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The messages of rows of the table `intake_problems`, so that a run can say them without reading the extracts again."""
    names = ("table", "file", "line", "column", "rule", "expected", "nearest", "quarantined")
    return list(problem_lines(Problem(**{name: row[name] for name in names}) for row in rows))


SHOWN = 1000  # of one rule in one column of one file; a wrongly mapped column would else fill the screen


def problem_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """One line a problem; beyond a thousand of one kind in one column the rest is counted."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        kind = (problem.file, problem.column, problem.rule)
        seen[kind] += 1
        if seen[kind] <= SHOWN:
            yield problem.text()
    for (file, column, rule), count in seen.items():
        if count > SHOWN:
            yield f"{file}: {column}: {rule}: and {count - SHOWN:,} more like it"
