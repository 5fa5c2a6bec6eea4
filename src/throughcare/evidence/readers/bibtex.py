"""BibTeX, an extra: entries by matching braces; what does not close is named and the next entry is found again."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year, split_pages

ENTRY = re.compile(r"^[ \t]*@([A-Za-z]+)\s*[{(]\s*([^,\s]*)\s*,?")
# LaTeX: a mark before a letter, with or without braces; and letters with names.
ACCENTS = {"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b",
           "c": "\u0327", "k": "\u0328", "r": "\u030a"}  # fmt: skip
ACCENT = re.compile(r"""\\([`'^~"=.]|[uvHckr](?=[\s{]))\s*(?:\{([A-Za-z])\}|([A-Za-z]))""")
LETTERS = {"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "aa": "å", "AA": "Å", "oe": "œ", "OE": "Œ"}
LETTER = re.compile(r"\\(ss|ae|AE|aa|AA|oe|OE|o|O|l|L)(?![A-Za-z])\s?")
FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")
USED = {"title", "author", "editor", "year", "date", "journal", "booktitle", "journaltitle", "volume", "number", "pages", "doi", "abstract",
        "url", "publisher", "address", "keywords"}  # fmt: skip


def read_bibtex(lines: Iterable[str], reading: Reading) -> Iterator[Reference]:
    """The entries of a BibTeX file; an entry begins at a line that starts with `@`."""
    block: list[str] = []
    first = 0
    for number, line in enumerate(lines, start=1):
        if ENTRY.match(line):
            yield from _close(block, first, reading)
            block, first = [line], number
        elif block:
            block.append(line)
        elif line.strip():
            reading.name(number, "header", "a line outside any entry", "nothing to do where it is a comment", 1)
        else:
            reading.lines_used += 1
    yield from _close(block, first, reading)


def _close(block: list[str], first: int, reading: Reading) -> Iterator[Reference]:
    if not block:
        return
    head = ENTRY.match(block[0])
    text = "\n".join(block)
    if not head or text.count("{") != text.count("}"):
        reading.name(first, "braces", "an entry whose braces do not close", "mend the entry and import again", len(block))
        return
    reading.lines_used += len(block)
    if head[1].lower() not in {"comment", "string", "preamble"}:
        yield _reference(head[1], head[2], dict(_fields(text[head.end() :])), first, first + len(block) - 1)


def _fields(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while found := FIELD.match(text, at):
        end = _value_end(text, found.end())
        yield found[1].lower(), " ".join(plain_latex(text[found.end() : end].strip().strip('"')).split())
        at = end + 1


def plain_latex(text: str) -> str:
    """A value without braces, LaTeX accents and signs as letters."""
    if "\\" in text:
        text = ACCENT.sub(
            lambda found: unicodedata.normalize("NFC", (found[2] or found[3]) + ACCENTS[found[1]]),
            text.replace("{\\i}", "i").replace("\\i", "i"),
        )
        text = LETTER.sub(lambda found: LETTERS[found[1]], text)
        text = re.sub(r"\\([&%$#_{}])", r"\1", text)
    return text.replace("{", "").replace("}", "").replace("~", " ")


def _value_end(text: str, start: int) -> int:
    depth, quoted = 0, False
    for at in range(start, len(text)):
        sign = text[at]
        depth += (sign == "{") - (sign == "}")
        quoted ^= sign == '"' and depth == 0
        if depth < 0 or (sign == "," and depth == 0 and not quoted):
            return at
    return len(text)


def _reference(kind: str, key: str, values: dict[str, str], first: int, last: int) -> Reference:
    first_page, last_page = split_pages(values.get("pages", ""), "")
    people = {
        name: [person.strip() for person in re.split(r"\s+and\s+", values.get(name, "")) if person.strip()]
        for name in ("author", "editor")
    }
    return Reference(
        kind=kind, title=values.get("title", ""), year=find_year(values.get("year", "") or values.get("date", "")), authors=people["author"],
        editors=people["editor"], container=values.get("journal") or values.get("journaltitle") or values.get("booktitle", ""),
        volume=values.get("volume", ""), issue=values.get("number", ""), first_page=first_page, last_page=last_page,
        doi=find_doi(values.get("doi", "")), abstract=values.get("abstract", ""), url=values.get("url", ""), publisher=values.get("publisher", ""),
        place=values.get("address", ""), keywords=[word.strip() for word in values.get("keywords", "").split(",") if word.strip()], own_id=key,
        extra={name: [value] for name, value in values.items() if name not in USED and value}, first_line=first, last_line=last,
    )  # fmt: skip
