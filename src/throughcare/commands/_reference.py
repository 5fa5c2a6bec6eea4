"""Write docs/reference/commands.md from the commands themselves: `python -m throughcare.commands._reference > docs/reference/commands.md`."""

import click

from throughcare.cli import COMMANDS, throughcare
from throughcare.commands._results import RESULTS

OPENING = """# Commands

Made from the commands themselves (`python -m throughcare.commands._reference`). Results go to standard output, everything else to standard error.
Every command takes `--json` (one JSON document) and `--quiet`. Exit status: 0 good, 1 a problem found in data or by disclosure control, 2 wrong usage or
configuration, 3 a fault of ours.
"""


def help_of(command: click.Command, name: str) -> str:
    """A command's `--help`, at a fixed width."""
    context = click.Context(command, info_name=name, max_content_width=110, terminal_width=110)
    return command.get_help(context)


def make_section(command: click.Command, name: str, depth: int) -> list[str]:
    """One command's part of the page, with its subcommands below it."""
    lines = [f"{'#' * depth} throughcare {name}", "", "```text", help_of(command, f"throughcare {name}"), "```", ""]
    if name in RESULTS:
        lines += [
            "With `--json`:",
            "",
            "| key | meaning |",
            "|---|---|",
            *(f"| `{key}` | {text} |" for key, text in RESULTS[name].items()),
            "",
        ]
    if isinstance(command, click.Group):
        for below in command.list_commands(click.Context(command)):
            found = command.get_command(click.Context(command), below)
            if found is not None:
                lines += make_section(found, f"{name} {below}", depth + 1)
    return lines


def make_reference() -> str:
    """The whole page."""
    context = click.Context(throughcare)
    lines = [OPENING]
    for name in COMMANDS:
        command = throughcare.get_command(context, name)
        if command is not None:
            lines += make_section(command, name, 2)
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    click.echo(make_reference(), nl=False)
