"""What each RIS tag means, with the habits of vendors; what has no place of its own is kept under its tag."""

from collections.abc import Callable, Sequence

from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages

ABSTRACT = frozenset({"AB", "N2"})
TITLE = frozenset({"TI", "T1", "CT", "BT"})
KNOWN = frozenset(  # the tags of the RIS specification of 2011 and of EndNote's and Zotero's filters
    [
        "TY",
        "A1",
        "A2",
        "A3",
        "A4",
        "AB",
        "AD",
        "AN",
        "AU",
        "AV",
        "BT",
        "C1",
        "C2",
        "C3",
        "C4",
        "C5",
        "C6",
        "C7",
        "C8",
        "CA",
        "CN",
        "CP",
        "CT",
        "CY",
        "DA",
        "DB",
        "DO",
        "DP",
        "ED",
        "EP",
        "ER",
        "ET",
        "ID",
        "IS",
        "J1",
        "J2",
        "JA",
        "JF",
        "JO",
        "KW",
        "L1",
        "L2",
        "L3",
        "L4",
        "LA",
        "LB",
        "LK",
        "M1",
        "M2",
        "M3",
        "N1",
        "N2",
        "NV",
        "OP",
        "PB",
        "PP",
        "PY",
        "RI",
        "RN",
        "RP",
        "SE",
        "SN",
        "SO",
        "SP",
        "ST",
        "T1",
        "T2",
        "T3",
        "TA",
        "TI",
        "TT",
        "U1",
        "U2",
        "U3",
        "U4",
        "U5",
        "UR",
        "VL",
        "VO",
        "WT",
        "WV",
        "Y1",
        "Y2",
    ]
)
DOI_TAGS = ("DO", "L3", "M3", "UR", "N1")


def joined(tag: str, parts: Sequence[str]) -> str:
    """The text of a field that runs over several lines; an empty line in an abstract parts paragraphs."""
    if len(parts) == 1:
        return parts[0].strip(" \t\u00a0")
    if tag not in ABSTRACT:
        return " ".join(part.strip() for part in parts if part.strip())
    # Blanks inside a line stay as they are: a row of numbers that looks like a tag is text of the abstract.
    paragraphs = "\n".join(part.strip() for part in parts).split("\n\n")
    return "\n\n".join(paragraph.strip("\n").replace("\n", " ") for paragraph in paragraphs if paragraph.strip())


def _first(name: str) -> Callable[[Reference, str, str], None]:
    def put(reference: Reference, tag: str, value: str) -> None:
        if getattr(reference, name):
            reference.extra.setdefault(tag, []).append(value)
        else:
            setattr(reference, name, value)

    return put


def _many(name: str) -> Callable[[Reference, str, str], None]:
    def put(reference: Reference, tag: str, value: str) -> None:  # noqa: ARG001  # one shape for all
        getattr(reference, name).append(value)

    return put


def _date(reference: Reference, tag: str, value: str) -> None:
    if not reference.year:
        reference.year = find_year(value)
    if tag == "DA" or value.strip() != reference.year:
        reference.extra.setdefault(tag, []).append(value)


PUT: dict[str, Callable[[Reference, str, str], None]] = {
    "TY": _first("kind"), "TI": _first("title"), "T1": _first("title"), "CT": _first("title"), "BT": _first("title"),
    "AU": _many("authors"), "A1": _many("authors"), "A2": _many("editors"), "ED": _many("editors"),
    "PY": _date, "Y1": _date, "DA": _date,
    "JO": _first("container"), "JF": _first("container"), "T2": _first("container"), "JA": _first("container"),
    "J2": _first("container"), "SO": _first("container"),
    "AB": _first("abstract"), "N2": _first("abstract"), "KW": _many("keywords"), "UR": _first("url"), "Y2": _first("accessed"),
    "VL": _first("volume"), "IS": _first("issue"), "SP": _first("first_page"), "EP": _first("last_page"),
    "PB": _first("publisher"), "CY": _first("place"), "ID": _first("own_id"),
}  # fmt: skip


def make_reference(fields: Sequence[tuple[str, Sequence[str]]], first: int, last: int) -> Reference:
    """A record from its fields. The first title holds; a second one, and every unknown tag, is kept in `extra`."""
    reference = Reference(first_line=first, last_line=last)
    for tag, parts in fields:
        value = joined(tag, parts)
        if not value:
            continue
        put = PUT.get(tag)
        if put:
            put(reference, tag, value)
        else:
            reference.extra.setdefault(tag, []).append(value)
    extra = reference.extra
    doi = next((found for tag in DOI_TAGS for value in extra.get(tag, ()) if (found := find_doi(value))), "")
    reference.doi = doi or find_doi(reference.url)
    if reference.first_page:
        reference.first_page, reference.last_page = split_pages(reference.first_page, reference.last_page)
    return reference
