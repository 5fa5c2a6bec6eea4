"""Write the report: one HTML file, each table as CSV with metadata, and one spreadsheet. Takes published tables and nothing else."""

import re
from collections.abc import Iterable
from pathlib import Path

from throughcare.disclosure.published import REASONS, PublishedTable
from throughcare.errors import DisclosureError
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.block import Provenance, make_given
from throughcare.report.csvw import write_evidence, write_published
from throughcare.report.ods import Sheet, Value, write_ods
from throughcare.report.page import make_page
from throughcare.report.table_html import cell_text, label_text


def write_report(
    published: Iterable[PublishedTable], evidence: Iterable[EvidenceTable], provenance: Provenance, folder: Path
) -> Path:
    """Write everything into a folder; the path of the HTML file."""
    tables, literature = list(published), list(evidence)
    for table in tables:
        if not isinstance(table, PublishedTable):
            raise DisclosureError(f"a {type(table).__name__} was given to the report; only published tables may leave")
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "report.html"
    page.write_text(make_page(make_given(tables, literature, provenance)), encoding="utf-8")
    files = folder / "tables"
    files.mkdir(exist_ok=True)
    for old in [*files.glob("*.csv"), *files.glob("*.json")]:
        old.unlink()
    for table in tables:
        write_published(table, provenance, files)
    named = name_evidence(literature)
    for name, one in named.items():
        write_evidence(one, name, files)
    write_ods(folder / "tables.ods", f"{provenance.title}: tables", make_sheets(tables, named, provenance))
    return page


def name_evidence(tables: Iterable[EvidenceTable]) -> dict[str, EvidenceTable]:
    """A file name for each table of the evidence: its question and its title."""
    named: dict[str, EvidenceTable] = {}
    for table in tables:
        words = re.sub(r"[^a-z0-9]+", "_", table.title.lower()).strip("_")[:40].rstrip("_")
        name = f"evidence_{table.question.lower()}_{words}"
        named[name if name not in named else f"{name}_{len(named)}"] = table
    return named


def make_sheets(tables: list[PublishedTable], evidence: dict[str, EvidenceTable], p: Provenance) -> list[Sheet]:
    """Cover, contents, notes, then a sheet a table."""
    numbered = [(f"{n}", t) for n, t in enumerate(tables, start=1)]
    read = [(f"E{n}", t) for n, t in enumerate(evidence.values(), start=1)]
    facts: list[tuple[str, str]] = [
        ("Study", p.title), ("Population", p.population), ("Invented people", "yes, every one" if p.invented else "no"), ("Definition", f"{p.definition} {p.definition_version}, {p.classes}"),
        ("Data to", p.data_cut), ("Policy", f"{p.policy}: {p.policy_sentence}"), ("Release", p.release_id), ("Code version", p.code_version), ("Ledger anchor", p.ledger_anchor),
    ]  # fmt: skip
    whys = tuple((reason, words) for reason, words in REASONS.items())
    cover = Sheet("Cover", ("What", "Which"), tuple(facts))
    contents = Sheet(
        "Contents",
        ("Sheet", "Questions", "Title"),
        tuple((name, ", ".join(t.questions), t.title) for name, t in numbered)
        + tuple((name, t.question, t.title) for name, t in read),
    )
    words = (
        ("withheld", "a number that may not leave; the reason is in the CSV file"),
        ("not applicable", "a number that cannot exist"),
    )
    notes = Sheet("Notes", ("Word", "Meaning"), (*words, *whys, *((t.name, " ".join(t.notes)) for t in tables)))
    return [cover, contents, notes, *(published_sheet(n, t) for n, t in numbered), *(evidence_sheet(n, t) for n, t in read)]


def published_sheet(name: str, table: PublishedTable) -> Sheet:
    """Counts as numbers, everything else in words."""
    header = (*(heading for _, heading in table.dimensions), *(column.heading for column in table.columns))
    rows = []
    for row in table.rows:
        labels = [label_text(dimension, label) for (dimension, _), label in zip(table.dimensions, row.labels, strict=True)]
        cells: list[Value] = [
            cell.value if isinstance(cell.value, int) and cell.low is None else cell_text(cell, column)
            for column, cell in zip(table.columns, row.cells, strict=True)
        ]
        rows.append((*labels, *cells))
    return Sheet(name, header, tuple(rows))


def evidence_sheet(name: str, table: EvidenceTable) -> Sheet:
    """A table of the review or the interviews."""
    return Sheet(name, table.columns, tuple(tuple("not stated" if value == "" else value for value in row) for row in table.rows))
