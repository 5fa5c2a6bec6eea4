"""What truly happened in each case: the elements of exploitation, and the people harmed (never who they are).

Source of the elements: the definitions room's list; their frequencies are assumptions, the share of exploitation a preset figure.
"""

from dataclasses import dataclass

import numpy as np

from throughcare.population.draws import Bools, Draws, Floats, Ints
from throughcare.population.frames import Block
from throughcare.population.offences import offence_book

ELEMENTS = [
    "U18",
    "SEXUAL_ACTIVITY",
    "POWER",
    "COERCE",
    "MANIPULATE",
    "DECEIVE",
    "EXCHANGE_VICTIM",
    "GAIN_FINANCIAL",
    "GAIN_STATUS",
    "FACILITATE",
    "TECHNOLOGY",
]
U18, SEXUAL, POWER, COERCE, MANIPULATE, DECEIVE, EXCHANGE, FINANCIAL, STATUS, FACILITATE, TECHNOLOGY = range(11)

# How often an element is there in a case of exploitation, and in another sexual case (assumption).
_IN_CSE = [1, 1, 1.0, 0.40, 0.70, 0.30, 0.80, 0.22, 0.15, 0.15, 0.5]
_ELSEWHERE = [1, 1, 0.30, 0.12, 0.15, 0.05, 0.04, 0.0, 0.01, 0.03, 0.3]

MODELS = [
    "inappropriate_relationship",
    "older_boyfriend",
    "peer",
    "gang_associated",
    "group_networked",
    "trafficking",
    "facilitator_for_gain",
    "online_to_contact",
]
ROLES = ["organiser", "facilitator", "customer", "participant"]


@dataclass(frozen=True)
class Truth:
    """Truth of cases: `elements` has one column an element, `exploited` says whether all limbs of the 2017 text were there.

    `harmed` is how many people were harmed, `youngest` the age of the youngest; `model` and `role` are tags.
    """

    sexual: Bools
    child: Bools
    exploited: Bools
    elements: Bools
    harmed: Ints
    youngest: Ints
    model: Ints
    role: Ints


def harmed_age(draws: Draws, person: Ints, slot: Ints, kind: Ints, which: Ints | int, exploited: Bools) -> Ints:
    """Age of one person harmed; older children where exploitation was involved."""
    book = offence_book()
    low, high = book.age_low[kind], book.age_high[kind]
    low = np.where(exploited & (high >= 13), np.maximum(low, 12), low)
    high = np.where(exploited, np.minimum(high, 17), high)
    return low + np.floor(draws.uniform("harmed age", person, slot * 8 + which) * (high - low + 1)).astype(np.int64)


def _limbs(found: Bools, exploited: Bools, sexual: Bools, fallback: Floats) -> Bools:
    """Make the limbs of the 2017 definition all there where there was exploitation, and not all there elsewhere."""
    means = found[:, COERCE] | found[:, MANIPULATE] | found[:, DECEIVE]
    found[:, MANIPULATE] |= exploited & ~means
    gain = found[:, EXCHANGE] | found[:, FINANCIAL] | found[:, STATUS]
    found[:, EXCHANGE] |= exploited & ~gain
    complete = found[:, POWER] & means & gain & sexual & ~exploited
    found[complete, POWER] = False
    return found & (sexual[:, None] | (fallback[:, None] < 0))


def make_truth(block: Block) -> Truth:
    """The truth of every case of a block."""
    draws, cases, book = block.draws, block.lives.cases, offence_book()
    person, slot, kind = cases.person, cases.slot, cases.kind
    sexual = book.share[kind] > 0
    exploited = sexual & draws.chance(
        "exploitation", person, np.minimum(book.cse[kind] * block.number("offending", "cse_share"), 0.97), slot
    )
    youngest = harmed_age(draws, person, slot, kind, 0, exploited)
    exploited &= youngest < 18
    share = np.where(exploited[:, None], np.array(_IN_CSE), np.array(_ELSEWHERE))
    found = np.stack([draws.chance(f"element {one}", person, share[:, one], slot) for one in range(len(ELEMENTS))], axis=1)
    found[:, U18], found[:, SEXUAL] = youngest < 18, sexual
    names = np.array(book.kinds)[kind]
    found[:, TECHNOLOGY] |= np.isin(names, ["images", "communication"]) & draws.chance("online kind", person, 0.9, slot)
    found[:, POWER] |= (names == "trust") & ~(found[:, COERCE] | found[:, MANIPULATE] | found[:, DECEIVE])
    found[:, FACILITATE] |= np.isin(names, ["arrange", "traffic", "statutory"])
    found = _limbs(found, exploited, sexual, np.zeros(len(person)))
    count = 1 + draws.pick("harmed", person, [0.82, 0.12, 0.04, 0.02], slot) * sexual
    model = draws.pick("model", person, [0.28, 0.24, 0.08, 0.06, 0.12, 0.05, 0.05, 0.12], slot)
    role = np.where(
        found[:, FACILITATE],
        draws.pick("role", person, [0.4, 0.4, 0.0, 0.2], slot),
        draws.pick("role", person, [0, 0, 0.4, 0.6], slot),
    )
    return Truth(sexual, found[:, U18] & sexual, exploited, found, count, youngest, model, role)
