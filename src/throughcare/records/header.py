"""Which column of a file is which column of the schema: compared by name, never by position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from throughcare.errors import StudyError, nearest
from throughcare.records.problems import Problem
from throughcare.records.schema import SUPPLIED_LOADER_COLUMNS, Column, Extract


@dataclass(frozen=True)
class Binding:
    """Schema columns with the positions of the file's columns they come from (several are joined by a blank).

    `faults` make the file useless; `gaps` are required columns that are missing although its rows can still be told apart.
    """

    positions: Mapping[str, tuple[int, ...]]
    constants: Mapping[str, str]
    faults: tuple[Problem, ...] = field(default=())
    gaps: tuple[Problem, ...] = field(default=())

    @property
    def supplied(self) -> frozenset[str]:
        """The schema columns that the file brings."""
        return frozenset(self.positions) | frozenset(self.constants)


def loader_columns() -> dict[str, Column]:
    """Columns about the record itself, which any file may bring."""
    return {name: Column("date", "a date about the record itself") for name in SUPPLIED_LOADER_COLUMNS}


def file_columns(extract: type[Extract]) -> dict[str, Column]:
    """Every column that a file of this extract may bring."""
    return {**extract.columns, **loader_columns()}


def plain(name: str) -> str:
    """A name without case, blanks and signs, so that `Prison No` is found as `prison_no`."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().strip("\ufeff").casefold()).strip("_")


def check_mapping(extract: type[Extract], columns: Mapping[str, str | list[str]], constants: Mapping[str, str]) -> None:
    """StudyError where study.toml maps a column that the extract does not have."""
    known = file_columns(extract)
    for place, names in (("columns", columns), ("constants", constants)):
        for name in names:
            if name not in known:
                near = nearest(name, known) or f"; it has: {', '.join(known)}"
                raise StudyError(f"study.toml: sources.{extract.table}.{place}: '{name}' is not a column of it{near}")


def find_positions(name: str, header: Sequence[str]) -> list[int]:
    """Where a name stands in the header: as it is written, else in another case, else in its plain form. More than one place is a fault."""
    for form in (str, str.casefold, plain):
        found = [position for position, entry in enumerate(header) if form(entry) == form(name.strip())]
        if found:
            return found
    return []


def is_vital(extract: type[Extract], name: str) -> bool:
    """Whether rows cannot be used without a column: the person's number where the table describes people, else each part of the key."""
    if extract.describes_person:
        return name == extract.person_key
    return name in extract.key


def bind_columns(
    extract: type[Extract], file: str, header: Sequence[str], columns: Mapping[str, str | list[str]], constants: Mapping[str, str]
) -> Binding:
    """Find every schema column in the header; what is missing or double is said of the file as a whole."""
    positions: dict[str, tuple[int, ...]] = {}
    faults: list[Problem] = []
    gaps: list[Problem] = []
    for name, column in file_columns(extract).items():
        said = columns.get(name)
        wanted = [said] if isinstance(said, str) else list(said) if said else [name]
        found = [(entry, find_positions(entry, header)) for entry in wanted]
        if all(places for _, places in found):
            positions[name] = tuple(places[0] for _, places in found)
            faults += [
                Problem(extract.table, file, None, name, f"the header has '{entry}' more than once")
                for entry, places in found
                if len(places) > 1
            ]
        elif name in constants:
            continue
        elif said or column.required:
            missing = [missing_column(extract, file, name, entry, header) for entry, places in found if not places]
            (faults if said or is_vital(extract, name) else gaps).extend(missing)
    return Binding(positions, constants, tuple(faults), tuple(gaps))


def missing_column(extract: type[Extract], file: str, name: str, entry: str, header: Sequence[str]) -> Problem:
    """The problem of a column that is not in the header; only a name close to the one looked for is quoted, as a first row may be data."""
    what = "required column is not in the header" if entry == name else f"'{entry}' is not in the header"
    close = nearest(plain(entry), {plain(candidate) for candidate in header}).removeprefix("; nearest: ")
    originals = [candidate for candidate in header if plain(candidate) and plain(candidate) in close.split(", ")]
    return Problem(
        extract.table,
        file,
        None,
        name,
        f"{what}; map it under sources.{extract.table}.columns in study.toml, or give it one value under .constants",
        nearest=", ".join(originals),
    )
