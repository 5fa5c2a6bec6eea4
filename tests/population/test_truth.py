"""The truth fits the extracts: who is who, what was received, what was spoilt."""

import pytest

from throughcare.population.keys import CHECK
from throughcare.records.identifiers import read_number

PERSON_KEYS = {
    "police_person": "nominal_ref",
    "court_defendant": "defendant_id",
    "prison_person": "noms_number",
    "probation_person": "crn",
    "community_service": "service_user_ref",
    "circle": "core_member_ref",
    "mappa": "visor_ref",
}


@pytest.mark.parametrize(("table", "key"), PERSON_KEYS.items())
def test_every_record_of_a_person_has_one_true_person(world, table, key):
    assert world.one(f"select count(*) from (select distinct {key} from {table})") == world.one(
        f"select count(*) from truth_record_link where table_name = '{table}'"
    )
    assert (
        world.one(f"""
        select count(*) from (select distinct {key} as number from {table}) as t
        anti join truth_record_link as l on l.table_name = '{table}' and l.source_record_id = t.number
    """)
        == 0
    )


def test_every_conviction_of_the_national_record_has_one_true_person(world):
    assert world.one("select count(*) from truth_record_link where table_name = 'pnc_conviction'") >= world.one(
        "select count(distinct pnc_id) from pnc_conviction"
    )
    assert (
        world.one("""
        select count(*) from pnc_conviction as c anti join truth_record_link as l
        on l.table_name = 'pnc_conviction' and l.source_record_id = c.pnc_id
    """)
        == 0
    )


def test_true_persons_of_links_and_events_exist(world):
    for table in ("truth_record_link", "truth_event", "truth_cse", "truth_selection", "truth_address"):
        assert world.one(f"select count(*) from {table} as t anti join truth_person as p using (person_id)") == 0


RECEIVED = """
    with prison as (
        select s.referral_id, r.noms_number as number, r.programme, s.start_at::date as on_day
        from prison_referral_status as s join prison_programme_referral as r using (referral_id) where s.status = 'ON_PROGRAMME'
    ),
    community as (
        select r.crn as number, q.sub_category as programme, s.start_at::date as on_day
        from community_referral_status as s join community_programme_referral as r using (referral_id)
        left join requirement as q using (requirement_id) where s.status = 'On programme'
    ),
    recorded as (
        select l.person_id, p.programme, p.on_day from prison as p
        join truth_record_link as l on l.table_name = 'prison_person' and l.source_record_id = p.number
        union all
        select l.person_id, c.programme, c.on_day from community as c
        join truth_record_link as l on l.table_name = 'probation_person' and l.source_record_id = c.number
    ),
    truly as (select person_id, detail as programme, true_start::date as on_day from truth_event where activity = 'PROGRAMME_STARTED')
"""


def test_received_programmes_are_recovered_exactly_where_recording_is_clean(perfect):
    assert perfect.one(RECEIVED + "select count(*) from truly") > 100
    assert perfect.rows(RECEIVED + "select person_id, on_day from truly except select person_id, on_day from recorded") == []
    assert perfect.rows(RECEIVED + "select person_id, on_day from recorded except select person_id, on_day from truly") == []
    named = (
        RECEIVED
        + "select count(*) from recorded join truly using (person_id, on_day) where recorded.programme <> truly.programme"
    )
    assert perfect.one(named) == 0


def test_programme_history_has_every_programme_in_custody_where_recording_is_clean(perfect):
    missing = perfect.one("""
        select count(*) from prison_referral_status as s join prison_programme_referral as r using (referral_id)
        anti join course_participation as c on c.noms_number = r.noms_number and c.course = r.programme
            and c.year_started = year(s.start_at)
        where s.status = 'ON_PROGRAMME'
    """)
    assert missing == 0


def test_clean_recording_spoils_nothing(perfect):
    assert perfect.one("select count(*) from truth_error") == 0
    for table, key in (("court_defendant", "defendant_id"), ("prison_person", "noms_number"), ("probation_person", "crn")):
        wrong = perfect.one(f"""
            select count(*) from {table} as t join truth_record_link as l on l.table_name = '{table}' and l.source_record_id = t.{key}
            join truth_person as p using (person_id)
            where t.surname <> p.true_surname or t.dob <> p.true_dob or not starts_with(p.true_forenames, split_part(t.forenames, ' ', 1))
        """)
        assert wrong == 0


def test_every_wrong_birth_date_is_in_the_truth(world):
    for table, key in (("prison_person", "noms_number"), ("probation_person", "crn")):
        wrong = world.one(f"""
            select count(*) from {table} as t join truth_record_link as l on l.table_name = '{table}' and l.source_record_id = t.{key}
            join truth_person as p using (person_id) where t.dob <> p.true_dob
        """)
        assert wrong > 0
        noted = f"select count(*) from truth_error where table_name = '{table}' and column_name = 'dob'"
        assert world.one(noted) == wrong


def test_numbers_pass_their_check_where_recording_is_clean(perfect):
    for table, column, kind in (
        ("police_person", "pnc_id", "pnc"),
        ("police_person", "cro_number", "cro"),
        ("police_person", "asn", "asn"),
        ("court_defendant", "urn", "urn"),
        ("prison_person", "noms_number", "noms"),
        ("probation_person", "crn", "crn"),
    ):
        for (number,) in perfect.rows(f"select distinct {column} from {table} where {column} is not null limit 300"):
            read = read_number(kind, number, 2026)
            assert (read.standing, read.value) == ("valid", number)


def test_no_two_people_share_a_national_number(world):
    for number in ("pnc_id", "cro_number"):
        shared = world.one(f"""
            with tidy as (
                select defendant_id, {number} as number from court_defendant
                where regexp_full_match({number}, '[0-9]{{4,6}}/[0-9]{{2,7}}[{CHECK}]')
            )
            select count(*) from (
                select number from tidy
                join truth_record_link as l on l.table_name = 'court_defendant' and l.source_record_id = defendant_id
                group by number having count(distinct person_id) > 1
            )
        """)
        assert shared <= 3  # the published rate of conflict is 6 in 100,000


def test_nobody_is_recorded_after_death(world):
    late = world.one("""
        select count(*) from truth_event join truth_person using (person_id)
        where activity in ('OFFENCE', 'RELEASE', 'PROGRAMME_STARTED', 'SERVICE_STARTED', 'CIRCLE_STARTED') and true_start > died_on
    """)
    assert late == 0


def test_periods_in_custody_do_not_overlap(world):
    overlaps = world.one("""
        with stays as (
            select person_id, reception, coalesce(released, date '2026-06-30') as released from prison_booking as b
            join truth_record_link as l on l.table_name = 'prison_person' and l.source_record_id = b.noms_number
        )
        select count(*) from stays as a join stays as b on a.person_id = b.person_id and a.reception < b.reception
        and b.reception < a.released
    """)
    assert overlaps == 0


def test_every_programme_in_custody_lies_within_custody(world):
    outside = world.one("""
        with stays as (
            select person_id, reception, coalesce(released, date '2026-06-30') as released from prison_booking as b
            join truth_record_link as l on l.table_name = 'prison_person' and l.source_record_id = b.noms_number
        ),
        began as (
            select r.noms_number, s.start_at::date as on_day from prison_referral_status as s
            join prison_programme_referral as r using (referral_id) where s.status = 'ON_PROGRAMME'
        )
        select count(*) from began join truth_record_link as l on l.table_name = 'prison_person' and l.source_record_id = noms_number
        where not exists (select 1 from stays as t where t.person_id = l.person_id and on_day between t.reception and t.released)
    """)
    assert outside == 0


def test_every_referral_follows_permitted_moves_but_for_a_few(world):
    """Steps left out by staff are deviations that the conformance table must count."""
    counts = world.rows("""
        with steps as (
            select status, lead(status) over (partition by referral_id order by start_at, status = 'PROGRAMME_COMPLETE') as next_status
            from prison_referral_status
        )
        select count(*), sum((exists (
            select 1 from read_csv('src/throughcare/records/reference/referral_transitions.csv', all_varchar = true) as t
            where t.service = 'prison' and t.from_status = steps.status and t.to_status = steps.next_status
        ))::int) from steps where next_status is not null
    """)
    total, permitted = counts[0]
    assert 0.95 < permitted / total < 1.0
