"""`throughcare status STUDY`: what is up to date, and what is stale and why."""

from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Voice, common_options, make_job, open_study


@click.command()
@STUDY
@common_options
def command(study: Path, voice: Voice) -> None:
    """Say what is up to date, and what is stale and why; nothing is built.

    Example: throughcare status my-study
    """
    from throughcare.engine.build import explain_staleness
    from throughcare.pipeline import read_chain
    from throughcare.records.check import counted

    standings = explain_staleness(read_chain(), make_job(open_study(study), voice))
    stale = [standing for standing in standings if not standing.fresh]
    result = {
        "up_to_date": [standing.name for standing in standings if standing.fresh],
        "stale": [{"table": standing.name, "why": standing.why} for standing in stale],
    }
    lines = [f"{standing.name}: {standing.why}" for standing in stale]
    voice.give(
        result,
        "\n".join(
            [
                *lines,
                f"{counted(len(standings) - len(stale), 'table')} up to date, {len(stale)} to build{f': throughcare run {study}' if stale else ''}",
            ]
        ),
    )
