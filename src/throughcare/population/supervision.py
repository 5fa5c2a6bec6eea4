"""What probation writes about the course of supervision: registers, contacts, recalls, approved premises, programme referrals."""

import numpy as np
import pyarrow as pa

from throughcare.population import keys
from throughcare.population.cases import CUSTODY, DIED
from throughcare.population.community import Community
from throughcare.population.cse import Truth
from throughcare.population.draws import NONE, Bools, Ints, day, known
from throughcare.population.frames import Block, Frame, Output, chosen, flags, stacked, stamp
from throughcare.population.identity import empty_where
from throughcare.population.offences import offence_book
from throughcare.population.probation import crn_of, requirement_ids, supervised
from throughcare.population.programmes import meetings
from throughcare.population.text import word


def _registrations(block: Block, out: Output, at: Ints, truth: Truth) -> None:
    lives, draws = block.lives, block.draws
    cases, end = lives.cases, lives.end
    first = at[np.unique(cases.person[at], return_index=True)[1]]
    person, slot, row = cases.person[first], cases.slot[first], cases.row[first]
    sexual, child, exploited = truth.sexual[first], truth.child[first], truth.exploited[first]
    start = cases.sentenced[first] + 10
    level = draws.pick("mappa level", person, [0.03, 0.86, 0.09, 0.02])
    risk = lives.risk.band[row]
    parts = []
    for code, name, use, levels in (
        ("MAPP", "MAPPA", sexual & draws.chance("mapp", person, 0.9), True),
        ("RCHD", "Risk to Children", child & draws.chance("rchd", person, 0.85), False),
        ("RHRH", "High RoSH", sexual & (risk >= 2) & draws.chance("rhrh", person, 0.85), False),
        ("RMRH", "Medium RoSH", sexual & (risk == 1) & draws.chance("rmrh", person, 0.85), False),
        (
            "ALT14",
            "Child Exploitation History",
            (exploited & draws.chance("ceh", person, 0.35)) | (child & draws.chance("ceh wrong", person, 0.02)),
            False,
        ),
        ("ALT4", "Registered Sex Offender", sexual & draws.chance("rso", person, 0.9), False),
        ("STRG", "Street Gangs", lives.people.gang[row] & draws.chance("strg", person, 0.4), False),
        (
            "RGN037",
            "Sexual Harm Prevention Order / Sexual Risk Order",
            sexual & (start >= day("2015-03-08")) & draws.chance("shpo register", person, 0.4),
            False,
        ),
    ):
        mine = use & (start <= end)
        stop = np.where(draws.chance(f"{code} ended", person[mine], 0.25), start[mine] + 1500, NONE)
        none: list[str | None] = ["M0", "M1", "M2", "M3"]
        parts.append(
            {
                "crn": crn_of(block, person[mine], slot[mine])[0],
                "register_code": pa.array([code] * int(mine.sum()), pa.string()),
                "register_name": pa.array([name] * int(mine.sum()), pa.string()),
                "level": word(level[mine] if levels else np.full(int(mine.sum()), NONE), none),
                "category": word(np.full(int(mine.sum()), 1 if levels else NONE), none),
                "start": start[mine],
                "next_review": np.where(stop == NONE, end + 90, NONE),
                "end": np.where(stop <= end, stop, NONE),
                "recorded_on": block.lag(f"register {code}", person[mine], start[mine]),
            }
        )
    out.table("registration", stacked(parts))


def _contacts(block: Block, out: Output, at: Ints, community: Community) -> None:
    """A few contacts of each period of supervision: enough to show attendance, not all there would be (assumption)."""
    lives = block.lives
    cases, end = lives.cases, lives.end
    start = np.where(cases.disposal[at] == CUSTODY, cases.released[at], cases.sentenced[at])
    stop = np.where(cases.disposal[at] == CUSTODY, cases.licence_end[at], cases.sentenced[at] + cases.length[at])
    gone = lives.gone[cases.row[at]]
    count = (
        np.clip((np.minimum(np.minimum(stop, end), gone) - start) // 60, 0, 8) * (stop != NONE) * (cases.release_how[at] != DIED)
    )
    where = np.repeat(at, count)
    which = np.arange(len(where)) - np.repeat(np.cumsum(count) - count, count)
    on = np.repeat(start, count) + 7 + which * 55
    person, slot = cases.person[where], cases.slot[where]
    with_requirement = np.isin(where, community.case[~community.licence]) & (which % 2 == 1)
    out.table(
        "contact",
        {
            "crn": crn_of(block, person, slot)[0],
            "contact_at": stamp(on, 9 + person % 8, slot * 7 + which),
            "type": chosen(
                block,
                "contact type",
                person,
                ["Planned office visit", "Planned telephone contact", "Home visit"],
                [70, 18, 12],
                slot * 16 + which,
            ),
            "outcome_code": chosen(
                block,
                "contact outcome",
                person,
                ["ATTC", "AFTC", "UAAB", "AAME", "AAEM", "RSSR", None],
                [78, 2, 6, 4, 3, 4, 3],
                slot * 16 + which,
            ),
            "requirement_id": empty_where(requirement_ids(person, slot), ~with_requirement),
            "hours_credited": pa.array(np.where(with_requirement, 1.0, 0.0), mask=~with_requirement),
            "recorded_on": on,
        },
    )


def _recalls_and_nsi(block: Block, out: Output) -> None:
    lives, draws = block.lives, block.draws
    recalls, cases = lives.recalls, lives.cases
    slot = cases.slot[recalls.case]
    crn = crn_of(block, recalls.person, slot)[0]
    reason = np.where(recalls.further, 0, 1 + draws.pick("recall reason", recalls.person, [35, 25, 20, 12, 8], slot))
    out.table(
        "recall",
        {
            "crn": crn,
            "noms_number": keys.noms_numbers(recalls.person),
            "revocation_date": recalls.revoked,
            "return_to_custody_date": recalls.returned,
            "recall_type": word(recalls.kind, ["LR", "FTR_14", "FTR_28"]),
            "reason": word(
                reason, ["further_offence_charged", "poor_behaviour", "failed_contact", "residence", "drugs_alcohol", "other"]
            ),
            "recorded_on": recalls.revoked,
        },
    )
    premises = block.number("licence", "approved_premises_share")
    use = known(cases.licence_end) & (cases.released <= lives.end) & (offence_book().share[cases.kind] > 0)
    use &= (lives.risk.band[cases.row] >= 1) & draws.chance("premises", cases.person, premises, cases.slot) & supervised(block)
    at = np.flatnonzero(use)
    person, slot = cases.person[at], cases.slot[at]
    start = cases.released[at]
    stop = start + 60 + draws.whole("premises days", person, 90, slot)
    out.table(
        "nsi",
        {
            "crn": crn_of(block, person, slot)[0],
            "nsi_id": keys.references("S", person, slot),
            "type": pa.array(["Approved premises"] * len(at), pa.string()),
            "sub_type": pa.array(["Residence"] * len(at), pa.string()),
            "referral_date": start - 60,
            "actual_start": start,
            "actual_end": np.where(stop <= lives.end, stop, NONE),
            "status": word(np.where(stop <= lives.end, 0, 1), ["Ended", "In residence"]),
            "outcome": word(
                np.where(stop <= lives.end, draws.pick("premises outcome", person, [0.8, 0.2], slot), NONE),
                ["Moved on", "Left early"],
            ),
            "recorded_on": start,
        },
    )


COMMUNITY_STATUSES: list[str | None] = [
    "Awaiting assessment",
    "Awaiting allocation",
    "Scheduled",
    "On programme",
    "Programme complete",
    "Breach (non-attendance)",
    "Withdrawn",
    "Deprioritised",
]


def community_referral_ids(block: Block, person: Ints, slot: Ints, licence: Bools) -> pa.Array:
    """Number of a referral for delivery in the community."""
    return keys.uuid_of(block.draws, "community referral", person, slot * 2 + licence)


def _community_statuses(block: Block, ids: pa.Array, mine: Community) -> Frame:
    draws, end = block.draws, block.lives.end
    begun, received = known(mine.begun), mine.referred
    gap = np.where(begun, mine.begun - received, 90)
    left = begun & ~mine.completed
    stuck = draws.pick("community stuck", mine.person, [0.5, 0.5], mine.slot)
    steps = [
        (0, received),
        (1, np.where(begun | (stuck == 1), received + gap // 3, NONE)),
        (2, np.where(begun, received + (gap * 2) // 3, NONE)),
        (7, np.where(~begun, received + 75, NONE)),
        (3, mine.begun),
        (4, np.where(mine.completed, mine.ended, NONE)),
        (5, np.where(left, np.maximum(mine.ended - 3, mine.begun + 1), NONE)),
        (6, np.where(left, np.maximum(mine.ended, mine.begun + 2), NONE)),
    ]
    status = np.stack([np.full(len(mine), one) for one, _ in steps], axis=1)
    days = np.stack([np.where(on <= end, on, NONE) for _, on in steps], axis=1)
    following = np.full(days.shape, NONE)
    after = np.full(len(mine), NONE)
    for step in range(days.shape[1] - 1, -1, -1):
        following[:, step] = after
        after = np.where(days[:, step] != NONE, days[:, step], after)
    flat = np.flatnonzero(days.ravel() != NONE)
    which = flat // days.shape[1]
    begin, stop = days.ravel()[flat], following.ravel()[flat]
    return {
        "referral_id": ids.take(pa.array(which)),
        "status": word(status.ravel()[flat], COMMUNITY_STATUSES),
        "start_at": stamp(begin, 10, status.ravel()[flat]),
        "end_at": stamp(stop, 11),
        "recorded_on": begin,
    }


def _community_programmes(block: Block, out: Output, found: Community) -> None:
    lives, draws = block.lives, block.draws
    use = known(found.referred) & (known(found.begun) | (found.referred <= lives.end))
    mine = Community(**{name: values[use] for name, values in vars(found).items()})
    ids = community_referral_ids(block, mine.person, mine.slot, mine.licence)
    unsaid = ~draws.chance("innocence recorded", mine.person, block.number("recording", "denial_recorded"))
    out.table(
        "community_programme_referral",
        {
            "referral_id": ids,
            "crn": crn_of(block, mine.person, mine.slot)[0],
            "cohort": pa.array(["SEXUAL_OFFENCE"] * len(mine), pa.string()),
            "cohort_since": mine.referred,
            "requirement_id": empty_where(requirement_ids(mine.person, mine.slot), mine.licence),
            "sourced_from": word(mine.licence.astype(np.int64), ["requirement", "licence_condition"]),
            "has_ldc": flags(lives.people.ldc[mine.row]),
            "maintains_innocence": flags(lives.people.denial[mine.row], unsaid),
            "received_on": mine.referred,
            "recorded_on": mine.referred,
        },
    )
    out.table("community_referral_status", _community_statuses(block, ids, mine))
    on = known(mine.begun)
    some = pa.array(on)
    out.table(
        "programme_attendance",
        meetings(
            block,
            ids.filter(some),
            mine.person[on],
            mine.slot[on] + 16,
            mine.programme[on],
            mine.begun[on],
            mine.ended[on],
            mine.full[on],
            mine.programme[on] == 6,
        ),
    )


def write_supervision(block: Block, out: Output, truth: Truth, community: Community) -> None:
    """Everything probation wrote about the course of supervision of a block."""
    at = np.flatnonzero(supervised(block))
    _registrations(block, out, at, truth)
    _contacts(block, out, at, community)
    _recalls_and_nsi(block, out)
    _community_programmes(block, out, community)
