"""What police forces write: crimes with flags and free text, people under suspicion, notices; referrals of children.

Flag errors follow F083 to F085 of the public figures; a flag exists from 1 April 2016.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population import cse, keys
from throughcare.population.cse import Truth
from throughcare.population.draws import NONE, Bools, Floats, Ints, day, known
from throughcare.population.frames import Block, Frame, Output, chosen, first_seen, flags, identity_columns, joined_text, whole
from throughcare.population.identity import empty_where, write_identities
from throughcare.population.numbers import cro_as_written, pnc_as_written
from throughcare.population.offences import offence_book
from throughcare.population.people import CAUTIONED, CONVICTED, FAILED, NO_ACTION
from throughcare.population.text import word
from throughcare.records.reference import read_codes

MET_CCE_FLAG = day("2019-07-01")
WORST_UNTIL = day("2020-01-01")

# Words that tell, one list an element, and words that mislead because a text rule reads them too. Invented.
TELLING = {
    cse.COERCE: ["Threats were made.", "She was forced to stay.", "He spoke of a debt that had to be worked off."],
    cse.MANIPULATE: ["Groomed over some weeks.", "He posed as a boyfriend.", "Befriended at a bus stop."],
    cse.EXCHANGE: [
        "Gifts were given.",
        "Alcohol and cigarettes were handed over.",
        "Money was offered.",
        "Promised a new phone and food.",
    ],
    cse.TECHNOLOGY: ["Contact began online.", "Messages by snapchat.", "Messages by whatsapp and webcam."],
    cse.STATUS: ["Others were present and looked on.", "Done to impress the group."],
}
MISLEADING = [
    "His phone was seized.",
    "Unpaid rent came up in interview.",
    "Paid his own fare home.",
    "Food was on the table.",
    "No threat was made.",
]
OPENING = [
    "Disclosure to a teacher.",
    "Report by a parent.",
    "Found after a missing episode.",
    "Referred by social care.",
    "Report after many years.",
    "Device examined.",
]


def crime_force(block: Block) -> tuple[Ints, Ints]:
    """Force of each case, and which of the person's numbers is used: 0 at home, 1 in another force, 2 a second number at home."""
    cases, people = block.lives.cases, block.lives.people
    away = block.draws.chance("other force", cases.person, block.number("police", "other_force_share"), cases.slot)
    home, count = people.force[cases.row], len(block.forces)
    other = (home + 1 + block.draws.whole("which force", cases.person, max(count - 1, 1))) % count
    away &= count > 1
    again = block.draws.chance("second nominal", cases.person, block.number("recording", "second_nominal_share"))
    second = np.where(away, 1, np.where(again & (cases.slot > 0), 2, 0))
    return np.where(away, other, home), second


def wrong_flag_rate(block: Block, force: Ints, recorded: Ints) -> Floats:
    """How often a case without exploitation is flagged, so that the share of wrong flags is as the preset says for the force."""
    base, missed = block.number("police", "flag_wrong_share"), block.number("police", "flag_missed")
    usual = base * (0.5 + ((np.arange(len(block.forces)) * 0.618) % 1.0))
    share = usual[force]
    worst = (np.array(block.forces) == "63")[force] & (recorded < WORST_UNTIL)
    share = np.where(worst, block.number("police", "flag_wrong_worst"), share)
    exploited = block.number("offending", "cse_share") * 1.2
    return np.minimum(share / (1 - share) * (1 - missed) * exploited / (1 - exploited), 0.98)


def flag_cases(block: Block, truth: Truth, force: Ints) -> tuple[Bools, Bools]:
    """The exploitation flag of each case, and where it was left empty."""
    cases, draws = block.lives.cases, block.draws
    started = cases.recorded >= block.preset.date("police", "flag_from")
    right = truth.exploited & ~draws.chance("flag missed", cases.person, block.number("police", "flag_missed"), cases.slot)
    wrong = (
        truth.child
        & ~truth.exploited
        & draws.chance("flag wrong", cases.person, wrong_flag_rate(block, force, cases.recorded), cases.slot)
    )
    met = (np.array(block.forces) == "01")[force] & (cases.recorded < MET_CCE_FLAG)
    other = ~truth.sexual & met & (truth.youngest < 18) & draws.chance("flag for other", cases.person, 0.5, cases.slot)
    empty = ~started | draws.chance("flag empty", cases.person, block.number("police", "flag_missing"), cases.slot)
    return right | wrong | other, empty


def _mo_text(block: Block, truth: Truth) -> pa.Array:
    cases, draws = block.lives.cases, block.draws
    person, slot = cases.person, cases.slot
    parts = [chosen(block, "opening", person, list(OPENING), slot=slot)]
    for element, words in TELLING.items():
        told = truth.elements[:, element] & draws.chance(f"told {element}", person, block.number("police", "mo_telling"), slot)
        wrong = ~truth.elements[:, element] & draws.chance(
            f"mistold {element}", person, block.number("police", "mo_misleading") / 3, slot
        )
        text = chosen(block, f"words {element}", person, list(words), slot=slot)
        parts.append(empty_where(text, ~(told | (wrong & truth.sexual))))
    misled = draws.chance("misled", person, block.number("police", "mo_misleading"), slot)
    parts.append(empty_where(chosen(block, "misleading words", person, list(MISLEADING), slot=slot), ~misled))
    text = pc.binary_join_element_wise(*parts, " ", null_handling="skip")
    return empty_where(text, draws.chance("no text", person, 0.07, slot))


def _relationship(block: Block, kind: Ints, person: Ints, slot: Ints, exploited: Bools) -> pa.Array:
    words: list[str | None] = [
        "parent",
        "other_family",
        "partner",
        "friend",
        "acquaintance",
        "position_of_trust",
        "online_only",
        "stranger",
        "unknown",
    ]
    usual = block.draws.pick("relationship", person, [8, 10, 6, 14, 28, 4, 8, 12, 10], slot)
    names = np.array(offence_book().kinds)[kind]
    usual = np.where(names == "family", block.draws.pick("relationship", person, [55, 45], slot), usual)
    usual = np.where(names == "trust", 5, np.where(np.isin(names, ["images", "communication"]), np.where(usual < 5, 6, 8), usual))
    usual = np.where(exploited & (usual < 2), 4, usual)
    return word(usual, words)


def _crimes(block: Block, truth: Truth, force: Ints, seen: Bools) -> Frame:
    cases, draws, book = block.lives.cases, block.draws, offence_book()
    flag, empty = flag_cases(block, truth, force)
    at = np.repeat(np.flatnonzero(seen), truth.harmed[seen])
    which = np.arange(len(at)) - np.repeat(np.cumsum(truth.harmed[seen]) - truth.harmed[seen], truth.harmed[seen])
    person, slot, kind, exploited = cases.person[at], cases.slot[at], cases.kind[at], truth.exploited[at]
    age = np.where(
        which == 0,
        truth.youngest[at],
        np.maximum(cse.harmed_age(draws, person, slot, kind, which, exploited), truth.youngest[at]),
    )
    unknown = draws.chance(
        "age unknown", person, np.where(book.image[kind], 0.75, block.number("police", "victim_age_missing")), slot * 8 + which
    )
    unknown |= (kind == book.kind("breach")) | ((kind == book.kind("general")) & (age > 17))
    flagged = cases.recorded[at] >= block.preset.date("police", "flag_from")
    gender = draws.pick("harmed gender", person, [0.82, 0.16, 0.02], slot * 8 + which)
    outcome = np.where(cases.decided > block.lives.end, 4, np.array([0, 0, 1, 2, 0])[cases.result])[at]
    named = truth.exploited[at] & (truth.model[at] == 4)
    cce = (np.array(block.forces) == "01")[force[at]] & (cases.recorded[at] >= MET_CCE_FLAG)
    return {
        "force_code": word(force[at], list(block.forces)),
        "crime_ref": keys.crime_refs(person, slot, cases.recorded[at]),
        "recorded_date": cases.recorded[at],
        "offence_from": np.where(
            draws.chance("no offence day", person, block.number("recording", "date_missing"), slot), NONE, cases.offence_from[at]
        ),
        "offence_to": cases.offence_to[at],
        "ho_code": word(cases.code[at], list(book.ho_codes)),
        "cjs_code": word(cases.code[at], list(book.codes)),
        "cse_flag": flags(flag[at], empty[at]),
        "csa_flag": flags(truth.child[at] & draws.chance("csa flag", person, 0.85, slot), ~flagged),
        "cce_flag": flags(~truth.sexual[at] & (age < 18) & draws.chance("cce flag", person, 0.5, slot), ~cce),
        "mo_text": _mo_text(block, truth).take(pa.array(at)),
        "victim_age": whole(np.where(unknown, NONE, age)),
        "victim_gender": word(np.where(unknown & (gender < 2), 2, gender), ["F", "M", "NK"]),
        "victim_looked_after": flags(
            draws.chance("looked after", person, np.where(exploited, 0.25, 0.05), slot * 8 + which), unknown
        ),
        "suspect_victim_relationship": _relationship(block, kind, person, slot, exploited),
        "location_type": chosen(
            block,
            "place",
            person,
            ["home", "hotel", "vehicle", "public_place", "school", "online", "other", "unknown"],
            [40, 3, 5, 14, 3, 20, 8, 7],
            slot,
        ),
        "operation_name": empty_where(
            joined_text(
                "Operation", word(person % 7, ["Alder", "Birchfield", "Coppice", "Dunlin", "Elmet", "Fallow", "Gannet"]), by=" "
            ),
            ~named,
        ),
        "outcome_type": word(outcome, ["charged", "caution", "no_further_action", "other", "open"]),
        "outcome_on": np.where(outcome == 4, NONE, cases.decided[at]),
        "recorded_on": cases.recorded[at],
    }


def ethnicity_of(block: Block, row: Ints) -> Ints:
    """A recorded ethnicity for breakdowns only; loosely tied to the locale of the name (assumption), place in the code list."""
    people = block.lives.people
    person, locale = people.number[row], people.locale[row]
    codes = [code["code"] for code in read_codes("ethnicity_codes")]
    white = np.array([codes.index(one) for one in ("W1", "W9", "B1", "B2", "M1", "A9")])
    asian = np.array([codes.index(one) for one in ("A1", "A2", "A3", "A9", "M3", "O9")])
    usual = white[block.draws.pick("ethnicity", person, [82, 3, 5, 4, 4, 2])]
    return np.where(
        locale == 1,
        asian[block.draws.pick("ethnicity", person, [35, 40, 12, 6, 4, 3])],
        np.where(locale > 1, codes.index("W9"), usual),
    )


def ethnicity_text(block: Block, row: Ints, agency: str, gone: Bools) -> pa.Array:
    """The recorded ethnicity as a code, with what an agency left out."""
    codes: list[str | None] = [code["code"] for code in read_codes("ethnicity_codes")]
    person = block.lives.people.number[row]
    silent = block.draws.chance(f"{agency} ethnicity refused", person, 0.02)
    return empty_where(word(np.where(silent, codes.index("NS"), ethnicity_of(block, row)), codes), gone)


def sex_text(block: Block, row: Ints, agency: str) -> pa.Array:
    """Sex as recorded."""
    person = block.lives.people.number[row]
    missing = block.draws.chance(f"{agency} sex unknown", person, 0.003)
    return word(np.where(missing, 2, block.lives.people.woman[row]), ["M", "F", "NK"])


def _nationality(block: Block, row: Ints) -> pa.Array:
    people = block.lives.people
    return word(np.where(people.foreign[row], people.locale[row], 0), ["GBR", "IND", "POL", "IRL", "ROU", "FRA", "ESP"])


def arrest_numbers(block: Block, force: Ints) -> pa.Array:
    """The arrest summons number of each case as both police and court hold it; a few are dummies or carry a wrong letter."""
    cases, draws = block.lives.cases, block.draws
    person, slot = cases.person, cases.slot
    wrong = draws.chance("asn letter", person, block.number("recording", "asn_wrong_letter"), slot).astype(np.int64)
    made = keys.asns(person, slot, force, block.forces, cases.arrested, wrong)
    dummy = draws.chance("asn dummy", person, block.number("recording", "asn_dummy"), slot)
    return pc.if_else(pa.array(dummy), keys.dummy_asns(person, slot), made)


def _persons(block: Block, out: Output, force: Ints, away: Ints, seen: Bools) -> None:
    lives, draws = block.lives, block.draws
    cases, people = lives.cases.only(seen), lives.people
    force, away = force[seen], away[seen]
    row, person, slot, result = cases.row, cases.person, cases.slot, cases.result
    written = write_identities(draws, block.preset, people, row, "police", away)
    charged = np.isin(result, [CONVICTED, FAILED]) | (result > NO_ACTION)
    open_ = cases.decided > lives.end
    first = first_seen(lives)[row]
    nominal = keys.nominal_refs(person, force, block.forces, away)
    refs = keys.crime_refs(person, slot, cases.recorded)
    codes = word(force, list(block.forces))
    role = word(
        np.where(charged & ~open_, 2, np.where(draws.chance("was arrested", person, 0.85, slot), 1, 0)),
        ["suspect", "arrested", "charged"],
    )
    outcome = np.where(
        open_,
        4,
        np.select([charged, result == CAUTIONED], [np.where(draws.chance("summonsed", person, 0.1, slot), 1, 0), 2], default=3),
    )
    no_asn = ~(charged & ~open_) | ~draws.chance("police asn", person, block.number("recording", "asn_present"), slot)
    gang = people.gang[row] & draws.chance("gang marked", person, 0.7)
    missing = draws.chance("ethnicity missing", person, block.number("police", "ethnicity_missing"))
    officer = draws.pick("officer ethnicity", person, [80, 3, 6, 8, 1, 1, 1])
    out.table(
        "police_person",
        {
            "force_code": codes,
            "nominal_ref": nominal,
            "crime_ref": refs,
            "role": role,
            "pnc_id": pnc_as_written(draws, block.preset, "police", person, away, first, written.errors),
            "cro_number": cro_as_written(draws, block.preset, "police", person, away, first),
            "asn": empty_where(arrest_numbers(block, crime_force(block)[0]).filter(pa.array(seen)), no_asn),
            "arrested_on": np.where(
                draws.chance("arrest unknown", person, block.number("recording", "date_missing"), slot), NONE, cases.arrested
            ),
            "suspect_outcome": word(
                outcome, ["charged", "summonsed", "caution", "no_further_action", "released_under_investigation"]
            ),
            "suspect_outcome_on": np.where(open_, NONE, cases.decided),
            "title": word(people.woman[row], ["Mr", "Ms"]),
            **identity_columns(written, "forenames", "surname", "aliases", "dob", "address", "postcode"),
            "sex": sex_text(block, row, "police"),
            "self_defined_ethnicity": ethnicity_text(block, row, "police", missing),
            "officer_defined_ethnicity": empty_where(
                word(officer, ["1", "2", "3", "4", "5", "6", "9"]), draws.chance("officer silent", person, 0.3)
            ),
            "nationality": empty_where(_nationality(block, row), draws.chance("nationality missing", person, 0.15)),
            "gang_marker": flags(gang),
            "ocg_marker": flags(gang & draws.chance("ocg", person, 0.2)),
            "marker_from": np.where(gang, cases.recorded, NONE),
            "recorded_on": block.lag("police person", person, cases.recorded, slot),
        },
    )
    out.errors("police_person", joined_text(codes, nominal, refs, role), written.errors)
    unique = np.zeros(len(row), dtype=np.bool_)
    unique[np.unique(person * 4 + away, return_index=True)[1]] = True
    out.link("police_person", nominal.filter(pa.array(unique)), keys.person_ids(person[unique]))


def _notices(block: Block, out: Output, truth: Truth, force: Ints, away: Ints) -> None:
    cases, draws = block.lives.cases, block.draws
    share = np.where(truth.exploited, block.number("police", "notice_share"), np.where(truth.child, 0.015, 0.0))
    issued = cases.recorded - 20 + draws.whole("notice day", cases.person, 60, cases.slot)
    at = np.flatnonzero(draws.chance("notice", cases.person, share, cases.slot) & (issued <= block.lives.end) & known(issued))
    person, slot, issued = cases.person[at], cases.slot[at], issued[at]
    breached = np.where(
        draws.chance("notice breached", person, 0.18, slot), issued + 10 + draws.whole("notice breach", person, 300, slot), NONE
    )
    out.table(
        "police_notice",
        {
            "force_code": word(force[at], list(block.forces)),
            "notice_ref": keys.references("W", person, slot),
            "nominal_ref": keys.nominal_refs(person, force[at], block.forces, away[at]),
            "notice_type": chosen(block, "notice type", person, ["CAWN", "other"], [0.93, 0.07], slot),
            "issued": issued,
            "expires": issued + 365,
            "breached_on": breached,
            "recorded_on": issued,
        },
    )


def _child_referrals(block: Block, out: Output, truth: Truth) -> None:
    cases, draws = block.lives.cases, block.draws
    referred = cases.recorded + 5 + draws.whole("nrm day", cases.person, 90, cases.slot)
    share = np.where(
        truth.exploited, block.number("police", "nrm_share"), np.where(~truth.sexual & (truth.youngest < 18), 0.03, 0.002)
    )
    at = np.flatnonzero(
        draws.chance("nrm", cases.person, share, cases.slot) & (referred >= day("2009-04-01")) & (referred <= block.lives.end)
    )
    person, slot = cases.person[at], cases.slot[at]
    kind = np.where(
        truth.exploited[at],
        draws.pick("nrm kind", person, [0.8, 0.15, 0, 0, 0.05], slot),
        draws.pick("nrm kind", person, [0.1, 0.7, 0.1, 0, 0.1], slot),
    )
    out.table(
        "nrm_case",
        {
            "nrm_ref": keys.references("NRM", person, slot),
            "crime_ref": empty_where(
                keys.crime_refs(person, slot, cases.recorded[at]), draws.chance("nrm no crime", person, 0.2, slot)
            ),
            "referred_on": referred[at],
            "exploitation_type": word(kind, ["sexual", "criminal", "labour", "domestic", "unknown"]),
            "victim_under_18": flags(truth.youngest[at] < 18),
            "decision": chosen(
                block, "nrm decision", person, ["pending", "reasonable_grounds", "conclusive", "negative"], [15, 20, 50, 15], slot
            ),
            "recorded_on": referred[at],
        },
    )


def write_police(block: Block, out: Output, truth: Truth) -> None:
    """Everything police and first responders wrote about a block."""
    force, away = crime_force(block)
    seen = block.lives.cases.recorded <= block.lives.end
    out.table("police_crime", _crimes(block, truth, force, seen))
    _persons(block, out, force, away, seen)
    _notices(block, out, truth, force, away)
    _child_referrals(block, out, truth)
