"""`throughcare timeline STUDY PERSON`: one person's journey by agency."""

from datetime import date
from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, make_job, open_study
from throughcare.errors import UsageError


def check_may_show(study: Path, identity: bool) -> None:  # noqa: FBT001  # the option as click gives it
    """UsageError for a study of real people unless the caller says that they act inside the secure setting."""
    if not identity and not (study / "truth").is_dir():
        raise UsageError(
            "a single journey is shown for invented people only; say --identity if you act on the identity side of the study"
        )


@click.command()
@STUDY
@click.argument("person")
@click.option(
    "--to", "target", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Write the page (HTML) here."
)
@click.option("--identity", is_flag=True, help="You act on the identity side: a real person's journey may be shown to you.")
@common_options
def command(study: Path, person: str, target: Path, identity: bool, voice: Voice) -> None:  # noqa: FBT001  # click's way
    """Write one person's journey by agency lane, as a figure and a table.

    PERSON is the pseudonym as in the table people. Example: throughcare timeline demo 0a1b2c --to journey.html
    """
    check_may_show(study, identity)
    import pyarrow.compute as pc

    from throughcare.journeys.timeline import make_timeline

    job = make_job(open_study(study), voice)
    read = Reader(job)
    events, spells = (
        table.filter(pc.equal(table.column("person"), person)).to_pylist() for table in (read("events"), read("spells"))
    )
    if not events and not spells:
        raise UsageError("nobody in this study has that pseudonym; see: throughcare show STUDY people")
    end = job.parameters["extract_end"]
    target.write_text(
        make_timeline(events, spells, end if isinstance(end, date) else date.fromisoformat(str(end))), encoding="utf-8"
    )
    result = {"file": str(target), "events": len(events), "spells": len(spells)}
    voice.give(result, f"{target}: {len(events)} events and {len(spells)} spells")
