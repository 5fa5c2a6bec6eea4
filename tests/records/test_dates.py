"""Dates: the form of a column, impossible days, years and months alone."""

from datetime import date

import pytest

from .intake_help import HEADER, take_in


def births(*written, **said):
    rows = "".join(f"A{number:04}BC,,Ann,Lee,{text},F,\n" for number, text in enumerate(written))
    return take_in(HEADER + rows, **said)


def read(*written, **said):
    return [row["dob"] for row in births(*written, **said).rows]


@pytest.mark.parametrize(
    "written",
    ["1980-02-01", "1980-02-01 00:00:00", "1980-02-01T00:00:00", "1980/02/01", "1980-2-1", "01-Feb-1980", "01 February 1980"],
)
def test_dates_that_say_their_order_are_always_read(written):
    assert read(written) == [date(1980, 2, 1)]


def test_day_first_is_found_from_the_whole_column():
    assert read("01/02/1980", "25/12/1980") == [date(1980, 2, 1), date(1980, 12, 25)]


def test_month_first_is_found_from_the_whole_column():
    assert read("02/01/1980", "12/25/1980") == [date(1980, 2, 1), date(1980, 12, 25)]


def test_nothing_is_guessed_where_day_and_month_cannot_be_told_apart():
    taken = births("01/02/1980", "03/04/1980")
    assert [row["dob"] for row in taken.rows] == [None, None]
    assert "day and month cannot be told apart" in taken.said


@pytest.mark.parametrize("said", ["%d/%m/%Y", "DD/MM/YYYY"])
def test_a_said_form_is_believed(said):
    assert read("01/02/1980", "1980-02-03", date_format=said) == [date(1980, 2, 1), date(1980, 2, 3)]


def test_another_date_column_of_the_file_tells():
    header = "noms_number,alert_code,active_from,active_to\n"
    taken = take_in(header + "A1234BC,XCSEA,03/04/2020,25/12/2021\n", "prison_alert")
    assert taken.rows[0]["active_from"] == date(2020, 4, 3)


def test_eight_digits():
    taken = births("19800201", "19451301", "19151111")
    assert [row["dob"] for row in taken.rows] == [date(1980, 2, 1), None, date(1915, 11, 11)]
    assert taken.messages == ["prison_person.csv:3: dob: not a date: there is no such day (expected YYYYMMDD)"]


def test_a_lone_date_of_another_form_is_wrong():
    taken = births("1980-02-01", "1980-02-01", "25/12/1980")
    assert taken.messages == ["prison_person.csv:4: dob: not a date (expected YYYY-MM-DD)"]


def test_an_impossible_day_is_named():
    taken = births("1980-02-01", "31/02/1979")
    assert taken.messages == ["prison_person.csv:3: dob: not a date: there is no such day (expected YYYY-MM-DD)"]


def test_a_spreadsheet_s_day_number_is_named_as_one_and_never_guessed():
    taken = births("1980-02-01", "29252", "29252.5", "9252", "292522")
    assert [row["dob"] for row in taken.rows] == [date(1980, 2, 1), None, None, None, None]
    *numbers, short, long = taken.messages
    assert len(numbers) == 2
    assert all(
        "dob: not a date: looks like a spreadsheet's day number (expected YYYY-MM-DD: give the column" in one for one in numbers
    )
    assert short == "prison_person.csv:5: dob: not a date (expected YYYY-MM-DD)"
    assert long == "prison_person.csv:6: dob: not a date (expected YYYY-MM-DD)"


def test_odd_but_real_dates_are_kept_for_linkage_to_judge():
    assert read("1900-01-01", "1970-01-01", "1899-12-31") == [date(1900, 1, 1), date(1970, 1, 1), date(1899, 12, 31)]


def test_a_year_alone_keeps_its_precision():
    taken = take_in("noms_number,course,started_on\nA1234BC,Horizon,1998\nA1234BD,Horizon,1998-02\n", "course_participation")
    assert taken.messages == []
    assert [(r["started_on"], r["date_precision"], r["date_lo"], r["date_hi"]) for r in taken.rows] == [
        (None, "year", date(1998, 1, 1), date(1998, 12, 31)),
        (None, "month", date(1998, 2, 1), date(1998, 2, 28)),
    ]
    partials = taken.accounts["partials"].to_pylist()
    assert [
        (row["column"], row["precision"], row["lo"], row["hi"]) for row in sorted(partials, key=lambda r: r["precision"])
    ] == [
        ("started_on", "month", date(1998, 2, 1), date(1998, 2, 28)),
        ("started_on", "year", date(1998, 1, 1), date(1998, 12, 31)),
    ]
    assert {row["record_id"] for row in partials} == {row["source_record_id"] for row in taken.rows}


def test_a_column_of_years_is_the_main_date_where_there_is_no_day():
    rows = "A1234BC,Horizon,1998,,\nA1234BD,Horizon,1998,2000-01-02,\nA1234BE,Horizon,,,1999\nA1234BF,Horizon,,,\n"
    taken = take_in("noms_number,course,year_started,started_on,year_completed\n" + rows, "course_participation")
    assert [(r["date_precision"], r["date_lo"]) for r in taken.rows] == [
        ("year", date(1998, 1, 1)),
        ("day", date(2000, 1, 2)),
        ("year", date(1999, 1, 1)),
        ("none", None),
    ]


def test_dates_out_of_order_are_remarked_on_and_kept():
    taken = take_in("noms_number,alert_code,active_from,active_to\nA1234BC,XCSEA,2020-01-02,2019-01-02\n", "prison_alert")
    assert (taken.messages, taken.rows[0]["active_to"]) == ([], date(2019, 1, 2))
    assert "active_to: before active_from; kept (1 row, first at line 2)" in taken.said
