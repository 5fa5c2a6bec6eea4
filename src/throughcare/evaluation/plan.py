"""The plan of an evaluation: read, held against its schema, and turned into what the estimators need.

Every problem of a plan is told at once. Ethnicity may not be a covariate, an exact column or part of any rule.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from throughcare.errors import StudyError, nearest
from throughcare.evaluation.plan_judge import judge
from throughcare.evaluation.plan_schema import SECTIONS, Key, Section

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """A plan with every default filled in; sections by name, and what its bytes hash to."""

    source: str
    sha256: str
    top: Values
    sections: Mapping[str, Values]
    lists: Mapping[str, tuple[Values, ...]]

    @property
    def id(self) -> str:
        """Short name."""
        return str(self.top["id"])

    @property
    def primary(self) -> Values:
        """The primary outcome."""
        return next(one for one in self.outcomes if one["role"] == "primary")

    @property
    def outcomes(self) -> tuple[Values, ...]:
        """Every outcome, in the plan's order."""
        return self.lists["outcomes"]

    @property
    def covariates(self) -> tuple[Values, ...]:
        """Every covariate, in the plan's order."""
        return self.lists["covariates"]

    @property
    def orders_by_key(self) -> bool:
        """Whether the key decides which of two equally near people is the first; else the place in the file."""
        first = self.sections["estimator"]["first"]
        return first == "key" or (first is None and bool(self.sections["cohort"]["key"]))

    def outcomes_in(self, *roles: str) -> list[Values]:
        """The outcomes with one of these roles."""
        return [one for one in self.outcomes if one["role"] in roles]

    def content(self) -> dict[str, Any]:
        """Everything the plan says, defaults included, as plain data."""
        return {
            **dict(self.top),
            **{name: dict(values) for name, values in self.sections.items()},
            **{name: [dict(one) for one in values] for name, values in self.lists.items()},
        }

    def columns(self) -> dict[str, list[str]]:
        """Every column that the plan names, with the places that name it."""
        named: dict[str, list[str]] = {}
        for place, keys, values in self._places():
            for key in keys:
                if key.kind == "column" and values.get(key.name):
                    named.setdefault(str(values[key.name]), []).append(f"{place}.{key.name}")
        for column in self.sections["estimator"]["exact"]:
            named.setdefault(str(column), []).append("estimator.exact")
        return named

    def _places(self) -> list[tuple[str, tuple[Key, ...], Values]]:
        places: list[tuple[str, tuple[Key, ...], Values]] = []
        for section in SECTIONS:
            if section.many:
                places += [
                    (f"{section.name}[{at}]", section.keys, one) for at, one in enumerate(self.lists[section.name], start=1)
                ]
            elif section.name:
                places.append((section.name, section.keys, self.sections[section.name]))
        return places


def read_plan(path: Path) -> Plan:
    """The plan in a file; StudyError with every problem where it cannot be used."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise StudyError(f"{path}: cannot be read; expected a plan in TOML (docs/reference/plan.md)") from error
    return parse_plan(content, path.name)


def parse_plan(content: bytes, source: str) -> Plan:
    """A plan from its bytes; `source` names it in messages."""
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise StudyError(f"{source}: not UTF-8 text; expected a plan in TOML, saved as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise StudyError(f"{source}: not valid TOML: {error}; docs/reference/plan.md shows a plan") from error
    problems: list[str] = []
    known = {section.name for section in SECTIONS if section.name} | {key.name for key in SECTIONS[0].keys}
    problems += [f"'{word}' is no section and no key of a plan{nearest(word, known)}" for word in said if word not in known]
    top = _read_values(SECTIONS[0], {k: v for k, v in said.items() if k in {key.name for key in SECTIONS[0].keys}}, "", problems)
    sections: dict[str, Values] = {}
    lists: dict[str, tuple[Values, ...]] = {}
    for section in SECTIONS[1:]:
        given = said.get(section.name)
        if given is None and section.required:
            problems.append(f"[{section.name}] is missing: {section.meaning}")
        if section.many:
            lists[section.name] = _read_list(section, given, problems)
        else:
            values = given if isinstance(given, dict) else {}
            if given is not None and not isinstance(given, dict):
                problems.append(f"{section.name}: expected one section [{section.name}]")
            sections[section.name] = _read_values(
                section, values, section.name, problems, filled=given is not None or not section.required
            )
    plan = Plan(source, hashlib.sha256(content).hexdigest(), top, sections, lists)
    problems += judge(plan) if not problems else []
    if problems:
        raise StudyError(
            f"{source}: {len(problems)} problem(s) in the plan; see docs/reference/plan.md\n  " + "\n  ".join(problems)
        )
    return plan


def _read_list(section: Section, given: Any, problems: list[str]) -> tuple[Values, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        problems.append(f"{section.name}: expected one or more [[{section.name}]]")
        return ()
    return tuple(_read_values(section, one, f"{section.name}[{at}]", problems) for at, one in enumerate(given, start=1))


def _read_values(section: Section, given: Values, place: str, problems: list[str], *, filled: bool = True) -> Values:
    """The section's values with defaults; what is wrong is added to `problems`."""
    names = [key.name for key in section.keys]
    problems += [f"{place}: '{word}' is no key{nearest(word, names)}" for word in given if word not in names]
    values: dict[str, Any] = {}
    for key in section.keys:
        where = f"{place}.{key.name}" if place else key.name
        if key.name not in given:
            if key.is_required and filled:
                problems.append(f"{where} is missing: {key.meaning}")
            values[key.name] = (
                None
                if key.is_required
                else list(key.default)
                if key.kind in ("texts", "wholes") and key.default is not None
                else key.default
            )
            continue
        values[key.name] = given[key.name]
        wrong = _what_is_wrong(key, given[key.name])
        if wrong:
            problems.append(f"{where}: {wrong}")
    return values


def _what_is_wrong(key: Key, value: Any) -> str:
    kinds: dict[str, tuple[Any, str]] = {
        "text": (str, "text in quotes"),
        "column": (str, "the name of a column in quotes"),
        "texts": (list, "a list of texts"),
        "number": ((int, float), "a number"),
        "whole": (int, "a whole number"),
        "wholes": (list, "a list of whole numbers from 1"),
        "yes_no": (bool, "true or false"),
    }
    kind, words = kinds[key.kind]
    if not isinstance(value, kind) or (isinstance(value, bool) and key.kind != "yes_no"):
        return f"expected {words}"
    if key.kind == "texts" and not all(isinstance(one, str) for one in value):
        return f"expected {words}"
    if key.kind == "wholes" and not all(isinstance(one, int) and not isinstance(one, bool) and one > 0 for one in value):
        return f"expected {words}"
    if key.choices and value not in key.choices:
        return f"'{value}' is not one of {', '.join(key.choices)}{nearest(str(value), key.choices)}"
    if key.kind in ("text", "column") and key.is_required and not value.strip():
        return f"is empty; expected {words}"
    return _is_beyond(key, value) if key.kind in ("number", "whole") else ""


def _is_beyond(key: Key, value: float) -> str:
    """In words, where a number is none or lies outside what the key allows."""
    if not math.isfinite(value):
        return "expected a number"
    if value < key.least:
        return f"expected {key.least:g} or more" if key.least else "expected nought or more"
    return f"expected {key.most:,g} or less" if value > key.most else ""
