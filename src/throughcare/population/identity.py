"""How a person is written down: names, dates and addresses, and every way in which they go wrong.

Source of the rates: records/reference/error_rates.csv, held against the production linkage model of HMPPS (domain note 12).
"""

from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints
from throughcare.population.names import name_book, respelt, surnames_of
from throughcare.population.people import People
from throughcare.population.presets import Preset
from throughcare.population.text import digits, joined, letters
from throughcare.records.reference import read_codes

AGENCIES = ["police", "court", "prison", "probation"]
_ABC = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Errors:
    """Spoilt fields of one kind of record: which record, which column, what stood there in truth."""

    record: list[Ints] = field(default_factory=list)
    column: list[str] = field(default_factory=list)
    truth: list[pa.Array] = field(default_factory=list)
    corruption: list[str] = field(default_factory=list)

    def add(self, record: Ints, column: str, truth: pa.Array, corruption: str) -> None:
        """Note one kind of error in some records."""
        if len(record):
            self.record.append(record)
            self.column.append(column)
            self.truth.append(truth)
            self.corruption.append(corruption)


@dataclass(frozen=True)
class Written:
    """Identity columns of records, ready to write, and what was spoilt in them."""

    forenames: pa.Array
    surname: pa.Array
    aliases: pa.Array
    dob: Ints
    address: pa.Array
    postcode: pa.Array
    errors: Errors


@cache
def error_rates(agency: str) -> dict[str, float]:
    """Rate of each corruption at an agency; the voluntary sector is given probation's."""
    column = agency if agency in AGENCIES else "probation"
    return {row["corruption"]: float(row[column]) for row in read_codes("error_rates") if row[column]}


@dataclass(frozen=True)
class Record:
    """Which records are being written: the people they are about (`row` in the block), by whom, and a slot to tell them apart."""

    people: People
    row: Ints
    agency: str
    slot: Ints
    scale: float
    name_scale: float

    def hit(self, draws: Draws, corruption: str, factor: float = 1.0) -> Bools:
        """Records in which a corruption happens."""
        rate = error_rates(self.agency)[corruption] * self.scale * factor
        return draws.chance(f"{self.agency} {corruption}", self.people.number[self.row], rate, self.slot)


def _spoil_names(draws: Draws, preset: Preset, record: Record, errors: Errors) -> tuple[Ints, Ints, Ints]:
    """Places in the name book of forename, middle name and surname as written, before letters go wrong."""
    names, row, book = record.people.names, record.row, name_book()
    person, words = record.people.number[row], name_book().column
    first, middle, surname = names.first[row], names.middle[row], names.surname[row]
    true_first, true_surname = first.copy(), surname.copy()
    shown = draws.chance(f"{record.agency} middle shown", person, 0.75, record.slot)
    middle = np.where(shown, middle, NONE)

    def note(hit: Bools, column: str, corruption: str, truth: Ints) -> None:
        at = np.flatnonzero(hit)
        errors.add(at, column, words.take(pa.array(truth[at])), corruption)

    alias = record.hit(draws, "alias_as_main", record.name_scale) & (names.alias_first[row] != NONE)
    alias &= record.scale > 0
    first, surname = np.where(alias, names.alias_first[row], first), np.where(alias, names.alias_surname[row], surname)
    note(alias & (surname != true_surname), "surname", "alias_as_main", true_surname)
    note(alias & (first != true_first), "forenames", "alias_as_main", true_first)
    factor = preset.number("recording", "transliteration_scale")
    for column, group, groups in (("forenames", names.group, book.groups), ("surname", names.surname_group, book.surname_groups)):
        spelt = record.hit(draws, "transliteration", factor) & (group[row] != NONE) & ~alias
        other = respelt(draws, f"{record.agency} {column} spelling", person, np.maximum(group[row], 0), groups, record.slot)
        if column == "forenames":
            first = np.where(spelt, other, first)
            note(spelt & (first != true_first), column, "transliteration", true_first)
        else:
            surname = np.where(spelt, other, surname)
            note(spelt & (surname != true_surname), column, "transliteration", true_surname)
    short = record.hit(draws, "nickname", record.name_scale) & (book.short[first] != NONE) & ~alias
    first = np.where(short, book.short[first], first)
    note(short, "forenames", "nickname", true_first)
    lifted = record.hit(draws, "middle_as_first", record.name_scale) & (names.middle[row] != NONE) & ~alias
    first, middle = np.where(lifted, names.middle[row], first), np.where(lifted, NONE, middle)
    note(lifted, "forenames", "middle_as_first", true_first)
    changed = record.hit(draws, "surname_changed", record.name_scale) & ~alias
    surname = np.where(changed, surnames_of(draws, f"{record.agency} new surname", person, record.people.locale[row]), surname)
    note(changed, "surname", "surname_changed", true_surname)
    return first, middle, surname


def misspell(word: str, how: float, where: float, letter: str) -> str:
    """One slip of the pen: a letter left out (0.3), replaced (0.3), swapped with its neighbour (0.2) or doubled (0.2)."""
    if len(word) < 3:
        return word + letter
    place = 1 + int(where * (len(word) - 1))
    if how < 0.3:
        return word[:place] + word[place + 1 :]
    if how < 0.6:
        return word[:place] + letter + word[place + 1 :]
    if how < 0.8 and place + 1 < len(word):
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word[:place] + word[place] + word[place:]


def _spoil_letters(draws: Draws, record: Record, column: str, text: pa.Array, errors: Errors) -> pa.Array:
    person = record.people.number[record.row]
    rate = error_rates(record.agency)["name_typo"] * record.scale * record.name_scale
    hit = np.flatnonzero(draws.chance(f"{record.agency} typo {column}", person, rate, record.slot))
    if not len(hit):
        return text
    words = text.take(pa.array(hit)).to_pylist()
    who, slot = person[hit], record.slot[hit]
    how, where = draws.uniform("typo how", who, slot), draws.uniform("typo where", who, slot)
    letter = draws.whole("typo letter", who, 26, slot)
    wrong = [misspell(word, h, w, _ABC[k]) for word, h, w, k in zip(words, how, where, letter, strict=True)]
    changed = np.array([a != b for a, b in zip(words, wrong, strict=True)])
    errors.add(hit[changed], column, pa.array([w for w, c in zip(words, changed, strict=True) if c], pa.string()), "name_typo")
    mask = np.zeros(len(text), dtype=np.bool_)
    mask[hit] = True
    return pc.replace_with_mask(text, pa.array(mask), pa.array(wrong, pa.string()))


def date_text(days: Ints) -> pa.Array:
    """Days since 1970 as YYYY-MM-DD."""
    return pc.cast(pa.array(days.astype(np.int32)).cast(pa.date32()), pa.string())


def _spoil_dob(draws: Draws, record: Record, errors: Errors) -> Ints:
    people, row = record.people, record.row
    person, true = people.number[row], people.dob[row]
    dob = true.copy()
    dates = true.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    of_month, month = (dates - months).astype(np.int64) + 1, months.astype(np.int64) % 12 + 1
    year_start = dates.astype("datetime64[Y]").astype("datetime64[M]")
    exchanged = ((year_start + (of_month - 1) % 12).astype("datetime64[D]")).astype(np.int64) + month - 1
    shift = np.array([-5, -3, -2, -1, 1, 2, 3, 10])[draws.whole("dob year", person, 8, record.slot)]
    by = np.array([-10, -1, 1, 10])[draws.whole("dob digit", person, 4, record.slot)]
    by = np.where((of_month + by < 1) | (of_month + by > 28), np.where(of_month > 15, -1, 1), by)
    shifted = (months + 12 * shift).astype("datetime64[D]").astype(np.int64) + np.minimum(of_month, 28) - 1
    for corruption, possible, value in (
        ("dob_alias", people.alias_dob[row] != NONE, people.alias_dob[row]),
        ("dob_day_month", of_month <= 12, exchanged),
        ("dob_digit", np.ones(len(row), dtype=np.bool_), true + by),
        ("dob_year", np.ones(len(row), dtype=np.bool_), shifted),
    ):
        hit = record.hit(draws, corruption) & possible & (dob == true) & (value != true)
        dob = np.where(hit, value, dob)
        at = np.flatnonzero(hit)
        errors.add(at, "dob", date_text(true[at]), corruption)
    return dob


def _alias_lists(draws: Draws, record: Record) -> pa.Array:
    """Other names and birth dates as JSON, on the records that list them."""
    people, row, words = record.people, record.row, name_book().column
    person = people.number[row]
    named = (people.names.alias_first[row] != NONE) & draws.chance(f"{record.agency} alias listed", person, 0.55, record.slot)
    dated = (people.alias_dob[row] != NONE) & draws.chance(f"{record.agency} alias dob listed", person, 0.50, record.slot)
    at = np.flatnonzero(named | dated)
    if not len(at):
        return pa.nulls(len(row), pa.string())
    who = row[at]
    first = np.where(named[at], people.names.alias_first[who], people.names.first[who])
    last = np.where(named[at], people.names.alias_surname[who], people.names.surname[who])
    dob = date_text(np.where(dated[at], people.alias_dob[who], people.dob[who]))
    text = pc.binary_join_element_wise(
        '[{"forenames": "',
        words.take(pa.array(first)),
        '", "surname": "',
        words.take(pa.array(last)),
        '", "dob": "',
        dob,
        '"}]',
        "",
    )
    place = np.full(len(row), -1)
    place[at] = np.arange(len(at))
    return text.take(pa.array(place, mask=place < 0))


def address_count(draws: Draws, family: Ints) -> Ints:
    """How many addresses a household has had: 1 and up to five more."""
    return 1 + np.minimum(5, np.floor(draws.exponential("addresses", family) / 0.55)).astype(np.int64)


_AREAS = "QVX"
_SECOND = "ABCDEFGHJKLMNPRSTUWY"
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"


def postcodes(draws: Draws, family: Ints, which: Ints, force: Ints) -> pa.Array:
    """Postcodes of addresses, in areas Q, V and X that do not exist; the second letter follows the police force area."""
    district = draws.whole("district", family, 90, which) + 10
    area = letters(force % 3, _AREAS)
    second = letters(force // 3 % len(_SECOND), _SECOND)
    end = [letters(draws.whole(f"inward {one}", family, len(_INWARD), which), _INWARD) for one in (0, 1)]
    return joined(area, second, digits(district, 2), " 9", *end)


def _addresses(draws: Draws, record: Record) -> tuple[pa.Array, pa.Array]:
    people, row, book = record.people, record.row, name_book()
    person, family = people.number[row], people.family[row]
    count = address_count(draws, family)
    usual = draws.chance(f"{record.agency} usual address", person, 0.7, record.slot)
    which = np.where(usual, count // 2, draws.whole(f"{record.agency} address", person, count, record.slot))
    given = draws.chance(
        f"{record.agency} address given",
        person,
        error_rates(record.agency)["address_known"] if record.scale else 1.0,
        record.slot,
    )

    def chosen(purpose: str, words: list[str]) -> pa.Array:
        return pa.array(words).take(pa.array(draws.whole(purpose, family, len(words), which)))

    number = pa.array(1 + draws.whole("house", family, 180, which)).cast(pa.string())
    line = pc.binary_join_element_wise(number, chosen("street", book.streets), chosen("street kind", book.kinds), " ")
    line = pc.binary_join_element_wise(line, chosen("town", book.towns), ", ")
    keep, empty = pa.array(given), pa.scalar(None, pa.string())
    return pc.if_else(keep, line, empty), pc.if_else(keep, postcodes(draws, family, which, people.force[row]), empty)


def error_scale(preset: Preset, agency: str) -> float:
    """How much worse than error_rates.csv an agency writes."""
    return preset.number("recording", "error_scale" if agency in AGENCIES else "voluntary_error_scale")


def write_identities(draws: Draws, preset: Preset, people: People, row: Ints, agency: str, slot: Ints) -> Written:
    """Names, dates and addresses of people as one agency's records show them."""
    record = Record(people, row, agency, slot, error_scale(preset, agency), preset.number("recording", "name_error_scale"))
    errors, words = Errors(), name_book().column
    first, middle, surname = _spoil_names(draws, preset, record, errors)
    forename = _spoil_letters(draws, record, "forenames", words.take(pa.array(first)), errors)
    second = words.take(pa.array(np.maximum(middle, 0), mask=middle == NONE))
    forenames = pc.binary_join_element_wise(forename, second, " ", null_handling="skip")
    last = _spoil_letters(draws, record, "surname", words.take(pa.array(surname)), errors)
    swapped = record.hit(draws, "name_swap")
    at = np.flatnonzero(swapped)
    errors.add(at, "surname", last.take(pa.array(at)), "name_swap")
    mask = pa.array(swapped)
    forenames, last = pc.if_else(mask, last, forenames), pc.if_else(mask, forename, last)
    address, postcode = _addresses(draws, record)
    return Written(forenames, last, _alias_lists(draws, record), _spoil_dob(draws, record, errors), address, postcode, errors)


def present(draws: Draws, preset: Preset, name: str, agency: str, person: Ints, slot: Ints) -> Bools:
    """Records that carry a number (`pnc` or `cro`)."""
    share = preset.numbers("recording", f"{name}_present")[AGENCIES.index(agency)]
    return draws.chance(f"{agency} {name} present", person, share, slot)


def empty_where(values: Any, gone: Bools | Floats) -> pa.Array:
    """A text column with some cells emptied."""
    return pc.if_else(pa.array(gone), pa.scalar(None, pa.string()), values)
