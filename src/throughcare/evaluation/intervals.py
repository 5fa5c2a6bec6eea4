"""How far could chance alone have moved a rate, a difference, a ratio? Intervals that hold when events are few.

Miettinen and Nurminen 1985 (score, constrained estimate by bisection, N/(N - 1)) for the difference and the ratio; Newcombe 1998
(method 10) as its check; Wilson 1927 for one rate. None of them fails for any table with somebody in each group.
statsmodels 0.15.0's score interval for a difference is in error (its issue 10269), so it is not used here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist

from throughcare.errors import InputError

Interval = tuple[float, float]


@dataclass(frozen=True)
class Counts:
    """Events and people: treated (1) and compared (0)."""

    events_treated: int
    treated: int
    events_compared: int
    compared: int

    def check(self) -> None:
        """Refuse groups without people and events that are not between nobody and everybody."""
        for events, people in ((self.events_treated, self.treated), (self.events_compared, self.compared)):
            if people < 1 or not 0 <= events <= people:
                raise InputError(
                    f"{events} events among {people} people: each group needs people, and no more events than people"
                )


def normal_quantile(level: float) -> float:
    """The standard normal value that a two-sided interval of this level reaches to: 1.959964 for 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def rate_interval(events: int, people: int, *, level: float = 0.95) -> Interval:
    """Wilson's interval for one rate."""
    z = normal_quantile(level)
    rate, spread = events / people, z * z / people
    centre = (rate + spread / 2) / (1 + spread)
    half = z / (1 + spread) * math.sqrt(rate * (1 - rate) / people + spread / (4 * people))
    return (0.0 if events == 0 else centre - half, 1.0 if events == people else centre + half)


def difference_interval_by_limits(counts: Counts, *, level: float = 0.95) -> Interval:
    """Newcombe: the two groups' Wilson limits, squared and added."""
    counts.check()
    rate1, rate0 = counts.events_treated / counts.treated, counts.events_compared / counts.compared
    low1, high1 = rate_interval(counts.events_treated, counts.treated, level=level)
    low0, high0 = rate_interval(counts.events_compared, counts.compared, level=level)
    gap = rate1 - rate0
    return gap - math.hypot(rate1 - low1, high0 - rate0), gap + math.hypot(high1 - rate1, rate0 - low0)


def difference_interval(counts: Counts, *, level: float = 0.95) -> Interval:
    """Miettinen-Nurminen interval of the risk difference, treated minus compared."""
    counts.check()
    gap = counts.events_treated / counts.treated - counts.events_compared / counts.compared
    limit = normal_quantile(level) ** 2

    def distance(trial: float) -> float:
        return _difference_score(counts, gap, trial) - limit

    return _outwards(distance, gap, -1.0), _outwards(distance, gap, 1.0)


def ratio_interval(counts: Counts, *, level: float = 0.95) -> Interval:
    """Miettinen-Nurminen interval of the risk ratio, treated over compared; the upper limit may be infinite."""
    counts.check()
    limit = normal_quantile(level) ** 2
    rate1, rate0 = counts.events_treated / counts.treated, counts.events_compared / counts.compared

    def distance(trial: float) -> float:
        return _ratio_score(counts, trial) - limit

    # A ratio is sought on the scale t = r / (1 + r), where it always lies between 0 and 1.
    at = rate1 / (rate1 + rate0) if rate1 + rate0 > 0 else 0.5
    low = 0.0 if counts.events_treated == 0 else _outwards(lambda t: distance(t / (1 - t)), at, 0.0)
    high = 1.0 if counts.events_compared == 0 else _outwards(lambda t: distance(t / (1 - t)), at, 1.0)
    return low / (1 - low), (high / (1 - high) if high < 1.0 else math.inf)


def score_statistic(counts: Counts) -> float:
    """The squared score statistic of no difference: above 3.8415 exactly where the 95 % interval leaves out nought."""
    counts.check()
    gap = counts.events_treated / counts.treated - counts.events_compared / counts.compared
    return _difference_score(counts, gap, 0.0)


def _outwards(distance: Callable[[float], float], inside: float, edge: float) -> float:
    """Halve from the estimate towards the edge of what is possible until the limit stands still."""
    near, far = inside, edge
    # The statistic is undefined on the very edge, where a rate would have to be exactly 0 or 1.
    if distance(edge + (inside - edge) * 1e-12) < 0:
        return edge
    for _ in range(70):
        middle = (near + far) / 2
        near, far = (near, middle) if distance(middle) > 0 else (middle, far)
    return (near + far) / 2


def _difference_score(counts: Counts, gap: float, trial: float) -> float:
    rate0 = _constrained_rate(counts, trial)
    rate1 = rate0 + trial
    people = counts.treated + counts.compared
    variance = rate1 * (1 - rate1) / counts.treated + rate0 * (1 - rate0) / counts.compared
    variance *= people / (people - 1)
    distance = (gap - trial) ** 2
    if variance <= 0:
        return 0.0 if distance == 0 else math.inf
    return distance / variance


def _constrained_rate(counts: Counts, trial: float) -> float:
    """The compared group's most likely rate if the true difference were `trial`."""
    low, high = max(0.0, -trial), min(1.0, 1.0 - trial)
    hits1, misses1 = counts.events_treated, counts.treated - counts.events_treated
    hits0, misses0 = counts.events_compared, counts.compared - counts.events_compared
    for _ in range(60):
        rate = (low + high) / 2
        slope = _part(hits1, rate + trial) - _part(misses1, 1 - rate - trial) + _part(hits0, rate) - _part(misses0, 1 - rate)
        low, high = (rate, high) if slope > 0 else (low, rate)
    return (low + high) / 2


def _part(count: int, share: float) -> float:
    if count == 0:
        return 0.0
    return count / share if share > 0 else math.inf


def _ratio_score(counts: Counts, trial: float) -> float:
    hits, people = counts.events_treated + counts.events_compared, counts.treated + counts.compared
    bend = counts.treated * trial + counts.events_treated + counts.compared + counts.events_compared * trial
    # The root of people*trial*p^2 - bend*p + hits = 0, in the form that does not cancel when trial is near nought.
    root = math.sqrt(max(0.0, bend * bend - 4 * people * trial * hits))
    rate0 = 2 * hits / (bend + root)
    rate1 = rate0 * trial
    variance = rate1 * (1 - rate1) / counts.treated + trial**2 * rate0 * (1 - rate0) / counts.compared
    variance *= people / (people - 1)
    distance = (counts.events_treated / counts.treated - trial * counts.events_compared / counts.compared) ** 2
    if variance <= 0:
        return 0.0 if distance == 0 else math.inf
    return distance / variance
