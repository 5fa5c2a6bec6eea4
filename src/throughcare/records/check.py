"""`throughcare check`: every extract of a study held against its schema, and what is wrong said once, with its place."""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from throughcare.errors import nearest
from throughcare.records.agencies import EXTRACTS
from throughcare.records.delivery import Delivery
from throughcare.records.problems import FileCount, Problem, Remark

if TYPE_CHECKING:
    from throughcare.study import Source, Study

SHOWN = 1000  # of one rule in one column of one file; a wrongly mapped column would else fill the screen


@dataclass
class Report:
    """What checking found: problems, remarks, and the account of each file."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    counts: list[FileCount] = field(default_factory=list)
    not_supplied: dict[str, list[str]] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """The report in words: one line a problem, then remarks, the account of each file, and the total."""
        return [
            *self.problem_lines(),
            *(remark.text() for remark in self.remarks),
            *(count.text() for count in self.counts),
            self.total(),
        ]

    def problem_lines(self) -> Iterator[str]:
        """One line a problem; beyond a thousand of one kind in one column the rest is counted."""
        seen: Counter[tuple[str, str, str]] = Counter()
        for problem in self.problems:
            kind = (problem.file, problem.column, problem.rule)
            seen[kind] += 1
            if seen[kind] <= SHOWN:
                yield problem.text()
        for (file, column, rule), count in seen.items():
            if count > SHOWN:
                yield f"{file}: {column}: {rule}: and {count - SHOWN:,} more like it"

    def total(self) -> str:
        """The last line: problems, rows concerned, rows accepted and quarantined."""
        accepted, quarantined = (sum(getattr(count, part) for count in self.counts) for part in ("accepted", "quarantined"))
        rows = len({(problem.file, problem.line) for problem in self.problems})
        said = f"{len(self.problems):,} problems in {rows:,} rows; {accepted:,} rows accepted, {quarantined:,} quarantined."
        if not self.counts:
            return "no extracts found; put records/<extract>.csv in place, or name files under [sources.<extract>] in study.toml"
        return said + (" Reasons after a run: throughcare show STUDY quarantined" if quarantined else "")

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


def check_study(study: "Study", *, show_values: bool) -> Report:
    """Hold every extract of a study against its schema; nothing is stored."""
    from throughcare.records.intake import receive

    report = Report(remarks=list(unclaimed(study)))
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
