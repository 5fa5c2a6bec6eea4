"""The compulsory queue: what might identify somebody and no pattern has decided. A person says replace or keep, once a term and text.

Every capitalised word or run that is not common at the start of a sentence, numbers of five digits and more, ages beside places.
`Will`, `May`, `Grace`, `Mark` are names too, so they are asked wherever they stand with a capital.
"""

import re
from collections.abc import Iterable

from throughcare.voices.patterns import Found

RUN = re.compile(
    r"\b[A-Z][\w\u00c0-\u024f]*(?:['\u2019-][A-Za-z\u00c0-\u024f]+)*(?: (?:of |the |de |van |al-)?[A-Z][\w\u00c0-\u024f]*(?:['\u2019-][A-Za-z\u00c0-\u024f]+)*)*"
)
SENTENCE_START = re.compile(r"(?:^|[.!?:\n\"\u201c(]\s*|^P\d+: ?|- )$")
NUMBER = re.compile(r"\b\d[\d ,-]{3,}\d\b")
AGE = re.compile(r"\b(?:aged? |I was |he was |she was |turned )(\d{1,2})\b|\b(\d{1,2})[- ]years?[- ]old\b", re.IGNORECASE)
TURN = re.compile(r"^(?:P\d+|I|INT|Interviewer|Q|A): ?", re.MULTILINE)
# Words that begin sentences and name nobody; words that are also names (Will, May, Grace, Mark, Hope, Faith, Rose) are left out on purpose.
COMMON = frozenset(
    [
        "i",
        "i'm",
        "i'd",
        "i've",
        "i'll",
        "a",
        "about",
        "actually",
        "after",
        "again",
        "all",
        "also",
        "although",
        "always",
        "an",
        "and",
        "any",
        "anyone",
        "anything",
        "are",
        "as",
        "at",
        "away",
        "back",
        "basically",
        "be",
        "because",
        "been",
        "before",
        "being",
        "both",
        "but",
        "by",
        "can",
        "can't",
        "cause",
        "come",
        "could",
        "course",
        "did",
        "didn't",
        "do",
        "does",
        "doesn't",
        "doing",
        "don't",
        "down",
        "each",
        "either",
        "else",
        "even",
        "ever",
        "every",
        "everybody",
        "everyone",
        "everything",
        "exactly",
        "few",
        "first",
        "for",
        "from",
        "get",
        "getting",
        "go",
        "god",
        "going",
        "good",
        "got",
        "had",
        "has",
        "have",
        "haven't",
        "having",
        "he",
        "he'd",
        "he's",
        "her",
        "here",
        "him",
        "his",
        "how",
        "however",
        "if",
        "in",
        "into",
        "is",
        "isn't",
        "it",
        "it's",
        "its",
        "just",
        "know",
        "last",
        "later",
        "least",
        "less",
        "let",
        "let's",
        "like",
        "listen",
        "little",
        "look",
        "lot",
        "made",
        "make",
        "many",
        "maybe",
        "me",
        "mean",
        "more",
        "most",
        "much",
        "must",
        "my",
        "never",
        "next",
        "no",
        "nobody",
        "none",
        "nor",
        "not",
        "nothing",
        "now",
        "obviously",
        "of",
        "off",
        "oh",
        "ok",
        "okay",
        "on",
        "once",
        "one",
        "only",
        "or",
        "other",
        "our",
        "out",
        "over",
        "people",
        "perhaps",
        "please",
        "probably",
        "quite",
        "rather",
        "really",
        "right",
        "said",
        "same",
        "say",
        "see",
        "she",
        "she's",
        "should",
        "since",
        "so",
        "some",
        "somebody",
        "someone",
        "something",
        "sometimes",
        "soon",
        "still",
        "such",
        "sure",
        "take",
        "tell",
        "than",
        "thank",
        "thanks",
        "that",
        "that's",
        "the",
        "their",
        "them",
        "then",
        "there",
        "there's",
        "these",
        "they",
        "they're",
        "thing",
        "things",
        "think",
        "this",
        "those",
        "though",
        "three",
        "through",
        "to",
        "today",
        "together",
        "too",
        "two",
        "under",
        "until",
        "up",
        "upon",
        "us",
        "used",
        "usually",
        "very",
        "was",
        "wasn't",
        "we",
        "we're",
        "well",
        "went",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "whole",
        "why",
        "with",
        "without",
        "won't",
        "would",
        "wouldn't",
        "yeah",
        "yes",
        "yesterday",
        "yet",
        "you",
        "you're",
        "your",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "english",
        "tv",
        "ok",
        "interviewer",
        "csa",
        "cse",
        "sotp",
        "csogp",
        "mappa",
        "visor",
        "noms",
        "hmpps",
        "hmp",
        "horizon",
        "kaizen",
        "oasys",
        "shpo",
        "sro",
        "prison",
        "probation",
        "police",
        "court",
    ]
)


def find_queue(text: str, decided: Iterable[Found]) -> list[Found]:
    """Every candidate outside what has been decided, in order."""
    taken = sorted(decided, key=lambda found: found.start)
    labels = [Found(m.start(), m.end(), "turn", "turn") for m in TURN.finditer(text)]
    found = [*_capitals(text), *_numbers(text)]
    free = [one for one in found if not any(one.start < other.end and other.start < one.end for other in (*taken, *labels))]
    return sorted(free, key=lambda one: one.start)


def _capitals(text: str) -> Iterable[Found]:
    for match in RUN.finditer(text):
        yield from _trimmed(text, match.start(), match.end())


def _trimmed(text: str, start: int, end: int) -> Iterable[Found]:
    """A run without the common words at its beginning where a sentence begins; each remaining part is a candidate."""
    words = list(re.finditer(r"\S+", text[start:end]))
    while (
        words
        and words[0].group().lower().replace("\u2019", "'") in COMMON
        and (_starts(text, start + words[0].start()) or _is_plain(words[0].group()))
    ):
        words.pop(0)
    if words:
        first = start + words[0].start()
        yield Found(first, end, "term", "queue")


def _is_plain(word: str) -> bool:
    """Words that are written with a capital anywhere and name nobody: I and its short forms, days, the subject's own abbreviations."""
    return word.lower().replace("\u2019", "'") in COMMON


def _starts(text: str, at: int) -> bool:
    return bool(SENTENCE_START.search(text[max(0, at - 12) : at]))


def _numbers(text: str) -> Iterable[Found]:
    for match in NUMBER.finditer(text):
        if sum(sign.isdigit() for sign in match.group()) >= 5:
            yield Found(match.start(), match.end(), "number", "queue")
    for match in AGE.finditer(text):
        group = 1 if match.group(1) else 2
        yield Found(match.start(group), match.end(group), "age", "queue")
