"""The sentences of an evaluation: fixed words, so that no result is made to say more than it does.

Shapes follow the Justice Data Lab's reports. "No difference was found" is never "no effect".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

UNLIKE = "The groups could not be made alike, and a difference between them would say nothing of the programme."
UNWATCHED = (
    "A rate that counts people whose time was not over as having had nothing happen would be too low by nobody knows how much."
)
NOT_NO_EFFECT = "This should not be taken to mean that the programme fails to affect it."

# What stands in a table's label before the reason of a refused plan.
REFUSED = "refused: "

# No programme for sexual offending has had as many people.
MOST_PEOPLE = 50_000

# For whom an effect is, after "people who started".
EVERYBODY_WHO_STARTED, OPEN_START = "", ", of those whose start was most open"
WHOM = {"ATO": OPEN_START}

LIMITS = (
    "People were not assigned at random. What was recorded was made alike; what was not recorded was not, and may explain part or all of a difference.",
    "Reoffending is what was proven and recorded, linked and in time; most sexual offending is never reported.",
    "The estimate is for people like those who started, where and when they did; it promises nothing for another group, place or year.",
    "An estimate for a group says nothing of any one person in it and must not be used to decide about a person.",
    "With several outcomes and estimators some differences appear by chance alone; only the plan's primary result is the test.",
)


@dataclass(frozen=True)
class Contrast:
    """Two rates and the interval of their difference, as shares; already rounded or protected if they must be.

    `difference` stands where rounding would make it another than that of the two rates; `whom` says for whom the effect is.
    """

    treated: float
    comparison: float
    low: float
    high: float
    is_significant: bool
    difference: float | None = None
    whom: str = EVERYBODY_WHO_STARTED


def headline(label: str, contrast: Contrast, *, needed: int | None = None) -> str:
    """The primary result for 100 typical people."""
    gap = contrast.difference if contrast.difference is not None else contrast.treated - contrast.comparison
    opening = (
        f"For 100 typical people who started{contrast.whom}, the equivalent of {per_hundred(contrast.treated)} had {label} "
        f"(a rate of {percent(contrast.treated)}), {more_or_fewer(gap)} than among similar people who did not ({percent(contrast.comparison)})."
    )
    between = f"The difference could be {between_words(contrast.low, contrast.high)}."
    if contrast.is_significant:
        return f"{opening} {between}"
    more = f" {about(needed)} people who started would be needed to see a difference of this size." if needed else ""
    return f"No difference was found. {opening} {between} {NOT_NO_EFFECT}{more}"


def about(people: int) -> str:
    """A number of people needed; beyond what any programme has, only that it is more."""
    return f"About {people:,}" if people <= MOST_PEOPLE else f"More than {MOST_PEOPLE:,}"


def amount_headline(
    label: str,
    treated: float,
    comparison: float,
    low: float,
    high: float,
    *,
    is_significant: bool,
    whom: str = EVERYBODY_WHO_STARTED,
) -> str:
    """The primary result for an amount rather than a rate."""
    direction = "more" if treated > comparison else "less"
    opening = f"People who started{whom}{',' if whom else ''} had on average {treated:,.4g} ({label}), {abs(treated - comparison):,.4g} {direction} than similar people who did not ({comparison:,.4g})."
    between = f"The difference could be between {low:,.4g} and {high:,.4g}."
    return f"{opening} {between}" if is_significant else f"No difference was found. {opening} {between} {NOT_NO_EFFECT}"


def not_enough_people(reason: str, needed: int | None) -> str:
    """What stands where a headline was refused for want of people or events."""
    more = f" {about(needed)} people who started would be needed to see a fall by a quarter." if needed else ""
    return f"There were not enough people to say whether the programme has an effect: {reason}. {NOT_NO_EFFECT}{more}"


def no_headline(reason: str, gates: Collection[str] = ()) -> str:
    """What stands where a headline was refused because the groups are not comparable, or were not watched long enough."""
    why = UNWATCHED if set(gates) == {"follow-up"} else UNLIKE
    return f"No result is given: {reason}. {why}"


GATES = {
    "treated": "at least {limit:,.0f} people who started",
    "balance": "no standardised difference above {limit:g}",
    "overlap": "at most {percent:g} % of those who started without anybody comparable",
    "follow-up": "at most {percent:g} % of people whose time was not over",
    "events": "at least {limit:,.0f} people with the outcome, and as many without it",
}


def asked_at(gate: str, limit: float) -> str:
    """What a gate asks for, in words and with no number from the records."""
    return GATES[gate].format(limit=limit, percent=100 * limit)


def title_of(title: str, *, locked: bool) -> str:
    """The title, which says so where the plan was not locked first."""
    return title if locked else f"Exploratory: {title}"


def more_or_fewer(gap: float) -> str:
    """`3 more`, `3 fewer` or `no more and no fewer`, for 100 people."""
    size = per_hundred(abs(gap))
    if size == "0":
        return "no more and no fewer"
    return f"{size} {'more' if gap > 0 else 'fewer'}"


def between_words(low: float, high: float) -> str:
    """The interval in words, for 100 people."""
    if low >= 0:
        return f"between {per_hundred(low)} and {per_hundred(high)} more"
    if high <= 0:
        return f"between {per_hundred(-high)} and {per_hundred(-low)} fewer"
    return f"between {per_hundred(-low)} fewer and {per_hundred(high)} more"


def jdl_difference(low: float, high: float, unit: str, *, is_significant: bool) -> str:
    """The Justice Data Lab's cell for an estimated difference."""
    if low >= 0 or high <= 0:
        small, large = sorted((abs(low), abs(high)))
        words = f"could be {'higher' if low >= 0 else 'lower'} by between {small:,.3g} and {large:,.3g} {unit}"
    else:
        words = f"could be lower by as many as {-low:,.3g} or higher by as many as {high:,.3g} {unit}"
    return words if is_significant else f"{words} (not significant)"


def per_hundred(share: float) -> str:
    """People in a hundred, to one place below ten and none above."""
    size = 100 * share
    text = f"{size:.1f}" if abs(size) < 10 else f"{size:.0f}"
    return text.removesuffix(".0")


def percent(share: float) -> str:
    """A rate with its sign."""
    return f"{per_hundred(share)} %"


def multiple_comparisons(outcomes: int) -> str:
    """What stands under a table of several outcomes."""
    return (
        f"{outcomes} outcomes were tested beside each other. If the programme did nothing, about {0.05 * outcomes:.1f} of them would appear "
        "significant by chance; p-values adjusted for this (Holm) stand beside the plain ones."
    )
