"""The room's tables in the chain: pseudonyms join across tables, names stay behind, code lists are tables."""

from datetime import date

import pytest

from throughcare.records import EXTRACTS
from throughcare.records.pseudonyms import pseudonym
from throughcare.records.reference import read_codes
from throughcare.testing import build

KEY = b"k" * 32  # the key that `build` uses


def analysis(table, **row):
    return build(table, {f"{table}_received": [{"source_record_id": "r1", "source_row": 1, **row}]})[0]


def test_the_same_number_has_the_same_pseudonym_in_every_table():
    prison = analysis("prison_person", noms_number="A1234BC", merged_into="A1234BD")
    oasys = analysis("oasys", noms_number="A1234BC", assessment_id="1")
    assert prison["noms_number"] == oasys["noms_number"] == pseudonym(KEY, "noms_number", "A1234BC")
    assert prison["merged_into"] == pseudonym(KEY, "noms_number", "A1234BD")


def test_names_and_birth_dates_stay_behind():
    row = analysis("prison_person", noms_number="A1234BC", forenames="Ann", surname="Lee", dob=date(1980, 2, 1))
    assert not {"forenames", "surname", "dob", "aliases"} & row.keys()
    assert row["record_id"] == "r1"


@pytest.mark.parametrize("asn", ["0800NP0100000000001H", "1250SJ0100000000001A", " 1201nrpr00000000001A"])
def test_a_dummy_joins_nobody(asn):
    assert analysis("police_person", asn=asn)["asn"] is None


def test_facts_pass_as_they_are():
    row = analysis("prison_alert", noms_number="A1234BC", alert_code="XCSEA", active_from=date(2020, 3, 1))
    assert (row["alert_code"], row["active_from"]) == ("XCSEA", date(2020, 3, 1))


@pytest.mark.parametrize("table", sorted(EXTRACTS))
def test_every_extract_is_there_when_nothing_was_supplied(table):
    assert build(table, {}) == []


def test_a_code_list_is_a_table_of_text():
    rows = build("ref_forces", {})
    assert len(rows) == len(read_codes("forces"))
    assert rows[0]["code"] == "01"
