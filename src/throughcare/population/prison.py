"""What prisons write: people with one or two numbers, periods in custody, sentences, movements, alerts."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from throughcare.population import keys
from throughcare.population.cases import APPEALED, CUSTODY, DEPORTED, DIED, DTO, EXTENDED, IPP, LIFE, Cases
from throughcare.population.court import sentence_name
from throughcare.population.cse import Truth
from throughcare.population.draws import NONE, Bools, Ints, day, known
from throughcare.population.frames import Block, Frame, Output, chosen, first_seen, flags, identity_columns, stacked, stamp, whole
from throughcare.population.identity import empty_where, write_identities
from throughcare.population.numbers import cro_as_written, pnc_as_written
from throughcare.population.offences import lesser_code, offence_book
from throughcare.population.police import ethnicity_text, sex_text
from throughcare.population.text import word

SITES = ["WTI", "WMI", "SFI", "SNI", "FKI", "LPI", "RSI"]
# Prisons that receive from court (assumption), and more that offered Core SOTP; women go to one of three.
LOCALS = ["LEI", "MRI", "BMI", "LII", "WDI", "CFI", "EXI", "NHI"]
SOTP_SITES = [
    *SITES,
    "MDI",
    "BLI",
    "BCI",
    "HBI",
    "AYI",
    "RNI",
    "WEI",
    "UKI",
    "DAI",
    "ACI",
    "NLI",
    "KVI",
    "LTI",
    "SHI",
    "FSI",
    "WII",
    "GTI",
    "PRI",
]
PRISONS = list(dict.fromkeys([*SOTP_SITES, *LOCALS, "NHI", "LNI", "DHI"]))
RULES_CHANGED = day("2015-10-27")


@dataclass(frozen=True)
class Stays:
    """Periods in custody, one entry each, ordered by person and reception.

    `case` is the place among all cases, `recall` whether it is a return, `merged` 1 where the old prison number was used.
    `out` may lie after the end of the extracts.
    """

    case: Ints
    row: Ints
    person: Ints
    number: Ints
    received: Ints
    out: Ints
    recall: Bools
    merged: Ints


def with_second_number(block: Block, person: Ints) -> Bools:
    """People who were given a second prison and probation number by mistake."""
    return block.draws.chance("merged", person, block.number("recording", "merged_share"))


def never_merged(block: Block, person: Ints) -> Bools:
    """Of those, people whose numbers still stand apart, or stand apart again."""
    return block.draws.chance("unmerged", person, block.number("recording", "unmerged_share"))


def find_stays(block: Block) -> Stays:
    """All periods in custody that the extracts can show."""
    lives = block.lives
    cases, recalls = lives.cases, lives.recalls
    inside = np.flatnonzero((cases.disposal == CUSTODY) & (cases.received <= lives.end) & known(cases.received))
    case = np.concatenate([inside, recalls.case])
    row, person = cases.row[case], cases.person[case]
    number = cases.slot[case] + np.concatenate([np.zeros(len(inside), dtype=np.int64), np.full(len(recalls.case), 4)])
    received = np.concatenate([cases.received[inside], recalls.returned])
    out = np.concatenate([cases.released[inside], recalls.again])
    merged = (with_second_number(block, person) & (number == 0)).astype(np.int64)
    keep = received <= lives.end
    order = np.lexsort((received, person))
    order = order[keep[order]]
    recall = number >= 4
    return Stays(case[order], row[order], person[order], number[order], received[order], out[order], recall[order], merged[order])


def _persons(block: Block, out: Output, stays: Stays) -> None:
    draws, preset, people = block.draws, block.preset, block.lives.people
    key = np.unique(stays.person * 2 + stays.merged)
    once = np.unique(stays.person)
    second = once[with_second_number(block, once)]
    key = np.unique(np.concatenate([key, second * 2]))
    person, old = key // 2, key % 2
    row = np.searchsorted(people.number, person)
    written = write_identities(draws, preset, people, row, "prison", old)
    first = first_seen(block.lives)[row]
    numbers = keys.noms_numbers(person, old)
    gone = (old == 0) | never_merged(block, person)
    out.table(
        "prison_person",
        {
            "noms_number": numbers,
            "merged_into": empty_where(keys.noms_numbers(person), gone),
            "pnc_id": pnc_as_written(draws, preset, "prison", person, old, first, written.errors),
            "cro_number": cro_as_written(draws, preset, "prison", person, old, first),
            **identity_columns(written, "forenames", "surname", "aliases", "dob"),
            "sex": sex_text(block, row, "prison"),
            "ethnicity": ethnicity_text(block, row, "prison", draws.chance("prison ethnicity", person, 0.04)),
            "nationality": empty_where(
                word(np.where(people.foreign[row], people.locale[row], 0), ["GBR", "IND", "POL", "IRL", "ROU", "FRA", "ESP"]),
                draws.chance("prison nationality", person, 0.03),
            ),
            "ldc": flags(people.ldc[row], draws.chance("ldc unknown", person, 0.2)),
        },
    )
    out.errors("prison_person", numbers, written.errors)
    out.link("prison_person", numbers, keys.person_ids(person))


def book_ids(person: Ints, number: Ints) -> pa.Array:
    """The prison's number of a period in custody."""
    return keys.references("B", person, number)


def _release_reason(stays: Stays, cases: Cases) -> Ints:
    """Place in the list of release reasons."""
    how, sentence, length = cases.release_how[stays.case], cases.sentence[stays.case], cases.length[stays.case]
    usual = np.select([sentence == EXTENDED, sentence >= IPP, length < 365], [1, 2, 3], default=0)
    usual = np.where(sentence == DTO, 8, usual)
    return np.where(stays.recall, 4, np.select([how == DIED, how == DEPORTED, how == APPEALED], [5, 6, 7], default=usual))


REASONS: list[str | None] = ["CR", "CE", "PX", "AR", "PD", "DEC", "DD", "AU", "D1"]


def _bookings(block: Block, out: Output, stays: Stays) -> None:
    lives, book = block.lives, offence_book()
    cases, end = lives.cases, lives.end
    at = stays.case
    sentence, sentenced, due = cases.sentence[at], cases.sentenced[at], cases.due[at]
    indeterminate = (sentence == IPP) | (sentence == LIFE)
    died = (cases.release_how[at] == DIED) & (stays.out <= end) & ~stays.recall
    status = np.select([died, stays.recall, sentenced > end, indeterminate], [4, 3, 0, 2], default=1)
    again = lives.recalls
    fixed = np.full(len(at), False)
    fixed[stays.recall] = again.kind[np.searchsorted(again.case, at[stays.recall])] > 0
    imprisonment = np.select(
        [
            stays.recall & fixed,
            stays.recall,
            sentenced > end,
            sentence == IPP,
            sentence == LIFE,
            sentence == EXTENDED,
            sentence == DTO,
        ],
        [6, 5, 7, 2, 3, 1, 4],
        default=0,
    )
    served = ~stays.recall & (sentenced <= end)
    plan = {name: np.where(served, values, NONE) for name, values in _planned(cases, at).items()}
    out.table(
        "prison_booking",
        {
            "book_id": book_ids(stays.person, stays.number),
            "noms_number": keys.noms_numbers(stays.person, stays.merged),
            "reception": stays.received,
            "legal_status": word(status, ["REMAND", "SENTENCED", "INDETERMINATE_SENTENCE", "RECALL", "DEAD"]),
            "imprisonment_status": word(imprisonment, ["SENT03", "EXSENT03", "IPP", "LIFE", "DTO", "LR", "FTR/08", "TRL"]),
            "most_serious_offence": word(cases.code[at], list(book.codes)),
            "sentence_start": np.where(sentenced <= end, sentenced, NONE),
            **plan,
            "prrd": np.where(stays.recall, stays.out, NONE),
            "released": np.where(stays.out <= end, stays.out, NONE),
            "release_reason": word(np.where(stays.out <= end, _release_reason(stays, cases), NONE), REASONS),
            "recorded_on": stays.received,
        },
    )
    _ = due


def _planned(cases: Cases, at: Ints) -> dict[str, Ints]:
    general = cases.kind[at] == offence_book().kind("general")
    sentence, due, length = cases.sentence[at], cases.due[at], cases.length[at]
    indeterminate, extended = (sentence == IPP) | (sentence == LIFE), sentence == EXTENDED
    plain = ~indeterminate
    return {
        "crd": np.where(plain & (length >= 365), due, NONE),
        "ard": np.where(plain & (length < 365), due, NONE),
        "npd": np.where(
            plain & (length >= 1461) & (cases.sentenced[at] < day("2005-04-04")), cases.sentenced[at] + length * 2 // 3, NONE
        ),
        "ped": np.where(extended, due, NONE),
        "tariff_end": np.where(indeterminate, due, NONE),
        "hdced": np.where(general & (length >= 365) & (length < 1461), np.maximum(due - 120, cases.sentenced[at] + 30), NONE),
        "sed": np.where(plain, cases.expiry[at], NONE),
        "led": np.where(plain, np.where(extended, cases.expiry[at] + cases.extension[at], cases.expiry[at]), NONE),
        "tused": np.where(plain & (length < 730) & (cases.sentenced[at] >= day("2015-02-01")), due + 365, NONE),
    }


def _sentences(block: Block, out: Output, stays: Stays) -> None:
    lives, draws, book = block.lives, block.draws, offence_book()
    cases, end = lives.cases, lives.end
    parts = []
    for seq, share in ((1, 1.0), (2, 0.15)):
        use = ~stays.recall & (cases.sentenced[stays.case] <= end)
        use &= (seq == 1) | (
            (cases.sentence[stays.case] == 0) & draws.chance("second sentence", stays.person, share, stays.number)
        )
        at = stays.case[use]
        person, number = stays.person[use], stays.number[use]
        kind, code = cases.kind[at], cases.code[at]
        length = np.where(np.isin(cases.sentence[at], [IPP, LIFE]), NONE, cases.length[at])
        age = (cases.sentenced[at] - lives.people.dob[cases.row[at]]) // 365
        quashed = known(cases.quashed[at]) & (cases.quashed[at] <= end)
        ended = cases.released[at] <= end
        parts.append(
            {
                "book_id": book_ids(person, number),
                "sentence_seq": np.full(len(at), seq, dtype=np.int64),
                "cjs_code": word(code if seq == 1 else lesser_code(draws, person, number, kind, code), list(book.codes)),
                "sentence_type": sentence_name(cases.sentence[at], cases.sentenced[at], age, cases.length[at] // 30),
                "conviction_date": cases.convicted[at],
                "sentence_date": cases.sentenced[at],
                "length_days": whole(np.where(length == NONE, NONE, length if seq == 1 else length // 2)),
                "extension_days": whole(np.where((cases.extension[at] > 0) & (seq == 1), cases.extension[at], NONE)),
                "consecutive_to_seq": whole(np.where((seq == 2) & draws.chance("consecutive", person, 0.4, number), 1, NONE)),
                "status": word(np.where(quashed, 2, np.where(ended, 1, 0)), ["A", "I", "QUASHED"]),
                "recorded_on": cases.sentenced[at],
            }
        )
    out.table("prison_sentence", stacked(parts))


def leg_site(regime: Ints, site: Ints) -> Ints:
    """The prison of a queue's site, as a place in PRISONS."""
    sotp = np.array([PRISONS.index(one) for one in SOTP_SITES])
    now = np.array([PRISONS.index(one) for one in SITES])
    return np.where(regime == 0, sotp[site % len(sotp)], now[site % len(now)])


def local_prison(block: Block, person: Ints, row: Ints) -> Ints:
    """The prison that receives a person from court, as a place in PRISONS."""
    receiving = np.array([PRISONS.index(one) for one in LOCALS])
    women = np.array([PRISONS.index(one) for one in ("NHI", "LNI", "DHI")])
    usual = receiving[block.lives.people.force[row] % len(receiving)]
    return np.where(block.lives.people.woman[row] == 1, women[person % 3], usual)


def _programme_moves(block: Block, stays: Stays) -> tuple[Ints, Ints, Ints]:
    """For each period the day of a move for a programme, and its prison; NONE where there was none."""
    legs = block.lives.legs
    began = legs.only(known(legs.started) & (legs.started <= block.lives.end))
    moved, site = np.full(len(stays.person), NONE), np.zeros(len(stays.person), dtype=np.int64)
    first = np.flatnonzero(stays.number == 0)
    place = np.searchsorted(stays.person[first], began.person)
    place = np.minimum(place, max(len(first) - 1, 0))
    good = stays.person[first][place] == began.person if len(first) else np.zeros(len(began), dtype=np.bool_)
    moved[first[place[good]]] = began.started[good] - 10
    site[first[place[good]]] = leg_site(began.regime, began.site)[good]
    return moved, site, np.where(moved == NONE, NONE, moved)


def _movements(block: Block, out: Output, stays: Stays) -> None:
    draws, lives = block.draws, block.lives
    cases, end = lives.cases, lives.end
    person, number = stays.person, stays.number
    local = local_prison(block, person, stays.row)
    trainer = (local + 1 + draws.whole("trainer", person, 12, number)) % len(PRISONS)
    trainer = np.where(lives.people.woman[stays.row] == 1, local, trainer)
    moved, site, _ = _programme_moves(block, stays)
    last = np.where(stays.out <= end, stays.out, end + 1)
    transfer = stays.received + 25 + draws.whole("transfer", person, 60, number)
    transfer = np.where((transfer < last - 5) & ((moved == NONE) | (transfer < moved - 5)) & (trainer != local), transfer, NONE)
    here = np.where(transfer == NONE, local, trainer)
    moved = np.where((moved != NONE) & (moved < last - 2) & (moved > stays.received) & (site != here), moved, NONE)
    after = np.where(moved == NONE, here, site)
    court = np.where(
        cases.remanded[stays.case] & ~stays.recall & (cases.sentenced[stays.case] < np.where(transfer == NONE, last, transfer)),
        cases.sentenced[stays.case],
        NONE,
    )
    reason = np.select(
        [stays.recall, cases.remanded[stays.case], cases.sentence[stays.case] == EXTENDED, cases.sentence[stays.case] == IPP],
        [0, 1, 3, 4],
        default=2,
    )
    gone = np.where(stays.out <= end, stays.out, NONE)
    why = chosen(block, "transfer reason", person, ["NOTR", "OVCROW", "SEC", "MED", "COMP"], [60, 25, 6, 6, 3], number)
    codes: list[str | None] = [*PRISONS, "OUT"]
    outside = np.full(len(person), len(PRISONS))
    plan: list[tuple[Ints, str, pa.Array, Ints, Ints, int]] = [
        (stays.received, "ADM", word(reason, ["L", "N", "I", "26", "25"]), outside, local, 15),
        (court, "CRT", pa.array(["SENT"] * len(person)), local, outside, 8),
        (transfer, "TRN", why, local, trainer, 11),
        (moved, "TRN", pa.array(["PROAT"] * len(person)), here, site, 10),
        (gone, "REL", word(_release_reason(stays, cases), REASONS), after, outside, 9),
    ]
    parts: list[Frame] = []
    for days, kind, why, source, target, hour in plan:
        use = known(days) & (days <= end)
        mask = pa.array(use)
        parts.append(
            {
                "noms_number": keys.noms_numbers(person[use], stays.merged[use]),
                "moved_at": stamp(days[use], hour, person[use] % 60),
                "type": pa.array([kind] * int(use.sum()), pa.string()),
                "reason": why.filter(mask),
                "from_code": word(source[use], codes),
                "to_code": word(target[use], codes),
                "recorded_on": days[use],
            }
        )
    out.table("prison_movement", stacked(parts))


def _alerts(block: Block, out: Output, stays: Stays, truth: Truth) -> None:
    draws, lives = block.draws, block.lives
    at, person, number, end = stays.case, stays.person, stays.number, lives.end
    sexual, child, exploited = truth.sexual[at], truth.child[at], truth.exploited[at]
    stop = np.where(stays.out <= end, stays.out, NONE)
    latest = np.where(stays.out <= end, stays.out, end)
    begin = stays.received + 2 + draws.whole("alert day", person, 20, number)
    gang = lives.people.gang[stays.row]
    cse_day = np.maximum(day("2020-02-10"), begin)
    risk = lives.risk.band[stays.row]
    plan: list[tuple[str, Bools, float, Ints]] = [
        ("XSO", sexual & (begin < RULES_CHANGED - 30), 0.8, begin),
        ("SR", sexual & (begin < RULES_CHANGED - 30), 0.5, begin + 3),
        ("SOR", sexual & (latest > RULES_CHANGED + 30), 0.85, np.maximum(begin, RULES_CHANGED)),
        ("XCSEA", exploited & (latest > cse_day), 0.45, cse_day),
        ("XCSEA", child & ~exploited & (latest > cse_day), 0.10, cse_day),
        ("RCS", child, 0.5, begin),
        ("CC1", child & (begin >= RULES_CHANGED), 0.6, begin + 5),
        ("XGANG", gang & (begin >= day("2013-08-27")), 0.6, begin),
        ("DOCGM", gang & (begin >= day("2020-08-22")), 0.15, begin),
        ("ROH", sexual & (risk >= 2), 0.7, begin + 20),
        ("P22", sexual & (begin >= day("2021-10-27")), 0.6, begin + 30),
        ("PC1", sexual & (begin >= RULES_CHANGED) & (begin < day("2021-06-01")), 0.6, begin + 30),
        ("P1", sexual & (begin < RULES_CHANGED - 60), 0.4, begin + 30),
        ("OCYP", (lives.first.sentenced[stays.row] - lives.people.dob[stays.row] < 18.2 * 365), 0.3, begin),
        ("XLDEPORT", lives.people.foreign[stays.row] & (begin >= day("2014-06-24")), 0.6, begin + 40),
    ]
    closes = {"XSO": RULES_CHANGED, "SR": RULES_CHANGED, "P1": RULES_CHANGED, "PC1": day("2021-12-15")}
    parts = []
    for code, able, share, on in plan:
        use = able & draws.chance(f"alert {code}", person, share, number) & (on <= latest)
        until = np.where(stop[use] == NONE, NONE, np.maximum(stop[use], on[use]))
        if code in closes:
            until = np.where((until == NONE) | (until > closes[code]), closes[code], until)
        parts.append(
            {
                "noms_number": keys.noms_numbers(person[use], stays.merged[use]),
                "alert_code": pa.array([code] * int(use.sum()), pa.string()),
                "active_from": on[use],
                "active_to": np.maximum(until, np.where(until == NONE, NONE, on[use])),
                "recorded_on": on[use],
            }
        )
    out.table("prison_alert", stacked(parts))


def write_prison(block: Block, out: Output, truth: Truth) -> Stays:
    """Everything prisons wrote about a block, programmes apart."""
    stays = find_stays(block)
    _persons(block, out, stays)
    _bookings(block, out, stays)
    _sentences(block, out, stays)
    _movements(block, out, stays)
    _alerts(block, out, stays, truth)
    return stays
