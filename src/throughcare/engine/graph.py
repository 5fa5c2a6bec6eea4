"""The graph of the chain, read from the tables themselves: every table's inputs, and the order in which they can be built."""

import importlib
from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

from throughcare.engine.sqlfile import read_sql_table
from throughcare.engine.table import PACKAGE, Table
from throughcare.errors import TableError, UsageError, nearest


def tables_of_room(room: str) -> list[Table]:
    """Every table of a room: its `.sql` files, and the tables named in its `tables.py` (singly, or in lists)."""
    folder = PACKAGE / room
    found = [read_sql_table(path, room) for path in sorted(folder.rglob("*.sql"))]
    if (folder / "tables.py").exists():
        for value in vars(importlib.import_module(f"throughcare.{room}.tables")).values():
            if isinstance(value, Table):
                found.append(value)
            elif isinstance(value, list | tuple):
                found.extend(member for member in value if isinstance(member, Table))
    unique = {(table.name, table.source): table for table in found}
    return list(unique.values())


def read_graph(rooms: Iterable[str]) -> dict[str, Table]:
    """All tables by name; TableError where two share a name."""
    graph: dict[str, Table] = {}
    for room in rooms:
        for table in tables_of_room(room):
            if table.name in graph:
                raise TableError(f"table {table.name} is made twice: in {graph[table.name].source.name} and {table.source.name}")
            graph[table.name] = table
    return graph


def check_graph(graph: Mapping[str, Table]) -> None:
    """TableError where a table reads what nobody makes."""
    for table in graph.values():
        missing = [name for name in table.inputs if name not in graph]
        if missing:
            raise TableError(f"table {table.name} ({table.source.name}) reads {', '.join(missing)}, which nobody makes")


def order_of(graph: Mapping[str, Table], wanted: Iterable[str] | None = None) -> list[str]:
    """The tables to build, inputs first; only what `wanted` needs where it is given. UsageError for a name that is not known."""
    needed: set[str] = set()
    open_names = list(graph if wanted is None else wanted)
    while open_names:
        name = open_names.pop()
        if name not in graph:
            raise UsageError(f"no table is called '{name}'{nearest(name, graph)}; throughcare explain STUDY lists all")
        if name not in needed:
            needed.add(name)
            open_names.extend(graph[name].inputs)
    try:
        return list(TopologicalSorter({name: sorted(graph[name].inputs) for name in sorted(needed)}).static_order())
    except CycleError as error:
        raise TableError(f"these tables read each other in a circle: {', '.join(error.args[1])}") from error
