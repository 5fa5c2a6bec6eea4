"""The model's numbers: m and u of every level, with a version and a hash.

`numbers/start.csv` holds the published starting weights; `throughcare link train` writes the same as `links/model.json` into the study.
"""

import csv
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from throughcare.errors import StudyError
from throughcare.linkage.facts import FACTS, VERSION

START = Path(__file__).parent / "numbers" / "start.csv"

Key = tuple[str, str]


@dataclass(frozen=True)
class Numbers:
    """m, u and where they come from, by (fact, level); `trained` where a study's own records gave m."""

    m: dict[Key, float]
    u: dict[Key, float]
    source: dict[Key, str]
    name: str
    trained: bool = False

    @property
    def hash(self) -> str:
        """Twelve hexadecimal digits that change with any number and with the definition's version."""
        lines = [
            f"{VERSION}",
            *(f"{fact}|{level}|{self.m[fact, level]:.9g}|{self.u[fact, level]:.9g}" for fact, level in sorted(self.m)),
        ]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    def with_u(self, u: dict[Key, float]) -> "Numbers":
        """The same m beside u from other records."""
        return replace(self, u=u)


def level_keys() -> list[Key]:
    """Every (fact, level) of the model in order."""
    return [(fact.code, code) for fact in FACTS for code in fact.codes]


def check_levels(file: str, m: dict[Key, float], u: dict[Key, float]) -> None:
    """StudyError where the levels are not the model's, or a number is no probability."""
    wrong = sorted(set(level_keys()) ^ set(m))
    if wrong:
        listed = "; ".join(f"{fact}: {level}" for fact, level in wrong[:5])
        raise StudyError(
            f"{file}: the model's levels and the file's differ ({listed}); train it again: throughcare link train STUDY"
        )
    beyond = [key for key in m if not (0 < m[key] <= 1 and 0 < u[key] <= 1)]
    if beyond:
        raise StudyError(f"{file}: {len(beyond)} of the numbers are not above 0 and up to 1")


def read_numbers(path: Path = START) -> Numbers:
    """Numbers from a file; StudyError where a level is missing, unknown or out of range."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    try:
        m = {(row["fact"], row["level"]): float(row["m"]) for row in rows}
        u = {(row["fact"], row["level"]): float(row["u"]) for row in rows}
    except (KeyError, TypeError, ValueError) as error:
        raise StudyError(
            f"{path.name}: the model's numbers need the columns fact, level, m, u, source, with numbers in m and u"
        ) from error
    check_levels(path.name, m, u)
    source = {(row["fact"], row["level"]): row.get("source") or "" for row in rows}
    return Numbers(m, u, source, path.stem, trained=path != START)


def numbers_from_text(text: str) -> Numbers:
    """Numbers from the text of a study's `links/model.json`; StudyError where a level is missing or the hash is not the numbers' own."""
    try:
        model = json.loads(text)
        levels = model["levels"]
        m = {(row["fact"], row["level"]): float(row["m"]) for row in levels}
        u = {(row["fact"], row["level"]): float(row["u"]) for row in levels}
        source = {(row["fact"], row["level"]): str(row["source"]) for row in levels}
    except (ValueError, KeyError, TypeError) as error:
        raise StudyError("links/model.json: is no model of this program; train it again: throughcare link train STUDY") from error
    check_levels("links/model.json", m, u)
    numbers = Numbers(m, u, source, str(model.get("name", "trained")), trained=True)
    if model.get("hash") != numbers.hash:
        raise StudyError(
            "links/model.json: its hash is not that of its numbers, so it was changed by hand; train it again: throughcare link train STUDY"
        )
    return numbers


def numbers_to_text(numbers: Numbers, notes: dict[str, object]) -> str:
    """Numbers as the text of a `links/model.json`, with their version and hash."""
    levels = [
        {"fact": fact, "level": level, "m": float(f"{numbers.m[fact, level]:.9g}"), "u": float(f"{numbers.u[fact, level]:.9g}"),
         "source": numbers.source.get((fact, level), "")}
        for fact, level in level_keys()
    ]  # fmt: skip
    head = {"definition": VERSION, "name": numbers.name, "hash": numbers.hash, "trained": numbers.trained}
    return json.dumps({**head, **notes, "levels": levels}, indent=1)


def chosen_numbers(model: str) -> Numbers:
    """The study's trained numbers where there are any, else the published starting ones."""
    return numbers_from_text(model) if model else read_numbers()
