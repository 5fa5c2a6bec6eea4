"""`throughcare explain STUDY [TABLE]`: what a table is, how it is made, and from what; which tables there are."""

from collections.abc import Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughcare.commands._shared import STUDY, Voice, common_options, make_job, open_study

if TYPE_CHECKING:
    from throughcare.engine.table import Table


@click.command()
@STUDY
@click.argument("table", required=False)
@common_options
def command(study: Path, table: str | None, voice: Voice) -> None:
    """Say what a table is: its sentence, key, side, source, inputs, parameters, rule and store key. Without TABLE: list all tables.

    Example: throughcare explain my-study received
    """
    from throughcare.commands.show import ALIASES
    from throughcare.engine.build import make_keys, noted_parameters, stand_of
    from throughcare.engine.graph import order_of
    from throughcare.pipeline import read_chain

    graph = read_chain()
    job = make_job(open_study(study), voice)
    if table is None:
        list_tables(graph, voice)
        return
    table = ALIASES.get(table, table)
    order = order_of(graph, [table])
    keys = make_keys(graph, order, job)
    found = graph[table]
    fresh, why = stand_of(found, keys, job)
    said: dict[str, Any] = {
        "table": found.name,
        "room": found.room,
        "sentence": found.sentence,
        "key": list(found.key),
        "side": found.side,
        "reads": list(found.inputs),
        "read_by": sorted(other.name for other in graph.values() if table in other.inputs),
        "parameters": {name: short(value) for name, value in noted_parameters(found, job).items()},
        "made_by": f"{found.room}/{found.source.name}",
        **{name.replace(" ", "_"): text for name, text in found.header.items() if name not in {"key", "side"}},
        "store_key": keys[table],
        "standing": why,
        "manifest": without_texts(job.store.manifest(table, keys[table])) if fresh else None,
        "sql": found.sql,
    }
    words = [
        f"{name.replace('_', ' ')}: {in_words(value)}"
        for name, value in said.items()
        if name not in {"sql", "manifest"} and value not in ([], {}, None)
    ]
    voice.give(said, "\n".join(words) + (f"\n\n{found.sql}" if found.sql else ""))


def list_tables(graph: "Mapping[str, Table]", voice: Voice) -> None:
    """Every table of the chain by room, in the order in which data flow, with its sentence; those of the identity side are marked."""
    rows = [{"table": one.name, "room": one.room, "side": one.side, "sentence": one.sentence} for one in graph.values()]
    width = max(len(row["table"]) for row in rows)
    lines: list[str] = []
    for room, found in groupby(rows, key=itemgetter("room")):
        lines += ["", f"{room}:"] if lines else [f"{room}:"]
        for row in found:
            lines.append(f"  {row['table'].ljust(width)}  {row['sentence']}{' [identity]' if row['side'] == 'identity' else ''}")
    voice.give({"tables": rows}, "\n".join(lines))


def in_words(value: Any) -> str:  # whatever a table says of itself
    """A list with commas, a table of values as `name = value`, anything else as it is."""
    if isinstance(value, dict):
        return "; ".join(f"{name} = {one}" for name, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def without_texts(manifest: dict[str, Any]) -> dict[str, Any]:
    """A manifest whose parameters hold no file's text, as an earlier program wrote it."""
    from throughcare.engine.build import noted

    return manifest | {"parameters": {name: noted(value) for name, value in manifest["parameters"].items()}}


def short(value: Any) -> Any:  # a parameter of any kind
    """A parameter, cut where it is a long text."""
    return f"{value[:60]} ... ({len(value)} characters)" if isinstance(value, str) and len(value) > 80 else value
