"""One bibliographic record as a search gave it, its id, and how its words are made comparable.

A record is what an export holds; a report is one document; a study is one investigation. A DOI is never the id: the abstracts
of a supplement share one.
"""

import hashlib
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

DOI = re.compile(r"10\.\d{4,9}/[^\s\"<>]+", re.IGNORECASE)
DOI_PAGE = re.compile(r"/(?:abstract|full|fulltext|pdf|epdf|meta|summary)$")
YEAR = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)(?!\d)")
TAGS_OF_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
NOT_WORDS = re.compile(r"[^0-9a-z]+")
# Letters that do not come apart into a letter and an accent.
WHOLE_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"})


@dataclass(slots=True)
class Reference:
    """One record. `extra` keeps every field that has no place of its own, so nothing of the export is lost."""

    kind: str = ""
    title: str = ""
    year: str = ""
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    container: str = ""
    volume: str = ""
    issue: str = ""
    first_page: str = ""
    last_page: str = ""
    doi: str = ""
    abstract: str = ""
    keywords: list[str] = field(default_factory=list)
    url: str = ""
    accessed: str = ""
    publisher: str = ""
    place: str = ""
    own_id: str = ""
    extra: dict[str, list[str]] = field(default_factory=dict)
    record: str = ""
    search: str = ""
    first_line: int = 0
    last_line: int = 0

    @property
    def needs(self) -> str:
        """What the record lacks to be recognised: `title`, `year`, both or nothing; such a record is never merged automatically."""
        return " ".join(name for name, value in (("title", self.title), ("year", self.year)) if not value)

    @property
    def makers(self) -> list[str]:
        """Authors, or editors where there are none."""
        return self.authors or self.editors


def plain(text: str) -> str:
    """Text in lower case without accents, markup and signs, words apart by one blank."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.lower().translate(WHOLE_LETTERS)).encode("ascii", "ignore").decode()
    if "<" in text:
        text = TAGS_OF_MARKUP.sub("", text)
    return NOT_WORDS.sub(" ", text.lower()).strip()


def readable(text: str) -> str:
    """Text as a person reads it: markup taken off, entities as signs, blanks single; paragraphs stay."""
    if "<" in text or "&" in text:
        text = html.unescape(html.unescape(TAGS_OF_MARKUP.sub("", text)))
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def find_doi(text: str) -> str:
    """The DOI in a text, in lower case without what punctuation or a publisher's page glued to it; empty where there is none."""
    if "10." not in text:
        return ""
    found = DOI.search(html.unescape(text) if "&" in text else text.replace("%2F", "/").replace("%2f", "/"))
    doi = DOI_PAGE.sub("", found.group().rstrip(".,;").lower()) if found else ""
    # A closing bracket belongs to the DOI only where it closes one of the DOI's own.
    while doi.endswith((")", "]", ".", ",", ";")):
        if (doi[-1] == ")" and doi.count("(") >= doi.count(")")) or (doi[-1] == "]" and doi.count("[") >= doi.count("]")):
            break
        doi = doi[:-1]
    return doi


def find_year(text: str) -> str:
    """The first four-digit year in a text, or nothing."""
    head = text[:4]
    if len(head) == 4 and head.isdecimal() and (len(text) == 4 or not text[4].isdigit()) and "1600" <= head < "2100":
        return head
    found = YEAR.search(text)
    return found.group() if found else ""


PAGE_WORDS = re.compile(r"^(?:pp?|pages?|pgs?|art(?:icle)?(?: no)?)\b\.?\s*|\s*[;,].*$", re.IGNORECASE)


def split_pages(first: str, last: str) -> tuple[str, str]:
    """First and last page, each whole: `563-86` is 563 and 586; what stands behind a `;` is left out."""
    first, last = (PAGE_WORDS.sub("", page.strip()) for page in (first, last))
    if not last:
        parts = re.split(r"\s*[-\u2010-\u2015]+\s*", first, maxsplit=1)
        if len(parts) == 2:
            first, last = parts
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last


INITIALS_ALONE = re.compile(r"(?:[A-Z]\.?-?){1,3}")


def surname(author: str) -> str:
    """The surname of an author as exports write it: `Ward, T.`, `Ward T.`, `T. Ward` or `Tony Ward`; an organisation is its whole name."""
    if "," in author:
        return author.split(",", 1)[0].strip()
    words = author.split()
    if len(words) > 1 and all(INITIALS_ALONE.fullmatch(word) for word in words[1:]) and not INITIALS_ALONE.fullmatch(words[0]):
        return words[0]
    return words[-1] if len(words) == 2 and len(words[0].rstrip(".")) <= 2 else author.strip()


INITIALS = r"(?:[A-Z]\.?[\s-]?){1,4}"
NAME = r"[^\W\d_][\w'\u2019 -]*"
SURNAME_INITIALS = re.compile(rf"^(?:{NAME}?[ ]{INITIALS}|{INITIALS} {NAME})$")
PARTICLES = "van|von|der|den|de|la|del|di|da|dos|el|ten|ter|bin|le"
GLUED = re.compile(rf"(?<=[A-Z]\.)(?=(?:(?:{PARTICLES}) )*[^\W\d_a-z][\w'\u2019]*[a-z'\u2019])")
WHOLE_NAME = re.compile(rf"^(?:(?:{PARTICLES}|[^\W\d_a-z][\w.'\u2019-]*)(?: |$)){{2,5}}$")


def split_people(text: str) -> list[str]:
    """The people in one cell or field: parted by `;`, `|`, a line, `and` between whole names, by commas after initials, or by nothing.

    An organisation whose name holds "and" stays whole.
    """
    for sign in (";", "|", "//", "\n"):
        if sign in text:
            return [part.strip() for part in text.split(sign) if part.strip()]
    parts = [part.strip() for part in re.split(r"\s+and\s+|\s+&\s+", text) if part.strip()]
    if len(parts) > 1 and all("," in part and len(part.split(",")[0].split()) <= 4 for part in parts):
        return parts
    if len(parts) > 1 and all(WHOLE_NAME.match(part) for part in parts):
        return parts
    parts = [part.strip() for part in re.split(r",\s*(?:and\s+|&\s+)?|\s+and\s+|\s+&\s+", text) if part.strip()]
    if len(parts) > 1 and all(SURNAME_INITIALS.match(part) for part in parts):
        return parts
    parts = [part.strip() for part in GLUED.split(text)]
    if len(parts) > 1 and all(re.search(r"[^\W\d_]{2}", part) for part in parts):
        return parts
    return [text.strip()] if text.strip() else []


def base_id(reference: Reference) -> str:
    """`surname-year-` and six hexadecimal digits of title and year; the same for the same words in whatever file."""
    title = plain(reference.title)
    who = plain(surname(reference.makers[0])) if reference.makers else ""
    digest = hashlib.blake2b(f"{title}|{reference.year}".encode(), digest_size=3).hexdigest()
    return f"{(who.split() or ['anon'])[-1]}-{reference.year or 'nd'}-{digest}"


def give_ids(references: Iterable[Reference]) -> None:
    """Give each record its id. Where several would share one, all but the first get a tail made from their search and place in it.

    The order is that in which searches were imported, and a tail counts within its own search; so an id once given stays whatever is added.
    """
    seen: set[str] = set()
    again: Counter[tuple[str, str]] = Counter()
    for reference in references:
        base = reference.own_id if reference.own_id and reference.search == "references" else base_id(reference)
        while base in seen:
            again[base, reference.search] += 1
            told = f"{reference.search}|{reference.first_line}|{again[base, reference.search]}"
            base = f"{base.split('~')[0]}~{hashlib.blake2b(told.encode(), digest_size=3).hexdigest()}"
        seen.add(base)
        reference.record = base
