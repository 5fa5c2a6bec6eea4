"""Import, lint, chart, flow, map, synthesise, export, update and check on a review in hand."""

import csv
import json
import multiprocessing
import shutil
import time
from dataclasses import replace

import pytest
from click.testing import CliRunner
from review_in_hand import RECORDS, ris

from throughcare.commands._evidence import problem_words
from throughcare.commands.evidence import command
from throughcare.errors import InputError, RefusedError, UsageError
from throughcare.evidence.answers import tables_for_report
from throughcare.evidence.begin import begin_review
from throughcare.evidence.charting import chart, double_charted
from throughcare.evidence.check import check_review
from throughcare.evidence.checklist import fill_checklist
from throughcare.evidence.export import write_references
from throughcare.evidence.files import append_row, read_table, write_for_spreadsheets, write_table
from throughcare.evidence.flow import Flow, check_balance, flow_rows, imbalances, make_flow
from throughcare.evidence.flow_page import flow_page, prisma2020_rows
from throughcare.evidence.folder import open_evidence
from throughcare.evidence.importing import import_export, read_about
from throughcare.evidence.lint import lint
from throughcare.evidence.map_page import map_page
from throughcare.evidence.readers.export import read_export
from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import readable
from throughcare.evidence.removing import remove
from throughcare.evidence.screening.queue import Queue
from throughcare.evidence.screening.store import DecisionStore
from throughcare.evidence.strings import is_subset, parse_string, would_find
from throughcare.evidence.synthesise import synthesis_tables
from throughcare.evidence.update import months_since_search, new_since, overdue, update_review
from throughcare.voices.qdpx_in import read_qdpx

YES, NO = "include", "exclude"


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words], standalone_mode=False)


def codes(findings):
    return {finding.code for finding in findings}


# import


def test_an_export_is_kept_byte_for_byte_beside_what_was_asked(review, tmp_path):
    raw = ("\ufeff" + ris(("A new mentor", 2020, "Text\u00a0with a blank"))).replace("\n", "\r\n").encode()
    path = tmp_path / "Hits (1).ris"
    path.write_bytes(raw)
    got = import_export(review / "evidence", path, {"source": "Web of Science", "date": "2026-03-01", "hits": 1, "who": "ab"})
    folder = review / "evidence" / "searches" / got.search
    assert (folder / "Hits (1).ris").read_bytes() == raw
    about = read_about(folder / "search.toml")
    assert (about["source"], about["hits"], about["records"], len(about["sha256"])) == ("Web of Science", 1, 1, 64)


def test_the_same_file_again_is_nothing_new(review):
    again = run("import", review, review / "evidence/searches/2026-01-05_pubmed/hits.ris", "--source", "PubMed")
    first = run("import", review, review / "evidence/searches/2026-01-05_pubmed/hits.ris", "--source", "PubMed")
    assert again.exit_code == first.exit_code == 0
    assert "nothing new" in first.output


def test_a_file_that_is_no_export_is_not_kept(review, tmp_path):
    path = tmp_path / "hits.ris"
    path.write_text("<html><body>log in</body></html>", encoding="utf-8")
    with pytest.raises(InputError, match="looks like HTML"):
        import_export(review / "evidence", path, {"source": "EBSCO", "date": "2026-03-01"})
    assert [p.name for p in (review / "evidence/searches").iterdir()] == ["2026-01-05_pubmed"]


@pytest.mark.parametrize("name", [".hits.ris", "search.toml"])
def test_an_export_whose_name_the_folder_reads_otherwise_is_kept_under_another(review, tmp_path, name):
    path = tmp_path / name
    path.write_text(ris(("A new mentor", 2020, "Text")), encoding="utf-8")
    got = import_export(review / "evidence", path, {"source": "Scopus", "date": "2026-03-01"})
    kept = review / "evidence" / "searches" / got.search / f"export-{name.lstrip('.')}"
    assert kept.read_bytes() == path.read_bytes()
    assert len(open_evidence(review).references) == len(RECORDS) + 1


@pytest.mark.parametrize("head", [b"PK\x03\x04 rest", b"%PDF-1.7 rest"])
def test_a_spreadsheet_or_a_pdf_is_called_what_it_is(review, tmp_path, head):
    path = tmp_path / "hits.ris"
    path.write_bytes(head)
    with pytest.raises(InputError, match="looks like a PDF, a spreadsheet"):
        import_export(review / "evidence", path, {"source": "X", "date": "2026-03-01"})


def test_lost_lines_are_told_with_the_last_of_them():
    reading = Reading("hits.csv")
    reading.name(5, "cells", "1 cells", "quote", 1)
    reading.name(6, "cells", "9 cells", "quote", 1)
    reading.name(9, "cells", "9 cells", "quote", 1)
    assert [words.split(": ")[0] for words in problem_words(reading.problems)] == ["hits.csv:5-6", "hits.csv:9"]


def test_the_names_of_search_folders_do_not_change_the_works(review, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(review, other)
    for study, source in ((review, "AAA"), (other, "ZZZ")):
        path = tmp_path / f"{source}.ris"
        path.write_text(ris(RECORDS[0], ("A new mentor", 2020, "New.")), encoding="utf-8")
        import_export(study / "evidence", path, {"source": source, "date": "2026-01-05"})
    one, two = (sorted(r.title for r in open_evidence(study).works.merged.values()) for study in (review, other))
    assert one == two


def test_an_id_once_given_stays_when_an_older_search_is_added_later(review, tmp_path):
    late, early = tmp_path / "late.ris", tmp_path / "early.ris"
    late.write_text(ris(("Editorial", 2015, "On hostels."), ("Editorial", 2015, "On mentors.")), encoding="utf-8")
    early.write_text(ris(("Editorial", 2015, "On courts."), ("Editorial", 2015, "On fines.")), encoding="utf-8")
    import_export(review / "evidence", late, {"source": "PubMed", "date": "2026-02-02"})
    before = {r.abstract: r.record for r in open_evidence(review).references}
    import_export(review / "evidence", early, {"source": "AAA", "date": "2020-01-01"})
    after = {r.abstract: r.record for r in open_evidence(review).references}
    assert len(set(after.values())) == len(RECORDS) + 4
    assert {abstract: after[abstract] for abstract in before} == before


def _import_one(folder, path):
    import_export(folder, path, {"source": "PubMed", "date": "2026-02-02"})


def test_two_imports_at_once_become_two_searches(review, tmp_path):
    context = multiprocessing.get_context("spawn")
    paths = [tmp_path / f"{at}.ris" for at in range(2)]
    for at, path in enumerate(paths):
        path.write_text(ris((f"Paper number {at}", 2020, "x")), encoding="utf-8")
    people = [context.Process(target=_import_one, args=(review / "evidence", path)) for path in paths]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert len(open_evidence(review).references) == len(RECORDS) + 2


def test_a_row_is_appended_under_the_header_that_stands(tmp_path):
    path = tmp_path / "merges" / "ab.csv"
    path.parent.mkdir()
    path.write_text("b,a,more\n1,2,3", encoding="utf-8")
    append_row(path, ("a", "b"), {"a": "x\u2028y", "b": "z"})
    assert [dict(row.cells) for row in read_table(tmp_path, "merges")] == [
        {"b": "1", "a": "2", "more": "3"},
        {"b": "z", "a": "x\u2028y", "more": ""},
    ]
    with pytest.raises(InputError, match="column c is missing"):
        append_row(path, ("a", "c"), {"a": "1", "c": "2"})


def test_every_problem_of_a_table_is_said_at_once_with_its_line(tmp_path):
    (tmp_path / "claims.csv").write_text('id,claim\n1,a\n2\n3,b,c\n"4,"x",\n', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_table(tmp_path, "claims")
    assert "claims.csv:3" in str(caught.value)
    assert "claims.csv:4" in str(caught.value)


def test_a_formula_is_guarded_on_export_only(tmp_path):
    write_for_spreadsheets(tmp_path / "x.csv", ("a",), [{"a": "=1+1"}])
    assert "'=1+1" in (tmp_path / "x.csv").read_text(encoding="utf-8")
    write_table(tmp_path / "y.csv", ("a",), [{"a": "=1+1"}])
    assert "'" not in (tmp_path / "y.csv").read_text(encoding="utf-8")


# search


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("exploit* treatment", "string-operator"),
        ("(prison AND mentor", "string-brackets"),
        ('"prison mentor', "string-quotes"),
        ("prison AND mentor OR hostel", "string-precedence"),
        ("(prison OR jail) AND", "string-operator"),
        ("AND prison", "string-operator"),
        ("prison AND (mentor OR )", "string-operator"),
        ("prison AND OR mentor", "string-operator"),
        ("sex* AND offend*", "string-wildcard"),
        ('"sex* offend"', "string-wildcard"),
    ],
)
def test_a_fault_of_form_is_named(text, code):
    assert code in {found for found, _ in parse_string(text, ["PubMed"]).problems}


def test_a_sound_string_has_no_fault():
    assert parse_string('(prison* OR custod*) AND "through the gate" NOT animal', ["PubMed"]).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        "TS=(mentor* NEAR/3 prison*)",
        'mentor*[tiab] AND "prison gate"[MeSH Terms]',
        "(mentor* adj3 prison*).ti,ab.",
        "mentor* N3 prison*",
        "TITLE-ABS-KEY(mentor* W/3 prison*)",
        "ti:mentor AND NOT ab:barley",
        "NOT barley AND mentor",
        "exp Mentor/ and prison*.ti,ab.",
        '(*Prison Gate/px or exp "Law and Order"/) and mentor*',
    ],
)
def test_a_string_in_the_words_of_a_platform_is_sound_and_finds_its_paper(text):
    query = parse_string(text, ["PubMed"])
    assert query.problems == ()
    assert would_find(query, "A mentor at the prison gate")
    assert not would_find(query, "Barley in wet soil")


def test_a_string_that_looks_elsewhere_or_nearer_is_within_no_other():
    narrow = parse_string("mentor* AND prison*")
    assert not is_subset(narrow, parse_string("mentor*[ti]"))
    assert not is_subset(parse_string("mentor* AND prison* AND gate"), parse_string("mentor* NEAR/3 prison*"))
    assert is_subset(narrow, parse_string("mentor*"))


def test_a_string_within_another_is_found():
    assert is_subset(parse_string("a AND b AND c"), parse_string("a AND b"))
    assert is_subset(parse_string("a AND b"), parse_string("a AND (b OR c)"))
    assert not is_subset(parse_string("a AND (b OR c)"), parse_string("a AND b"))


def test_hits_that_differ_from_records_are_found(review):
    about = review / "evidence/searches/2026-01-05_pubmed/search.toml"
    about.write_text(about.read_text(encoding="utf-8").replace("hits = 6", "hits = 9"), encoding="utf-8")
    assert "search-hits" in codes(lint(open_evidence(review)))


def test_key_papers_are_those_included_until_the_protocol_names_them(review, decide):
    assert "known-item" not in codes(lint(open_evidence(review)))
    records = decide("ab", {2: YES})
    assert "known-item" in codes(lint(open_evidence(review)))
    protocol = review / "evidence" / "protocol.toml"
    named = f'[search]\nkey_papers = ["{records[1]}"]\n'
    protocol.write_text(protocol.read_text(encoding="utf-8") + named, encoding="utf-8")
    assert "known-item" not in codes(lint(open_evidence(review)))


# chart


def test_a_charted_quotation_must_stand_in_its_source(review):
    folder = open_evidence(review)
    record = folder.references[1].record
    good = {"record": record, "field": "design", "value": "matched", "quote": "was  compared with none", "who": "ab"}
    assert chart(folder, good).startswith("v-")
    with pytest.raises(InputError, match="quotation is not in"):
        chart(folder, {**good, "quote": "was randomised"})
    with pytest.raises(InputError, match="expected one of randomised, matched, none"):
        chart(folder, {**good, "value": "rct"})
    with pytest.raises(InputError, match="expected a number"):
        chart(folder, {**good, "field": "n", "value": "many"})
    with pytest.raises(InputError, match="expected a number"):
        chart(folder, {**good, "field": "n", "value": "nan"})
    with pytest.raises(UsageError, match="in no"):
        chart(folder, {**good, "field": "colour"})
    with pytest.raises(UsageError, match="--who"):
        chart(folder, {**good, "who": ""})
    assert len(open_evidence(review).charting) == 1


def test_a_text_that_is_not_utf8_is_named(review):
    folder = open_evidence(review)
    record = folder.references[0].record
    path = review / "evidence" / "texts" / f"{record}.txt"
    path.parent.mkdir()
    path.write_bytes(b"caf\xe9 of mentors")
    with pytest.raises(InputError, match=f"texts/{record}.txt: byte 3 is not UTF-8"):
        chart(folder, {"record": record, "field": "notes", "value": "x", "quote": "of mentors", "who": "ab"})


def test_two_people_who_chart_differently_are_listed(review):
    folder = open_evidence(review)
    row = {"record": folder.references[0].record, "field": "design", "quote": ""}
    chart(folder, {**row, "value": "matched", "who": "ab"})
    chart(folder, {**row, "value": "none", "who": "cd"})
    assert double_charted(open_evidence(review)) == [(row["record"], "design", {"ab": "matched", "cd": "none"})]


def test_a_quotation_that_was_edited_later_is_found_by_check(review):
    folder = open_evidence(review)
    chart(folder, {"record": folder.references[0].record, "field": "notes", "value": "x", "quote": "at the gate", "who": "ab"})
    path = review / "evidence/charting/ab.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("at the gate", "at the door"), encoding="utf-8")
    assert "quote-missing" in codes(check_review(open_evidence(review)))


# flow


def test_the_flow_is_derived_from_the_files(review, decide):
    for who in ("ab", "cd"):
        decide(who, {0: YES, 1: YES, 2: YES, 3: NO, 4: NO, 5: NO})
        decide(who, {0: YES, 1: NO}, "full_text", "E2")
        decide(who, {2: "not_retrieved"}, "full_text")
    flow = make_flow(open_evidence(review))
    assert imbalances(flow) == []
    numbers = (
        flow.identified,
        flow.screened,
        flow.excluded,
        flow.sought,
        flow.not_retrieved,
        flow.assessed,
        flow.excluded_full_text,
        flow.reports,
    )
    assert numbers == (6, 6, 3, 3, 1, 2, 1, 1)
    assert flow.by_reason == {"E2": 1}


GOOD = Flow(10, {"a": 10}, 2, 0, 8, 0, 5, 3, 1, 2, 0, 1, {"E1": 1}, 1, 1, {"a": 10})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"duplicates": 3}, "identified - duplicates"),
        ({"excluded": 4}, "screened = excluded"),
        ({"not_retrieved": 0}, "sought ="),
        ({"reports": 2, "studies": 2}, "assessed ="),
        ({"by_reason": {"E1": 2}}, "sum over reasons"),
        ({"by_source": {"a": 9}}, "records read by source"),
        ({"studies": 2}, "included studies"),
        ({"declared": {"a": 11}}, "declared hits"),
    ],
)
def test_each_equation_of_the_flow_broken_once_stops_the_drawing(change, words):

    check_balance(GOOD)
    assert any(words in found for found in imbalances(replace(GOOD, **change)))
    with pytest.raises(RefusedError, match="does not balance"):
        flow_page(replace(GOOD, **change), "x")


def test_a_published_study_says_not_reported_and_never_nought():
    flow = Flow(identified=None, reports=75)
    assert imbalances(flow) == []
    page = flow_page(flow, "x")
    assert "not reported" in page
    assert "n = 0" not in page
    assert {row["n"] for row in prisma2020_rows(flow) if row["data"] == "database_results"} == {"NA"}


def test_prisma2020_has_every_box_of_the_r_package():
    boxes = [row["data"] for row in prisma2020_rows(GOOD)]
    assert {"database_results", "dbr_excluded", "new_studies", "previous_studies", "other_assessed", "identification"} <= set(
        boxes
    )
    assert next(row for row in prisma2020_rows(GOOD) if row["data"] == "dbr_excluded")["n"] == "E1, 1"


def test_an_updated_review_adds_what_stood_before():

    rows = {row["data"]: row["n"] for row in prisma2020_rows(replace(GOOD, previous_studies=40, previous_reports=44))}
    assert (rows["previous_studies"], rows["total_studies"], rows["total_reports"]) == ("40", "41", "45")


def test_the_checklist_has_22_items_and_none_is_answered_by_an_empty_folder(tmp_path):
    begin_review(tmp_path)
    items = fill_checklist(open_evidence(tmp_path))
    assert [item.number for item in items] == list(range(1, 23))
    assert {item.number for item in items if item.state == "answered"} <= {4, 13}


# map, synthesis, export


@pytest.fixture
def charted(review):
    folder = review / "evidence"
    records = [reference.record for reference in open_evidence(review).references]
    columns = ("id", "name", "kind", "scope", "level", "setting", "cse_specific")
    write_table(
        folder / "interventions.csv",
        columns,
        [
            {
                "id": "i1",
                "name": "Mentoring <b>",
                "kind": "support",
                "scope": "received",
                "level": "secondary",
                "setting": "community",
            }
        ],
    )
    columns = ("id", "intervention", "claim", "direction", "evidence_type", "comparison", "citations", "n")
    write_table(folder / "claims.csv", columns, [{"id": "c1", "intervention": "i1", "claim": "fewer returns", "direction": "supports",
                                                  "evidence_type": "matched_comparison", "comparison": "yes", "citations": records[1], "n": "40"}])  # fmt: skip
    return review


def test_the_map_is_one_page_with_tables_first_and_gaps_as_nought(charted):
    page = map_page(open_evidence(charted))
    assert page.index("<table>") < page.index("<script>")
    assert page.count("<caption>") == page.count("<table>")
    assert 'scope="row"' in page
    assert "Mentoring &lt;b&gt;" in page
    assert ">0</td>" in page
    assert "http" not in page.replace("http-equiv", "")


def test_effects_are_pooled_once_a_study_and_opinion_never(charted):
    folder = charted / "evidence"
    records = [reference.record for reference in open_evidence(charted).references]
    columns = (
        "id",
        "record",
        "intervention",
        "comparison",
        "outcome",
        "n_treated",
        "e_treated",
        "n_control",
        "e_control",
        "measure",
        "authors_in_programme",
    )
    rows = [
        {"id": f"e{at}", "record": records[at], "intervention": "i1", "outcome": "reconviction", "n_treated": 100, "e_treated": 20 + at, "n_control": 100,
         "e_control": 30, "authors_in_programme": "no"} for at in range(3)
    ]  # fmt: skip
    write_table(folder / "effects.csv", columns, rows)
    (table,) = synthesis_tables(open_evidence(charted))
    assert table.sentence.startswith("3 studies")
    write_table(folder / "effects.csv", columns, [*rows, {**rows[0], "record": "nobody-1900-000000"}])
    with pytest.raises(InputError, match="in any search"):
        synthesis_tables(open_evidence(charted))


@pytest.mark.parametrize("kind", ["ris", "csv", "csl-json"])
def test_works_written_out_are_read_back(review, tmp_path, kind):
    path = tmp_path / f"x.{kind[-4:]}"
    works = list(open_evidence(review).works.merged.values())
    assert write_references(works, path, kind) == 6
    assert sorted(r.title for r in read_export(path).records) == sorted(r.title for r in works)


# update, check


def test_an_update_says_what_is_new_and_asks_nothing_again(review, decide, tmp_path):
    decide("ab", {0: YES, 1: YES})
    before = open_evidence(review).decisions
    path = tmp_path / "march.ris"
    path.write_text(
        ris(RECORDS[0], RECORDS[3], ("Mentors for young people leaving care", 2021, "New text of care leavers.")),
        encoding="utf-8",
    )
    found = update_review(review / "evidence", path, {"source": "PubMed", "date": "2026-03-01"})
    assert (found.found, len(found.new_works), found.known, found.lost_decisions) == (3, 1, 2, ())
    after = open_evidence(review)
    assert [row["id"] for row in after.decisions] == [row["id"] for row in before]
    again = update_review(review / "evidence", path, {"source": "PubMed", "date": "2026-03-01"})
    assert (again.is_new, again.new_works, again.included) == (False, found.new_works, 0)
    assert len(open_evidence(review).references) == len(after.references)


def test_an_update_says_how_many_of_its_new_works_stand_included(review, decide, tmp_path):
    path = tmp_path / "march.ris"
    path.write_text(
        ris(RECORDS[0], ("Mentors for young people leaving care", 2021, "x"), ("Nothing at all", 2020, "y")), encoding="utf-8"
    )
    words = ("update", review, path, "--source", "PubMed", "--date", "2026-03-01")
    assert "new since 2026-01-05: found 3, new 2, included 0; known 1" in run(*words).stdout
    number = next(at for at, r in enumerate(open_evidence(review).references) if r.title.startswith("Mentors for young"))
    for who in ("ab", "cd"):
        decide(who, {number: YES})
    again = run(*words).stdout
    assert "nothing new" in again
    assert "new 2, included 1" in again


def test_what_is_removed_before_screening_is_a_box_of_its_own_and_can_be_taken_back(review, decide):
    records = decide("ab", {0: YES})
    assert run("remove", review, records[2], records[3], "--why", "not in English", "--who", "ab").exit_code == 0
    made = make_flow(open_evidence(review))
    assert (made.removed, made.not_yet_screened, imbalances(made)) == (2, len(records) - 2, [])
    assert ("  not in English", "2") in flow_rows(made)
    assert records[2] not in Queue(open_evidence(review), "cd", "title_abstract").waiting()
    listed = run("remove", review).stdout
    assert "not in English (ab, x-" in listed
    identity = open_evidence(review).removed[records[2]]["id"]
    assert run("remove", review, "--undo", identity, "--who", "ab").exit_code == 0
    assert set(open_evidence(review).removed) == {records[3]}


def test_the_drawing_holds_the_parts_of_its_boxes_and_what_waits():
    drawn = flow_page(replace(GOOD, duplicates=1, removed=1, removed_by_reason={"not in English": 1}), "x")
    assert "not in English: 1</text>" in drawn
    assert "Records not yet screened</text>" not in drawn
    assert "Records not yet screened</text>" in flow_page(replace(GOOD, duplicates=1, not_yet_screened=1), "x")
    many = dict.fromkeys([f"search {at}" for at in range(30)], 1)
    drawn = flow_page(replace(GOOD, identified=40, duplicates=32, by_source={**many, "large": 10}, declared={}), "x")
    assert "20 others: 20</text>" in drawn


def test_a_screener_reads_no_markup():
    assert readable("<p>Mentors &amp;amp; <i>prison</i></p>") == "Mentors & prison"


def test_what_was_screened_is_excluded_and_not_removed(review, decide):
    records = decide("ab", {0: YES})
    folder = open_evidence(review)
    with pytest.raises(InputError, match="exclude it by a criterion"):
        remove(folder, [records[0]], why="x", who="ab")
    with pytest.raises(InputError, match="no record"):
        remove(folder, ["nobody-2000-000000"], why="x", who="ab")
    with pytest.raises(UsageError, match="--why"):
        remove(folder, [records[1]], why="", who="ab")


def test_what_an_update_brought_is_marked_on_the_map(charted, tmp_path):
    from datetime import date

    record = open_evidence(charted).references[1].record
    assert new_since(open_evidence(charted), date(2026, 1, 5)) == {r.record for r in open_evidence(charted).references}
    assert new_since(open_evidence(charted), date(2026, 1, 6)) == frozenset()
    assert run("map", charted, "--since", "2026-01-05", "--to", tmp_path / "map.html").exit_code == 0
    assert f"{record} (new)" in (tmp_path / "map.html").read_text(encoding="utf-8")


def test_charted_quotations_leave_as_qdpx_and_come_back(review, tmp_path):
    folder = open_evidence(review)
    record = folder.references[1].record
    chart(folder, {"record": record, "field": "design", "value": "matched", "quote": "compared with none", "who": "ab"})
    assert run("export", review, "--format", "qdpx", "--to", tmp_path / "x.qdpx").exit_code == 0
    back = read_qdpx(tmp_path / "x.qdpx")
    assert list(back.texts) == [record]
    (coding,) = back.codings
    assert back.texts[record][coding.start : coding.end] == "compared with none"


def test_a_subject_heading_ends_at_an_operator_and_is_looked_for_among_headings():
    query = parse_string("prison* and exp Sex Offenses/ or Rape/")
    assert [term.text for term in query.terms] == ["prison*", "Sex Offenses", "Rape"]
    assert query.fields == {"/"}
    assert not is_subset(parse_string('prison* AND "Sex Offenses"'), parse_string("exp Sex Offenses/"))
    assert parse_string("prisoner/inmate AND mentor").problems == ()
    began = time.process_time()
    parse_string("word " * 3000 + "/")
    assert time.process_time() - began < 5


def _protocol_with(review, text):
    path = review / "evidence" / "protocol.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_every_string_with_a_fault_shows_it_and_the_rest_is_counted(review):
    _protocol_with(
        review, "".join(f'\n[[string]]\nid = "X{at}"\ntext = "gate{at} mentor{at} hostel{at}"\n' for at in range(1, 6))
    )
    (found,) = [one for one in lint(open_evidence(review)) if one.code == "string-operator"]
    assert found.seen.startswith("5 of ")
    assert all(f"X{at}: no operator between gate{at}" in found.seen for at in (1, 2, 3))
    assert "X4" not in found.seen
    assert found.seen.count("Web of Science") == 1
    assert found.seen.endswith("; and 7 more")


def test_a_protocol_without_strings_is_not_called_sound(tmp_path):
    assert run("init", tmp_path / "new").exit_code == 0
    assert "no search string to look at yet" in run("lint", tmp_path / "new").output
    assert json.loads(run("lint", tmp_path / "new", "--json").output) == []


def test_a_search_under_another_name_is_not_called_undated(review):
    _protocol_with(review, '\n[[source]]\nkind = "database"\nnames = ["Medline", "pubmed "]\n')
    (found,) = [one for one in lint(open_evidence(review)) if one.code == "search-undated"]
    assert (found.items, "neither date nor hits" in found.seen) == (("Medline",), True)
    about = review / "evidence/searches/2026-01-05_pubmed/search.toml"
    about.write_text(about.read_text(encoding="utf-8").replace('"PubMed"', '"Medline via Ovid"'), encoding="utf-8")
    (found,) = [one for one in lint(open_evidence(review)) if one.code == "search-undated"]
    assert "Medline via Ovid has both" in found.seen
    about.write_text(about.read_text(encoding="utf-8") + 'platform = "MEDLINE"\n', encoding="utf-8")
    (found,) = [one for one in lint(open_evidence(review)) if one.code == "search-undated"]
    assert found.items == ("PubMed", "pubmed ")


def _correct(review, field, value):
    record = open_evidence(review).references[0].record
    row = {"record": record, "field": field, "value": value, "who": "ab"}
    write_table(review / "evidence/corrections.csv", ("record", "field", "value", "who"), [row])
    return open_evidence(review).references[0]


def test_authors_and_the_like_are_corrected_with_semicolons(review):
    assert _correct(review, "authors", "Hill, Ann; Dale, Bo ;").authors == ["Hill, Ann", "Dale, Bo"]
    assert _correct(review, "keywords", "").keywords == []
    assert _correct(review, "year", " 2014 ").year == "2014"
    assert _correct(review, "year", "").year == ""
    assert _correct(review, "doi", "https://doi.org/10.1000/ABC.").doi == "10.1000/abc"


@pytest.mark.parametrize(
    ("field", "value"), [("year", "14"), ("year", "20144"), ("year", "in press"), ("doi", "none"), ("rating", "5")]
)
def test_a_correction_that_cannot_be_is_refused_with_its_place(review, field, value):
    with pytest.raises(InputError, match=rf"corrections.csv:2: .*{field}"):
        _correct(review, field, value)


def test_counts_of_the_flow_are_numbers_in_json(review):
    flow = json.loads(run("flow", review, "--json").output)["flow"]
    assert flow["Records identified"] == len(RECORDS)
    assert all(isinstance(value, int) for value in flow.values())


def test_a_correction_by_hand_is_not_overwritten(review, tmp_path):
    record = open_evidence(review).references[0].record
    write_table(
        review / "evidence/corrections.csv",
        ("record", "field", "value", "who"),
        [{"record": record, "field": "doi", "value": "10.1000/right", "who": "ab"}],
    )
    path = tmp_path / "march.ris"
    path.write_text(ris(RECORDS[0]).replace("ER  - ", "DO  - 10.1000/right\nER  - "), encoding="utf-8")
    update_review(review / "evidence", path, {"source": "PubMed", "date": "2026-03-01"})
    assert open_evidence(review).works.merged[record].doi == "10.1000/right"


def test_a_retraction_of_an_included_report_reopens_it(review, decide, tmp_path):
    records = decide("ab", {0: YES})
    path = tmp_path / "march.ris"
    path.write_text(ris(("Retraction: " + RECORDS[0][0], 2016, "")), encoding="utf-8")
    assert update_review(review / "evidence", path, {"source": "PubMed", "date": "2026-03-01"}).notices == (records[0],)


def test_the_report_says_how_old_the_search_is(charted):
    about = charted / "evidence/searches/2026-01-05_pubmed/search.toml"
    about.write_text(about.read_text(encoding="utf-8").replace("2026-01-05", "2019-01-05"), encoding="utf-8")
    assert all(
        "The search is " in table.note and "one every 6" in table.note for table in tables_for_report(open_evidence(charted))[:3]
    )


def test_an_old_search_is_said_to_be_old(review):
    from datetime import date

    folder = open_evidence(review)
    assert months_since_search(folder, date(2026, 9, 6)) == 8
    assert "8 months old" in overdue(folder, date(2026, 9, 6))
    assert overdue(folder, date(2026, 3, 1)) == ""


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        (("50", "5", "abc", "9"), "a count is no number"),
        (("50", "5", "60", "99"), "more events than people"),
        (("50", "-1", "60", "9"), "fewer than nought"),
        (("0", "0", "60", "9"), "nobody"),
    ],
)
def test_an_effect_that_cannot_be_is_not_pooled_and_said(review, counts, why):
    one, other, *_ = (reference.record for reference in open_evidence(review).references)
    columns = ("id", "record", "intervention", "outcome", "n_treated", "e_treated", "n_control", "e_control")
    cells = [("e1", one, "i1", "reoffending", "100", "10", "100", "20"), ("e2", other, "i1", "reoffending", *counts)]
    write_table(review / "evidence" / "effects.csv", columns, [dict(zip(columns, row, strict=True)) for row in cells])
    done = run("synthesise", review)
    assert "1 studies" in done.output
    assert other in done.output
    assert why in done.output


def test_check_finds_nothing_in_a_decision_that_was_taken_back(review, decide):
    record = decide("ab", {0: YES})[0]
    store = DecisionStore(review / "evidence")
    store.decide({"record": record, "stage": "title_abstract", "choice": "", "who": "ab", "undoes": store.rows()[0]["id"]})
    store.export()
    assert not {code for code in codes(check_review(open_evidence(review))) if code.startswith("decision")}


def test_check_finds_rulings_that_contradict_each_other_or_name_nothing(review):
    a, b, c, *_ = (reference.record for reference in open_evidence(review).references)
    rows = [
        (a, c, "different"),
        (a, b, "same"),
        (b, c, "same"),
        (b, a, "version"),
        (a, "gone-2000-000000", "same"),
        (c, a, "maybe"),
    ]
    columns = ("id", "a", "b", "ruling", "why", "who", "when")
    cells = [
        {"id": f"m{n}", "a": one, "b": other, "ruling": ruling, "why": "x", "who": "ab", "when": ""}
        for n, (one, other, ruling) in enumerate(rows)
    ]
    write_table(review / "evidence" / "merges.csv", columns, cells[:3])
    found = [f for f in check_review(open_evidence(review)) if f.code.startswith("merge")]
    assert [(f.code, f.where, f.items) for f in found] == [("merge-conflict", "evidence/merges.csv:2", ("m0",))]
    write_table(review / "evidence" / "merges.csv", columns, cells[1:])
    found = [f for f in check_review(open_evidence(review)) if f.code.startswith("merge")]
    assert {(f.code, f.items) for f in found} == {
        ("merge-conflict", ("m3",)),
        ("merge-orphan", ("m4",)),
        ("merge-words", ("m5",)),
    }


def test_check_finds_decisions_that_belong_nowhere(review, decide):
    decide("zz", {0: YES})
    rows = [dict(row.cells) for row in read_table(review / "evidence", "decisions")]
    write_table(
        review / "evidence/decisions.csv",
        tuple(rows[0]),
        [{**rows[0], "id": "d-x", "record": "nobody-1900-000000", "choice": "maybe"}],
    )
    assert {"decision-unknown-person", "decision-orphan", "decision-words"} <= codes(check_review(open_evidence(review)))


def test_every_verb_answers_in_words_and_in_json(charted, tmp_path):
    for words in (
        ["lint"],
        ["lint", "--known-items"],
        ["dedupe"],
        ["screen", "--lists"],
        ["screen", "--agreement"],
        ["flow"],
        ["map"],
        ["synthesise"],
        ["check"],
    ):
        plain, data = run(words[0], charted, *words[1:]), run(words[0], charted, *words[1:], "--json")
        assert plain.exit_code in {0, 1}, plain.output
        assert plain.exception is None, plain.exception
        json.loads(data.output)
    for kind, name in (("ris", "x.ris"), ("prisma2020", "x.csv")):
        assert run("export", charted, "--format", kind, "--to", tmp_path / name).exit_code == 0
    for name in ("flow.svg", "flow.html", "flow.csv"):
        assert run("flow", charted, "--to", tmp_path / name).exit_code == 0
    with (tmp_path / "flow.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))[0] == "data"
