"""Files as nobody would wish them: nothing is lost, nothing is believed by position, no message quotes a record."""

import importlib.util
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

HELP = Path(__file__).parents[1] / "records" / "intake_help.py"
spec = importlib.util.spec_from_file_location("intake_help", HELP)
helper = importlib.util.module_from_spec(spec)
spec.loader.exec_module(helper)
take_in, HEADER = helper.take_in, helper.HEADER

GOOD = "A1234BC,,Ann,Lee,1980-02-01,F,true\n"
MORE = "A1234BD,,Bo,Lee,1980-02-01,M,false\n"
CANARY = "Zyxwvane"


def test_a_cut_line_is_quarantined():
    taken = take_in(HEADER + GOOD + "A1234BD,,Bo")
    assert taken.messages == ["prison_person.csv:3: row: 3 columns, expected 7"]
    assert taken.counts == [(2, 1, 1)]


def test_windows_1252_with_semicolons_and_an_impossible_date():
    content = (HEADER + "A1234BC,,Renée,Müller,31/02/1979,F,ja\n" + MORE).replace(",", ";").encode("windows-1252")
    taken = take_in(content)
    assert taken.messages == [
        "prison_person.csv:2: dob: not a date: there is no such day (expected YYYY-MM-DD)",
        "prison_person.csv:2: ldc: not yes or no (expected true or false)",
    ]
    assert taken.rows[0]["surname"] == "Müller"


def test_rows_with_nul_characters_are_quarantined():
    taken = take_in((HEADER + GOOD).encode() + b"A1234BD,,B\0o,Lee,1980-02-01,M,\n" + b"\0" * 500)
    assert [message.split(":")[1] for message in taken.messages] == ["3", "4"]
    assert taken.counts == [(3, 1, 2)]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\0\0\0\0"])
def test_an_empty_file_is_a_fault_of_the_file(content):
    taken = take_in(content)
    assert taken.messages == ["prison_person.csv: file: the file is empty; expected a header line with column names"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"<!DOCTYPE html>\n<html><body>Sign in</body></html>", "a web page"),
        (b"\n  <html>", "a web page"),
        (b"PK\x03\x04rest", "a spreadsheet"),
        (b"\x1f\x8b\x08rest", "a compressed file"),
        (b"%PDF-1.4", "a PDF"),
    ],
)
def test_something_else_instead_of_csv_is_named(content, words):
    assert words in take_in(content).said


def test_a_header_alone_is_an_empty_extract():
    taken = take_in(HEADER)
    assert (taken.messages, taken.counts, taken.rows) == ([], [(0, 0, 0)], [])


def test_a_file_without_a_header_is_refused_and_quotes_nobody():
    taken = take_in(f"A1234BC,,{CANARY},Lee,1980-02-01,F,true\n")
    assert "required column is not in the header" in taken.said
    assert CANARY not in taken.said


def test_swapped_columns_are_read_by_their_names():
    taken = take_in("surname,forenames,dob,noms_number\nLee,Ann,1980-02-01,A1234BC\n")
    assert (taken.rows[0]["surname"], taken.rows[0]["forenames"]) == ("Lee", "Ann")


def test_a_header_that_names_a_column_twice_is_refused():
    assert "the header has 'surname' more than once" in take_in("noms_number,surname,surname,dob,forenames\n").said


def test_a_mapped_name_is_found_in_another_case_and_with_other_blanks():
    taken = take_in(
        " PRISON no ,first  NAME,surname,dob\nA1234BC,Ann,Lee,1980-02-01\n",
        columns={"noms_number": "Prison No", "forenames": "First Name"},
    )
    assert (taken.messages, taken.rows[0]["forenames"]) == ([], "Ann")


def test_a_name_that_fits_two_columns_is_refused():
    taken = take_in("Prison No,prison-no,forenames,surname,dob\n", columns={"noms_number": "PRISON_NO"})
    assert "the header has 'PRISON_NO' more than once" in taken.said


def test_the_separator_line_of_a_spreadsheet_is_no_header():
    taken = take_in("sep=;\n" + (HEADER + GOOD + "A1234BD;;Bo\n").replace(",", ";"))
    assert taken.messages == ["prison_person.csv:4: row: 3 columns, expected 7"]
    assert taken.rows[0]["surname"] == "Lee"


def test_utf_32_is_told_from_utf_16():
    assert take_in((HEADER + GOOD).encode("utf-32")).rows[0]["surname"] == "Lee"


def test_two_files_put_together_with_a_mark_and_a_header_in_the_middle():
    taken = take_in(
        (HEADER + GOOD).encode() + b"\xef\xbb\xbf" + (HEADER + MORE).encode() + b"\xef\xbb\xbf" + b"A1234BE,,C,D,1980-02-01,F,\n"
    )
    assert taken.messages == ["prison_person.csv:3: row: the header once more"]
    assert [row["noms_number"] for row in taken.rows] == ["A1234BC", "A1234BD", "A1234BE"]
    assert taken.counts == [(4, 3, 1)]


def test_the_header_once_more_in_a_plain_file():
    taken = take_in(HEADER + GOOD + HEADER + MORE)
    assert taken.messages == ["prison_person.csv:3: row: the header once more"]
    assert taken.counts == [(3, 2, 1)]


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-2", "'; drop table accepted; --", "$1", "{{7*7}}"])
def test_cells_that_mean_something_elsewhere_are_text_here(cell):
    quoted = '"' + cell.replace('"', '""') + '"'
    assert take_in(HEADER + f"A1234BC,,{quoted},Lee,1980-02-01,F,\n").rows[0]["forenames"] == cell


def test_a_code_with_quotes_cannot_reach_the_sql():
    taken = take_in(HEADER + "A1234BC,,Ann,Lee,1980-02-01,'f' or 1=1 --,\n")
    assert taken.messages == ["prison_person.csv:2: sex: not a known code"]


def test_a_cell_of_ten_megabytes_is_kept():
    long = "x" * 10_000_000
    taken = take_in(HEADER + GOOD + f"A1234BD,,{long},Lee,1980-02-01,F,\n")
    assert taken.messages == []
    assert len(taken.rows[1]["forenames"]) == 10_000_000


def test_a_quote_that_is_never_closed_costs_one_row():
    taken = take_in(HEADER + GOOD + 'A1234BE,,"Ann,Lee,1980-02-01,F,\n' + MORE)
    assert taken.messages == ["prison_person.csv:3: row: cannot be read: a quote stands in the wrong place or is never closed"]
    assert [row["noms_number"] for row in taken.rows] == ["A1234BC", "A1234BD"]
    assert taken.counts == [(3, 2, 1)]


def test_a_row_with_too_many_columns_is_quarantined():
    assert take_in(HEADER + GOOD.strip() + ",more\n" + MORE).messages == ["prison_person.csv:2: row: 8 columns, expected 7"]


def test_no_message_quotes_a_record():
    rows = [
        f"A1234BC,{CANARY},{CANARY},{CANARY},{CANARY},{CANARY},{CANARY}",
        f"A1234BC,{CANARY},{CANARY},Lee,1980-02-01,F,",
        f"{CANARY}",
        f',{CANARY},{CANARY}"{CANARY},Lee,1980-02-01,F,',
        f"{CANARY},{CANARY},{CANARY},{CANARY},31/02/1979 {CANARY},F,",
        f'"{CANARY}',
    ]
    taken = take_in(HEADER + "\n".join(rows) + "\n")
    assert len(taken.messages) >= 7
    stored = " ".join(str(taken.accounts[name].to_pylist()) for name in ("problems", "remarks", "counts", "columns"))
    assert CANARY not in taken.said + stored


CELLS = st.text(st.sampled_from(list('A1234BC9,;"\n\r\t\0=é\ufeff-/ ')), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300))
def test_rows_read_are_accepted_or_quarantined_whatever_the_bytes(data):
    for content in (data, HEADER.encode() + data):
        taken = take_in(content)
        for read, accepted, quarantined in taken.counts:
            assert read == accepted + quarantined
        assert sum(count[1] for count in taken.counts) == len(taken.rows)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, min_size=7, max_size=7) | st.lists(CELLS, min_size=5, max_size=8), max_size=8), st.booleans())
def test_rows_read_are_accepted_or_quarantined_whatever_the_cells(rows, quote):
    def cell(text):
        return '"' + text.replace('"', '""') + '"' if quote else text

    taken = take_in(HEADER + "".join(",".join(map(cell, row)) + "\n" for row in rows))
    (read, accepted, quarantined) = taken.counts[0]
    assert read == accepted + quarantined
    assert accepted == len(taken.rows)
    if quote and all(len(row) == 7 for row in rows):
        assert read == len(rows)
