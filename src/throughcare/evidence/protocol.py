"""What the review set out to do: `evidence/protocol.toml`, read once and given by name.

The file is the one place for questions, scope, search strings, criteria, charting fields, map and the counts that a
published study states of itself.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from throughcare.errors import InputError, StudyError


@dataclass(frozen=True)
class Criterion:
    """One rule of inclusion or exclusion; `test` is empty where only a person can apply it."""

    id: str
    kind: str
    text: str
    test: str
    stage: str


@dataclass(frozen=True)
class SearchString:
    """One search string as it was written, with the sources it was run on where that is said."""

    id: str
    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    """One stage of the search: its dates, how many papers it is said to have added, and which of them are named."""

    id: str
    from_on: date | None
    to_on: date | None
    added: int | None
    named: tuple[str, ...]


@dataclass(frozen=True)
class Protocol:
    """The protocol's content by section; missing sections are empty, never invented."""

    file: str
    data: Mapping[str, Any]

    def section(self, name: str) -> Mapping[str, Any]:
        """One `[section]`, or an empty one."""
        found = self.data.get(name, {})
        return found if isinstance(found, dict) else {}

    def entries(self, name: str) -> list[Mapping[str, Any]]:
        """The `[[name]]` entries, in order."""
        found = self.data.get(name, [])
        return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []

    @cached_property
    def title(self) -> str:
        """The review's title, or nothing."""
        return str(self.section("study").get("title", ""))

    @cached_property
    def questions(self) -> dict[str, str]:
        """Question id to its words."""
        return {str(entry["id"]): str(entry.get("text", "")) for entry in self.entries("question") if "id" in entry}

    @cached_property
    def criteria(self) -> list[Criterion]:
        """Inclusion and exclusion criteria, in the protocol's order."""
        return [
            Criterion(
                str(c.get("id", "")),
                str(c.get("kind", "")),
                str(c.get("text", "")),
                str(c.get("test", "")),
                str(c.get("stage", "")),
            )
            for c in self.entries("criterion")
        ]

    @cached_property
    def strings(self) -> list[SearchString]:
        """Search strings, in the protocol's order."""
        return [
            SearchString(str(s.get("id", "")), str(s.get("text", "")), tuple(str(x) for x in s.get("sources", [])))
            for s in self.entries("string")
        ]

    @cached_property
    def stages(self) -> list[Stage]:
        """Stages of the search, in order."""
        found = self.section("search").get("stage", [])
        return [
            Stage(
                str(stage.get("id", "")),
                _date(stage.get("from")),
                _date(stage.get("to")),
                int(stage["added"]) if "added" in stage else None,
                tuple(str(name) for name in stage.get("named", [])),
            )
            for stage in found
        ]

    @cached_property
    def search_ended_on(self) -> date | None:
        """The last day of the last stage, or nothing when no stage has a date."""
        return max((stage.to_on for stage in self.stages if stage.to_on), default=None)

    @cached_property
    def published_from(self) -> int | None:
        """The first year of publication that the search allows."""
        year = self.section("search").get("published_from")
        return int(year) if year is not None else None

    @cached_property
    def reported(self) -> Mapping[str, Any]:
        """Counts that a published study states of itself, and what it does not report."""
        return self.section("reported")

    @cached_property
    def not_reported(self) -> tuple[str, ...]:
        """What a published study is known not to report, in words."""
        return tuple(str(item) for item in self.reported.get("not_reported", []))

    @cached_property
    def levels(self) -> tuple[str, ...]:
        """The columns of the evidence and gap map."""
        return tuple(str(level) for level in self.section("map").get("levels", []))

    @cached_property
    def version(self) -> str:
        """The protocol's version, as written on each screening decision."""
        return str(self.data.get("version", "1"))


def _date(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def read_protocol(folder: Path) -> Protocol:
    """The protocol of an evidence folder. Raises InputError when it is not there, StudyError when it is not TOML."""
    path = folder / "protocol.toml"
    if not path.is_file():
        raise InputError(f"{folder.name}/protocol.toml is not there; `throughcare init` writes a commented one")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise StudyError(f"{folder.name}/protocol.toml: {bad}; mend this line") from bad
    if data.get("schema", 1) != 1:
        raise StudyError(f"{folder.name}/protocol.toml: schema {data['schema']} is not known; this version reads schema 1")
    return Protocol(f"{folder.name}/protocol.toml", data)
