"""Which column of a file is which column of the schema: compared by name, never by position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from throughcare.errors import StudyError, nearest
from throughcare.records.problems import Problem
from throughcare.records.schema import SUPPLIED_LOADER_COLUMNS, Column, Extract


@dataclass(frozen=True)
class Binding:
    """Schema columns with the positions of the file's columns they come from (several are joined by a blank), and what is wrong."""

    positions: Mapping[str, tuple[int, ...]]
    constants: Mapping[str, str]
    problems: tuple[Problem, ...] = field(default=())

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
                raise StudyError(
                    f"study.toml: sources.{extract.table}.{place}: '{name}' is not a column of it{nearest(name, known)}"
                )


def find_position(name: str, header: Sequence[str], *, exactly: bool) -> int | None:
    """Where a name stands in the header; by its plain form too where it was not said by the study."""
    if name in header:
        return list(header).index(name)
    if exactly and any(entry.casefold() == name.strip().casefold() for entry in header):
        return [entry.casefold() for entry in header].index(name.strip().casefold())
    forms = [plain(entry) for entry in header]
    return forms.index(plain(name)) if not exactly and plain(name) in forms else None


def bind_columns(
    extract: type[Extract], file: str, header: Sequence[str], columns: Mapping[str, str | list[str]], constants: Mapping[str, str]
) -> Binding:
    """Find every schema column in the header; all that is missing or double is a problem of the file as a whole."""
    positions: dict[str, tuple[int, ...]] = {}
    problems: list[Problem] = []
    for name, column in file_columns(extract).items():
        said = columns.get(name)
        wanted = [said] if isinstance(said, str) else list(said) if said else [name]
        found = [(entry, find_position(entry, header, exactly=bool(said))) for entry in wanted]
        if all(position is not None for _, position in found):
            positions[name] = tuple(position for _, position in found if position is not None)
            problems += [
                Problem(extract.table, file, None, name, f"the header has '{entry}' more than once")
                for entry, _ in found
                if list(header).count(entry) > 1
            ]
        elif name in constants:
            continue
        elif said or column.required:
            problems += [missing_column(extract, file, name, entry, header) for entry, position in found if position is None]
    return Binding(positions, constants, tuple(problems))


def missing_column(extract: type[Extract], file: str, name: str, entry: str, header: Sequence[str]) -> Problem:
    """The problem of a column that is not in the header; only a name close to the one looked for is quoted, as a first row may be data."""
    what = "required column is not in the header" if entry == name else f"'{entry}' is not in the header"
    close = nearest(plain(entry), {plain(candidate) for candidate in header}).removeprefix("; nearest: ")
    originals = [candidate for candidate in header if plain(candidate) in close.split(", ")]
    return Problem(
        extract.table,
        file,
        None,
        name,
        f"{what}; map it in study.toml under sources.{extract.table}.columns",
        nearest=", ".join(originals),
    )
