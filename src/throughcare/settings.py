"""What study.toml may hold: every setting with its kind, checked before anything is read, so that a slip never reaches the middle of a run.

Names that only a room knows (definitions, policies, measures) are checked where the study is opened, in `commands`.
"""

import codecs
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from throughcare.errors import StudyError, nearest

Fault = Callable[[Any], str]
"""Says what was expected, or nothing where the value is right."""


def text(value: object) -> str:
    """A text that is not empty."""
    return "" if isinstance(value, str) and value.strip() else 'a text in quotes, as "..."'


def flag(value: object) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else "true or false, without quotes"


def day(value: object) -> str:
    """A day that TOML knows for one."""
    return "" if isinstance(value, date) and not isinstance(value, datetime) else "a date without quotes, as 2026-06-30"


def day_or_text(value: object) -> str:
    """A day, in quotes or without."""
    try:
        right = not day(value) or (isinstance(value, str) and bool(date.fromisoformat(value)))
    except ValueError:
        right = False
    return "" if right else "a date, as 2026-06-30"


def texts(value: object) -> str:
    """A list of texts."""
    right = isinstance(value, list) and bool(value) and not any(text(entry) for entry in value)
    return "" if right else 'a list of texts, as ["..."]'


def whole(least: int, most: int = 1_000_000) -> Fault:
    """A whole number within bounds."""

    def fault(value: object) -> str:
        right = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return (
            ""
            if right
            else f"a whole number without quotes, {least} or more" + ("" if most == 1_000_000 else f", at most {most}")
        )

    return fault


def word(*known: str) -> Fault:
    """One of a few words."""

    def fault(value: object) -> str:
        hint = nearest(value, known) if isinstance(value, str) else ""
        return "" if value in known else f"one of {', '.join(known)}{hint}"

    return fault


def moment(value: object) -> str:
    """What `known_at` may say."""
    return (
        ""
        if not day_or_text(value) or value in ("now", "charge", "sentence")
        else '"now", "charge", "sentence" or a date such as 2018-12-31'
    )


def memory(value: object) -> str:
    """An amount of memory as DuckDB reads it."""
    import re

    right = isinstance(value, str) and re.fullmatch(r"[1-9]\d*(\.\d+)?\s*([KMGT]i?B)", value.strip(), re.IGNORECASE)
    return "" if right else 'an amount such as "3GB"'


def encoding(value: object) -> str:
    """An encoding of text that Python knows."""
    try:
        known = isinstance(value, str) and codecs.lookup(value)
        right = bool(known) and "".encode(str(value)) in {
            b"",
            *(mark for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16, codecs.BOM_UTF32)),
        }
    except LookupError:
        right = False
    return "" if right else "the name of an encoding, such as utf-8, windows-1252 or utf-16"


def delimiter(value: object) -> str:
    """One sign that can stand between cells."""
    right = value in {"tab", "\\t"} or (
        (isinstance(value, str) and len(value) == 1 and value not in '"\r\n ' and value.isprintable()) or value == "\t"
    )
    return "" if right else 'one sign, such as ";" or "|", or "tab"'


def date_format(value: object) -> str:
    """A way to write dates, in words or as strptime says it."""
    import re

    right = isinstance(value, str) and (
        re.fullmatch(r"(%[YymdbBHMSfjp]|[^%])+", value)
        if "%" in value
        else re.search("YY", value) and re.fullmatch(r"[YMDHIS /.:,T-]+", value)
    )
    return "" if right else 'a form such as "%d/%m/%Y" or "DD/MM/YYYY"'


def columns(value: object) -> str:
    """A table of column names: a name, or several that are joined by a blank."""
    right = isinstance(value, dict) and all(not text(entry) or not texts(entry) for entry in value.values())
    return "" if right else 'column = "NAME IN THE FILE", or a list of names that are joined by a blank'


def constants(value: object) -> str:
    """A table of values that every row gets."""
    right = isinstance(value, dict) and all(isinstance(entry, str | int | float | bool | date) for entry in value.values())
    return "" if right else 'column = "value"'


def names(value: object) -> str:
    """Who is called what, by account."""
    return "" if isinstance(value, dict) and not any(text(entry) for entry in value.values()) else 'account = "name"'


def table(value: object) -> str:
    """A part of the file with settings of its own."""
    return "" if isinstance(value, dict) else "a table with settings of its own"


def anything(value: object) -> str:  # noqa: ARG001  # as the others
    """Whatever the study likes to note."""
    return ""


TOP: Mapping[str, Fault] = {
    "title": text, "population": anything, "notes": anything, "invented": flag, "start": day, "extract_end": day, "known_at": moment,
    "definition": text, "classes": texts, "definitions": texts, "link_set": text, "policy": text,
    "at_rest": text, "engine": word("duckdb", "spark"), "key_file": text, "seed": whole(0, 2**63 - 1), "threads": whole(1, 1024),
    "memory": memory, "young_adult_below": whole(19, 99), "follow_up": table, "spark": table, "people": names, "sources": table,
}  # fmt: skip
FOLLOW_UP: Mapping[str, Fault] = {"months": whole(1, 600), "waiting_months": whole(0, 600), "measure": text}
SPARK: Mapping[str, Fault] = {"master": text, "partitions": whole(1)}
SOURCE: Mapping[str, Fault] = {
    "file": text, "files": texts, "encoding": encoding, "delimiter": delimiter, "date_format": date_format, "columns": columns,
    "extracted_on": day_or_text, "extract_id": text, "constants": constants,
}  # fmt: skip


def check_part(said: Any, place: str, known: Mapping[str, Fault]) -> None:  # as TOML gave it
    """StudyError for a word that this part of study.toml may not hold, or a value of the wrong kind."""
    if not isinstance(said, dict):
        raise StudyError(f"study.toml: {place}: expected a table with settings of its own, as [{place}]")
    for name, value in said.items():
        if name not in known:
            raise StudyError(f"study.toml: {place or 'top level'}: '{name}' is not a setting{nearest(name, known)}")
        if fault := known[name](value):
            raise StudyError(f"study.toml: {place + '.' if place else ''}{name}: expected {fault}")


def check_settings(settings: Mapping[str, Any], extracts: Iterable[str]) -> None:
    """StudyError for anything in study.toml that cannot be meant; `extracts` are the names of the extract tables."""
    check_part(settings, "", TOP)
    check_part(settings.get("follow_up", {}), "follow_up", FOLLOW_UP)
    check_part(settings.get("spark", {}), "spark", SPARK)
    for name, said in settings.get("sources", {}).items():
        if name not in set(extracts):
            raise StudyError(f"study.toml: sources: '{name}' is not an extract table{nearest(name, extracts)}")
        check_part(said, f"sources.{name}", SOURCE)
    if settings.get("at_rest", "disk") != "disk":
        raise StudyError(
            "study.toml: at_rest: this build keeps its store unencrypted on a disk that the host encrypts (at_rest = 'disk'); "
            "an encrypted store needs DuckDB 1.5.5 with its httpfs wheel, which this version does not use"
        )
    if {"start", "extract_end"} <= set(settings) and settings["extract_end"] < settings["start"]:
        raise StudyError("study.toml: extract_end: expected a day that is not before start")
