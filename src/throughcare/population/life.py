"""A block of lives: first cases, treatment, reoffending with and without it, recalls, and the day each person was lost from view."""

from dataclasses import dataclass

import numpy as np

from throughcare.population.cases import (
    COMMUNITY,
    CUSTODY,
    DEPORTED,
    NORMAL,
    SUSPENDED,
    Cases,
    joined,
    make_first_cases,
    make_later_cases,
    without_custody,
)
from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints, known
from throughcare.population.offences import offence_book
from throughcare.population.people import BACKGROUND, CONVICTED, People, make_people
from throughcare.population.presets import Preset
from throughcare.population.queue import Legs
from throughcare.population.risk import Risk, score
from throughcare.population.treatment import Candidates, dose_effect, find_candidates, first_regime

NEVER = 14_610  # forty years in days: later than this is never


@dataclass(frozen=True)
class Start:
    """What is known of a block before the queue has run."""

    people: People
    first: Cases
    risk: Risk
    candidates: Candidates


@dataclass(frozen=True)
class Recalls:
    """Recalls to custody, one entry each; `case` is the place of the recalled case among all cases of the block.

    `kind`: 0 standard, 1 fixed 14 days, 2 fixed 28 days. `again` is the day of re-release, NONE where the next case or the end comes first.
    """

    case: Ints
    row: Ints
    person: Ints
    revoked: Ints
    returned: Ints
    again: Ints
    kind: Ints
    further: Bools


@dataclass(frozen=True)
class Lives:
    """A block of whole lives; `gone` is the day a person died or left, `end` the last day of the extracts.

    `candidate_of` gives each person's place among the candidates, NONE for others. y0 and y1 are NONE where there is no day from
    which to count, and NEVER or more where it never happens.
    """

    people: People
    first: Cases
    cases: Cases
    risk: Risk
    candidates: Candidates
    start_share: Floats
    legs: Legs
    recalls: Recalls
    y0: Ints
    y1: Ints
    left: Ints
    gone: Ints
    end: int


def make_start(draws: Draws, preset: Preset, number: Ints, *, expected: float) -> Start:
    """People, first cases, risk and who could be referred."""
    people = make_people(draws, preset, number)
    first = make_first_cases(draws, preset, people)
    risk = score(draws, preset, people, first)
    end = preset.date("offending", "extract_end")
    return Start(people, first, risk, find_candidates(draws, preset, people, first, risk, expected=expected, end=end))


def days_to_sexual(draws: Draws, preset: Preset, person: Ints, log_hazard: Floats, effect: Floats) -> Ints:
    """Days to a proven sexual reoffence under a Weibull hazard; the same draw with every effect, so that null is exactly null."""
    shape = preset.number("reoffending", "sexual_shape")
    days = (draws.exponential("sexual reoffence", person) / np.exp(log_hazard + effect)) ** (1.0 / shape)
    found: Ints = np.minimum(np.floor(days) + 1, NEVER * 10).astype(np.int64)
    return found


def _effects(preset: Preset, start: Start, legs: Legs) -> tuple[Floats, Floats]:
    """Effect of what was received, and of completing what the person would have met."""
    people, first, candidates = start.people, start.first, start.candidates
    age = (np.where(known(first.entry), first.entry, people.anchor) - people.dob) / 365.25
    ones = np.ones(len(people))
    regime = first_regime(np.maximum(first.sentenced, 0) + 190, np.zeros(len(people), dtype=np.int64))
    regime[candidates.row] = candidates.regime
    began = legs.only(known(legs.started))
    row = np.searchsorted(people.number, began.person)
    regime[row] = began.regime
    received = np.zeros(len(people))
    received[row] = dose_effect(preset, began.regime, began.share, age[row])
    return received, dose_effect(preset, regime, ones, age)


def _later(draws: Draws, preset: Preset, start: Start, received: Floats, left: Ints, end: int) -> tuple[Cases, Ints, Ints]:
    people, first, number = start.people, start.first, preset.number
    convicted = (people.kind == CONVICTED) & (first.release_how <= NORMAL)
    y0 = days_to_sexual(draws, preset, people.number, start.risk.log_hazard, np.zeros(len(people)))
    y = days_to_sexual(draws, preset, people.number, start.risk.log_hazard, received)
    sexual_on = np.where(convicted, first.entry + y, NONE)
    lost = np.minimum(np.where(known(left), left, end), np.minimum(people.death - 30, end))
    row = np.flatnonzero(known(sexual_on) & (sexual_on < lost))
    book = offence_book()
    again = draws.chance("same kind again", people.number[row], 0.6)
    other = draws.pick(
        "reoffence kind", people.number[row], np.where(np.isin(book.kinds, ["traffic", "statutory", "family"]), 0, book.share)
    )
    sexual = make_later_cases(draws, preset, people, row, 2, np.where(again, first.kind[row], other), sexual_on[row])
    shape = number("reoffending", "general_shape")
    hazard = number("reoffending", "general_base") + number("reoffending", "general_extra") * (people.kind == BACKGROUND)
    hazard = hazard + 0.8 * (people.general - 0.3) - 0.02 * ((people.anchor - people.dob) / 365.25 - 40)
    days = (draws.exponential("general reoffence", people.number) / np.exp(hazard)) ** (1 / shape)
    general_on = first.entry + np.minimum(np.floor(days) + 1, NEVER * 10).astype(np.int64)
    free = known(first.entry) & (first.release_how <= NORMAL) & (general_on < lost)
    general = _general(draws, preset, people, np.flatnonzero(free), general_on, sexual)
    breach = _breaches(draws, preset, start, lost, sexual, general)
    return joined([first, general, sexual, breach]), y0, y


def _at(people: People, cases: Cases, values: Ints, default: int) -> Ints:
    found = np.full(len(people), default, dtype=np.int64)
    found[cases.row] = values
    return found


def _general(draws: Draws, preset: Preset, people: People, row: Ints, offence: Ints, sexual: Cases) -> Cases:
    """General reoffences; none while the person is held for a sexual one, and no custody that the sexual one would have to break."""
    begins, ends = _at(people, sexual, sexual.offence_from, 10**6), _at(people, sexual, sexual.entry, 10**6)
    day = offence[row]
    row = row[(day < begins[row] - 3) | (day > ends[row])]
    kind = np.full(len(row), offence_book().kind("general"))
    cases = make_later_cases(draws, preset, people, row, 1, kind, offence[row])
    before = cases.offence_from < begins[cases.row]
    return without_custody(cases, cases.in_custody & before & (cases.released >= begins[cases.row]))


def _breaches(draws: Draws, preset: Preset, start: Start, lost: Ints, sexual: Cases, general: Cases) -> Cases:
    """Convictions for failing to notify or breaching an order, never while in custody for something else."""
    people, first = start.people, start.first
    mine = (people.kind == CONVICTED) & draws.chance(
        "breaches", people.number, preset.number("reoffending", "breach_share") * 1.6
    )
    mine &= known(first.entry) & (first.release_how <= NORMAL)
    day = first.entry + 30 + draws.days("breach", people.number, 900.0, 0.9)
    mine &= day < lost - 30
    for cases in (sexual, general):
        mine &= ~((day >= _at(people, cases, cases.offence_from, 10**6)) & (day <= _at(people, cases, cases.entry, 10**6) + 30))
    row = np.flatnonzero(mine)
    found = make_later_cases(draws, preset, people, row, 3, np.full(len(row), offence_book().kind("breach")), day[row])
    return without_custody(found, found.in_custody)


def _apart(cases: Cases, row: Ints, begin: Ints, end: Ints) -> Bools:
    """Returns to custody that overlap no other period in custody of the person."""
    inside = np.flatnonzero(cases.disposal == CUSTODY)
    who = np.concatenate([row, cases.row[inside]])
    start, stop = np.concatenate([begin, cases.received[inside]]), np.concatenate([end, cases.released[inside]])
    order = np.lexsort((start, who))
    same = who[order][1:] == who[order][:-1]
    clash = same & (stop[order][:-1] >= start[order][1:])
    bad = np.zeros(len(who), dtype=np.bool_)
    bad[order[1:][clash]] = True
    bad[order[:-1][clash]] = True
    return ~bad[: len(row)]


def _recalls(draws: Draws, preset: Preset, people: People, cases: Cases, end: int) -> Recalls:
    licensed = np.flatnonzero(known(cases.licence_end) & (cases.slot != 1))
    row, person, slot = cases.row[licensed], cases.person[licensed], cases.slot[licensed]
    follower = np.minimum(licensed + 1, len(cases) - 1)
    has_next = (cases.person[follower] == person) & (follower != licensed)
    arrest = np.where(has_next, cases.arrested[follower], 10**6)
    offence = np.where(has_next, cases.offence_from[follower], 10**6)
    held = np.where(has_next & known(cases.received[follower]), cases.received[follower], 10**6)
    released, licence = cases.released[licensed], cases.licence_end[licensed]
    further = (arrest < licence) & draws.chance("recalled for offence", person, 0.8, slot)
    other = draws.chance("recalled", person, preset.number("licence", "recall_share"), slot) & (arrest > licence)
    after = draws.days("recall after", person, 190.0, 0.9, slot) + 5
    revoked = np.where(further, arrest, released + after)
    kind = draws.pick("recall kind", person, [0.6, 0.05, 0.35], slot)
    back = revoked + draws.whole("recall return", person, 6, slot)
    again = back + np.select([kind == 1, kind == 2], [14, 28], default=draws.days("recall length", person, 230.0, 0.6, slot))
    limit = np.minimum(np.minimum(licence, held - 1), np.where(further, 10**6, offence - 5))
    again = np.minimum(again, limit)
    keep = (further | other) & (revoked < licence) & (again > back + 3) & (revoked <= end) & (people.death[row] > again)
    made = Recalls(licensed, row, person, revoked, back, again, kind, further)
    keep[keep] = _apart(cases, row[keep], back[keep], again[keep])
    return Recalls(**{name: values[keep] for name, values in vars(made).items()})


def make_lives(draws: Draws, preset: Preset, start: Start, legs: Legs, start_share: Floats) -> Lives:
    """Whole lives, once the queue has said who started what."""
    people, first = start.people, start.first
    end = preset.date("offending", "extract_end")
    left = np.where(first.release_how == DEPORTED, first.released, NONE)
    received, completed = _effects(preset, start, legs)
    cases, y0, _ = _later(draws, preset, start, received, left, end)
    y1 = days_to_sexual(draws, preset, people.number, start.risk.log_hazard, completed)
    counted = (people.kind == CONVICTED) & known(first.entry)
    later_left = cases.release_how == DEPORTED
    left[cases.row[later_left]] = cases.released[later_left]
    gone = np.minimum(people.death, np.where(known(left), left, 10**6))
    return Lives(
        people,
        first,
        cases,
        start.risk,
        start.candidates,
        start_share,
        legs,
        _recalls(draws, preset, people, cases, end),
        np.where(counted, y0, NONE),
        np.where(counted, y1, NONE),
        left,
        gone,
        end,
    )


def on_order(cases: Cases) -> Bools:
    """Cases with a community or suspended sentence order."""
    found: Bools = (cases.disposal == COMMUNITY) | (cases.disposal == SUSPENDED)
    return found


def from_prison(cases: Cases) -> Bools:
    """Cases with custody."""
    found: Bools = cases.disposal == CUSTODY
    return found
