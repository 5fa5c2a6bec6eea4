"""Programmes in the community: requirements and licence conditions, whether they were ever begun, and how they ended."""

from dataclasses import dataclass

import numpy as np

from throughcare.population.cases import NORMAL
from throughcare.population.court import programme_required
from throughcare.population.draws import NONE, Bools, Ints, day, known
from throughcare.population.frames import Block
from throughcare.population.offences import offence_book
from throughcare.population.queue import COMPLETED
from throughcare.population.treatment import COMMUNITY_GROUPWORK, IHORIZON

HORIZON_HERE, CHOICES_HERE = day("2017-06-01"), day("2025-03-01")


@dataclass(frozen=True)
class Community:
    """Programmes imposed on an order or a licence, one entry each.

    `licence` says which; `begun` is NONE where it never began or began after the extracts end; `completed` whether it was finished;
    `referred` is NONE where no referral was ever made. `full` is the planned length in days.
    """

    case: Ints
    row: Ints
    person: Ints
    slot: Ints
    licence: Bools
    imposed: Ints
    until: Ints
    referred: Ints
    begun: Ints
    ended: Ints
    full: Ints
    completed: Bools
    programme: Ints

    def __len__(self) -> int:
        return len(self.case)


def _programme(block: Block, case: Ints, on: Ints) -> Ints:
    cases = block.lives.cases
    image, ldc = offence_book().image[cases.kind[case]], block.lives.people.ldc[cases.row[case]]
    horizon = np.where(ldc, 4, np.where(image, IHORIZON, 2))
    return np.select([on < HORIZON_HERE, on < CHOICES_HERE], [np.full(len(case), COMMUNITY_GROUPWORK), horizon], default=6)


def find_community(block: Block) -> Community:
    """All programme requirements and conditions imposed before the extracts end."""
    lives, draws = block.lives, block.draws
    cases, end = lives.cases, lives.end
    ordered = np.flatnonzero(programme_required(block, cases) & (cases.sentenced <= end))
    done = lives.legs.person[(lives.legs.how == COMPLETED) & known(lives.legs.started)]
    sexual = offence_book().share[cases.kind] > 0
    licensed = (
        known(cases.licence_end)
        & sexual
        & (cases.licence_end - cases.released > 400)
        & (cases.released <= end)
        & (cases.release_how == NORMAL)
    )
    licensed &= draws.chance(
        "programme condition", cases.person, block.number("licence", "programme_condition_share"), cases.slot
    )
    licensed &= ~(np.isin(cases.person, done) & (cases.slot == 0))
    on_licence = np.flatnonzero(licensed)
    case = np.concatenate([ordered, on_licence])
    licence = np.concatenate([np.zeros(len(ordered), dtype=np.bool_), np.ones(len(on_licence), dtype=np.bool_)])
    person, slot = cases.person[case], cases.slot[case]
    imposed = np.where(licence, cases.released[case], cases.sentenced[case])
    until = np.where(licence, cases.licence_end[case], imposed + cases.length[case])
    gone = lives.gone[cases.row[case]]
    begins = ~draws.chance("never commenced", person, block.number("programmes", "never_commenced"), slot)
    wait = np.minimum(
        20 + draws.days("community wait", person, 130.0, 0.6, slot),
        np.maximum(np.rint((until - imposed) * 0.6), 30).astype(np.int64),
    )
    begun = np.where(begins & (imposed + wait < gone), imposed + wait, NONE)
    programme = _programme(block, case, np.where(begun == NONE, imposed + 150, begun))
    full = np.array([0, 0, 365, 0, 365, 0, 91, 0, 400, 300])[programme]
    full = np.where(full == 0, 365, full)
    stays = ~draws.chance("community left", person, block.number("programmes", "community_left_share"), slot)
    over = np.where(
        stays, begun + full, begun + 10 + (full * 0.8 * draws.uniform("community left when", person, slot)).astype(np.int64)
    )
    over = np.minimum(np.minimum(over, np.maximum(until, begun + 5)), gone)
    referral = np.where(
        begins | draws.chance("referred anyway", person, 0.5, slot),
        imposed + 5 + draws.whole("community referral", person, 25, slot),
        NONE,
    )
    referral = np.where(known(begun), np.minimum(referral, begun - 12), referral)
    begun = np.where(begun <= end, begun, NONE)
    completed = known(begun) & stays & (over >= begun + full)
    ended = np.where(known(begun), over, NONE)
    return Community(
        case,
        cases.row[case],
        person,
        slot,
        licence,
        imposed,
        until,
        np.where(referral <= end, referral, NONE),
        begun,
        ended,
        full,
        completed,
        programme,
    )


def requirements_over(community: Community, end: int) -> Ints:
    """The day each requirement or condition was over: the programme's end, or that of the order; NONE after the extracts end."""
    done = community.ended
    return np.where(known(done) & (done <= end), done, np.where(community.until <= end, community.until, NONE))
