"""The tables of this room that SQL cannot say: the catalogue as rows, and the cumulative incidence of the waits."""

from typing import TYPE_CHECKING

from throughcare.engine.table import Input, Run, table
from throughcare.interventions.catalogue import packaged_catalogue
from throughcare.interventions.wait_tables import wait_incidence
from throughcare.interventions.young import young_adults

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["catalogue", "regimes", "wait_incidence", "young_adults"]


@table(key=("regime",), side="analysis")
def regimes(run: Run) -> "pa.Table":  # noqa: ARG001  # every table takes its run
    """One row per regime of programmes: the first and the last day on which it was the one in force."""
    import pyarrow as pa

    rows = packaged_catalogue().regimes
    return pa.table(
        {
            "regime": [row.name for row in rows],
            "from_on": pa.array([row.from_on for row in rows], pa.date32()),
            "to_on": pa.array([row.to_on for row in rows], pa.date32()),
        }
    )


@table(key=("name",), side="analysis")
def catalogue(run: Run, programme_names: Input) -> "pa.Table":  # noqa: ARG001  # every table takes its run
    """One row per intervention: its kind and the public-health level at which it works; what is no intervention says so and has none."""
    import pyarrow as pa

    known = packaged_catalogue()
    programmes = set(programme_names.arrow().column("programme").to_pylist()) - set(known.levels) - set(known.no_interventions)
    rows: list[tuple[str, str, str | None]] = [(name, kind, level) for name, (kind, level) in known.levels.items()]
    rows += [(name, "no intervention", None) for name in known.no_interventions]
    rows += [(name, "programme", known.default["programme"]) for name in programmes]
    rows.sort()
    return pa.table(
        {
            "name": [row[0] for row in rows],
            "kind": [row[1] for row in rows],
            "level": [row[2] for row in rows],
        }
    )
