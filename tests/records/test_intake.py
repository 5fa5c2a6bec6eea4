"""Intake: what is accepted, what is set aside, what is quarantined, and how it is said."""

from datetime import date

import pytest

from throughcare.errors import StudyError
from throughcare.records.problems import stored_problem_lines

from .intake_help import HEADER, KEY, take_in

GOOD = "A1234BC,2020/0000009N,Ann,Lee,1980-02-01,F,true\n"


def test_a_good_row_is_typed():
    taken = take_in(HEADER + GOOD)
    assert taken.messages == []
    assert taken.counts == [(1, 1, 0)]
    row = taken.rows[0]
    assert (row["dob"], row["ldc"], row["source_row"], row["merged_into"]) == (date(1980, 2, 1), True, 1, None)


def test_numbers_are_kept_in_canonical_form():
    taken = take_in(HEADER + "a1234bc,20/9n,Ann,Lee,1980-02-01,F,\n")
    assert (taken.rows[0]["noms_number"], taken.rows[0]["pnc_id"]) == ("A1234BC", "2020/0000009N")


def test_a_number_that_fails_its_check_stays_as_written_and_is_remarked_on():
    taken = take_in(HEADER + "A1234BC,20/9X,Ann,Lee,1980-02-01,F,\n")
    assert taken.rows[0]["pnc_id"] == "20/9X"
    assert taken.messages == []
    assert "note: prison_person.csv: pnc_id: number does not pass its check" in taken.said
    assert "20/9X" not in taken.said


def test_a_key_of_another_form_is_still_a_key():
    taken = take_in(HEADER + "rec-1-org,,Ann,Lee,1980-02-01,F,\n")
    assert (taken.messages, taken.counts, taken.rows[0]["noms_number"]) == ([], [(1, 1, 0)], "rec-1-org")


def test_a_bad_value_is_set_aside_and_its_row_kept():
    taken = take_in(HEADER + "A1234BC,,Ann,Lee,1980-02-01,male,maybe\n")
    assert taken.counts == [(1, 1, 0)]
    assert (taken.rows[0]["sex"], taken.rows[0]["ldc"]) == (None, None)
    assert taken.messages == [
        "prison_person.csv:2: ldc: not yes or no (expected true or false)",
        "prison_person.csv:2: sex: not a known code",
    ]


def test_the_nearest_code_is_named():
    header = "order_ref,order_type,on_conviction,made\n"
    taken = take_in(header + "o1,SHOP,yes,2020-01-01\no2,shpo,no,2020-01-01\n", "court_order")
    assert len(taken.messages) == 1
    assert taken.messages[0].startswith("court_order.csv:2: order_type: not a known code; nearest: ")
    assert "SHPO" in taken.messages[0]
    assert [row["order_type"] for row in taken.rows] == [None, "SHPO"]


def test_a_code_outside_an_open_list_is_kept_and_counted():
    header = "charge_id,defendant_id,cjs_code\n"
    taken = take_in(header + "c1,d1,ZZ99999\n", "court_charge")
    assert (taken.messages, taken.rows[0]["cjs_code"]) == ([], "ZZ99999")
    assert "1 code not in the list of known codes; kept (1 row, first at line 2)" in taken.said


def test_an_empty_required_cell_is_a_problem_and_its_row_is_kept():
    taken = take_in(HEADER + "A1234BC,,Ann,,1980-02-01,F,\n")
    assert taken.messages == ["prison_person.csv:2: surname: empty, but required"]
    assert taken.counts == [(1, 1, 0)]


def test_a_row_without_its_key_is_quarantined():
    taken = take_in(HEADER + ",,Ann,Lee,1980-02-01,F,\n" + GOOD)
    assert taken.messages == ["prison_person.csv:2: noms_number: empty, but part of the row's key"]
    assert taken.counts == [(2, 1, 1)]


def test_a_bad_date_that_is_part_of_the_key_quarantines_the_row():
    taken = take_in("noms_number,alert_code,active_from\nA1234BC,XCSEA,2020-02-30\nA1234BC,XCSEA,2020\n", "prison_alert")
    assert taken.messages == [
        "prison_alert.csv:2: active_from: not a date: there is no such day (expected YYYY-MM-DD)",
        "prison_alert.csv:3: active_from: not a full date, but part of the row's key",
    ]
    assert taken.counts == [(2, 0, 2)]


def test_a_row_that_needs_one_of_several_numbers():
    taken = take_in("crn,noms_number,revocation_date,recall_type\nX123456,,2020-01-01,LR\n,,2020-01-01,LR\n", "recall")
    assert taken.messages == ["recall.csv:3: crn, noms_number: all empty, but a row needs one of them"]
    assert taken.counts == [(2, 1, 1)]


def test_of_rows_with_one_key_the_first_stays():
    taken = take_in([HEADER + GOOD + GOOD, HEADER + GOOD])
    assert taken.messages == [
        "prison_person.csv:3: row: the same key (noms_number) as line 2",
        "prison_person1.csv:2: row: the same key (noms_number) as prison_person.csv:2",
    ]
    assert taken.counts == [(2, 1, 1), (1, 0, 1)]


def test_victims_of_one_crime_may_share_its_key():
    header = "force_code,crime_ref,recorded_date,ho_code,victim_age\n"
    taken = take_in(header + "01,c1,2020-01-01,020/03,13\n" * 2, "police_crime")
    assert taken.counts == [(2, 2, 0)]
    assert len({row["source_record_id"] for row in taken.rows}) == 2


def test_a_number_outside_its_range_is_set_aside():
    header = "force_code,crime_ref,recorded_date,ho_code,victim_age\n"
    taken = take_in(header + "01,c1,2020-01-01,020/03,130\n01,c2,2020-01-01,020/03,34.0\n", "police_crime")
    assert taken.messages == ["police_crime.csv:2: victim_age: outside its range (expected 0 to 120)"]
    assert [row["victim_age"] for row in taken.rows] == [None, 34]


def test_columns_are_bound_by_name_not_by_position():
    taken = take_in("surname,forenames,dob,noms_number\nLee,Ann,1980-02-01,A1234BC\n")
    assert (taken.rows[0]["surname"], taken.rows[0]["forenames"]) == ("Lee", "Ann")


def test_mapped_columns_and_columns_joined_by_a_blank():
    columns = {"noms_number": "ID", "forenames": ["FIRST", "MIDDLE"], "surname": "LAST", "dob": "BORN"}
    taken = take_in("ID,FIRST,MIDDLE,LAST,BORN\nA1234BC,Ann,,Lee,19800201\nA1234BD,Ann,May,Lee,19800202\n", columns=columns)
    assert [row["forenames"] for row in taken.rows] == ["Ann", "Ann May"]
    assert taken.rows[0]["dob"] == date(1980, 2, 1)


def test_a_constant_stands_in_every_row():
    header = "case_id,defendant_id,forenames,surname\n"
    taken = take_in(header + "k,d1,Ann,Lee\n", "court_defendant", constants={"source_system": "LIBRA"})
    assert (taken.messages, taken.rows[0]["source_system"]) == ([], "LIBRA")


def test_a_required_column_that_is_missing_is_named_with_the_nearest():
    taken = take_in("noms_numbr,forenames,surname,dob\nA1234BC,Ann,Lee,1980-02-01\n")
    assert taken.messages == [
        "prison_person.csv: noms_number: required column is not in the header; map it under sources.prison_person.columns in study.toml, or give it one value under .constants; nearest: noms_numbr"
    ]
    assert taken.counts == [(1, 0, 1)]


def test_a_required_column_that_rows_can_do_without_is_a_problem_and_the_rows_are_kept():
    taken = take_in("noms_number,surname,dob\nA1234BC,Lee,1980-02-01\n")
    assert [message.split(";")[0] for message in taken.messages] == [
        "prison_person.csv: forenames: required column is not in the header"
    ]
    assert taken.counts == [(1, 1, 0)]


def test_people_alone_need_no_crime():
    taken = take_in("nominal_ref,forenames,surname\nn1,Ann,Lee\nn2,Bo,Lee\n", "police_person")
    assert [message.split(": ")[1] for message in taken.messages] == ["force_code", "crime_ref", "role"]
    assert taken.counts == [(2, 2, 0)]


def test_a_run_can_say_what_was_stored():
    taken = take_in(HEADER + "A1234BC,,Ann,,31/02/1979,male,\n")
    assert stored_problem_lines(taken.accounts["problems"].to_pylist()) == taken.messages


def test_a_mapping_to_a_column_that_does_not_exist():
    taken = take_in(HEADER + GOOD, columns={"sex": "GENDER"})
    assert "prison_person.csv: sex: 'GENDER' is not in the header" in taken.said


def test_a_mapping_of_an_unknown_column_is_a_fault_of_the_study():
    with pytest.raises(StudyError, match=r"columns: 'noms' is not a column of it; it has: .*noms_number.*surname"):
        take_in("noms_number\nA1234BC\n", columns={"noms": "Number"})
    with pytest.raises(StudyError, match=r"sources.prison_person.columns: 'surnam' is not a column of it; nearest: surname"):
        take_in(HEADER + GOOD, columns={"surnam": "x"})


def test_what_was_not_supplied_is_known():
    supplied = {row["column"]: row["supplied"] for row in take_in(HEADER + GOOD).accounts["columns"].to_pylist()}
    assert supplied["sex"]
    assert not supplied["aliases"]


def test_the_line_is_the_editors_line_after_a_quoted_line_break():
    taken = take_in(HEADER + 'A1234BC,,"Ann\nMay",Lee,1980-02-01,F,\nA1234BD,,Ann,Lee,1980-02-31,F,\n')
    assert taken.messages == ["prison_person.csv:4: dob: not a date: there is no such day (expected YYYY-MM-DD)"]
    assert taken.rows[0]["forenames"] == "Ann\nMay"


def test_values_are_hidden_unless_asked_for():
    bad = HEADER + "A1234BC,,Ann,Lee,31/02/1979,F,\n"
    assert "31/02/1979" not in take_in(bad).said
    assert "value: '31/02/1979'" in take_in(bad, show_values=True).said
    assert "value" not in take_in(bad, show_values=True).accounts["problems"].column_names


def test_recorded_on_may_come_with_the_file():
    taken = take_in(HEADER.strip() + ",recorded_on\n" + GOOD.strip() + ",2021-03-04\n")
    assert taken.rows[0]["recorded_on"] == date(2021, 3, 4)


def test_a_moment_is_read():
    header = "noms_number,moved_at,type\n"
    rows = "A1234BC,2020-01-02T03:04:05,ADM\nA1234BD,2020-01-02 03:04,ADM\nA1234BE,2020-01-02,ADM\nA1234BF,2020-06-02T03:04:05+01:00,ADM\n"
    moments = [str(row["moved_at"]) for row in take_in(header + rows, "prison_movement").rows]
    assert moments == ["2020-01-02 03:04:05", "2020-01-02 03:04:00", "2020-01-02 00:00:00", "2020-06-02 02:04:05"]


def test_record_ids_depend_on_the_key_alone():
    first, second = (take_in(HEADER + rows + GOOD).rows for rows in ("", "A1234BD,,Bo,Lee,1980-02-01,M,\n"))
    assert {row["source_record_id"] for row in first} < {row["source_record_id"] for row in second}
    from throughcare.records.pseudonyms import pseudonym

    assert first[0]["source_record_id"] == pseudonym(KEY, "record|prison_person", "A1234BC")
