"""How much may still be out there, from the part of the queue that was drawn at random; stopping is left to people.

Exact hypergeometric bounds: k relevant among m random draws from the unseen bound the relevant among the rest.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Remaining:
    """Found so far, relevant records that may remain (with interval), and the recall that a stop now would mean."""

    found: int
    unseen: int
    drawn: int
    drawn_relevant: int
    remaining: float | None
    low: int | None
    high: int | None

    @property
    def recall(self) -> tuple[float, float] | None:
        """The interval of recall if screening stopped now; None without random draws or without anything found."""
        if self.low is None or self.high is None or self.found == 0:
            return None
        return self.found / (self.found + self.high), self.found / (self.found + self.low)


def bounds_of_relevant(population: int, drawn: int, relevant: int, level: float = 0.95) -> tuple[int, int]:
    """The numbers of relevant records in a population that `relevant` among `drawn` do not contradict at a level, two-sided."""
    import numpy as np
    from scipy import stats

    possible = np.arange(relevant, population - (drawn - relevant) + 1)
    tail = (1 - level) / 2
    at_least = stats.hypergeom.sf(relevant - 1, population, possible, drawn)
    at_most = stats.hypergeom.cdf(relevant, population, possible, drawn)
    kept = possible[(at_least > tail) & (at_most > tail)]
    return int(kept.min()), int(kept.max())


def estimate_remaining(found: int, unseen: int, drawn: int, drawn_relevant: int) -> Remaining:
    """What may remain among the unseen.

    `unseen` are records not yet decided; `drawn` and `drawn_relevant` are the random part of what was decided, taken from the records
    that were unseen when it was drawn.
    """
    if drawn == 0:
        return Remaining(found, unseen, 0, 0, None, None, None)
    low, high = bounds_of_relevant(unseen + drawn, drawn, drawn_relevant)
    return Remaining(
        found,
        unseen,
        drawn,
        drawn_relevant,
        drawn_relevant / drawn * unseen,
        max(0, low - drawn_relevant),
        max(0, high - drawn_relevant),
    )


def words_of(remaining: Remaining, inclusion: float | None = None) -> list[str]:
    """What `screen` prints: found, estimated remaining, what a stop now could cost; never the advice to stop."""
    lines = [f"found so far: {remaining.found}; not yet seen: {remaining.unseen}"]
    if remaining.unseen == 0:
        lines.append("nothing is left to see")
    elif remaining.low is None or remaining.high is None:
        lines.append("remaining: unknown; no record of the random share has been decided yet")
    else:
        lines.append(
            f"relevant among the unseen: about {remaining.remaining:.0f} (95% interval {remaining.low} to {remaining.high})"
        )
        if remaining.recall:
            low, high = remaining.recall
            lines.append(
                f"a stop now would keep between {low:.0%} and {high:.0%} of the relevant; up to {remaining.high} would be lost"
            )
        else:
            lines.append(f"nothing relevant is found yet; up to {remaining.high} would be lost by a stop now")
    if inclusion is not None and inclusion > 0.15:
        lines.append(f"{inclusion:.0%} are being included: ranking will save little here")
    return lines
