"""Exports as they come: every line is part of a record or of a named problem."""

import csv
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.evidence.export import write_references
from throughcare.evidence.readers.export import read_export
from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.readers.tabular import read_csv
from throughcare.evidence.reference import Reference

GOOD = "TY  - JOUR\nAU  - Hill, A.\nTI  - Work on release\nPY  - 2019\nAB  - It helps.\nER  - \n"


def read(tmp_path, text, name="export.ris"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    reading = read_export(path)
    assert reading.lines_read == reading.lines_used + reading.lines_named, reading
    return reading


def codes(reading):
    return {problem.code for problem in reading.problems}


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        GOOD.replace("  - ", " - "),
        GOOD.replace("TY  - ", "TY  -"),
        GOOD.replace("  - ", "\u00a0\u00a0-\u00a0"),
        GOOD.replace("\n", "\n\t").strip(),
        GOOD.replace("ER  - ", "ER  -"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n", "\r"),
        GOOD.replace("\n", "\r\n", 2),
        "\ufeff" + GOOD,
        "\n\n" + GOOD,
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-le"),
        GOOD.encode("utf-16-be"),
    ],
    ids=str,
)
def test_a_harmless_variant_is_read_like_the_clean_one(tmp_path, text):
    reading = read(tmp_path, text)
    (record,) = reading.records
    assert (record.title, record.year, record.authors, record.abstract, record.kind) == (
        "Work on release",
        "2019",
        ["Hill, A."],
        "It helps.",
        "JOUR",
    )


@pytest.mark.parametrize(
    ("text", "records", "code"),
    [
        (GOOD.replace("ER  - \n", "") + GOOD, 2, "unterminated"),
        (GOOD.removesuffix("ER  - \n"), 1, "unterminated"),
        (GOOD.removesuffix("ER  - \n") + "AU", 1, "cut"),
        (GOOD.replace("TY  - JOUR\n", ""), 1, "no-type"),
        ("AU  - Hill, A.\nPY  - 2019\nTY  - JOUR\nTI  - Work\nER  - \n", 1, "type-not-first"),
        (GOOD + "ER  - \n", 1, "stray-end"),
        ("Provider: somebody\nContent: text\n" + GOOD, 1, "header"),
        (GOOD + "Record 2 of 2\n" + GOOD.replace("Work", "Life"), 2, "between-records"),
        (GOOD.replace("\n", "\n", 1).replace("It helps", "It h\0elps"), 1, "nul"),
        (GOOD.replace("Hill", "H\u00fcll").encode("cp1252"), 1, "encoding"),
        ("<html>\n<body>login</body>\n</html>\n" + GOOD, 1, "header"),
        (GOOD.replace("PY  - 2019\n", ""), 1, "needs"),
    ],
)
def test_a_damaged_export_keeps_the_record_and_names_the_damage(tmp_path, text, records, code):
    reading = read(tmp_path, text)
    assert len(reading.records) == records
    assert code in codes(reading)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("\n \n", "empty"),
        ("<!DOCTYPE html>\n<html><body>log in</body></html>\n", "html"),
        ("Title,Authors,Year\nA,B,2019\n", "looks-like-csv"),
        (GOOD.lower().replace("  - ", " - "), "lower-case-tags"),
    ],
)
def test_a_file_that_is_no_export_is_refused_by_name(tmp_path, text, code):
    reading = read(tmp_path, text)
    assert not reading.records
    assert reading.is_refused
    assert code in codes(reading)


@pytest.mark.parametrize(
    "text",
    [
        GOOD.lower() + GOOD,
        GOOD + GOOD.lower(),
        GOOD + GOOD.replace("TY", "ty").replace("ER  -", "er  -"),
        GOOD.replace("TI", "ti").replace("AU", "Au") + GOOD.replace("AB", "aB").replace("ER  - ", "er  -"),
    ],
)
def test_tags_in_lower_case_are_read_and_named_once(tmp_path, text):
    reading = read(tmp_path, text)
    assert [record.title.lower() for record in reading.records] == ["work on release"] * 2
    assert [record.abstract.lower() for record in reading.records] == ["it helps."] * 2
    assert {record.kind.upper() for record in reading.records} == {reading.records[0].kind.upper()}
    assert [p.line for p in reading.problems if p.code == "lower-case-tags"] == [
        next(at for at, line in enumerate(text.split("\n"), start=1) if not line[:2].isupper())
    ]
    assert reading.lines_read == reading.lines_used + reading.lines_named


def test_an_abstract_keeps_lines_in_lower_case_that_look_like_tags(tmp_path):
    (record,) = read(tmp_path, GOOD.replace("It helps.", "We found\nau  - gold\nis  - true\ner  - positive")).records
    assert record.abstract == "We found au  - gold is  - true er  - positive"


def test_an_abstract_keeps_lines_that_look_like_tags(tmp_path):
    text = GOOD.replace("It helps.", "We found\nOR  - 1.5 (CI 1 to 2)\nER  - positive tumours\n\nSecond part.")
    (record,) = read(tmp_path, text).records
    assert "OR  - 1.5" in record.abstract
    assert "ER  - positive" in record.abstract
    assert record.abstract.endswith("\n\nSecond part.")


def test_the_first_title_holds_and_the_second_is_kept(tmp_path):
    (record,) = read(tmp_path, GOOD.replace("PY", "T1  - Another\nPY")).records
    assert record.title == "Work on release"
    assert record.extra["T1"] == ["Another"]


@pytest.mark.parametrize("tag", ["DO", "L3", "M3", "UR", "N1"])
def test_a_doi_is_found_where_vendors_put_it(tmp_path, tag):
    (record,) = read(tmp_path, GOOD.replace("ER", f"{tag}  - https://doi.org/10.1000/ABC.1).\nER")).records
    assert record.doi == "10.1000/abc.1"


def test_a_year_with_slashes_and_short_pages_are_read(tmp_path):
    (record,) = read(tmp_path, GOOD.replace("PY  - 2019", "Y1  - 2021/06//\nSP  - 563-86")).records
    assert (record.year, record.first_page, record.last_page) == ("2021", "563", "586")


NBIB = "PMID- 123\nTI  - Work on\n      release\nFAU - Hill, Ann\nDP  - 2014 Jan-Feb\nAID - 10.1000/x [doi]\n\nPMID- 124\nTI  - Other\n"
CIW = "FN Clarivate\nVR 1.0\nPT J\nAU Hill, A\n   Dale, B\nTI Work on\n   release\nPY 2014\nDI 10.1000/x\nER\n\nEF\n"
XML = (
    '<?xml version="1.0"?><xml><records><record><ref-type name="Journal Article">17</ref-type><contributors><authors><author><style>Hill, A.</style>'
    "</author></authors></contributors><titles><title><style>Work on </style><style>release</style></title><secondary-title>J</secondary-title></titles>"
    "<dates><year>2014</year></dates><electronic-resource-num>10.1000/x</electronic-resource-num><caption>c</caption></record></records></xml>"
)
CSL = json.dumps([{"id": "a", "type": "article-journal", "title": "Work on release", "DOI": "10.1000/X", "issued": {"date-parts": [[2014]]},
                   "author": [{"family": "Hill", "given": "A."}]}])  # fmt: skip
CSV = 'Article Title;Author names;Publication Year;DOI;odd\n"Work on release";"Hill, A.";2014;10.1000/x;kept\n'
BIB = "@article{a,\n title = {Work on {release}},\n author = {Hill, A. and Dale, B.},\n year = 2014,\n doi = {10.1000/x}\n}\n"


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("e.nbib", NBIB, 2),
        ("e.ciw", CIW, 1),
        ("e.xml", XML, 1),
        ("e.json", CSL, 1),
        ("items.json", f'{{"items": {CSL}}}', 1),
        ("e.csv", CSV, 1),
        ("e.bib", BIB, 1),
    ],
)
def test_each_format_gives_the_same_record(tmp_path, name, text, number):
    reading = read(tmp_path, text, name)
    assert len(reading.records) == number
    first = reading.records[0]
    assert (first.title, first.year, first.doi) == ("Work on release", "2014", "10.1000/x")
    assert first.makers[0].startswith("Hill, A")


def test_a_row_with_too_many_cells_is_named_not_taken(tmp_path):
    reading = read(tmp_path, "title,authors,year\nA,B,2019\nC,D,2020,extra\n", "e.csv")
    assert len(reading.records) == 1
    assert "cells" in codes(reading)


def test_hostile_xml_is_refused(tmp_path):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><xml><records><record>&b;</record></records></xml>'
    reading = read(tmp_path, bomb, "e.xml")
    assert reading.is_refused
    assert "xml" in codes(reading)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400), st.sampled_from(["e.ris", "e.nbib", "e.csv", "e.json", "e.xml", "e.bib", "e.ciw"]))
def test_random_bytes_lose_no_line(tmp_path, data, name):
    read(tmp_path, data, name)


TOKENS = {
    "e.nbib": ["PMID- 1", "TI  - a", "      cont", "", "AID - 10.1000/x [doi]", "DP  - 2", "loose", "\x0c"],
    "e.ciw": ["FN x", "VR 1", "PT J", "TI a", "   cont", "ER", "EF", "AU H", "PY 20", "", "zz"],
    "e.csv": ["title,year", "a,2", '"a,b', 'a"b', '"x\ny",2', "", ",", ",,", ";", '""', '"a""b",1', "About", "\u2028,1"],
    "e.json": ["[", "{", '"title":"a"', "}", "]", ",", "null", '"issued":{"date-parts":[[2]]}', '"author":[{"family":1}]', '"title":{"a":1}'],
    "e.xml": ['<?xml version="1.0"?>', "<xml>", "<records>", "<record>", "<titles><title>a</title></titles>", "</record>", "</records>", "</xml>", "&x;", "<style>"],
    "e.bib": ["@article{a,", "title = {b},", "year = 2", "}", "@book(", "{", '\\"u', "@string{x=1}", 'author = "A and B",', "\\"],
}  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_lines_of_every_format_in_any_order_are_accounted_for(tmp_path, data):
    name = data.draw(st.sampled_from(sorted(TOKENS)))
    lines = data.draw(st.lists(st.sampled_from(TOKENS[name]), max_size=14))
    read(tmp_path, "\n".join(lines), name)


PIECES = [
    "TY  - JOUR",
    "ER  - ",
    "ER  -",
    "TI  - a title",
    "AB  - words",
    "PY  - 2001",
    "",
    "loose words",
    "OR  - 1.5",
    "AU",
    "A",
    "ty  - jour",
    "XX  - y",
    "\ufeffTY  - RPRT",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_ris_lines_in_any_order_are_accounted_for(tmp_path, lines):
    reading = read(tmp_path, "\n".join(lines))
    assert sum(line.lstrip("\ufeff").startswith("TY") for line in lines) <= len(reading.records) or not reading.records


def test_latex_in_bibtex_becomes_letters(tmp_path):
    text = (
        "@article{a,\n title = {Work \\& {Release}},\n author = {M{\\\"u}ller, A. and Dvo{\\v r}{\\'a}k, B.},\n year = 2014\n}\n"
    )
    (record,) = read(tmp_path, text, "e.bib").records
    assert (record.title, record.authors) == ("Work & Release", ["M\u00fcller, A.", "Dvo\u0159\u00e1k, B."])


def test_an_entry_that_does_not_close_is_named_and_the_next_is_read(tmp_path):
    reading = read(tmp_path, "@article{a,\n title = {Work\n}\n" + BIB, "e.bib")
    assert len(reading.records) == 1
    assert "braces" in codes(reading)


def test_lines_above_the_names_of_the_columns_are_named(tmp_path):
    reading = read(tmp_path, 'About the data: a source\nTitle,PubYear,Authors\n"Work on release",2014,"Hill, A."\n', "e.csv")
    assert [record.title for record in reading.records] == ["Work on release"]
    assert "header" in codes(reading)


def test_a_quotation_mark_that_does_not_close_loses_no_line(tmp_path, monkeypatch):
    monkeypatch.setattr("throughcare.evidence.readers.tabular.LONGEST_CELL", 50)
    reading = read(tmp_path, 'title,year\nA,2019\n"B,2020\n' + "C,2021\n" * 40, "e.csv")
    assert len(reading.records) == 1
    assert "quotes" in codes(reading)


def test_a_table_of_references_changes_no_limit_for_other_files(tmp_path):
    before = csv.field_size_limit()
    records = read_csv(iter(["title,year", "A,2019", "B,2020"]), Reading("e.csv"))
    next(records)
    assert csv.field_size_limit() == before


def test_every_unknown_column_is_kept(tmp_path):
    (record,) = read(tmp_path, CSV, "e.csv").records
    assert record.extra == {"odd": ["kept"]}


def test_a_large_record_of_xml_is_left_out_by_name(tmp_path, monkeypatch):
    monkeypatch.setattr("throughcare.evidence.readers.endnote.LARGEST_RECORD", 100)
    big = XML.replace("<caption>c</caption>", f"<notes>{'x' * 200}</notes>")
    reading = read(
        tmp_path, big.replace("</records>", "<record><titles><title>Small</title></titles></record></records>"), "e.xml"
    )
    assert [record.title for record in reading.records] == ["Small"]
    assert "record-size" in codes(reading)


def test_xml_cut_in_the_middle_gives_the_records_before_the_break(tmp_path):
    whole = (
        "<?xml version='1.0'?>\n<xml><records>\n<record><titles><title>A</title></titles></record>\n<record><titles><title>B</ti"
    )
    reading = read(tmp_path, whole, "e.xml")
    assert [record.title for record in reading.records] == ["A"]
    assert "xml" in codes(reading)


VALUES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs"), blacklist_characters="\u2028\u2029\u0085\ufeff\ufffd"),
    min_size=1,
    max_size=40,
).map(lambda text: " ".join(text.split()))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(VALUES.filter(bool), st.integers(1900, 2030), VALUES), min_size=1, max_size=5),
    st.sampled_from(["ris", "csl-json"]),
)
def test_what_is_exported_comes_back_when_it_is_read(tmp_path, rows, kind):
    works = [
        Reference(kind="JOUR", title=title, year=str(year), abstract=abstract, record=f"r{at}")
        for at, (title, year, abstract) in enumerate(rows)
    ]
    path = tmp_path / f"x.{kind[-4:]}"
    write_references(works, path, kind)
    back = read_export(path).records
    assert [(r.title, r.year, r.abstract) for r in back] == [(r.title, r.year, r.abstract) for r in works]
