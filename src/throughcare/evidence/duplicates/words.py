"""How two titles differ in their words: not at all, by a slip of the pen, by a cut, by added words, or so that they are two titles.

"In men" and "in women" are two reports; "behaviour" and "behavior" are one, and so is a title that an export has cut.
"""

from collections.abc import Sequence
from typing import Literal

Difference = Literal["none", "cut", "added", "clash", "contrast"]
SMALL_WORDS = frozenset(
    {
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with",
        "der",
        "die",
        "das",
        "la",
        "le",
    }
)
# Words by which companion reports differ: one apart on each side makes two titles, however near they are.
CONTRASTS = frozenset(
    {"men", "women", "man", "woman", "male", "males", "female", "females", "boys", "girls", "boy", "girl", "mothers", "fathers", "maternal",
     "paternal", "adults", "adult", "children", "child", "adolescents", "adolescent", "young", "old", "older", "younger", "infants", "elderly",
     "acute", "chronic", "short", "long", "early", "late", "high", "low", "primary", "secondary", "tertiary", "positive", "negative", "left",
     "right", "upper", "lower", "north", "south", "east", "west", "urban", "rural", "vivo", "vitro", "quantitative", "qualitative", "before",
     "after", "with", "without", "baseline", "pretest", "posttest", "type"}
)  # fmt: skip
# Words that name what came after a report: "X revisited" is not X with its title cut.
SEQUELS = frozenset(
    {"again", "addendum", "appendix", "concluded", "continued", "correction", "erratum", "follow", "followup", "later", "protocol", "rejoinder",
     "replication", "reply", "response", "results", "revisited", "supplement", "supplementary", "update", "updated"}
)  # fmt: skip
# A number that one export writes as a word: "a ten-year follow-up".
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
DIGIT_OF = {word: str(number) for number, word in enumerate(NUMBERS, start=2)}
WORD_OF = {digit: word for word, digit in DIGIT_OF.items()}
SHORTEST_SLIP = 4
LONG_WORD = 8
# A tail of one or two words ("in men") may name another report; an export cuts at a sign or leaves many words out.
LONG_TAIL = 3


def is_slip(one: str, other: str, *, most: int = 1) -> bool:
    """True where two words are one word but for a letter, or two in a long word where `most` is 2."""
    from rapidfuzz.distance import Levenshtein

    shorter = min(len(one), len(other))
    if shorter < SHORTEST_SLIP or any(sign.isdigit() for sign in one + other):
        return False
    allowed = most if shorter >= LONG_WORD else 1
    return Levenshtein.distance(one, other, score_cutoff=allowed) <= allowed


def _unmatched(words: Sequence[str], others: Sequence[str], most: int) -> list[str]:
    return [word for word in words if not any(is_slip(word, other, most=most) for other in others)]


def tail_is_harmless(short: str, long: str) -> bool:
    """True where what a longer title has behind the shorter one names no other group and no sequel."""
    return not (CONTRASTS | SEQUELS) & set(long.split()[len(short.split()) :])


def title_difference(one: str, other: str, *, most: int = 1) -> tuple[Difference, int]:
    """How two plain titles differ, and how many words that matter the longer has more. `most` letters of a long word may be slips."""
    if one.replace(" ", "") == other.replace(" ", ""):
        return "none", 0
    first, second = ([DIGIT_OF.get(word, word) for word in title.split()] for title in (one, other))
    # A letter in the place of a blank joins two words; where the words are as many, it is for them to agree one by one.
    if len(first) != len(second) and is_slip(one.replace(" ", ""), other.replace(" ", "")):
        return "none", 0
    in_first, in_second = set(first), set(second)
    only_first = [word for word in first if word not in in_second]
    only_second = [word for word in second if word not in in_first]
    left, right = _unmatched(only_first, only_second, most), _unmatched(only_second, only_first, most)
    left, right = ([word for word in side if word not in SMALL_WORDS] for side in (left, right))
    if left and right and "".join(only_first) == "".join(only_second):
        return "none", 0
    short, long = (first, second) if len(one) <= len(other) else (second, first)
    few, many = (left, right) if short is first else (right, left)
    # The last word of a cut title may be half a word.
    if few and few == [short[-1]] and any(word.startswith(short[-1]) for word in many):
        return "cut", max(len(long) - len(short), LONG_TAIL)
    if left and right:
        return ("contrast" if CONTRASTS & set(left) and CONTRASTS & set(right) else "clash"), 0
    if not left and not right:
        return "none", 0
    starts = all(a == b or is_slip(a, b, most=2) for a, b in zip(short[:-1], long, strict=False))
    return ("cut" if starts and few == [] else "added"), sum(len(word) > 2 for word in many)
