"""Weights as probabilities: isotonic regression of "same" on weight over labelled pairs, by pair of agencies where there are enough.

Source: linkage note, section 12. Splink's own probability is shown nowhere: where the model was checked, it was wrong by a factor.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

Knots = list[list[float]]

# A number is of use as a label from so many pairs that share it, and a pair of agencies has a calibration of its own.
FEWEST_PAIRS = 500
BIN = 0.5
LOWEST, HIGHEST = 0.0005, 0.9995
ALL = "all"


def calibration_knots(weight: "NDArray[np.float64]", agree: "NDArray[np.bool_]", wrong: float) -> Knots:
    """[weight, probability], rising: both ends of every block of the isotonic regression over half-bit bins.

    Between blocks the probability rises in a straight line; within a block it is the block's own, steadied by half a pair of each kind.
    """
    import numpy as np

    bins = np.floor(weight / BIN).astype(np.int64)
    blocks: list[list[float]] = []
    for place in np.unique(bins):
        inside = bins == place
        blocks.append([float(weight[inside].min()), float(weight[inside].max()), float(agree[inside].sum()), float(inside.sum())])
        while len(blocks) > 1 and blocks[-2][2] * blocks[-1][3] >= blocks[-1][2] * blocks[-2][3]:
            later = blocks.pop()
            blocks[-1] = [blocks[-1][0], later[1], blocks[-1][2] + later[2], blocks[-1][3] + later[3]]
    knots: Knots = []
    highest = 0.0
    for first, last, same, count in blocks:
        highest = max(highest, min(max((same + 0.5) / (count + 1) / (1 - wrong), LOWEST), HIGHEST))
        knots += [[round(at, 4), round(highest, 6)] for at in ((first, last) if last > first else (first,))]
    return knots


def calibration_of(
    weight: "NDArray[np.float64]", agree: "NDArray[np.bool_]", agencies: "NDArray[np.str_]", wrong: float
) -> dict[str, Knots]:
    """The calibration over all pairs, and that of each pair of agencies with enough of them."""
    import numpy as np

    found = {ALL: calibration_knots(weight, agree, wrong)}
    for pair in np.unique(agencies):
        inside = agencies == pair
        if agree[inside].sum() >= FEWEST_PAIRS:
            found[str(pair)] = calibration_knots(weight[inside], agree[inside], wrong)
    return found


def probability_of(weights: "NDArray[np.float64]", knots: "Sequence[Sequence[float]]") -> "NDArray[np.float64]":
    """Weights as probabilities, by the calibration where there is one, kept within the bounds of what can be known."""
    import numpy as np

    if len(knots) > 1:
        at, value = zip(*knots, strict=True)
        probability = np.interp(weights, at, value)
    else:
        probability = 1 / (1 + np.exp2(-np.clip(weights, -60, 60)))
    bounded: NDArray[np.float64] = np.clip(probability, LOWEST, HIGHEST)
    return bounded


def probability_by_pair(
    weights: "NDArray[np.float64]", pair: "NDArray[np.int64]", pairs: "Sequence[str]", calibration: "Mapping[str, Knots]"
) -> "NDArray[np.float64]":
    """Weights as probabilities, each by its own pair of agencies; by all pairs where that pair has no calibration."""
    overall = calibration.get(ALL, [])
    probability = probability_of(weights, overall)
    for place, name in enumerate(pairs):
        if name in calibration:
            inside = pair == place
            probability[inside] = probability_of(weights[inside], calibration[name])
    return probability
