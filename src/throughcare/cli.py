"""The command line: one command a verb, each in its own module, loaded only when it is called.

Results go to standard output, everything else to standard error. Exit status: 0 good, 1 a problem found in data or by disclosure control,
2 wrong usage or configuration, 3 a fault of ours.
"""

import importlib
import sys
import traceback

import click

from throughcare import __version__
from throughcare.errors import ThroughcareError, nearest

COMMANDS = {
    "demo": "Invent a population, run the whole chain, write the report.",
    "init": "Make a study folder with a commented study.toml.",
    "simulate": "Write invented extracts and their truth.",
    "check": "Hold the extracts against their schemas.",
    "run": "Build every table that has changed.",
    "status": "Say what is up to date, and what is stale and why.",
    "show": "Look at one table.",
    "export": "Write one table to a file.",
    "explain": "Say what a table is and how it is made.",
    "score": "Hold every stage against the truth of an invented population.",
    "link": "Train, review and audit the linkage.",
    "timeline": "Show one invented person's journey by agency.",
    "evaluate": "Evaluate a ready-made cohort by a plan.",
    "power": "Say what could be detected.",
    "capacity": "Say what waits N more places would give.",
    "evidence": "Search, screen, chart, map and check the literature.",
    "voices": "Redact, code and report the interviews.",
    "report": "Write the report and its tables.",
    "release": "Submit, check and release protected tables.",
    "serve": "Show released tables as local pages.",
    "doctor": "Say what this machine has and whether the store is whole.",
}


class Verbs(click.Group):
    """The commands by name; a module is imported only for the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """The names, in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command; a name that is not known ends with the nearest one that is."""
        if cmd_name not in COMMANDS:
            close = nearest(cmd_name, COMMANDS, at_most=1).removeprefix("; nearest: ")
            hint = f" Did you mean '{close}'?" if close else ""
            raise click.UsageError(f"No such command '{cmd_name}'.{hint}", ctx)
        command: click.Command = importlib.import_module(f"throughcare.commands.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # click's signature
        """The list for `--help`, without importing any command."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.version_option(__version__, prog_name="throughcare")
def throughcare() -> None:
    """Follow people through police, courts, prison and probation; learn which interventions work.

    Example: throughcare demo my-demo --people 1000
    """


def limit_words(error: Exception) -> str:
    """What to do where DuckDB ran out of memory or disk; nothing for any other error, and never its own words, which may quote values."""
    if type(error).__module__ not in {"duckdb", "_duckdb"}:
        return ""
    if type(error).__name__ == "OutOfMemoryException":
        return "the memory that study.toml allows is not enough; raise memory, lower threads, or free disk space for what is set aside"
    if type(error).__name__ == "IOException" and "No space left" in str(error):
        return "no space left on the disk of the study folder or of the temporary folder; free some and run again: what was built is kept"
    return ""


def main() -> None:
    """Run the command line, and end with the exit status that the outcome deserves."""
    try:
        status = throughcare.main(standalone_mode=False)
    except click.exceptions.Exit as stopped:
        sys.exit(stopped.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(2)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(2)
    except ThroughcareError as error:
        click.echo(f"throughcare: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        # A disk that is full, a folder that may not be written, a path that is none: the machine's words and the path, nothing from a record.
        place = f": {error.filename}" if error.filename else ""
        click.echo(
            f"throughcare: {error.strerror or type(error).__name__}{place}; free space, or choose a folder you may use", err=True
        )
        sys.exit(2)
    except Exception as error:  # noqa: BLE001  # the one place that turns any fault into words and a status
        if words := limit_words(error):
            click.echo(f"throughcare: {words}", err=True)
            sys.exit(2)
        # The last line of an unforeseen error may quote a value; the places it came through do not.
        click.echo("throughcare: a fault of ours; please report these lines (they hold no records):", err=True)
        kind, _, trace = sys.exc_info()
        click.echo("".join(traceback.format_tb(trace)) + (kind.__name__ if kind else ""), err=True)
        sys.exit(3)
    sys.exit(status if isinstance(status, int) else 0)
