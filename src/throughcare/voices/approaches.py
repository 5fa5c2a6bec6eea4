"""Whom a study asked, how, and with what yield: purposive and snowball sampling, by field and role.

Counts of a role are for the study's own people at the keyboard; what is published of approaches is their sum by way of sampling.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from throughcare.errors import InputError
from throughcare.evidence.files import Row

WAYS = ("purposive", "snowball", "self-selected")
OUTCOMES = ("interviewed", "declined", "no_reply", "unavailable")


@dataclass(frozen=True)
class Yield:
    """The approaches to one role in one way, and what came of them."""

    field: str
    role: str
    how: str
    approached: int
    outcomes: dict[str, int]

    @property
    def interviewed(self) -> int:
        """How many of them were interviewed."""
        return self.outcomes.get("interviewed", 0)


def check_approaches(rows: Sequence[Row]) -> None:
    """Raises InputError with every cell of approaches.csv that is none of the known words."""
    problems = []
    for row in rows:
        problems += [
            f"{row.place}: {column}: expected one of {', '.join(allowed)}"
            for column, allowed in (("how", WAYS), ("outcome", OUTCOMES))
            if row[column] not in allowed
        ]
    if problems:
        raise InputError("\n".join(problems))


def yields(rows: Sequence[Row]) -> list[Yield]:
    """One entry per field, role and way of sampling."""
    check_approaches(rows)
    keys = sorted({(row["field"], row["role"], row["how"]) for row in rows})
    found = []
    for field, role, how in keys:
        own = [row for row in rows if (row["field"], row["role"], row["how"]) == (field, role, how)]
        found.append(Yield(field, role, how, len(own), dict(Counter(row["outcome"] for row in own))))
    return found


def yield_by_way(rows: Sequence[Row]) -> list[tuple[str, int, int]]:
    """Per way of sampling: how many were approached, how many interviewed."""
    found = yields(rows)
    return [
        (how, sum(y.approached for y in found if y.how == how), sum(y.interviewed for y in found if y.how == how))
        for how in WAYS
        if any(y.how == how for y in found)
    ]
