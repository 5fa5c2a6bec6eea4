"""The 2018 study's folder: what it found, and what its own bookkeeping gets wrong."""

from pathlib import Path

import pytest

from throughcare.evidence.beside_records import beside_records
from throughcare.evidence.check import check_review
from throughcare.evidence.folder import open_evidence
from throughcare.evidence.gapmap import level_by_strength
from throughcare.evidence.lint import known_items
from throughcare.evidence.map_page import map_page
from throughcare.evidence.strength import received
from throughcare.voices.answers import study_tables
from throughcare.voices.checks import check_voices
from throughcare.voices.folder import open_voices

STUDY = Path(__file__).parents[2] / "examples" / "scoping-study-2018"
CODES = {
    "included-count",
    "reference-uncited",
    "citation-unlisted",
    "citation-mismatch",
    "citation-ambiguous",
    "locator-outside",
    "before-cutoff",
    "after-search",
    "title-year",
    "context-count",
    "stage-count",
    "flow-missing",
    "screeners-missing",
    "string-operator",
    "string-subset",
    "string-coverage",
    "known-item",
    "search-undated",
    "amendment-undated",
    "stage-overlap",
    "figure-conflict",
    "figure-unsourced",
    "out-of-scope",
    "voice-unheard",
    "role-small",
    "attribution-coarse",
    "checklist-missing",
}


@pytest.fixture(scope="module")
def evidence():
    return open_evidence(STUDY)


@pytest.fixture(scope="module")
def findings(evidence):
    return check_review(evidence) + check_voices(open_voices(STUDY))


def test_check_finds_exactly_the_inconsistencies_of_the_audit(findings):
    assert {finding.code for finding in findings} == CODES
    assert [finding.code for finding in findings if finding.kind == "ruling"] == ["out-of-scope"]


@pytest.mark.parametrize(
    ("code", "items"),
    [
        ("reference-uncited", {"moore2015"}),
        ("before-cutoff", {"ford2004", "hanson2005", "mann2004", "marshall2005"}),
        ("after-search", {"perkins2018", "walker2018a", "walker2018b", "moj2017b", "ons2017"}),
        ("title-year", {"cop2012"}),
        ("known-item", {"noms2016", "perkins2018"}),
        ("string-subset", {"S1", "S2", "S3"}),
        ("string-operator", {"S1", "S2", "S3", "S4", "S5", "S6"}),
        ("amendment-undated", {"A1", "A2"}),
        ("figure-conflict", {"F05", "F18"}),
        ("checklist-missing", {"5", "9", "10", "11", "14", "15", "17"}),
        ("role-small", {"prison-governor", "police-lead", "voluntary-practitioner", "strategic-specialist"}),
        ("voice-unheard", {"prison-therapist", "voluntary-practitioner"}),
    ],
)
def test_a_finding_names_what_it_is_about(findings, code, items):
    assert {item for finding in findings if finding.code == code for item in finding.items} == items


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("included-count", "75 said, 76 listed"),
        ("context-count", "27 distinct references"),
        ("stage-count", "20 papers of stage 2 said, 8 named"),
        ("string-coverage", "31 of 76 titles"),
        ("known-item", "0 of 76"),
        ("attribution-coarse", "18 of 52"),
        ("voice-unheard", "6 of 31"),
    ],
)
def test_a_finding_states_the_computed_number(findings, code, words):
    assert words in next(finding.seen for finding in findings if finding.code == code)


def test_a_mended_list_is_no_longer_found(tmp_path):
    import shutil

    copy = tmp_path / "study"
    shutil.copytree(STUDY, copy)
    protocol = copy / "evidence" / "protocol.toml"
    protocol.write_text(protocol.read_text(encoding="utf-8").replace("included = 75", "included = 76"), encoding="utf-8")
    assert "included-count" not in {finding.code for finding in check_review(open_evidence(copy))}


def test_none_of_the_interventions_is_specific_to_cse(evidence):
    entries = received(evidence.strengths)
    assert (sum(entry.is_cse_specific for entry in entries), len(entries)) == (0, 23)


def test_levels_by_kind_of_evidence_are_the_known_ones(evidence):
    counts = {level: tuple(row.values()) for level, row in level_by_strength(evidence).items()}
    assert counts == {"primary": (0, 0, 0, 0, 0), "secondary": (0, 0, 3, 3, 0), "tertiary": (2, 2, 6, 5, 2)}


def test_the_report_gets_a_table_for_each_question_that_needs_no_records():
    tables = study_tables(STUDY)
    assert {table.question for table in tables} == {"Q2", "Q3", "Q4", "Q5", "R1", "R2", "R3", "R4", "R5", "R6", "R7"}
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)
    assert all(table.sentence.endswith(".") for table in tables)


def test_the_map_makes_no_request_and_writes_gaps_as_nought(evidence):
    page = map_page(evidence)
    assert "http://" not in page
    assert "https://" not in page
    assert "src=" not in page
    assert 'class="n gap">0</td>' in page
    assert page.count("<caption>") == page.count("<table>")
    links = {part.split('"')[0] for part in page.split('href="#')[1:]}
    assert links
    assert all(f'id="{link}"' in page for link in links)


def test_known_items_are_counted_by_field(evidence):
    rows = [row for row in known_items(evidence) if row.field == "title"]
    assert {row.papers for row in rows} == {76}
    assert not any(row.literal for row in rows)


def test_evidence_stands_beside_what_the_records_show(evidence):
    without = beside_records(evidence, None)
    assert len(without.rows) == 23
    assert {row[-1] for row in without.rows} == {"this study has no records"}
    table = beside_records(
        evidence, {"Core SOTP": "about 20 people", "horizon": "about 15 people", "Building Choices": "about 10 people"}
    )
    words = {row[0]: row[-1] for row in table.rows}
    assert words["Core Sex Offender Treatment Programme (Core SOTP)"] == "about 20 people"
    assert words["Horizon"] == "about 15 people"
    assert words["Kaizen"] == "none shown"
    assert table.rows[-1][:3] == ("Building Choices", "", "not charted")
    assert "2 of the 23" in table.sentence
