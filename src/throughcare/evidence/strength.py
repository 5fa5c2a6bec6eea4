"""What kind of evidence stands behind an intervention.

Five kinds, from the strongest claim that is charted for it. The kind says how a claim was come by, not whether it is true,
nor which way it points. Source: the review's `claims.csv`; the order is the one of the map's known answer.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from throughcare.evidence.files import Row

COMPARISON = "comparison group"
EMPIRICAL = "other empirical study"
CITED = "cited, no design"
OPINION = "opinion only"
NAMED = "named only"
KINDS = (COMPARISON, EMPIRICAL, CITED, OPINION, NAMED)

# Charted designs in which someone observed people or files; a book, a guidance note or a count of orders is none of them.
EMPIRICAL_TYPES = frozenset(
    {
        "randomised_trial", "matched_comparison", "systematic_review", "meta_analysis_and_reviews", "single_group_follow_up",
        "evaluation_without_comparison", "case_file_review", "reoffending_analysis", "before_after", "qualitative_study", "survey",
    }
)  # fmt: skip
DIRECTIONS = ("supports", "against", "mixed", "opinion", "descriptive")


@dataclass(frozen=True)
class Strength:
    """One intervention with what is known of its evidence. `size` is the largest number of people in one charted study."""

    intervention: Row
    kind: str
    directions: Counter[str]
    references: tuple[str, ...]
    empirical_references: tuple[str, ...]
    comparison_references: tuple[str, ...]
    designs: tuple[str, ...]
    size: str
    follow_up: str

    @property
    def name(self) -> str:
        """The intervention's name as charted."""
        return self.intervention["name"]

    @property
    def is_cse_specific(self) -> bool:
        """True where the chart says that it was made for child sexual exploitation."""
        return self.intervention["cse_specific"] == "yes"


def _references(claims: Iterable[Row]) -> tuple[str, ...]:
    return tuple(sorted({reference for claim in claims for reference in claim.parts("citations")}))


def _kind(claims: Sequence[Row]) -> str:
    if not claims:
        return NAMED
    if any(claim["comparison"] == "yes" for claim in claims):
        return COMPARISON
    if any(claim["evidence_type"] in EMPIRICAL_TYPES for claim in claims):
        return EMPIRICAL
    return CITED if _references(claims) else OPINION


def _size(claims: Sequence[Row]) -> str:
    numbers = [int(claim["n"]) for claim in claims if claim["n"].isdigit() and claim["evidence_type"] in EMPIRICAL_TYPES]
    words = [claim["n"] for claim in claims if claim["n"] and not claim["n"].isdigit()]
    return str(max(numbers)) if numbers else (words[0] if words else "")


def strengths(interventions: Sequence[Row], claims: Sequence[Row]) -> list[Strength]:
    """One entry per intervention, in the chart's order."""
    by_intervention: dict[str, list[Row]] = {}
    for claim in claims:
        by_intervention.setdefault(claim["intervention"], []).append(claim)
    found = []
    for intervention in interventions:
        own = by_intervention.get(intervention["id"], [])
        empirical = [claim for claim in own if claim["evidence_type"] in EMPIRICAL_TYPES]
        found.append(
            Strength(
                intervention,
                _kind(own),
                Counter(claim["direction"] for claim in own),
                _references(own),
                _references(empirical),
                _references(claim for claim in own if claim["comparison"] == "yes"),
                tuple(dict.fromkeys(claim["evidence_type"].replace("_", " ") for claim in own)),
                _size(own),
                next((claim["followup"] for claim in own if claim["followup"]), ""),
            )
        )
    return found


def received(found: Iterable[Strength]) -> list[Strength]:
    """Those that a person can receive; management, frameworks and what is out of scope are left out."""
    return [entry for entry in found if entry.intervention["scope"] == "received"]
