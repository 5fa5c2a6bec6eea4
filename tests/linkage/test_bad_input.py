"""Records as they should not be: the room finishes, clusters stay small, and what was set aside is said."""

from datetime import date

import invented
import pyarrow as pa
import pytest

import chain
from throughcare.linkage.score import score_linkage


def spoil(received, table, column, value, most=None):
    """The tables with one column of one table all the same, in the first `most` rows."""
    given = received[table]
    values = given[column].to_pylist()
    count = len(values) if most is None else most
    values[:count] = [value] * min(count, len(values))
    place = given.column_names.index(column)
    return received | {table: given.set_column(place, column, pa.array(values, given.schema.field(column).type))}


@pytest.fixture(scope="module")
def people():
    return invented.invent(400, seed=21)


@pytest.mark.parametrize(
    ("column", "value"), [("dob", date(1900, 1, 1)), ("dob", date(1980, 5, 5)), ("postcode", "LS1 9AA"), ("surname", "UNKNOWN")]
)
def test_one_value_everywhere_makes_no_large_cluster(people, column, value):
    received, truth, persons = people
    for table in received:
        if column in received[table].column_names:
            received = spoil(received, table, column, value)
    built = chain.build_room(received, order=chain.ORDER[:5])
    assert score_linkage(built("crosswalk"), built("nodes"), truth, persons)["clusters"]["largest_false_merge"] < 15


def test_a_number_on_too_many_records_is_set_aside_and_said(people):
    received, _, _ = people
    built = chain.build_room(spoil(received, "court_defendant_received", "pnc_id", "1979/0163001B", 300))
    said = {(row["what"], row["by_what"]): row["value"] for row in built("link_quality").to_pylist()}
    assert said["numbers set aside, held by too many records", "pnc"] == 1
    assert said["records whose number was set aside", "pnc"] == 300


@pytest.mark.parametrize("filled", [date(1, 1, 1), date(1753, 1, 1), date(1899, 12, 30), date(9999, 12, 31)])
def test_a_birth_date_that_a_system_fills_in_is_not_known(people, filled):
    received, _, _ = people
    spoilt = spoil(received, "court_defendant_received", "dob", filled, 50)
    built = chain.build_room(spoilt, order=("identifiers", "nodes"))
    unknown = [row for row in built("nodes").to_pylist() if row["agency"] == "court" and row["dob"] is None]
    assert len(unknown) == 50


def test_records_without_names_are_linked_by_their_numbers_or_not_at_all(people):
    received, truth, persons = people
    for column in ("forenames", "surname", "aliases"):
        received = spoil(received, "prison_person_received", column, None)
    built = chain.build_room(received, order=chain.ORDER[:5])
    scores = score_linkage(built("crosswalk"), built("nodes"), truth, persons)
    assert scores["pairs"]["precision"] > 0.98


def numbered_twice(people, share):
    """The records and their truth where the prison numbered a share of its people a second time."""
    received, truth, _ = people
    prison = received["prison_person_received"]
    rows = prison.to_pylist()
    rows = rows[: int(share * len(rows))]
    who = {(row["table_name"], row["source_record_id"]): row["person_id"] for row in truth.to_pylist()}
    again = [row | {"noms_number": f"Z{place:04d}ZZ"} for place, row in enumerate(rows)]
    known = [
        {
            "table_name": "prison_person",
            "source_record_id": new["noms_number"],
            "person_id": who["prison_person", old["noms_number"]],
        }
        for new, old in zip(again, rows, strict=True)
    ]
    twice = received | {"prison_person_received": pa.concat_tables([prison, pa.Table.from_pylist(again, schema=prison.schema)])}
    return twice, pa.concat_tables([truth, pa.Table.from_pylist(known)])


def rules_of_one(built):
    begins = "records with a second number"
    return {row["by_what"]: row["value"] for row in built("link_quality").to_pylist() if row["what"].startswith(begins)}


@pytest.mark.parametrize("share", [1.0, 0.3])
def test_an_agency_that_numbers_people_twice_loses_none_and_joins_nobody_falsely(people, share):
    twice, truth = numbered_twice(people, share)
    built = chain.build_room(twice, order=(*chain.ORDER[:5], "link_quality"))
    scores = score_linkage(built("crosswalk"), built("nodes"), truth, people[2])
    assert scores["clusters"]["largest_false_merge"] < 15
    assert scores["pairs"]["precision"] > 0.99
    assert scores["pairs"]["recall"] > 0.99
    said = rules_of_one(built)
    assert set(said) == {"prison number, prison"}
    assert said["prison number, prison"] >= 0.9 * 2 * len(twice["prison_person_received"]) * share / (1 + share)


def test_another_agency_that_gives_people_a_new_number_each_time_is_seen_too(people):
    received, truth, persons = people
    court = received["court_defendant_received"]
    numbers = [f"{place + 1:06d}/91{'ZABCDEFGHJKLMNPQRTUVWXY'[(91 * 10**6 + place + 1) % 23]}" for place in range(court.num_rows)]
    at = court.column_names.index("cro_number")
    built = chain.build_room(
        received | {"court_defendant_received": court.set_column(at, "cro_number", pa.array(numbers))},
        order=(*chain.ORDER[:5], "link_quality", "link_fairness"),
    )
    assert set(rules_of_one(built)) == {"CRO, court"}
    scores = score_linkage(built("crosswalk"), built("nodes"), truth, persons)
    assert scores["pairs"]["precision"] > 0.99
    assert scores["pairs"]["recall"] > 0.97


def test_one_wrong_number_in_two_hundred_does_not_set_the_rule_aside():
    received, _, _ = invented.invent(400, seed=23, wrong_pnc=0.005)
    assert rules_of_one(chain.build_room(received, order=(*chain.ORDER[:5], "link_quality"))) == {}


def set_aside(built):
    begins = "records whose value was set aside, "
    return {
        (row["by_what"], row["what"].removeprefix(begins)): row["value"]
        for row in built("link_quality").to_pylist()
        if row["what"].startswith(begins)
    }


def test_values_that_say_nothing_are_set_aside_and_counted_by_kind_and_reason(people):
    received, _, _ = people
    received = spoil(received, "court_defendant_received", "surname", "UNKNOWN", 40)
    received = spoil(received, "police_person_received", "surname", "N/K", 3)
    received = spoil(received, "police_person_received", "dob", date(1900, 1, 1), 30)
    received = spoil(received, "prison_person_received", "dob", date(1970, 1, 1), 5)
    received = spoil(received, "court_defendant_received", "postcode", "NF1 1NF", 20)
    received = spoil(received, "police_person_received", "postcode", "no address", 10)
    received = spoil(received, "probation_person_received", "postcode", "HM1 1PR", 120)
    received = spoil(received, "probation_person_received", "address", "No fixed abode", 15)
    built = chain.build_room(received, order=(*chain.ORDER[:5], "link_quality"))
    assert set_aside(built) == {
        ("surname", 'stands for "not known" or is no word'): 43,
        ("birth date", 'stands for "not known"'): 35,
        ("postcode", 'stands for "not known"'): 20,
        ("postcode", "no postcode by its form"): 10,
        ("postcode", "a postcode with more than 50 birth dates"): 120,
        ("address", 'stands for "not known"'): 15,
    }
    assert not [row for row in built("nodes").to_pylist() if "HM11PR" in (row["postcodes"] or "")]


def test_nothing_is_said_to_be_set_aside_where_nothing_was(people):
    built = chain.build_room(people[0], order=(*chain.ORDER[:5], "link_quality"))
    assert set_aside(built) == {}


def test_an_address_without_a_postcode_still_links(people):
    received, _, _ = people
    far = date(1991, 4, 2)
    place = {"forenames": "Aurelian", "surname": "Quillfeather", "address": "14 Larkspur Lane Netherby", "force_code": "13"}
    police = [place | {"nominal_ref": "Q1", "dob": far}, place | {"nominal_ref": "Q2", "dob": far}]
    # The forename is spelt otherwise and the birth date is missing: the address must carry the link.
    court = [{"defendant_id": "Q3", "forenames": "Aurelien", "surname": "Quillfeather", "address": "14 Larkspur Lane, Netherby"}]
    for name, rows in (("police_person", police), ("court_defendant", court)):
        given = received[f"{name}_received"]
        received = received | {f"{name}_received": pa.concat_tables([given, invented.received(name, rows)])}
    built = chain.build_room(received, order=chain.ORDER[:5])
    who = {row["source_key"]: row["person_id"] for row in built("crosswalk").to_pylist() if row["link_set_id"] == "default"}
    assert who["Q1"] == who["Q2"] == who["Q3"]
    levels = {(row["left_key"][-2:], row["right_key"][-2:]): row["address"] for row in built("edges").to_pylist()}
    assert levels["Q3", "Q1"] == levels["Q1", "Q2"] == 4  # address alike
