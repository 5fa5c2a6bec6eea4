"""The compulsory queue: what might identify somebody and no rule has decided. A person says replace or keep, once a term and text.

Capitalised words and runs (also at the start of a sentence, unless common), rare words and names in small letters, numbers of three
digits and more, numbers in words, tokens that mix letters and digits, ages.
"""

import re
from collections.abc import Iterable, Iterator

from throughcare.voices.names import CALLED, KIN, LETTER, WORD, starts_sentence
from throughcare.voices.patterns import MONTHS, NUMBER_WORD, Found
from throughcare.voices.wordlists import base_word, is_common, is_doubtful, is_name, is_plain, word_lists

NUMBER = re.compile(r"(?<![\w:.])\d[\d,.-]*\d(?![\w:])|(?<![\w:])\d+(?: \d+)+(?![\w:])")
MIXED = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d])\w+(?:[/-]\w+)*(?!\w)|(?<!\w)\d+(?:[/.-]\d+)+(?!\w)")
AGE = re.compile(
    rf"\b(?:aged?|i was|he was|she was|i'm|i\u2019m|he's|he\u2019s|she's|she\u2019s|is|am|was|were|turned|about|only|just|nearly|now|at)(?: (?:now|only|just|about|nearly|nearer|over|then))? (\d{{1,3}}|(?:{NUMBER_WORD}))\b(?! ?(?:per|%|pounds|quid|times|people|of|minutes))"
    rf"|\byear (\d{{1,2}})\b|[(,] ?(\d{{1,2}})[),]"
    rf"|\b(\d{{1,3}}|(?:{NUMBER_WORD}))[- ](?:years?|months?)[- ]?old\b",
    re.IGNORECASE,
)
SPOKEN = re.compile(rf"\b{NUMBER_WORD}(?:[ -](?:and )?(?:oh|hundred|thousand|double|{NUMBER_WORD})){{2,}}\b", re.IGNORECASE)
MONTH = re.compile(rf"\b{MONTHS}\b|\b(?:in|last|since|until|till|every|this|next|by) (may|march)\b")
TURN = re.compile(r"^(?:P\d+|I|INT|Interviewer|Q|A|R): ?", re.MULTILINE | re.IGNORECASE)
CUED = re.compile(rf"\b(?:{CALLED}) ['\"\u2018\u201c]?({LETTER}+(?:['\u2019-]{LETTER}+)*)", re.IGNORECASE)
RELATED = re.compile(rf"\b(?:my|his|her|their|our|your)(?: \w+)? (?:{KIN})(?:['\u2019]s)?,? ({LETTER}+)", re.IGNORECASE)
UNIT = re.compile(
    r" ?(?:%|per ?cent|years?(?![- ]old)|months?(?![- ]old)|weeks?|days?|hours?|minutes?|times|quid|pounds|grand|miles)\b",
    re.IGNORECASE,
)
EASY = frozenset({"1st", "2nd", "3rd", "24/7", "50/50"})


def find_queue(text: str, decided: Iterable[Found]) -> list[Found]:
    """Every candidate outside what has been decided, in order."""
    used = bytearray(len(text) + 1)
    taken = list(decided)
    for one in taken:
        used[one.start : one.end] = b"\1" * (one.end - one.start)
    for match in TURN.finditer(text):
        used[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    suspects = {word for one in taken if one.kind == "name" for word in text[one.start : one.end].split()}
    found = []
    for one in (
        *_ages(text),
        *_spoken(text),
        *_numbers(text),
        *_capitals(text, used, suspects),
        *_months(text),
        *_cued(text),
        *_small(text),
    ):
        if not any(used[one.start : one.end]):
            used[one.start : one.end] = b"\1" * (one.end - one.start)
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _capitals(text: str, used: bytearray, suspects: set[str]) -> Iterator[Found]:
    """Runs of capitalised words; what has been decided, and any sign but one blank, ends a run."""
    run: list[re.Match[str]] = []
    for match in WORD.finditer(text):
        free = match.group()[0].isupper() and not any(used[match.start() : match.end()])
        if run and not (free and text[run[-1].end() : match.start()] == " "):
            yield from _trimmed(text, run, suspects)
            run = []
        if free:
            run.append(match)
    if run:
        yield from _trimmed(text, run, suspects)


def _trimmed(text: str, run: list[re.Match[str]], suspects: set[str]) -> Iterator[Found]:
    """A run without the words that tell nothing at both its ends."""
    words = list(run)
    while words and (
        is_plain(words[0].group())
        or (starts_sentence(text, words[0].start()) and words[0].group() not in suspects and _is_ordinary(words[0].group()))
    ):
        words.pop(0)
    while words and is_plain(words[-1].group()):
        words.pop()
    if words:
        end = words[-1].end() - (2 if re.search(r"['\u2019]s$", words[-1].group()) else 0)
        yield Found(words[0].start(), end, "term", "queue")


def _is_ordinary(word: str) -> bool:
    return is_common(word) and not is_doubtful(word) and not is_name(word)


def _numbers(text: str) -> Iterator[Found]:
    for match in (*MIXED.finditer(text), *NUMBER.finditer(text)):
        value = match.group()
        if value.lower() not in EASY and not UNIT.match(text, match.end()):
            yield Found(match.start(), match.end(), "number", "queue")


def _ages(text: str) -> Iterator[Found]:
    for match in AGE.finditer(text):
        group = next(n for n in (1, 2, 3, 4) if match.group(n))
        if match.group(group).lower() != "one":
            yield Found(match.start(group), match.end(group), "age", "queue")


def _spoken(text: str) -> Iterator[Found]:
    for match in SPOKEN.finditer(text):
        yield Found(match.start(), match.end(), "number", "queue")


def _months(text: str) -> Iterator[Found]:
    for match in MONTH.finditer(text):
        group = 1 if match.group(1) else 0
        yield Found(match.start(group), match.end(group), "date", "queue")


def _cued(text: str) -> Iterator[Found]:
    """The word after `called` and the like, whatever it is but the smallest words; after `my mate`, a word that may be a name."""
    for match in CUED.finditer(text):
        if base_word(match.group(1)) not in word_lists().small:
            yield Found(match.start(1), match.end(1), "name", "queue")
    for match in RELATED.finditer(text):
        if is_doubtful(match.group(1)) and base_word(match.group(1)) not in word_lists().small:
            yield Found(match.start(1), match.end(1), "name", "queue")


def _small(text: str) -> Iterator[Found]:
    """Words in small letters that are rare, or are names or places."""
    lists = word_lists()
    for match in WORD.finditer(text):
        word = match.group()
        plain = base_word(word)
        named = (plain in lists.forenames or plain in lists.surnames or plain in lists.places) and plain not in lists.doubtful
        if not word[0].isupper() and (named or (len(plain) > 2 and not is_common(word) and not is_plain(word))):
            end = match.end() - (2 if re.search(r"['\u2019]s$", word) else 0)
            if not _in_brackets(text, match):
                yield Found(match.start(), end, "name" if named else "word", "queue")


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    """True inside `[laughs]`: a transcriber's note, not speech."""
    opened = text.rfind("[", max(0, match.start() - 60), match.start())
    return opened >= 0 and "]" not in text[opened : match.start()] and "]" in text[match.end() : match.end() + 60]
