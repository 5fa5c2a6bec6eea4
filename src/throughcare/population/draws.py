"""Random numbers that belong to a person and a purpose, so that one change in a preset moves nothing else.

Each draw is a hash of seed, purpose, person and slot (SplitMix64 finaliser, Steele, Lea and Flood 2014), not the next number of a stream.
"""

from hashlib import blake2b
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]

NONE = -(2**31)  # a day or number that is not there

_PERSON, _SLOT = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD1B54A32D192ED03)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


class Draws:
    """Draws for people by purpose; `slot` tells several draws of one person and purpose apart."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._keys: dict[str, np.uint64] = {}

    def _key(self, purpose: str) -> np.uint64:
        if purpose not in self._keys:
            digest = blake2b(f"{self.seed}|{purpose}".encode(), digest_size=8).digest()
            self._keys[purpose] = np.uint64(int.from_bytes(digest, "little"))
        return self._keys[purpose]

    def bits(self, purpose: str, person: Ints, slot: Ints | int = 0) -> NDArray[np.uint64]:
        """64 random bits each."""
        mixed = person.astype(np.uint64)
        mixed *= _PERSON
        mixed += np.asarray(slot, dtype=np.int64).astype(np.uint64) * _SLOT if isinstance(slot, np.ndarray) else self._shift(slot)
        mixed ^= self._key(purpose)
        for factor, shift in ((_FIRST, 30), (_SECOND, 27), (_FIRST, 31)):
            mixed ^= mixed >> np.uint64(shift)
            mixed *= factor
        mixed ^= mixed >> np.uint64(32)
        return mixed

    @staticmethod
    def _shift(slot: int) -> np.uint64:
        return np.uint64((slot * int(_SLOT)) % 2**64)

    def uniform(self, purpose: str, person: Ints, slot: Ints | int = 0) -> Floats:
        """Uniform in (0, 1), never 0 or 1."""
        return ((self.bits(purpose, person, slot) >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52

    def normal(self, purpose: str, person: Ints, slot: Ints | int = 0) -> Floats:
        """Standard normal."""
        found: Floats = ndtri(self.uniform(purpose, person, slot))
        return found

    def exponential(self, purpose: str, person: Ints, slot: Ints | int = 0) -> Floats:
        """Exponential with mean 1."""
        return -np.log(self.uniform(purpose, person, slot))

    def chance(self, purpose: str, person: Ints, probability: Floats | float, slot: Ints | int = 0) -> Bools:
        """True with the probability given."""
        found: Bools = self.uniform(purpose, person, slot) < probability
        return found

    def days(self, purpose: str, person: Ints, median: Floats | float, spread: float, slot: Ints | int = 0) -> Ints:
        """Whole days from a lognormal with this median; `spread` is the standard deviation of the logarithm."""
        return np.rint(median * np.exp(spread * self.normal(purpose, person, slot))).astype(np.int64)

    def whole(self, purpose: str, person: Ints, below: Any, slot: Ints | int = 0) -> Ints:
        """Whole numbers 0 to below - 1, all equally likely."""
        found: Ints = np.floor(self.uniform(purpose, person, slot) * below).astype(np.int64)
        return found

    def pick(self, purpose: str, person: Ints, weights: Any, slot: Ints | int = 0) -> Ints:
        """Positions in a list of weights."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        found = np.searchsorted(steps, self.uniform(purpose, person, slot) * steps[-1], side="right")
        places: Ints = np.minimum(found, len(steps) - 1).astype(np.int64)
        return places


def day(text: str) -> int:
    """A date as days since 1970."""
    return int(np.datetime64(text, "D").astype(np.int64))


def year_of(days: Ints) -> Ints:
    """The calendar year of days since 1970."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def known(days: Ints) -> Bools:
    """Whether a day or number is there."""
    found: Bools = days != NONE
    return found


def later(days: Ints, by: Ints | int) -> Ints:
    """Days moved on; what is not there stays away."""
    return np.where(days == NONE, NONE, days + by)


def up_to(days: Ints, last: Ints | int) -> Ints:
    """Days that are not after the last one; others become NONE."""
    return np.where(days <= last, days, NONE)
