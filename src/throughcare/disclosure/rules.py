"""One rule a kind of number: what may be said of a true count, a rate, a median, a curve, an estimate.

Every function here takes true numbers and gives a `Cell`; rates take published cells only. Source: disclosure notes, section 2.
"""

import math
from statistics import NormalDist

from throughcare.disclosure.policy import Policy
from throughcare.disclosure.published import Cell, Reason

NOT_POSSIBLE = Cell(None, "not_applicable", "not_possible")


def withhold(reason: Reason) -> Cell:
    """A cell that says why it holds no number."""
    return Cell(None, "withheld", reason)


def round_to(value: float, base: int) -> int:
    """The nearest multiple of an odd base; a whole number never lies half-way."""
    return base * math.floor(value / base + 0.5)


def protect_people(count: int | None, policy: Policy) -> Cell:
    """A count of people: withheld under the threshold, else rounded from the true count. None is a structural zero."""
    if count is None:
        return NOT_POSSIBLE
    if count < policy.threshold:
        return withhold("below_threshold")
    return Cell(round_to(count, policy.base), "published")


def protect_events(count: int | None, people: int | None, policy: Policy) -> Cell:
    """A count of events, orders or programmes: the threshold looks at the people behind it, never at the rows."""
    if count is None or people is None:
        return NOT_POSSIBLE
    if people < policy.threshold:
        return withhold("below_threshold")
    return Cell(round_to(count, policy.base), "published")


def bounds_of(cell: Cell, policy: Policy) -> tuple[int, int]:
    """The true counts that a published count allows."""
    value = int(cell.value or 0)
    return policy.threshold if value == policy.threshold else value - policy.half, value + policy.half


def wilson(count: float, total: float, confidence: float) -> tuple[float, float]:
    """Wilson's interval for a proportion."""
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share = count / total
    centre = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def protect_rate(part: Cell, whole: Cell, policy: Policy) -> Cell:
    """A percentage from two published counts, with Wilson's interval over every true pair that they allow.

    An interval from the true counts would give them back: measured on invented groups, in nearly every case.
    """
    if "not_applicable" in {part.status, whole.status}:
        return NOT_POSSIBLE
    if "withheld" in {part.status, whole.status}:
        return withhold("count_withheld")
    digits = 1 if int(whole.value or 0) >= 1000 else 0
    part_low, part_high = bounds_of(part, policy)
    whole_low, whole_high = bounds_of(whole, policy)
    low, _ = wilson(min(part_low, whole_high), whole_high, policy.confidence)
    _, high = wilson(min(part_high, whole_low), whole_low, policy.confidence)
    value = min(1.0, int(part.value or 0) / int(whole.value or 1))
    return Cell(round(100 * value, digits), "published", "", round(100 * low, digits), round(100 * high, digits))


def protect_quantile(days: float | None, people: int | None, sides: int, policy: Policy) -> Cell:
    """A median (two sides) or a quartile (four) of days, rounded; withheld where too few people stand on a side."""
    if people is None:
        return NOT_POSSIBLE
    if days is None or people < policy.people_each_side * sides:
        return withhold("too_few_for_median")
    return Cell(round_to(days, policy.base_days), "published")


def protect_steps(steps: list[tuple[float | None, int | None]], people: int | None, policy: Policy) -> list[Cell]:
    """A curve's percentages, in order: a step only where enough events lie since the last one shown.

    Each step is (share, events so far); None where the curve says nothing. A step is rounded to what five of the `people` at the
    start are in points, and never finer than one point, or a small group's curve would count its events one by one.
    """
    points = max(1, math.ceil(100 * policy.base / people)) if people else 100
    cells: list[Cell] = []
    last = 0
    for share, events in steps:
        if share is None or events is None:
            cells.append(NOT_POSSIBLE)
        elif (people or 0) < policy.threshold or events - last < policy.events_between_steps:
            cells.append(withhold("too_few_events"))
        else:
            last = events
            cells.append(Cell(points * math.floor(100 * share / points + 0.5), "published"))
    return cells


def round_figures(value: float, figures: int) -> float:
    """To so many significant figures."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    return round(value, figures - 1 - math.floor(math.log10(abs(value))))


def protect_estimate(
    value: float | None,
    low: float | None,
    high: float | None,
    *,
    smallest_level: int | None,
    residual_degrees: int | None,
    policy: Policy,
) -> Cell:
    """A model's estimate and interval: two figures, and only where every level has enough people with and without the outcome.

    Trap: a coefficient of a term with one person in it gives that person's value away, however many degrees of freedom are left.
    """
    if value is None or not math.isfinite(value):
        return Cell(None, "not_applicable", "not_estimated")
    enough = (smallest_level or 0) >= policy.people_per_level and (residual_degrees or 0) >= policy.residual_degrees
    if not enough:
        return withhold("too_few_for_estimate")
    figures = policy.significant_figures
    bounds = [None if x is None or not math.isfinite(x) else round_figures(x, figures) for x in (low, high)]
    return Cell(round_figures(value, figures), "published", "", bounds[0], bounds[1])
