"""`throughcare score STUDY`: every stage held against the truth of an invented population."""

from pathlib import Path
from typing import Any

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, make_job, open_study
from throughcare.errors import UsageError


class Truth:
    """The truth tables of an invented population, by their name without `truth_`."""

    def __init__(self, folder: Path) -> None:
        """UsageError where the study has no truth: only an invented population has one."""
        self.folder = folder / "truth"
        if not self.folder.is_dir():
            raise UsageError(f"{folder}: no truth folder here; only an invented population (throughcare simulate) can be scored")

    def __call__(self, name: str) -> Any:  # a pyarrow table
        """One truth table as Arrow."""
        import pyarrow.parquet as pq

        return pq.read_table(self.folder / f"truth_{name}.parquet")


def score_study(folder: Path, voice: Voice) -> dict[str, Any]:
    """All scores as one document: linkage, definitions, received, waits, outcomes."""
    from throughcare.definitions.score import score_definitions
    from throughcare.interventions.score import score_received
    from throughcare.interventions.true_waits import score_waits
    from throughcare.linkage.score import score_study_linkage
    from throughcare.outcomes.score import score_outcomes

    job = make_job(open_study(folder), voice)
    read, truth = Reader(job), Truth(folder)
    return {
        "linkage": score_study_linkage(read, truth),
        "definitions": score_definitions(read, truth),
        "received": score_received(read, truth),
        "waits": score_waits(read, truth, job.parameters["extract_end"]),
        "outcomes": score_outcomes(read, truth),
    }


def wait_line(row: dict[str, Any]) -> str:
    """One comparison of a wait with the truth, as a person reads it."""
    verdict = "within" if row["within"] else "outside"
    said = f"{row['incidence']:.3f} [{row['low']:.3f}, {row['high']:.3f}] of {row['waits']} waits"
    return f"waits {row['wait']}, {row['setting']}, by day {row['day']}: {said}, truly {row['true']:.3f} of {row['true_waits']}: {verdict}"


def flat(scores: dict[str, Any], before: str = "") -> list[str]:
    """Scores as lines of `name value`; lists are counted, the JSON has them whole."""
    lines: list[str] = []
    for name, value in scores.items():
        if isinstance(value, dict):
            lines += flat(value, f"{before}{name} ")
        elif name == "by_wait":
            lines += [wait_line(row) for row in value]
        elif isinstance(value, list):
            lines.append(f"{before}{name}: {len(value)} rows (see --json)")
        else:
            lines.append(f"{before}{name}: {value}")
    return lines


@click.command()
@STUDY
@common_options
def command(study: Path, voice: Voice) -> None:
    """Hold every stage against the truth of an invented population.

    Example: throughcare score demo --json
    """
    scores = score_study(study, voice)
    voice.give(scores, "\n".join(flat(scores)))
