"""What a check of the review found: a code, the place, and what was seen.

A `fault` is what the files show by themselves; a `ruling` is shown to a person, who rules.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["fault", "ruling"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One inconsistency. `where` is the section of the report or the file and line; `items` are the ids it is about."""

    code: str
    where: str
    seen: str
    items: tuple[str, ...] = ()
    kind: Kind = "fault"
