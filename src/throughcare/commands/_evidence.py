"""What `throughcare evidence` says of imports and findings; kept apart so that each file stays one idea."""

from typing import Any

import click

from throughcare.commands._shared import Voice
from throughcare.errors import UsageError


def problem_rows(problems: Any) -> list[dict[str, Any]]:
    """Problems of an export as plain data."""
    return [{"place": p.place, "code": p.code, "seen": p.seen, "mend": p.mend, "lines": p.lines} for p in problems]


def problem_words(problems: Any, most: int = 40) -> list[str]:
    """One line a problem, the first of them where they are many."""
    lines = [
        f"{p.place}{f'-{p.line + p.lines - 1}' if p.lines > 1 else ''}: {p.code}: {p.seen}; {p.mend}" for p in problems[:most]
    ]
    return lines + ([f"... and {len(problems) - most} more (--json shows all)"] if len(problems) > most else [])


def about_options(function: Any) -> Any:  # click decorates functions
    """What is written beside an export: source, date, platform, string, hits, who."""
    from datetime import UTC, datetime

    today = datetime.now(tz=UTC).date().isoformat()
    for option in (
        click.option("--format", "said", default="", help="The format, where it is not detected."),
        click.option("--by", default="", help="Who ran the search."),
        click.option("--hits", type=click.IntRange(min=0), default=None, help="The hits that the source declared."),
        click.option("--string", "string", default="", help="The id or text of the search string."),
        click.option("--platform", default="", help="The platform, where it differs from the source."),
        click.option("--date", "on", default=today, help="The day of the search.  [default: today]"),
        click.option("--source", required=True, help="Where the search was run."),
    ):
        function = option(function)
    return function


def said_of_search(source: str, on: str, platform: str, string: str, hits: int | None, by: str) -> dict[str, str | int]:
    """What is written beside an export, without what was not said."""
    from datetime import date

    try:
        date.fromisoformat(on)
    except ValueError as bad:
        raise UsageError(f"--date {on}: expected a day as 2026-03-31") from bad
    words = {"source": source, "date": on, "platform": platform, "string": string, "who": by}
    return {key: value for key, value in words.items() if value} | ({"hits": hits} if hits is not None else {})


def give_findings(findings: Any, voice: Voice) -> None:
    """Findings as words or as JSON; exit status 1 when there is any."""
    rows = [{"code": f.code, "where": f.where, "seen": f.seen, "items": list(f.items), "kind": f.kind} for f in findings]
    lines = [f"{f.code:<20} {f.where}: {f.seen}{_named(f)}" for f in findings]
    faults, rulings = (sum(1 for f in findings if f.kind == kind) for kind in ("fault", "ruling"))
    voice.give(rows, "\n".join([*lines, f"{faults} found, {rulings} for a person to rule" if findings else "nothing found"]))
    if findings:
        raise click.exceptions.Exit(1)


def _named(finding: Any, most: int = 5) -> str:
    """The first of what a finding is about, where its words do not name it already."""
    items = [str(item) for item in finding.items]
    if not items or any(item in finding.seen or item in finding.where for item in items):
        return ""
    return f" ({', '.join(items[:most])}{', ...' if len(items) > most else ''})"


def vars_of(pair: Any) -> dict[str, Any]:
    """A pair as plain data."""
    from dataclasses import asdict

    return asdict(pair)
