"""What probation writes: people, sentences, requirements, licence conditions, registers, contacts, recalls, programme referrals."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population import keys
from throughcare.population.cases import COMMUNITY, CUSTODY, DIED, SUSPENDED
from throughcare.population.community import Community, find_community
from throughcare.population.court import programme_required
from throughcare.population.cse import Truth
from throughcare.population.draws import NONE, Bools, Ints, day, known
from throughcare.population.frames import Block, Frame, Output, chosen, first_seen, flags, identity_columns, stacked, stamp, whole
from throughcare.population.identity import empty_where, present, write_identities
from throughcare.population.offences import offence_book
from throughcare.population.police import ethnicity_text, sex_text
from throughcare.population.prison import Stays, never_merged, with_second_number
from throughcare.population.programmes import meetings
from throughcare.population.text import word
from throughcare.population.treatment import PROGRAMMES

REGIONS: list[str | None] = [
    "North East",
    "North West",
    "Greater Manchester",
    "Yorkshire and the Humber",
    "East Midlands",
    "West Midlands",
    "Wales",
    "East of England",
    "South Central",
    "South West",
    "London",
    "Kent, Surrey and Sussex",
]
_REGION_OF = {
    "01": 10,
    "03": 1,
    "04": 1,
    "05": 1,
    "06": 2,
    "07": 1,
    "10": 0,
    "11": 0,
    "17": 0,
    "12": 3,
    "13": 3,
    "14": 3,
    "16": 3,
    "20": 5,
    "21": 5,
    "22": 5,
    "23": 5,
}
_REGION_OF |= (
    dict.fromkeys(("30", "31", "32", "33", "34"), 4)
    | dict.fromkeys(("35", "36", "37", "40", "41", "42"), 7)
    | dict.fromkeys(("43", "44"), 8)
)
_REGION_OF |= (
    dict.fromkeys(("45", "46", "47"), 11)
    | dict.fromkeys(("50", "52", "53", "54", "55"), 9)
    | dict.fromkeys(("60", "61", "62", "63"), 6)
)


def supervised(block: Block) -> Bools:
    """Cases that probation manages."""
    cases, end = block.lives.cases, block.lives.end
    found: Bools = ((cases.disposal == CUSTODY) | (cases.disposal == SUSPENDED) | (cases.disposal == COMMUNITY)) & (
        cases.sentenced <= end
    )
    return found


def event_numbers(block: Block, managed: Bools) -> Ints:
    """Number of each managed case among those of its person, from 1."""
    cases = block.lives.cases
    at = np.flatnonzero(managed)
    order = np.lexsort((cases.sentenced[at], cases.person[at]))
    person = cases.person[at][order]
    fresh = np.concatenate([[True], person[1:] != person[:-1]]) if len(at) else np.zeros(0, dtype=np.bool_)
    place = np.arange(len(at))
    number = place - np.maximum.accumulate(np.where(fresh, place, 0)) + 1
    found = np.full(len(cases), NONE)
    found[at[order]] = number
    return found


def crn_of(block: Block, person: Ints, slot: Ints) -> tuple[pa.Array, Ints]:
    """The case reference a record of a case stands under, and 1 where it is the older of two."""
    old = (with_second_number(block, person) & (slot == 0)).astype(np.int64)
    return keys.crns(person, old), old


def _persons(block: Block, out: Output, managed: Bools, stays: Stays) -> None:
    draws, preset, lives = block.draws, block.preset, block.lives
    cases = lives.cases
    who = np.unique(cases.person[managed])
    double = who[with_second_number(block, who)]
    key = np.unique(np.concatenate([who * 2, double * 2 + 1]))
    person, old = key // 2, key % 2
    row = np.searchsorted(lives.people.number, person)
    written = write_identities(draws, preset, lives.people, row, "probation", old)
    first = first_seen(lives)[row]
    inside = np.isin(person, stays.person) & draws.chance("noms on crn", person, block.number("recording", "noms_on_crn"), old)
    crn, other = keys.crns(person, old), keys.crns(person, 1 - old)
    linked = np.isin(person, double) & ~never_merged(block, person)
    kind = word(old, ["MFCRN", "MTCRN"])
    ids = pc.binary_join_element_wise('[{"type": "', kind, '", "value": "', other, '"}]', "")
    force = np.array([_REGION_OF[code] for code in block.forces])
    out.table(
        "probation_person",
        {
            "crn": crn,
            "noms_number": empty_where(
                keys.noms_numbers(person, with_second_number(block, person).astype(np.int64) * old), ~inside
            ),
            "pnc_id": empty_where(keys.pncs(person, first), ~present(draws, preset, "pnc", "probation", person, old)),
            "cro_number": empty_where(keys.cros(person, first), ~present(draws, preset, "cro", "probation", person, old)),
            "other_ids": empty_where(ids, ~linked),
            **identity_columns(written, "forenames", "surname", "aliases", "dob"),
            "sex": sex_text(block, row, "probation"),
            "ethnicity": ethnicity_text(block, row, "probation", draws.chance("probation ethnicity", person, 0.05)),
            **identity_columns(written, "address", "postcode"),
            "region": word(force[lives.people.force[row]], REGIONS),
        },
    )
    out.errors("probation_person", crn, written.errors)
    out.link("probation_person", crn, keys.person_ids(person))


def _events(block: Block, out: Output, at: Ints, number: Ints) -> None:
    lives, book = block.lives, offence_book()
    cases, end = lives.cases, lives.end
    person, slot = cases.person[at], cases.slot[at]
    custody = cases.disposal[at] == CUSTODY
    last = np.where(
        custody,
        np.where(
            known(cases.licence_end[at]), cases.licence_end[at], np.where(known(cases.released[at]), cases.released[at], NONE)
        ),
        cases.sentenced[at] + cases.length[at],
    )
    recalled = np.isin(at, lives.recalls.case)
    breached = ~custody & block.draws.chance("order breached", person, 0.16, slot)
    gone = lives.gone[cases.row[at]]
    died = (lives.people.death[cases.row[at]] < last) & (last != NONE)
    over = np.minimum(np.where(breached, cases.sentenced[at] + (cases.length[at] * 0.6).astype(np.int64), last), gone)
    ended = np.where((over <= end) & (last != NONE), np.maximum(over, cases.sentenced[at]), NONE)
    reason = np.select([ended == NONE, died, breached], [NONE, 4, 1], default=0)
    status = np.where(~custody, NONE, np.where(recalled, 2, np.where(cases.released[at] <= end, 1, 0)))
    out.table(
        "probation_event",
        {
            "crn": crn_of(block, person, slot)[0],
            "event_no": number,
            "cjs_code": word(cases.code[at], list(book.codes)),
            "offence_date": cases.offence_from[at],
            "conviction_date": cases.convicted[at],
            "disposal": word(
                np.where(custody, 0, np.where(cases.disposal[at] == SUSPENDED, 1, 2)), ["custody", "suspended", "community"]
            ),
            "sentence_description": word(
                np.where(custody, 0, np.where(cases.disposal[at] == SUSPENDED, 1, 2)),
                ["Custody", "Suspended sentence order", "Community order"],
            ),
            "length_days": whole(
                np.where(custody & (cases.sentence[at] >= 3) & (cases.sentence[at] <= 4), NONE, cases.length[at])
            ),
            "start": cases.sentenced[at],
            "expected_end": np.where(last == NONE, NONE, last),
            "ended": ended,
            "termination_reason": word(reason, ["completed", "revoked_breach", "revoked_other", "recalled", "died"]),
            "in_breach": flags(breached & (ended != NONE)),
            "custody_status": word(status, ["in_custody", "released", "recalled"]),
            "recorded_on": block.lag("event", person, cases.sentenced[at], slot),
        },
    )


def requirement_ids(person: Ints, slot: Ints, number: Ints | int = 0) -> pa.Array:
    """Probation's number of a requirement."""
    return keys.references("R", person * 2 + number, slot)


def _requirements(block: Block, out: Output, number: Ints, community: Community) -> None:
    lives, draws = block.lives, block.draws
    cases, end = lives.cases, lives.end
    order = ~community.licence
    case, person, slot = community.case[order], community.person[order], community.slot[order]
    over = np.where(
        community.ended[order] <= end,
        community.ended[order],
        np.where(community.until[order] <= end, community.until[order], NONE),
    )
    why = np.select([over == NONE, community.completed[order], known(community.begun[order])], [NONE, 0, 1], default=2)
    first: Frame = {
        "crn": crn_of(block, person, slot)[0],
        "event_no": number[case],
        "requirement_id": requirement_ids(person, slot),
        "main_category": pa.array(["3103"] * len(case), pa.string()),
        "sub_category": word(community.programme[order], list(PROGRAMMES)),
        "length": whole(np.full(len(case), 60)),
        "length_unit": pa.array(["days"] * len(case), pa.string()),
        "start": community.imposed[order],
        "commencement": community.begun[order],
        "expected_end": community.until[order],
        "termination": over,
        "termination_reason": word(why, ["Completed", "Ended before completion", "Never started"]),
        "recorded_on": community.imposed[order],
    }
    ordered = np.flatnonzero(((cases.disposal == COMMUNITY) | (cases.disposal == SUSPENDED)) & (cases.sentenced <= end))
    ordered = ordered[draws.chance("rehabilitation activity", cases.person[ordered], 0.65, cases.slot[ordered])]
    person, slot = cases.person[ordered], cases.slot[ordered]
    until = cases.sentenced[ordered] + cases.length[ordered]
    begun = np.where(draws.chance("activity begun", person, 0.93, slot), cases.sentenced[ordered] + 14, NONE)
    days = 10 + 5 * draws.whole("activity days", person, 7, slot)
    second: Frame = {
        "crn": crn_of(block, person, slot)[0],
        "event_no": number[ordered],
        "requirement_id": requirement_ids(person, slot, 1),
        "main_category": word(np.where(cases.sentenced[ordered] < day("2015-02-01"), 0, 1), ["3102", "3272"]),
        "length": whole(days),
        "length_unit": pa.array(["days"] * len(ordered), pa.string()),
        "start": cases.sentenced[ordered],
        "commencement": begun,
        "expected_end": until,
        "termination": np.where(until <= end, until, NONE),
        "termination_reason": word(np.where(until <= end, 0, NONE), ["Completed"]),
        "recorded_on": cases.sentenced[ordered],
    }
    out.table("requirement", stacked([first, second]))
    _ = programme_required


def _conditions(block: Block, out: Output, number: Ints, community: Community) -> None:
    lives, draws = block.lives, block.draws
    cases, end = lives.cases, lives.end
    on = np.flatnonzero(known(cases.licence_end) & (cases.released <= end) & supervised(block))
    sexual = offence_book().share[cases.kind[on]] > 0
    licence_only = community.licence
    conditional = np.isin(on, community.case[licence_only])
    begun, programme = np.full(len(cases), NONE), np.zeros(len(cases), dtype=np.int64)
    begun[community.case[licence_only]] = community.begun[licence_only]
    programme[community.case[licence_only]] = community.programme[licence_only]
    premises = block.number("licence", "approved_premises_share")
    high = lives.risk.band[cases.row[on]] >= 1
    ones = np.ones(len(on), dtype=np.bool_)
    parts = []
    for category, detail, use in (
        ("Supervision", None, ones),
        (
            "Contact with a person",
            "Not to have unsupervised contact with a child",
            sexual & draws.chance("no contact", cases.person[on], 0.85, cases.slot[on]),
        ),
        ("Residence", "Approved premises", sexual & high & draws.chance("premises", cases.person[on], premises, cases.slot[on])),
        (
            "Items and documents",
            "Devices that reach the internet",
            sexual & draws.chance("devices", cases.person[on], 0.4, cases.slot[on]),
        ),
        (
            "Polygraph",
            None,
            sexual
            & high
            & (cases.released[on] >= day("2014-10-01"))
            & draws.chance("polygraph", cases.person[on], 0.3, cases.slot[on]),
        ),
        (
            "Electronic monitoring",
            None,
            (cases.released[on] >= day("2019-04-01")) & draws.chance("tag", cases.person[on], 0.12, cases.slot[on]),
        ),
        ("Programmes or activities", "programme", conditional),
    ):
        at = on[use]
        until = np.where(cases.licence_end[at] <= end, cases.licence_end[at], NONE)
        started = begun[at] if detail == "programme" else cases.released[at]
        text = word(programme[at], list(PROGRAMMES)) if detail == "programme" else pa.array([detail] * len(at), pa.string())
        parts.append(
            {
                "crn": crn_of(block, cases.person[at], cases.slot[at])[0],
                "event_no": number[at],
                "category": pa.array([category] * len(at), pa.string()),
                "sub_category": text,
                "start": cases.released[at],
                "commencement": started,
                "termination": until,
                "recorded_on": cases.released[at],
            }
        )
    out.table("licence_condition", stacked(parts))


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


def write_probation(block: Block, out: Output, truth: Truth, stays: Stays) -> Community:
    """Everything probation wrote about a block."""
    managed = supervised(block)
    number, at = event_numbers(block, managed), np.flatnonzero(managed)
    community = find_community(block)
    _persons(block, out, managed, stays)
    _events(block, out, at, number[at])
    _requirements(block, out, number, community)
    _conditions(block, out, number, community)
    _registrations(block, out, at, truth)
    _contacts(block, out, at, community)
    _recalls_and_nsi(block, out)
    _community_programmes(block, out, community)
    return community
