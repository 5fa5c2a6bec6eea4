"""The tables as files: CSV with metadata, and one spreadsheet that a reader can take apart."""

import csv
import json
import math
import zipfile
from xml.etree import ElementTree as ET

import pytest

from throughcare.errors import DisclosureError
from throughcare.report.build import write_report
from throughcare.report.ods import Sheet, check_sheet

from .pages import EVIDENCE, provenance, tables

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("report")
    write_report(tables(), EVIDENCE, provenance(), made)
    return made


def test_every_table_is_a_csv_whose_columns_its_metadata_names(folder):
    for table in tables():
        with (folder / "tables" / f"{table.name}.csv").open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        said = json.loads((folder / "tables" / f"{table.name}.csv-metadata.json").read_text(encoding="utf-8"))
        assert [c["name"] for c in said["tableSchema"]["columns"]] == list(rows[0])
        assert len(rows) == len(table.rows)
        assert said["url"] == f"{table.name}.csv"
        keys = [tuple(row[k] for k in said["tableSchema"]["primaryKey"]) for row in rows]
        assert len(keys) == len(set(keys))


def test_numbers_are_numbers_or_one_of_the_two_words(folder):
    for path in (folder / "tables").glob("*.csv-metadata.json"):
        said = json.loads(path.read_text(encoding="utf-8"))
        numeric = [c["name"] for c in said["tableSchema"]["columns"] if c["datatype"] in {"integer", "number"}]
        with (folder / "tables" / said["url"]).open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                for name in numeric:
                    assert row[name] in {"withheld", "not applicable"} or math.isfinite(float(row[name]))


def test_a_withheld_number_says_why(folder):
    with (folder / "tables" / "received_by_definition.csv").open(newline="", encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    assert row["service"] == "withheld"
    assert "service: below_threshold" in row["reasons"]


def test_a_cell_cannot_be_a_formula(folder):
    text = next((folder / "tables").glob("evidence_q2*.csv")).read_text(encoding="utf-8")
    assert "'=cmd()" in text


def test_the_spreadsheet_has_a_sheet_a_table_and_marks_each(folder):
    with zipfile.ZipFile(folder / "tables.ods") as pack:
        first = pack.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        content = ET.fromstring(pack.read("content.xml"))
    sheets = [t.get(f"{TABLE}name") for t in content.iter(f"{TABLE}table")]
    assert sheets[:3] == ["Cover", "Contents", "Notes"]
    assert len(sheets) == 3 + len(tables()) + len(EVIDENCE)
    assert [r.get(f"{TABLE}name") for r in content.iter(f"{TABLE}database-range")] == sheets
    assert all(list(t.iter(f"{TABLE}table-header-rows")) for t in content.iter(f"{TABLE}table"))


def test_the_same_tables_give_the_same_bytes(folder, tmp_path):
    write_report(tables(), EVIDENCE, provenance(), tmp_path)
    for path in folder.rglob("*"):
        if path.is_file():
            assert (tmp_path / path.relative_to(folder)).read_bytes() == path.read_bytes()


def test_an_empty_cell_and_a_heading_twice_are_refused():
    with pytest.raises(DisclosureError, match="row 2: an empty"):
        check_sheet(Sheet("s", ("a", "b"), (("x", ""),)))
    with pytest.raises(DisclosureError, match="share a heading"):
        check_sheet(Sheet("s", ("a", "a"), ()))
