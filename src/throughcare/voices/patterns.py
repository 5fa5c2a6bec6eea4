"""Identifiers that a pattern can see in a transcript: numbers of justice and of daily life, contact details, dates.

Forms of the justice numbers: hmpps-person-record and bichard7-next-core. A wrong check letter is still somebody's number, so it is
not asked for. What no pattern sees goes to the queue.
"""

import re
from dataclasses import dataclass

# `may` and `march` in small letters are words; beside an ordinal or `of` they are months.
MONTHS = (
    r"(?:(?i:jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
    r"|Mar(?:ch)?|MAR(?:CH)?|May|MAY)"
)
ANY_MONTH = rf"(?:{MONTHS}|march|may)"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
YEAR = r"(?:19|20)\d{2}"
UNIT_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine)"
TEEN_WORD = r"(?:ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
TENS_WORD = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
DIGIT_WORD = rf"(?:oh|zero|nought|double|triple|{UNIT_WORD})"
NUMBER_WORD = rf"(?:{TENS_WORD}(?:[ -]{UNIT_WORD})?|{TEEN_WORD}|{UNIT_WORD})"
ORDINAL_WORD = (
    r"(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|"
    r"fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
YEAR_WORDS = (
    rf"(?:nineteen (?:hundred(?: and {NUMBER_WORD})?|oh[ -]{UNIT_WORD}|{TENS_WORD}(?:[ -]{UNIT_WORD})?|{TEEN_WORD})"
    rf"|two thousand(?: and {NUMBER_WORD})?|twenty (?:oh[ -]{UNIT_WORD}|{TENS_WORD}(?:[ -]{UNIT_WORD})?|{TEEN_WORD}))"
)
# A word that announces a number, and how such a number may look: letters and digits in up to seven pieces, with at least one digit.
SAID = (
    r"(?:[ :#,-]{0,3}(?:number|no\.?|num|ref(?:erence)?\.?|id|plate|is|was|are|it's|it\u2019s|were|my|his|her|the|code|called|of)\b){0,5}"
    r"[ :#,.-]{0,3}"
)
VALUE = (
    r"((?=[A-Za-z0-9/ .-]{0,20}\d)(?:[A-Z]{1,4}|[A-Za-z]{0,5}\d[A-Za-z0-9]{0,20})"
    r"(?:[ /.-]?[A-Za-z]{0,5}\d[A-Za-z0-9]{0,20}){0,7}(?:[/-]?[A-Z]{1,3})?)\b"
)
# Of two letters; those of one (B3, M1) are also wings, roads and classes, so they go to the queue.
POSTCODE_AREA = (
    "AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|EC|EH|EN|EX|FK|FY|GL|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|"
    "IP|IV|KA|KT|KW|KY|LA|LD|LE|LL|LN|LS|LU|ME|MK|ML|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|"
    "TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE"
)
FEWEST_DIGITS = 4
CUES = (
    ("pnc", r"PNC(?:ID)?"), ("cro", r"CRO"), ("crn", r"CRN"), ("asn", r"ASN|arrest summons"),
    ("prison-number", r"(?:prison|prisoner|noms|nomis|inmate) (?:number|no\.?|id)|NOMS|NOMIS"),
    ("court-case", r"(?:PTI)?URN|(?:court |case |indictment )(?:number|no\.?|ref(?:erence)?)|indictment"),
    ("crime-reference", r"(?:crime|incident|log|CAD|custody|visor|mappa|offence) (?:number|no\.?|ref(?:erence)?|record|log)|CAD|ViSOR|log"),
    ("nino", r"NINO|NI|national insurance"), ("nhs-number", r"NHS"), ("passport", r"passport"), ("driving-licence", r"(?:driving |driver's )?licen[cs]e"),
    ("vehicle", r"reg(?:istration)?|number plate|VRM"), ("number", r"(?:account|sort code|badge|warrant|collar|shoulder|hospital|staff|payroll|case|client|bank|policy|reference|ref|cell)(?: number| no\.?)?"),
    ("officer", r"(?:W?PC|PS|DC|DS|DI|PCSO|constable|sergeant)"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier in a text: where, of what kind, by which rule."""

    start: int
    end: int
    kind: str
    rule: str


def _rule(kind: str, pattern: str, flags: int = 0, group: int = 0) -> tuple[str, re.Pattern[str], int]:
    return kind, re.compile(pattern, flags), group


ANY = re.IGNORECASE
RULES: tuple[tuple[str, re.Pattern[str], int], ...] = (
    _rule("email", r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}\b"),
    _rule("email", r"(?<![\w.-])[\w.-]{1,64}(?: (?:dot|underscore|dash) [\w-]{1,40}){0,4} at [\w-]{1,40} dot (?:com|co|org|net|uk|gov)(?: dot uk)?\b", ANY),
    _rule("email", r"(?<![\w.])[\w.+-]{1,64} ?[(\[{] ?at ?[)\]}] ?[\w-]{1,40}(?:(?:\.| ?[(\[{] ?dot ?[)\]}] ?)[\w-]{1,20}){1,4}", ANY),
    _rule("url", r"\b(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;)]", ANY),
    _rule("url", r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|co\.uk|org\.uk|gov\.uk|org|net|io|me|tv)\b(?:/[^\s<>\"]*[^\s<>\".,;)])?", ANY),
    _rule("handle", r"(?<![\w.@])@[\w.]*\w"),
    _rule("handle", r"(?<!\w)[^\W_]{1,40}(?:_{1,5}[^\W_]{1,40}){1,6}_{0,5}(?!\w)|(?<!\w)_{1,3}[^\W_]\w*"),
    _rule("handle", r"\b(?:insta(?:gram)?|snap(?:chat)?|twitter|facebook|fb|tik ?tok|telegram|kik|discord|xbox|psn|gamertag|user ?name|screen ?name|handle)\b"
                    r"(?: (?:user ?name|name|account|handle|profile|id|tag))?(?:'s|\u2019s| (?:is|was|as|called|under)| ?[:=]) ?['\"\u2018\u201c]?([\w.-]*\w)", ANY, 1),
    _rule("ip", r"\b(?:\d{1,3}\.){3}\d{1,3}\b|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b", ANY),
    _rule("asn", r"\b\d{2}/?[A-Z0-9]{4}/?[A-Z0-9]{2,3}/?\d{11}[A-HJ-NP-RT-Z]\b"),
    _rule("asn", r"\b\d{2}/[A-Z0-9]{4}/[A-Z0-9]{2}/\d{1,11}[A-Z]?\b"),
    _rule("pnc", r"\b(?:19|20)?\d{2} ?/ ?\d{1,7} ?[A-Z]\b", ANY),
    _rule("pnc", r"\b(?:19|20)\d{2}\d{7}[A-Z]\b|\b\d{9}[A-Z]\b", ANY),
    _rule("cro", r"\b(?:SF ?\d{2} ?/ ?\d{1,6}|\d{1,6} ?/ ?\d{2}) ?[A-Z]\b", ANY),
    _rule("nino", r"\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", ANY),
    _rule("prison-number", r"\b[A-Z] ?\d{4} ?[A-Z]{2}\b"),
    _rule("prison-number", r"\b[a-z]\d{4}[a-z]{2}\b"),
    _rule("prison-number", r"\b[A-Z]{2}\d{4}\b"),
    _rule("court-case", r"\b[TSAU] ?(?:19|20)\d{2} ?\d{4}\b", ANY),
    _rule("court-case", r"\b\d{2} ?[A-Z]{1,2}\d? ?\d{5,8}(?:/\d{2})?\b"),
    _rule("court-case", r"\b\d{2}[A-Z]{2} ?\d{7,8}(?:/\d{2})?\b|\b(?:19|20)\d{2} ?/ ?\d{4,9}\b"),
    _rule("citation", r"\[(?:19|20)\d{2}\] (?:EWCA|EWHC|UKSC|EWFC)\b[^\n.;,]{0,20}\d"),
    _rule("driving-licence", r"\b[A-Z9]{5} ?\d{6} ?[A-Z0-9]{2,5} ?[A-Z0-9]{0,3}(?: ?\d{2})?\b"),
    _rule("crime-reference", r"\b\d{1,5} of (?:\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{6})\b"),
    _rule("crn", r"\b[A-Z]\d{6}\b", ANY),
    _rule("card", r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b"),
    _rule("date", rf"\b(?:the )?{DAY}(?: of)? {MONTHS}\b(?:,? (?:'?\d{{2}}\b|{YEAR}|{YEAR_WORDS}))?", 0),
    _rule("date", rf"\b(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)|{DAY} of) {ANY_MONTH}\b(?:,? (?:{YEAR}|{YEAR_WORDS}))?"),
    _rule("date", rf"\b(?:the )?{ORDINAL_WORD}(?: of)? {ANY_MONTH}\b(?:,? (?:{YEAR}|{YEAR_WORDS}))?", ANY),
    _rule("date", rf"\b{ANY_MONTH}\.? (?:the )?(?:{DAY}|{ORDINAL_WORD})\b(?:,? (?:{YEAR}|{YEAR_WORDS}))?(?! (?:year|month|week|day|time|people|of us))"),
    _rule("date", rf"\b{ANY_MONTH},? (?:of )?(?:{YEAR}|'\d{{2}}|{YEAR_WORDS})\b"),
    _rule("date", r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b|\b(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}\b"),
    _rule("date", rf"\b{YEAR_WORDS}\b", ANY),
    _rule("date", r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? |on )the \d{1,2}(?:st|nd|rd|th)\b", ANY),
    _rule("phone", r"(?<![\d/])(?:\+ ?44|0044|\(?0(?=\d| \d|\)))[ -]?(?:\(0\))?(?:[ ()-]{0,2}\d){8,11}(?!\d)"),
    _rule("phone", r"(?<![\d./])0\d{2,4}\.\d{3,4}\.\d{3,6}(?![\d.])"),
    _rule("phone", r"(?<![\d/])(?:\+|00)\d(?:[ -]?\d){7,13}(?!\d)"),
    _rule("phone", rf"\b{DIGIT_WORD}(?:,? (?:{DIGIT_WORD}|hundred|thousand)){{5,}}\b", ANY),
    _rule("nhs-number", r"\b\d{3}[ -]\d{3}[ -]\d{4}\b"),
    _rule("postcode", r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", ANY),
    _rule("postcode", rf"\b(?!CO2\b)(?:{POSTCODE_AREA})(?:[1-9]|[1-6]\d)\b(?![/-]?\d)"),
    _rule("vehicle", r"\b[A-Z]{2}\d{2} ?[A-Z]{3}\b", ANY),
    _rule("vehicle", r"\b[A-Z]\d{1,3} [A-Z]{3}\b|\b[A-Z]\d{2,3}[A-Z]{3}\b|\b[A-Z]{3} ?\d{1,3}[A-Z]\b"),
    *(_rule(kind, rf"\b(?i:{cue})\b{SAID}{VALUE}", 0, 1) for kind, cue in CUES),
    _rule("age", r"\b(?:9\d|1[01]\d)(?=[ -]years?[- ]old)|\b(?:aged?|turned|was|is|he's|she's|i'm|am|he\u2019s|she\u2019s|i\u2019m) (9\d|1[01]\d)\b(?! ?(?:per|%|days|weeks|months|pounds|quid|minutes|of))", ANY),
    _rule("number", r"(?<![\d\u00a3$\u20ac.,/])(?=(?:[ -]?\d){9})\d{1,8}(?:[ -]\d{1,8}){2,6}(?![\d/])"),
    _rule("handle", r"(?<![\w/-])(?=[A-Za-z]{3})[A-Za-z]{3,20}\d{2,6}(?![\w/-])"),
    _rule("number", r"(?<![\w/-])(?=(?:[\w/-]{0,30}?\d){3})(?=[\w/-]{0,30}?[A-Za-z])(?!\d+(?:s|st|nd|rd|th|am|pm|k|m|km|kg|mg|g|ml|ft|mph)\b)"
                    r"(?!\d+-(?:year|month|week|day|hour|minute|odd|ish))[A-Za-z0-9]{1,30}(?:[/-][A-Za-z0-9]{1,30}){0,6}(?![\w/])"),
    _rule("number", r"(?<![\d\u00a3$\u20ac.,])\d{6,}(?!\d|[.,]\d)"),
)  # fmt: skip
FIRST_CUE = len(RULES) - len(CUES) - 5


def find_patterns(text: str) -> list[Found]:
    """Identifiers by pattern; where two overlap the one of the earlier rule holds."""
    taken: list[Found] = []
    used = bytearray(len(text))
    for number, (kind, pattern, stated) in enumerate(RULES):
        for match in pattern.finditer(text):
            group = 1 if kind == "age" and match.start(1) >= 0 else stated
            start, end = match.span(group) if group and match.start(group) >= 0 else match.span()
            announced = number >= FIRST_CUE and kind not in {"age", "number"}
            if start < end and not any(used[start:end]) and not (announced and not _is_value(kind, text[start:end])):
                used[start:end] = b"\1" * (end - start)
                taken.append(Found(start, end, kind, f"pattern:{kind}:{number}"))
    return sorted(taken, key=lambda found: found.start)


def _is_value(kind: str, value: str) -> bool:
    """Whether what stands behind "PNC" or "licence" can be a number: `12 months` is none."""
    digits = sum(sign.isdigit() for sign in value)
    return digits >= FEWEST_DIGITS or (digits > 1 and (kind == "officer" or any(sign.isalpha() for sign in value)))
