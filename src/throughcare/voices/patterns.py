"""Identifiers that a pattern can see in a transcript.

Numbers of police, courts, prison and probation, contact details, dates, names after a title. What no pattern sees goes to the queue.
Forms of the justice numbers: hmpps-person-record and bichard7-next-core. A wrong check letter is still somebody's number, so it is not asked for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?)"
NAME = r"[A-Z][a-z\u00c0-\u024f]+(?:['\u2019-][A-Z]?[a-z\u00c0-\u024f]+)*"
STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Crescent|Terrace|Court|Gardens|Place|Square|Grove|Hill|Walk|Row|Mews)"
)
KIN = (
    r"(?:mum|mother|dad|father|brother|sister|wife|husband|partner|girlfriend|boyfriend|son|daughter|uncle|aunt|aunty|cousin|nan|grandad|"
    r"grandmother|grandfather|stepdad|stepfather|mate|friend|nephew|niece)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier in a text: where, of what kind, by which rule."""

    start: int
    end: int
    kind: str
    rule: str


def _rule(kind: str, pattern: str, *, flags: int = 0, group: int = 0) -> tuple[str, re.Pattern[str], int]:
    return kind, re.compile(pattern, flags), group


RULES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    _rule("email", r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"),
    _rule("url", r"\b(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;)]"),
    _rule("ip", r"\b(?:\d{1,3}\.){3}\d{1,3}\b"),
    _rule("asn", r"\b\d{2}[A-Z0-9]{6,7}\d{11}[A-HJ-NP-RT-Z]\b"),
    _rule("pnc", r"\b(?:19|20)?\d{2}/\d{1,7}[A-HJ-NP-RT-Z]\b"),
    _rule("cro", r"\b(?:SF\d{2}/\d{1,6}|\d{1,6}/\d{2})[A-HJ-NP-RT-Z]\b"),
    _rule("prison-number", r"\b[A-Z]\d{4}[A-Z]{2}\b"),
    _rule("court-case", r"\b[TSAU]\d{4}[ ]?\d{4}\b"),
    _rule("court-case", r"\b\d{2}[A-Z]{2}\d{7,8}(?:/\d{2})?\b"),
    _rule("driving-licence", r"\b[A-Z9]{5}\d{6}[A-Z9]{2}[A-Z0-9]{3}\b"),
    _rule("crn", r"\b[A-Z]\d{6}\b"),
    _rule("nino", r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b"),
    _rule("nhs-number", r"\b\d{3}[ -]\d{3}[ -]\d{4}\b"),
    _rule("phone", r"(?<!\d)(?:\+44[ -]?(?:\(0\)[ -]?)?|0)\d(?:[ -]?\d){8,9}(?!\d)"),
    _rule("passport", r"\bpassport(?: number| no\.?| is| was|:)*\s+([A-Z]?\d{8,9})\b", flags=re.IGNORECASE, group=1),
    _rule("date", rf"\b{DAY}(?: of)? {MONTH}(?:,? (?:19|20)\d{{2}})?\b"),
    _rule("date", rf"\b{MONTH} {DAY}(?:,? (?:19|20)\d{{2}})?\b"),
    _rule("date", rf"\b{MONTH} (?:19|20)\d{{2}}\b"),
    _rule("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b|\b(?:19|20)\d{2}-\d{2}-\d{2}\b"),
    _rule("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"),
    _rule("vehicle", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b"),
    _rule("address", rf"\b(?:Flat \d+[a-z]?,? )?\d+[a-zA-Z]? (?:{NAME} ){{1,3}}{STREET}\b"),
    _rule("establishment", rf"\b(?:HMP(?:/YOI)?|HMYOI|YOI|HM Prison)(?: & YOI)? {NAME}(?: {NAME})*"),
    _rule("establishment", rf"\b{NAME}(?: {NAME})? (?:House|Lodge) (?:approved premises|hostel|probation hostel)\b"),
    _rule("establishment", rf"\b{NAME}(?: {NAME})? (?:Crown|Magistrates['\u2019]?|Youth) Court\b"),
    _rule("name", rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Judge|Inspector|Sergeant|DC|DS|DI|PC|Governor|Officer|Father|Reverend|Rev|Imam)\.? ({NAME}(?: {NAME})*)", group=1),
    _rule("name", rf"\b(?:[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur) (?:\w+ )?{KIN},? ({NAME}(?: {NAME})?)", group=1),
    _rule("name", rf"\b(?:called|named|nicknamed|name is|name was|name's|name\u2019s) ({NAME}(?: {NAME})*)", group=1),
)  # fmt: skip


def find_patterns(text: str) -> list[Found]:
    """Identifiers by pattern; where two overlap the one of the earlier rule holds."""
    taken: list[Found] = []
    for number, (kind, pattern, group) in enumerate(RULES):
        for match in pattern.finditer(text):
            start, end = match.span(group)
            if not any(start < other.end and other.start < end for other in taken):
                taken.append(Found(start, end, kind, f"pattern:{kind}:{number}"))
    return sorted(taken, key=lambda found: found.start)


def find_names(text: str, names: list[str]) -> Iterator[Found]:
    """Every name of the study's own list, in any case, with possessives; its parts and initials too."""
    for name in names:
        words = name.split()
        forms = {name, *(word for word in words if len(word) > 2)}
        if len(words) > 1:
            forms |= {"".join(word[0] for word in words), ".".join(word[0] for word in words) + "."}
        for form in sorted(forms, key=len, reverse=True):
            flags = 0 if len(form) <= 3 or "." in form else re.IGNORECASE
            for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, flags):
                yield Found(match.start(), match.end(), "name", "list")
