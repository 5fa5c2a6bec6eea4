"""Citations as a report prints them, matched with the entries of its list of references.

A printed form is made from each entry and compared whole, so "Kemshall and McCartan, 2014" is never taken for McCartan et al.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from throughcare.evidence.files import Row
from throughcare.evidence.reference import Reference, plain, surname

Match = Literal["exact", "authors_differ", "suffix_missing", "not_listed"]
PRINTED = re.compile(r"^(?P<who>.*?),?\s*\(?(?P<year>(?:1[6-9]|20)\d\d)(?P<suffix>[a-z]?)\)?$")
ET_AL = re.compile(r"\s+et\s+al\.?$", re.IGNORECASE)
SMALL_WORDS = frozenset({"and", "of", "the"})


@dataclass(frozen=True)
class Matched:
    """One citation with the entry it points to; several entries where the letter behind the year is missing."""

    citation: Row
    match: Match
    references: tuple[Reference, ...]


def suffix_of(reference: Reference) -> str:
    """The letter that an entry's own id carries behind its year, or nothing."""
    found = re.search(r"(?:1[6-9]|20)\d\d([a-z])$", reference.own_id or reference.record)
    return found[1] if found else ""


def initials(name: str) -> set[str]:
    """The short forms of an organisation's name, with and without its small words."""
    words = plain(name).split()
    return {"".join(w[0] for w in words), "".join(w[0] for w in words if w not in SMALL_WORDS)} if len(words) > 1 else set()


def names_of(reference: Reference) -> list[set[str]]:
    """For each maker of an entry, the names under which a text may cite them."""
    return [
        {plain(surname(maker)), plain(maker)} | (initials(maker) if "," not in maker else set()) for maker in reference.makers
    ]


def printed_parts(printed: str) -> tuple[str, str, str]:
    """Who, year and letter of a printed citation; empty where it is not one."""
    found = PRINTED.match(printed.strip())
    return (found["who"].strip(), found["year"], found["suffix"]) if found else ("", "", "")


def _agrees(who: str, names: Sequence[set[str]]) -> Match | None:
    """How a printed name stands to an entry's makers; None where it is another's."""
    if not names:
        return None
    bare = ET_AL.sub("", who)
    if bare != who:
        if plain(bare) not in names[0]:
            return None
        return "exact" if len(names) > 2 else "authors_differ"
    if len(names) == 1:
        return "exact" if plain(who) in names[0] else None
    parts = [plain(part) for part in re.split(r",\s+|\s+(?:and|&)\s+", who)]
    if len(parts) == len(names) and all(part in known for part, known in zip(parts, names, strict=True)):
        return "exact"
    # An organisation's own name may hold "and", so the whole is compared as well.
    joined = plain(" and ".join(max(known, key=len) for known in names))
    return "exact" if plain(who) == joined else None


def match_citation(citation: Row, references: Sequence[Reference]) -> Matched:
    """The entry or entries that one printed citation points to."""
    who, year, suffix = printed_parts(citation["printed"])
    found = [(agreed, r) for r in references if r.year == year and (agreed := _agrees(who, names_of(r)))]
    best = [r for agreed, r in found if agreed == "exact"] or [r for _, r in found]
    if not best:
        return Matched(citation, "not_listed", ())
    kind: Match = "exact" if any(agreed == "exact" for agreed, _ in found) else "authors_differ"
    lettered = [r for r in best if suffix_of(r) == suffix]
    if suffix and lettered:
        return Matched(citation, kind, (lettered[0],))
    if len(best) > 1 and not suffix and not lettered:
        return Matched(citation, "suffix_missing", tuple(best))
    if suffix and not lettered:
        return Matched(citation, "not_listed", ())
    return Matched(citation, kind, ((lettered or best)[0],))


def match_all(citations: Sequence[Row], references: Sequence[Reference]) -> list[Matched]:
    """Every citation with what it points to."""
    return [match_citation(citation, references) for citation in citations]


def is_outside(locator: str, reference: Reference) -> bool:
    """True where a cited page lies outside the printed range of an article."""
    pages = re.findall(r"\d+", locator)
    if not (pages and reference.first_page.isdecimal() and reference.last_page.isdecimal()):
        return False
    return any(not int(reference.first_page) <= int(page) <= int(reference.last_page) for page in pages)
