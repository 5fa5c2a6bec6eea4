"""Names, addresses and places that stand out in a transcript: after a title or a relation, in the lists, in the study's own list.

A name found once is replaced wherever it stands, in any case. A word that is a name and an ordinary word at once (Will, Mark, Hope) is
replaced only where its neighbours make it a name; alone it goes to the queue.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from throughcare.voices.patterns import Found
from throughcare.voices.wordlists import base_word, is_asked, is_common, is_doubtful, is_name, is_plain, is_unknown, word_lists

UPPER = (
    r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0106\u010c\u0110\u011e\u0130\u0141\u0143\u015a\u015e\u0160\u0179\u017b\u017d\u0218\u021a]"
)
LETTER = r"[^\W\d_]"
NAME = rf"(?:{UPPER}{LETTER}{{1,40}}(?:['\u2019-]{LETTER}{{1,40}}){{0,4}}|[OD]['\u2019]{UPPER}{LETTER}{{1,40}})"
NAMES = rf"{NAME}(?: (?:(?:de|van|der|al|bin|el|da|ibn) )?{NAME}){{0,5}}"
SPAN = rf"({NAMES})"
TITLE = (
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Judge|Justice|Recorder|(?:Detective |Chief |Police )*(?:Inspector|Sergeant|Constable|Superintendent)|"
    r"Sgt|Insp|DCI|DC|DS|DI|PCSO|W?PC|PS|SO|CM|(?:Deputy )?Governor|Gov|Officer|Father|Fr|Reverend|Rev|Pastor|Imam|Rabbi|Uncle|Auntie|Aunty|Aunt|Nana|Nan|Grandad|Cousin)"
)
KIN = (
    r"(?:mum|mother|dad|father|brother|sister|wife|husband|partner|girlfriend|boyfriend|son|daughter|uncle|aunt|auntie|aunty|cousin|nan|gran|grandad|"
    r"grandmother|grandfather|stepdad|stepfather|stepmum|mate|friend|nephew|niece|ex|missus|boss|neighbour|cellmate|pad[- ]?mate|co-?d(?:efendant)?|"
    r"solicitor|barrister|probation officer|offender manager|key ?worker|social worker|psychologist|counsellor|therapist|supervisor|officer|OM|PO)"
)
# Longer forms first: `called him` before `called`.
CALLED = (
    r"(?:(?:nick)?named (?:me|him|her|them)|call(?:s|ed)? (?:me|him|her|them|himself|herself)|kn(?:ew|ow|own) (?:me|him|her|them) as|known as|goes by|went by|"
    r"nicknamed|called|named|name is|name was|name's|name\u2019s|names? (?:were|are)|surname (?:is|was)|street name|nickname (?:is|was)|aka|a\.k\.a\.|alias)"
)
STREET = (
    r"(?:Street|Road|Rd|Avenue|Ave|Lane|Close|Drive|Way|Crescent|Terrace|Court|Gardens|Place|Square|Grove|Hill|Walk|Row|Mews|Rise|Parade|"
    r"Parkway|Broadway|Quay|Wharf|Green|Estate|Bank|Fold|View|Gate|Yard)"
)
# Only behind a house number, since these words end other names too.
NUMBERED = (
    r"(?:Dene|Garth|Croft|Villas|Cottages?|Heights|Vale|Chase|Meadows?|Mount|Brow|Lea|End|Buildings|House|Towers|Point|Approach|Circus|Cross|Mead|Orchard|Park|"
    r"Ridge|Side|Spinney|Wynd|Leas|Fields?|Wood|Common|Drove|Paddocks?|Nook|Dell|Glen|Rake|Strand)"
)
INSTITUTION = (
    r"(?:(?:Primary |High |Secondary |Grammar |Community |Special )?School|Academy|College|University|Hospital|Infirmary|Clinic|Surgery|Health Centre|Medical Centre|"
    r"Mosque|Church|Temple|Gurdwara|Synagogue|Children's Home|Youth Club|Youth Centre|Community Centre|Police Station|Probation Office|"
    r"Leisure Centre|Shopping Centre|Station|Park|Pub|Inn|Tavern|Hotel|Taxis|Cabs|Takeaway)"
)
LOW_STREET = r"(?:street|road|avenue|lane|close|drive|crescent|terrace|gardens|grove|mews|square|walk|way|court|place|estate)"
HOUSED = rf"\b{SPAN} (?i:house|lodge|court|hostel|place)?,? ?(?i:approved premises|probation hostel|bail hostel|hostel|AP)\b"


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
    _rule("address", rf"\b(?:(?i:flat|apartment|apt|unit|room) \d+[a-z]?,? )?\d+[a-zA-Z]?,? (?:{NAMES}) (?:{STREET}|{NUMBERED})\b"),
    _rule("address", rf"\b(?:(?:flat|apartment|apt|unit|room) \d+[a-z]?,? )?\d+[a-z]?,? (?:(?!the|times|down|in|of|up|on|from|to)[a-z'\u2019]+ ){{1,2}}{LOW_STREET}\b", ANY),
    _rule("address", r"\b(?:flat|apartment|apt) (?:\d+[a-z]?|[a-z]\d*)(?=[,. ])", ANY),
    _rule("address", rf"\b(?:{NAMES}) {STREET}\b"),
    _rule("place", rf"\b(?:{NAMES}) {INSTITUTION}\b"),
    _rule("place", rf"\b(?:University|College|City|Port|Isle|Church|Bay|Borough) of (?:the )?{NAMES}"),
    _rule("place", rf"\b(?:St|Saint)\.? {NAMES}"),
)  # fmt: skip
PEOPLE = (
    _rule("name", rf"\b{TITLE}\.? {SPAN}"),
    _rule("name", rf"\b(?:mr|mrs|ms|dr|sgt|dc|ds|pc|judge|imam|governor)\.? ({LETTER}{{2,}})", ANY),
    _rule("name", rf"\b(?i:my|his|her|their|our|the|your)(?: \w+)? (?i:{KIN})(?:,? (?i:{CALLED}))?,? {SPAN}"),
    _rule("name", rf"\b(?i:{CALLED}) (?:[\"'\u2018\u201c])?{SPAN}"),
    _rule("name", rf"\b{SPAN},? (?:who (?:is|was) )?(?:my|his|her|their) {KIN}\b"),
    _rule("name", rf"(?<![\w-])((?:al|el|abu|ibn|bin|umm?)-{LETTER}{{3,}}(?:-{LETTER}+)*)(?!\w)", ANY),
    _rule("name", rf"\b{SPAN},? (?:aka|a\.k\.a\.|alias)\b"),
    _rule("name", rf"\b((?:Big|Little|Young|Old|Fat|Lil|Mad|Crazy|Ginger|Black|White|Tall) {NAME})"),
    _rule("name", rf"(?<![\w.])(?:{UPPER}\. ?){{1,3}}{NAME}|(?<![\w.])(?:{UPPER}\.){{2,}}"),
)  # fmt: skip
LONGEST_ABBREVIATION = 5
INITIAL = re.compile(rf" {UPPER}(?:\.(?!\w)|(?=[,;:)]))")
WORD = re.compile(rf"(?<![\w'\u2019-]){LETTER}+(?:['\u2019-]{LETTER}+)*(?!\w)")
SMALL_CUE = re.compile(
    rf"\b(?:{CALLED}|(?:my|his|her|their|our|your)(?: \w+)? (?:{KIN}),?) ['\"\u2018\u201c]?({LETTER}{{3,}}(?:['\u2019-]{LETTER}+)*)(?!\w)",
    ANY,
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
    """Places and prisons of the lists, in any case; a word that is an ordinary one too is left to the queue."""
    words = list(WORD.finditer(text))
    at = 0
    while at < len(words):
        taken = _place_at(text, words, at)
        if taken:
            start, end = words[at].start(), words[at + taken - 1].end()
            yield Found(*_without_possessive(text, start, end), *_place_kind(text[start:end]))
        at += max(taken, 1)


def _place_kind(name: str) -> tuple[str, str]:
    lists = word_lists()
    return ("establishment", "prisons") if base_word(name) in lists.prisons - lists.places else ("place", "places")


def _place_at(text: str, words: Sequence[re.Match[str]], at: int) -> int:
    """How many words from here on are a place of the lists that is no ordinary word."""
    lists = word_lists()
    for many in range(min(lists.longest_place, len(words) - at), 0, -1):
        plain = base_word(text[words[at].start() : words[at + many - 1].end()].replace("\n", " "))
        if plain in lists.places | lists.prisons and plain not in lists.doubtful:
            return many
    return 0


def find_capitals(text: str, taken: Sequence[Found] = ()) -> Iterator[Found]:
    """Runs of capitalised words with a known name in them, or a word that stands in no list and so is a proper noun of some kind.

    Short abbreviations are asked. What has been taken ends a run.
    """
    used = {at for one in taken for at in range(one.start, one.end)}
    run: list[re.Match[str]] = []
    for match in WORD.finditer(text):
        capital = match.group()[0].isupper() and not is_plain(match.group()) and match.start() not in used
        if run and not (capital and text[run[-1].end() : match.start()] == " "):
            yield from _proper(text, run)
            run = []
        if capital:
            run.append(match)
    yield from _proper(text, run)


def _proper(text: str, run: list[re.Match[str]]) -> Iterator[Found]:
    """The part of a run that is a name: from the first word that tells, with doubtful ones before it, to the end."""
    words = [match.group() for match in run]
    telling = [at for at, (word, match) in enumerate(zip(words, run, strict=True)) if _tells(text, word, match.start())]
    if not telling and len(words) > 1 and is_doubtful(words[0]) and is_doubtful(words[1]):
        telling = [1]
    if telling:
        first, last = telling[0], len(run) - 1
        while first and is_doubtful(words[first - 1]):
            first -= 1
        while last > telling[-1] and _is_small(words[last]) and words[last].isupper():
            last -= 1
        yield Found(
            *_without_possessive(text, run[first].start(), run[last].end()),
            "name",
            "names" if any(is_name(word) for word in words[first : last + 1]) else "capital",
        )


def _tells(text: str, word: str, at: int) -> bool:
    """Whether a capitalised word is a name by itself: a known one, a strange one, or Mark and Hope where no sentence begins."""
    if is_name(word):
        return True
    if word.isupper() and len(word) <= LONGEST_ABBREVIATION:
        return False
    return is_unknown(word) or (is_doubtful(word) and not is_asked(word) and not word.isupper() and not starts_sentence(text, at))


def starts_sentence(text: str, at: int) -> bool:
    """True where a sentence, a turn or a line begins; three points and a dash may begin one."""
    before = text[max(0, at - 4) : at].rstrip(" \t")
    return not before or before[-1] in ".!?:;\n\"'\u201c\u2018\u2019\u201d()[]\u2013\u2014-\u2026*>"


def find_small(text: str) -> Iterator[Found]:
    """Names of the lists in small letters, with a rare word behind; rare words after `called`, `my mate` and `me and`, or beside a name."""
    lists = word_lists()
    words = list(WORD.finditer(text))
    yield from _beside_names(text, words)
    for at, match in enumerate(words):
        word = base_word(match.group())
        named = word in lists.forenames or word in lists.surnames
        if match.group()[0].islower() and named and word not in lists.doubtful and not is_common(word):
            end = match.end()
            if at + 1 < len(words) and text[end : words[at + 1].start()] == " " and is_unknown(words[at + 1].group()):
                end = words[at + 1].end()
            yield Found(*_without_possessive(text, match.start(), end), "name", "names")
    for match in SMALL_CUE.finditer(text):
        if is_unknown(match.group(1)):
            yield Found(*_without_possessive(text, *match.span(1)), "name", "cue")


def _beside_names(text: str, words: Sequence[re.Match[str]]) -> Iterator[Found]:
    """Rare words in small letters joined to a name by `and`: `deano and tyrell`."""
    for one, between, other in zip(words, words[1:], words[2:], strict=False):
        if (
            between.group().lower() in {"and", "n", "or", "wi", "with"}
            and text[one.end() : other.start()].strip() == between.group()
        ):
            for match, beside in ((one, other), (other, one)):
                if (
                    match.group()[0].islower()
                    and is_unknown(match.group())
                    and (is_name(beside.group()) or beside.group().lower() == "me")
                ):
                    yield Found(*_without_possessive(text, *match.span()), "name", "cue")


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
    more: list[Found] = []
    for name in parts:
        ordinary = is_common(name) or is_doubtful(name)
        places = re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, 0 if ordinary else ANY)
        # An ordinary word that is somebody's surname is the name where no sentence begins; elsewhere the queue asks.
        more += [
            Found(m.start(), m.end(), "name", "again")
            for m in places
            if not ordinary or (m.group()[0].isupper() and not starts_sentence(text, m.start()))
        ]
    return more
