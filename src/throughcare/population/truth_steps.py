"""Steps that only the truth dates well: assessments done, how referrals ended, requirements over, sanctions from before.

An assessment is a document, so one that nobody wrote was not done. A referral that its service never wrote down was still made.
"""

import numpy as np
import pyarrow as pa

from throughcare.population import keys
from throughcare.population.assessments import find_assessments
from throughcare.population.community import Community, requirements_over
from throughcare.population.draws import NONE, Ints, known
from throughcare.population.earlier import find_earlier
from throughcare.population.frames import Block, Frame, stamp
from throughcare.population.programmes import legs_of_all
from throughcare.population.queue import GAVE_UP, TIME_UP
from throughcare.population.text import digits, joined
from throughcare.population.treatment import NOT_ELIGIBLE, NOT_SUITABLE, QUEUED, TOO_LATE


def episode_ids(person: Ints, slot: Ints) -> pa.Array:
    """The true episode: E, the person's nine digits and the number of the case."""
    return joined("E", digits(person, 9), digits(slot, 1))


def event_rows(
    activity: str, person: Ints, slot: Ints | None, start: Ints, end: Ints | None = None, detail: pa.Array | None = None
) -> Frame:
    """Rows of the truth's events: one activity, one entry a person."""
    count = len(person)
    return {
        "person_id": keys.person_ids(person),
        "episode_id": pa.nulls(count, pa.string()) if slot is None else episode_ids(person, slot),
        "activity": pa.array([activity] * count, pa.string()),
        "true_start": stamp(start, 0),
        "true_end": np.full(count, NONE) if end is None else stamp(end, 0),
        "detail": pa.nulls(count, pa.string()) if detail is None else detail,
    }


def referral_events(block: Block) -> list[Frame]:
    """When assessment for a programme began and found the person ready, and how referrals in custody ended without a start."""
    lives = block.lives
    legs, result = legs_of_all(block)
    at = np.searchsorted(lives.candidates.person, legs.person)
    assessing = lives.candidates.assessing[at]
    submitted = lives.candidates.submitted[at] <= lives.end
    assessed = submitted & (legs.leg == 0) & (result != NOT_ELIGIBLE) & (assessing < legs.ended) & (assessing <= lives.end)
    ready = (
        submitted
        & (legs.leg == 0)
        & np.isin(result, [QUEUED, TOO_LATE])
        & (legs.entered < legs.ended)
        & (legs.entered <= lives.end)
    )
    ended = submitted & ~known(legs.started) & np.isin(legs.how, [GAVE_UP, TIME_UP]) & (legs.ended <= lives.end)
    zero = np.zeros(len(legs), dtype=np.int64)
    made = [event_rows("REFERRAL_ASSESSMENT_STARTED", legs.person[assessed], zero[assessed], assessing[assessed])]
    made.append(event_rows("REFERRAL_SUITABLE", legs.person[ready], zero[ready], legs.entered[ready]))
    for activity, which in (
        ("REFERRAL_NOT_ELIGIBLE", result == NOT_ELIGIBLE),
        ("REFERRAL_NOT_SUITABLE", result == NOT_SUITABLE),
        ("REFERRAL_WITHDRAWN", ~np.isin(result, [NOT_ELIGIBLE, NOT_SUITABLE])),
    ):
        use = ended & which
        made.append(event_rows(activity, legs.person[use], zero[use], legs.ended[use]))
    return made


def assessment_events(block: Block) -> list[Frame]:
    """Assessments done, after sentence and before release."""
    cases = block.lives.cases
    return [event_rows("ASSESSMENT_OASYS", cases.person[at], cases.slot[at], on) for at, on, _ in find_assessments(block)]


def requirement_ends(community: Community, end: int) -> list[Frame]:
    """Programme requirements that were over, begun or not."""
    over = requirements_over(community, end)
    use = ~community.licence & known(over)
    return [event_rows("REQUIREMENT_ENDED", community.person[use], community.slot[use], over[use])]


def earlier_events(block: Block) -> list[Frame]:
    """Offence and conviction of every earlier sanction."""
    made = []
    for one in find_earlier(block):
        made.append(event_rows("OFFENCE", one.person, one.slot, one.offence, detail=one.codes))
        made.append(event_rows("CONVICTION", one.person, one.slot, one.proven, detail=one.codes))
    return made
