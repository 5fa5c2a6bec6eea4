"""Data and imports flow one way: no room uses a room to its right."""

import ast
from pathlib import Path

import pytest

from throughcare.engine.table import PACKAGE
from throughcare.pipeline import read_chain

ORDER = [
    "errors", "engine", "settings", "study", "records", "linkage", "definitions", "journeys", "interventions", "outcomes", "evaluation",
    "capacity", "evidence", "voices", "findings", "disclosure", "report", "web",
]  # fmt: skip
FREE = {"pipeline", "commands", "cli", "testing", "__main__", "__init__"}
OWN = {"population": {"records", "errors"}}


def modules():
    return sorted(path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts)


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        if isinstance(node, ast.ImportFrom) and node.module == "throughcare":
            names = [f"throughcare.{alias.name}" for alias in node.names]
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        rooms |= {name.split(".")[1] for name in names if name.startswith("throughcare.")}
    return rooms - {"__version__"}


@pytest.mark.parametrize(
    "path", [p for p in modules() if room_of(p) not in FREE], ids=lambda p: p.relative_to(PACKAGE).as_posix()
)
def test_a_room_imports_nothing_to_its_right(path):
    room = room_of(path)
    allowed = OWN.get(room) or set(ORDER[: ORDER.index(room) + 1])
    assert imported_rooms(path) - {room} <= allowed


def test_a_table_reads_no_table_of_a_room_to_its_right():
    graph = read_chain()
    wrong = [
        (table.name, name)
        for table in graph.values()
        for name in table.inputs
        if ORDER.index(graph[name].room) > ORDER.index(table.room)
    ]
    assert not wrong


def test_what_the_public_sees_cannot_open_the_store():
    for path in modules():
        if room_of(path) in {"report", "web"}:
            assert "engine" not in imported_rooms(path), path


def test_no_analysis_table_reads_names():
    """Only the rooms that turn identities into pseudonyms, or read text by rule, may read an identity-side table."""
    graph = read_chain()
    crossing = {
        table.name
        for table in graph.values()
        if table.side == "analysis" and any(graph[name].side == "identity" for name in table.inputs)
    }
    rooms = {graph[name].room for name in crossing}
    assert rooms <= {"records", "linkage", "definitions"}
