"""How many reached the next step by a day, when other things may come first: Aalen-Johansen, exact for ties.

Source: outcomes note, section 12; held against R (survival, cmprsk) on the golden files.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Z95 = 1.959963984540054


@dataclass(frozen=True)
class Incidence:
    """The curves of every cause at the days on which anything happened.

    `incidence` and `events` have one row per cause 1..k and one column per day; `at_risk` counts people just before each day.
    """

    days: "NDArray[np.int64]"
    at_risk: "NDArray[np.int64]"
    incidence: "NDArray[np.float64]"
    survival: "NDArray[np.float64]"
    events: "NDArray[np.int64]"

    def at(self, grid: "NDArray[np.int64]") -> "NDArray[np.float64]":
        """Incidence of every cause on other days: the last step not after each, 0 before the first."""
        import numpy as np

        place = np.searchsorted(self.days, grid, side="right") - 1
        padded = np.concatenate([np.zeros((len(self.incidence), 1)), self.incidence], axis=1)
        found: NDArray[np.float64] = padded[:, place + 1]
        return found

    def at_risk_on(self, grid: "NDArray[np.int64]", days: "NDArray[np.int64]") -> "NDArray[np.int64]":
        """People whose wait lasted to each day of the grid or longer, of the waits given."""
        import numpy as np

        waiting: NDArray[np.int64] = len(days) - np.searchsorted(np.sort(days), grid, side="left")
        return waiting

    def variance(self, cause: int) -> "NDArray[np.float64]":
        """Aalen's variance of the incidence of one cause (1..k) at each day, as R's cuminc (Gray 1988) gives it."""
        import numpy as np

        f, n, s = self.incidence[cause - 1], self.at_risk.astype(float), self.survival
        before = np.concatenate([[1.0], s[:-1]])[: len(s)]
        own = self.events[cause - 1].astype(float)
        other = self.events.sum(axis=0) - own
        inverse = np.divide(1.0, s, out=np.zeros_like(s), where=s > 0)

        def share(events: "NDArray[np.float64]") -> "NDArray[np.float64]":
            ties = np.where(events > 1, 1.0 - (events - 1.0) / np.maximum(n - 1.0, 1.0), 1.0)
            shared: NDArray[np.float64] = before**2 * ties * events / n**2
            return shared

        of_other, of_own = share(other) * (s > 0), share(own)
        by_other, by_own = f * inverse, 1.0 + f * inverse
        v1 = np.cumsum(by_other**2 * of_other + by_own**2 * of_own)
        v2 = np.cumsum(inverse * (by_other * of_other + by_own * of_own))
        v3 = np.cumsum(inverse**2 * (of_other + of_own))
        variance: NDArray[np.float64] = np.maximum(v1 + f**2 * v3 - 2.0 * f * v2, 0.0)
        return variance


def make_incidence(days: "NDArray[np.int64]", causes: "NDArray[np.int64]", kinds: int) -> Incidence:
    """Aalen-Johansen curves from one time and one cause a person; cause 0 is censored, 1..kinds are what may happen.

    People censored on a day count as at risk on that day. Days without any event are not in the result.
    """
    import numpy as np

    days = np.asarray(days, dtype=np.int64)
    causes = np.asarray(causes, dtype=np.int64)
    found, place = np.unique(days, return_inverse=True)
    counts = np.zeros((kinds + 1, len(found)), dtype=np.int64)
    np.add.at(counts, (causes, place), 1)
    leaving = counts.sum(axis=0)
    at_risk = len(days) - np.concatenate([[0], np.cumsum(leaving)[:-1]]) if len(found) else np.zeros(0, dtype=np.int64)
    happened = counts[1:].sum(axis=0) > 0
    events, at_risk, found = counts[1:, happened], at_risk[happened], found[happened]
    survival = np.cumprod(1.0 - events.sum(axis=0) / at_risk)
    before = np.concatenate([[1.0], survival[:-1]]) if len(found) else np.zeros(0)
    return Incidence(found, at_risk, np.cumsum(before * events / at_risk, axis=1), survival, events)


def interval(value: float, variance: float, known: int = 0, reach: float = Z95) -> tuple[float, float]:
    """A 95 % interval on the log(-log) scale, which stays within 0 and 1.

    Where nobody or everybody arrived there is nothing to spread: Wilson's limit for none of `known`, those whose fate is known; the value itself without.
    `reach`: standard errors on either side.
    """
    import math

    if not 0.0 < value < 1.0 or variance <= 0.0:
        gap = Z95**2 / (known + Z95**2) if known else 0.0
        return (value, min(value + gap, 1.0)) if value < 1.0 else (value - gap, value)
    # Near 1 the scale runs off; e to the 50th already means all or nothing.
    spread = max(-50.0, reach * math.sqrt(variance) / (value * math.log(value)))
    low, high = value ** math.exp(-spread), value ** math.exp(spread)
    return min(low, high), max(low, high)
