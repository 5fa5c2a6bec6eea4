"""One export file of whatever format: found by what it holds, not by its name."""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from throughcare.evidence.readers.bibtex import read_bibtex
from throughcare.evidence.readers.csl import read_csl
from throughcare.evidence.readers.decode import read_lines
from throughcare.evidence.readers.endnote import read_endnote
from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.readers.ris import TAG, read_ris
from throughcare.evidence.readers.tabular import find_delimiter, read_csv
from throughcare.evidence.readers.tagged import read_ciw, read_nbib
from throughcare.evidence.reference import Reference

READERS: dict[str, Callable[[Iterable[str], Reading], Iterator[Reference]]] = {
    "ris": read_ris, "nbib": read_nbib, "ciw": read_ciw, "csv": read_csv, "csl-json": read_csl, "bibtex": read_bibtex,
}  # fmt: skip
FORMATS = (*READERS, "endnote-xml")
NAMES = {
    ".ris": "ris",
    ".nbib": "nbib",
    ".ciw": "ciw",
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "csl-json",
    ".bib": "bibtex",
    ".txt": "",
}
# JSON is read whole; beyond this it would not fit beside its objects.
LARGEST_JSON = 400_000_000


def find_format(head: list[str], name: str) -> str:
    """The format of a file from its first lines; empty where nothing fits."""
    text = [line.strip() for line in head if line.strip()]
    if not text:
        return "empty"
    if text[0].startswith(("PK\x03\x04", "%PDF-")):
        return "no-text"
    start = text[0].lower()
    if any(re.match(r"(TY|ty)[ \t\u00a0]{1,3}-", line) for line in text):
        return "ris"
    if start.startswith(("<?xml", "<xml", "<records", "<record")):
        return "endnote-xml" if not any("<html" in line.lower() for line in text) else "html"
    if any(tag in line.lower() for line in text[:20] for tag in ("<html", "<!doctype html", "<body", "<head>")):
        return "html"
    if start[0] in "[{":
        return "csl-json"
    if any(line.startswith("PMID- ") for line in text):
        return "nbib"
    if text[0].startswith(("FN ", "VR ")) or any(re.match(r"(PT [A-Z]|UT WOS)", line) for line in text):
        return "ciw"
    if text[0].startswith("@"):
        return "bibtex"
    if sum(1 for line in text if TAG.match(line)) > len(text) / 2:
        return "ris"
    columns = re.split(r"[,;\t]", start.replace('"', ""))
    if len(columns) > 1 and any(
        column.strip() in {"title", "primary_title", "article title", "authors", "author", "doi", "abstract"}
        for column in columns
    ):
        return "csv"
    return NAMES.get(name, "")


def stream_export(path: Path, reading: Reading, said: str = "") -> Iterator[Reference]:
    """The records of an export, one by one; what is wrong with it is named on `reading`, never raised."""
    lines = read_lines(path, reading)
    head = list(islice(lines, 400))
    found = said or find_format(head, path.suffix.lower())
    whole = Path(path).suffix.lower()
    reading.format = found
    if found == "endnote-xml":
        reading.problems.clear()
        yield from read_endnote(path, reading)
        return
    refusal = _refusal(found, whole, path)
    if refusal:
        for _ in lines:
            pass
        reading.name(1, *refusal, reading.lines_read)
        return
    yield from READERS[found](chain(head, lines), reading)


def _refusal(found: str, suffix: str, path: Path) -> tuple[str, str, str] | None:
    if found == "empty":
        return "empty", "an empty file, or blank lines only", "export again; the search may have found nothing"
    if found == "html":
        return "html", "looks like HTML: an error or login page of the source, not an export", "export again while logged in"
    if found == "no-text":
        return (
            "format",
            "looks like a PDF, a spreadsheet or a zip, not an export",
            "export as RIS, CSV or another format read here",
        )
    if found == "csv" and suffix == ".ris":
        return "looks-like-csv", "looks like CSV under the name of a RIS file", "name the file .csv, or say --format csv"
    if found == "csl-json" and path.stat().st_size > LARGEST_JSON:
        return "too-large", "a JSON file of more than 400 MB", "export in parts"
    if found not in READERS:
        return "format", "no known format of references", f"say which with --format: {', '.join(FORMATS)}"
    return None


def read_export(path: Path, said: str = "") -> Reading:
    """An export with all its records in memory. Where nothing at all was read, the file counts as refused."""
    reading = Reading(path.name)
    reading.records = list(stream_export(path, reading, said))
    if not reading.records and not reading.is_refused:
        reading.name(max(reading.lines_read, 1), "no-records", "no record was found", "look whether the export is complete")
    for record in reading.records:
        if record.needs:
            reading.name(
                record.first_line,
                "needs",
                f"a record without {record.needs.replace(' ', ' and ')}",
                "kept, never merged automatically; add it in corrections.csv",
            )
    return reading


__all__ = ["FORMATS", "find_delimiter", "find_format", "read_export", "stream_export"]
