"""Names, addresses and places that stand out in a transcript: after a title or a relation, in the lists, in the study's own list.

A name found once is replaced wherever it stands, in any case. A word that is a name and an ordinary word at once (Will, Mark, Hope) is
replaced only where its neighbours make it a name; alone it goes to the queue.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from throughcare.voices.patterns import Found
from throughcare.voices.wordlists import base_word, is_common, is_doubtful, is_name, is_plain, is_unknown, word_lists

UPPER = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0106\u010c\u0110\u011e\u0130\u0141\u0143\u015a\u015e\u0160\u0179\u017b\u017d\u0218\u021a]"
LETTER = r"[^\W\d_]"
NAME = rf"{UPPER}{LETTER}+(?:['\u2019-]{LETTER}{{2,}})*|[OD]['\u2019]{UPPER}{LETTER}+"
NAMES = rf"(?:{NAME})(?: (?:(?:de|van|der|al|bin|el|da|ibn) )?(?:{NAME}))*"
SPAN = rf"({NAMES})"
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Judge|Justice|Recorder|(?:Detective |Chief |Police )*(?:Inspector|Sergeant|Constable|Superintendent)|"
    r"Sgt|Insp|DCI|DC|DS|DI|PCSO|W?PC|PS|SO|CM|(?:Deputy )?Governor|Gov|Officer|Father|Fr|Reverend|Rev|Pastor|Imam|Rabbi|Uncle|Auntie|Aunty|Aunt|Nana|Nan|Grandad|Cousin|Big|Little|Young|Old|Fat|Lil)"
)
KIN = (
    r"(?:mum|mother|dad|father|brother|sister|wife|husband|partner|girlfriend|boyfriend|son|daughter|uncle|aunt|auntie|aunty|cousin|nan|gran|grandad|"
    r"grandmother|grandfather|stepdad|stepfather|stepmum|mate|friend|nephew|niece|ex|missus|boss|neighbour|cellmate|pad[- ]?mate|co-?d(?:efendant)?|"
    r"solicitor|barrister|probation officer|offender manager|key ?worker|social worker|psychologist|counsellor|therapist|supervisor|officer|OM|PO)"
)
CALLED = (
    r"(?:called|named|nicknamed|known as|goes by|went by|call(?:s|ed)? (?:me|him|her|them)|name is|name was|name's|name\u2019s|names? (?:were|are)|surname (?:is|was)|"
    r"street name|nickname (?:is|was)|aka|a\.k\.a\.|alias|kn(?:ew|ow|own)(?: me| him| her| them)? as)"
)
STREET = (
    r"(?:Street|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Crescent|Terrace|Court|Gardens|Place|Square|Grove|Hill|Walk|Row|Mews|Rise|Parade|"
    r"Parkway|Broadway|Quay|Wharf|Green|Estate|Bank|Fold|View|Gate|Yard)"
)
INSTITUTION = (
    r"(?:(?:Primary |High |Secondary |Grammar |Community |Special )?School|Academy|College|University|Hospital|Infirmary|Clinic|Surgery|Health Centre|Medical Centre|"
    r"Mosque|Church|Temple|Gurdwara|Synagogue|Children's Home|Youth Club|Youth Centre|Community Centre|Police Station|Probation Office|"
    r"Leisure Centre|Shopping Centre|Station|Park|Pub|Inn|Tavern|Hotel|Taxis|Cabs|Takeaway)"
)
LOW_STREET = r"(?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|grove|mews|square|walk|way|court|place|estate)"
HOUSED = (
    rf"\b{SPAN} (?i:house|lodge|court|hostel|place)?,? ?(?i:approved premises|probation hostel|bail hostel|hostel|AP)\b"
)


def _rule(kind: str, pattern: str, flags: int = 0) -> tuple[str, re.Pattern[str]]:
    return kind, re.compile(pattern, flags)


ANY = re.IGNORECASE
# Group 1, where there is one, is what is replaced. The filter takes ordinary words off its ends.
PLACES = (
    _rule("establishment", rf"\b(?i:HMP(?: ?/ ?YOI)?|HMYOI|YOI|HM Prison|HM YOI|secure training centre|STC)(?: & YOI)?,? ({NAMES})"),
    _rule("establishment", rf"\b{SPAN} (?:[Pp]rison|[Yy]oung [Oo]ffenders?'? [Ii]nstitution|YOI|HMP|[Ss]ecure [Uu]nit)\b"),
    _rule("establishment", HOUSED),
    _rule("establishment", rf"\b{SPAN} (?i:crown|magistrates['\u2019]?|mags|youth|county|family|sheriff) (?i:court)\b"),
    _rule("place", rf"\b{SPAN} (?:police station|nick|probation office|children['\u2019]s home|care home|mosque|church|school|college|hospital|estate)\b"),
    _rule("address", rf"\b(?:(?i:flat|apartment|apt|unit|room) \d+[a-z]?,? )?\d+[a-zA-Z]?,? (?:{NAMES}) {STREET}\b"),
    _rule("address", rf"\b(?:(?:flat|apartment|apt|unit|room) \d+[a-z]?,? )?\d+[a-z]?,? (?:(?!the|times|down|in|of|up|on|from|to)[a-z'\u2019]+ ){{1,2}}{LOW_STREET}\b", ANY),
    _rule("address", r"\b(?:flat|apartment|apt) (?:\d+[a-z]?|[a-z]\d*)(?=[,. ])", ANY),
    _rule("address", rf"\b(?:{NAMES}) {STREET}\b"),
    _rule("place", rf"\b(?:{NAMES}) {INSTITUTION}\b"),
)  # fmt: skip
PEOPLE = (
    _rule("name", rf"\b{TITLE}\.? {SPAN}"),
    _rule("name", rf"\b(?:mr|mrs|ms|dr|sgt|dc|ds|pc|judge|imam|governor)\.? ({LETTER}{{2,}})", ANY),
    _rule("name", rf"\b(?i:my|his|her|their|our|the|your)(?: \w+)? (?i:{KIN})(?:,? (?i:{CALLED}))?,? {SPAN}"),
    _rule("name", rf"\b(?i:{CALLED}) (?:[\"'\u2018\u201c])?{SPAN}"),
    _rule("name", rf"\b{SPAN},? (?:who (?:is|was) )?(?:my|his|her|their) {KIN}\b"),
    _rule("name", rf"\b{SPAN},? (?:aka|a\.k\.a\.|alias)\b"),
    _rule("name", rf"(?<!\w)(?:{UPPER}\.){{2,}}(?: ?{NAME})?|(?<![\w.]){UPPER}\. {NAME}"),
)  # fmt: skip
LONGEST_ABBREVIATION = 5
SMALL_CUE = re.compile(
    rf"\b(?:{CALLED}|(?:my|his|her|their|our|your)(?: \w+)? (?:{KIN}),?) ['\"\u2018\u201c]?({LETTER}{{3,}}(?:['\u2019-]{LETTER}+)*)(?!\w)", ANY
)


def _trim(text: str, start: int, end: int, *, ends: bool = True) -> tuple[int, int] | None:
    """A span without ordinary words at its ends; None where nothing is left."""
    words = [(start + m.start(), start + m.end()) for m in re.finditer(r"\S+", text[start:end])]
    while words and _is_small(text[slice(*words[0])]):
        words.pop(0)
    while ends and words and _is_small(text[slice(*words[-1])]):
        words.pop()
    return (words[0][0], words[-1][1]) if words else None


def _is_small(word: str) -> bool:
    return is_plain(word) or (base_word(word) in word_lists().small and not is_doubtful(word))


def _tells_nothing(word: str) -> bool:
    return is_plain(word) or (is_common(word) and not is_name(word) and not is_doubtful(word))


def _without_possessive(text: str, start: int, end: int) -> tuple[int, int]:
    match = re.search(r"['\u2019]s?$", text[start:end])
    return start, end - len(match[0]) if match else end


def find_placed(text: str) -> Iterator[Found]:
    """Addresses, courts, prisons, hostels, schools: places by the words around them."""
    for number, (kind, pattern) in enumerate(PLACES):
        for match in pattern.finditer(text):
            inner = match.lastindex is not None and match.start(1) >= 0
            span = _trim(text, *match.span(1)) if inner else _trim(text, *match.span(), ends=False)
            if span is not None and (inner or span[0] == match.start() or len(text[slice(*span)].split()) > 1):
                yield Found(*span, kind, f"place:{kind}:{number}")


def find_people(text: str) -> Iterator[Found]:
    """Names by the words around them: a title, a relation, `called`, initials."""
    for number, (kind, pattern) in enumerate(PEOPLE):
        for match in pattern.finditer(text):
            span = match.span(1) if match.lastindex else match.span()
            kept = _trim(text, *span) if number != len(PEOPLE) - 1 else span
            word = text[slice(*kept)] if kept else ""
            if kept is not None and not is_plain(word) and (word[0].isupper() or is_unknown(word)):
                yield Found(*_without_possessive(text, *kept), kind, f"name:{number}")


def find_listed(text: str) -> Iterator[Found]:
    """Names and places of the lists, where they stand with a capital."""
    words = [m for m in re.finditer(rf"{LETTER}+(?:['\u2019-]{LETTER}+)*", text)]
    at = 0
    while at < len(words):
        taken = _place_at(text, words, at)
        if taken:
            yield Found(words[at].start(), words[at + taken - 1].end(), *_place_kind(text[words[at].start() : words[at + taken - 1].end()]))
            at += taken
            continue
        span = _name_at(text, words, at)
        if span:
            yield Found(*_without_possessive(text, words[at].start(), words[at + span - 1].end()), "name", "names")
        at += max(span, 1)


def find_capitals(text: str) -> Iterator[Found]:
    """Runs of capitalised words with one that stands in no list: a proper noun, wherever the sentence begins. Short abbreviations are asked."""
    run: list[re.Match[str]] = []
    for match in re.finditer(rf"(?<![\w'\u2019-]){LETTER}+(?:['\u2019-]{LETTER}+)*(?!\w)", text):
        if run and not (match.group()[0].isupper() and text[run[-1].end() : match.start()] == " "):
            yield from _proper(text, run)
            run = []
        if match.group()[0].isupper() and not is_plain(match.group()):
            run.append(match)
    yield from _proper(text, run)


def _proper(text: str, run: list[re.Match[str]]) -> Iterator[Found]:
    unknown = [at for at, match in enumerate(run) if is_unknown(match.group()) and not _is_abbreviation(match.group())]
    if unknown:
        # What stands before the first unknown word belongs to it only if it may be a name; what stands behind it belongs to it.
        first = unknown[0]
        while first and (is_name(run[first - 1].group()) or is_doubtful(run[first - 1].group())):
            first -= 1
        last = len(run) - 1
        while last > unknown[-1] and _is_small(run[last].group()):
            last -= 1
        yield Found(*_without_possessive(text, run[first].start(), run[last].end()), "name", "capital")


def _is_abbreviation(word: str) -> bool:
    return word.isupper() and len(word) <= LONGEST_ABBREVIATION


def find_small(text: str) -> Iterator[Found]:
    """Names and places of the lists in small letters, and rare words after `called` or `my mate`."""
    lists = word_lists()
    for match in re.finditer(rf"(?<![\w'\u2019-]){LETTER}+(?:['\u2019-]{LETTER}+)*(?!\w)", text):
        word = base_word(match.group())
        if match.group()[0].islower() and word not in lists.doubtful and not is_common(word) and not is_plain(word):
            if word in lists.forenames or word in lists.surnames:
                yield Found(*_without_possessive(text, *match.span()), "name", "names")
            elif word in lists.places | lists.prisons:
                yield Found(*_without_possessive(text, *match.span()), "place", "places")
    for match in SMALL_CUE.finditer(text):
        if is_unknown(match.group(1)):
            yield Found(*_without_possessive(text, *match.span(1)), "name", "cue")


def _place_kind(name: str) -> tuple[str, str]:
    lists = word_lists()
    return ("establishment", "prisons") if name.lower() in lists.prisons - lists.places else ("place", "places")


def _place_at(text: str, words: Sequence[re.Match[str]], at: int) -> int:
    """How many words from here on are a place of the lists that is no ordinary word."""
    lists = word_lists()
    for many in range(min(lists.longest_place, len(words) - at), 0, -1):
        name = text[words[at].start() : words[at + many - 1].end()]
        plain = base_word(name.replace("\n", " "))
        if name[0].isupper() and plain in lists.places | lists.prisons and plain not in lists.doubtful:
            return many
    return 0


def _name_at(text: str, words: Sequence[re.Match[str]], at: int) -> int:
    """How many capitalised words from here on are one person's name: a known name with its neighbours, or a doubtful one with a surname."""
    many = 0
    while at + many < len(words) and _goes_on(text, words, at, many):
        many += 1
    own = [words[at + i].group() for i in range(many)]
    while own and not (is_name(own[0]) or is_doubtful(own[0])):
        return 0
    while own and _tells_nothing(own[-1]) and len(own) > 1:
        own.pop()
    if not own or not (is_name(own[0]) or (len(own) > 1 and (any(is_name(word) for word in own) or not is_common(own[1])))):
        return 0
    return len(own)


def _goes_on(text: str, words: Sequence[re.Match[str]], at: int, many: int) -> bool:
    word = words[at + many]
    if not word.group()[0].isupper() or is_plain(word.group()):
        return False
    return many == 0 or text[words[at + many - 1].end() : word.start()] == " "


def find_names(text: str, names: Iterable[str]) -> Iterator[Found]:
    """Every name of a list, in any case, with possessives; its parts and initials too."""
    for name in names:
        words = name.split()
        forms = {name, *(word for word in words if len(word) > 2)}
        if len(words) > 1:
            forms |= {"".join(word[0] for word in words), ".".join(word[0] for word in words) + "."}
        for form in sorted(forms, key=len, reverse=True):
            # A short form, or one that is an ordinary word as well, is the name only as it is written.
            exact = len(form) <= 3 or "." in form or (is_common(form) and form != name) or is_doubtful(form)
            for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, 0 if exact else ANY):
                yield Found(match.start(), match.end(), "name", "list")


def spread(text: str, found: Sequence[Found]) -> list[Found]:
    """Every further mention of a name that was found once, whole or in part, in any case."""
    parts: dict[str, None] = {}
    for one in found:
        if one.kind == "name":
            words = text[one.start : one.end].split()
            parts |= dict.fromkeys([" ".join(words), *(word for word in words if len(word) > 2)])
    more = []
    for name in parts:
        ordinary = is_common(name) or is_doubtful(name)
        if not (ordinary and is_common(name)):
            places = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, 0 if ordinary else ANY)
            more += [Found(match.start(), match.end(), "name", "again") for match in places]
    return more
