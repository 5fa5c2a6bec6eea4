"""How heavy must a link be? Chosen so that false links stay under a stated limit, for every pair of agencies and within its subgroups.

Source: linkage note, section 11. A pair of agencies has one threshold, the lowest at which the pair as a whole and each of its subgroups stay under
the limit; no subgroup has a threshold of its own, so nobody is linked by another rule than others are.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from throughcare.linkage.link_sets import DEFAULT, STRICT, WIDE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

# False links per 1,000 among the pairs that a link set may make without the hidden number (CHeReL aims at 5 both ways).
LIMITS: "Mapping[str, float]" = {STRICT: 1.0, DEFAULT: 5.0, WIDE: 20.0}
HIGHEST, LOWEST, STEP = 12.0, -6.0, 0.5

# No link set goes lower than this, however few false links the number shows: below, one bad link in a thousand still spoils clusters.
LOWEST_OF: "Mapping[str, float]" = {STRICT: 5.0, DEFAULT: 0.0, WIDE: -3.0}

# So many false links more are counted than were seen, because a sample that shows none may still hold some (rule of three).
UNSEEN = 3

# Above this weight without the number, two records with different numbers are one person with a wrong number.
SURE = 20.0
FEWEST_SURE = 500

# A pair of agencies, or a subgroup of it, is looked at by itself where so many labelled pairs are linked.
FEWEST_OF_PAIR = 1_000


def fewest_for(limit: float) -> float:
    """Labelled pairs from which a limit can be judged: with fewer, UNSEEN alone would take up more than half of it."""
    return max(FEWEST_OF_PAIR, 2 * UNSEEN * 1000 / limit)


@dataclass(frozen=True)
class Labelled:
    """Labelled pairs: weight without the number, whether the number says "same", the pair of agencies, and subgroups (one array a kind)."""

    weight: "NDArray[np.float64]"
    agree: "NDArray[np.bool_]"
    agencies: "NDArray[np.str_]"
    groups: "list[NDArray[np.str_]]"

    @property
    def wrong_labels(self) -> float:
        """The share of pairs that differ in the number though everything else says that they are one person."""
        sure = self.weight >= SURE
        return float((~self.agree[sure]).mean()) if sure.sum() >= FEWEST_SURE else 0.0


def false_per_thousand(weight: "NDArray[np.float64]", agree: "NDArray[np.bool_]", wrong: float, at: float) -> float:
    """Links at this weight or above that the number contradicts, per 1,000, less those that wrong numbers explain."""
    linked = weight >= at
    if not linked.any():
        return 0.0
    seen = float((~agree[linked]).sum()) + UNSEEN
    return max(0.0, 1000 * (seen / float(linked.sum()) - wrong))


def lowest_under(parts: "list[tuple[NDArray[np.float64], NDArray[np.bool_]]]", wrong: float, limit: float) -> float:
    """The lowest weight from which every part stays under the limit."""
    steps = [LOWEST + STEP * step for step in range(int((HIGHEST - LOWEST) / STEP) + 1)]
    return next(
        (at for at in steps if all(false_per_thousand(weight, agree, wrong, at) <= limit for weight, agree in parts)), HIGHEST
    )


def at_least_apart(chosen: "Mapping[str, float]") -> dict[str, float]:
    """The thresholds kept above the lowest allowed, the wide one at least a bit below the default and the strict one not below it."""
    kept = {name: max(weight, LOWEST_OF[name]) for name, weight in chosen.items()}
    return kept | {WIDE: min(kept[WIDE], kept[DEFAULT] - 1), STRICT: max(kept[STRICT], kept[DEFAULT])}


def choose_thresholds(labelled: Labelled) -> dict[str, float]:
    """For each link set the lowest weight whose false links stay under its limit over all pairs of agencies."""
    wrong = labelled.wrong_labels
    return at_least_apart(
        {name: lowest_under([(labelled.weight, labelled.agree)], wrong, limit) for name, limit in LIMITS.items()}
    )


def parts_of(
    labelled: Labelled, inside: "NDArray[np.bool_]", fewest: float
) -> "list[tuple[NDArray[np.float64], NDArray[np.bool_]]]":
    """A pair of agencies as a whole, and each of its subgroups; only those with labelled links enough."""
    import numpy as np

    masks = [inside]
    for groups in labelled.groups:
        masks += [inside & (groups == group) for group in np.unique(groups[inside])]
    heavy = labelled.weight >= LOWEST_OF[STRICT]
    return [(labelled.weight[mask], labelled.agree[mask]) for mask in masks if (mask & heavy).sum() >= fewest]


def choose_by_pair(labelled: Labelled, overall: "Mapping[str, float]") -> dict[str, dict[str, float]]:
    """For each link set the thresholds of the pairs of agencies that have labels enough for their own; the others take the overall one."""
    import numpy as np

    chosen: dict[str, dict[str, float]] = {name: {} for name in LIMITS}
    for agencies in np.unique(labelled.agencies):
        inside = labelled.agencies == agencies
        own = dict(overall)
        for name, limit in LIMITS.items():
            parts = parts_of(labelled, inside, fewest_for(limit))
            if parts:
                own[name] = lowest_under(parts, labelled.wrong_labels, limit)
        for name, weight in at_least_apart(own).items():
            if weight != overall[name]:
                chosen[name][str(agencies)] = weight
    return chosen
