"""Extracts as they come: other names, another encoding, a cut line, an impossible date, a key twice."""

import csv
import json
import tomllib

import pytest

from .conftest import throughcare

PRISON = """\
PRISON_NO;VORNAME;NACHNAME;GEBOREN
A1234BC;Renée;Müller;01/02/1980
A1234BD;John;Smith;31/02/1979
A1234BC;Renée;Müller;01/02/1980
A1234BE;Peter
A1234BF;Paul;Jones;05/06/1975
"""

STUDY = """
title = "Messy"
invented = true
extract_end = 2026-06-30
key_file = "own.key"
[sources.prison_person]
file = "records/prison.csv"
encoding = "windows-1252"
date_format = "%d/%m/%Y"
[sources.prison_person.columns]
noms_number = "PRISON_NO"
forenames = "VORNAME"
surname = "NACHNAME"
dob = "GEBOREN"
"""


@pytest.fixture
def messy(tmp_path):
    folder = tmp_path / "messy"
    throughcare("init", folder, check=0)
    (folder / "study.toml").write_text(STUDY)
    (tmp_path / ".messy.key").rename(folder / "own.key")
    (folder / "records" / "prison.csv").write_bytes(PRISON.encode("windows-1252"))
    return folder


def test_run_ends_with_one_and_names_every_problem_once(messy):
    done = throughcare("run", messy)
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("records/prison.csv:")]
    problems = [line for line in lines if "rows read" not in line]
    assert sorted(line.split(":")[1] for line in problems) == ["3", "4", "5"]
    assert any(":3: dob: not a date" in line for line in problems)
    assert "5 rows read = 3 accepted + 2 quarantined" in done.stderr
    assert "Müller" not in done.stderr + done.stdout


def test_check_says_the_same_as_json(messy):
    done = throughcare("check", messy, "--json")
    assert done.returncode == 1
    assert len(json.loads(done.stdout)["problems"]) == 3


def test_values_are_shown_only_where_asked(messy):
    assert "31/02/1979" not in throughcare("check", messy).stdout
    assert "31/02/1979" in throughcare("check", messy, "--show-values").stdout


def test_a_study_without_its_toml_is_told_what_to_do(tmp_path):
    done = throughcare("check", tmp_path)
    assert done.returncode == 2
    assert "throughcare init" in done.stderr


def test_a_setting_that_does_not_exist_is_named_with_the_nearest(messy):
    path = messy / "study.toml"
    path.write_text("titel = 1\n" + path.read_text())
    done = throughcare("check", messy)
    assert done.returncode == 2
    assert "title" in done.stderr


def test_persons_alone_can_be_linked(tmp_path):
    folder = tmp_path / "persons"
    throughcare("init", folder, check=0)
    with (folder / "records" / "people.csv").open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["ID", "FIRST", "LAST", "BORN", "HOME"])
        for number in range(300):
            born = f"{1950 + number % 50}{1 + number % 12:02}{1 + number % 28:02}"
            names = [
                f"Given{chr(97 + number % 26)}{chr(97 + number // 26)}",
                f"Family{chr(97 + number % 13)}{chr(97 + number % 7)}",
            ]
            writer.writerow([f"r-{number}-a", *names, born, f"ZZ{number % 9} 9ZZ"])
            writer.writerow([f"r-{number}-b", *names, born, f"ZZ{number % 9} 9ZZ"])
    text = (folder / "study.toml").read_text()
    (folder / "study.toml").write_text(
        text
        + '\n[sources.probation_person]\nfile = "records/people.csv"\n[sources.probation_person.columns]\n'
        + 'crn = "ID"\nforenames = "FIRST"\nsurname = "LAST"\ndob = "BORN"\npostcode = "HOME"\n'
    )
    done = throughcare("run", folder, "--only", "people")
    assert done.returncode in {0, 1}, done.stderr
    target = tmp_path / "links.csv"
    throughcare("export", folder, "crosswalk", "--to", target, check=0)
    with target.open() as lines:
        rows = [row for row in csv.DictReader(lines) if row["link_set_id"] == "default"]
    assert len(rows) == 600
    together = {row["source_key"]: row["person_id"] for row in rows}
    assert sum(together[f"r-{number}-a"] == together[f"r-{number}-b"] for number in range(300)) > 270


def test_a_study_whose_folder_has_an_apostrophe_and_a_title_with_quotes_is_a_study(tmp_path):
    folder = tmp_path / "o'brien [1] étude"
    throughcare("init", folder, "--title", 'The "first" one', check=0)
    (folder / "records" / "prison_person.csv").write_text("noms_number,forenames,surname,dob\nA1234BC,Ann,Lee,1980-02-01\n")
    throughcare("run", folder, "--only", "events", check=0)
    assert tomllib.loads((folder / "study.toml").read_text())["title"] == 'The "first" one'


def test_a_file_that_cannot_be_written_is_not_a_fault_of_ours(messy):
    (messy / "out").write_text("a file where a folder should be")
    done = throughcare("run", messy)
    assert done.returncode == 2
    assert "a fault of ours" not in done.stderr
