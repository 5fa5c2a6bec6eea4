"""Who is referred to a programme in custody, and how likely each person was to be treated.

Selection rests on risk, need, denial, time left and site, and on a cause that no record holds. The queue (queue.py) does the rest.
"""

from dataclasses import dataclass, fields

import numpy as np

from throughcare.population.cases import CUSTODY, DTO, Cases
from throughcare.population.draws import Bools, Draws, Floats, Ints, day
from throughcare.population.people import CONVICTED, People
from throughcare.population.presets import Preset
from throughcare.population.risk import Risk

REGIMES = ["sotp", "horizon_kaizen", "building_choices"]
SOTP_END, HORIZON_START, CHOICES_START = day("2017-03-31"), day("2016-10-01"), day("2024-10-01")
ROLLOUT_DAYS = 45  # Building Choices reaches one more site each month and a half (assumption)


@dataclass(frozen=True)
class Candidates:
    """People in custody who could be referred, one entry each, by person.

    `regime`, `site` and `stream` (0 moderate, 1 high) are where the person would be treated, `suitable` the day of being found ready,
    `deadline` the day of leaving custody. `result` says what became of the referral before the queue: see RESULTS.
    """

    row: Ints
    person: Ints
    submitted: Ints
    assessing: Ints
    suitable: Ints
    deadline: Ints
    regime: Ints
    site: Ints
    stream: Ints
    probability: Floats
    probability_recorded: Floats
    result: Ints

    def __len__(self) -> int:
        return len(self.person)

    def only(self, keep: Bools) -> "Candidates":
        """The candidates picked."""
        return Candidates(**{one.name: getattr(self, one.name)[keep] for one in fields(self)})


RESULTS = ["queued", "not_referred", "not_eligible", "not_suitable", "withdrawn", "too_late"]
QUEUED, NOT_REFERRED, NOT_ELIGIBLE, NOT_SUITABLE, WITHDRAWN, TOO_LATE = range(6)


def first_regime(suitable: Ints, site: Ints) -> Ints:
    """The regime a person found ready on a day meets at a site; the two handovers are not clean cuts."""
    horizon = suitable >= HORIZON_START + (site % 5) * 25
    choices = suitable >= CHOICES_START + site * ROLLOUT_DAYS
    return np.where(choices, 2, np.where(horizon, 1, 0))


def sites_used(preset: Preset, expected: float) -> list[int]:
    """How many prisons of each regime offer programmes: as published, fewer where there would be under ten people a year at one."""
    return [int(np.clip(expected / 10, 1, most)) for most in preset.numbers("programmes", "sites")]


def _log_odds(preset: Preset, people: People, risk: Risk, row: Ints, years_left: Floats, sotp: Bools, site: Floats) -> Floats:
    number = preset.number
    odds = number("programmes", "referral_base") + number("programmes", "referral_risk") * (risk.band[row] - 1.0)
    odds = odds + number("programmes", "referral_need") * (people.need[row] - 4.0)
    odds = odds + people.denial[row] * (number("programmes", "referral_denial") - 1.6 * sotp)
    odds = odds + number("programmes", "referral_time") * np.log2(np.clip(years_left, 0.25, 16.0))
    return np.asarray(odds + number("programmes", "referral_site") * site, dtype=np.float64)


def find_candidates(
    draws: Draws, preset: Preset, people: People, first: Cases, risk: Risk, *, expected: float, end: int
) -> Candidates:
    """Everyone who could be referred in custody after a first case; `expected` people a year among the whole population."""
    eligible = (first.disposal == CUSTODY) & (people.kind == CONVICTED) & (people.woman == 0) & (first.sentence != DTO)
    eligible &= (risk.band >= 1) | (risk.risk_band >= 1)
    eligible &= (first.released - first.sentenced >= 240) & (first.sentenced < end - 60)
    row = np.flatnonzero(eligible)
    who, number = people.number[row], preset.number
    submitted = np.maximum(first.sentenced[row], first.received[row]) + draws.days("referral wait", who, 110.0, 0.6)
    assessing = submitted + 5 + draws.days("assessment wait", who, 35.0, 0.6)
    suitable = assessing + 5 + draws.days("assessment", who, 30.0, 0.5)
    numbers = np.array(sites_used(preset, expected))
    regime = first_regime(suitable, draws.whole("site", who, numbers[1]))
    site = draws.whole("site", who, numbers[regime])
    deadline = first.released[row]
    years = (deadline - suitable) / 365.25
    odds = _log_odds(preset, people, risk, row, years, regime == 0, draws.normal("site mood", site * 3 + regime))
    hidden = number("programmes", "referral_unrecorded")
    probability = 1.0 / (1.0 + np.exp(-odds - hidden * people.unrecorded[row]))
    recorded = 1.0 / (1.0 + np.exp(-odds / np.sqrt(1.0 + hidden**2 * np.pi / 8)))
    ends = [number("programmes", f"{name}_share") for name in ("not_eligible", "not_suitable", "withdrawn")]
    result = np.array([NOT_ELIGIBLE, NOT_SUITABLE, WITHDRAWN, QUEUED])[draws.pick("referral end", who, [*ends, 1 - sum(ends)])]
    result = np.where(suitable + 30 > deadline, TOO_LATE, result)
    result = np.where(draws.chance("referred", who, probability), result, NOT_REFERRED)
    result = np.where(submitted + 12 > np.minimum(deadline, end), NOT_REFERRED, result)
    high = np.where(regime == 2, risk.pathway[row] == 0, risk.band[row] >= 2)
    kept = 1.0 - sum(ends)
    return Candidates(
        row,
        who,
        submitted,
        assessing,
        suitable,
        deadline,
        regime,
        site,
        high.astype(np.int64),
        probability * kept,
        recorded * kept,
        result,
    )


def programme_names(regime: Ints, stream: Ints, ldc: Bools) -> Ints:
    """The programme of a leg, as a place in PROGRAMMES."""
    sotp = np.where(stream == 1, 1, 0)
    horizon = np.where(ldc, np.where(stream == 1, 5, 4), np.where(stream == 1, 3, 2))
    choices = np.where(stream == 1, 7, 6)
    return np.select([regime == 0, regime == 1], [sotp, horizon], default=choices)


PROGRAMMES = [
    "Core Sex Offender Treatment Programme",
    "Extended Sex Offender Treatment Programme",
    "Horizon",
    "Kaizen: sexual offence",
    "New Me Strengths: sexual offence",
    "Becoming New Me Plus: sexual offence",
    "Building Choices: moderate intensity",
    "Building Choices: high intensity",
    "Community Sex Offender Groupwork Programmes",
    "iHorizon",
]
PROGRAMME_REGIME = [0, 0, 1, 1, 1, 1, 2, 2, 0, 1]
COMMUNITY_GROUPWORK, IHORIZON = 8, 9


def dose_effect(preset: Preset, regime: Ints, share: Floats, age: Floats) -> Floats:
    """Log hazard ratio of a programme received to a share: from 0 started, from a half half, 1 completed."""
    full = np.array([preset.number("effect", name) for name in REGIMES])[regime]
    dose = np.array(preset.numbers("effect", "dose"))[np.where(share >= 1, 2, np.where(share >= 0.5, 1, 0))]
    young = np.where(age < 25, preset.number("effect", "young"), 0.0)
    return np.where(full == 0, 0.0, (full + young) * dose) if not young.any() else (full + young) * dose


def waiting_years(candidates: Candidates) -> Ints:
    """Band of time left in custody when found ready: under one year, one to two, two to four, more."""
    return np.searchsorted([365, 730, 1461], candidates.deadline - candidates.suitable).astype(np.int64)
