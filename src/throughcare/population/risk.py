"""Risk and need as tools would score them: OSP points and bands, OGRS, RSR, the programme needs identifier.

Source: domain note 7 (points and bands read in the actuarial risk service); what goes into them is invented.
"""

from dataclasses import dataclass

import numpy as np

from throughcare.population.cases import Cases
from throughcare.population.draws import NONE, Bools, Draws, Floats, Ints
from throughcare.population.offences import offence_book
from throughcare.population.people import People
from throughcare.population.presets import Preset

BANDS = ["LOW", "MEDIUM", "HIGH", "VERY_HIGH"]


@dataclass(frozen=True)
class Risk:
    """Scores of each person at first liberty after the first case; bands count from 0, low.

    `points` are OSP/DC points, `iic` the band of the ladder for images, `ogrs` per cent in two years, `ovp` and `rsr` per cent,
    `pathway` 0 high, 1 moderate, 2 alternative. `log_hazard` is the planted log hazard of a sexual reoffence, untreated.
    """

    points: Ints
    band: Ints
    percent: Floats
    iic: Ints
    iic_percent: Floats
    ogrs: Floats
    ovp: Floats
    rsr: Floats
    need_band: Ints
    risk_band: Ints
    pathway: Ints
    log_hazard: Floats


def osp_points(*, adult: Ints, child: Ints, other: Ints, age: Floats, age_last: Floats, stranger: Bools) -> Ints:
    """OSP/DC points (0 to 64) from sanctions for contact offences against adults, against children, other sexual sanctions, and ages.

    At 60 and over the age at the start of follow-up gives no points.
    """
    steps = np.where(age >= 60, 0, np.clip(14 - np.floor((age - 18) / 3), 0, 14)).astype(np.int64)
    points = 5 * np.minimum(adult, 3) + 3 * np.minimum(child, 3) + 2 * np.minimum(other, 3) + steps
    points = points + np.where(age_last >= 18, 10, np.where(age_last >= 16, 5, 0))
    return np.asarray(points + 6 * (adult + child + other >= 2) + 4 * stranger, dtype=np.int64)


def osp_band(points: Ints) -> Ints:
    """0 low (to 21), 1 medium (to 29), 2 high (to 35), 3 very high."""
    return np.searchsorted([22, 30, 36], points, side="right").astype(np.int64)


def osp_percent(points: Ints) -> Floats:
    """Probability in per cent; 0 points give 0."""
    return np.where(points == 0, 0.0, 100.0 / (1.0 + np.exp(8.633 - 0.1598 * points)))


def _ladder(image: Ints, child: Ints, other: Bools) -> tuple[Ints, Floats]:
    """Band and per cent of OSP/IIC."""
    rungs = [image >= 2, image == 1, child >= 2, child == 1, other]
    return (
        np.select(rungs, [2, 1, 0, 0, 0], default=0).astype(np.int64),
        np.select(rungs, [10.31, 3.328, 0.926, 0.634, 0.281], default=0.0),
    )


def _sanctions(people: People, cases: Cases) -> tuple[Ints, Ints, Ints, Ints]:
    book = offence_book()
    grown = book.age_low[cases.kind] >= 15
    contact, image = book.contact[cases.kind], book.image[cases.kind]
    prior_contact = np.where(people.prior_contact, people.prior, 0)
    adult = (contact & grown).astype(np.int64) + np.where(grown, prior_contact, 0)
    child = (contact & ~grown).astype(np.int64) + np.where(grown, 0, prior_contact)
    images = image.astype(np.int64) + np.where(image & ~people.prior_contact, people.prior, 0)
    other = (~contact).astype(np.int64) + np.where(people.prior_contact, 0, people.prior)
    return adult, child, other, images


def is_stranger(draws: Draws, cases: Cases) -> Bools:
    """Whether the harmed person was a stranger (assumption: 15 per cent, 40 where images only)."""
    return draws.chance("stranger", cases.person, np.where(offence_book().image[cases.kind], 0.02, 0.16), cases.slot)


def score(draws: Draws, preset: Preset, people: People, cases: Cases) -> Risk:
    """Scores at liberty after each person's first case."""
    number, who = preset.number, people.number
    adult, child, other, images = _sanctions(people, cases)
    age = (np.where(cases.entry == NONE, people.anchor, cases.entry) - people.dob) / 365.25
    age_last = (people.anchor - people.dob) / 365.25
    points = osp_points(adult=adult, child=child, other=other, age=age, age_last=age_last, stranger=is_stranger(draws, cases))
    band, percent = osp_band(points), osp_percent(points)
    iic, iic_percent = _ladder(images, child, (adult > 0) & (other > 0))
    general = people.general + 0.35 * people.prior - 0.045 * (age - 35)
    ogrs = 100.0 / (1.0 + np.exp(1.7 - 0.9 * general))
    ovp = 100.0 / (1.0 + np.exp(2.3 - 0.8 * general - 0.3 * draws.normal("ovp", who)))
    rsr = 0.3 + percent * 0.6 + ovp * 0.03
    need_band = np.searchsorted([3, 6], people.need, side="right")
    high = (ogrs >= 75) | (ovp >= 60) | (band >= 2)
    medium = (ogrs >= 50) | (ovp >= 30) | (band >= 1) | (iic >= 1) | (rsr >= 3)
    risk_band = np.where(high, 2, np.where(medium, 1, 0))
    both_high = (need_band == 2) & (risk_band == 2) | (ogrs >= 75) & (ovp >= 60)
    pathway = np.where(both_high, 0, np.where((need_band >= 1) & (risk_band >= 1), 1, 2))
    log_hazard = number("reoffending", "sexual_base") + number("reoffending", "sexual_points") * (points - 24.0)
    log_hazard = log_hazard + number("reoffending", "sexual_unrecorded") * people.unrecorded
    log_hazard = log_hazard + number("reoffending", "sexual_spread") * draws.normal("own risk", who)
    return Risk(points, band, percent, iic, iic_percent, ogrs, ovp, rsr, need_band, risk_band, pathway, log_hazard)
