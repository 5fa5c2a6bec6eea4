"""`throughcare show STUDY TABLE`: look at the first rows of one table."""

from pathlib import Path

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, link_set_option, make_job, open_study
from throughcare.errors import UsageError, nearest

ALIASES = {"quarantined": "intake_problems"}


def check_side(table: str, identity: bool) -> None:  # noqa: FBT001  # the option as click gives it
    """UsageError where an identity-side table is asked for without saying so."""
    from throughcare.pipeline import read_chain

    graph = read_chain()
    if table not in graph:
        raise UsageError(f"no table is called '{table}'{nearest(table, graph)}; throughcare explain STUDY lists all")
    if graph[table].side == "identity" and not identity:
        raise UsageError(
            f"table {table} stands on the identity side (names, numbers, links); say --identity if you act as its linker"
        )


@click.command()
@STUDY
@click.argument("table")
@click.option("--rows", default=20, show_default=True, type=click.IntRange(1, 100_000), help="How many rows.")
@click.option("--identity", is_flag=True, help="You act as linker: identity-side tables may be shown.")
@link_set_option
@common_options
def command(study: Path, table: str, rows: int, identity: bool, link_set: str | None, voice: Voice) -> None:  # noqa: FBT001  # click's way
    """Look at the first rows of one table of the chain.

    Example: throughcare show my-study received --rows 5
    """
    name = ALIASES.get(table, table)
    check_side(name, identity)
    found = Reader(make_job(open_study(study, link_set), voice))(name)
    shown = found.slice(0, rows)
    result = {"table": name, "rows": found.num_rows, "columns": found.column_names, "shown": shown.to_pylist()}
    voice.give(result, as_text(shown.to_pydict()) + f"\n{min(rows, found.num_rows):,} of {found.num_rows:,} rows")


def as_text(columns: dict[str, list[object]]) -> str:
    """Columns as lines of aligned text; an empty cell is a dash, a long one is cut."""
    cut = 32
    cells = [[name, *("-" if value is None else str(value)[:cut] for value in values)] for name, values in columns.items()]
    widths = [max(map(len, column)) for column in cells]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in zip(*cells, strict=True)
    )
