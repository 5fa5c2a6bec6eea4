"""A rate through linkage, put right by records whose number says who is who, with an interval from resampling persons.

Source: linkage note, section 13. Corrected rate = rate through links x (rate with the number as person / rate through links made without it), the
last two over the same records. Each number corrects by itself; numbers are never pooled into one person, because a record with one number only
and a record with the other only would fall apart.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.linkage.intervals import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from throughcare.linkage.follow import Followed

RESAMPLES = 1_000

# A group's ratio is steadied by so many hits of everybody, because a group of a hundred people has few hits that could be missed.
STEADIED_BY = 20.0

# Columns of a unit's counts: hits and persons through links, with the number as person, through links made without the number.
LINKED_HITS, LINKED, NUMBER_HITS, NUMBER, WITHOUT_HITS, WITHOUT = range(6)

# Below so many hits a group's interval is Wilson's: none of them, resampled, is always none.
FEW_HITS = 10

DELTAS = (1.0, 1.5, 2.0, 3.0)


@dataclass(frozen=True)
class Counted:
    """Alike units (persons who may be one): their counts, the group they belong to, and how many such units there are."""

    counts: "NDArray[np.float64]"
    group: "NDArray[np.int64]"
    times: "NDArray[np.int64]"


@dataclass(frozen=True)
class Corrected:
    """A corrected rate with its 95 % interval, empty where there is nothing to correct by; and the persons it is about."""

    value: float | None
    low: float | None = None
    high: float | None = None
    people: int = 0


def count_units(
    unit_of: "NDArray[np.int64]",
    group_of: "NDArray[np.int64]",
    prison: "NDArray[np.int64]",
    followed: "Sequence[Followed]",
) -> Counted:
    """Counts by unit; `unit_of` a node, `group_of` a prison record. The three `followed` are: linked, by the number, linked without it."""
    import numpy as np

    units = unit_of[prison]
    names, place = np.unique(units, return_inverse=True)
    counts = np.zeros((len(names), 6))
    for column, one in enumerate(followed):
        np.add.at(counts[:, 2 * column], place[one.place], one.hit)
        np.add.at(counts[:, 2 * column + 1], place[one.place], 1.0)
    group = np.zeros(len(names), dtype=np.int64)
    group[place[::-1]] = group_of[::-1]
    rows, times = np.unique(np.column_stack([counts, group]), axis=0, return_counts=True)
    return Counted(rows[:, :6].astype(np.float64), rows[:, 6].astype(np.int64), times)


def missed_share(sums: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """The share of hits that links made without the number miss, net of those that they invent; nothing where there are no hits."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        without = sums[..., WITHOUT_HITS] / sums[..., WITHOUT]
        number = sums[..., NUMBER_HITS] / sums[..., NUMBER]
        missed: NDArray[np.float64] = np.where((number > 0) & (sums[..., WITHOUT] > 0), 1 - without / number, 0.0)
    return missed


def share_found(everybody: "NDArray[np.float64]", own: "NDArray[np.float64]", delta: float) -> "NDArray[np.float64]":
    """The share of a group's hits that links found, the group's own share steadied by everybody's."""
    import numpy as np

    weight = own[..., NUMBER_HITS] / (own[..., NUMBER_HITS] + STEADIED_BY)
    missed = weight * missed_share(own) + (1 - weight) * missed_share(everybody)
    found: NDArray[np.float64] = np.maximum(1 - delta * missed, 0.05)
    return found


def put_right(everybody: "NDArray[np.float64]", own: "NDArray[np.float64]", delta: float) -> "NDArray[np.float64]":
    """Corrected rates of a group: its linked rate over the share of hits that links found; empty where nobody is in it."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        rate: NDArray[np.float64] = own[..., LINKED_HITS] / own[..., LINKED]
    return rate / share_found(everybody, own, delta)


def correct(counted: Counted, group: int | None, seed: int, delta: float = 1.0) -> Corrected:
    """The corrected rate of a group, or of everybody: resampled by persons.

    With few hits resampling says too little, so the interval is then Wilson's, divided by the resampled share that is not missed.
    """
    import numpy as np

    inside = counted.group == group if group is not None else np.ones(len(counted.group), dtype=bool)
    total = (counted.counts * counted.times[:, None]).sum(axis=0)
    own = (counted.counts[inside] * counted.times[inside, None]).sum(axis=0)
    if not own[LINKED] or not total[NUMBER_HITS]:
        return Corrected(None, people=int(own[LINKED]))
    units = counted.times.sum()
    drawn = np.random.default_rng(seed).multinomial(units, counted.times / units, RESAMPLES)
    everybody, mine = drawn @ counted.counts, drawn[:, inside] @ counted.counts[inside]
    low, high = np.nanquantile(put_right(everybody, mine, delta), (0.025, 0.975))
    if own[LINKED_HITS] < FEW_HITS:
        _, narrow, wide = wilson(own[LINKED_HITS], own[LINKED])
        found = np.nanquantile(share_found(everybody, mine, delta), (0.025, 0.975))
        low, high = (narrow or 0.0) / found[1], (wide or 1.0) / found[0]
    return Corrected(float(put_right(total, own, delta)), float(low), float(min(high, 1.0)), int(own[LINKED]))
