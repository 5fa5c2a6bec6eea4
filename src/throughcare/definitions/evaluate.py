"""The class of one episode under every definition, record by record in plain Python: the twin of the compiled SQL.

An element's value is the highest strength among the rules that evidence it; a denial cancels support of equal or lower strength; a limb's value
is its best alternative; `weakest` is the lowest limb. Source: domain note, section 10.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from throughcare.definitions.model import (
    CHILD,
    CHILD_SEXUAL_ONLY,
    MET,
    NO_EVIDENCE,
    NOT_MET,
    POSSIBLE,
    PROBABLE,
    SEXUAL,
    STILL_IN_FORCE,
    Condition,
    Definition,
    Rule,
    Rulebook,
)

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Hit:
    """One rule fired by one record for one element."""

    rule: str
    element: str
    strength: int
    denies: bool
    record: Record
    is_open_proposal: bool


@dataclass(frozen=True)
class Finding:
    """The class of an episode under one definition, with what decided it."""

    definition: str
    class_: str
    weakest: int
    limbs_missing: tuple[str, ...]
    conflicts: tuple[str, ...]
    rules: tuple[str, ...]
    text_only: bool
    age_not_recorded: bool
    known_on: date | None


def known_on(record: Record) -> date | None:
    """The day the record could be known: when it was written, or else its own date."""
    return record.get("recorded_on") or record.get("date")


def keep_known(records: Iterable[Record], as_known_at: date | None) -> list[Record]:
    """The records that were there on the day; all of them where no day is given. An undated record was not there on any day."""
    if as_known_at is None:
        return list(records)
    return [record for record in records if (day := known_on(record)) is not None and day <= as_known_at]


def starts_a_word(text: str, term: str) -> bool:
    """Whether the term stands at the beginning of a word, letter case and punctuation ignored."""
    return f" {plain_words(term)}" in f" {plain_words(text)}"


def plain_words(text: str) -> str:
    """Lower case, everything between letters and digits one blank."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in text.lower()).split())


def holds(condition: Condition, record: Record) -> bool:
    """Whether a record satisfies one condition; an empty field satisfies `not_in` and fails everything else."""
    value = record.get(condition.field)
    if value is None:
        return condition.operator == "not_in"
    if condition.operator == "any_term":
        return any(starts_a_word(str(value), str(term)) for term in condition.values)
    if condition.operator == "not_in":
        return value not in condition.values
    if condition.operator == "lt":
        return bool(value < condition.values[0])
    if condition.operator == "ge":
        return bool(value >= condition.values[0])
    return value in condition.values


def in_force(rule: Rule, record: Record) -> bool:
    """Whether the rule, and the marker where it has dates of its own, was in force on the record's date; no date satisfies only a rule without a start."""
    day = record.get("date")
    starts = record.get("marker_from") if rule.has_own_dates else None
    ends = record.get("marker_to") if rule.has_own_dates else None
    if day is None:
        return not rule.has_known_start and rule.valid_to == STILL_IN_FORCE and starts is None and ends is None
    inside = rule.valid_from <= day <= rule.valid_to
    return bool(inside and (starts is None or starts <= day) and (ends is None or day <= ends))


def fire_rule(rule: Rule, records: Sequence[Record], jurisdiction: str | None) -> list[tuple[Record, int, bool]]:
    """The records that fire the rule, each with the strength after review and whether it is a proposal nobody has decided on."""
    if jurisdiction is not None and jurisdiction not in rule.jurisdiction:
        return []
    readable = [record for record in records if record["kind"] == rule.record and in_force(rule, record)]
    if rule.must_all_match:
        readable = [record for record in readable if all(record.get(c.field) is not None for c in rule.conditions)]
    matching = [record for record in readable if all(holds(condition, record) for condition in rule.conditions)]
    if rule.must_all_match and len(matching) < len(readable):
        return []
    fired = []
    for record in matching:
        decision = (record.get("review") or {}).get(rule.id) if rule.is_proposal else None
        if decision != "rejected":
            fired.append((record, 2 if decision == "confirmed" else rule.strength, rule.is_proposal and decision is None))
    return fired


def fire_rules(records: Sequence[Record], rulebook: Rulebook, jurisdiction: str | None) -> list[Hit]:
    """Every rule fired by the records of one episode, in the order of the rulebook."""
    return [
        Hit(rule.id, element, strength, denies, record, is_open)
        for rule in rulebook.rules
        for record, strength, is_open in fire_rule(rule, records, jurisdiction)
        for element, denies in rule.asserted
    ]


def supported(hits: Iterable[Hit], element: str) -> list[Hit]:
    """The hits that evidence an element and are not cancelled by a denial of equal or higher strength."""
    listed = [hit for hit in hits if hit.element == element]
    denial = max((hit.strength for hit in listed if hit.denies), default=0)
    return [hit for hit in listed if not hit.denies and hit.strength > denial]


def limb_values(definition: Definition, hits: Sequence[Hit]) -> dict[str, int]:
    """The value of each limb: its best alternative, 0 where nothing evidences it."""
    return {
        limb.id: max((hit.strength for element in limb.any_of for hit in supported(hits, element)), default=0)
        for limb in definition.limbs
    }


def classify(definition: Definition, values: Mapping[str, int]) -> str:
    """The class that the limb values make."""
    core = [values[limb.id] for limb in definition.limbs if limb.is_core]
    further = [values[limb.id] for limb in definition.limbs if not limb.is_core]
    if min(values.values()) >= 2:
        return MET
    if min(values.values()) == 1:
        return PROBABLE
    if min(core) >= 1:
        return POSSIBLE if max(further, default=0) >= 1 else CHILD_SEXUAL_ONLY
    return NO_EVIDENCE


def known_since(definition: Definition, hits: Sequence[Hit], class_: str) -> date | None:
    """The first day on which this class, or a stronger one, could be known; None where it rests on an undated record or on nothing."""
    needed = 2 if class_ == MET else 1

    def first(elements: Iterable[str]) -> date | None:
        days = [known_on(hit.record) for element in elements for hit in supported(hits, element) if hit.strength >= needed]
        return min((day for day in days if day is not None), default=None)

    days = {limb: first(limb.any_of) for limb in definition.limbs}
    if class_ in {MET, PROBABLE}:
        wanted = list(days.values())
    elif class_ in {POSSIBLE, CHILD_SEXUAL_ONLY}:
        wanted = [day for limb, day in days.items() if limb.is_core]
        if class_ == POSSIBLE:
            wanted.append(min((day for limb, day in days.items() if not limb.is_core and day is not None), default=None))
    else:
        return None
    dated = [day for day in wanted if day is not None]
    return max(dated) if len(dated) == len(wanted) else None


def judge_limbs(definition: Definition, hits: Sequence[Hit], rulebook: Rulebook) -> Finding:
    """The finding under a definition made of limbs."""
    values = limb_values(definition, hits)
    class_ = classify(definition, values)
    without_text = classify(definition, limb_values(definition, [hit for hit in hits if not hit.is_open_proposal]))
    return Finding(
        definition.id,
        class_,
        min(values.values()),
        tuple(limb for limb, value in values.items() if value == 0),
        find_conflicts(hits, rulebook),
        find_rules(hits, rulebook),
        class_ != without_text,
        is_age_not_recorded(hits),
        known_since(definition, hits, class_),
    )


def judge_list(definition: Definition, hits: Sequence[Hit], rulebook: Rulebook) -> Finding:
    """The finding under a definition that lists rules: one that fired is enough."""
    listed = [hit for hit in hits if hit.rule in definition.rules and not hit.denies]
    days = [day for hit in listed if (day := known_on(hit.record)) is not None]
    return Finding(
        definition.id,
        MET if listed else NOT_MET,
        max((hit.strength for hit in listed), default=0),
        (),
        find_conflicts(hits, rulebook),
        find_rules(hits, rulebook),
        bool(listed) and all(hit.is_open_proposal for hit in listed),
        is_age_not_recorded(hits),
        min(days, default=None),
    )


def find_conflicts(hits: Sequence[Hit], rulebook: Rulebook) -> tuple[str, ...]:
    """The elements that one record evidences and another denies; listed for review whichever side is stronger."""
    evidenced = {hit.element for hit in hits if not hit.denies}
    denied = {hit.element for hit in hits if hit.denies}
    return tuple(element for element in rulebook.elements if element in evidenced & denied)


def find_rules(hits: Sequence[Hit], rulebook: Rulebook) -> tuple[str, ...]:
    """The rules that fired, in the order of the rulebook."""
    fired = {hit.rule for hit in hits}
    return tuple(rule.id for rule in rulebook.rules if rule.id in fired)


def is_age_not_recorded(hits: Sequence[Hit]) -> bool:
    """Whether sexual activity is evidenced while no record says or denies that the person harmed was a child."""
    return bool(supported(hits, SEXUAL)) and not any(hit.element == CHILD for hit in hits)


def evaluate_episode(
    records: Sequence[Record], rulebook: Rulebook, *, as_known_at: date | None = None, jurisdiction: str | None = None
) -> dict[str, Finding]:
    """The finding under every definition for the records of one episode.

    A record is a mapping with `kind`, `date`, `recorded_on`, the fields of its kind, and `review` (decision by rule). No silence is read as "no".
    """
    hits = fire_rules(keep_known(records, as_known_at), rulebook, jurisdiction)
    return {
        definition.id: (judge_limbs if definition.kind == "limbs" else judge_list)(definition, hits, rulebook)
        for definition in rulebook.definitions
    }
