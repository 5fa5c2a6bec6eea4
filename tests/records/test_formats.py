"""Encodings, delimiters, line endings, Parquet: the same rows however they are written."""

import datetime as dt

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from throughcare.records.delivery import Delivery
from throughcare.records.intake import receive

from .intake_help import KEY, take_in

HEADER = ["noms_number", "forenames", "surname", "dob"]
ROWS = [["A1234BC", "Renée", "Müller", "1980-02-01"], ["A1234BD", "Zoë", "O’Neill", "1981-02-01"]]


def written(delimiter=",", end="\n"):
    return "".join(delimiter.join(row) + end for row in [HEADER, *ROWS])


def names(taken):
    return [(row["forenames"], row["surname"], row["dob"]) for row in taken.rows]


EXPECTED = [
    ("Renée", "Müller", dt.date(1980, 2, 1)),
    ("Zoë", "O’Neill", dt.date(1981, 2, 1)),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_same_rows_however_they_are_written(encoding, delimiter, end):
    taken = take_in(written(delimiter, end), encoding=encoding)
    assert taken.messages == []
    assert names(taken) == EXPECTED


def test_a_guessed_encoding_is_remarked_on():
    assert "not UTF-8: read as Windows-1252" in take_in(written(), encoding="windows-1252").said
    assert take_in(written(), encoding="windows-1252", delimiter=",").counts == [(2, 2, 0)]


def test_a_said_encoding_is_believed():
    taken = take_in(written(), name="x.csv", encoding="cp1250")
    assert taken.counts == [(2, 2, 0)]


def test_an_encoding_nobody_knows_is_a_fault():
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as made:
        (Path(made) / "p.csv").write_text(written())
        received = receive(
            Delivery("prison_person", ("p.csv",), encoding="klingon"), Path(made), this_year=2026, scratch=Path(made)
        )
        assert "names an encoding that is not known" in received.faults[0].text()


def test_rows_with_broken_bytes_in_a_utf_8_file_are_quarantined():
    content = written().encode() + b"A1234BE,Ann\xff,Lee,1980-02-01\n" + "A1234BF,Åsa,Öberg,1980-02-01\n".encode()
    taken = take_in(content)
    assert taken.messages == ["prison_person.csv:4: row: cannot be read in this encoding"]
    assert taken.counts == [(4, 3, 1)]


def test_no_last_line_break_and_blank_lines_are_no_rows():
    assert take_in(written().rstrip("\n")).counts == [(2, 2, 0)]
    assert take_in(written() + "\n\n\n").counts == [(2, 2, 0)]


def test_quoted_delimiters_and_quotes():
    content = '"noms_number","forenames","surname","dob"\n"A1234BC","Ann ""Nan""","Lee, May","1980-02-01"\n'
    assert names(take_in(content))[0][:2] == ('Ann "Nan"', "Lee, May")


def test_header_names_in_another_case():
    assert take_in(written().replace("noms_number", "NOMS Number")).counts == [(2, 2, 0)]


def as_parquet(path, table):
    pq.write_table(table, path)


def test_parquet_is_read_by_what_it_is(tmp_path):
    table = pa.table(
        {
            "noms_number": ["A1234BC", "A1234BC"],
            "forenames": ["Ann", "Ann"],
            "surname": ["Lee", "Lee"],
            "dob": pa.array([dt.date(1980, 2, 1)] * 2),
            "ldc": [True, None],
            "aliases": [[{"forenames": "A", "surname": "B"}], []],
        }
    )
    as_parquet(tmp_path / "p.csv", table)
    received = receive(Delivery("prison_person", ("p.csv",)), tmp_path, this_year=2026, scratch=tmp_path)
    rows = received.accepted(KEY).to_pylist()
    assert (rows[0]["dob"], rows[0]["ldc"]) == (dt.date(1980, 2, 1), True)
    assert rows[0]["aliases"].replace(" ", "") == '[{"forenames":"A","surname":"B"}]'
    assert [problem.text() for problem in received.problems()] == ["p.csv:2: row: the same key (noms_number) as line 1"]


def test_a_cut_parquet_file_is_a_fault(tmp_path):
    as_parquet(tmp_path / "p.parquet", pa.table({"noms_number": ["A1234BC"] * 1000}))
    content = (tmp_path / "p.parquet").read_bytes()
    (tmp_path / "p.parquet").write_bytes(content[: len(content) // 2])
    received = receive(Delivery("prison_person", ("p.parquet",)), tmp_path, this_year=2026, scratch=tmp_path)
    assert "damaged or cut short" in received.faults[0].text()
