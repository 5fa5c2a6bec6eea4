"""Works written out for other programs: RIS, CSV, CSL-JSON. What was read comes back when it is read again."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from throughcare.evidence.files import write_for_spreadsheets
from throughcare.evidence.readers.ris_fields import KNOWN
from throughcare.evidence.reference import Reference

CSV_COLUMNS = ("record", "type", "title", "authors", "editors", "year", "journal", "volume", "issue", "first_page", "last_page", "doi", "abstract", "keywords", "url", "publisher", "place", "search")  # fmt: skip
CSL_TYPES = {"JOUR": "article-journal", "CHAP": "chapter", "BOOK": "book", "RPRT": "report", "ELEC": "webpage", "CPAPER": "paper-conference", "THES": "thesis", "CONF": "paper-conference"}  # fmt: skip
ONE_EACH = (("PY", "year"), ("TI", "title"), ("T2", "container"), ("VL", "volume"), ("IS", "issue"), ("SP", "first_page"), ("EP", "last_page"),
            ("PB", "publisher"), ("CY", "place"), ("DO", "doi"), ("UR", "url"), ("Y2", "accessed"))  # fmt: skip
WRITTEN = {tag for tag, _ in ONE_EACH} | {"TY", "ID", "AU", "ED", "AB", "KW", "ER", "DO", "L3"}


def _flat(value: str) -> str:
    return " ".join(value.split())


def ris_lines(reference: Reference) -> list[str]:
    """One record as RIS; its id stands in `ID`, fields without a place of their own under their tag."""
    kind = reference.kind.upper() if reference.kind.isalnum() and len(reference.kind) <= 6 else "GEN"
    lines = [f"TY  - {kind}", f"ID  - {reference.record}"]
    lines += [f"AU  - {_flat(name)}" for name in reference.authors] + [f"ED  - {_flat(name)}" for name in reference.editors]
    lines += [f"{tag}  - {_flat(value)}" for tag, name in ONE_EACH if (value := getattr(reference, name))]
    lines += [f"AB  - {_flat(reference.abstract)}"] if reference.abstract else []
    lines += [f"KW  - {_flat(word)}" for word in reference.keywords]
    kept = {tag: values for tag, values in reference.extra.items() if tag in KNOWN and tag not in WRITTEN}
    lines += [f"{tag}  - {_flat(value)}" for tag, values in sorted(kept.items()) for value in values]
    return [*lines, "ER  - ", ""]


def csl_item(reference: Reference) -> dict[str, Any]:
    """One record as CSL-JSON."""
    item: dict[str, Any] = {
        "id": reference.record,
        "type": CSL_TYPES.get(reference.kind.upper(), "document"),
        "title": reference.title,
    }
    for name, people in (("author", reference.authors), ("editor", reference.editors)):
        if people:
            item[name] = [_person(person) for person in people]
    if reference.year:
        item["issued"] = {"date-parts": [[int(reference.year)]]}
    pages = "-".join(page for page in (reference.first_page, reference.last_page) if page)
    values = {"container-title": reference.container, "volume": reference.volume, "issue": reference.issue, "page": pages, "DOI": reference.doi,
              "abstract": reference.abstract, "URL": reference.url, "publisher": reference.publisher}  # fmt: skip
    return item | {name: value for name, value in values.items() if value}


def _person(name: str) -> dict[str, str]:
    family, comma, given = name.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": name}


def csv_row(reference: Reference) -> dict[str, str]:
    """One record as a row; lists are joined by `; `."""
    return {
        "record": reference.record, "type": reference.kind, "title": reference.title, "authors": "; ".join(reference.authors),
        "editors": "; ".join(reference.editors), "year": reference.year, "journal": reference.container, "volume": reference.volume,
        "issue": reference.issue, "first_page": reference.first_page, "last_page": reference.last_page, "doi": reference.doi,
        "abstract": reference.abstract, "keywords": "; ".join(reference.keywords), "url": reference.url, "publisher": reference.publisher,
        "place": reference.place, "search": reference.search,
    }  # fmt: skip


def write_references(references: Sequence[Reference] | Iterable[Reference], path: Path, kind: str) -> int:
    """Write works as `ris`, `csv` or `csl-json`; how many were written."""
    works = list(references)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "csv":
        write_for_spreadsheets(path, CSV_COLUMNS, (csv_row(reference) for reference in works))
    elif kind == "csl-json":
        path.write_text(
            json.dumps([csl_item(reference) for reference in works], ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    else:
        path.write_text("\n".join(line for reference in works for line in ris_lines(reference)), encoding="utf-8", newline="\n")
    return len(works)
