"""CSV and TSV exports: the delimiter detected, headers by a list of synonyms, unknown columns kept."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages, split_people
from throughcare.records.cells import longest_cell

SYNONYMS = {
    "title": ("title", "primary_title", "article title", "document title", "titles", "ti"),
    "authors": ("authors", "author", "author names", "author full names", "author/s", "author(s)", "au"),
    "year": ("year", "publication year", "pub_year", "pubyear", "year of publication", "date", "publication date", "date published", "py", "published"),
    "abstract": ("abstract", "notes_abstract", "abstract note", "summary", "ab"),
    "doi": ("doi", "doi link", "digital object identifier", "do"),
    "container": ("journal", "source title", "publication title", "secondary_title", "secondary title", "container", "container-title", "source",
                  "journal title", "publication", "pubtitle", "journal/book", "journal_title", "booktitle"),
    "volume": ("volume", "vol", "vl"),
    "issue": ("issue", "number", "issue number", "issue_number", "no"),
    "pages": ("pages", "page range", "pagination", "page"),
    "first_page": ("first_page", "page start", "start page", "start_page", "beginning page"),
    "last_page": ("last_page", "page end", "end page", "end_page", "ending page"),
    "keywords": ("keywords", "author keywords", "index keywords", "manual tags", "keyword"),
    "url": ("url", "link", "urls"),
    "kind": ("type", "document type", "item type", "type_of_reference", "publication type", "entrytype"),
    "publisher": ("publisher",),
    "own_id": ("id", "record_id", "key"),
}  # fmt: skip
MEANING = {synonym: name for name, synonyms in SYNONYMS.items() for synonym in synonyms}
# One bibliographic cell may hold a whole abstract; the default limit of the csv module would refuse it.
LONGEST_CELL = 10_000_000
# Some sources write about themselves above the names of the columns.
HEADER_WITHIN = 6


def find_delimiter(header: str) -> str:
    """The sign that parts the header best: `,`, `;` or tab."""
    return max(",;\t", key=header.count)


def column_meanings(header: list[str]) -> list[str]:
    """The field of each column, or its own name where no synonym fits; the first column of a meaning holds."""
    found: list[str] = []
    for name in header:
        meaning = MEANING.get(name.strip().lower(), "")
        found.append(meaning if meaning and meaning not in found else f"={name.strip()}")
    return found


def _plain_cells(line: str) -> list[str]:
    return [MEANING.get(cell.strip().strip('"').lower(), "") for cell in line.split(find_delimiter(line))]


def read_csv(lines: Iterable[str], reading: Reading, delimiter: str = "") -> Iterator[Reference]:
    """The records of a table. A row with more or fewer cells than the header is named and not taken."""
    source = iter(lines)
    head = list(islice(source, HEADER_WITHIN))
    skipped = next((n for n, line in enumerate(head) if "title" in _plain_cells(line)), 0)
    if skipped:
        reading.name(
            1, "header", "lines above the names of the columns", "nothing to do where they are a heading of the source", skipped
        )
    delimiter = delimiter or find_delimiter(head[skipped] if head else "")
    reader = csv.reader((line + "\n" for line in chain(head[skipped:], source)), delimiter=delimiter)
    rows = _rows(reader, skipped, reading)
    header, _, last = next(rows, ([], 0, 0))
    reading.lines_used += last - skipped
    meanings = column_meanings(header)
    if "title" not in meanings:
        seen = f"no column for the title among {len(header)} columns"
        reading.name(1, "format", seen, "name one column title (or primary_title, article title)")
    for cells, first, last in rows:
        if not any(cell.strip() for cell in cells):
            reading.lines_used += last - first + 1
        elif len(cells) != len(header):
            seen = f"{len(cells)} cells where the header has {len(header)}"
            reading.name(first, "cells", seen, "quote cells that hold the delimiter", last - first + 1)
        else:
            reading.lines_used += last - first + 1
            yield _reference(dict(zip(meanings, cells, strict=True)), first, last)


def _rows(reader: Any, skipped: int, reading: Reading) -> Iterator[tuple[list[str], int, int]]:
    """Each row with its first and last line; where the table cannot be parted any further, the rest is named."""
    before = 0
    while True:
        try:
            cells = _next(reader)
        except csv.Error:
            for _ in iter(lambda: _try_next(reader), None):
                pass
            first = skipped + before + 1
            reading.name(
                first,
                "quotes",
                "a cell that is too long: a quotation mark does not close",
                "mend it and import again",
                reading.lines_read - first + 1,
            )
            return
        if cells is None:
            return
        yield cells, skipped + before + 1, skipped + reader.line_num
        before = reader.line_num


def _next(reader: Any) -> list[str] | None:
    """The next row; None at the end. The limit holds for this row only: between two rows others read their own files."""
    with longest_cell(LONGEST_CELL):
        row: list[str] | None = next(reader, None)
    return row


def _try_next(reader: Any) -> list[str] | None:
    """The next row, or an empty one where it is broken too; None at the end."""
    try:
        return _next(reader)
    except csv.Error:
        return []


def _words(text: str) -> list[str]:
    sign = ";" if ";" in text else "|" if "|" in text else ""
    parts = text.split(sign) if sign else [text]
    return [part.strip() for part in parts if part.strip()]


def _reference(cells: dict[str, str], first: int, last: int) -> Reference:
    value = {name: cell.strip() for name, cell in cells.items()}
    first_page, last_page = split_pages(value.get("first_page", "") or value.get("pages", ""), value.get("last_page", ""))
    return Reference(
        kind=value.get("kind", ""), title=value.get("title", ""), year=find_year(value.get("year", "")), authors=split_people(value.get("authors", "")),
        container=value.get("container", ""), volume=value.get("volume", ""), issue=value.get("issue", ""), first_page=first_page,
        last_page=last_page, doi=find_doi(value.get("doi", "")), abstract=value.get("abstract", ""), keywords=_words(value.get("keywords", "")),
        url=value.get("url", ""), publisher=value.get("publisher", ""), own_id=value.get("own_id", ""),
        extra={name[1:]: [text] for name, text in value.items() if name.startswith("=") and text}, first_line=first, last_line=last,
    )  # fmt: skip
