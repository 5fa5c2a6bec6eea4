"""The room as a whole: what is promised of its tables, on people whose truth is known."""

import invented
import pyarrow as pa
import pytest

import chain
from throughcare.linkage.score import score_linkage


def test_pairs_are_precise_and_found(room, invented_800):
    _, truth, persons = invented_800
    scores = score_linkage(room("crosswalk"), room("nodes"), truth, persons)
    assert scores["pairs"]["precision"] >= 0.99
    assert scores["pairs"]["recall"] >= 0.97
    assert scores["clusters"]["people_merged"] <= 0.005


def test_link_sets_are_nested_in_how_much_they_join(room):
    persons = {}
    for row in room("crosswalk").to_pylist():
        persons.setdefault(row["link_set_id"], set()).add(row["person_id"])
    assert set(persons) == {"strict", "default", "wide"}
    assert len(persons["strict"]) >= len(persons["default"]) >= len(persons["wide"])


def test_every_record_is_in_every_link_set_once(room):
    records = room("nodes").num_rows
    keys = [(row["link_set_id"], row["source_table"], row["source_key"]) for row in room("crosswalk").to_pylist()]
    assert len(keys) == len(set(keys)) == 3 * records


def test_no_name_number_or_day_of_birth_crosses_to_the_analysis_side(room):
    clear = set(room("nodes")["full_name"].to_pylist()) | set(room("identifiers")["recorded"].to_pylist())
    clear |= set(room("nodes")["source_key"].to_pylist())
    for name in ("person_link", "local_person", "people", "link_quality"):
        for column in room(name).columns:
            if pa.types.is_string(column.type):
                assert not clear & set(column.to_pylist()), name
    assert all(row["birth_month"] is None or row["birth_month"].day == 1 for row in room("people").to_pylist())


def test_probabilities_stay_within_what_can_be_known(room):
    linked = [row["probability"] for row in room("crosswalk").to_pylist() if row["probability"] < 1]
    assert min(linked) >= 0.0005
    assert max(linked) <= 0.9995


def test_a_prison_number_finds_the_person_of_its_record(room):
    from throughcare.records.pseudonyms import pseudonym

    people = {row["person"] for row in room("people").to_pylist()}
    found = {(row["domain"], row["number"]): row["person"] for row in room("local_person").to_pylist()}
    for row in room("crosswalk").to_pylist():
        if row["link_set_id"] == "default" and row["source_table"] == "prison_person":
            person = found["noms_number", pseudonym(b"k" * 32, "noms_number", row["source_key"])]
            assert person == pseudonym(b"k" * 32, "person", row["person_id"])
            assert person in people


def test_the_same_records_give_the_same_tables_on_one_thread_and_two():
    received, _, _ = invented.invent(150, seed=3)
    one, two = (chain.build_room(received, threads=threads) for threads in (1, 2))
    for name in chain.ORDER:
        assert one(name).equals(two(name)), name


@pytest.mark.parametrize("name", ["prison_person", "police_person", "community_service"])
def test_one_table_alone_can_be_linked(name):
    received, _, _ = invented.invent(200, seed=5)
    only = {f"{name}_received": received[f"{name}_received"]}
    built = chain.build_room(only)
    assert built("crosswalk").num_rows == 3 * built("nodes").num_rows > 0


def test_no_records_at_all_give_empty_tables():
    built = chain.build_room({})
    assert built("crosswalk").num_rows == 0
    assert built("people").num_rows == 0


def test_one_record_is_one_person():
    rows = [{"noms_number": "A1234BC", "forenames": "Ann", "surname": "Example"}]
    built = chain.build_room({"prison_person_received": invented.received("prison_person", rows)})
    assert built("people").to_pylist()[0]["records"] == 1
