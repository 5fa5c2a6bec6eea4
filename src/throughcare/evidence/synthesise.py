"""Pooled effects, one table per intervention and outcome; the counting of directions is a table and never a conclusion.

Only extracted effects are pooled, one per study; opinion and description never are. The arithmetic is evaluation's.
"""

from dataclasses import dataclass
from typing import Any

from throughcare.errors import InputError
from throughcare.evaluation.literature import set_beside
from throughcare.evidence.answers import EvidenceTable, Value
from throughcare.evidence.folder import EvidenceFolder

MEASURES = ("RR", "OR", "HR")


@dataclass(frozen=True)
class Synthesis:
    """One intervention and outcome: the forest, the pooled value where there is one, and what was left out with its reason."""

    intervention: str
    outcome: str
    measure: str
    result: dict[str, Any]


def synthesise(folder: EvidenceFolder) -> list[Synthesis]:
    """Every intervention and outcome with an extracted effect. InputError for an effect of a record that is in no search."""
    studies = folder.studies
    groups: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in folder.effects:
        if row["record"] not in studies:
            raise InputError(
                f"{row.place}: no record {row['record']} in any search; write the id that `throughcare evidence dedupe` shows"
            )
        cells = {**row.cells, "record": studies[row["record"]]}
        groups.setdefault((row["intervention"], row["outcome"]), []).append(cells)
    found = []
    for (intervention, outcome), rows in sorted(groups.items()):
        results = [(measure, set_beside(rows, None, measure=measure)) for measure in MEASURES]  # type: ignore[arg-type]  # the three words
        measure, result = max(results, key=lambda entry: entry[1]["pooled"]["studies"] if entry[1]["pooled"] else 0)
        found.append(Synthesis(intervention, outcome, measure, result))
    return found


def _number(value: object) -> Value:
    return round(float(value), 3) if isinstance(value, int | float) else ""


def synthesis_tables(folder: EvidenceFolder) -> list[EvidenceTable]:
    """Q4: a forest as a table for each intervention and outcome."""
    names = {row["id"]: row["name"] for row in folder.interventions}
    tables = []
    for found in synthesise(folder):
        rows: tuple[tuple[Value, ...], ...] = tuple(
            (
                str(line["label"]),
                _number(line["ratio"]),
                _number(line["low"]),
                _number(line["high"]),
                str(line["authors_in_programme"]),
            )
            for line in found.result["forest"]
        )
        pooled = found.result["pooled"]
        name = names.get(found.intervention, found.intervention)
        said = "No effect could be pooled."
        if pooled:
            line = next(entry for entry in found.result["forest"] if entry["kind"] == "pooled")
            said = f"{pooled['studies']} studies, {found.measure} {line['ratio']:.2f} (95% interval {line['low']:.2f} to {line['high']:.2f})"
            said += "; fewer than five studies, so the pooled value is unstable." if pooled["unstable"] else "."
        left_out = "; ".join(f"{entry['record']}: {entry['why']}" for entry in found.result["listed"])
        tables.append(
            EvidenceTable("Q4", f"{name}: {found.outcome}", said, ("study", found.measure, "low", "high", "authors in the programme"), rows,
                          f"Not pooled: {left_out}." if left_out else "", "evidence/effects.csv of this study")
        )  # fmt: skip
    return tables
