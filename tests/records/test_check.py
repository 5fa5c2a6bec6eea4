"""`check` over a whole study: every problem once, every file accounted for."""

import json

import pytest

from throughcare.errors import InputError
from throughcare.records import extract_names
from throughcare.records.check import check_study
from throughcare.records.problems import SHOWN, stored_problem_lines
from throughcare.records.tables import received_tables
from throughcare.study import read_study

STUDY = 'title = "T"\nextract_end = 2026-06-30\n[sources.prison_person]\nfile = "records/p[0-9].csv"\n'
HEADER = "noms_number,forenames,surname,dob\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "study.toml").write_text(STUDY)
    (tmp_path / "records" / "p1.csv").write_text(HEADER + "A1234BC,Ann,Lee,1980-02-01\nA1234BD,Ann,Lee,1980-02-31\n")
    (tmp_path / "records" / "p2.csv").write_text(HEADER + "A1234BC,Ann,Lee,1980-02-01\n")
    (tmp_path / "records" / "prison_alert.csv").write_text("noms_number,alert_code,active_from\nA1234BC,XCSEA,2020-03-01\n")
    return tmp_path


def check(folder, *, show_values=False):
    return check_study(read_study(folder, extract_names()), show_values=show_values)


def test_the_report_names_problems_files_and_totals(folder):
    report = check(folder)
    assert report.study == str(folder)
    report.study = "STUDY"
    assert report.lines() == [
        "records/p1.csv:3: dob: not a date: there is no such day (expected YYYY-MM-DD)",
        "records/p2.csv:2: row: the same key (noms_number) as records/p1.csv:2",
        "records/prison_alert.csv: 1 row read = 1 accepted + 0 quarantined",
        "records/p1.csv: 2 rows read = 2 accepted + 0 quarantined",
        "records/p2.csv: 1 row read = 0 accepted + 1 quarantined",
        "2 problems in 2 rows; 3 rows accepted, 1 quarantined. Reasons after a run: throughcare show STUDY quarantined",
    ]


def test_a_fault_of_a_whole_file_is_in_no_row(folder):
    for name in ("p1.csv", "p2.csv"):
        (folder / "records" / name).write_text("")
    assert check(folder).lines()[-1] == "2 problems; 1 row accepted, 0 quarantined."


def test_the_same_as_json(folder):
    said = json.loads(json.dumps(check(folder).as_json()))
    assert said["total"] == {"problems": 2, "rows_read": 4, "accepted": 3, "quarantined": 1}
    assert said["problems"][0]["line"] == 3
    assert "active_to" in said["not_supplied"]["prison_alert"]
    assert "value" not in said["problems"][0]


def test_more_than_a_thousand_of_one_kind_are_counted(folder):
    rows = "".join(f"A{number:04}BE,Ann,Lee,never\n" for number in range(SHOWN + 5))
    (folder / "records" / "p3.csv").write_text(HEADER + rows)
    report = check(folder)
    assert len(report.problems) == SHOWN + 7
    assert "records/p3.csv: dob: not a date: and 5 more like it" in report.lines()
    stored = stored_problem_lines([vars(problem) for problem in report.problems])
    assert stored == report.lines()[: len(stored)]


def test_a_study_without_extracts_is_told_what_to_do(tmp_path):
    (tmp_path / "study.toml").write_text('title = "T"\n')
    assert check(tmp_path).lines() == [
        "no extracts found; put records/<extract>.csv in place, or name files under [sources.<extract>] in study.toml"
    ]


def test_files_of_which_none_is_an_extract_are_no_good_study(folder):
    assert not check(folder).is_unread
    (folder / "study.toml").write_text('title = "T"\n')
    (folder / "records" / "prison_alert.csv").rename(folder / "records" / "alerts.csv")
    report = check(folder)
    assert report.is_unread
    assert [remark.file for remark in report.remarks] == ["records/alerts.csv", "records/p1.csv", "records/p2.csv"]


def test_a_study_that_does_not_say_where_its_extracts_end_is_told_what_stays_empty(folder):
    (folder / "study.toml").write_text(STUDY.replace("extract_end", "# extract_end"))
    assert any(line.startswith("note: study.toml: extract_end: not said") for line in check(folder).lines())
    (folder / "study.toml").write_text(STUDY)
    assert "extract_end" not in "".join(check(folder).lines())


def test_unknown_codes_are_named_to_the_linker_alone(folder):
    alerts = "noms_number,alert_code,active_from\nA1234BC,Strange,2020-03-01\nA1234BC,Odd,2020-03-01\n"
    (folder / "records" / "prison_alert.csv").write_text(alerts)
    hidden, shown = ([remark.text() for remark in check(folder, show_values=asked).remarks] for asked in (False, True))
    assert hidden == [
        "note: records/prison_alert.csv: alert_code: 2 codes not in the list of known codes; kept (2 rows, first at line 2)"
    ]
    assert "kept; values: 'Odd', 'Strange' (2 rows" in shown[0]


def test_a_file_that_cannot_be_used_stops_the_table(folder):
    from throughcare.engine.table import Run

    (folder / "records" / "p2.csv").write_text("<html>")
    study = read_study(folder, extract_names())
    table = next(member for member in received_tables if member.name == "prison_person_received")
    with pytest.raises(InputError, match=r"records/p2\.csv: file: a web page or XML"):
        table.make(Run(folder, parameters=study.parameters(), key=b"k", study_folder=folder))


def test_a_file_that_no_extract_reads_is_remarked_on(folder):
    (folder / "records" / "Prison_Persons.csv").write_text(HEADER)
    remarks = [line for line in check(folder).lines() if line.startswith("note: ")]
    assert len(remarks) == 1
    assert remarks[0].startswith("note: records/Prison_Persons.csv: file: not read: no extract has this name")
