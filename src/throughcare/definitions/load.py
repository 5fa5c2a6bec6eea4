"""Read the packaged definitions and the study's own into one rulebook; anything wrong is a StudyError that names file, rule and key.

A study's own file may hold a definition (`id`, `kind`, `[[limb]]` or `rules`), further rules (`[[rule]]`) and decisions on proposals (`[[review]]`).
Source: domain note, section 10.
"""

import hashlib
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.definitions.model import Definition, RecordKind, Review, Rule, Rulebook
from throughcare.definitions.parse import Place, parse_definition, parse_review, parse_rule
from throughcare.errors import StudyError

FOLDER = Path(__file__).resolve().parent
RULE_FILES = ("rules/convictions.toml", "rules/police.toml", "rules/other_agencies.toml")
DEFINITION_FILES = ("texts/eng-2017.toml", "texts/eng-2009.toml", "texts/wal-2021.toml", "texts/stat-soa-47-50.toml")

_FILE_LINE = re.compile(r"^# file: (?P<name>.+)$", re.MULTILINE)
_SCHEMA_LINE = re.compile(r"^schema\s*=", re.MULTILINE)


def read_toml(text: str, file: str) -> dict[str, Any]:
    """The file as a dictionary; StudyError with the line where it is no TOML, or not schema 1."""
    try:
        made = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{file}: this is not TOML: {error}; a date stands without quotes, a word in quotes") from error
    if made.get("schema") != 1:
        raise StudyError(
            f"{file}: key 'schema': seen {made.get('schema', 'nothing')}, expected 1; write schema = 1 on the first line"
        )
    for key in ("limb", "rule", "review"):
        entries = made.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise StudyError(f"{file}: key '{key}': seen {type(entries).__name__}, expected entries that begin with [[{key}]]")
    return made


def split_files(text: str) -> list[tuple[str, str]]:
    """The study's definition files out of one text, each with its name.

    A line `# file: my.toml` opens a file. Without such lines every `schema =` line opens one, and its name is its number.
    """
    marks = list(_FILE_LINE.finditer(text))
    if marks:
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        return [(mark["name"].strip(), text[mark.end() + 1 : end]) for mark, end in zip(marks, ends, strict=True)]
    starts = [mark.start() for mark in _SCHEMA_LINE.finditer(text)]
    if not starts:
        return [("own definition file 1", text)] if text.strip() else []
    ends = [*starts[1:], len(text)]
    return [(f"own definition file {n}", text[start:end]) for n, (start, end) in enumerate(zip(starts, ends, strict=True), 1)]


def refuse_repeated(kind: str, members: list[Any]) -> None:
    """StudyError where two members share an id; it says where both stand and whether their dates overlap."""
    seen: dict[str, Any] = {}
    for member in members:
        first = seen.setdefault(member.id, member)
        if first is not member:
            overlaps = first.valid_from <= member.valid_to and member.valid_from <= first.valid_to
            raise StudyError(
                f"{member.file}: {kind} {member.id}: key 'id': {first.file} holds the same id"
                f"{', with dates that overlap' if overlaps else ''}; every {kind} needs an id of its own"
            )


def read_shared() -> tuple[dict[str, Any], dict[str, RecordKind]]:
    """elements.toml, and its record kinds."""
    shared = read_toml((FOLDER / "elements.toml").read_text(encoding="utf-8"), "elements.toml")
    kinds = {name: RecordKind(name, said["date_means"], said["from"], said["fields"]) for name, said in shared["record"].items()}
    return shared, kinds


def check_rule_lists(definitions: list[Definition], place: Place) -> None:
    """StudyError where a definition lists a rule that does not exist."""
    for definition in definitions:
        for rule in definition.rules:
            place.at(definition.file, f"definition {definition.id}").check_word("rules", rule, place.rules)


@cache
def load_rulebook(own: str = "") -> Rulebook:
    """The packaged rulebook together with the study's own files, given as one text."""
    shared, kinds = read_shared()
    files = [(name, (FOLDER / name).read_text(encoding="utf-8")) for name in (*RULE_FILES, *DEFINITION_FILES)] + split_files(own)
    read = [(name, read_toml(text, name)) for name, text in files]
    place = Place("", "", tuple(shared["element"]), shared["strength"], kinds)

    rules: list[Rule] = [parse_rule(entry, place.at(name, "")) for name, said in read for entry in said.get("rule", [])]
    refuse_repeated("rule", rules)
    place = place.knowing(rules)
    definitions = [parse_definition(said, place.at(name, "")) for name, said in read if "id" in said]
    refuse_repeated("definition", definitions)
    check_rule_lists(definitions, place)
    reviews: list[Review] = [parse_review(entry, place.at(name, "")) for name, said in read for entry in said.get("review", [])]
    refuse_unused(read)
    return Rulebook(
        elements=shared["element"],
        strengths=shared["strength"],
        classes={entry["id"]: entry["label"] for entry in shared["class"]},
        records=kinds,
        rules=tuple(rules),
        definitions=tuple(definitions),
        version=make_version(files),
        reviews=tuple(reviews),
    )


def refuse_unused(read: Iterable[tuple[str, Mapping[str, Any]]]) -> None:
    """StudyError for a file that holds neither a definition nor a rule nor a decision."""
    for name, said in read:
        if not {"id", "rule", "review"} & set(said):
            raise StudyError(f"{name}: seen no 'id', no [[rule]] and no [[review]]; expected at least one of them")


def make_version(files: list[tuple[str, str]]) -> str:
    """The version that is printed beside every class: that of the shared files, and eight digits of the hash of everything read."""
    shared = (FOLDER / "elements.toml").read_text(encoding="utf-8")
    digest = hashlib.sha256()
    for text in (shared, *(text for _, text in files)):
        digest.update(text.encode() + b"\0")
    return f"{tomllib.loads(shared)['version']}+{digest.hexdigest()[:8]}"
