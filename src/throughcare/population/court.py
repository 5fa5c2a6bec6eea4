"""What courts write: defendants in two systems, charges that change, results, orders.

Libra first, Common Platform later, and some cases in both while they ran side by side (domain note 3).
"""

import numpy as np
import pyarrow as pa

from throughcare.population import keys
from throughcare.population.cases import COMMUNITY, CONCERN, CUSTODY, DTO, EXTENDED, HOSPITAL, IPP, LIFE, SUSPENDED, Cases
from throughcare.population.cse import Truth
from throughcare.population.draws import NONE, Bools, Ints, day, known
from throughcare.population.frames import (
    Block,
    Frame,
    Output,
    chosen,
    first_seen,
    flags,
    identity_columns,
    joined_text,
    stacked,
    whole,
)
from throughcare.population.identity import empty_where, write_identities
from throughcare.population.numbers import cro_as_written, pnc_as_written
from throughcare.population.offences import lesser_code, offence_book
from throughcare.population.people import CONVICTED, FAILED, NO_ACTION
from throughcare.population.police import arrest_numbers, crime_force, sex_text
from throughcare.population.text import word

LIBRA, PLATFORM = 0, 1
SHPO_FROM, RSHO_FROM = day("2015-03-08"), day("2004-05-01")
CODE_2020 = day("2020-12-01")
COURTS: list[str | None] = [f"C{number:02d}" for number in range(1, 78)]


def sentence_name(sentence: Ints, sentenced: Ints, age: Ints, months: Ints) -> pa.Array:
    """The kind of sentence in the words of its time; which row applies follows the day of conviction and age."""
    names: list[str | None] = [
        "SDS (Standard Determinate Sentence)",
        "ORA SDS (Offender rehabilitation act standard determinate sentence)",
        "YOI (Young offender institution)",
        "Extended Sentence for Public Protection",
        "EDS LASPO Discretionary Release",
        "EDS (Extended Determinate Sentence)",
        "Section 236A SOPC CJA03",
        "SOPC (offenders of a particular concern)",
        "Indeterminate Sentence for the Public Protection",
        "Adult Discretionary Life",
        "Detention and Training Order",
        "Legacy (1991 Act)",
    ]
    new = sentenced >= CODE_2020
    standard = np.where(
        age < 21, 2, np.where((months < 24) & (sentenced >= day("2015-02-01")), 1, np.where(sentenced < day("2005-04-04"), 11, 0))
    )
    extended = np.where(new, 5, np.where(sentenced >= day("2012-12-03"), 4, 3))
    place = np.select(
        [sentence == EXTENDED, sentence == CONCERN, sentence == IPP, sentence == LIFE, sentence == DTO],
        [extended, np.where(new, 7, 6), 8, 9, 10],
        default=standard,
    )
    return word(np.where(sentence == NONE, NONE, place), names)


def disposal_code(cases: Cases) -> pa.Array:
    """The main result of each case as a court's code."""
    custody = np.where(cases.sentence == DTO, 5, 0)
    place = np.select(
        [cases.disposal == CUSTODY, cases.disposal == SUSPENDED, cases.disposal == COMMUNITY, cases.disposal == HOSPITAL],
        [custody, 1, 2, 4],
        default=3,
    )
    return word(np.where(cases.disposal == NONE, NONE, place), ["1002", "1115", "1116", "1015", "1008", "1081"])


def _systems(block: Block, seen: Bools) -> tuple[Ints, Ints]:
    """Which case stands in which system: places among all cases, and LIBRA or PLATFORM."""
    cases = block.lives.cases
    new, old = block.preset.date("process", "common_platform_from"), block.preset.date("process", "libra_until")
    last = np.where(known(cases.convicted), cases.convicted, cases.decided)
    dual = (cases.decided <= old) & (last >= new) & block.draws.chance("dual", cases.person, 0.35, cases.slot)
    platform = (cases.decided > old) | ((cases.decided >= new) & block.draws.chance("platform", cases.person, 0.5, cases.slot))
    at = np.concatenate([np.flatnonzero(seen & (dual | ~platform)), np.flatnonzero(seen & (dual | platform))])
    system = np.concatenate(
        [np.full((seen & (dual | ~platform)).sum(), LIBRA), np.full((seen & (dual | platform)).sum(), PLATFORM)]
    )
    order = np.lexsort((system, at))
    return at[order], system[order]


def defendant_ids(block: Block, person: Ints, slot: Ints, system: Ints) -> pa.Array:
    """The court's number of a defendant in a case."""
    return keys.uuid_of(block.draws, "defendant", person, slot * 2 + system)


def _defendants(block: Block, out: Output, at: Ints, system: Ints) -> None:
    lives, draws, preset = block.lives, block.draws, block.preset
    cases = lives.cases
    row, person, slot = cases.row[at], cases.person[at], cases.slot[at]
    copy = slot * 2 + system
    written = write_identities(draws, preset, lives.people, row, "court", copy)
    force = crime_force(block)[0]
    first = first_seen(lives)[row]
    ids = defendant_ids(block, person, slot, system)
    c_id = pa.array(10_000_000 + keys.scrambled(person * 10 + slot, 79_999_987, 31_337)).cast(pa.string())
    libra = system == LIBRA
    case = pa.array(np.where(libra, 1, 0)).cast(pa.bool_())
    case_id = _either(case, c_id, keys.uuid_of(draws, "case", person, slot))
    asn = arrest_numbers(block, force).take(pa.array(at))
    urn = keys.urns(person, slot, force[at], block.forces)
    out.table(
        "court_defendant",
        {
            "source_system": word(system, ["LIBRA", "COMMON_PLATFORM"]),
            "case_id": case_id,
            "urn": empty_where(urn, ~draws.chance("urn given", person, block.number("recording", "urn_present"), copy)),
            "defendant_id": ids,
            "master_defendant_id": empty_where(
                keys.uuid_of(draws, "master", person, np.where(draws.chance("other master", person, 0.03, slot), slot, 0)), libra
            ),
            "c_id": empty_where(c_id, ~libra),
            "asn": empty_where(asn, ~draws.chance("court asn", person, block.number("recording", "asn_present"), copy)),
            "pnc_id": pnc_as_written(draws, preset, "court", person, copy, first, written.errors),
            "cro_number": cro_as_written(draws, preset, "court", person, copy, first),
            "title": word(lives.people.woman[row], ["Mr", "Ms"]),
            **identity_columns(written, "forenames", "surname", "dob"),
            "sex": sex_text(block, row, "court"),
            **identity_columns(written, "address", "postcode"),
            "court_code": word((force[at] * 2 + draws.whole("court", person, 2, slot)) % len(COURTS), COURTS),
            "recorded_on": block.lag("defendant", person, cases.decided[at], copy),
        },
    )
    out.errors("court_defendant", joined_text(case_id, ids), written.errors)
    out.link("court_defendant", ids, keys.person_ids(person))


def _either(mask: pa.Array, yes: pa.Array, no: pa.Array) -> pa.Array:
    import pyarrow.compute as pc

    return pc.if_else(mask, yes, no)


# What became of a charge.
GUILTY, ALTERNATIVE, NOT_GUILTY, STOPPED, REPLACED, PENDING = range(6)


def _charge_rows(block: Block, at: Ints) -> tuple[Ints, Ints, Ints]:
    """Charges of defendants: place among the defendants, number of the charge (0 main, 1 and 2 more, 7 the one replaced), fate."""
    draws, cases, end = block.draws, block.lives.cases, block.lives.end
    person, slot, result = cases.person[at], cases.slot[at], cases.result[at]
    pending = (cases.convicted[at] > end) | ~known(cases.convicted[at])
    failed = np.where(draws.chance("stopped", person, 0.45, slot), STOPPED, NOT_GUILTY)
    alternative = draws.chance("alternative", person, block.number("process", "charge_alternative_share"), slot)
    main = np.where(pending, PENDING, np.where(result == FAILED, failed, np.where(alternative, ALTERNATIVE, GUILTY)))
    place = np.arange(len(at))
    rows, numbers, fates = [place], [np.zeros(len(at), dtype=np.int64)], [main]
    extra = draws.chance("extra charge", person, block.number("process", "extra_charge_share"), slot)
    for number, share in ((1, 1.0), (2, 0.35)):
        more = np.flatnonzero(extra & draws.chance(f"extra {number}", person, share, slot))
        dropped = draws.chance(
            f"dropped {number}", person[more], block.number("process", "extra_charge_dropped_share"), slot[more]
        )
        fate = np.where(np.isin(main[more], [GUILTY, ALTERNATIVE]), np.where(dropped, STOPPED, GUILTY), main[more])
        rows.append(more)
        numbers.append(np.full(len(more), number))
        fates.append(fate)
    changed = np.flatnonzero(
        draws.chance("charge changed", person, block.number("process", "charge_changed_share"), slot) & ~pending
    )
    return (
        np.concatenate([*rows, changed]),
        np.concatenate([*numbers, np.full(len(changed), 7)]),
        np.concatenate([*fates, np.full(len(changed), REPLACED)]),
    )


def charge_ids(block: Block, person: Ints, slot: Ints, system: Ints, number: Ints) -> pa.Array:
    """The court's number of a charge."""
    return keys.uuid_of(block.draws, "charge", person, (slot * 2 + system) * 8 + number)


def _charges(block: Block, out: Output, at: Ints, system: Ints) -> tuple[Ints, Ints, Ints]:
    draws, cases, book, end = block.draws, block.lives.cases, offence_book(), block.lives.end
    place, number, fate = _charge_rows(block, at)
    case, side = at[place], system[place]
    person, slot, kind = cases.person[case], cases.slot[case], cases.kind[case]
    code = cases.code[case]
    other = lesser_code(draws, person, slot * 8 + number, kind, code)
    charged_as = np.where((number > 0) | (fate == ALTERNATIVE), other, code)
    convicted, charged = cases.convicted[case], cases.decided[case]
    replaced_on = charged + np.maximum(np.rint((convicted - charged) * 0.4).astype(np.int64), 1)
    over = np.select([fate == REPLACED, fate == PENDING], [replaced_on, NONE], default=convicted)
    verdict = np.select([fate == GUILTY, fate == ALTERNATIVE, fate == NOT_GUILTY], [0, 1, 2], default=NONE)
    plea = np.where(
        np.isin(fate, [GUILTY]) & draws.chance("pleads guilty", person, 0.62, slot), 0, np.where(fate == PENDING, 2, 1)
    )
    sentence = np.select([cases.disposal[case] == one for one in (CUSTODY, SUSPENDED, COMMUNITY)], [0, 1, 2], default=3)
    sentence = np.where((number > 0) & draws.chance("no separate penalty", person, 0.3, slot), 9, sentence)
    stopped = 5 + draws.pick("how stopped", person, [0.5, 0.25, 0.25], slot * 8 + number)
    outcome = np.select(
        [np.isin(fate, [GUILTY, ALTERNATIVE]), fate == NOT_GUILTY, fate == STOPPED, fate == REPLACED],
        [sentence, 4, stopped, 8],
        default=10,
    )
    words: list[str | None] = ["1002", "1115", "1116", "1015", "2004", "2053", "2051", "2008", "2060", "1057", "4506"]
    no_date = draws.chance("no charge offence day", person, block.number("recording", "date_missing"), slot) & (side == LIBRA)
    started = np.where(number == 0, 0, draws.whole("charge span", person, 20, slot * 8 + number))
    offence = np.minimum(cases.offence_from[case] + started, cases.offence_to[case])
    out.table(
        "court_charge",
        {
            "charge_id": charge_ids(block, person, slot, side, number),
            "defendant_id": defendant_ids(block, person, slot, side),
            "superseded_by": empty_where(
                charge_ids(block, person, slot, side, np.zeros(len(case), dtype=np.int64)), fate != REPLACED
            ),
            "cjs_code": word(charged_as, list(book.codes)),
            "offence_from": np.where(no_date, NONE, offence),
            "offence_to": np.where(no_date, NONE, cases.offence_to[case]),
            "charged_on": np.where((number == 0) & np.isin(case, case[fate == REPLACED]), np.minimum(replaced_on, end), charged),
            "plea": word(plea, ["G", "NG", "NONE"]),
            "plea_date": np.where(
                (plea == 2) | (fate == REPLACED), NONE, charged + np.rint((convicted - charged) * 0.6).astype(np.int64)
            ),
            "verdict": word(verdict, ["G", "NA", "NG"]),
            "verdict_date": np.where(verdict == NONE, NONE, convicted),
            "alternative_cjs_code": word(np.where(fate == ALTERNATIVE, code, NONE), list(book.codes)),
            "outcome_code": word(outcome, words),
            "outcome_date": np.where(
                fate == PENDING,
                np.minimum(charged + 30, end),
                np.where(np.isin(fate, [GUILTY, ALTERNATIVE]), cases.sentenced[case], over),
            ),
            "recorded_on": block.lag("charge", person, np.where(over == NONE, charged, over), slot * 8 + number),
        },
    )
    return place, number, fate


def _results(block: Block, out: Output, at: Ints, system: Ints, charges: tuple[Ints, Ints, Ints]) -> None:
    place, number, fate = charges
    lives, draws = block.lives, block.draws
    cases = lives.cases
    keep = np.isin(fate, [GUILTY, ALTERNATIVE]) & (cases.sentenced[at[place]] <= lives.end)
    place, number = place[keep], number[keep]
    case, side = at[place], system[place]
    mine = Cases(**{name: values[case] for name, values in vars(cases).items()})
    person, slot = mine.person, mine.slot
    none_more = (number > 0) & draws.chance("no separate penalty", person, 0.3, slot)
    scale = np.where(number == 0, 1.0, 0.5)
    length = np.where(
        (mine.length == NONE) | none_more | (mine.sentence == LIFE) | (mine.sentence == IPP),
        NONE,
        np.rint(np.maximum(mine.length, 1) * scale).astype(np.int64),
    )
    age = (mine.sentenced - lives.people.dob[mine.row]) // 365
    ids = charge_ids(block, person, slot, side, number)
    code = disposal_code(mine)
    programme = programme_required(block, mine)
    order = (mine.disposal == COMMUNITY) | (mine.disposal == SUSPENDED)
    text = np.where(programme, 0, 1)
    consecutive = (number == 1) & draws.chance("consecutive", person, 0.2, slot) & (mine.disposal == CUSTODY) & ~none_more
    main = {
        "charge_id": ids,
        "disposal_code": _either(pa.array(none_more), pa.repeat(pa.scalar("1057"), len(ids)), code),
        "disposal_date": mine.sentenced,
        "sentence_type": empty_where(sentence_name(mine.sentence, mine.sentenced, age, mine.length // 30), none_more),
        "length_days": whole(length),
        "second_length_days": whole(np.where((mine.extension > 0) & (number == 0), mine.extension, NONE)),
        "consecutive_to": empty_where(charge_ids(block, person, slot, side, np.zeros(len(case), dtype=np.int64)), ~consecutive),
        "requirement_codes": empty_where(word(text, ['["3103", "3272"]', '["3272"]']), ~order | none_more),
        "recorded_on": mine.sentenced,
    }
    quashed = known(mine.quashed) & (mine.quashed <= lives.end)  # an appeal that succeeds sets every conviction of the case aside
    notified = (offence_book().share[mine.kind] > 0) & (number == 0) & draws.chance("notice given", person, 0.45, slot)
    parts = [main]
    for which, result, on in ((quashed, "2100", mine.quashed), (notified, "3052", mine.sentenced)):
        chosen_ids = ids.filter(pa.array(which))
        parts.append(
            {
                "charge_id": chosen_ids,
                "disposal_code": pa.array([result] * len(chosen_ids), pa.string()),
                "disposal_date": on[which],
                "recorded_on": on[which],
            }
        )
    out.table("court_disposal", stacked(parts, list(main)))


def programme_required(block: Block, cases: Cases) -> Bools:
    """Orders for sexual offences that carry a programme requirement."""
    order = (cases.disposal == COMMUNITY) | (cases.disposal == SUSPENDED)
    sexual = offence_book().share[cases.kind] > 0
    found: Bools = (
        order
        & sexual
        & block.draws.chance("programme requirement", cases.person, block.number("programmes", "requirement_share"), cases.slot)
    )
    return found


def _orders_on_conviction(block: Block, truth: Truth, at: Ints, system: Ints) -> Frame:
    cases, draws, lives = block.lives.cases, block.draws, block.lives
    first = np.unique(at, return_index=True)[1]
    case, side = at[first], system[first]
    names = np.array(offence_book().kinds)[cases.kind[case]]
    sexual = (
        truth.sexual[case]
        & (cases.result[case] == CONVICTED)
        & (cases.sentenced[case] <= lives.end)
        & known(cases.sentenced[case])
    )
    parts = []
    for number, (kind, share) in enumerate(
        (
            ("NOTIFICATION", 0.6),
            ("SHPO", 0.5),
            ("ISHPO", 0.04),
            ("RESTRAINING", 0.07),
            ("FTO", 0.01),
            ("STPO", 0.6),
            ("GANG_INJUNCTION", 0.04),
        )
    ):
        able = (names == "traffic") & sexual if kind == "STPO" else sexual
        if kind == "GANG_INJUNCTION":
            able = (
                lives.people.gang[cases.row[case]]
                & (cases.result[case] == CONVICTED)
                & (cases.sentenced[case] <= lives.end)
                & known(cases.sentenced[case])
            )
        got = able & draws.chance(f"order {kind}", cases.person[case], share, cases.slot[case])
        who, slot = cases.person[case[got]], cases.slot[case[got]]
        made = cases.sentenced[case[got]] - (30 if kind == "ISHPO" else 0)
        old = {"SHPO": "SOPO", "ISHPO": "ISOPO"}.get(kind, kind)
        years = 5 + draws.whole("order years", who, 4, slot) * 5
        varied = np.where(draws.chance("order varied", who, 0.12, slot), made + 200 + draws.whole("varied", who, 900, slot), NONE)
        gone = np.where(
            draws.chance("order discharged", who, 0.04, slot), made + 900 + draws.whole("discharged", who, 900, slot), NONE
        )
        expires = made + (90 if kind == "ISHPO" else years * 365)
        parts.append(
            {
                "order_ref": keys.uuid_of(draws, "order", who, slot * 8 + number),
                "defendant_id": defendant_ids(block, who, slot, side[got]),
                "order_type": word(np.where(made < SHPO_FROM, 0, 1), [old, kind]),
                "on_conviction": flags(np.ones(len(who), dtype=np.bool_)),
                "protects": word(np.where(truth.child[case[got]], 0, 1), ["child", "adult"]),
                "made": made,
                "expires": expires,
                "varied": np.where(varied < expires, varied, NONE),
                "discharged": np.where(gone < expires, gone, NONE),
                "recorded_on": made,
            }
        )
    return stacked(parts)


def _orders_on_application(block: Block, truth: Truth) -> Frame:
    cases, draws, lives = block.lives.cases, block.draws, block.lives
    made = cases.decided + 20 + draws.whole("order made", cases.person, 120, cases.slot)
    able = truth.child & (cases.result > CONVICTED) & (cases.result <= NO_ACTION) & (made >= RSHO_FROM) & (made <= lives.end)
    at = np.flatnonzero(able & draws.chance("risk order", cases.person, np.where(truth.exploited, 0.16, 0.05), cases.slot))
    person, slot, made = cases.person[at], cases.slot[at], made[at]
    force, away = crime_force(block)
    interim = draws.chance("risk order interim", person, 0.15, slot).astype(np.int64)
    kind = np.where(made < SHPO_FROM, 2, 0) + interim
    return {
        "order_ref": keys.references("A", person, slot),
        "nominal_ref": keys.nominal_refs(person, force[at], block.forces, away[at]),
        "order_type": word(kind, ["SRO", "ISRO", "RSHO", "IRSHO"]),
        "on_conviction": flags(np.zeros(len(at), dtype=np.bool_)),
        "protects": chosen(block, "protects", person, ["child", "both", "unknown"], [80, 12, 8], slot),
        "made": made,
        "expires": made + np.where(interim == 1, 120, 730 + 365 * draws.whole("risk order years", person, 4, slot)),
        "recorded_on": made,
    }


def write_court(block: Block, out: Output, truth: Truth) -> None:
    """Everything courts wrote about a block."""
    lives = block.lives
    cases = lives.cases
    seen = ((cases.result == CONVICTED) | (cases.result == FAILED)) & (cases.decided <= lives.end)
    at, system = _systems(block, seen)
    _defendants(block, out, at, system)
    _results(block, out, at, system, _charges(block, out, at, system))
    out.table("court_order", stacked([_orders_on_conviction(block, truth, at, system), _orders_on_application(block, truth)]))
