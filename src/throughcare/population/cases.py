"""A case from offence to release: dates, result, sentence, custody, licence.

First cases are built backwards from the day of their decision, later ones forwards from the day of the offence.
Days may lie after the last day of the extracts: whoever writes records leaves out what is not yet known.
"""

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints, day, known
from throughcare.population.offences import code_of, offence_book
from throughcare.population.people import CAUTIONED, CONVICTED, FAILED, NO_ACTION, People
from throughcare.population.presets import Preset

CUSTODY, SUSPENDED, COMMUNITY, OTHER, HOSPITAL = range(5)
STANDARD, EXTENDED, CONCERN, IPP, LIFE, DTO = range(6)
NORMAL, DIED, DEPORTED, APPEALED = range(4)
MONTH = 30.4375


@dataclass(frozen=True)
class Cases:
    """Cases, one entry each; `row` is the person's place in the block, `slot` the number of the case in the person's life.

    `result` is as in people.py. `decided` is the day of charge, caution or of taking no action. `entry` is the day from which the
    person was at liberty after the case. Custody and sentence fields are NONE where there was none.
    """

    row: Ints
    person: Ints
    slot: Ints
    kind: Ints
    code: Ints
    result: Ints
    offence_from: Ints
    offence_to: Ints
    recorded: Ints
    arrested: Ints
    decided: Ints
    convicted: Ints
    sentenced: Ints
    disposal: Ints
    sentence: Ints
    length: Ints
    extension: Ints
    received: Ints
    remanded: Bools
    due: Ints
    released: Ints
    release_how: Ints
    expiry: Ints
    licence_end: Ints
    quashed: Ints
    entry: Ints

    def __len__(self) -> int:
        return len(self.row)

    def only(self, keep: Bools) -> "Cases":
        """The cases picked."""
        return Cases(**{one.name: getattr(self, one.name)[keep] for one in fields(self)})

    @property
    def in_custody(self) -> Bools:
        """Whether the case led to a sentence of custody."""
        found: Bools = self.disposal == CUSTODY
        return found


def joined(parts: list[Cases]) -> Cases:
    """Cases of several lists in one, ordered by person and slot."""
    whole = {one.name: np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Cases)}
    order = np.lexsort((whole["slot"], whole["person"]))
    return Cases(**{name: values[order] for name, values in whole.items()})


@dataclass(frozen=True)
class _Path:
    """Days of a case up to conviction."""

    offence_from: Ints
    offence_to: Ints
    recorded: Ints
    decided: Ints
    convicted: Ints


def _span(draws: Draws, person: Ints, slot: Ints) -> Ints:
    """Days an offence lasted: most are of one day, the others last weeks to years (assumption)."""
    long = draws.chance("offence lasted", person, 0.35, slot)
    return np.where(long, draws.days("offence span", person, 150.0, 1.2, slot), 0)


def _first_path(draws: Draws, preset: Preset, people: People, sexual: Bools) -> _Path:
    person, slot = people.number, np.zeros(len(people), dtype=np.int64)
    number = preset.number
    concluded = (people.kind == CONVICTED) | (people.kind == FAILED) | ~sexual
    median = np.where(
        sexual, number("process", "charge_to_conviction_days"), number("process", "general_charge_to_conviction_days")
    )
    decided = people.anchor - np.where(concluded, draws.days("charge to conviction", person, median, 0.5, slot), 0)
    median = np.where(sexual, number("process", "record_to_charge_days"), number("process", "general_record_to_charge_days"))
    recorded = decided - draws.days("record to charge", person, median, number("process", "record_to_charge_spread"), slot)
    historic = draws.chance("historic", person, number("offending", "historic_share"), slot) & sexual
    soon, late = draws.days("report delay", person, 20.0, 1.3, slot), draws.days("late report", person, 3200.0, 0.8, slot)
    offence_to = recorded - np.where(historic, late, soon)
    youngest = people.dob + int(14 * 365.25)
    offence_to = np.minimum(np.maximum(offence_to, youngest), recorded)
    offence_from = np.maximum(offence_to - _span(draws, person, slot), np.minimum(youngest, offence_to))
    return _Path(offence_from, offence_to, recorded, decided, np.where(concluded, people.anchor, NONE))


def _later_path(draws: Draws, preset: Preset, person: Ints, slot: Ints, sexual: Bools, offence: Ints) -> _Path:
    number = preset.number
    recorded = offence + np.where(
        sexual, draws.days("report delay", person, 25.0, 1.0, slot), draws.whole("report soon", person, 6, slot)
    )
    lag = np.where(
        sexual, number("process", "reoffence_record_to_charge_days"), number("process", "general_record_to_charge_days")
    )
    decided = recorded + draws.days("record to charge", person, lag, number("process", "record_to_charge_spread"), slot)
    lag = np.where(sexual, number("process", "charge_to_conviction_days"), number("process", "general_charge_to_conviction_days"))
    return _Path(offence, offence, recorded, decided, decided + draws.days("charge to conviction", person, lag, 0.5, slot))


def _sentence_kind(draws: Draws, preset: Preset, person: Ints, slot: Ints, kind: Ints, sentenced: Ints, age: Floats) -> Ints:
    book, number = offence_book(), preset.number
    grave = book.contact[kind] & (book.months[kind] >= 40)
    under_13 = book.contact[kind] & (book.age_high[kind] <= 12)
    made = np.full(len(person), STANDARD)
    concern = (
        under_13
        & (sentenced >= day("2015-04-13"))
        & draws.chance("concern", person, number("sentence", "particular_concern_share"), slot)
    )
    made = np.where(concern, CONCERN, made)
    extended = (
        grave
        & (sentenced >= day("2005-04-04"))
        & draws.chance("extended", person, number("sentence", "extended_share") * 1.6, slot)
    )
    made = np.where(extended, EXTENDED, made)
    ipp = (
        grave
        & (sentenced >= day("2005-04-04"))
        & (sentenced < day("2012-12-03"))
        & draws.chance("ipp", person, number("sentence", "ipp_share") * 2, slot)
    )
    made = np.where(ipp, IPP, made)
    life = book.contact[kind] & draws.chance("life", person, number("sentence", "life_share") * 1.5, slot)
    made = np.where(life, LIFE, made)
    return np.where(age < 18, np.where(made >= IPP, STANDARD, np.where(age < 17.9, DTO, made)), made)


def _lengths(draws: Draws, preset: Preset, person: Ints, slot: Ints, kind: Ints, sentence: Ints) -> Ints:
    """Days of the custodial term; of an indeterminate sentence the tariff. The mean of a kind is kept whatever the spread."""
    spread = preset.number("sentence", "length_spread")
    mean = offence_book().months[kind] * preset.number("sentence", "length_scale") * np.where(sentence == EXTENDED, 1.3, 1.0)
    months = mean * np.exp(spread * draws.normal("sentence length", person, slot) - spread**2 / 2)
    months = np.where(sentence == DTO, np.clip(months, 4, 24), np.clip(np.rint(months), 2, 360))
    return np.rint(months * MONTH).astype(np.int64)


def _disposals(draws: Draws, preset: Preset, person: Ints, slot: Ints, kind: Ints, extra: Floats) -> Ints:
    number = preset.number
    custody = draws.chance("custody", person, offence_book().custody[kind] * number("sentence", "custody_scale") + extra, slot)
    hospital = draws.chance("hospital", person, number("sentence", "hospital_share"), slot)
    suspended, community = number("sentence", "suspended_share"), number("sentence", "community_share")
    rest = draws.pick("not custody", person, [0.0, suspended, community, 1.0 - suspended - community], slot)
    return np.where(custody, np.where(hospital, HOSPITAL, CUSTODY), rest)


def _custody(draws: Draws, preset: Preset, people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Reception, planned and actual release, licence."""
    person, slot, row = found["person"], found["slot"], found["row"]
    inside = found["disposal"] == CUSTODY
    sentenced, length, sentence = found["sentenced"], found["length"], found["sentence"]
    held = np.where(inside, draws.chance("remanded", person, preset.number("sentence", "remand_share") * 1.7, slot), False)
    received = np.where(held, found["decided"] + 1, sentenced)
    credit = np.where(held, sentenced - received, 0)
    share = np.where((sentence == EXTENDED) | (sentence == CONCERN), 2 / 3, 0.5)
    serve = np.maximum(np.rint(length * share).astype(np.int64) - credit, 10)
    parole = np.where(sentence >= IPP, length // 2 + draws.days("parole", person, 700.0, 0.9, slot), 0)
    parole = np.where(
        (sentence == EXTENDED) | (sentence == CONCERN),
        (draws.uniform("parole delay", person, slot) * length * 0.2).astype(np.int64),
        parole,
    )
    parole = np.where(sentence == DTO, 0, parole)
    due = sentenced + serve
    leave = due + parole
    quashed = draws.chance("quashed", person, preset.number("process", "quashed_share"), slot) & known(found["sentenced"])
    quashed_on = np.where(quashed, sentenced + draws.days("appeal", person, 260.0, 0.4, slot), NONE)
    how = np.full(len(person), NORMAL)
    deported = people.foreign[row] & inside & draws.chance("deported", person, preset.number("sentence", "deported_share"), slot)
    how = np.where(deported, DEPORTED, how)
    appealed = inside & quashed & (quashed_on < leave)
    leave, how = np.where(appealed, quashed_on, leave), np.where(appealed, APPEALED, how)
    died = inside & (people.death[row] < leave)
    leave, how = np.where(died, people.death[row], leave), np.where(died, DIED, how)
    expiry = np.where(sentence >= IPP, NONE, sentenced + length - credit)
    expiry = np.where(sentence == DTO, sentenced + length, expiry)
    short = (length < 730) & (sentenced >= day("2015-02-01")) & (sentence == STANDARD)
    licence = np.where(
        short, np.maximum(expiry, leave + 365), np.where(length < 365, NONE, np.maximum(expiry, leave) + found["extension"])
    )
    licence = np.where(sentence >= IPP, np.where(sentence == DTO, expiry, leave + 3650), licence)
    blank = np.where(inside, 0, NONE)
    return {
        "received": np.where(inside, np.minimum(received, leave), NONE),
        "remanded": held,
        "due": np.where(inside, due, NONE),
        "released": np.where(inside, leave, NONE),
        "release_how": np.where(inside, how, NONE),
        "expiry": np.where(inside, np.where(expiry == NONE, NONE, np.maximum(expiry, sentenced + 20)), blank),
        "licence_end": np.where(inside & (how == NORMAL) & (licence != NONE) & (licence > leave), licence, NONE),
        "quashed": quashed_on,
    }


def _sentenced(draws: Draws, preset: Preset, people: People, found: dict[str, Any], extra: Floats) -> Cases:
    """The case with its sentence, custody and the day of liberty."""
    person, slot, row, kind = found["person"], found["slot"], found["row"], found["kind"]
    guilty = found["result"] == CONVICTED
    wait = np.where(draws.chance("sentenced at once", person, 0.3, slot), 0, draws.whole("sentence wait", person, 50, slot))
    found["convicted"] = np.where(guilty | (found["result"] == FAILED), found["convicted"], NONE)
    found["sentenced"] = np.where(guilty, found["convicted"] + wait, NONE)
    age = (found["sentenced"] - people.dob[row]) / 365.25
    disposal = np.where(guilty, _disposals(draws, preset, person, slot, kind, extra), NONE)
    sentence = _sentence_kind(draws, preset, person, slot, kind, found["sentenced"], age)
    inside = disposal == CUSTODY
    length = np.where(inside, _lengths(draws, preset, person, slot, kind, sentence), NONE)
    orders = np.array([0, 18, 24, 12, 0])[np.where(guilty, disposal, 0)] + 6 * draws.whole("order length", person, 3, slot)
    length = np.where((disposal == SUSPENDED) | (disposal == COMMUNITY), np.rint(orders * MONTH).astype(np.int64), length)
    found |= {"disposal": disposal, "sentence": np.where(inside, sentence, NONE), "length": length}
    found["extension"] = np.where(inside & (sentence == EXTENDED), np.rint(length * 0.5).astype(np.int64), 0)
    found |= _custody(draws, preset, people, found)
    decided = np.where(found["result"] == NO_ACTION, found["decided"], np.where(guilty, found["sentenced"], found["decided"]))
    found["entry"] = np.where(
        inside, found["released"], np.where(known(found["convicted"]) & ~guilty, found["convicted"], decided)
    )
    return Cases(**found)


def make_first_cases(draws: Draws, preset: Preset, people: People) -> Cases:
    """The first case of every person."""
    person, slot = people.number, np.zeros(len(people), dtype=np.int64)
    book = offence_book()
    sexual = people.kind <= NO_ACTION
    share = book.share.copy()
    share[book.kind("statutory")] = preset.number("offending", "statutory_share")
    kind = np.where(sexual, draws.pick("case kind", person, share), book.kind("general"))
    path = _first_path(draws, preset, people, sexual)
    found: dict[str, Any] = {
        "row": np.arange(len(people)),
        "person": person,
        "slot": slot,
        "kind": kind,
        "code": code_of(draws, person, slot, kind, path.offence_to),
        "result": np.where(sexual, people.kind, CONVICTED),
        **vars(path),
    }
    share_of_wait = 0.15 + 0.7 * draws.uniform("arrest", person, slot)
    found["arrested"] = path.recorded + np.floor((path.decided - path.recorded) * share_of_wait * 0.5).astype(np.int64)
    return _sentenced(draws, preset, people, found, np.zeros(len(people)))


def make_later_cases(draws: Draws, preset: Preset, people: People, row: Ints, slot: int, kind: Ints, offence: Ints) -> Cases:
    """Cases that begin with an offence on a given day; all of them end in conviction, if the person lives to see it."""
    person, slots = people.number[row], np.full(len(row), slot, dtype=np.int64)
    sexual = offence_book().share[kind] > 0
    path = _later_path(draws, preset, person, slots, sexual, offence)
    found: dict[str, Any] = {
        "row": row,
        "person": person,
        "slot": slots,
        "kind": kind,
        "code": code_of(draws, person, slots, kind, offence),
        "result": np.full(len(row), CONVICTED),
        **vars(path),
    }
    found["arrested"] = path.recorded + draws.whole("arrest soon", person, 10, slots)
    found["decided"] = np.maximum(found["decided"], found["arrested"])
    found["convicted"] = np.maximum(found["convicted"], found["decided"] + 1)
    cases = _sentenced(draws, preset, people, found, np.full(len(row), 0.12))
    lives = people.death[row] > cases.convicted + 60
    return cases.only(lives)


def without_custody(cases: Cases, change: Bools) -> Cases:
    """Cases whose custody is turned into a community order, where the person is known to have been at liberty."""
    empty = {
        name: np.where(change, NONE, getattr(cases, name))
        for name in ("received", "due", "released", "release_how", "expiry", "licence_end", "sentence")
    }
    return replace(
        cases,
        **empty,
        disposal=np.where(change, COMMUNITY, cases.disposal),
        length=np.where(change, 365, cases.length),
        extension=np.where(change, 0, cases.extension),
        remanded=cases.remanded & ~change,
        entry=np.where(change, cases.sentenced, cases.entry),
    )


def cautioned(cases: Cases) -> Bools:
    """Cases that ended in a caution."""
    found: Bools = cases.result == CAUTIONED
    return found
