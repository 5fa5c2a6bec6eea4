"""Records of one person agree as often as the production linkage model of HMPPS says they do."""

import pytest

PAIRS = """
    with records as (
        select 'prison' as agency, l.person_id, split_part(forenames, ' ', 1) as first, surname, dob, null as postcode
        from prison_person join truth_record_link as l on l.table_name = 'prison_person' and l.source_record_id = noms_number
        union all
        select 'probation', l.person_id, split_part(forenames, ' ', 1), surname, dob, postcode
        from probation_person join truth_record_link as l on l.table_name = 'probation_person' and l.source_record_id = crn
        union all
        select 'court', l.person_id, split_part(forenames, ' ', 1), surname, dob, postcode
        from court_defendant join truth_record_link as l on l.table_name = 'court_defendant' and l.source_record_id = defendant_id
    ),
    pairs as (
        select a.first as a_first, b.first as b_first, a.surname as a_surname, b.surname as b_surname, a.dob as a_dob, b.dob as b_dob,
            a.postcode as a_postcode, b.postcode as b_postcode
        from records as a join records as b on a.person_id = b.person_id and a.agency < b.agency
    )
"""


@pytest.mark.parametrize(
    ("claim", "published", "within"),
    [
        ("a_first = b_first and a_surname = b_surname", 0.881, 0.015),  # F164
        ("a_first = b_surname and a_surname = b_first", 0.00196, 0.001),  # F165
        ("a_dob = b_dob", 0.948, 0.01),  # F166
    ],
)
def test_records_of_one_person_agree_as_published(world, claim, published, within):
    assert world.one(PAIRS + f"select avg(({claim})::int) from pairs") == pytest.approx(published, abs=within)


def test_postcodes_are_shared_as_published(world):
    share = world.one(
        PAIRS + "select avg((a_postcode = b_postcode)::int) from pairs where a_postcode is not null and b_postcode is not null"
    )
    assert share == pytest.approx(0.801, abs=0.03)  # F168


def test_no_postcode_lies_in_an_area_that_exists(world):
    assert (
        world.one("select count(*) from probation_person where not regexp_full_match(postcode, '[QVX][A-Z][0-9]{2} 9[A-Z]{2}')")
        == 0
    )


def test_many_spellings_agree_less_often(world, make_world):
    stress = make_world(2_000, "transliteration-stress")
    same = PAIRS + "select avg((a_first = b_first and a_surname = b_surname)::int) from pairs"
    assert stress.one(same) < world.one(same) - 0.1
    assert stress.one("select avg((name_script_group = 'transliterated')::int) from truth_person") > 0.3


def test_few_people_share_a_household(world):
    shared = world.one("""
        select count(*) from truth_person as a join truth_person as b on a.true_surname = b.true_surname
        and a.person_id < b.person_id join truth_address as x on x.person_id = a.person_id
        join truth_address as y on y.person_id = b.person_id and x.postcode = y.postcode and x.from_date = y.from_date
    """)
    twins = world.one("""
        select count(*) from truth_person as a join truth_person as b using (true_surname, true_dob) where a.person_id < b.person_id
    """)
    assert 0 < shared < 0.02 * world.people
    assert 0 < twins < 0.005 * world.people
