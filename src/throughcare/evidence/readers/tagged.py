"""PubMed nbib and Web of Science ciw: tags in the first columns, continuation by indent.

nbib pads tags to four characters (`PMID- `) and continues with six blanks; a record ends with a blank line. ciw has two letters,
continues with three blanks, ends a record with `ER` and the file with `EF`.
"""

import re
from collections.abc import Iterable, Iterator

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages

NBIB = re.compile(r"^([A-Z]{2,4}) {0,2}- ?(.*)$")
CIW = re.compile(r"^([A-Z][A-Z0-9])(?: (.*))?$")
Fields = list[tuple[str, list[str]]]


def _nbib(fields: Fields, first: int, last: int) -> Reference:
    values: dict[str, list[str]] = {}
    for tag, parts in fields:
        values.setdefault(tag, []).append(" ".join(part.strip() for part in parts if part.strip()))
    doi = next((find_doi(v) for tag in ("AID", "LID", "SO") for v in values.get(tag, ()) if tag == "SO" or "[doi]" in v), "")
    first_page, last_page = split_pages(_first(values, "PG"), "")
    used = {"TI", "FAU", "AU", "DP", "JT", "TA", "VI", "IP", "PG", "AB", "OT", "MH", "PT", "PMID"}
    return Reference(
        kind=_first(values, "PT"), title=_first(values, "TI", "BTI"), year=find_year(_first(values, "DP", "DEP")),
        authors=values.get("FAU") or values.get("AU") or values.get("CN", []), editors=values.get("FED", values.get("ED", [])),
        container=_first(values, "JT", "TA"), volume=_first(values, "VI"), issue=_first(values, "IP"), first_page=first_page, last_page=last_page,
        doi=doi, abstract=_first(values, "AB"), keywords=values.get("OT", []) + values.get("MH", []), own_id=_first(values, "PMID"),
        extra={tag: v for tag, v in values.items() if tag not in used}, first_line=first, last_line=last,
    )  # fmt: skip


def _ciw(fields: Fields, first: int, last: int) -> Reference:
    lists = {"AU", "AF", "CA", "BE", "ED"}
    values: dict[str, list[str]] = {}
    for tag, parts in fields:
        values.setdefault(tag, []).extend(parts if tag in lists else [" ".join(part.strip() for part in parts if part.strip())])
    first_page, last_page = split_pages(_first(values, "BP"), _first(values, "EP"))
    used = {"PT", "TI", "AF", "AU", "PY", "SO", "VL", "IS", "BP", "EP", "DI", "AB", "DE", "ID", "PU", "PI", "UT"}
    return Reference(
        kind=_first(values, "DT", "PT"), title=_first(values, "TI"), year=find_year(_first(values, "PY", "EY")),
        authors=values.get("AF") or values.get("AU") or values.get("CA", []), editors=values.get("BE", values.get("ED", [])),
        container=_first(values, "SO"), volume=_first(values, "VL"), issue=_first(values, "IS"), first_page=first_page, last_page=last_page,
        doi=find_doi(_first(values, "DI")), abstract=_first(values, "AB"), keywords=_split(values, "DE") + _split(values, "ID"),
        publisher=_first(values, "PU"), place=_first(values, "PI"), own_id=_first(values, "UT"),
        extra={tag: v for tag, v in values.items() if tag not in used}, first_line=first, last_line=last,
    )  # fmt: skip


def _first(values: dict[str, list[str]], *tags: str) -> str:
    return next((v for tag in tags for v in values.get(tag, ()) if v), "")


def _split(values: dict[str, list[str]], tag: str) -> list[str]:
    return [word.strip() for value in values.get(tag, ()) for word in value.split(";") if word.strip()]


def read_nbib(lines: Iterable[str], reading: Reading) -> Iterator[Reference]:
    """The records of a PubMed export. A record without PMID is kept and named."""
    fields: Fields = []
    first = last = 0
    for number, line in enumerate(lines, start=1):
        found = NBIB.match(line)
        starts = bool(found and found[1] == "PMID")
        if starts and fields:
            yield _nbib(fields, first, last)
            fields = []
        if not line.strip():
            reading.lines_used += 1
            continue
        if found:
            if not fields:
                first = number
                if not starts:
                    reading.name(
                        number, "no-start", "a record that does not begin with PMID", "kept; look whether the file was cut"
                    )
            fields.append((found[1], [found[2]]))
        elif fields:
            fields[-1][1].append(line)
        else:
            reading.name(number, "header", "a line outside any record", "nothing to do where it is a heading of the source", 1)
            continue
        reading.lines_used += 1
        last = number
    if fields:
        yield _nbib(fields, first, last)


def read_ciw(lines: Iterable[str], reading: Reading) -> Iterator[Reference]:
    """The records of a Web of Science export. A record without ER is kept and named; lines behind EF are named."""
    fields: Fields = []
    first, last, ended = 0, 0, False
    for number, line in enumerate(lines, start=1):
        found = CIW.match(line)
        tag = found[1] if found else ""
        if not line.strip() or (tag in {"FN", "VR"} and not fields):
            reading.lines_used += 1
        elif ended or (not found and not fields):
            reading.name(number, "outside", "a line outside any record", "nothing to do where it is a heading of the source", 1)
        elif tag == "EF":
            ended = True
            reading.lines_used += 1
        elif tag == "ER":
            reading.lines_used += 1
            if fields:
                yield _ciw(fields, first, number)
            fields = []
        else:
            if tag == "PT" and fields:
                reading.name(
                    number, "unterminated", f"the record of line {first} has no ER", "kept; nothing to do if it is whole"
                )
                yield _ciw(fields, first, last)
                fields = []
            first = number if not fields else first
            if found and not line.startswith(" "):
                fields.append((tag, [(found[2] or "").strip()]))
            else:
                fields[-1][1].append(line.strip())
            reading.lines_used += 1
            last = number
    if fields:
        reading.name(last, "unterminated", f"the record of line {first} has no ER", "kept; look whether the file was cut")
        yield _ciw(fields, first, last)
