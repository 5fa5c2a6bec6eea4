"""What every command prints with `--json` stands on the page of commands: each key, in each mode, and no key that none prints."""

import ast
import json
import re
import shutil
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from throughcare.cli import throughcare
from throughcare.commands._results import RESULTS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "scoping-study-2018"
COHORT = ROOT / "examples" / "ready-made-cohort"
ITEMS = re.compile(r"of \{([^{}]+)\}")


def leaves(group=throughcare, before=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from leaves(command, (*before, name))
        else:
            yield " ".join((*before, name)), command


def item_keys(name):
    """The keys of the items of each documented list."""
    lists = {key: ITEMS.search(text) for key, text in RESULTS[name].items() if key.startswith("(list")}
    return [set(found[1].replace(" ", "").split(",")) if found else set() for found in lists.values()]


def unknown_keys(name, result):
    """Keys of a result that its documentation lacks."""
    if isinstance(result, dict):
        return set() if "(object)" in RESULTS[name] else set(result) - set(RESULTS[name])
    items = [set(item) for item in result if isinstance(item, dict)]
    return {key for item in items for key in item if item not in item_keys(name)}


@pytest.mark.parametrize("name", [name for name, _ in leaves()])
def test_every_command_documents_its_result(name):
    assert RESULTS.get(name), "say what it prints in commands/_results.py"


def literal_keys(path):
    """By line: the keys of every result that a command writes out in place."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "give" and call.args:
            given = call.args[0]
            if isinstance(given, ast.Dict) and all(isinstance(key, ast.Constant) for key in given.keys):
                yield call.lineno, {key.value for key in given.keys}


@pytest.mark.parametrize("path", sorted((ROOT / "src/throughcare/commands").glob("*.py")), ids=lambda path: path.stem)
def test_keys_written_out_in_the_code_are_documented_together(path):
    for line, keys in literal_keys(path):
        assert any(keys <= set(known) for known in RESULTS.values()), f"{path.name}:{line}: {sorted(keys)}"


class Life:
    """A study lived through with `--json`; every key is held against the page and remembered."""

    def __init__(self, folder):
        self.study = folder / "life"
        self.seen = {}

    def run(self, name, *words, keys=""):
        arguments = [*name.split(), *(str(self.study if word == "STUDY" else word) for word in words), "--json"]
        done = CliRunner().invoke(throughcare, arguments, input=keys)
        assert done.exit_code in {0, 1}, (arguments, done.output)
        result = json.loads(done.stdout)
        assert not unknown_keys(name, result), (name, unknown_keys(name, result))
        seen = self.seen.setdefault(name, set())
        seen |= set(result) if isinstance(result, dict) else {"(list)"}
        return result


PROTOCOL = """schema = 1
version = "1"
[study]
title = "Mentors"
[[question]]
id = "Q1"
text = "Do mentors help?"
[[string]]
id = "S1"
text = "mentor*"
[[criterion]]
id = "I1"
kind = "include"
text = "a mentor"
[screening]
screeners = ["ab", "cd", "ef"]
[[form]]
name = "study"
fields = [{ name = "design", words = ["matched"] }]
"""
RECORDS = "".join(
    f"TY  - JOUR\nTI  - {title}\nAU  - Hill, A.\nPY  - {year}\nJO  - J\nAB  - Mentors met people.\nER  - \n\n"
    for title, year in (("Mentors at the gate", 2015), ("Mentors in hostels", 2016), ("Barley in wet soil", 2012))
)
CONSENT = "".join(f"P0{n},expert,police,lead,force,2026-01-05,v1,role,yes,,2026-01-06,x\n" for n in (1, 2, 3))


def live_a_review(life, tmp_path):
    life.run("init", "STUDY")
    life.run("evidence init", "STUDY")
    (life.study / "evidence/protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    for number, doi in enumerate("ab"):
        twin = f"TY  - JOUR\nTI  - Mentors who wait\nAU  - Hill, A.\nPY  - 2015\nJO  - J\nDO  - 10.1000/{doi}\nER  - \n"
        (tmp_path / f"{number}.ris").write_text(RECORDS + twin, encoding="utf-8")
    about = ("--source", "PubMed", "--date", "2026-01-05")
    life.run("evidence import", "STUDY", tmp_path / "0.ris", *about)
    life.run("evidence import", "STUDY", tmp_path / "0.ris", *about)
    life.run("evidence update", "STUDY", tmp_path / "1.ris", *about)
    life.run("evidence lint", "STUDY")
    life.run("evidence lint", "STUDY", "--known-items")
    found = life.run("evidence dedupe", "STUDY")
    one, other = found["review"][0]["left"], found["review"][0]["right"]
    life.run("evidence dedupe", "STUDY", "--rule", one, other, "different", "--why", "two", "--who", "ab")
    removed = life.run("evidence remove", "STUDY", one, "--why", "no title", "--who", "ab")["made"]
    life.run("evidence remove", "STUDY")
    life.run("evidence remove", "STUDY", "--undo", removed[0], "--who", "ab")
    life.run("evidence screen", "STUDY", "--who", "ab", keys="i\n" * 9)
    life.run("evidence screen", "STUDY", "--who", "cd", keys="i\ne\n" * 9)
    lists = life.run("evidence screen", "STUDY", "--lists")
    life.run("evidence screen", "STUDY", "--agreement")
    life.run("evidence screen", "STUDY", "--settle", lists["conflict"][0], "include", "--who", "ef", "--why", "meets I1")
    record = next(name for name in lists["include"] if name.startswith("hill"))
    chart = ("--record", record, "--field", "design", "--value", "matched", "--quote", "Mentors met people", "--who", "ab")
    life.run("evidence chart", "STUDY", *chart)
    for verb in ("flow", "synthesise", "check"):
        life.run(f"evidence {verb}", "STUDY")
    life.run("evidence map", EXAMPLE, "--to", tmp_path / "map.html")
    life.run("evidence export", "STUDY", "--to", tmp_path / "out.ris")
    labelled = "title,abstract,included\n" + "".join(f"Mentor {at},text {at},{int(at % 4 == 0)}\n" for at in range(24))
    (tmp_path / "set.csv").write_text(labelled, encoding="utf-8")
    life.run("evidence screen", "--simulate", tmp_path / "set.csv")


def live_through_interviews(life, tmp_path):
    life.run("voices init", "STUDY")
    voices = life.study / "voices"
    for name, rows in (("consent", CONSENT), ("approaches", "a1,2026-01-01,police,lead,purposive,,interviewed\n")):
        with (voices / f"{name}.csv").open("a", encoding="utf-8") as file:
            file.write(rows)
    (voices / "codebook.toml").write_text('[codes."help"]\ndefinition = "What helped."\n', encoding="utf-8")
    for number in (1, 2, 3):
        (voices / f"originals/P0{number}.txt").write_text("I: So?\nP01: It helped. Will did not.\n", encoding="utf-8")
        life.run("voices redact", "STUDY", f"P0{number}", "--who", "ab")
        life.run("voices redact", "STUDY", f"P0{number}", "--who", "ab", "--rule", "Will", "replace")
    life.run("voices code", "STUDY", "P01", "--who", "ab")
    one = life.run("voices code", "STUDY", "P01", "--who", "ab", "--start", 7, "--end", 22, "--code", "help")["coded"]
    life.run("voices code", "STUDY", "P01", "--who", "ab", "--undo", one)
    life.run("voices code", "STUDY", "P01", "--who", "ab", "--ask", keys="\n1 help\n\n")
    kept = life.run("voices code", "STUDY", "P01", "--who", "ab", "--start", 12, "--end", 22, "--code", "help")["coded"]
    life.run("voices code", "STUDY", "P01", "--who", "cd", "--ask", keys="\n\n\n")
    for verb in ("agreement", "settle", "themes", "participants", "approaches", "retention", "check", "codebook"):
        life.run(f"voices {verb}", "STUDY")
    life.run("voices settle", "STUDY", "--who", "ef", "--keep", kept, "--why", "it says so")
    life.run("voices settle", "STUDY", "--who", "ef", "--ask", keys="q\n")
    for ending in ("qdpx", "qdc"):
        life.run("voices export", "STUDY", "--to", tmp_path / f"x.{ending}")
        life.run("voices import", "STUDY", tmp_path / f"x.{ending}", "--who", "gh")
    life.run("voices withdraw", "STUDY", "P03")
    life.run("report", "STUDY")


def test_the_list_of_tables_prints_what_the_page_says(tmp_path):
    life = Life(tmp_path)
    life.run("init", "STUDY")
    rows = life.run("explain", "STUDY")["tables"]
    assert life.seen["explain"] == {"tables"}
    assert {"table", "room", "side", "sentence"} == set(rows[0])
    assert {"crosswalk", "received", "cohort"} < {row["table"] for row in rows}
    one = life.run("explain", "STUDY", "quarantined")
    assert one["table"] == "intake_problems"
    assert set(RESULTS["explain"]) == life.seen["explain"] | {"tables"}


def test_a_review_and_interviews_lived_through_print_what_the_page_says(tmp_path):
    life = Life(tmp_path)
    live_a_review(life, tmp_path)
    live_through_interviews(life, tmp_path)
    for name, seen in life.seen.items():
        plain = {key for key in RESULTS[name] if not key.startswith("(")}
        assert plain <= seen, (name, plain - seen)


def test_an_evaluation_prints_what_the_page_says(tmp_path):
    shutil.copy(COHORT / "plan.toml", tmp_path)  # a lock stands beside its plan
    plan = ["--plan", str(tmp_path / "plan.toml"), "--ledger", str(tmp_path / "ledger.jsonl"), "--json"]
    result = json.loads(CliRunner().invoke(throughcare, ["evaluate", str(COHORT / "cohort.csv"), *plan]).stdout)
    locked = json.loads(CliRunner().invoke(throughcare, ["evaluate", *plan, "--lock"]).stdout)
    assert set(result) | set(locked) == set(RESULTS["evaluate"])
