"""`throughcare run STUDY`: build every table that has changed."""

from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, link_set_option, make_job, open_study
from throughcare.study import Study


@click.command()
@STUDY
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), help="Instead of the engine that study.toml names.")
@click.option("--master", help="The Spark master, as spark://127.0.0.1:7077; this machine where none is named.")
@click.option("--only", multiple=True, metavar="TABLE", help="Only this table and what it needs; may be given more than once.")
@link_set_option
@common_options
def command(
    study: Path, engine: str | None, master: str | None, only: tuple[str, ...], link_set: str | None, voice: Voice
) -> int:
    """Build every table that has changed.

    Example: throughcare run my-study --only people
    """
    from throughcare.engine.build import build_tables
    from throughcare.pipeline import read_chain
    from throughcare.records.check import counted, standing_remarks
    from throughcare.records.problems import FileCount, stored_problem_lines

    opened = open_study(study, link_set)
    job = make_job(opened, voice, engine=engine, master=master)
    for remark in standing_remarks(opened):
        voice.say(remark.text())
    built = build_tables(read_chain(), job, only or None)
    read = Reader(job)
    intake = read("intake_counts").to_pylist() if "intake_counts" in built.keys else []
    problems = read("intake_problems").to_pylist() if "intake_problems" in built.keys else []
    for line in (*stored_problem_lines(problems), *(FileCount(**row).text() for row in intake)):
        voice.say(line)
    if "effects" in built.keys:
        note_readings(opened, read)
    result = {
        "built": list(built.made),
        "up_to_date": len(built.keys) - len(built.made),
        "intake": intake,
        "problems": len(problems),
    }
    voice.give(result, f"{counted(len(built.made), 'table')} built, {len(built.keys) - len(built.made)} up to date already")
    return 1 if problems else 0


def note_readings(study: Study, read: Reader) -> None:
    """Write into the ledger, once for each plan and cohort, that outcomes were read, as `evaluate` does: a plan locked afterwards is exploratory.

    Nothing is written where the cohort is empty: there was no outcome to read.
    """
    import getpass
    from datetime import UTC, datetime

    from throughcare.engine.ledger import read_ledger
    from throughcare.engine.store import hash_file
    from throughcare.evaluation.lock import READ, note_reading
    from throughcare.evaluation.plan import read_plan

    if not read("cohort").num_rows:
        return
    events = [line["event"] for line in read_ledger(study.ledger)]
    noted = {(event["plan"], event["plan_sha256"], event["object"]) for event in events if event.get("verb") == READ}
    cohort, when = hash_file(read.path("cohort"), {}), datetime.now(UTC).isoformat(timespec="seconds")
    for plan in map(read_plan, study.plan_files()):
        if (plan.id, plan.sha256, cohort) not in noted:
            note_reading(plan, study.ledger, cohort_sha256=cohort, who=getpass.getuser(), when=when)
