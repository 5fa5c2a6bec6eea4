"""A release on the command line: two accounts, frozen files, and a pack that leaves whole or not at all."""

import os
import shutil

import pytest
from click.testing import CliRunner

from throughcare.commands.release import command
from throughcare.disclosure.pack import check_pack, write_pack
from throughcare.disclosure.protect import protect
from throughcare.disclosure.release import read_releases, take_step, this_person
from throughcare.errors import DisclosureError, StudyError

from .tables import CONTEXT, POLICY, cross, draw

ADA, BO = "A. Ada", "B. Bo"
WHEN = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def study(tmp_path):
    (tmp_path / "study.toml").write_text(f'invented = true\n[people]\nada = "{ADA}"\nbo = "{BO}"\n')
    (tmp_path / "out").mkdir()
    write_pack(tmp_path / "out" / "drafts" / "r1", protect([cross(draw(3))], POLICY, CONTEXT), POLICY, {}, "0.1.0")
    take_step(tmp_path / "out" / "ledger.jsonl", "r1", "draft", this_person(ADA), when=WHEN)
    return tmp_path


def act(study, verb, name, *, because=""):
    done = CliRunner().invoke(command, [str(study), "r1", verb, "--as", name, "--because", because])
    if done.exception:
        raise done.exception
    return read_releases(study / "out" / "ledger.jsonl")["r1"].state


@pytest.fixture
def other(monkeypatch):
    """Sit down at another account."""

    def sit(number):
        monkeypatch.setattr(os, "getuid", lambda: number)

    return sit


def test_two_accounts_release_a_pack(study, other):
    assert act(study, "submit", ADA) == "submitted"
    other(4_000_001)
    assert act(study, "approve", BO, because="read every table") == "approved"
    assert act(study, "release", BO) == "released"
    check_pack(study / "out" / "releases" / "r1")


def test_an_environment_variable_makes_no_second_person(study, monkeypatch):
    act(study, "submit", ADA)
    for name in ("LOGNAME", "USER", "USERNAME"):
        monkeypatch.setenv(name, "bo")
    with pytest.raises(DisclosureError, match="you act from the account of its author"):
        act(study, "approve", BO, because="read every table")


def test_a_second_step_by_one_person_is_told_why_it_is_refused(study, other):
    act(study, "submit", ADA)
    other(4_000_001)
    with pytest.raises(DisclosureError, match="you act under the name of its author"):
        act(study, "approve", ADA, because="read every table")


def test_a_study_that_does_not_say_where_its_extracts_end_drafts_nothing(study):
    (study / "records").mkdir()
    (study / "records" / "prison_alert.csv").write_text("noms_number,alert_code,active_from\nA1234BC,XCSEA,2020-03-01\n")
    with pytest.raises(StudyError, match="extract_end"):
        CliRunner().invoke(command, [str(study), "r2", "draft", "--as", ADA], catch_exceptions=False)
    assert "r2" not in read_releases(study / "out" / "ledger.jsonl")


def test_a_release_that_cannot_be_copied_is_not_written_down(study, other, monkeypatch):
    act(study, "submit", ADA)
    other(4_000_001)
    act(study, "approve", BO, because="read every table")

    def full(*_args, **_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copytree", full)
    with pytest.raises(OSError, match="No space"):
        act(study, "release", BO)
    assert read_releases(study / "out" / "ledger.jsonl")["r1"].state == "approved"
    assert not (study / "out" / "releases").exists()
