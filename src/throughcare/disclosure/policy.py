"""What may leave: the numbers of a disclosure policy.

A policy is a file; its name, version and hash are printed in every release. Source: notes on disclosure, `policies/ten-five.toml`.
"""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from throughcare.errors import StudyError

POLICIES = Path(__file__).parent / "policies"

_NUMBERS: dict[str, dict[str, type]] = {
    "count": {"threshold": int, "base": int},
    "rate": {"confidence": float},
    "median": {"people_each_side": int, "base_days": int},
    "curve": {"events_between_steps": int},
    "estimate": {"significant_figures": int, "residual_degrees": int, "people_per_level": int},
    "gate": {"min_width_count": int, "min_width_difference": int, "repair_rounds": int, "solve_seconds": int},
    "release": {"checkers": int},
}


@dataclass(frozen=True)
class Policy:
    """The rules that every published number has passed."""

    name: str
    version: str
    sha256: str
    because: str
    threshold: int
    base: int
    confidence: float
    people_each_side: int
    base_days: int
    events_between_steps: int
    significant_figures: int
    residual_degrees: int
    people_per_level: int
    min_width_count: int
    min_width_difference: int
    repair_rounds: int
    solve_seconds: int
    checkers: int

    @property
    def half(self) -> int:
        """How far a true count may lie from its published one."""
        return self.base // 2

    @property
    def sentence(self) -> str:
        """The rule in words, as printed under every table."""
        return (
            f"Counts are rounded to the nearest {self.base}; counts under {self.threshold} (zero included) are withheld; "
            "rates and intervals are worked out from the rounded counts; totals may not add up."
        )


def read_policy(name_or_path: str | Path = "ten-five") -> Policy:
    """Read a policy that ships with the package by its name, or any other by its path."""
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = POLICIES / f"{name_or_path}.toml"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in POLICIES.glob("*.toml")))
        raise StudyError(
            f"disclosure policy {name_or_path}: no such policy; expected one of {known}, or the path of a .toml file"
        )
    raw = path.read_bytes()
    try:
        content = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise StudyError(f"{path.name}: not TOML ({problem}); compare it with policies/ten-five.toml") from problem
    return make_policy(content, hashlib.sha256(raw).hexdigest(), path.name)


def _is_positive(value: Any, kind: type) -> bool:
    return (
        isinstance(value, int | float) and not isinstance(value, bool) and (kind is float or isinstance(value, int)) and value > 0
    )


def make_policy(content: dict[str, object], sha256: str, where: str) -> Policy:
    """Check every key of a policy file; all problems at once."""
    problems: list[str] = []
    numbers: dict[str, int | float] = {}
    for section, keys in _NUMBERS.items():
        found = content.get(section)
        given: dict[str, Any] = found if isinstance(found, dict) else {}
        problems += [f"{section}.{key}: not a key of a policy" for key in given if key not in keys]
        for key, kind in keys.items():
            value: Any = given.get(key)
            if not _is_positive(value, kind):
                problems.append(f"{section}.{key}: expected a positive {'number' if kind is float else 'whole number'}")
            else:
                numbers[key] = value
    words = {key: content.get(key) for key in ("name", "version", "because")}
    problems += [f"{key}: expected a text" for key, value in words.items() if not isinstance(value, str) or not value]
    problems += [f"{key}: not a key of a policy" for key in content if key not in {*words, *_NUMBERS, "source"}]
    if not problems and numbers["base"] % 2 == 0:
        problems.append("count.base: expected an odd number, so that no true count lies half-way between two")
    if not problems and numbers["threshold"] % numbers["base"] != 0:
        problems.append(
            "count.threshold: expected a multiple of count.base, or the smallest published count would be rounded below it"
        )
    if not problems and not numbers["confidence"] < 1:
        problems.append("rate.confidence: expected a number below 1")
    if problems:
        raise StudyError("\n".join(f"{where}: {problem}" for problem in problems))
    return Policy(sha256=sha256, **words, **numbers)  # type: ignore[arg-type]  # each key was checked above
