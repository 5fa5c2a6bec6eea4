"""README, docs and `--help` are true: generated pages are up to date, links lead somewhere, every code block runs."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from throughcare.cli import COMMANDS, throughcare
from throughcare.commands._results import RESULTS

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if ".venv" not in path.parts)


def commands(group=throughcare, before=()):
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*before, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*before, name))


def test_the_page_of_commands_is_made_from_the_commands():
    page = ROOT / "docs" / "reference" / "commands.md"
    # In a process of its own: click keeps a command's help option from its first use, which another test may have been.
    made = subprocess.run([sys.executable, "-m", "throughcare.commands._reference"], capture_output=True, text=True, check=True)
    assert page.read_text(encoding="utf-8") == made.stdout, (
        "python -m throughcare.commands._reference > docs/reference/commands.md"
    )


@pytest.mark.parametrize(
    ("words", "command"), list(commands()), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_says_what_it_does_and_shows_an_example(words, command):
    said = command.help or ""
    assert said
    if not isinstance(command, click.Group):
        assert f"Example: throughcare {' '.join(words)}" in said
        options = {option for parameter in command.params for option in parameter.opts}
        assert {"--json", "--quiet"} <= options


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_within_the_repository_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), target


def blocks(page):
    return re.findall(r"```sh\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_readme_names_the_two_commands():
    assert [block.strip() for block in blocks(ROOT / "README.md")][:2] == ["make demo", "make test"]


def test_the_commands_of_readme_run_in_its_order(tmp_path):
    """All but the two make targets, which set up a whole machine: `.ci/run` runs them."""
    lines = [
        line
        for block in blocks(ROOT / "README.md")[2:]
        for line in block.splitlines()
        if line.startswith(".venv/bin/throughcare")
    ]
    assert lines
    for line in lines:
        words = shlex.split(line)[1:]
        done = subprocess.run([sys.executable, "-m", "throughcare", *words], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode in {0, 1}, (line, done.stderr[-2000:])


def test_every_recipe_of_the_makefile_has_a_comment_or_is_plain():
    assert set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE)) >= {
        "demo",
        "test",
        "spark",
        "lint",
        "types",
    }


def test_every_command_is_listed_with_one_sentence():
    assert all(text.endswith(".") for text in COMMANDS.values())


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("power", ["--treated", "250", "--rate", "0.04"]),
        ("doctor", []),
        ("check", ["STUDY"]),
        ("evidence flow", ["STUDY"]),
        ("evidence map", ["STUDY"]),
        ("evidence dedupe", ["STUDY"]),
    ],
)
def test_what_json_prints_has_the_documented_keys(name, words):
    study = str(ROOT / "examples" / "scoping-study-2018")
    # The command itself and not the group: click remembers the help options of the group that called a command, and the page shows them.
    command = dict(commands())[tuple(name.split())]
    done = CliRunner().invoke(command, [*(study if word == "STUDY" else word for word in words), "--json"])
    assert set(json.loads(done.stdout)) == {key for key, text in RESULTS[name].items() if not text.startswith("with --")}


def test_no_result_is_documented_of_a_command_that_does_not_exist():
    assert set(RESULTS) <= {" ".join(words) for words, _ in commands()}
