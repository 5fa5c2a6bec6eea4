"""What a reader hands back: records, problems, and an account of the lines."""

from dataclasses import dataclass, field

from throughcare.evidence.reference import Reference

REFUSALS = frozenset({"empty", "html", "looks-like-csv", "lower-case-tags", "no-records", "xml", "json", "too-large", "format"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an export: file, line, code, what was seen, how to mend it.

    `lines` is how many lines belong to no record because of it; 0 where the record was kept.
    """

    file: str
    line: int
    code: str
    seen: str
    mend: str
    lines: int = 0

    @property
    def place(self) -> str:
        """`file:line`, as it is printed."""
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Reading:
    """The outcome of reading one export. Lines read = lines used + lines named, always."""

    file: str
    format: str = ""
    encoding: str = ""
    records: list[Reference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lines_read: int = 0
    lines_used: int = 0

    def name(self, line: int, code: str, seen: str, mend: str, lines: int = 0) -> None:
        """Add a problem; lost lines that follow each other become one problem, so a page of HTML fills no screen."""
        last = self.problems[-1] if self.problems else None
        if last and lines and last.code == code and last.lines and last.line + last.lines == line:
            self.problems[-1] = Problem(self.file, last.line, code, last.seen, mend, last.lines + lines)
        else:
            self.problems.append(Problem(self.file, line, code, seen, mend, lines))

    @property
    def lines_named(self) -> int:
        """Lines that belong to no record, each inside a named problem."""
        return sum(problem.lines for problem in self.problems)

    @property
    def is_refused(self) -> bool:
        """True where the file as a whole could not be read."""
        return not self.records and any(problem.code in REFUSALS for problem in self.problems)
