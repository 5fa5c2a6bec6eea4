"""`throughcare check`: every extract of a study held against its schema, and what is wrong said once, with its place."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.errors import nearest
from throughcare.records.agencies import EXTRACTS
from throughcare.records.delivery import Delivery
from throughcare.records.problems import FileCount, Problem, Remark, problem_lines

if TYPE_CHECKING:
    from throughcare.study import Source, Study


@dataclass
class Report:
    """What checking found: problems, remarks, and the account of each file."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    counts: list[FileCount] = field(default_factory=list)
    not_supplied: dict[str, list[str]] = field(default_factory=dict)
    study: str = "STUDY"

    def lines(self) -> list[str]:
        """The report in words: one line a problem, then remarks, the account of each file, and the total."""
        return [
            *problem_lines(self.problems),
            *(remark.text() for remark in self.remarks),
            *(count.text() for count in self.counts),
            self.total(),
        ]

    @property
    def is_unread(self) -> bool:
        """Whether files lie in records/ and not one of them is read as an extract."""
        return not self.counts and any(remark.column == "file" for remark in self.remarks)

    def total(self) -> str:
        """The last line: problems, rows concerned, rows accepted and quarantined."""
        accepted, quarantined = (sum(getattr(count, part) for count in self.counts) for part in ("accepted", "quarantined"))
        rows = len({(problem.file, problem.line) for problem in self.problems if problem.line is not None})
        where = f" in {counted(rows, 'row')}" if rows else ""
        said = (
            f"{counted(len(self.problems), 'problem')}{where}; {counted(accepted, 'row')} accepted, {quarantined:,} quarantined."
        )
        if not self.counts:
            return "no extracts found; put records/<extract>.csv in place, or name files under [sources.<extract>] in study.toml"
        return said + (f" Reasons after a run: throughcare show {self.study} quarantined" if quarantined else "")

    def as_json(self) -> dict[str, Any]:
        """The report as one JSON document."""
        return {
            "problems": [problem.as_json() for problem in self.problems],
            "remarks": [vars(remark) for remark in self.remarks],
            "files": [vars(count) for count in self.counts],
            "not_supplied": self.not_supplied,
            "total": {
                "problems": len(self.problems),
                "rows_read": sum(count.rows_read for count in self.counts),
                "accepted": sum(count.accepted for count in self.counts),
                "quarantined": sum(count.quarantined for count in self.counts),
            },
        }


def counted(number: int, thing: str) -> str:
    """`1 row`, `2 rows`."""
    return f"{number:,} {thing}{'s' if number != 1 else ''}"


def delivery_of(source: "Source") -> Delivery:
    """A delivery as the study names it."""
    return Delivery(
        source.table,
        source.files,
        source.encoding,
        source.delimiter,
        source.date_format,
        source.columns,
        {name: str(value) for name, value in source.constants.items()},
    )


def unclaimed(study: "Study") -> Iterator[Remark]:
    """A remark for each file in records/ that no extract reads: a misspelt name must not pass for an extract that was not delivered."""
    read = {(study.folder / file).resolve() for source in study.sources.values() for file in source.files}
    for path in sorted((study.folder / "records").glob("*")):
        if path.is_file() and not path.name.startswith(".") and path.resolve() not in read:
            words = f"not read: no extract has this name; name the file under [sources.<extract>] in study.toml{nearest(path.stem, EXTRACTS)}"
            yield Remark("", f"records/{path.name}", "file", words)


def standing_remarks(study: "Study") -> list[Remark]:
    """What is to be known of a study before an extract is read: files that nothing reads, and an end that is not said."""
    made = list(unclaimed(study))
    if study.sources and study.settings.get("extract_end") is None:
        words = "not said: without the last day that every extract reaches nobody is followed to an outcome, and evaluations stay empty"
        made.append(Remark("", "study.toml", "extract_end", words))
    return made


def check_study(study: "Study", *, show_values: bool) -> Report:
    """Hold every extract of a study against its schema; nothing is stored."""
    from throughcare.records.intake import receive

    report = Report(remarks=standing_remarks(study), study=str(study.folder))
    end = study.settings.get("extract_end")
    with tempfile.TemporaryDirectory() as made:
        for name, source in study.sources.items():
            received = receive(
                delivery_of(source),
                study.folder,
                this_year=(end or date.today()).year,  # noqa: DTZ011  # a two-digit year needs no time zone
                scratch=Path(made),
                show_values=show_values,
            )
            report.problems += received.problems()
            report.remarks += received.remarks
            report.counts += received.counts
            report.not_supplied[name] = [column for column in received.extract.columns if column not in received.supplied]
            received.con.close()
    return report
