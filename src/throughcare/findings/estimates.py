"""What every part of an evaluation's document shares: an estimate as a row, and the fewest people that it rests on."""

from typing import Any

Document = dict[str, Any]
Row = dict[str, Any]

EXACT = 1e-6


def of_estimate(label: str, one: Document | None) -> Row:
    """One estimate, or a label without numbers where there is none."""
    if one is None or "reason" in one:
        return {"label": no_answer(label, one)}
    scale = 1.0 if is_amount(one) else 100.0
    return {
        "label": label,
        "started": int(one["people_treated"]),
        "compared": int(one["people_comparison"]),
        **{name: times(one[key], scale) for name, key in (("value", "difference"), ("value_low", "low"), ("value_high", "high"))},
        **{name: None if is_amount(one) else one[name] for name in ("ratio", "ratio_low", "ratio_high")},
        "mean_started": times(one["mean_treated"], scale),
        "mean_compared": times(one["mean_comparison"], scale),
        "smallest_level": smallest_of(one),
    }


def no_answer(label: str, one: Document | None) -> str:
    """The label of what has no number, with the reason as protected text may have it."""
    return f"{label}: no answer" + (f" ({one['in_short']})" if one else "")


def is_amount(one: Document) -> bool:
    """Whether an estimate is of an amount rather than of a share."""
    return bool(one["is_amount"])


def smallest_of(one: Document) -> int:
    """The fewest people with, or without, the outcome in either group; for an amount, the fewer people."""
    arms = ((one["people_treated"], one["mean_treated"]), (one["people_comparison"], one["mean_comparison"]))
    if is_amount(one) or not all(0 <= mean <= 1 for _, mean in arms):
        return int(min(people for people, _ in arms))
    return int(min(people * share for people, mean in arms for share in (mean, 1 - mean)) + EXACT)


def times(value: float | None, scale: float) -> float | None:
    """A number on another scale; what is nought but for rounding is nought."""
    if value is None:
        return None
    return 0.0 if abs(value) < EXACT else scale * value


def main_estimate(result: Document) -> Document | None:
    """The primary estimate; where a gate refused the headline, the primary estimator's answer in the panel."""
    primary = result["primary"]
    own = (one for one in result["panel"] if one["estimator"] == primary["estimator"] and "reason" not in one)
    return primary["estimate"] or next(own, None)
