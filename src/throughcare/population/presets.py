"""Which population: the figures of a preset, each with its source.

A preset with a `base` replaces single figures of it and leaves the others as they are.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.errors import UsageError, nearest
from throughcare.population.draws import day

FOLDER = Path(__file__).resolve().parent / "presets"


@dataclass(frozen=True)
class Preset:
    """Figures by group and name; `figures` keeps each with its source."""

    name: str
    title: str
    figures: dict[str, dict[str, dict[str, Any]]]

    def value(self, group: str, name: str) -> Any:
        """One figure as it stands in the file."""
        return self.figures[group][name]["value"]

    def number(self, group: str, name: str) -> float:
        """One figure that is a number."""
        return float(self.value(group, name))

    def numbers(self, group: str, name: str) -> list[float]:
        """One figure that is a row of numbers."""
        return [float(one) for one in self.value(group, name)]

    def date(self, group: str, name: str) -> int:
        """One figure that is a date, as days since 1970."""
        return day(self.value(group, name))


def preset_names() -> list[str]:
    """Every preset there is."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def read_preset(name: str) -> Preset:
    """A preset by its name; UsageError where there is none, with the nearest name."""
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        raise UsageError(f"preset {name}: not found{nearest(name, preset_names())}; there are: {', '.join(preset_names())}")
    with path.open("rb") as file:
        read = tomllib.load(file)
    base, title = read.pop("base", None), read.pop("title")
    figures = {group: dict(rows) for group, rows in (read_preset(base).figures if base else {}).items()}
    for group, rows in read.items():
        figures.setdefault(group, {}).update(rows)
    return Preset(name, title, figures)
