"""A measure of reoffending as its versioned file says it, checked word by word.

Source: outcomes note, section 1. A measure is data: what enters, how long is looked, what proves, what is left out, which classes are kept apart.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from throughcare.errors import StudyError, nearest

FOLDER = Path(__file__).resolve().parent / "measures"
DEFAULT = "proven-reoffending-12m"
CLASSES = ("any", "sexual", "sexual_child", "child_image", "violent", "breach")
EVENTS = ("custody_release", "community_sentence", "caution")
KINDS = ("conviction", "caution")
KEYS: dict[str, set[str]] = {
    "": {
        "schema", "id", "version", "title", "source", "read_in_full", "unverified", "entry", "follow_up", "proof", "exclude", "undated", "classes",
    },
    "entry": {"events", "window", "per_person", "community_groups", "after_recall"},
    "follow_up": {"months", "waiting_months", "same_day"},
    "proof": {"kinds"},
    "exclude": {"offence_classes"},
    "undated": {"count"},
}  # fmt: skip
CLASS_KEYS = {"everything", "offence_classes", "ho_classes", "cjs_prefixes", "is_excluded_elsewhere"}


@dataclass(frozen=True)
class OffenceGroup:
    """One class of proven offences: by offence class, Home Office class or the beginning of the CJS code."""

    id: str
    everything: bool
    offence_classes: tuple[str, ...]
    ho_classes: tuple[str, ...]
    cjs_prefixes: tuple[str, ...]
    is_excluded_elsewhere: bool

    def holds(self, cjs_code: str | None, ho_code: str | None, offence_class: str | None) -> bool:
        """Whether an offence is in the class, whatever another class leaves out."""
        return (
            self.everything
            or offence_class in self.offence_classes
            or (ho_code or "")[:3] in self.ho_classes
            or any((cjs_code or "").startswith(prefix) for prefix in self.cjs_prefixes)
        )


@dataclass(frozen=True)
class Measure:
    """A measure; `unverified` names the settings that were read in no source."""

    id: str
    version: str
    source: str
    events: tuple[str, ...]
    community_groups: tuple[str, ...]
    after_recall: bool
    months: int
    waiting_months: int
    same_day: bool
    proof_kinds: tuple[str, ...]
    excluded_classes: tuple[str, ...]
    counts_undated: bool
    groups: tuple[OffenceGroup, ...]
    unverified: tuple[str, ...]


def measure_names() -> list[str]:
    """The measures that the package holds."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def refuse(file: str, key: str, seen: object, expected: str) -> StudyError:
    """The error for one key of a measure."""
    return StudyError(f"{file}: key '{key}': seen {seen!r}, expected {expected}")


def check_keys(file: str, place: str, said: Mapping[str, Any], known: set[str]) -> None:
    """StudyError for a key that this part of a measure may not hold, or for one that is missing at the top."""
    for key in said:
        if key not in known:
            raise refuse(file, f"{place}.{key}".lstrip("."), key, f"one of {', '.join(sorted(known))}{nearest(key, known)}")


def read_words(file: str, said: Mapping[str, Any], place: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of words that must all be known; empty where it is not said."""
    section, key = place.split(".")
    words = said.get(section, {}).get(key, [])
    for word in words:
        if word not in known:
            raise refuse(file, place, word, f"words out of {', '.join(known)}{nearest(str(word), known)}")
    return tuple(words)


def parse_group(file: str, name: str, said: Mapping[str, Any]) -> OffenceGroup:
    """One `[classes.<name>]`."""
    check_keys(file, f"classes.{name}", said, CLASS_KEYS)
    lists = {key: tuple(said.get(key, ())) for key in ("offence_classes", "ho_classes", "cjs_prefixes")}
    if not said.get("everything") and not any(lists.values()):
        raise refuse(file, f"classes.{name}", sorted(said), "offence_classes, ho_classes or cjs_prefixes, or everything = true")
    return OffenceGroup(
        name, bool(said.get("everything", False)), **lists, is_excluded_elsewhere=bool(said.get("is_excluded_elsewhere", False))
    )


def parse_measure(text: str, file: str) -> Measure:
    """A measure out of its text; StudyError naming file and key where it is wrong."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{file}: this is not TOML: {error}") from error
    check_keys(file, "", said, KEYS[""])
    for section in ("entry", "follow_up", "proof", "exclude", "undated"):
        check_keys(file, section, said.get(section, {}), KEYS[section])
    for name in said.get("classes", {}):
        if name not in CLASSES:
            raise refuse(file, f"classes.{name}", name, f"one of {', '.join(CLASSES)}{nearest(name, CLASSES)}")
    for key, only in (("window", "quarter"), ("per_person", "first")):
        if said.get("entry", {}).get(key, only) != only:
            raise refuse(file, f"entry.{key}", said["entry"][key], f"'{only}', the only way this version counts")
    follow_up = said.get("follow_up", {})
    for key in ("months", "waiting_months"):
        if type(follow_up.get(key)) is not int or follow_up[key] < 0:
            raise refuse(file, f"follow_up.{key}", follow_up.get(key), "a whole number of months")
    return Measure(
        id=said["id"],
        version=str(said.get("version", "")),
        source=said.get("source", ""),
        events=read_words(file, said, "entry.events", EVENTS),
        community_groups=tuple(said.get("entry", {}).get("community_groups", ())),
        after_recall=bool(said.get("entry", {}).get("after_recall", False)),
        months=follow_up["months"],
        waiting_months=follow_up["waiting_months"],
        same_day=bool(follow_up.get("same_day", False)),
        proof_kinds=read_words(file, said, "proof.kinds", KINDS),
        excluded_classes=tuple(said.get("exclude", {}).get("offence_classes", ())),
        counts_undated=bool(said.get("undated", {}).get("count", False)),
        groups=tuple(parse_group(file, name, entry) for name, entry in said.get("classes", {}).items()),
        unverified=tuple(said.get("unverified", ())),
    )


@cache
def load_measure(name: str = DEFAULT) -> Measure:
    """A measure of the package by its name."""
    path = FOLDER / f"{name}.toml"
    if not path.exists():
        raise StudyError(f"study.toml: follow_up.measure: no measure is called '{name}'{nearest(name, measure_names())}")
    return parse_measure(path.read_text(encoding="utf-8"), f"measures/{name}.toml")
