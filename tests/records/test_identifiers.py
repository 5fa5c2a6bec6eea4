"""Numbers before and after: canonical form and standing. Vectors from public source code of the services that issue or check them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.records.identifiers import LETTERS, check_letter, read_number
from throughcare.records.pseudonyms import DUMMIES

THIS_YEAR = 2026

GOOD = [
    ("pnc", "1998/1234567L", "1998/1234567L"),
    ("pnc", "1999/1234567B", "1999/1234567B"),
    ("pnc", "20/9N", "2020/0000009N"),
    ("pnc", " - 20/0009n ", "2020/0000009N"),
    ("pnc", "14/12345F", "2014/0012345F"),
    ("pnc", "2002/0073319Z", "2002/0073319Z"),
    ("pnc", "02/73319Z", "2002/0073319Z"),
    ("pnc", "0273319Z", "2002/0073319Z"),
    ("pnc", "20020073319Z", "2002/0073319Z"),
    ("pnc", "79/163001B", "1979/0163001B"),
    ("pnc", "033Y", "2003/0000003Y"),
    ("pnc", "81/34U", "1981/0000034U"),
    ("pnc", "1981/34U", "1981/0000034U"),
    ("cro", "123456/99L", "123456/99L"),
    ("cro", "01/11x", None),
    ("cro", "000001/11X", "000001/11X"),
    ("cro", "1/11x", "000001/11X"),
    ("cro", "65656/91H", "065656/91H"),
    ("cro", "SF99/12345M", "SF99/12345M"),
    ("cro", "  Sf99/12345m ", "SF99/12345M"),
    ("cro", "SF05/482703J", "SF05/482703J"),
    ("cro", "SF83/50058Z", "SF83/50058Z"),
    ("asn", "1101ZD0100000410837W", "1101ZD0100000410837W"),
    ("asn", "11/01ZD/01/00000410837W", "1101ZD0100000410837W"),
    ("asn", "2005FF0500000000555P", "2005FF0500000000555P"),
    ("asn", "9700000000000123456K", "9700000000000123456K"),
    ("noms", " a1234bc", "A1234BC"),
    ("crn", "x123456 ", "X123456"),
    ("urn", "01zd0303908", "01ZD0303908"),
]
BAD = [
    ("pnc", "20030011985Z"),
    ("pnc", "2001/0171310S"),
    ("pnc", "1998/1234567K"),
    ("pnc", "1234567890L"),  # eleven signs could be read in two ways
    ("pnc", "UNKNOWN"),
    ("cro", "85227/65G"),
    ("cro", "SF99/0012345M1"),
    ("asn", "NOT AN ASN"),
    ("noms", "A1234B"),
    ("crn", "12345"),
]
DUMMY = [
    ("asn", "0800NP0100000000001H"),
    ("asn", "0800PP0100000000001H"),
    ("asn", "1201NRPR00000000001A"),
    ("asn", "1212LN0000000000001A"),
    ("asn", "1200NP0000000000001A"),
    ("asn", "1263000100000000001A"),
    ("asn", "1206SS0100000000001A"),
    ("asn", "1200XX0100000000001A"),
    ("asn", "1250410100000000001A"),
    ("asn", "1250SJ0100000000001A"),
    ("urn", "00NP1234567"),
    ("urn", "01001234567"),
    ("cro", "000000/00Z"),
]


@pytest.mark.parametrize(("kind", "written", "canonical"), [row for row in GOOD if row[2]])
def test_a_good_number_has_one_form(kind, written, canonical):
    read = read_number(kind, written, THIS_YEAR)
    assert (read.value, read.standing) == (canonical, "valid")
    assert read.is_usable


def test_01_11x_is_the_first_cro_of_2011():
    read = read_number("cro", "01/11x", THIS_YEAR)
    assert (read.value, read.standing) == ("000001/11X", "valid")


@pytest.mark.parametrize(("kind", "written"), BAD)
def test_a_bad_number_stays_as_written(kind, written):
    read = read_number(kind, written, THIS_YEAR)
    assert (read.value, read.standing) == (written, "invalid")
    assert not read.is_usable


def test_a_wrong_letter_of_an_asn_is_doubtful_only():
    assert read_number("asn", "2202XC0200000000021D", THIS_YEAR).standing == "doubtful"


@pytest.mark.parametrize(("kind", "written"), DUMMY)
def test_a_dummy_is_no_number(kind, written):
    read = read_number(kind, written, THIS_YEAR)
    assert read.standing == "dummy"
    import duckdb

    assert duckdb.sql(f"select {DUMMIES[kind].format(repr(read.value))}").fetchall() == [(True,)]


def test_nothing_is_an_empty_number():
    assert [read_number("pnc", text, THIS_YEAR).standing for text in (None, "", "  ", "-")] == ["empty"] * 4


@given(st.integers(1970, 2026), st.integers(1, 9_999_999))
def test_every_way_of_writing_a_pnc_is_the_same_number(year, serial):
    letter = check_letter(int(f"{year % 100:02}{serial:07}"))
    ways = [
        f"{year}/{serial:07}{letter}",
        f"{year}/{serial}{letter}",
        f"{year}{serial:07}{letter}",
        f" {year}/{serial:07}{letter.lower()}",
    ]
    if year % 100 > THIS_YEAR % 100 or year >= 2000:
        ways += [f"{year % 100:02}/{serial}{letter}", f"{year % 100:02}{serial:07}{letter}"]
    assert {read_number("pnc", way, THIS_YEAR).value for way in ways} == {f"{year}/{serial:07}{letter}"}


@given(st.integers(1, 9_999_999), st.integers(0, 6), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(serial, place, change):
    letter = check_letter(int(f"99{serial:07}"))
    digits = list(f"{serial:07}")
    digits[place] = str((int(digits[place]) + change) % 10)
    assert read_number("pnc", f"1999/{''.join(digits)}{letter}", THIS_YEAR).standing == "invalid"


def test_the_alphabet_has_no_letter_that_looks_like_a_digit():
    assert len(LETTERS) == 23
    assert not set("IOS") & set(LETTERS)
