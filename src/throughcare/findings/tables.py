"""Findings that SQL cannot say: estimates out of the evaluations' documents."""

import json
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, table

if TYPE_CHECKING:
    import pyarrow as pa

NAMES = ("ratio", "ratio_low", "ratio_high", "difference", "difference_low", "difference_high")


@table(key=("plan", "place"), side="analysis")
def effect_rows(run: Run, effects: Input) -> "pa.Table":
    """One row per plan and estimate: the primary one first, then the specification panel; differences per 100 people.

    A refused plan keeps one row without numbers. `smallest` is the smallest group of people with or without the outcome.
    """
    import pyarrow as pa

    del run
    rows: list[dict[str, Any]] = []
    for plan in effects.arrow().to_pylist():
        result = json.loads(plan["result"]) if plan["result"] else {}
        found = [("Primary", (result.get("primary") or {}).get("estimate"))]
        found += [(one.get("estimator", ""), one) for one in result.get("panel", ()) if one.get("ratio") is not None]
        for place, (name, estimate) in enumerate(found, start=1):
            label = f"{place} {name}" if place > 1 else f"1 Primary{': ' + estimate['estimator'] if estimate else ', refused'}"
            rows.append({"plan": plan["plan"], "place": place, "estimate": label, **numbers_of(estimate)})
    kinds = {
        "plan": pa.string(),
        "place": pa.int64(),
        "estimate": pa.string(),
        "treated": pa.int64(),
        "comparison": pa.int64(),
        "smallest": pa.int64(),
    }
    kinds |= dict.fromkeys(NAMES, pa.float64())
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})


def numbers_of(estimate: dict[str, Any] | None) -> dict[str, Any]:
    """The numbers of one estimate; all empty where there is none, and no share where the outcome is an amount."""
    if estimate is None or estimate["interval"] == "normal":
        return dict.fromkeys((*NAMES, "treated", "comparison", "smallest"))
    arms = ((estimate["people_treated"], estimate["mean_treated"]), (estimate["people_comparison"], estimate["mean_comparison"]))
    smallest = min(people * share for people, mean in arms for share in (mean, 1 - mean))
    gap = {
        f"difference{end}": None if estimate[key] is None else 100 * estimate[key]
        for end, key in (("", "difference"), ("_low", "low"), ("_high", "high"))
    }
    ratio = {name: estimate[name] for name in ("ratio", "ratio_low", "ratio_high")}
    return {**ratio, **gap, "treated": int(arms[0][0]), "comparison": int(arms[1][0]), "smallest": int(smallest + 1e-9)}
