"""Searches as the folder keeps them: the export exactly as received, and beside it what was asked, where, when and by whom."""

import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from throughcare.errors import InputError, StudyError, UsageError
from throughcare.evidence.files import Row
from throughcare.evidence.readers.export import FORMATS, read_export
from throughcare.evidence.readers.problem import Reading
from throughcare.evidence.reference import Reference, find_doi, find_year

CORRECTABLE = (
    "kind",
    "title",
    "year",
    "container",
    "volume",
    "issue",
    "first_page",
    "last_page",
    "doi",
    "abstract",
    "url",
    "publisher",
    "place",
)

# Several names or words, with `;` between them.
CORRECTABLE_LISTS = ("authors", "editors", "keywords")


@dataclass(frozen=True)
class Search:
    """One search on one source, with what its export held."""

    name: str
    about: Mapping[str, Any]
    reading: Reading

    @property
    def hits(self) -> int | None:
        """The hits that the source declared, or None where nobody wrote them down."""
        value = self.about.get("hits")
        return int(value) if value is not None else None

    @property
    def source(self) -> str:
        """Where it was run."""
        return str(self.about.get("source", self.name))


@dataclass(frozen=True)
class Imported:
    """The outcome of an import: the search it became, or the one that held the same file already."""

    search: str
    is_new: bool
    reading: Reading


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def read_searches(folder: Path) -> list[Search]:
    """Every search of an evidence folder in the order of import, those without a time first; `references.ris` alone is "references"."""
    found: list[Search] = []
    own = folder / "references.ris"
    if own.is_file():
        found.append(_search("references", {}, [own]))
    for about_file in sorted((folder / "searches").glob("*/search.toml")):
        about = read_about(about_file)
        exports = sorted(
            path for path in about_file.parent.iterdir() if path.is_file() and path.name != "search.toml" and path.name[0] != "."
        )
        if not exports:
            raise InputError(f"searches/{about_file.parent.name}: search.toml stands alone; the export it names is not there")
        found.append(_search(about_file.parent.name, about, exports))
    return sorted(found, key=lambda search: (search.name != "references", str(search.about.get("imported", "")), search.name))


def _search(name: str, about: Mapping[str, Any], exports: Iterable[Path]) -> Search:
    whole = Reading(name)
    for path in exports:
        reading = read_export(path, str(about.get("format", "")))
        for record in reading.records:
            record.search = name
        whole.records += reading.records
        whole.problems += reading.problems
        whole.lines_read += reading.lines_read
        whole.lines_used += reading.lines_used
        whole.format, whole.encoding = reading.format, reading.encoding
    return Search(name, about, whole)


def read_about(path: Path) -> dict[str, Any]:
    """A search.toml. Raises StudyError with the line that is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as bad:
        raise StudyError(f"searches/{path.parent.name}/search.toml: {bad}; mend this line") from bad


def apply_corrections(references: list[Reference], corrections: list[Row]) -> None:
    """Write a person's edits over the records as received. An edit is never overwritten by a later import."""
    by_id = {reference.record: reference for reference in references}
    for row in corrections:
        reference = by_id.get(row["record"])
        if reference is None:
            raise InputError(
                f"{row.place}: no record {row['record']} in any search; it was corrected before its search was removed"
            )
        setattr(reference, row["field"], _corrected(row))


def _corrected(row: Row) -> str | list[str]:
    """The value of a correction as a record holds it; empty says that the record has none."""
    field, value = row["field"], row["value"].strip()
    if field in CORRECTABLE_LISTS:
        return [part.strip() for part in value.split(";") if part.strip()]
    if field not in CORRECTABLE:
        expected = ", ".join((*CORRECTABLE, *CORRECTABLE_LISTS))
        raise InputError(f"{row.place}: field {field} cannot be corrected; expected one of {expected}")
    if field == "year" and value and find_year(value) != value:
        raise InputError(f"{row.place}: year: expected four digits from 1600 to 2099, as 2014, or nothing")
    if field == "doi" and value:
        found = find_doi(value)
        if not found:
            raise InputError(f"{row.place}: doi: expected a DOI, as 10.1000/xyz, or nothing")
        return found
    return value


def import_export(folder: Path, path: Path, about: Mapping[str, str | int], said: str = "") -> Imported:
    """Keep an export as a new search. The same bytes a second time are nothing new; a file that cannot be read is not kept.

    `about` holds source and date at least; platform, string, hits, limits and who where they are known.
    """
    if not path.is_file():
        raise UsageError(f"{path}: no such file; name the export as it was saved")
    if said and said not in FORMATS:
        raise InputError(f"format {said} is not known; expected one of {', '.join(FORMATS)}")
    digest = sha256_of(path)
    for about_file in sorted((folder / "searches").glob("*/search.toml")):
        if read_about(about_file).get("sha256") == digest:
            return Imported(about_file.parent.name, False, Reading(path.name))
    reading = read_export(path, said)
    if reading.is_refused or not reading.records:
        first = next((p for p in reading.problems if p.lines), reading.problems[0])
        raise InputError(f"{first.place}: {first.seen}; {first.mend}")
    target = _take_name(
        folder / "searches", f"{about.get('date', date.min.isoformat())}_{_slug(str(about.get('source', 'unknown')))}"
    )
    name = target.name
    shutil.copyfile(path, target / _kept_name(path.name))
    imported = datetime.now(tz=UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    written = {**about, "records": len(reading.records), "sha256": digest, "imported": imported} | (
        {"format": said} if said else {}
    )
    # search.toml makes the search count, so it comes last and whole.
    draft = target / ".search.toml.part"
    draft.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in written.items()), encoding="utf-8")
    draft.replace(target / "search.toml")
    return Imported(name, True, reading)


def _kept_name(name: str) -> str:
    """The name an export keeps; hidden files are not read and search.toml is ours, so these two get a word before them."""
    return f"export-{name.lstrip('.')}" if name.startswith(".") or name.lower() == "search.toml" else name


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "unknown"


def _take_name(parent: Path, wanted: str) -> Path:
    """A new folder of the wanted name, or with a number behind it; two that import at once get two folders."""
    parent.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        target = parent / (wanted if number == 1 else f"{wanted}-{number}")
        try:
            target.mkdir()
        except FileExistsError:
            continue
        return target
    raise AssertionError


def _toml(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ").replace("\t", " ")
    return f'"{escaped}"'
