"""Names people have: seven locales, spellings of one name, short forms, aliases.

Source of the shares: domain note 12; the names themselves stand in data/names.toml and belong to nobody in particular.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pyarrow as pa

from throughcare.population.draws import NONE, Draws, Floats, Ints
from throughcare.population.presets import Preset

DATA = Path(__file__).resolve().parent / "data" / "names.toml"
LOCALES = ("uk", "indian", "polish", "irish", "romanian", "french", "spanish")
SCRIPT_GROUPS = ["latin_uk", "latin_other", "transliterated"]


@dataclass(frozen=True)
class NameBook:
    """All name words once, and for each locale which of them serve and how often.

    `male`, `female` and `surname` hold (places in `words`, falling weights); `respelt` maps a word to the other spellings of its
    group, `short` to its short form (both as places in `words`).
    """

    words: list[str]
    male: list[tuple[Ints, Floats]]
    female: list[tuple[Ints, Floats]]
    surname: list[tuple[Ints, Floats]]
    locale_group: list[int]
    groups: list[Ints]
    surname_groups: list[Ints]
    short: Ints
    streets: list[str]
    kinds: list[str]
    towns: list[str]

    @property
    def column(self) -> pa.Array:
        """The words as an Arrow array, to take from."""
        return pa.array(self.words, pa.string())


def _falling(count: int, flat: float) -> Floats:
    return np.asarray(1.0 / (np.arange(count) + flat), dtype=np.float64)


def _surnames(rows: dict[str, str]) -> tuple[list[str], Floats]:
    """Written-out surnames with falling weights, then those put together from stems and ends, each of them rare."""
    plain = rows["surnames"].split()
    built = [stem + end for stem in rows["stems"].split() for end in rows["ends"].split() if stem[-1] != end[0]]
    built = [name for name in dict.fromkeys(built) if name not in set(plain)]
    weights = _falling(len(plain), 12.0)
    tail = np.full(len(built), weights.sum() * 0.55 / 0.45 / len(built))
    return plain + built, np.concatenate([weights, tail])


@cache
def name_book() -> NameBook:
    """The name book of data/names.toml."""
    with DATA.open("rb") as file:
        read = tomllib.load(file)
    places: dict[str, int] = {}

    def put(words: list[str]) -> Ints:
        return np.array([places.setdefault(word, len(places)) for word in words], dtype=np.int64)

    forenames = {sex: [put(read[name][sex].split()) for name in LOCALES] for sex in ("male", "female")}
    surnames = [(put(words), weights) for words, weights in (_surnames(read[name]) for name in LOCALES)]
    groups = [put(line.split()) for line in read["spellings"]["groups"]]
    surname_groups = [put(line.split()) for line in read["spellings"]["surname_groups"]]
    pairs = [put(pair.split(":")) for pair in read["nicknames"]["pairs"].split()]
    short = np.full(len(places), NONE, dtype=np.int64)
    for long_form, short_form in pairs:
        short[long_form] = short_form
    return NameBook(
        words=list(places),
        male=[(ids, _falling(len(ids), 8.0)) for ids in forenames["male"]],
        female=[(ids, _falling(len(ids), 8.0)) for ids in forenames["female"]],
        surname=surnames,
        locale_group=[SCRIPT_GROUPS.index(read[name]["group"]) for name in LOCALES],
        groups=groups,
        surname_groups=surname_groups,
        short=short,
        streets=read["addresses"]["streets"].split("|"),
        kinds=read["addresses"]["kinds"].split("|"),
        towns=read["addresses"]["towns"].split("|"),
    )


@dataclass(frozen=True)
class Names:
    """Names of people as places in the name book; NONE = has none.

    `group` and `surname_group` number the spelling group a forename or surname belongs to.
    """

    first: Ints
    middle: Ints
    surname: Ints
    alias_first: Ints
    alias_surname: Ints
    group: Ints
    surname_group: Ints
    script: Ints


def _chosen(draws: Draws, purpose: str, person: Ints, locale: Ints, lists: list[tuple[Ints, Floats]]) -> Ints:
    found = np.zeros(len(person), dtype=np.int64)
    for number, (ids, weights) in enumerate(lists):
        mine = locale == number
        if mine.any():
            found[mine] = ids[draws.pick(purpose, person[mine], weights)]
    return found


def _from_groups(draws: Draws, purpose: str, person: Ints, group: Ints, groups: list[Ints]) -> Ints:
    sizes = np.array([len(ids) for ids in groups])
    table = np.array([np.resize(ids, sizes.max()) for ids in groups])
    picked: Ints = table[group, draws.whole(purpose, person, sizes[group])]
    return picked


def respelt(draws: Draws, purpose: str, person: Ints, group: Ints, groups: list[Ints], slot: Ints) -> Ints:
    """A spelling drawn anew from each name's group."""
    sizes = np.array([len(ids) for ids in groups])
    table = np.array([np.resize(ids, sizes.max()) for ids in groups])
    picked: Ints = table[group, draws.whole(purpose, person, sizes[group], slot)]
    return picked


def forenames_of(draws: Draws, purpose: str, person: Ints, locale: Ints, woman: Ints) -> Ints:
    """A forename each, as usual for sex and locale."""
    book = name_book()
    male = _chosen(draws, purpose, person, locale, book.male)
    return np.where(woman == 1, _chosen(draws, purpose, person, locale, book.female), male)


def surnames_of(draws: Draws, purpose: str, person: Ints, locale: Ints) -> Ints:
    """A surname each, as usual for the locale."""
    return _chosen(draws, purpose, person, locale, name_book().surname)


def make_names(draws: Draws, preset: Preset, person: Ints, family: Ints, locale: Ints, woman: Ints) -> Names:
    """Names of people; those of one `family` share the surname."""
    book = name_book()
    first = forenames_of(draws, "forename", person, locale, woman)
    middle = forenames_of(draws, "middle", person, locale, woman)
    middle = np.where(draws.chance("has middle", person, preset.number("people", "middle_name_share")), middle, NONE)
    surname = surnames_of(draws, "surname", family, locale)
    spelt = draws.chance("spelling group", family, preset.number("people", "spelling_group_share"))
    group = draws.whole("forename group", person, len(book.groups))
    surname_group = draws.whole("surname group", family, len(book.surname_groups))
    in_group = spelt & (woman == 0)
    in_surname_group = spelt & draws.chance("surname spelt", family, 0.6)
    first = np.where(in_group, _from_groups(draws, "forename spelling", person, group, book.groups), first)
    surname = np.where(
        in_surname_group, _from_groups(draws, "surname spelling", family, surname_group, book.surname_groups), surname
    )
    alias = draws.chance("has alias", person, preset.number("people", "alias_share"))
    other_first = np.where(
        draws.chance("alias forename", person, 0.55), forenames_of(draws, "other forename", person, locale, woman), first
    )
    other_surname = np.where(
        draws.chance("alias surname", person, 0.6), surnames_of(draws, "other surname", person, locale), surname
    )
    scripts = np.array(book.locale_group)[locale]
    return Names(
        first=first,
        middle=middle,
        surname=surname,
        alias_first=np.where(alias, other_first, NONE),
        alias_surname=np.where(alias, other_surname, NONE),
        group=np.where(in_group, group, NONE),
        surname_group=np.where(in_surname_group, surname_group, NONE),
        script=np.where(in_group | in_surname_group, 2, scripts),
    )
