"""EndNote XML, read record by record with entities off; what the file declares of its own is refused."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages

USED = {"ref-type", "titles", "contributors", "dates", "volume", "number", "pages", "electronic-resource-num", "abstract", "keywords",
        "periodical", "publisher", "pub-location", "rec-number"}  # fmt: skip
# The whole file is streamed; one record is not, so its size is capped (the parser's own cap is ten million bytes a text).
LARGEST_RECORD = 5_000_000


def read_endnote(path: Path, reading: Reading) -> Iterator[Reference]:
    """The records of an EndNote export. A broken file gives the records before the break; the rest is named."""
    from lxml import etree  # heavy

    reading.lines_read = _count_lines(path)
    reading.encoding = "as the XML says"
    if _declares_entities(path):
        reading.name(
            1,
            "xml",
            "the file declares entities or a document type of its own",
            "export from EndNote again; such a file is refused",
            reading.lines_read,
        )
        return
    last = 0
    try:
        events = etree.iterparse(
            str(path), events=("end",), tag=("record", "{*}record"),
            resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        )  # fmt: skip
        for _, element in events:
            last = int(element.sourceline or 0)
            if sum(len(text) for text in element.itertext()) > LARGEST_RECORD:
                reading.name(
                    last, "record-size", "a record of more than five million signs, left out", "look whether it is a reference"
                )
            else:
                yield _reference(element, last)
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError as bad:
        at = max(int(bad.lineno or 1), 1)
        lost = max(reading.lines_read - at + 1, 1)
        reading.lines_used = reading.lines_read - lost
        reading.name(at, "xml", "the XML breaks here", "export again; records before this line were read", lost)
        return
    reading.lines_used = reading.lines_read


def _count_lines(path: Path) -> int:
    count, tail = 0, b"\n"
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            count += piece.count(b"\n")
            tail = piece[-1:]
    return count + (tail != b"\n")


def _declares_entities(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(1 << 16).replace(b"\0", b"").upper()
    return b"<!ENTITY" in head or b"<!DOCTYPE" in head


def _texts(element: Any, *paths: str) -> list[str]:
    """Every text under the given paths, styles inside joined; a path is local names parted by `/`."""
    found = []
    for path in paths:
        steps = "/".join(f"*[local-name()='{step}']" for step in path.split("/"))
        found += ["".join(node.itertext()).strip() for node in element.xpath(steps)]
    return [text for text in found if text]


def _first(element: Any, *paths: str) -> str:
    return next(iter(_texts(element, *paths)), "")


def _reference(element: Any, line: int) -> Reference:
    first_page, last_page = split_pages(_first(element, "pages"), "")
    kinds = element.xpath("*[local-name()='ref-type']/@name")
    others = [child for child in element if isinstance(child.tag, str) and child.tag.rsplit("}", 1)[-1] not in USED]
    return Reference(
        kind=str(kinds[0]) if kinds else "", title=_first(element, "titles/title"),
        year=find_year(_first(element, "dates/year", "dates/pub-dates/date")), authors=_texts(element, "contributors/authors/author"),
        editors=_texts(element, "contributors/secondary-authors/author"),
        container=_first(element, "titles/secondary-title", "periodical/full-title"), volume=_first(element, "volume"),
        issue=_first(element, "number"), first_page=first_page, last_page=last_page,
        doi=find_doi(_first(element, "electronic-resource-num")) or find_doi(" ".join(_texts(element, "urls/related-urls/url"))),
        abstract=_first(element, "abstract"), keywords=_texts(element, "keywords/keyword"), url=_first(element, "urls/related-urls/url"),
        own_id=_first(element, "rec-number"), publisher=_first(element, "publisher"), place=_first(element, "pub-location"),
        extra={str(child.tag).rsplit("}", 1)[-1]: ["".join(child.itertext()).strip()] for child in others if "".join(child.itertext()).strip()},
        first_line=line, last_line=line,
    )  # fmt: skip
