"""What the literature found, to stand beside our own estimate: extracted effects, pooled where they may be.

Rows are those of `evidence/effects.csv`. Effects of one measure are pooled on its log scale; risk differences are listed only.
One effect a study: the first row of each record is taken and the others listed, because several of one study are not independent.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from throughcare.errors import InputError, UsageError
from throughcare.evaluation.estimate import Estimate
from throughcare.evaluation.synthesis import Pooled, pool_effects
from throughcare.evaluation.two_by_two import Measure, Tables, effects_from

COUNTS = ("n_treated", "e_treated", "n_control", "e_control")
PRINTED = ("measure", "estimate", "se")
RATIOS = ("OR", "RR", "HR")
Z = 1.959964


@dataclass(frozen=True)
class ForestRow:
    """One line of a forest plot: ratio with interval, its weight in the pooled value, and what it is."""

    label: str
    kind: str
    ratio: float | None
    low: float | None
    high: float | None
    weight: float | None
    authors_in_programme: str = ""


def read_effects(path: Path) -> list[dict[str, str]]:
    """The rows of an effects file; InputError where it has neither the columns of counts nor those of an estimate, UsageError where it is not there."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            names = set(reader.fieldnames or ())
            rows = list(reader)
    except FileNotFoundError as error:
        raise UsageError(f"{path}: no such file; expected a study's evidence/effects.csv") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name}: cannot be read as CSV in UTF-8; expected evidence/effects.csv") from error
    if not names & {"record", "id"} or not any(names.issuperset(group) for group in (COUNTS, PRINTED)):
        raise InputError(
            f"{path.name}: no effects file; expected the columns record and {', '.join(COUNTS)}, or {', '.join(PRINTED)}"
        )
    return rows


def set_beside(rows: Iterable[Mapping[str, str]], own: Estimate | None, *, measure: Measure = "RR") -> dict[str, Any]:
    """Studies, their pooled value with its prediction interval, and our own estimate, as rows of one forest plot."""
    usable, listed = _sort_out(list(rows), measure)
    pooled: Pooled | None = None
    forest: list[ForestRow] = []
    if usable:
        effects, variances = np.array([one[1] for one in usable]), np.array([one[2] for one in usable])
        pooled = pool_effects(effects, variances)
        shares = 1 / (variances + pooled.tau2)
        for (row, effect, variance), share in zip(usable, shares / shares.sum(), strict=True):
            reach = Z * math.sqrt(variance)
            forest.append(
                ForestRow(
                    row.get("record", row.get("id", "")), "study", math.exp(effect), math.exp(effect - reach), math.exp(effect + reach),
                    float(share), row.get("authors_in_programme", ""),
                )
            )  # fmt: skip
        forest.append(
            ForestRow(
                f"pooled, {pooled.studies} studies ({pooled.adjusted})",
                "pooled",
                math.exp(pooled.estimate),
                math.exp(pooled.low),
                math.exp(pooled.high),
                None,
            )
        )
        if pooled.prediction_low is not None and pooled.prediction_high is not None:
            forest.append(
                ForestRow(
                    "where a new study would lie",
                    "prediction",
                    None,
                    math.exp(pooled.prediction_low),
                    math.exp(pooled.prediction_high),
                    None,
                )
            )
    if own is not None and own.ratio and not own.is_amount:
        forest.append(ForestRow("this evaluation (records, not pooled)", "own", own.ratio, own.ratio_low, own.ratio_high, None))
    return {
        "measure": measure,
        "pooled": asdict(pooled) if pooled else None,
        "forest": [asdict(one) for one in forest],
        "listed": listed,
        "note": "Fewer than five studies: the pooled value is unstable." if pooled and pooled.unstable else "",
    }


def _sort_out(
    rows: list[Mapping[str, str]], measure: Measure
) -> tuple[list[tuple[Mapping[str, str], float, float]], list[dict[str, str]]]:
    """Rows that can be pooled, with effect and variance; and the others, with why not."""
    usable: list[tuple[Mapping[str, str], float, float]] = []
    listed: list[dict[str, str]] = []
    seen: set[str] = set()
    for row in rows:
        name = row.get("record") or row.get("id", "")
        found = _effect_of(row, measure)
        if isinstance(found, str):
            listed.append({"record": name, "why": found})
        elif name in seen:
            listed.append({"record": name, "why": "another effect of a study already pooled"})
        else:
            seen.add(name)
            usable.append((row, *found))
    return usable, listed


def _effect_of(row: Mapping[str, str], measure: Measure) -> tuple[float, float] | str:
    if all((row.get(name) or "").strip() for name in COUNTS):
        counts = [_number(row[name]) for name in COUNTS]
        if any(number is None for number in counts):
            return "a count is no number"
        n1, e1, n0, e0 = (np.array([float(number or 0)]) for number in counts)
        if not (0 <= e1[0] <= n1[0] < math.inf and 0 <= e0[0] <= n0[0] < math.inf and n1[0] and n0[0]):
            return "counts that cannot be: fewer than nought, nobody, or more events than people"
        effect, variance = effects_from(Tables(e1, n1, e0, n0), measure)
        return (float(effect[0]), float(variance[0])) if np.isfinite(effect[0]) else "no event in either group"
    estimate, se = _number(row.get("estimate", "")), _number(row.get("se", ""))
    if (row.get("measure") or "").upper() != measure:
        return f"measured as {row.get('measure') or 'not said'}, not as {measure}"
    if estimate is None or se is None or estimate <= 0 or se <= 0:
        return "no estimate with a standard error"
    # The file holds ratios as printed and standard errors of their logarithm.
    return math.log(estimate), se**2


def _number(text: str | None) -> float | None:
    try:
        return float(str(text).replace(",", ""))
    except ValueError:
        return None
