"""Who the invented people are: birth, sex, name, home, what they are suspected or convicted of, and what no record holds.

Every attribute is a function of the person's number alone, so that any block of people can be made by itself.
"""

from dataclasses import dataclass

import numpy as np

from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints
from throughcare.population.names import Names, make_names
from throughcare.population.presets import Preset
from throughcare.records.reference import read_codes

# What came of the first case of a person.
CONVICTED, FAILED, CAUTIONED, NO_ACTION, BACKGROUND = range(5)

_SMALL = ["63", "03", "23"]


def force_codes(preset: Preset) -> list[str]:
    """Forces that people live in; the Metropolitan Police once, though it has two codes."""
    if preset.number("people", "forces_used"):
        return _SMALL
    return [row["code"] for row in read_codes("forces") if row["kind"] == "territorial" and row["code"] not in ("02", "48")]


@dataclass(frozen=True)
class People:
    """A block of people; all arrays have one entry a person.

    `kind` is what came of the first case, `anchor` the day of that decision, `motivation` and `unrecorded` are causes that no record
    holds, `prior` the earlier sexual sanctions, `need` points 0 to 9. `family` is the person whose surname and home are shared.
    """

    number: Ints
    family: Ints
    woman: Ints
    kind: Ints
    anchor: Ints
    dob: Ints
    alias_dob: Ints
    locale: Ints
    names: Names
    force: Ints
    foreign: Bools
    denial: Bools
    ldc: Bools
    need: Ints
    motivation: Floats
    unrecorded: Floats
    general: Floats
    prior: Ints
    prior_contact: Bools
    gang: Bools
    death: Ints

    def __len__(self) -> int:
        return len(self.number)


def _kinds(draws: Draws, preset: Preset, number: Ints) -> Ints:
    shares = [preset.number("people", f"{name}_share") for name in ("convicted", "failed_prosecution", "caution", "no_action")]
    return draws.pick("kind", number, [*shares, 1.0 - sum(shares)])


def _anchors(draws: Draws, preset: Preset, number: Ints) -> Ints:
    first, last = preset.date("offending", "first_conviction"), preset.date("offending", "extract_end") - 20
    share = draws.uniform("anchor", number) ** preset.number("offending", "growth")
    return np.floor(first + share * (last - first)).astype(np.int64)


def _ages(draws: Draws, preset: Preset, number: Ints, kind: Ints) -> Floats:
    """Age at the decision in years, by the bands 25 and under, 26 to 45, 46 to 64, 65 and over."""
    main = draws.pick("age band", number, preset.numbers("people", "age_bands"))
    other = draws.pick("age band", number, preset.numbers("people", "background_age_bands"))
    band = np.where(kind == BACKGROUND, other, main)
    within = draws.uniform("age", number)
    low = np.array([17.2, 26.0, 46.0, 65.0])[band]
    wide = np.array([8.8, 20.0, 19.0, 17.0])[band]
    ages: Floats = low + wide * np.where(band == 3, within**1.8, np.where(band == 0, within**0.75, within))
    return ages


def _births(draws: Draws, preset: Preset, number: Ints) -> Ints:
    kind = _kinds(draws, preset, number)
    return np.floor(_anchors(draws, preset, number) - _ages(draws, preset, number, kind) * 365.25).astype(np.int64)


def _shared(draws: Draws, purpose: str, number: Ints, share: float) -> Bools:
    """Who shares something with the person before; never two in a row, so that families are pairs."""
    mine = draws.chance(purpose, number, share) & (number > 0)
    before = draws.chance(purpose, number - 1, share) & (number > 1)
    return mine & ~before


def _deaths(draws: Draws, number: Ints, dob: Ints, anchor: Ints) -> Ints:
    """Day of death under a Gompertz hazard, for people who lived two months beyond their first case (assumption)."""
    rate, slope = 0.00003, 0.09
    reached = (anchor + 60 - dob) / 365.25
    age = np.log(np.exp(slope * reached) + slope * draws.exponential("death", number) / rate) / slope
    return dob + np.ceil(age * 365.25).astype(np.int64)


def make_people(draws: Draws, preset: Preset, number: Ints) -> People:
    """The people with these numbers."""
    twin = _shared(draws, "twin", number, preset.number("people", "twin_share"))
    household = _shared(draws, "household", number, preset.number("people", "household_share"))
    family = np.where(twin | household, number - 1, number)
    birth_of = np.where(twin, number - 1, number)
    kind, anchor = _kinds(draws, preset, number), _anchors(draws, preset, np.where(twin, number - 1, number))
    dob = _births(draws, preset, birth_of)
    woman = draws.chance("woman", number, preset.number("people", "women_share")).astype(np.int64)
    locale = draws.pick("locale", family, preset.numbers("people", "locale_shares"))
    with_alias_dob = draws.chance("alias dob", number, preset.number("people", "alias_dob_share"))
    shift = draws.pick("alias dob shift", number, [1, 1, 1, 1]) * 365 + draws.whole("alias dob days", number, 300) - 700
    age = (anchor - dob) / 365.25
    need = 4.0 + 2.2 * draws.normal("need", number) + preset.number("people", "young_need_extra") * (age < 25)
    forces = force_codes(preset)
    weights = [3.0 if code in ("01", "06", "20", "13") else 1.0 for code in forces]
    return People(
        number=number,
        family=family,
        woman=woman,
        kind=kind,
        anchor=anchor,
        dob=dob,
        alias_dob=np.where(with_alias_dob, dob + shift, NONE),
        locale=locale,
        names=make_names(draws, preset, number, family, locale, woman),
        force=draws.pick("force", family, weights),
        foreign=draws.chance("foreign", number, np.array(preset.numbers("sentence", "foreign_share"))[locale]),
        denial=draws.chance("denial", number, preset.number("people", "denial_share")),
        ldc=draws.chance("ldc", number, preset.number("people", "ldc_share")),
        need=np.clip(np.rint(need), 0, 9).astype(np.int64),
        motivation=draws.normal("motivation", number),
        unrecorded=draws.normal("unrecorded", number),
        general=draws.normal("general", number),
        prior=draws.pick("prior", number, preset.numbers("offending", "prior_sanctions")),
        prior_contact=draws.chance("prior contact", number, 0.6),
        gang=draws.chance("gang", number, np.where(kind == BACKGROUND, 0.08, 0.03)),
        death=_deaths(draws, number, dob, anchor),
    )
