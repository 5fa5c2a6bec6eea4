"""What a definition is made of: elements, rules, limbs and classes, as they stand in the TOML files.

Source: domain note, section 10. Everything here is frozen and says nothing that the files do not say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Operator = Literal["is", "in", "not_in", "lt", "ge", "any_term"]

NO_KNOWN_START = date(1, 1, 1)
STILL_IN_FORCE = date(9999, 12, 31)

# The two elements without which no class but NO_EVIDENCE is possible; "age not recorded" is said of an episode that has the second without the first.
CHILD, SEXUAL = "U18", "SEXUAL_ACTIVITY"

MET, PROBABLE, POSSIBLE, CHILD_SEXUAL_ONLY, NO_EVIDENCE, NOT_MET = (
    "MET",
    "PROBABLE",
    "POSSIBLE",
    "CHILD_SEXUAL_ONLY",
    "NO_EVIDENCE",
    "NOT_MET",
)
CLASSES = (MET, PROBABLE, POSSIBLE, CHILD_SEXUAL_ONLY, NO_EVIDENCE, NOT_MET)


@dataclass(frozen=True)
class RecordKind:
    """A kind of record that a rule may read, with the type of each field it offers."""

    id: str
    date_means: str
    from_: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Condition:
    """One condition on one field; `values` has one member for `is`, `lt` and `ge`."""

    field: str
    operator: Operator
    values: tuple[str | int | bool, ...]


@dataclass(frozen=True)
class Rule:
    """One recorded fact that evidences elements, or denies them.

    `must_all_match`: every record of the kind that has the fields must satisfy the conditions, not only one.
    `is_proposal`: counts as indicated until a person confirms it (then recorded) or rejects it (then removed).
    `has_own_dates`: the marker's own period holds as well, not only the rule's.
    """

    id: str
    record: str
    agency: str
    jurisdiction: tuple[str, ...]
    valid_from: date
    valid_to: date
    conditions: tuple[Condition, ...]
    elements: tuple[str, ...]
    contradicts: tuple[str, ...]
    strength: int
    because: str
    source: str
    file: str
    role: str = ""
    model: str = ""
    must_all_match: bool = False
    is_proposal: bool = False
    has_own_dates: bool = False

    @property
    def has_known_start(self) -> bool:
        """Whether an undated record must stay silent, because the rule was not always in force."""
        return self.valid_from != NO_KNOWN_START

    @property
    def asserted(self) -> tuple[tuple[str, bool], ...]:
        """Every element the rule speaks of, with whether it denies it."""
        return tuple((element, False) for element in self.elements) + tuple((element, True) for element in self.contradicts)


@dataclass(frozen=True)
class Limb:
    """One thing a definition asks for; any of its elements will do."""

    id: str
    is_core: bool
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Definition:
    """One definition: limbs that must all be evidenced, or a list of rules of which one must fire."""

    id: str
    kind: Literal["limbs", "rule_list"]
    title: str
    jurisdiction: tuple[str, ...]
    valid_from: date
    valid_to: date
    source: str
    file: str
    limbs: tuple[Limb, ...] = ()
    rules: tuple[str, ...] = ()
    summary: str = ""
    note: str = ""


@dataclass(frozen=True)
class Review:
    """A person's decision on one proposal: `record_id` is the record's identity on the analysis side."""

    record_id: str
    rule: str
    decision: Literal["confirmed", "rejected"]


@dataclass(frozen=True)
class Rulebook:
    """Everything that decides whether an episode is in a class; `version` changes with any word of it."""

    elements: Mapping[str, str]
    strengths: Mapping[str, int]
    classes: Mapping[str, str]
    records: Mapping[str, RecordKind]
    rules: tuple[Rule, ...]
    definitions: tuple[Definition, ...]
    version: str
    reviews: tuple[Review, ...] = field(default=())
