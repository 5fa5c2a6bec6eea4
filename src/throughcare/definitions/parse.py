"""One entry of a definition file into its object, checked word by word.

Every refusal names the file, the entry and the key, says what was seen and what was expected, and gives the nearest word that exists.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from throughcare.definitions.model import Condition, Definition, Limb, Operator, RecordKind, Review, Rule
from throughcare.errors import StudyError, nearest

RULE_KEYS = {
    "id", "record", "agency", "jurisdiction", "valid_from", "valid_to", "when", "match", "elements", "contradicts", "strength", "role", "model", "review",
    "own_dates", "because", "source",
}  # fmt: skip
DEFINITION_KEYS = {
    "schema", "version", "id", "kind", "title", "jurisdiction", "valid_from", "valid_to", "summary", "source", "status", "note", "limb", "rules",
    "rule", "review",
}  # fmt: skip
JURISDICTIONS = ("England", "Wales")
AGENCIES = ("court", "police", "prison", "probation", "home_office", "any")
KINDS = ("limbs", "rule_list")
DECISIONS = ("confirmed", "rejected")
REVIEW_KEYS = {"record_id", "rule", "decision", "by", "on", "because"}
_SUFFIXES: tuple[tuple[str, Operator], ...] = (("_not_in", "not_in"), ("_in", "in"), ("_lt", "lt"), ("_ge", "ge"))
_TYPES = {"text": str, "number": int, "boolean": bool, "terms": str}


@dataclass(frozen=True)
class Place:
    """Where an entry stands, and which words it may use."""

    file: str
    entry: str
    elements: tuple[str, ...]
    strengths: Mapping[str, int]
    kinds: Mapping[str, RecordKind]
    rules: tuple[str, ...] = ()
    proposals: tuple[str, ...] = ()

    def at(self, file: str, entry: str) -> "Place":
        """The same words, another entry."""
        return replace(self, file=file, entry=entry)

    def knowing(self, rules: Iterable[Rule]) -> "Place":
        """The same place, with the rules that an entry may name."""
        listed = tuple(rules)
        return replace(self, rules=tuple(r.id for r in listed), proposals=tuple(r.id for r in listed if r.is_proposal))

    def refuse(self, key: str, seen: object, expected: str) -> StudyError:
        """The error for one key."""
        said = "nothing" if seen is None else repr(seen)
        return StudyError(f"{self.file}: {self.entry or 'top level'}: key '{key}': seen {said}, expected {expected}")

    def check_word(self, key: str, word: object, known: Iterable[str]) -> None:
        """StudyError with the nearest word where this one is not known."""
        listed = list(known)
        if word not in listed:
            raise self.refuse(key, word, f"one of {', '.join(listed)}{nearest(str(word), listed)}")

    def check_keys(self, said: Mapping[str, Any], known: set[str]) -> None:
        """StudyError for a key that the entry may not hold."""
        for key in said:
            if key not in known:
                raise self.refuse(key, key, f"one of the keys {', '.join(sorted(known))}{nearest(key, known)}")


def read_words(said: Mapping[str, Any], key: str, place: Place, known: Iterable[str] | None = None) -> tuple[str, ...]:
    """A list of words; each must be known where `known` is given, and none may be repeated."""
    words = said.get(key, [])
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise place.refuse(key, words, "a list of words in quotes")
    for word in words:
        if known is not None:
            place.check_word(key, word, known)
        if words.count(word) > 1:
            raise place.refuse(key, word, "each word once")
    return tuple(words)


def read_text(said: Mapping[str, Any], key: str, place: Place) -> str:
    """A text that must be there."""
    text = said.get(key)
    if not isinstance(text, str) or not text.strip():
        raise place.refuse(key, text, "a text in quotes that is not empty")
    return text


def read_dates(said: Mapping[str, Any], place: Place) -> tuple[date, date]:
    """`valid_from` and `valid_to`, in order."""
    for key in ("valid_from", "valid_to"):
        if type(said.get(key)) is not date:
            raise place.refuse(
                key,
                said.get(key),
                "a date without quotes, as 2016-04-01 (0001-01-01: no known start; 9999-12-31: still in force)",
            )
    start, end = said["valid_from"], said["valid_to"]
    if start > end:
        raise place.refuse("valid_to", end.isoformat(), f"a day not before valid_from ({start.isoformat()})")
    return start, end


def read_flag(said: Mapping[str, Any], key: str, place: Place) -> bool:
    """True or false; false where it is not said."""
    flag = said.get(key, False)
    if not isinstance(flag, bool):
        raise place.refuse(key, flag, "true or false")
    return flag


def parse_condition(key: str, value: Any, kind: RecordKind, place: Place) -> Condition:
    """One key under `when`."""
    if key == "any_term":
        name, operator = next((field for field, type_ in kind.fields.items() if type_ == "terms"), ""), "any_term"
    else:
        suffix, operator = next(((s, o) for s, o in _SUFFIXES if key.endswith(s) and key not in kind.fields), ("", "is"))
        name = key.removesuffix(suffix)
    if name not in kind.fields or (kind.fields[name] == "terms") != (operator == "any_term"):
        offered = ", ".join(kind.fields)
        raise place.refuse(f"when.{key}", name or key, f"a column of a {kind.id} record: {offered}{nearest(name, kind.fields)}")
    listed = value if operator in {"in", "not_in", "any_term"} else [value]
    wanted = _TYPES[kind.fields[name]]
    if not isinstance(listed, list) or not listed or not all(type(member) is wanted for member in listed):
        what = "a list of" if operator in {"in", "not_in", "any_term"} else "one"
        raise place.refuse(f"when.{key}", value, f"{what} {'word(s) in quotes' if wanted is str else kind.fields[name]}")
    if operator in {"lt", "ge"} and kind.fields[name] != "number":
        raise place.refuse(f"when.{key}", name, "a column that holds a number")
    return Condition(name, operator, tuple(listed))  # type: ignore[arg-type]  # the operator is one of the six by construction


def parse_rule(said: Mapping[str, Any], place: Place) -> Rule:
    """One `[[rule]]`."""
    place = place.at(place.file, f"rule {said.get('id', '(no id)')}")
    place.check_keys(said, RULE_KEYS)
    rule_id = read_text(said, "id", place)
    place.check_word("record", said.get("record"), place.kinds)
    place.check_word("agency", said.get("agency"), AGENCIES)
    place.check_word("strength", said.get("strength"), place.strengths)
    place.check_word("match", said.get("match", "one"), ("one", "every"))
    kind = place.kinds[said["record"]]
    when = said.get("when", {})
    if not isinstance(when, dict) or not when:
        raise place.refuse("when", when or None, 'at least one condition, as when.flag = "CSE"')
    elements = read_words(said, "elements", place, place.elements)
    contradicts = read_words(said, "contradicts", place, place.elements)
    if not elements and not contradicts:
        raise place.refuse("elements", None, f"at least one of {', '.join(place.elements)}, here or under 'contradicts'")
    start, end = read_dates(said, place)
    return Rule(
        id=rule_id,
        record=kind.id,
        agency=said["agency"],
        jurisdiction=read_words(said, "jurisdiction", place, JURISDICTIONS),
        valid_from=start,
        valid_to=end,
        conditions=tuple(parse_condition(key, value, kind, place) for key, value in when.items()),
        elements=elements,
        contradicts=contradicts,
        strength=place.strengths[said["strength"]],
        because=read_text(said, "because", place),
        source=read_text(said, "source", place),
        file=place.file,
        role=said.get("role", ""),
        model=said.get("model", ""),
        must_all_match=said.get("match") == "every",
        is_proposal=read_flag(said, "review", place),
        has_own_dates=read_flag(said, "own_dates", place),
    )


def parse_limb(said: Mapping[str, Any], place: Place) -> Limb:
    """One `[[limb]]` of a definition."""
    place = place.at(place.file, f"{place.entry}, limb {said.get('id', '(no id)')}")
    place.check_keys(said, {"id", "core", "any_of"})
    elements = read_words(said, "any_of", place, place.elements)
    if not elements:
        raise place.refuse("any_of", None, f"at least one of {', '.join(place.elements)}")
    return Limb(read_text(said, "id", place), read_flag(said, "core", place), elements)


def parse_definition(said: Mapping[str, Any], place: Place) -> Definition:
    """The definition at the top of a file."""
    place = place.at(place.file, f"definition {said['id']}")
    place.check_keys(said, DEFINITION_KEYS)
    place.check_word("kind", said.get("kind"), KINDS)
    limbs = tuple(parse_limb(entry, place) for entry in said.get("limb", []))
    rules = read_words(said, "rules", place)
    if said["kind"] == "limbs" and (not any(limb.is_core for limb in limbs) or rules):
        raise place.refuse(
            "limb", [limb.id for limb in limbs], "[[limb]] entries, at least one with core = true, and no list of rules"
        )
    if said["kind"] == "rule_list" and (limbs or not rules):
        raise place.refuse("rules", list(rules), "a list of rule ids, and no [[limb]]")
    names = [limb.id for limb in limbs]
    if len(set(names)) < len(names):
        raise place.refuse("limb", names, "each limb id once")
    start, end = read_dates(said, place)
    return Definition(
        id=read_text(said, "id", place),
        kind=said["kind"],
        title=read_text(said, "title", place),
        jurisdiction=read_words(said, "jurisdiction", place, JURISDICTIONS),
        valid_from=start,
        valid_to=end,
        source=read_text(said, "source", place),
        file=place.file,
        limbs=limbs,
        rules=rules,
        summary=said.get("summary", ""),
        note=said.get("note", ""),
    )


def parse_review(said: Mapping[str, Any], place: Place) -> Review:
    """One `[[review]]`: what a person decided on a proposal."""
    place = place.at(place.file, f"review of {said.get('rule', '(no rule)')}")
    place.check_keys(said, REVIEW_KEYS)
    place.check_word("rule", said.get("rule"), place.proposals)
    place.check_word("decision", said.get("decision"), DECISIONS)
    return Review(read_text(said, "record_id", place), said["rule"], said["decision"])
