"""CSL-JSON: a list of items, one, or an object that holds them as `items`."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages

USED = {
    "id",
    "type",
    "title",
    "author",
    "editor",
    "issued",
    "container-title",
    "volume",
    "issue",
    "page",
    "DOI",
    "abstract",
    "URL",
    "publisher",
}


def read_csl(lines: Iterable[str], reading: Reading) -> Iterator[Reference]:
    """The items of a CSL-JSON file. An entry that is no object is named by its number."""
    text = "\n".join(lines)
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as bad:
        line = getattr(bad, "lineno", 1)
        reading.name(1, "json", f"not JSON from line {line}", "export as CSL-JSON again", reading.lines_read)
        return
    reading.lines_used = reading.lines_read
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        data = data["items"]  # as reference managers answer over the network
    for number, item in enumerate(data if isinstance(data, list) else [data], start=1):
        if isinstance(item, dict):
            yield _reference(item)
        else:
            reading.name(1, "entry", f"entry {number} is no object", "every entry must be an object with a title")


def _text(value: object) -> str:
    return (
        _text(value[0])
        if isinstance(value, list) and value
        else ""
        if value is None or isinstance(value, dict | list)
        else str(value).strip()
    )


def _people(value: object) -> list[str]:
    found = []
    for person in value if isinstance(value, list) else []:
        if isinstance(person, dict):
            family, given = _text(person.get("family")), _text(person.get("given"))
            particle = _text(person.get("non-dropping-particle"))
            family = f"{particle} {family}".strip()
            found.append(f"{family}, {given}" if given else family or _text(person.get("literal")))
    return [name for name in found if name]


def _year(issued: object) -> str:
    if isinstance(issued, dict):
        parts = issued.get("date-parts")
        return find_year(
            _text(parts[0]) if isinstance(parts, list) and parts else _text(issued.get("raw")) or _text(issued.get("literal"))
        )
    return find_year(_text(issued))


def _reference(item: dict[str, Any]) -> Reference:
    first_page, last_page = split_pages(_text(item.get("page")), "")
    keywords = [word.strip() for word in _text(item.get("keyword")).split(",") if word.strip()]
    return Reference(
        kind=_text(item.get("type")), title=_text(item.get("title")), year=_year(item.get("issued")), authors=_people(item.get("author")),
        editors=_people(item.get("editor")), container=_text(item.get("container-title")), volume=_text(item.get("volume")),
        issue=_text(item.get("issue")), first_page=first_page, last_page=last_page, doi=find_doi(_text(item.get("DOI"))),
        abstract=_text(item.get("abstract")), url=_text(item.get("URL")), publisher=_text(item.get("publisher")), own_id=_text(item.get("id")),
        keywords=keywords,
        extra={str(name): [json.dumps(value, ensure_ascii=False)] for name, value in item.items() if name not in USED and value},
        first_line=1, last_line=1,
    )  # fmt: skip
