"""Sexual sanctions from before the first case: the national record alone holds them, and the truth knows them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from throughcare.population.draws import Bools, Ints, day
from throughcare.population.frames import Block
from throughcare.population.people import CAUTIONED
from throughcare.population.text import word

EARLIER_CODES: list[str | None] = ["SX56026", "SX56029", "SX03025", "SX03017"]
MOST = 3
LAST_SLOT = 9  # episodes of earlier sanctions count down from here, cases of the life course up from 0
NEW_LAW = day("2004-05-01")


@dataclass(frozen=True)
class Earlier:
    """The earlier sanctions of one number (1 the first), one entry a person; `code` is a place in EARLIER_CODES."""

    number: int
    row: Ints
    person: Ints
    offence: Ints
    proven: Ints
    code: Ints

    @property
    def slot(self) -> Ints:
        """The number of the case within the life, for the true episode."""
        return np.full(len(self.row), LAST_SLOT + 1 - self.number, dtype=np.int64)

    @property
    def codes(self) -> pa.Array:
        """The offence of each, as its code."""
        return word(self.code, EARLIER_CODES)


def has_earlier(block: Block) -> Bools:
    """People with earlier sexual sanctions on the national record."""
    people = block.lives.people
    found: Bools = (people.prior > 0) & (people.kind <= CAUTIONED)
    return found


def find_earlier(block: Block) -> Iterator[Earlier]:
    """All earlier sanctions, the first ones first; a life too short before the first case has none."""
    lives, draws, people = block.lives, block.draws, block.lives.people
    for number in range(1, MOST + 1):
        use = np.flatnonzero((people.prior >= number) & has_earlier(block))
        adult = people.dob[use] + int(16.5 * 365.25)
        span = lives.first.offence_from[use] - 200 - adult
        use, adult, span = use[span > 400], adult[span > 400], span[span > 400]
        who = people.number[use]
        offence = adult + (span * (0.1 + 0.28 * (number - 1) + 0.25 * draws.uniform("prior when", who, number))).astype(np.int64)
        code = np.where(
            offence < NEW_LAW, draws.pick("prior old", who, [1, 1], number), 2 + draws.pick("prior new", who, [1, 1], number)
        )
        proven = offence + 120 + draws.whole("prior proof", who, 80, number)
        yield Earlier(number, use, who, offence, proven, code)
