"""An evaluation's document as rows of one long table, part after part, in the order of the report.

A row has a part and a label, people of either group, a value with its interval (differences in percentage points; an amount in its own unit), a ratio with its
own, the means, and `smallest_level`: the fewest people with, or without, the outcome in either group, on whom the number rests (`residual_degrees` is the same).
Each finding is a selection of these rows and columns. Nothing here is protected.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from throughcare.evaluation.words import REFUSED
from throughcare.findings.before import balance, detectable, flow, missing, overlap, weights
from throughcare.findings.estimates import (
    EXACT,
    Document,
    Row,
    is_amount,
    main_estimate,
    no_answer,
    of_estimate,
    smallest_of,
    times,
)

if TYPE_CHECKING:
    import pyarrow as pa

NUMBERS = (
    "value", "value_low", "value_high", "ratio", "ratio_low", "ratio_high", "mean_started", "mean_compared", "adjusted_p",
    "variance_before", "variance_after", "distance_before", "distance_after",
)  # fmt: skip
COUNTS = ("people", "started", "compared", "smallest_level", "residual_degrees", "events")
# Linked and false shares by group that the printed grid shows of the whole one; the false ones together and one-sided.
GRID_LINKED, GRID_FALSE = (
    (0.90, 0.92, 0.94, 0.96, 0.98, 1.0),
    ((0.0, 0.0), (0.005, 0.005), (0.01, 0.01), (0.01, 0.0), (0.0, 0.01)),
)


def rows_of(plan: str, status: str, result: Document | None, refused: str | None = None) -> list[Row]:
    """Every row of one plan; a refused one has a single row without numbers, with the reason as protected text may have it."""
    name = plan if status == "locked" else f"{plan} (exploratory)"
    if result is None:
        return [make_row(name, 1, "result", f"1 {REFUSED}{refused}")]
    found: list[tuple[str, Row]] = []
    for part, make in PARTS:
        rows = list(make(result))
        # Whom the attacker takes everybody else away from.
        rows += [everybody(result)] if rows and part in WITH_EVERYBODY else []
        found += [(part, row) for row in rows]
    return [make_row(name, place, part, **row) for place, (part, row) in enumerate(found, start=1)]


def make_table(rows: Sequence[Row]) -> "pa.Table":
    """The rows with a kind for every column, also where nothing stands in it."""
    import pyarrow as pa

    kinds = {"plan": pa.string(), "place": pa.int64(), "part": pa.string(), "label": pa.string()}
    kinds |= dict.fromkeys(COUNTS, pa.int64()) | dict.fromkeys(NUMBERS, pa.float64())
    return pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in kinds.items()})


def everybody(result: Document) -> Row:
    """All who take part."""
    arms = next(one for one in result["flow"] if one["step"] == "eligible")
    return {"label": "All", "started": arms["treated"], "compared": arms["comparison"]}


def make_row(plan: str, place: int, part: str, label: str, **numbers: Any) -> Row:
    """A row with every column; what a part does not speak of is empty."""
    given = {**dict.fromkeys((*COUNTS, *NUMBERS)), **numbers}
    return {"plan": plan, "place": place, "part": part, "label": label, **given, "residual_degrees": given["smallest_level"]}


def primary(result: Document) -> Iterator[Row]:
    """The primary result, or at which gate it was refused; then the groups as they are."""
    said = result["primary"]
    if said["estimate"]:
        yield of_estimate(f"1 primary: {said['estimate']['estimator']}", said["estimate"])
    else:
        failed = ", ".join(gate["gate"] for gate in result["gates"] if not gate["passed"]) or "its own estimator"
        yield {"label": f"1 primary, refused at the gate of {failed}"}
    if result["unadjusted"]:
        yield of_estimate("2 groups as they are", result["unadjusted"])


def curves(result: Document) -> Iterator[Row]:
    """Cumulative incidence by kind, group and day, with the people to whom it happened by then."""
    found, of_primary = result["course"], main_estimate(result)
    if not found or not of_primary:
        return
    for word, arm in (("started", "treated"), ("compared", "comparison")):
        for point in found["points"]:
            yield {
                "label": f"{point['kind']}|{word}|{point['day']:.0f}", "people": int(of_primary[f"people_{arm}"]),
                "events": int(point[f"events_{arm}"]), "value": point[arm],
            }  # fmt: skip


def course(result: Document) -> Iterator[Row]:
    """What is taken from the curves: hazard ratio, mean days without the event, frequency, years at liberty."""
    found, of_primary = result["course"], main_estimate(result)
    if not found or not of_primary:
        return
    behind = smallest_of(of_primary)
    if one := found["hazard_ratio"]:
        yield {
            "label": "1 hazard ratio, other endings aside",
            "smallest_level": behind,
            "ratio": one["ratio"],
            "ratio_low": one["low"],
            "ratio_high": one["high"],
        }
    if one := found["restricted_mean"]:
        ends = {name: one[key] for name, key in (("value", "difference"), ("value_low", "low"), ("value_high", "high"))}
        yield {"label": f"2 days without it up to day {one['horizon_days']:.0f}: difference", "smallest_level": behind, **ends}
    if one := found["frequency"]:
        yield {
            "label": "3 offences per year at liberty: ratio",
            "smallest_level": behind,
            "ratio": one["ratio"],
            "ratio_low": one["low"],
            "ratio_high": one["high"],
        }
    if found["overstated_by_censoring"] is not None:
        yield {
            "label": "4 risk overstated if other endings were censoring (%)",
            "smallest_level": behind,
            "value": 100 * found["overstated_by_censoring"],
        }


def panel(result: Document) -> Iterator[Row]:
    """Every estimator's answer, and the range over orders of people with equal scores."""
    for at, one in enumerate(result["panel"], start=1):
        yield of_estimate(f"{at} {one['estimator']}", one)
    ties, of_primary = result["ties"], main_estimate(result)
    if ties and not ties["tied_share"]:
        yield {"label": "90 match: no two scores are equal, so that no order of people changes it"}
    elif ties and ties["orders"] > 1 and of_primary:
        scale = 1.0 if is_amount(of_primary) else 100.0
        middle = (ties["lowest"] + ties["highest"]) / 2
        yield {
            "label": f"90 match: range over {ties['orders']} orders of equal scores", "smallest_level": smallest_of(of_primary),
            **{name: times(value, scale) for name, value in (("value", middle), ("value_low", ties["lowest"]), ("value_high", ties["highest"]))},
        }  # fmt: skip


def controls(result: Document) -> Iterator[Row]:
    """Outcomes that the programme cannot touch, pooled, and the primary ratio with what they show taken off."""
    found = result["negative_controls"]
    if not found:
        return
    for at, one in enumerate(found["estimates"], start=1):
        yield of_estimate(f"{at} {one['outcome']}", one)
    for at, name in enumerate(found["too_few_events"], start=len(found["estimates"]) + 1):
        yield {"label": f"{at} {name}: too few events"}
    if not found["estimates"]:
        return
    behind = min(smallest_of(one) for one in found["estimates"])
    yield {"label": "90 pooled ratio of the controls", "ratio": found["pooled_ratio"], "smallest_level": behind}
    yield {"label": "91 primary ratio with it taken off", "ratio": found["corrected_ratio"], "smallest_level": behind}


def hidden(result: Document) -> Iterator[Row]:
    """E-values, and what a factor recorded nowhere would leave where nothing is true."""
    of_primary = main_estimate(result)
    if not of_primary:
        return
    behind = smallest_of(of_primary)
    if one := result["e_value"]:
        yield {"label": "1 E-value of the estimate", "ratio": one["estimate"], "smallest_level": behind}
        yield {"label": "2 E-value of the limit nearer to 1", "ratio": one["limit"], "smallest_level": behind}
    for at, cell in enumerate(result["hidden_factor"], start=10):
        yield {
            "label": f"{at} hidden factor: {cell['on_selection']:g} on starting, {cell['on_outcome']:g} on the outcome",
            "value": times(cell["difference"], 100), "ratio": cell["ratio"], "smallest_level": behind,
        }  # fmt: skip


def linkage(result: Document) -> Iterator[Row]:
    """At our own linkage error, over link sets, over drawn linkages, and over the grid."""
    found, of_primary = result["linkage"], main_estimate(result)
    if not found or not of_primary:
        return
    behind = smallest_of(of_primary)
    if one := found["ours"]:
        ends = {
            name: times(one[key], 100) for name, key in (("value", "difference"), ("value_low", "low"), ("value_high", "high"))
        }
        label = "1 corrected at our own linkage error" if one["identified"] else "1 not identified at our own linkage error"
        yield {"label": label, "ratio": one["ratio"], "smallest_level": behind, **(ends if one["identified"] else {})}
    for at, one in enumerate(found["sweep"], start=10):
        yield of_estimate(f"{at} link set {one.get('outcome', one.get('estimator'))}", one)
    if one := found["draws"]:
        ends = {name: times(one[key], 100) for name, key in (("value", "estimate"), ("value_low", "low"), ("value_high", "high"))}
        yield {"label": f"30 {one['draws']} drawn linkages combined", "smallest_level": behind, **ends}
    for name, words in (
        ("kept_sign", "the direction holds"),
        ("turned_sign", "the direction turns"),
        ("not_identified", "no true rate fits"),
    ):
        at = {"kept_sign": 41, "turned_sign": 42, "not_identified": 43}[name]
        yield {
            "label": f"{at} of {len(found['grid'])} linkage errors tried: {words}",
            "value": found[name],
            "smallest_level": behind,
        }


def linkage_grid(result: Document) -> Iterator[Row]:
    """The difference at linked shares by group, for a few pairs of false shares."""
    found, of_primary = result["linkage"], main_estimate(result)
    if not found or not of_primary:
        return
    cells = {
        tuple(cell[f"{kind}_{arm}"] for kind in ("linked", "false") for arm in ("treated", "comparison")): cell
        for cell in found["grid"]
    }
    for f1, f0 in GRID_FALSE:
        for s1 in GRID_LINKED:
            for s0 in GRID_LINKED:
                cell = cells.get((s1, s0, f1, f0))
                value = times(cell["difference"], 100) if cell else None
                yield {
                    "label": f"false {100 * f1:g} and {100 * f0:g} %|{100 * s1:g} %|{100 * s0:g} %",
                    "value": value,
                    "smallest_level": smallest_of(of_primary),
                }


def waiting(result: Document) -> Iterator[Row]:
    """Share of offences committed in time whose proof came too late to count."""
    found = result["waiting"]
    for at, (words, arm) in enumerate((("started", "treated"), ("compared", "comparison")), start=1):
        if found and found[f"share_{arm}"] is not None:
            yield {"label": f"{at} {words}", "value": 100 * found[f"share_{arm}"], "smallest_level": found[f"people_late_{arm}"]}


def subgroups(result: Document) -> Iterator[Row]:
    """By how much the effect inside a subgroup differs from that outside: the interaction only."""
    of_primary = main_estimate(result)
    scale = 1.0 if of_primary and is_amount(of_primary) else 100.0
    for at, one in enumerate(result["subgroups"], start=1):
        ends = {
            name: times(one[key], scale) for name, key in (("value", "difference"), ("value_low", "low"), ("value_high", "high"))
        }
        label = f"{at} {one['label']} against {one['otherwise']}"
        yield {
            "label": no_answer(label, one) if one["refused"] else label,
            "smallest_level": int(one["smallest_group"]),
            "adjusted_p": one["p_value"],
            **ends,
        }


def definitions(result: Document) -> Iterator[Row]:
    """The primary question under each definition."""
    for at, one in enumerate(result["definitions"], start=1):
        yield of_estimate(f"{at} {one.get('outcome', one.get('estimator'))}", one)


def further(result: Document) -> Iterator[Row]:
    """The further outcomes, with p-values adjusted for each other (Holm)."""
    for at, one in enumerate(result["secondary"], start=1):
        found = of_estimate(f"{at} {one['label']}", one["estimate"])
        yield (
            {**found, "adjusted_p": one["adjusted_p_value"]}
            if one["estimate"]
            else {"label": f"{at} {one['label']}: too few events"}
        )


def jdl(result: Document) -> Iterator[Row]:
    """Justice Data Lab tables 1 to 7."""
    for at, one in enumerate(result["jdl"], start=1):
        label = f"{at} table {one['table']}: {one['title']}" + ("" if one["row"] == "all" else f", {one['row']}")
        if one["refused"]:
            yield {"label": f"{label}: not enough people"}
            continue
        is_rate = one["table"] in (1, 4, 6)
        arms = ((one["people_treated"], one["value_treated"]), (one["people_comparison"], one["value_comparison"]))
        least = min(n * s for n, rate in arms for s in (rate, 1 - rate)) if is_rate else min(n for n, _ in arms)
        scale = 100.0 if is_rate else 1.0
        yield {
            "label": label, "started": one["people_treated"], "compared": one["people_comparison"], "smallest_level": int(least + EXACT),
            "mean_started": scale * one["value_treated"], "mean_compared": scale * one["value_comparison"], "adjusted_p": one["p_value"],
            "value": scale * (one["value_treated"] - one["value_comparison"]), "value_low": times(one["low"], scale), "value_high": times(one["high"], scale),
        }  # fmt: skip


PARTS: tuple[tuple[str, Callable[[Document], Iterator[Row]]], ...] = (
    ("flow", flow), ("missing", missing), ("detectable", detectable), ("overlap", overlap), ("balance", balance), ("weights", weights), ("result", primary), ("curve", curves),
    ("course", course), ("panel", panel), ("control", controls), ("hidden", hidden), ("linkage", linkage), ("linkage_grid", linkage_grid),
    ("waiting", waiting), ("subgroup", subgroups), ("definition", definitions), ("further", further), ("jdl", jdl),
)  # fmt: skip

WITH_EVERYBODY = {"missing", "result", "panel", "definition", "further", "jdl"}
