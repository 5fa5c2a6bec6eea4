"""What could have been detected? Said before any outcome is read.

power = Phi((|p1 - p0| - z s0) / s1), s0 from the pooled rate, s1 from the two rates, two-sided 5 % unless told.
Where fewer than five treated events are expected the normal form misleads; `exact_power` counts every table instead.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from throughcare.errors import UsageError

if TYPE_CHECKING:
    from throughcare.evaluation.arrays import Integers

NORMAL = NormalDist()
FEW_EVENTS = 5


@dataclass(frozen=True)
class Detectable:
    """What a study of this size can see; an empty ratio means that not even no event at all would do."""

    treated: int
    compared: float
    rate_compared: float
    power: float
    smallest_ratio: float | None
    smallest_increase: float | None
    treated_needed: dict[str, int | None]
    expected_treated_events: float
    exact_power_at_smallest: float | None

    def as_dict(self) -> dict[str, object]:
        """Plain data for a report."""
        return asdict(self)


def power_of(rate_treated: float, rate_compared: float, treated: float, compared: float, *, level: float = 0.05) -> float:
    """Chance that a true difference between these rates is found significant."""
    people = treated + compared
    pooled = (treated * rate_treated + compared * rate_compared) / people
    under_null = math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / compared))
    as_it_is = math.sqrt(rate_treated * (1 - rate_treated) / treated + rate_compared * (1 - rate_compared) / compared)
    beyond = abs(rate_treated - rate_compared) - NORMAL.inv_cdf(1 - level / 2) * under_null
    if as_it_is <= 0:
        return 1.0 if beyond > 0 else 0.0
    return NORMAL.cdf(beyond / as_it_is)


def smallest_detectable_ratio(rate_compared: float, treated: float, compared: float, *, power: float = 0.8) -> float | None:
    """The risk ratio nearest to 1, on the side of benefit, that would be found with this power; None where none would."""
    return _solve(rate_compared, treated, compared, power, edge=0.0)


def smallest_detectable_increase(rate_compared: float, treated: float, compared: float, *, power: float = 0.8) -> float | None:
    """The risk ratio nearest to 1, on the side of harm, that would be found with this power."""
    return _solve(rate_compared, treated, compared, power, edge=1.0)


def treated_needed(rate_compared: float, ratio: float, *, per_treated: float = 10, power: float = 0.8) -> int | None:
    """Treated people needed to find this ratio with `per_treated` people compared for each; None for a ratio of 1."""
    rate_treated = rate_compared * ratio
    if ratio == 1 or not 0 < rate_compared < 1 or not 0 <= rate_treated <= 1:
        return None

    def enough(people: int) -> bool:
        return power_of(rate_treated, rate_compared, people, people * per_treated) >= power

    high = 2
    while not enough(high):
        high *= 2
        if high > 2**40:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def exact_power(rate_treated: float, rate_compared: float, treated: int, compared: int, *, level: float = 0.05) -> float:
    """Power of the score test (the test of the Miettinen-Nurminen interval) summed over every table that can occur."""
    import numpy as np
    from scipy.stats import binom

    limit = NORMAL.inv_cdf(1 - level / 2) ** 2
    ours = _likely_counts(rate_treated, treated)[:, None]
    theirs = _likely_counts(rate_compared, compared)[None, :]
    people = treated + compared
    pooled = (ours + theirs) / people
    variance = pooled * (1 - pooled) * (1 / treated + 1 / compared) * people / (people - 1)
    gap = ours / treated - theirs / compared
    found = gap**2 > limit * variance
    chance = binom.pmf(ours, treated, rate_treated) * binom.pmf(theirs, compared, rate_compared)
    return float(np.sum(chance[found]))


def what_is_detectable(
    treated: int, compared: float, rate_compared: float, *, power: float = 0.8, ratios: tuple[float, ...] = (0.5, 0.74, 0.9)
) -> Detectable:
    """Everything the first page of an evaluation says about its own size; with matching, `compared` is the effective size."""
    if treated < 1 or compared < 1 or not 0 < rate_compared < 1:
        raise UsageError("power needs at least one person in each group and a rate between 0 and 1 (0.08 for 8 %)")
    down = smallest_detectable_ratio(rate_compared, treated, compared, power=power)
    up = smallest_detectable_increase(rate_compared, treated, compared, power=power)
    expected = treated * rate_compared
    exact = None
    if expected < FEW_EVENTS:
        exact = exact_power(rate_compared * (down or 0.0), rate_compared, treated, max(1, round(compared)))
    needed = {f"{ratio:g}": treated_needed(rate_compared, ratio, per_treated=compared / treated, power=power) for ratio in ratios}
    return Detectable(treated, compared, rate_compared, power, down, up, needed, expected, exact)


def _solve(rate_compared: float, treated: float, compared: float, power: float, *, edge: float) -> float | None:
    if power_of(edge, rate_compared, treated, compared) < power:
        return None
    near, far = rate_compared, edge
    for _ in range(100):
        middle = (near + far) / 2
        near, far = (near, middle) if power_of(middle, rate_compared, treated, compared) >= power else (middle, far)
    return (near + far) / 2 / rate_compared


def _likely_counts(rate: float, people: int) -> Integers:
    """The counts that hold all but a millionth of a millionth of the chance."""
    import numpy as np
    from scipy.stats import binom

    return np.arange(int(binom.ppf(1e-13, people, rate)), int(binom.isf(1e-13, people, rate)) + 1)
