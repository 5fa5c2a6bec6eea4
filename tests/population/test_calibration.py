"""The calibrated population meets the public figures it is calibrated on, on 20,000 people."""

import numpy as np
import pytest

from throughcare.population.presets import read_preset
from throughcare.records.reference import read_codes

SEXUAL = {
    row["cjs_code"]
    for row in read_codes("offences")
    if row["offence_class"]
    in (
        "child_sexual",
        "sexual_any_age",
        "child_image",
        "trafficking_sexual",
        "trafficking_any",
        "child_abduction",
        "prostitution_gain",
    )
}
BREACH = {row["cjs_code"] for row in read_codes("offences") if row["offence_class"] in ("order_breach", "notification_breach")}
STATUTORY = {row["cjs_code"] for row in read_codes("offences") if "071/02" <= row["ho_code"] <= "071/15"}


def _list(codes) -> str:
    return "(" + ", ".join(f"'{code}'" for code in sorted(codes)) + ")"


@pytest.fixture(scope="module")
def convicted(world):
    """First convictions of sexual offences: age at sentence, result, length in days."""
    return world.rows(f"""
        with sentenced as (
            select person_id, episode_id, true_start::date as on_day from truth_event
            where activity = 'SENTENCE' and episode_id like '%0' and detail in {_list(SEXUAL)}
        )
        select date_diff('day', true_dob, on_day) / 365.25 as age, r.disposal_code, r.custodial_days
        from sentenced join truth_person using (person_id)
        join truth_record_link as l on l.person_id = sentenced.person_id and l.table_name = 'pnc_conviction'
        join pnc_conviction as r on r.pnc_id = l.source_record_id
        join truth_event as c on c.episode_id = sentenced.episode_id and c.activity = 'CONVICTION' and c.true_start::date = r.proven_on
    """)


def test_ages_of_the_jailed_are_those_of_2013(convicted):
    ages = [age for age, code, _ in convicted if code in ("1002", "1081")]
    shares = np.histogram(ages, [0, 26, 46, 65, 120])[0] / len(ages)
    assert np.abs(shares - np.array([718, 1390, 912, 338]) / 3358).max() < 0.02


def test_half_of_the_convicted_go_to_prison(convicted):
    assert np.mean([code in ("1002", "1081") for _, code, _ in convicted]) == pytest.approx(0.51, abs=0.02)


def test_sentences_are_fifty_nine_months_long_on_average(world):
    months = world.one(f"""
        select avg(length_days) / 30.4375 from prison_sentence where sentence_seq = 1 and cjs_code in {_list(SEXUAL)}
    """)
    assert months == pytest.approx(59.1, abs=3)


def test_recording_to_charge_takes_248_days(world):
    days = world.one(f"""
        select median(date_diff('day', r.true_start::date, c.true_start::date)) from truth_event as r join truth_event as c
        using (episode_id) where r.activity = 'CRIME_RECORDED' and c.activity = 'CHARGE' and r.detail in {_list(SEXUAL)}
    """)
    assert days == pytest.approx(248, rel=0.1)


FLAGGED = """
    with person as (select source_record_id as nominal_ref, person_id from truth_record_link where table_name = 'police_person'),
    case_of as (
        select distinct p.force_code, p.crime_ref, 'E' || substr(person_id, 2) || right(p.crime_ref, 1) as episode_id
        from police_person as p join person using (nominal_ref)
    ),
    limbs as (
        select episode_id,
            bool_and(present) filter (element in ('U18', 'SEXUAL_ACTIVITY', 'POWER'))
            and bool_or(present) filter (element in ('COERCE', 'MANIPULATE', 'DECEIVE'))
            and bool_or(present) filter (element in ('EXCHANGE_VICTIM', 'GAIN_FINANCIAL', 'GAIN_STATUS')) as exploited
        from truth_cse group by episode_id
    ),
    flagged as (
        select distinct c.force_code, c.crime_ref, c.recorded_date, c.cse_flag, coalesce(l.exploited, false) as exploited
        from police_crime as c join case_of using (force_code, crime_ref) left join limbs as l using (episode_id)
        where c.cse_flag is not null
    )
"""


def test_police_miss_half_of_the_cases(world):
    assert world.one(FLAGGED + "select avg((not cse_flag)::int) from flagged where exploited") == pytest.approx(0.5, abs=0.05)


def test_in_the_worst_force_nine_flags_of_ten_are_wrong(world):
    share = world.one(
        FLAGGED
        + "select avg((not exploited)::int) from flagged where cse_flag and force_code = '63' and recorded_date < '2020-01-01'"
    )
    assert share == pytest.approx(0.9, abs=0.1)
    elsewhere = world.one(FLAGGED + "select avg((not exploited)::int) from flagged where cse_flag and force_code <> '63'")
    assert elsewhere == pytest.approx(read_preset("calibrated-2017").number("police", "flag_wrong_share"), abs=0.06)


def test_no_flag_is_older_than_the_flag_itself(world):
    assert world.one("select count(*) from police_crime where cse_flag is not null and recorded_date < '2016-04-01'") == 0


def test_flagged_crimes_are_ten_times_the_statutory_convictions(world):
    flagged = world.one("select count(distinct crime_ref) from police_crime where cse_flag")
    convicted = world.one(
        f"select count(*) from pnc_conviction where cjs_code in {_list(STATUTORY)} and proven_on >= '2016-04-01'"
    )
    assert flagged > 10 * convicted > 0


def test_four_requirements_of_ten_never_begin(world):
    share = world.one(
        "select avg((commencement is null)::int) from requirement where main_category = '3103' and expected_end < '2026-06-30'"
    )
    assert share == pytest.approx(0.4, abs=0.02)


@pytest.fixture(scope="module")
def entries(world):
    """Sexual index cases of adults at liberty with a full follow-up, and whether any proven reoffence followed within a year."""
    return world.rows(f"""
        with dated as (
            select person_id, episode_id, activity, min(true_start)::date as on_day, any_value(detail) as code
            from truth_event where episode_id is not null group by all
        ),
        cases as (
            select person_id, episode_id, max(on_day) filter (activity = 'SENTENCE') as sentenced,
                max(on_day) filter (activity = 'RECEPTION') as received, max(on_day) filter (activity = 'RELEASE') as released,
                max(on_day) filter (activity = 'OFFENCE') as offence, max(on_day) filter (activity = 'CONVICTION') as convicted,
                max(code) filter (activity = 'SENTENCE') as code
            from dated group by all
        ),
        entered as (
            select person_id, case when received is null then sentenced else released end as entry from cases
            join truth_person using (person_id) where code in {_list(SEXUAL)}
                and date_diff('day', true_dob, sentenced) > 18 * 365.25
        )
        select entry, exists (
            select 1 from cases as c where c.person_id = e.person_id and c.offence > entry and c.offence < entry + interval 12 month
            and c.convicted <= entry + interval 18 month and c.code not in {_list(BREACH)}
        ) as again
        from entered as e where entry is not null and entry < date '2026-06-30' - interval 18 month
    """)


def test_thirteen_in_a_hundred_reoffend_within_a_year(entries):
    assert np.mean([again for _, again in entries]) == pytest.approx(0.13, abs=0.01)


def test_hazard_rises_with_the_band(world):
    """Sexual reoffending within 8.2 years, from the untreated day of truth, by the band at the latest assessment."""
    rates = world.rows("""
        with banded as (
            select l.person_id, max_by(coalesce(o.rm2000_s, o.osp_dc_band), o.completed_on) as band
            from oasys as o join truth_record_link as l on l.source_record_id = o.crn and l.table_name = 'probation_person' group by all
        )
        select band, avg((coalesce(y0_days, 99999) <= 2995)::int) as rate
        from banded join truth_person using (person_id) where band in ('LOW', 'MEDIUM', 'HIGH', 'VERY_HIGH') group by band
    """)
    found = dict(rates)
    assert found["LOW"] < found["MEDIUM"] < (found["HIGH"] + found["VERY_HIGH"]) / 2
