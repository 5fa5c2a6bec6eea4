"""A study: its folder, its `study.toml`, and the parameters that every table may ask for.

Everything has a default but what only the study can know; `settings` says what the file may hold.
"""

import json
import os
import tomllib
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from throughcare.engine.store import Store, hash_file
from throughcare.errors import StudyError
from throughcare.settings import check_settings


@dataclass(frozen=True)
class Source:
    """Where one extract table comes from: its files, how they are written, and what their columns are called.

    `columns` maps a schema column to a column of the file, or to several that are joined by a blank. `constants` gives a column one value
    for all rows. Encoding, delimiter and date format are detected where they are not said.
    """

    table: str
    files: tuple[str, ...]
    encoding: str | None = None
    delimiter: str | None = None
    date_format: str | None = None
    columns: Mapping[str, str | list[str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    extracted_on: str | None = None
    extract_id: str | None = None


@dataclass(frozen=True)
class Study:
    """A study as its `study.toml` says it; `settings` is the whole file."""

    folder: Path
    settings: Mapping[str, Any]
    sources: Mapping[str, Source]

    @property
    def title(self) -> str:
        """The study's title; the folder's name where none is given."""
        return str(self.settings.get("title", self.folder.name))

    @property
    def is_invented(self) -> bool:
        """Whether every person in it is invented; said on every page."""
        return bool(self.settings.get("invented", False))

    @property
    def out(self) -> Path:
        """The folder of everything that is made."""
        return self.folder / "out"

    @property
    def ledger(self) -> Path:
        """The ledger of what was done in this study."""
        return self.out / "ledger.jsonl"

    @cached_property
    def store(self) -> Store:
        """The study's store of tables."""
        return Store(self.out / "store")

    @property
    def engine(self) -> str:
        """'duckdb' or 'spark'."""
        return str(self.settings.get("engine", "duckdb"))

    @property
    def key_file(self) -> Path:
        """Where the project key stands; outside the study folder unless every person is invented."""
        named = self.settings.get("key_file")
        return (
            (self.folder / Path(str(named)).expanduser()).resolve()
            if named
            else self.folder.resolve().parent / f".{self.folder.resolve().name}.key"
        )

    def definition_files(self) -> tuple[Path, ...]:
        """The study's own definition files, in the order named."""
        return tuple(self.folder / name for name in self.settings.get("definitions", []))

    def definition_text(self) -> str:
        """The study's own definition files in one text, each under its name."""
        return "\n".join(f"# file: {path.name}\n{read_text(path)}" for path in self.definition_files())

    def plan_files(self) -> list[Path]:
        """The study's evaluation plans, their locks left out."""
        return sorted(path for path in (self.folder / "plans").glob("*.toml") if not path.name.endswith(".lock.toml"))

    def parameters(self) -> dict[str, Any]:
        """Every parameter that a table may declare, by name. Dates are dates; what was not said and has no default is None."""
        settings, follow_up = self.settings, self.settings.get("follow_up", {})
        fixed = {
            "title": self.title,
            "invented": self.is_invented,
            "start": settings.get("start"),
            "extract_end": settings.get("extract_end"),
            "known_at": settings.get("known_at", "now"),
            "definition": settings.get("definition", "ENG-2017"),
            "definition_classes": "|".join(settings.get("classes", ["MET", "PROBABLE"])),
            "definitions": self.definition_text(),
            "link_set": settings.get("link_set", "default"),
            "follow_up_months": follow_up.get("months", 12),
            "waiting_months": follow_up.get("waiting_months", 6),
            "measure": follow_up.get("measure", "proven-reoffending-12m"),
            "young_adult_below": settings.get("young_adult_below", 25),
            "seed": settings.get("seed", 1),
            "plans": {path.name: read_text(path) for path in self.plan_files()},
            "plan_locks": {
                path.name: read_text(path.with_suffix(".lock.toml"))
                for path in self.plan_files()
                if path.with_suffix(".lock.toml").exists()
            },
        }
        return fixed | self.source_parameters() | self.decision_parameters()

    def decision_parameters(self) -> dict[str, Any]:
        """What linkage and its figures depend on beside the extracts.

        People's decisions, the trained numbers and the main figures of every link set, each as text; the hashes of the register
        and of the evaluations' cohorts by link set.
        Each is empty where the study has none.
        """
        links = self.folder / "links"
        texts = {
            "link_decisions": links / "decisions.csv",
            "link_model": links / "model.json",
            "link_figures": links / "figures.csv",
        }
        files = {"link_register": links / "register.parquet", "link_cohorts": links / "cohorts.parquet"}
        return {
            **{name: read_text(path) if path.exists() else "" for name, path in texts.items()},
            **{name: hash_file(path, {}) if path.exists() else "" for name, path in files.items()},
        }

    def source_parameters(self) -> dict[str, Any]:
        """`source:<extract>` for each extract supplied: how it is written, and the hash of each file, so that a changed file is noticed."""
        memory_path = self.out / "store" / "files.json"
        memory = read_memory(memory_path)
        before = json.dumps(memory, sort_keys=True)
        made: dict[str, Any] = {}
        for name, source in self.sources.items():
            files = [{"file": file, "sha256": hash_file(self.folder / file, memory)} for file in source.files]
            made[f"source:{name}"] = {
                "files": files,
                "encoding": source.encoding,
                "delimiter": source.delimiter,
                "date_format": source.date_format,
                "columns": dict(source.columns),
                "constants": dict(source.constants),
                "extracted_on": source.extracted_on,
                "extract_id": source.extract_id,
            }
        if json.dumps(memory, sort_keys=True) != before:
            write_memory(memory_path, memory)
        return made


def read_memory(path: Path) -> dict[str, list[Any]]:
    """The hashes of files seen before; none where they cannot be read, because they only save time."""
    try:
        found: dict[str, list[Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def write_memory(path: Path, memory: Mapping[str, list[Any]]) -> None:
    """Remember hashes by one rename; where nothing can be written, looking at a study still works."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(memory), encoding="utf-8")
        draft.replace(path)


def read_text(path: Path) -> str:
    """A small file of the study; StudyError where it is not there."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"{path}: cannot be read; study.toml names it") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def read_source(folder: Path, table: str, said: Mapping[str, Any]) -> Source:
    """One `[sources.<extract>]` of study.toml, whose files may be patterns; StudyError where a file is not there."""
    named = said.get("files", [said["file"]] if "file" in said else [])
    files: list[str] = []
    for pattern in named:
        alone = folder / pattern
        found = (
            [alone] if alone.is_file() or Path(pattern).is_absolute() else sorted(p for p in folder.glob(pattern) if p.is_file())
        )
        if not found or not found[0].is_file():
            raise StudyError(f"study.toml: sources.{table}: no file '{pattern}' in the study folder")
        files.extend(p.relative_to(folder).as_posix() if p.is_relative_to(folder) else str(p) for p in found)
    if not files:
        raise StudyError(f'study.toml: sources.{table}: expected file = "records/{table}.csv" or files = [...]')
    rest = {word: value for word, value in said.items() if word not in {"file", "files"}}
    if "extracted_on" in rest:
        rest["extracted_on"] = str(rest["extracted_on"])
    return Source(table, tuple(files), **rest)


def found_sources(folder: Path, extracts: set[str]) -> dict[str, Source]:
    """Files in records/ that carry an extract's own name: they need no mapping."""
    found: dict[str, Source] = {}
    for name in sorted(extracts):
        files = [
            f"records/{name}{ending}" for ending in (".parquet", ".csv") if (folder / "records" / f"{name}{ending}").exists()
        ]
        if len(files) > 1:
            raise StudyError(f"{' and '.join(files)} are both there; say in study.toml, under [sources.{name}], which is meant")
        if files:
            found[name] = Source(name, (files[0],))
    return found


def read_study(folder: Path, extracts: Collection[str]) -> Study:
    """The study in a folder; StudyError where study.toml is missing, is no TOML, or says what it may not.

    `extracts` are the names of the extract tables that a study may have.
    """
    path = folder / "study.toml"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise StudyError(f"{folder}: no study.toml here; 'throughcare init {folder}' makes one") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StudyError(f"{path}: not valid TOML: {error}; a text stands in quotes, a date is written 2026-06-30") from error
    check_settings(settings, extracts)
    said = settings.get("sources", {})
    sources = found_sources(folder, set(extracts) - set(said)) | {name: read_source(folder, name, said[name]) for name in said}
    return Study(folder, settings, dict(sorted(sources.items())))
