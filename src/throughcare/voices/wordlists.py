"""The word lists of redaction: common words, common names, places and prisons of England and Wales.

They decide what is replaced without asking and what need not be asked; everything between goes to a person.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

# Without `er` and `y`: those make nicknames of ordinary words (Smiler, Shorty).
ENDINGS = ("ing", "edly", "ingly", "ed", "es", "s", "d", "ly", "est", "ness", "ful", "less", "ment", "able")
BEGINNINGS = ("un", "re", "non", "pre", "over", "under", "mis", "dis", "out", "self", "ex", "co", "anti", "post")
# Long words of Latin and Greek make are nobody's name.
LEARNED = re.compile(
    r"^[a-z]{4,}(?:[ts]ions?|ities|ity|isms?|olog(?:y|ies|ical|ist|ists)|ously|ically|ical|ences?|ances?|ships?|ability|ative|itive|ional|ised?|ising|istics?)$"
)


@dataclass(frozen=True)
class WordLists:
    """Everything in small letters. `doubtful` words are names and ordinary words at once, so nothing is assumed of them."""

    small: frozenset[str]
    common: frozenset[str]
    plain: frozenset[str]
    forenames: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[str]
    prisons: frozenset[str]
    doubtful: frozenset[str]
    asked: frozenset[str]

    @property
    def longest_place(self) -> int:
        """The number of words of the longest place or prison."""
        return max(len(name.split()) for name in self.places | self.prisons)


def _load(name: str) -> dict[str, str]:
    loaded: dict[str, str] = tomllib.loads(files("throughcare.voices").joinpath(f"data/{name}.toml").read_text(encoding="utf-8"))
    return loaded


def _listed(text: str) -> frozenset[str]:
    return frozenset(entry.strip().lower() for entry in text.replace("\n", " ").split(",") if entry.strip())


@cache
def word_lists() -> WordLists:
    """The lists of `voices/data/`, read once."""
    words, names, places = _load("words"), _load("names"), _load("places")
    return WordLists(
        small=frozenset(words["small"].split()),
        common=frozenset(words["small"].split()) | frozenset(words["base"].split()),
        plain=frozenset(words["plain"].split()),
        forenames=frozenset(names["forenames"].split()),
        surnames=frozenset(names["surnames"].split()),
        places=_listed(places["towns"]) | _listed(places["counties"]) | _listed(places["abroad"]),
        prisons=_listed(places["prisons"]),
        doubtful=frozenset(names["also_words"].split()) | _listed(places["also_words"]),
        asked=frozenset(words["asked"].split()),
    )


def base_word(word: str) -> str:
    """A word in small letters, with a straight apostrophe and without a possessive."""
    return re.sub(r"'s$|'$", "", word.lower().replace("\u2019", "'"))


def is_common(word: str) -> bool:
    """True for a word that tells nothing of who somebody is, in any of its forms; a joined word when all its parts are."""
    plain = word.lower().replace("\u2019", "'")
    return (
        _is_known(plain)
        or _is_known(base_word(word))
        or ("-" in plain and all(is_common(part) or is_plain(part) for part in plain.split("-")))
    )


@cache
def _is_known(word: str) -> bool:
    common = word_lists().common
    if word in common or not word or LEARNED.match(word):
        return True
    if any(word.startswith(start) and len(word) > len(start) + 2 and _is_known(word.removeprefix(start)) for start in BEGINNINGS):
        return True
    for ending in ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 2:
            continue
        doubled = ending in {"ing", "ed", "est"} and len(stem) > 2 and stem[-1] == stem[-2]
        forms = {stem, stem + "e", stem[:-1] if doubled else stem}
        if stem.endswith("i"):
            forms.add(stem[:-1] + "y")
        if forms & common:
            return True
    return False


def is_plain(word: str) -> bool:
    """True for what is written with a capital anywhere and names nobody: I, days, the field's own abbreviations."""
    plain = word.lower().replace("\u2019", "'")
    return bool({plain, base_word(word), plain.removesuffix("s")} & word_lists().plain)


def is_name(word: str) -> bool:
    """True for a common forename or surname that is no ordinary word too."""
    lists, plain = word_lists(), base_word(word)
    return (plain in lists.forenames or plain in lists.surnames) and plain not in lists.doubtful


def is_doubtful(word: str) -> bool:
    """True for a word that is a name or a place and an ordinary word at once."""
    return base_word(word) in word_lists().doubtful


def is_asked(word: str) -> bool:
    """True for proper nouns that a person decides on: peoples, faiths, months, shops."""
    return base_word(word) in word_lists().asked


def is_unknown(word: str) -> bool:
    """True for a word of no list: with a capital it is a proper noun, of whatever kind."""
    return not (is_common(word) or is_plain(word) or is_doubtful(word) or is_asked(word))
