"""Each table as CSV, with a metadata file beside it that says what every column is (CSV on the Web).

A withheld number is the word `withheld`; the last column says why. Cells that a spreadsheet could take for a formula are guarded.
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

from throughcare.disclosure.published import Cell, PublishedTable
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.block import Provenance

WITH_INTERVAL = {"rate", "estimate"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(value: object) -> object:
    """A text that starts like a formula, made plain text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def header_of(table: PublishedTable) -> list[str]:
    """The CSV's columns."""
    names = [name for name, _ in table.dimensions]
    for column in table.columns:
        names += [column.name, *((f"{column.name}_low", f"{column.name}_high") if column.kind in WITH_INTERVAL else ())]
    return [*names, "reasons"]


def rows_of(table: PublishedTable) -> list[list[object]]:
    """The CSV's rows."""
    made = []
    for row in table.rows:
        cells: list[object] = [guarded(label) for label in row.labels]
        reasons = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            cells += _values(cell, with_interval=column.kind in WITH_INTERVAL)
            reasons += [f"{column.name}: {cell.reason}"] if cell.reason else []
        made.append([*cells, "; ".join(reasons)])
    return made


def _values(cell: Cell, *, with_interval: bool) -> list[object]:
    word = {"withheld": "withheld", "not_applicable": "not applicable"}.get(cell.status)
    values = [cell.value, cell.low, cell.high] if with_interval else [cell.value]
    return [word or ("not applicable" if value is None else value) for value in values]


def metadata_of(table: PublishedTable, file: str, p: Provenance) -> dict[str, Any]:
    """The metadata document: columns with datatype and titles, key, notes, where the table comes from."""
    null = ["withheld", "not applicable"]
    columns: list[dict[str, Any]] = [
        {"name": n, "titles": heading, "datatype": "string", "required": True} for n, heading in table.dimensions
    ]
    for column in table.columns:
        datatype = "number" if column.kind in WITH_INTERVAL else "integer"
        columns.append({"name": column.name, "titles": column.heading, "datatype": datatype, "null": null})
        if column.kind in WITH_INTERVAL:
            ends = (("low", "lowest"), ("high", "highest"))
            columns += [
                {"name": f"{column.name}_{e}", "titles": f"{column.heading}, {w} allowed", "datatype": "number", "null": null}
                for e, w in ends
            ]
    columns.append({"name": "reasons", "titles": "Why a number is withheld or not applicable", "datatype": "string"})
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": file,
        "dc:title": table.title,
        "dc:description": " ".join(table.notes),
        "dc:license": p.licence,
        "dc:source": f"{p.title}; {table.definition}; data to {table.data_cut}; policy {table.policy}; release {table.release_id}",
        "rdfs:comment": "Every person in these records is invented." if p.invented else "",
        "tableSchema": {"columns": columns, "primaryKey": [name for name, _ in table.dimensions]},
    }


def write_published(table: PublishedTable, p: Provenance, folder: Path) -> None:
    """One table's two files."""
    name = f"{table.name}.csv"
    _write(folder / name, header_of(table), rows_of(table))
    (folder / f"{name}-metadata.json").write_text(
        json.dumps(metadata_of(table, name, p), indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def write_evidence(table: EvidenceTable, name: str, folder: Path) -> None:
    """A table of the review or the interviews as CSV."""
    _write(folder / f"{name}.csv", list(table.columns), [[guarded(value) for value in row] for row in table.rows])


def _write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8"))
