"""Tables whose content is the measure's file: its settings and its classes, as rows that the SQL can join.

Source: outcomes note, section 1.
"""

from typing import TYPE_CHECKING

from throughcare.engine.table import Run, table
from throughcare.outcomes.measure import DEFAULT, Measure, load_measure

if TYPE_CHECKING:
    import pyarrow as pa


def measure_of(run: Run) -> Measure:
    """The measure that the study names."""
    return load_measure(str(run.parameters.get("measure") or DEFAULT))


@table(key=("measure",), side="analysis", parameters=("measure",))
def measure_settings(run: Run) -> "pa.Table":
    """One row: the measure that the study uses, with its settings and what in it was read in no source."""
    import pyarrow as pa

    measure = measure_of(run)
    return pa.table(
        {
            "measure": [measure.id],
            "version": [measure.version],
            "source": [measure.source],
            "same_day": [measure.same_day],
            "after_recall": [measure.after_recall],
            "counts_undated": [measure.counts_undated],
            "unverified": ["|".join(measure.unverified)],
        }
    )


@table(key=("what", "class", "value"), side="analysis", parameters=("measure",))
def measure_lists(run: Run) -> "pa.Table":
    """One row per word of a list in the measure: entry events, disposal groups, proofs, and what makes a class of offences."""
    import pyarrow as pa

    measure = measure_of(run)
    rows = [("event", "", word) for word in measure.events]
    rows += [("community_group", "", word) for word in measure.community_groups]
    rows += [("proof", "", word) for word in measure.proof_kinds]
    rows += [("excluded", "", word) for word in measure.excluded_classes]
    for group in measure.groups:
        rows += [("class", group.id, "counts excluded" if group.is_excluded_elsewhere else "leaves out excluded")]
        rows += [("everything", group.id, "")] if group.everything else []
        rows += [("offence_class", group.id, word) for word in group.offence_classes]
        rows += [("ho_class", group.id, word) for word in group.ho_classes]
        rows += [("cjs_prefix", group.id, word) for word in group.cjs_prefixes]
    columns = list(zip(*sorted(rows), strict=True))
    return pa.table({name: list(values) for name, values in zip(("what", "class", "value"), columns, strict=True)})
