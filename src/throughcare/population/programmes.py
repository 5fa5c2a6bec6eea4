"""What prisons write about programmes: referrals with every status held, the history staff typed in, meetings."""

import numpy as np
import pyarrow as pa

from throughcare.population import keys
from throughcare.population.draws import NONE, Bools, Ints, day, known, year_of
from throughcare.population.frames import Block, Frame, Output, chosen, constant, flags, stamp, whole
from throughcare.population.identity import empty_where
from throughcare.population.prison import PRISONS, leg_site, with_second_number
from throughcare.population.queue import COMPLETED, GAVE_UP, LEFT, MOVED, TIME_UP, Legs
from throughcare.population.text import word
from throughcare.population.treatment import (
    NOT_ELIGIBLE,
    NOT_REFERRED,
    NOT_SUITABLE,
    PROGRAMMES,
    QUEUED,
    TOO_LATE,
    WITHDRAWN,
    programme_names,
)
from throughcare.records.reference import read_codes

STATUSES: list[str | None] = [
    "REFERRAL_STARTED",
    "REFERRAL_SUBMITTED",
    "AWAITING_ASSESSMENT",
    "ON_HOLD_AWAITING_ASSESSMENT",
    "ASSESSMENT_STARTED",
    "ASSESSED_SUITABLE",
    "ON_PROGRAMME",
    "PROGRAMME_COMPLETE",
    "DESELECTED",
    "WITHDRAWN",
    "NOT_SUITABLE",
    "NOT_ELIGIBLE",
    "MOVED_TO_BUILDING_CHOICES",
]
(
    DRAFT,
    SUBMITTED,
    AWAITING,
    HOLD,
    ASSESSING,
    SUITABLE,
    ON,
    COMPLETE,
    DESELECTED,
    WITHDRAWN_STATUS,
    UNSUITABLE,
    INELIGIBLE,
    TO_CHOICES,
) = range(13)
MEETINGS = [60, 75, 32, 40, 36, 60, 26, 42, 40, 30]
ATTENDANCE_FROM = day("2012-01-01")


def legs_of_all(block: Block) -> tuple[Legs, Ints]:
    """Queue legs and, as one leg each, referrals that never reached the queue; with the candidate's result for each."""
    candidates, legs = block.lives.candidates, block.lives.legs
    other = candidates.only((candidates.result != QUEUED) & (candidates.result != NOT_REFERRED))
    zero = np.zeros(len(other), dtype=np.int64)
    none = np.full(len(other), NONE)
    over = np.select(
        [other.result == NOT_ELIGIBLE, other.result == TOO_LATE], [other.submitted + 14, other.deadline], default=other.suitable
    )
    before = Legs(
        other.person,
        zero,
        other.regime,
        other.site,
        other.stream,
        other.suitable,
        none,
        over,
        zero.astype(np.float64),
        np.full(len(other), TIME_UP),
    )
    parts = {name: np.concatenate([getattr(legs, name), getattr(before, name)]) for name in vars(legs)}
    result = np.concatenate([np.full(len(legs), QUEUED), other.result])
    order = np.lexsort((parts["leg"], parts["person"]))
    return Legs(**{name: values[order] for name, values in parts.items()}), result[order]


def _last_status(legs: Legs, result: Ints) -> Ints:
    ends = np.array([NONE, COMPLETE, DESELECTED, WITHDRAWN_STATUS, WITHDRAWN_STATUS, WITHDRAWN_STATUS])[legs.how]
    ends = np.where((legs.how == MOVED) & (legs.regime == 1), TO_CHOICES, ends)
    return np.select(
        [result == NOT_ELIGIBLE, result == NOT_SUITABLE, result == WITHDRAWN],
        [INELIGIBLE, UNSUITABLE, WITHDRAWN_STATUS],
        default=ends,
    )


def _status_days(block: Block, legs: Legs, result: Ints) -> tuple[Ints, Ints]:
    """Matrices leg x step of the status held and the day it began; NONE where a step was not taken."""
    candidates, draws = block.lives.candidates, block.draws
    at = np.searchsorted(candidates.person, legs.person)
    first = legs.leg == 0
    submitted = np.where(first, candidates.submitted[at], legs.entered - 13)
    assessing = np.where(first, candidates.assessing[at], legs.entered - 6)
    awaiting = np.minimum(submitted + 3, assessing - 1)
    held = draws.chance("on hold", legs.person, 0.05, legs.leg) & (assessing - awaiting > 12) & first
    clean = block.number("recording", "late_share") == 0
    skipped = draws.chance("step skipped", legs.person, 0.0 if clean else 0.02, legs.leg)
    assessed = ~np.isin(result, [NOT_ELIGIBLE]) & (assessing < legs.ended)
    held &= assessed
    skipped &= assessed & ~held
    ready = ~np.isin(result, [NOT_ELIGIBLE, NOT_SUITABLE, WITHDRAWN]) & (legs.entered < legs.ended)
    steps = [
        (DRAFT, np.where(first, submitted - 8, NONE)),
        (SUBMITTED, submitted),
        (AWAITING, np.where((awaiting < legs.ended) & ~skipped, awaiting, NONE)),
        (HOLD, np.where(held, awaiting + 3, NONE)),
        (AWAITING, np.where(held, assessing - 4, NONE)),
        (ASSESSING, np.where(assessed, assessing, NONE)),
        (SUITABLE, np.where(ready, legs.entered, NONE)),
        (ON, legs.started),
    ]
    last = _last_status(legs, result)
    status = np.stack([*(np.full(len(legs), one) for one, _ in steps), last], axis=1)
    began = np.stack([*(days for _, days in steps), np.where(last == NONE, NONE, legs.ended)], axis=1)
    return np.where(began == NONE, NONE, status), began


def _reasons(block: Block, legs: Legs, result: Ints) -> tuple[Ints, list[str | None], list[str | None]]:
    """Place of the reason for leaving, and the lists of reasons and their categories."""
    codes = [row for row in read_codes("withdrawal_reasons") if row["system"] == "prison"]
    names = [row["code"] for row in codes]

    def some(purpose: str, words: list[str], weights: list[float]) -> Ints:
        places = np.array([names.index(one) for one in words])
        picked: Ints = places[block.draws.pick(purpose, legs.person, weights, legs.leg)]
        return picked

    died = block.lives.first.release_how[np.searchsorted(block.lives.people.number, legs.person)] == 1
    left = some(
        "left why",
        ["D_MOTIVATION", "D_BEHAVIOUR_IN", "D_MISSED", "D_TRANSFER_PROCESS", "D_REGIME", "D_HEALTH", "D_OTHER"],
        [25, 20, 15, 15, 8, 10, 7],
    )
    refused = some(
        "refused why", ["W_MOTIVATION", "W_PERSONAL", "W_INSTRUCTED_SOLICITOR", "W_HEALTH", "W_DUPLICATE"], [50, 18, 12, 12, 8]
    )
    time_up = np.where(
        died, names.index("W_DEATH"), some("time why", ["W_RELEASED", "W_NO_TIME", "W_SENTENCE_ENDED"], [60, 30, 10])
    )
    no_place = np.full(len(legs), names.index("W_NOT_AVAILABLE"))
    why = np.select(
        [result == WITHDRAWN, legs.how == LEFT, (legs.how == GAVE_UP) | (legs.how == MOVED)],
        [refused, left, no_place],
        default=time_up,
    )
    return why, list(names), [row["category"] for row in codes]


def referral_ids(block: Block, person: Ints, leg: Ints) -> pa.Array:
    """Number of a referral in custody."""
    return keys.uuid_of(block.draws, "referral", person, leg)


def _statuses(block: Block, out: Output, legs: Legs, result: Ints) -> tuple[Ints, Ints]:
    """Writes every status held; gives back the last status and the day of submission of each leg."""
    status, began = _status_days(block, legs, result)
    began = np.where(began > block.lives.end, NONE, began)
    status = np.where(began == NONE, NONE, status)
    following = np.full(status.shape, NONE)
    current = np.full(len(legs), NONE)
    next_day = np.full(len(legs), NONE)
    for step in range(status.shape[1] - 1, -1, -1):
        here = status[:, step] != NONE
        following[:, step] = next_day
        current = np.where(here & (current == NONE), status[:, step], current)
        next_day = np.where(here, began[:, step], next_day)
    flat = np.flatnonzero(status.ravel() != NONE)
    leg = flat // status.shape[1]
    which, start, stop = status.ravel()[flat], began.ravel()[flat], following.ravel()[flat]
    why, names, categories = _reasons(block, legs, result)
    reason = np.where((which == WITHDRAWN_STATUS) | (which == DESELECTED), why[leg], NONE)
    hour = 9 + which % 8
    out.table(
        "prison_referral_status",
        {
            "referral_id": referral_ids(block, legs.person[leg], legs.leg[leg]),
            "status": word(which, STATUSES),
            "start_at": stamp(start, hour),
            "end_at": stamp(stop, np.where(stop == start, hour, 9)) if len(leg) else stop,
            "category": word(reason, categories),
            "reason": word(reason, names),
            "recorded_on": start,
        },
    )
    return current, began[:, 1]


def _referrals(block: Block, out: Output, legs: Legs, result: Ints) -> None:
    lives, draws = block.lives, block.draws
    status, submitted = _statuses(block, out, legs, result)
    row = np.searchsorted(lives.people.number, legs.person)
    ldc = lives.people.ldc[row]
    name = programme_names(legs.regime, legs.stream, ldc)
    risk = lives.risk
    score = np.clip(np.rint(risk.points[row] * 0.45 + 4 * draws.normal("offence score", legs.person)), 0, 40).astype(np.int64)
    override = draws.chance("override", legs.person, 0.06, legs.leg)
    second = with_second_number(block, legs.person).astype(np.int64)
    out.table(
        "prison_programme_referral",
        {
            "referral_id": referral_ids(block, legs.person, legs.leg),
            "noms_number": keys.noms_numbers(legs.person, second),
            "programme": word(name, list(PROGRAMMES)),
            "audience": pa.array(["Sexual offence"] * len(legs), pa.string()),
            "offering_prison": word(leg_site(legs.regime, legs.site), list(PRISONS)),
            "status": word(status, STATUSES),
            "submitted_on": submitted,
            "original_referral_id": empty_where(referral_ids(block, legs.person, np.maximum(legs.leg - 1, 0)), legs.leg == 0),
            "override_reason": empty_where(
                chosen(block, "override why", legs.person, ["risk", "need", "sentence", "operational", "other"], slot=legs.leg),
                ~override,
            ),
            "has_ldc": flags(ldc),
            "ldc_overridden": flags(draws.chance("ldc override", legs.person, 0.03)),
            "sexual_offence_score": whole(score),
            "recorded_on": submitted,
        },
    )


_LEGACY = ["Core SOTP", "Extended SOTP", None, "Kaizen", "NMS", "BNM+", "BC moderate", "BC high", None, None]


def _history(block: Block, out: Output, legs: Legs) -> None:
    lives, draws = block.lives, block.draws
    use = (
        known(legs.started)
        & (legs.started <= lives.end)
        & draws.chance("participation", legs.person, block.number("recording", "participation_recorded"), legs.leg)
    )
    mine = legs.only(use)
    person, leg = mine.person, mine.leg
    row = np.searchsorted(lives.people.number, person)
    name = programme_names(mine.regime, mine.stream, lives.people.ldc[row])
    clean = block.number("recording", "late_share") == 0
    legacy = (
        draws.chance("legacy name", person, 0.0 if clean else 0.04, leg)
        & (np.array([word is not None for word in _LEGACY])[name])
    )
    over = mine.ended <= lives.end
    finished = over & (mine.how == COMPLETED)
    years_only = draws.chance("years only", person, block.number("recording", "participation_year_only"), leg)
    second = with_second_number(block, person).astype(np.int64)
    names: list[str | None] = [*PROGRAMMES, *_LEGACY]
    out.table(
        "course_participation",
        {
            "noms_number": keys.noms_numbers(person, second),
            "course": word(np.where(legacy, name + len(PROGRAMMES), name), names),
            "other_course": empty_where(
                constant("Also wing-based relapse work", len(mine)), ~draws.chance("other course", person, 0.03, leg)
            ),
            "setting": pa.array(["CUSTODY"] * len(mine), pa.string()),
            "location": empty_where(
                word(leg_site(mine.regime, mine.site), list(PRISONS)), draws.chance("no location", person, 0.3)
            ),
            "outcome": word(np.where(over, np.where(finished, 0, 1), NONE), ["COMPLETE", "INCOMPLETE"]),
            "year_started": whole(
                year_of(mine.started) - draws.chance("year wrong", person, block.number("recording", "year_wrong"), leg)
            ),
            "year_completed": whole(np.where(finished, year_of(mine.ended), NONE)),
            "started_on": np.where(years_only, NONE, mine.started),
            "completed_on": np.where(years_only | ~finished, NONE, mine.ended),
            "recorded_on": block.lag("history", person, np.where(over, mine.ended, mine.started), leg),
        },
    )


def meetings(
    block: Block, ids: pa.Array, person: Ints, slot: Ints, programme: Ints, began: Ints, over: Ints, full: Ints, one_to_one: Bools
) -> Frame:
    """Scheduled meetings of programmes that began, up to the day the person stopped coming or the extracts end."""
    draws = block.draws
    count = np.array(MEETINGS)[programme]
    at = np.repeat(np.arange(len(person)), count)
    which = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    planned = began[at] + (which * np.maximum(full[at], 1)) // count[at]
    keep = (planned <= np.minimum(over[at], block.lives.end)) & (planned >= ATTENDANCE_FROM)
    at, which, planned = at[keep], which[keep], planned[keep]
    single = (which % 5 == 4) & one_to_one[at]
    code = draws.pick("attendance", person[at], [86, 2, 1, 3, 3, 2, 1.5, 1, 0.5], slot[at] * 128 + which)
    return {
        "referral_id": ids.take(pa.array(at)),
        "group_id": word(np.where(single, NONE, 0), ["x"])
        if not len(at)
        else empty_where(_groups(programme[at], began[at]), single),
        "module": pa.array(1 + which // 6).cast(pa.string()),
        "meeting_type": word(single.astype(np.int64), ["GROUP", "ONE_TO_ONE"]),
        "planned_on": planned,
        "minutes": whole(np.where(single, 60, 150)),
        "outcome_code": word(code, ["ATTC", "AFTC", "ATSH", "UAAB", "AAME", "ATSS", "AAAA", "AACL", "CO05"]),
        "catch_up": flags(draws.chance("catch up", person[at], 0.02, slot[at] * 128 + which)),
        "recorded_on": planned,
    }


def _groups(programme: Ints, began: Ints) -> pa.Array:
    from throughcare.population.text import digits, joined

    return joined("G", digits(programme, 2), digits(began, 5))


def _attendance(block: Block, out: Output, legs: Legs) -> None:
    lives = block.lives
    mine = legs.only(known(legs.started) & (legs.started <= lives.end))
    row = np.searchsorted(lives.people.number, mine.person)
    name = programme_names(mine.regime, mine.stream, lives.people.ldc[row])
    full = np.rint((mine.ended - mine.started) / np.maximum(mine.share, 0.01)).astype(np.int64)
    ids = referral_ids(block, mine.person, mine.leg)
    out.table(
        "programme_attendance",
        meetings(block, ids, mine.person, mine.leg, name, mine.started, mine.ended, full, mine.regime == 2),
    )


def write_programmes(block: Block, out: Output) -> None:
    """Everything prisons wrote about programmes for a block."""
    legs, result = legs_of_all(block)
    candidates = block.lives.candidates
    at = np.searchsorted(candidates.person, legs.person)
    submitted = np.where(legs.leg == 0, candidates.submitted[at], legs.entered - 13) <= block.lives.end
    legs, result = legs.only(submitted), result[submitted]
    recorded = block.draws.chance("referral recorded", legs.person, block.number("recording", "referral_recorded"))
    _history(block, out, legs)
    _attendance(block, out, legs.only(recorded))
    _referrals(block, out, legs.only(recorded), result[recorded])
