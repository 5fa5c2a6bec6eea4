"""What probation writes: people, sentences, requirements, licence conditions, registers, contacts, recalls, programme referrals."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population import keys
from throughcare.population.cases import COMMUNITY, CUSTODY, SUSPENDED
from throughcare.population.community import Community, find_community, requirements_over
from throughcare.population.draws import NONE, Bools, Ints, day, known
from throughcare.population.frames import Block, Frame, Output, first_seen, flags, identity_columns, stacked, whole
from throughcare.population.identity import empty_where, write_identities
from throughcare.population.numbers import cro_as_written, pnc_as_written
from throughcare.population.offences import offence_book
from throughcare.population.police import ethnicity_text, sex_text
from throughcare.population.prison import Stays, never_merged, with_second_number
from throughcare.population.text import digits, joined, word
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
            "pnc_id": pnc_as_written(draws, preset, "probation", person, old, first, written.errors),
            "cro_number": cro_as_written(draws, preset, "probation", person, old, first),
            "ni_number": empty_where(
                joined("QQ", digits(keys.scrambled(person, 999_983, 345_679), 6), "C"),
                ~draws.chance("ni number", person, 0.3, old),
            ),
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
    over = requirements_over(community, end)[order]
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


def write_probation(block: Block, out: Output, stays: Stays) -> Community:
    """People, sentences, requirements and conditions that probation wrote about a block."""
    managed = supervised(block)
    number, at = event_numbers(block, managed), np.flatnonzero(managed)
    community = find_community(block)
    _persons(block, out, managed, stays)
    _events(block, out, at, number[at])
    _requirements(block, out, number, community)
    _conditions(block, out, number, community)
    return community
