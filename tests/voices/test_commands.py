"""The commands as a person uses them, on a new study and on the 2018 study; canary words stay out of what leaves."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.voices.conftest import canary, opened

from throughcare.cli import throughcare
from throughcare.voices.coding import add_coding
from throughcare.voices.consent import read_texts

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "scoping-study-2018"


def run(*words, keys=""):
    return CliRunner().invoke(throughcare, ["voices", *map(str, words)], input=keys, standalone_mode=False)


def test_from_nothing_to_a_coded_clean_text(tmp_path):
    study = tmp_path / "new"
    assert run("init", study).exit_code == 0
    rows = "".join(f"P0{n},expert,police,lead,force,2026-01-05,v1,role,yes,,2090-01-01,x\n" for n in (1, 2, 3))
    with (study / "voices" / "consent.csv").open("a", encoding="utf-8") as consent:
        consent.write(rows)
    with (study / "voices" / "codebook.toml").open("a", encoding="utf-8") as codebook:
        codebook.write('[codes."help"]\ndefinition = "What helped."\n')
    (study / "voices" / "originals" / "P01.txt").write_text("P01: Zebedee Frobisher helped. Will did not.\n", encoding="utf-8")
    waiting = run("redact", study, "P01", "--who", "ab")
    assert waiting.return_value == 1
    assert "1 term waits" in waiting.stdout
    assert "Will" not in waiting.stdout
    done = run("redact", study, "P01", "--who", "ab", "--ask", keys="n\n\n")
    assert "P01.txt written" in done.stdout
    assert run("code", study, "P01", "--who", "ab", "--ask", keys="1 help\n\n").stdout == "1 coding stored in voices/codings/\n"
    assert "Fewer than 3 people were heard" in run("themes", study).stdout
    for other in ("P02", "P03"):
        (study / "voices" / "originals" / f"{other}.txt").write_text(f"{other}: it helped.\n", encoding="utf-8")
        run("redact", study, other, "--who", "ab")
    with (study / "voices" / "consent.csv").open("a", encoding="utf-8") as consent:
        consent.write("P04,expert,academia,chair,campus,2026-01-05,v1,role,yes,,2090-01-01,x\n")
    said = run("themes", study).stdout
    assert "3 people were heard in 1 pooled group" in said
    assert "no clean text yet: 1-2" in said
    assert "not heard yet" in run("participants", study).stdout
    assert "P01: lead, force; shown as police" in run("participants", study).stdout


def test_init_changes_nothing_that_is_there(study):
    before = (study / "voices" / "consent.csv").read_bytes()
    run("init", study)
    assert (study / "voices" / "consent.csv").read_bytes() == before


def test_the_2018_study_has_themes_and_the_three_findings_of_its_interviews():
    themes = json.loads(run("themes", EXAMPLE, "--json").stdout)
    assert {table["question"] for table in themes} >= {"Q3", "Q5"}
    found = json.loads(run("check", EXAMPLE, "--json").stdout)
    assert [one["code"] for one in found] == ["voice-unheard", "role-small", "attribution-coarse"]


@pytest.mark.parametrize("command", ["approaches", "participants", "codebook", "retention", "agreement", "settle"])
def test_a_study_without_transcripts_is_no_fault(command):
    done = run(command, EXAMPLE)
    assert done.exception is None
    assert done.stdout.strip()


def test_json_is_one_document_for_every_command_that_reads(study):
    text = read_texts(opened(study))["P01"]
    for who, end in (("ab", 30), ("cd", 60)):
        add_coding(opened(study), "P01", 0, min(end, len(text)), "help", who)
    for command in ("participants", "approaches", "codebook", "agreement", "settle", "themes", "retention", "check"):
        json.loads(run(command, study, "--json").stdout)


def test_what_is_reported_holds_no_word_of_who_is_not_quoted(study):
    path = study / "voices" / "consent.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",role,yes,", ",role,no,"), encoding="utf-8")
    for n in range(1, 10):
        text = read_texts(opened(study))[f"P{n:02}"]
        add_coding(opened(study), f"P{n:02}", 0, len(text), "help", "ab", canary(f"P{n:02}"))
    (study / "study.toml").write_text('title = "x"\ninvented = false\n', encoding="utf-8")
    done = CliRunner().invoke(throughcare, ["report", str(study)], standalone_mode=False)
    assert done.exception is None, done.exception
    said = "".join(path.read_text(encoding="utf-8", errors="replace") for path in (study / "out").rglob("*") if path.is_file())
    said += "".join(run(command, study).output for command in ("themes", "check", "agreement", "participants"))
    assert "9 people were heard" in said
    assert "canary" not in said


def test_the_2018_study_reports_without_records_or_key(tmp_path):
    shutil.copytree(EXAMPLE, tmp_path / "s")
    done = CliRunner().invoke(throughcare, ["report", str(tmp_path / "s")], standalone_mode=False)
    assert done.exception is None, done.exception
    page = (tmp_path / "s" / "out" / "report" / "report.html").read_text(encoding="utf-8")
    assert "13 experts and 3 service users raised 28 points" in page
