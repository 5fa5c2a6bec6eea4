"""`throughcare release STUDY ID ACT`: draft, submit, check and release protected tables; it takes two people."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from throughcare.commands._shared import STUDY, Voice, common_options, open_study, policy_of
from throughcare.disclosure.release import Act

if TYPE_CHECKING:
    from throughcare.study import Study


@click.command()
@STUDY
@click.argument("release_id", metavar="ID")
@click.argument("act", type=click.Choice([*get_args(Act), "show"]))
@click.option("--as", "name", metavar="NAME", help="Who you are: a name under [people] of study.toml.")
@click.option("--because", "reason", default="", help="The reason; a checker always gives one.")
@common_options
def command(study: Path, release_id: str, act: str, name: str | None, reason: str, voice: Voice) -> None:
    """Take one step of a release. The author never checks: draft, submit (author); approve, return, reject (checker); release (releaser).

    Example: throughcare release my-study 2026-1 draft --as "A Author"
    """
    opened = open_study(study)
    if act == "show":
        show(opened, release_id, voice)
        return
    done = step(opened, release_id, act, name, reason, voice)
    voice.give(done, f"release {release_id} is {done['state']}{': ' + done['folder'] if 'folder' in done else ''}")


def check_names(release_id: str, study: "Study", name: str | None) -> str:
    """The person's name as study.toml declares it; UsageError where it does not, or where the id is no plain word."""
    from throughcare.errors import UsageError

    if not release_id.replace("-", "").replace("_", "").isalnum():
        raise UsageError(f"release id '{release_id}': expected letters, digits, - and _ only; it names a folder")
    declared = [str(value) for value in study.settings.get("people", {}).values()]
    if name is None or name not in declared:
        known = ", ".join(declared) or 'nobody yet; add them under [people], as author = "A Author"'
        raise UsageError(f"--as: say who acts, by a name that study.toml declares under [people]: {known}")
    return name


def step(study: "Study", release_id: str, act: str, name: str | None, reason: str, voice: Voice) -> dict[str, Any]:
    """Do the work of one act, then write it down; nothing is written in the ledger unless the work succeeded."""
    from throughcare.disclosure.pack import check_pack, hash_file
    from throughcare.disclosure.policy import read_policy
    from throughcare.disclosure.release import check_can_act, read_releases, take_step, this_person

    person = this_person(check_names(release_id, study, name))
    folder = study.out / "drafts" / release_id
    before = read_releases(study.ledger).get(release_id)
    if act != "draft" and before is not None:
        check_can_act(before, act, person)  # type: ignore[arg-type]  # click allows only acts here
    if act == "draft" and before is None:
        write_draft(study, release_id, folder, voice)
    sha256 = ""
    if act in {"submit", "approve", "release"} and folder.is_dir():
        check_pack(folder)
        sha256 = hash_file(folder / "manifest.json")
    policy = read_policy(policy_of(study))
    when = datetime.now(UTC).isoformat(timespec="seconds")
    copied = copy_pack(folder) if act == "release" else None
    after = take_step(
        study.ledger, release_id, act, person, when=when, sha256=sha256, reason=reason, checkers=policy.checkers,  # type: ignore[arg-type]  # as above
    )  # fmt: skip
    result: dict[str, Any] = {"release": release_id, "state": after.state, "sha256": after.sha256}
    if copied is not None:
        target = study.out / "releases" / release_id
        target.parent.mkdir(parents=True, exist_ok=True)
        copied.replace(target)
        result["folder"] = str(target)
    elif folder.is_dir():
        result["folder"] = str(folder)
    return result


def copy_pack(folder: Path) -> Path:
    """A whole copy of the pack beside the drafts, so that the ledger never says released of a pack that is not there."""
    copied = folder.with_name(f".leaving-{folder.name}")
    shutil.rmtree(copied, ignore_errors=True)
    shutil.copytree(folder, copied)
    return copied


def write_draft(study: "Study", release_id: str, folder: Path, voice: Voice) -> None:
    """The pack as it would leave: report, tables, statements, criteria, manifest."""
    from dataclasses import asdict

    from throughcare import __version__
    from throughcare.commands.report import evidence_beside_records, plan_words, prepare, study_tables_of
    from throughcare.disclosure.pack import write_pack
    from throughcare.errors import StudyError
    from throughcare.report.build import write_report

    if study.sources and study.settings.get("extract_end") is None:
        raise StudyError(
            "study.toml: extract_end: say the last day that every extract reaches; a release names it on every table"
        )
    ready = prepare(study.folder, voice, release_id)
    shutil.rmtree(folder, ignore_errors=True)
    write_report(
        ready.protected.tables,
        [*plan_words(ready), *study_tables_of(study.folder), *evidence_beside_records(ready)],
        ready.provenance,
        folder,
    )
    write_pack(folder, ready.protected, ready.policy, asdict(ready.provenance), __version__)


def show(study: "Study", release_id: str, voice: Voice) -> None:
    """What a checker looks at: state, withheld cells with their reasons, narrow ranges, differences known to be at least one."""
    import json

    from throughcare.disclosure.pack import CRITERIA, read_pack
    from throughcare.disclosure.release import read_releases
    from throughcare.errors import UsageError

    release = read_releases(study.ledger).get(release_id)
    folder = study.out / ("releases" if release and release.state == "released" else "drafts") / release_id
    if release is None or not folder.is_dir():
        raise UsageError(
            f"release {release_id}: none is drafted; throughcare release {study.folder} {release_id} draft --as NAME"
        )
    criteria = json.loads((folder / CRITERIA).read_text(encoding="utf-8"))
    tables = read_pack(folder)
    withheld = {table.name: sum(cell.status == "withheld" for row in table.rows for cell in row.cells) for table in tables}
    known = criteria["differences_known_to_be_at_least_one"]
    result = {"release": release_id, "state": release.state, "folder": str(folder), "withheld": withheld, "criteria": criteria}
    lines = [
        f"release {release_id} is {release.state}; its files: {folder}",
        f"policy {criteria['policy']['name']} {criteria['policy']['version']}: {criteria['groups_and_differences_checked']:,} groups and differences checked",
        *(f"  {name}: {count} cell{'s' if count != 1 else ''} withheld" for name, count in withheld.items() if count),
        f"differences known to be at least one: {len(known)}",
        *(f"  {words}" for words in known),
    ]
    voice.give(result, "\n".join(lines))
