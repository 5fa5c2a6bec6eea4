"""CSV and TSV exports: the delimiter detected, headers by a list of synonyms, unknown columns kept."""

import csv
from collections.abc import Iterable, Iterator

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages, split_people

SYNONYMS = {
    "title": ("title", "primary_title", "article title", "document title", "ti"),
    "authors": ("authors", "author", "author names", "author full names", "au"),
    "year": ("year", "publication year", "pub_year", "date", "publication date", "py", "published"),
    "abstract": ("abstract", "notes_abstract", "abstract note", "ab"),
    "doi": ("doi", "doi link", "digital object identifier"),
    "container": ("journal", "source title", "publication title", "secondary_title", "container", "source", "journal title"),
    "volume": ("volume", "vol"),
    "issue": ("issue", "number"),
    "pages": ("pages", "page range"),
    "first_page": ("first_page", "page start", "start page", "start_page"),
    "last_page": ("last_page", "page end", "end page", "end_page"),
    "keywords": ("keywords", "author keywords", "index keywords"),
    "url": ("url", "link", "urls"),
    "kind": ("type", "document type", "item type", "type_of_reference"),
    "publisher": ("publisher",),
    "own_id": ("id", "record_id", "key"),
}
MEANING = {synonym: name for name, synonyms in SYNONYMS.items() for synonym in synonyms}
# One bibliographic cell may hold a whole abstract; the default limit of the csv module would refuse it.
LONGEST_CELL = 10_000_000


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


def read_csv(lines: Iterable[str], reading: Reading, delimiter: str = "") -> Iterator[Reference]:
    """The records of a table. A row with more or fewer cells than the header is named and not taken."""
    csv.field_size_limit(LONGEST_CELL)
    source = iter(lines)
    header_line = next(source, "")
    delimiter = delimiter or find_delimiter(header_line)
    header = next(csv.reader([header_line], delimiter=delimiter), [])
    meanings = column_meanings(header)
    reading.lines_used += 1
    if "title" not in meanings:
        reading.name(
            1,
            "format",
            f"no column for the title among {len(header)} columns",
            "name one column title (or primary_title, article title)",
        )
    reader = csv.reader((line + "\n" for line in source), delimiter=delimiter)
    before = 0
    for cells in reader:
        first, last = before + 2, reader.line_num + 1
        before = reader.line_num
        if not any(cell.strip() for cell in cells):
            reading.lines_used += last - first + 1
        elif len(cells) != len(header):
            reading.name(
                first,
                "cells",
                f"{len(cells)} cells where the header has {len(header)}",
                "quote cells that hold the delimiter",
                last - first + 1,
            )
        else:
            reading.lines_used += last - first + 1
            yield _reference(dict(zip(meanings, cells, strict=True)), first, last)


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
