"""What counts as an intervention, at which public-health level, and which regime was in force when.

Source: catalogue.toml beside this file; programmes themselves in records/reference/programmes.csv.
"""

import itertools
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from throughcare.errors import StudyError, nearest

LEVELS = ("primary", "secondary", "tertiary")
KINDS = ("programme", "service", "circle")


@dataclass(frozen=True)
class Regime:
    """A period in which one family of programmes was the one delivered; `to_on` is empty while it lasts."""

    name: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True)
class Catalogue:
    """The regimes in their order, the level of each named intervention, of what is not named, and what is no intervention at all."""

    regimes: tuple[Regime, ...]
    levels: dict[str, tuple[str, str]]
    default: dict[str, str]
    no_interventions: tuple[str, ...]

    def level(self, name: str, kind: str) -> str:
        """The public-health level of an intervention; that of its kind where it is not named."""
        return self.levels.get(name, (kind, self.default[kind]))[1]


def check_word(word: str, known: tuple[str, ...], place: str) -> None:
    """StudyError where the catalogue uses a word that is not in its list."""
    if word not in known:
        raise StudyError(f"catalogue.toml, {place}: '{word}' is not one of {', '.join(known)}{nearest(word, known)}")


def read_catalogue(path: Path | None = None) -> Catalogue:
    """The catalogue as checked data; StudyError where a level, a kind or the order of the regimes is wrong."""
    path = path or Path(__file__).with_name("catalogue.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    regimes = tuple(Regime(entry["name"], entry["from"], entry.get("to")) for entry in data["regime"])
    for before, after in itertools.pairwise(regimes):
        if before.to_on is None or before.to_on >= after.from_on:
            raise StudyError(f"catalogue.toml: regime {before.name} must end before {after.name} begins")
    levels = {}
    for entry in data["intervention"]:
        place = f"intervention {entry['name']}"
        check_word(entry["level"], LEVELS, place)
        check_word(entry["kind"], KINDS, place)
        levels[entry["name"]] = (entry["kind"], entry["level"])
    for kind in KINDS:
        check_word(data["default"].get(kind, "nothing"), LEVELS, f"default {kind}")
    return Catalogue(regimes, levels, data["default"], tuple(entry["name"] for entry in data.get("not_an_intervention", ())))


@cache
def packaged_catalogue() -> Catalogue:
    """The catalogue that comes with the package, read once."""
    return read_catalogue()
