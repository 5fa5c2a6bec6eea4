"""What differs between two records, in words; never a score."""

from collections.abc import Mapping
from typing import Any

FIELDS = (
    ("forename", "forename"),
    ("middle", "middle name"),
    ("surname", "surname"),
    ("names", "other names"),
    ("dob", "date of birth"),
    ("postcodes", "postcodes"),
    ("address", "address"),
    ("pnc", "PNC"),
    ("cro", "CRO"),
    ("noms", "prison number"),
    ("crn", "CRN"),
    ("sentence_dates", "sentence dates"),
)


def skeleton_alike(one: str, other: str) -> bool:
    """Whether two names share their consonants."""
    kept = [[letter for letter in name.upper().replace("PH", "F") if letter not in "AEIOUYWH "] for name in (one, other)]
    return kept[0] == kept[1]


def difference(field: str, one: Any, other: Any) -> str:
    """How two values of a field differ, in words."""
    if one is None and other is None:
        return "missing on both sides"
    if one is None or other is None:
        return "missing on one side"
    if one == other:
        return "the same"
    if field in {"postcodes", "names", "pnc", "cro", "noms", "crn", "sentence_dates"}:
        return "one shared" if set(str(one).split("|")) & set(str(other).split("|")) else "different"
    if field == "dob":
        if (one.day, one.month) == (other.month, other.day) and one.year == other.year:
            return "day and month exchanged"
        return (
            "one part differs"
            if sum(a == b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True)) == 2
            else "different"
        )
    if skeleton_alike(str(one), str(other)):
        return "spelt otherwise"
    return "close spelling" if is_close(str(one), str(other)) else "different"


def is_close(one: str, other: str) -> bool:
    """Whether two texts are within two edits of each other."""
    from rapidfuzz.distance import DamerauLevenshtein

    return DamerauLevenshtein.distance(one, other) <= 2


def compare_records(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field in words, difference in words) for every field that one of the two has."""
    found = [(words, difference(field, one.get(field), other.get(field))) for field, words in FIELDS]
    if one.get("full_name") and one.get("full_name") == other.get("reversed_name"):
        found.insert(0, ("name", "forename and surname exchanged"))
    return [(words, said) for words, said in found if said != "missing on both sides"]
