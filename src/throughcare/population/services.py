"""What happens outside prison and probation: commissioned and voluntary services, Circles, public protection, the national record."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population import keys
from throughcare.population.cases import CUSTODY, NORMAL
from throughcare.population.court import disposal_code
from throughcare.population.cse import Truth
from throughcare.population.draws import NONE, Ints, day, known
from throughcare.population.earlier import find_earlier, has_earlier
from throughcare.population.frames import Block, Output, chosen, first_seen, flags, whole
from throughcare.population.identity import date_text, empty_where, write_identities
from throughcare.population.offences import offence_book
from throughcare.population.people import CAUTIONED, CONVICTED, NO_ACTION
from throughcare.population.probation import REGIONS, crn_of, supervised
from throughcare.population.text import digits, joined, word

SERVICES: list[str | None] = [
    "accommodation",
    "emotional_wellbeing",
    "relationships",
    "counselling",
    "harmful_sexual_behaviour",
    "mentoring",
    "helpline_follow_up",
    "other",
]
PROVIDERS: list[str | None] = ["Provider A (invented)", "Provider B (invented)", "Provider C (invented)", "Provider D (invented)"]


@dataclass(frozen=True)
class Support:
    """Services and Circles, one entry each; `start` is NONE where it never began."""

    row: Ints
    person: Ints
    asked: Ints
    start: Ints
    end: Ints
    kind: Ints


def _services(block: Block, out: Output) -> Support:
    lives, draws, people = block.lives, block.draws, block.lives.people
    first, end = lives.first, lives.end
    able = known(first.entry) & (first.release_how <= NORMAL) & (people.kind <= NO_ACTION)
    share = block.number("services", "community_share") * np.where(people.kind == CONVICTED, 1.0, 0.35)
    asked = first.entry + draws.whole("service asked", people.number, 200) - 20 * (first.disposal == CUSTODY)
    row = np.flatnonzero(
        able
        & draws.chance("service", people.number, share)
        & (asked <= end)
        & (asked < lives.gone - 5)
        & (asked > day("2008-01-01"))
    )
    person, asked = people.number[row], asked[row]
    began = ~draws.chance("service never", person, block.number("services", "not_started"))
    start = np.where(began, asked + 5 + draws.days("service wait", person, 30.0, 0.7), NONE)
    start = np.where(start < lives.gone[row], start, NONE)
    length = draws.days("service length", person, 120.0, 0.6)
    stop = np.where(known(start), np.minimum(start + length, lives.gone[row]), NONE)
    start = np.where(start <= end, start, NONE)
    stop = np.where(known(start), stop, NONE)
    kind = draws.pick("service kind", person, [22, 18, 10, 12, 16, 12, 7, 3])
    planned = 4 + draws.whole("service meetings", person, 12)
    why = draws.pick("service end", person, [62, 12, 8, 8, 6, 4])
    written = write_identities(draws, block.preset, people, row, "voluntary", np.zeros(len(row), dtype=np.int64))
    managed = np.isin(person, lives.cases.person[supervised(block)])
    crn = empty_where(
        crn_of(block, person, np.zeros(len(row), dtype=np.int64))[0],
        ~(managed & draws.chance("service crn", person, block.number("recording", "crn_on_services"))),
    )
    refs = keys.references("V", person, np.zeros(len(row), dtype=np.int64))
    over = known(stop) & (stop <= end)
    out.table(
        "community_service",
        {
            "provider": word(draws.whole("provider", person, 4), PROVIDERS),
            "service_user_ref": refs,
            "forenames": written.forenames,
            "surname": written.surname,
            "dob": written.dob,
            "postcode": written.postcode,
            "crn": crn,
            "service_type": word(kind, SERVICES),
            "voluntary": flags(kind >= 3),
            "referral_date": asked,
            "start": start,
            "end": np.where(over, stop, NONE),
            "end_reason": word(np.where(over, why, NONE), ["EAR", "NOT", "NEE", "MOV", "WOR", "ANO"]),
            "outcome": word(
                np.where(over, draws.pick("service outcome", person, [5, 3, 2]), NONE),
                ["ACHIEVED", "PARTIALLY_ACHIEVED", "NOT_ACHIEVED"],
            ),
            "attendances_planned": whole(planned),
            "attendances_kept": whole(
                np.where(known(start), np.floor(planned * draws.uniform("kept", person) ** 0.4).astype(np.int64), 0)
            ),
            "recorded_on": asked,
        },
    )
    ids = pc.binary_join_element_wise(
        word(draws.whole("provider", person, 4), PROVIDERS), refs, word(kind, SERVICES), date_text(asked), "|"
    )
    out.errors("community_service", ids, written.errors)
    out.link("community_service", refs, keys.person_ids(person))
    return Support(row, person, asked, start, stop, kind)


def _circles(block: Block, out: Output) -> Support:
    lives, draws, people = block.lives, block.draws, block.lives.people
    first, end = lives.first, lives.end
    share = (block.number("services", "circle_request_share") * (1 + lives.risk.band)).astype(np.float64)
    able = known(first.entry) & (first.release_how <= NORMAL) & (people.kind == CONVICTED) & ~people.denial
    asked = first.entry - 30 + draws.whole("circle asked", people.number, 150)
    row = np.flatnonzero(
        able
        & draws.chance("circle", people.number, share)
        & (asked <= end)
        & (asked < lives.gone - 10)
        & (asked > day("2005-01-01"))
    )
    person, asked = people.number[row], asked[row]
    given = draws.chance("circle given", person, block.number("services", "circle_given"))
    start = np.where(given, asked + 20 + draws.days("circle wait", person, 110.0, 0.5), NONE)
    start = np.where((start < lives.gone[row]) & (start <= end), start, NONE)
    kept = draws.chance("circle kept", person, 0.7)
    stop = np.where(known(start), start + np.where(kept, 365, 30 + draws.whole("circle left", person, 300)), NONE)
    stop = np.where(known(stop), np.minimum(stop, lives.gone[row]), NONE)
    written = write_identities(draws, block.preset, people, row, "circle", np.zeros(len(row), dtype=np.int64))
    managed = np.isin(person, lives.cases.person[supervised(block)])
    crn = empty_where(
        crn_of(block, person, np.zeros(len(row), dtype=np.int64))[0],
        ~(managed & draws.chance("circle crn", person, block.number("recording", "crn_on_services"))),
    )
    refs = keys.references("K", person, np.zeros(len(row), dtype=np.int64))
    over = known(stop) & (stop <= end)
    why = np.where(kept, 0, 1 + draws.pick("circle end", person, [40, 20, 8, 12, 12, 8]))
    out.table(
        "circle",
        {
            "core_member_ref": refs,
            "forenames": written.forenames,
            "surname": written.surname,
            "dob": written.dob,
            "crn": crn,
            "coordinator_area": word(people.force[row] % len(REGIONS), REGIONS),
            "requested_on": asked,
            "start": start,
            "end": np.where(over, stop, NONE),
            "volunteers": whole(np.where(known(start), 4 + draws.whole("volunteers", person, 3), NONE)),
            "ended_reason": word(
                np.where(over, why, NONE),
                ["completed", "core_member_withdrew", "recall", "reoffence", "moved", "volunteers", "other"],
            ),
            "recorded_on": asked,
        },
    )
    start_text = empty_where(date_text(np.where(known(start), start, 0)), ~known(start))
    ids = pc.binary_join_element_wise(refs, date_text(asked), start_text, "|", null_handling="replace", null_replacement="")
    out.errors("circle", ids, written.errors)
    out.link("circle", refs, keys.person_ids(person))
    return Support(row, person, asked, start, stop, np.zeros(len(row), dtype=np.int64))


def _mappa(block: Block, out: Output, truth: Truth) -> None:
    lives, draws = block.lives, block.draws
    cases, end = lives.cases, lives.end
    start = np.where(cases.disposal == CUSTODY, np.where(known(cases.released), cases.released, NONE), cases.sentenced)
    able = (
        truth.sexual
        & (cases.result == CONVICTED)
        & known(start)
        & (start <= end)
        & (cases.slot == 0)
        & (cases.release_how <= NORMAL)
    )
    at = np.flatnonzero(able & draws.chance("mappa", cases.person, 0.92))
    person, row, start = cases.person[at], cases.row[at], start[at]
    level = (
        np.where(
            lives.risk.band[row] >= 2, draws.pick("mappa high", person, [60, 33, 7]), draws.pick("mappa low", person, [94, 5, 1])
        )
        + 1
    )
    until = start + 365 * np.array([10, 7, 5, 5, 10])[np.maximum(cases.disposal[at], 0)]
    stop = np.minimum(until, lives.gone[row])
    before = empty_where(
        pc.binary_join_element_wise('[{"level": 2, "from": "', date_text(start), '"}]', ""),
        ~((level == 1) & draws.chance("level changed", person, 0.08)),
    )
    visor = joined("VI", digits(keys.scrambled(person, 9_999_991, 2_345_677), 7))
    crn = crn_of(block, person, cases.slot[at])[0]
    managed = supervised(block)[at]
    out.link("mappa", visor, keys.person_ids(person))
    out.table(
        "mappa",
        {
            "visor_ref": visor,
            "crn": empty_where(
                crn, ~managed | draws.chance("mappa crn", person, 1 - block.preset.numbers("recording", "pnc_present")[3])
            ),
            "pnc_id": empty_where(
                keys.pncs(person, first_seen(lives)[row]),
                draws.chance("mappa pnc", person, 1 - block.preset.numbers("recording", "pnc_present")[0]),
            ),
            "category": whole(np.ones(len(at), dtype=np.int64)),
            "level": whole(np.where(draws.chance("level unknown", person, 0.02), NONE, level)),
            "start": start,
            "review": np.where(stop > end, end + 120, NONE),
            "end": np.where(stop <= end, stop, NONE),
            "level_history": before,
            "recorded_on": start,
        },
    )


def _national_record(block: Block, out: Output) -> None:
    """Convictions and cautions, with earlier sanctions from before the other extracts begin."""
    lives, draws, book = block.lives, block.draws, offence_book()
    cases, people, end = lives.cases, lives.people, lives.end
    guilty = (cases.result == CONVICTED) & (cases.convicted <= end)
    caution = (cases.result == CAUTIONED) & (cases.decided <= end)
    at = np.flatnonzero(guilty | caution)
    person, slot, row = cases.person[at], cases.slot[at], cases.row[at]
    proven = np.where(guilty[at], cases.convicted[at], cases.decided[at])
    mine = cases.only(guilty | caution)
    who = np.unique(np.concatenate([row, np.flatnonzero(has_earlier(block))]))
    out.link("pnc_conviction", keys.pncs(people.number[who], first_seen(lives)[who]), keys.person_ids(people.number[who]))
    out.table(
        "pnc_conviction",
        {
            "pnc_id": keys.pncs(person, first_seen(lives)[row]),
            "cjs_code": word(cases.code[at], list(book.codes)),
            "offence_date": np.where(
                draws.chance("pnc no offence day", person, block.number("recording", "date_missing") / 3, slot),
                NONE,
                cases.offence_from[at],
            ),
            "proven_on": proven,
            "kind": word(caution[at].astype(np.int64), ["conviction", "caution"]),
            "disposal_code": empty_where(disposal_code(mine), cases.sentenced[at] > end),
            "custodial_days": whole(
                np.where((cases.disposal[at] == CUSTODY) & (cases.sentenced[at] <= end), cases.length[at], NONE)
            ),
            "recorded_on": block.lag("pnc", person, proven, slot),
        },
    )
    for one in find_earlier(block):
        out.table(
            "pnc_conviction",
            {
                "pnc_id": keys.pncs(one.person, first_seen(lives)[one.row]),
                "cjs_code": one.codes,
                "offence_date": one.offence,
                "proven_on": one.proven,
                "kind": pa.array(["conviction"] * len(one.person), pa.string()),
                "disposal_code": chosen(block, "prior result", one.person, ["1002", "1116", "1015"], [30, 50, 20], one.number),
                "custodial_days": pa.nulls(len(one.person), pa.int64()),
                "recorded_on": one.proven,
            },
        )


def write_services(block: Block, out: Output, truth: Truth) -> tuple[Support, Support]:
    """Services, Circles, public protection and the national record of a block."""
    found = _services(block, out), _circles(block, out)
    _mappa(block, out, truth)
    _national_record(block, out)
    return found
