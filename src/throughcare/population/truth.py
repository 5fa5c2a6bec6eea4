"""The truth beside the extracts: people, addresses, events, elements, planted effects, chances of treatment."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from throughcare.population import keys
from throughcare.population.cases import APPEALED, DEPORTED, Cases
from throughcare.population.community import Community
from throughcare.population.cse import ELEMENTS, MODELS, ROLES, Truth
from throughcare.population.draws import NONE, Bools, Ints, known
from throughcare.population.frames import Block, Frame, Output, flags, stacked, whole
from throughcare.population.identity import address_count, empty_where, postcodes
from throughcare.population.life import NEVER
from throughcare.population.names import SCRIPT_GROUPS, name_book
from throughcare.population.offences import offence_book
from throughcare.population.people import CAUTIONED, CONVICTED, FAILED, NO_ACTION
from throughcare.population.presets import Preset
from throughcare.population.prison import Stays, never_merged, with_second_number
from throughcare.population.queue import COMPLETED, LEFT
from throughcare.population.services import SERVICES, Support
from throughcare.population.text import word
from throughcare.population.treatment import PROGRAMME_REGIME, PROGRAMMES, REGIMES, programme_names
from throughcare.population.truth_steps import (
    assessment_events,
    earlier_events,
    episode_ids,
    event_rows,
    referral_events,
    requirement_ends,
)


def _people(block: Block, out: Output) -> None:
    lives = block.lives
    people, words, end = lives.people, name_book().column, lives.end
    names = people.names
    middle = words.take(pa.array(np.maximum(names.middle, 0), mask=names.middle == NONE))
    forenames = pc.binary_join_element_wise(words.take(pa.array(names.first)), middle, " ", null_handling="skip")
    has = names.alias_first != NONE
    first = words.take(pa.array(np.where(has, names.alias_first, 0)))
    last = words.take(pa.array(np.where(has, names.alias_surname, 0)))
    aliases = pc.binary_join_element_wise('[{"forenames": "', first, '", "surname": "', last, '"}]', "")
    out.table(
        "truth_person",
        {
            "person_id": keys.person_ids(people.number),
            "true_forenames": forenames,
            "true_surname": words.take(pa.array(names.surname)),
            "true_dob": people.dob,
            "name_script_group": word(names.script, list(SCRIPT_GROUPS)),
            "aliases": empty_where(aliases, ~has),
            "latent_risk": pa.array(lives.risk.log_hazard),
            "denial": flags(people.denial),
            "died_on": np.where(people.death <= end, people.death, NONE),
            "left_country_on": np.where(lives.left <= end, lives.left, NONE),
            "censored_on": np.minimum(lives.gone, end),
            "y0_days": whole(np.where(lives.y0 >= NEVER, NONE, lives.y0)),
            "y1_days": whole(np.where(lives.y1 >= NEVER, NONE, lives.y1)),
        },
    )


def _addresses(block: Block, out: Output) -> None:
    people = block.lives.people
    count = address_count(block.draws, people.family)
    at = np.repeat(np.arange(len(people)), count)
    which = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    step = 900
    begin = people.anchor[at] + (which - count[at] // 2) * step - 450
    begin = np.where(which == 0, people.dob[at] + 6575, np.maximum(begin, people.dob[at] + 6575 + which * 30))
    last = which == count[at] - 1
    following = np.where(last, NONE, np.concatenate([begin[1:], [NONE]]) - 1)
    out.table(
        "truth_address",
        {
            "person_id": keys.person_ids(people.number[at]),
            "postcode": postcodes(block.draws, people.family[at], which, people.force[at]),
            "from_date": begin,
            "to_date": following,
        },
    )


def _elements(block: Block, out: Output, truth: Truth) -> None:
    cases = block.lives.cases
    use = np.flatnonzero(truth.sexual & (cases.recorded <= block.lives.end))
    at = np.repeat(use, len(ELEMENTS))
    element = np.tile(np.arange(len(ELEMENTS)), len(use))
    tagged = truth.exploited[at]
    out.table(
        "truth_cse",
        {
            "episode_id": episode_ids(cases.person[at], cases.slot[at]),
            "person_id": keys.person_ids(cases.person[at]),
            "element": word(element, list(ELEMENTS)),
            "present": flags(truth.elements[at, element]),
            "model_tags": empty_where(word(truth.model[at], [f'["{one}"]' for one in MODELS]), ~tagged),
            "role_tags": empty_where(word(truth.role[at], [f'["{one}"]' for one in ROLES]), ~tagged),
        },
    )


def _case_events(cases: Cases, end: int) -> list[Frame]:
    book = offence_book()
    code = word(cases.code, list(book.codes))
    charged, guilty, later = np.isin(cases.result, [CONVICTED, FAILED]), cases.result == CONVICTED, cases.slot > 0
    plan: list[tuple[str, Bools, Ints, Ints | None]] = [
        ("OFFENCE", np.ones(len(cases), dtype=np.bool_), cases.offence_from, cases.offence_to),
        ("CRIME_RECORDED", np.ones(len(cases), dtype=np.bool_), cases.recorded, None),
        ("ARREST", np.ones(len(cases), dtype=np.bool_), cases.arrested, None),
        ("CHARGE", charged, cases.decided, None),
        ("CAUTION", cases.result == CAUTIONED, cases.decided, None),
        ("NO_FURTHER_ACTION", cases.result == NO_ACTION, cases.decided, None),
        ("CONVICTION", guilty, cases.convicted, None),
        ("ACQUITTAL", cases.result == FAILED, cases.convicted, None),
        ("SENTENCE", guilty, cases.sentenced, None),
        ("CONVICTION_QUASHED", known(cases.quashed), cases.quashed, None),
        ("REOFFENCE", later & guilty & (cases.convicted <= end), cases.offence_from, None),
        ("PROVEN_REOFFENCE", later & guilty, cases.convicted, None),
    ]
    made = []
    for activity, which, start, stop in plan:
        use = which & known(start) & (start <= end)
        made.append(
            event_rows(
                activity,
                cases.person[use],
                cases.slot[use],
                start[use],
                None if stop is None else stop[use],
                code.filter(pa.array(use)),
            )
        )
    return made


def _custody_events(block: Block, stays: Stays) -> list[Frame]:
    lives = block.lives
    cases, end = lives.cases, lives.end
    slot = cases.slot[stays.case]
    out = stays.out <= end
    how = cases.release_how[stays.case]
    free = out & (stays.recall | ((how != DEPORTED) & (how != 1)))
    appealed = word(np.where(how == APPEALED, 0, NONE), ["appeal"])
    recalls = lives.recalls
    made = [
        event_rows("RECEPTION", stays.person[~stays.recall], slot[~stays.recall], stays.received[~stays.recall]),
        event_rows("RELEASE", stays.person[free], slot[free], stays.out[free], detail=appealed.filter(pa.array(free))),
        event_rows("RECALL", recalls.person, cases.slot[recalls.case], recalls.revoked),
    ]
    back = recalls.returned <= end
    made.append(event_rows("RETURN_TO_CUSTODY", recalls.person[back], cases.slot[recalls.case][back], recalls.returned[back]))
    return made


def _programme_events(block: Block, community: Community) -> list[Frame]:
    lives = block.lives
    end, legs, candidates = lives.end, lives.legs, lives.candidates
    made = []
    asked = (candidates.result != 1) & (candidates.submitted <= end)
    made.append(
        event_rows(
            "REFERRAL_SUBMITTED",
            candidates.person[asked],
            np.zeros(int(asked.sum()), dtype=np.int64),
            candidates.submitted[asked],
        )
    )
    row = np.searchsorted(lives.people.number, legs.person)
    name = word(programme_names(legs.regime, legs.stream, lives.people.ldc[row]), list(PROGRAMMES))
    named = word(community.programme, list(PROGRAMMES))
    began, over = known(legs.started) & (legs.started <= end), known(legs.started) & (legs.ended <= end)
    here, gone = known(community.begun), known(community.begun) & (community.ended <= end)
    zero = np.zeros(len(legs), dtype=np.int64)
    for activity, prison, outside, prison_day, outside_day in (
        ("PROGRAMME_STARTED", began, here, legs.started, community.begun),
        ("PROGRAMME_COMPLETED", over & (legs.how == COMPLETED), gone & community.completed, legs.ended, community.ended),
        ("PROGRAMME_LEFT", over & (legs.how == LEFT), gone & ~community.completed, legs.ended, community.ended),
    ):
        made.append(
            event_rows(activity, legs.person[prison], zero[prison], prison_day[prison], detail=name.filter(pa.array(prison)))
        )
        made.append(
            event_rows(
                activity,
                community.person[outside],
                community.slot[outside],
                outside_day[outside],
                detail=named.filter(pa.array(outside)),
            )
        )
    order = ~community.licence
    imposed = order & (community.imposed <= end)
    made.append(
        event_rows(
            "REQUIREMENT_IMPOSED",
            community.person[imposed],
            community.slot[imposed],
            community.imposed[imposed],
            detail=named.filter(pa.array(imposed)),
        )
    )
    begun = order & here
    made.append(
        event_rows(
            "REQUIREMENT_COMMENCED",
            community.person[begun],
            community.slot[begun],
            community.begun[begun],
            detail=named.filter(pa.array(begun)),
        )
    )
    return made


def _support_events(services: Support, circles: Support, end: int) -> list[Frame]:
    made = []
    for support, prefix, asked in ((services, "SERVICE", "SERVICE_REFERRED"), (circles, "CIRCLE", "CIRCLE_REQUESTED")):
        detail = word(support.kind, SERVICES if prefix == "SERVICE" else ["Circles of Support and Accountability"])
        made.append(event_rows(asked, support.person, None, support.asked, detail=detail))
        for activity, days in ((f"{prefix}_STARTED", support.start), (f"{prefix}_ENDED", support.end)):
            use = known(days) & (days <= end)
            made.append(event_rows(activity, support.person[use], None, days[use], detail=detail.filter(pa.array(use))))
    return made


def _events(block: Block, out: Output, stays: Stays, community: Community, services: Support, circles: Support) -> None:
    lives = block.lives
    people, end = lives.people, lives.end
    died, left = people.death <= end, known(lives.left) & (lives.left <= end)
    frames = [
        *_case_events(lives.cases, end),
        *_custody_events(block, stays),
        *_programme_events(block, community),
        *_support_events(services, circles, end),
        *_merges(block, stays),
        *referral_events(block),
        *assessment_events(block),
        *requirement_ends(community, end),
        *earlier_events(block),
        event_rows("DEATH", people.number[died], None, people.death[died]),
        event_rows("DEPORTATION", people.number[left], None, lives.left[left]),
    ]
    out.table("truth_event", stacked(frames))


def _merges(block: Block, stays: Stays) -> list[Frame]:
    """Second numbers found to be one person, and those taken apart again or never joined."""
    lives = block.lives
    person = np.unique(stays.person)
    person = person[with_second_number(block, person)]
    on = lives.people.anchor[np.searchsorted(lives.people.number, person)] + 150
    seen, apart = on <= lives.end, never_merged(block, person)
    return [
        event_rows("RECORDS_MERGED", person[seen & ~apart], None, on[seen & ~apart]),
        event_rows("RECORDS_SPLIT", person[seen & apart], None, on[seen & apart]),
    ]


def _selection(block: Block, out: Output) -> None:
    candidates, share = block.lives.candidates, block.lives.start_share
    out.table(
        "truth_selection",
        {
            "person_id": keys.person_ids(candidates.person),
            "p_treat": pa.array(np.clip(candidates.probability * share, 0, 1)),
            "p_treat_recorded": pa.array(np.clip(candidates.probability_recorded * share, 0, 1)),
        },
    )


def planted_effects(preset: Preset) -> Frame:
    """The planted log hazard ratio of every programme, by age group and dose; in the community none is planted."""
    rows = []
    dose = preset.numbers("effect", "dose")
    for programme, regime in zip(PROGRAMMES, PROGRAMME_REGIME, strict=True):
        base = 0.0 if programme in PROGRAMMES[8:] else preset.number("effect", REGIMES[regime])
        young = preset.number("effect", "young") if base else 0.0
        for stratum, extra in (("all", 0.0), ("age_18_24", young)):
            rows += [
                (programme, REGIMES[regime], stratum, word_, (base + extra) * dose[at])
                for at, word_ in enumerate(("started", "half", "completed"))
            ]
    names = ("programme", "regime", "stratum", "dose", "effect_log_hr")
    return {name: pa.array([row[at] for row in rows]) for at, name in enumerate(names)}


def write_truth(
    block: Block, out: Output, truth: Truth, stays: Stays, community: Community, support: tuple[Support, Support]
) -> None:
    """The truth of a block."""
    _people(block, out)
    _addresses(block, out)
    _elements(block, out, truth)
    _events(block, out, stays, community, *support)
    _selection(block, out)
