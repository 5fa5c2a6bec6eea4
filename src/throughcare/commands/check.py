"""`throughcare check STUDY`: the extracts held against their schemas, every problem with its place."""

from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Voice, common_options, open_study


@click.command()
@STUDY
@click.option(
    "--show-values", is_flag=True, help="You act as linker: print the values that are wrong. Messages may then identify people."
)
@common_options
def command(study: Path, show_values: bool, voice: Voice) -> int:  # noqa: FBT001  # click's way
    """Hold the extracts against their schemas; every problem with file, line, column and rule.

    Example: throughcare check my-study
    """
    from throughcare.records.check import check_study

    report = check_study(open_study(study), show_values=show_values)
    voice.give(report.as_json(), "\n".join(report.lines()))
    return 1 if report.problems or report.is_unread else 0
