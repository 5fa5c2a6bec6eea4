"""`throughcare release`: protected tables leave in two people's hands.

A draft stands in `out/drafts/<id>`; only when it is released is it copied to `out/releases/<id>`, which is all that `serve` shows.
"""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from throughcare.commands._shared import STUDY, Voice, common_options, open_study

ID = click.argument("release_id", metavar="ID")
NAME = click.option("--name", required=True, help="Your name; the ledger keeps it beside your account.")
BECAUSE = click.option("--because", "reason", default="", help="Why; compulsory for approve, return and reject.")


@click.group()
def command() -> None:
    """Draft, submit, check and release protected tables; the checker is never the author."""


def draft_folder(study: Path, release_id: str) -> Path:
    """Where a draft stands."""
    return study / "out" / "drafts" / release_id


def hash_of(study: Path, release_id: str) -> str:
    """SHA-256 of a draft's manifest, once every file is as the manifest says."""
    from throughcare.disclosure.pack import MANIFEST, check_pack, hash_file

    folder = draft_folder(study, release_id)
    check_pack(folder)
    return hash_file(folder / MANIFEST)


def step(study: Path, release_id: str, act: Any, name: str, reason: str, voice: Voice) -> None:
    """One step of a release, written into the ledger."""
    from throughcare.disclosure.policy import read_policy
    from throughcare.disclosure.release import take_step, this_person

    opened = open_study(study)
    policy = read_policy(str(opened.settings.get("policy", "ten-five")))
    when = datetime.now(UTC).isoformat(timespec="seconds")
    sha256 = "" if act == "draft" else hash_of(study, release_id)
    found = take_step(
        opened.ledger, release_id, act, this_person(name), when=when, sha256=sha256, reason=reason, checkers=policy.checkers
    )
    voice.give({"release": release_id, "state": found.state, "sha256": found.sha256}, f"release {release_id} is {found.state}")


@command.command()
@STUDY
@ID
@NAME
@common_options
def draft(study: Path, release_id: str, name: str, voice: Voice) -> None:
    """Protect the findings beside every earlier release, and write them as a draft pack.

    Example: throughcare release draft my-study 2026-1 --name "A. Author"
    """
    from throughcare import __version__
    from throughcare.commands.report import own_effects, prepare, study_tables_of
    from throughcare.disclosure.pack import write_pack
    from throughcare.report.build import write_report

    if not release_id.replace("-", "").replace(".", "").isalnum():
        raise click.UsageError("a release's ID holds letters, digits, dots and hyphens only")
    folder = draft_folder(study, release_id)
    ready = prepare(study, voice, release_id)
    step(study, release_id, "draft", name, "", voice)
    shutil.rmtree(folder, ignore_errors=True)
    write_report(ready.protected.tables, [*own_effects(ready, voice), *study_tables_of(study)], ready.provenance, folder)
    said = {"title": ready.provenance.title, "data_cut": ready.provenance.data_cut, "invented": ready.provenance.invented}
    write_pack(folder, ready.protected, ready.policy, said, __version__)
    voice.say(f"look at {folder}, then submit it")


@command.command()
@STUDY
@ID
@NAME
@common_options
def submit(study: Path, release_id: str, name: str, voice: Voice) -> None:
    """Freeze a draft by its hash and give it to the checker.

    Example: throughcare release submit my-study 2026-1 --name "A. Author"
    """
    step(study, release_id, "submit", name, "", voice)


@command.command()
@STUDY
@ID
@NAME
@BECAUSE
@common_options
def approve(study: Path, release_id: str, name: str, reason: str, voice: Voice) -> None:
    """Approve what was submitted; never for its author.

    Example: throughcare release approve my-study 2026-1 --name "C. Checker" --because "ranges are wide enough"
    """
    step(study, release_id, "approve", name, reason, voice)


@command.command("return")
@STUDY
@ID
@NAME
@BECAUSE
@common_options
def send_back(study: Path, release_id: str, name: str, reason: str, voice: Voice) -> None:
    """Send what was submitted back to its author.

    Example: throughcare release return my-study 2026-1 --name "C. Checker" --because "table 3 is not needed"
    """
    step(study, release_id, "return", name, reason, voice)


@command.command()
@STUDY
@ID
@NAME
@BECAUSE
@common_options
def reject(study: Path, release_id: str, name: str, reason: str, voice: Voice) -> None:
    """Reject what was submitted, for good.

    Example: throughcare release reject my-study 2026-1 --name "C. Checker" --because "the question was another"
    """
    step(study, release_id, "reject", name, reason, voice)


@command.command()
@STUDY
@ID
@NAME
@BECAUSE
@common_options
def withdraw(study: Path, release_id: str, name: str, reason: str, voice: Voice) -> None:
    """Take a draft, or an approved release, back before it leaves.

    Example: throughcare release withdraw my-study 2026-1 --name "A. Author"
    """
    step(study, release_id, "withdraw", name, reason, voice)


@command.command()
@STUDY
@ID
@NAME
@common_options
def release(study: Path, release_id: str, name: str, voice: Voice) -> None:
    """Let an approved release leave: its pack is copied to out/releases.

    Example: throughcare release release my-study 2026-1 --name "C. Checker"
    """
    step(study, release_id, "release", name, "", voice)
    shutil.copytree(draft_folder(study, release_id), study / "out" / "releases" / release_id)


@command.command("list")
@STUDY
@common_options
def show(study: Path, voice: Voice) -> None:
    """Every release of a study, and where it stands.

    Example: throughcare release list my-study
    """
    from throughcare.disclosure.release import read_releases

    found = read_releases(open_study(study).ledger)
    rows = [
        {"release": one.release_id, "state": one.state, "author": one.author.name, "sha256": one.sha256} for one in found.values()
    ]
    words = "\n".join(f"{row['release']}: {row['state']}, by {row['author']}" for row in rows)
    voice.give(rows, words or "no release yet")
