"""The study's main figures and its evaluations' cohort, built once for every link set and kept beside the decisions on links."""

from pathlib import Path
from typing import Any

from throughcare.commands._shared import Reader, Voice, make_job, open_study


def repeat_in_link_sets(study: Path, draws: int, voice: Voice) -> Path:
    """Write links/figures.csv and links/cohorts.parquet for the three thresholds and so many drawn link sets; the first of the two."""
    from throughcare.engine.build import build_tables
    from throughcare.evaluation.linkages import COHORTS, write_cohorts
    from throughcare.findings.figures import write_figures
    from throughcare.linkage.link_sets import link_set_names
    from throughcare.pipeline import read_chain

    found: list[dict[str, Any]] = []
    cohorts: list[tuple[str, Any]] = []
    # The study's own link set comes last, because the store keeps the builds made last.
    own = str(open_study(study).settings["link_set"])
    for name in sorted({own, *link_set_names(draws)}, key=lambda name: (name == own, name)):
        voice.say(f"main figures of link set {name}")
        job = make_job(open_study(study, name), Voice(quiet=True))
        build_tables(read_chain(), job, ("main_figures", "cohort"))
        cohorts.append((name, Reader(job)("cohort")))
        found += [{"link_set": name, **row} for row in Reader(job)("main_figures").to_pylist()]
    place = study / "links" / "figures.csv"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(write_figures(found), encoding="utf-8")
    write_cohorts(cohorts, place.with_name(COHORTS))
    return place


def forget_link_sets(study: Path) -> None:
    """Remove both files, where they are: they belong to other extracts."""
    from throughcare.evaluation.linkages import COHORTS

    for name in ("figures.csv", COHORTS):
        (study / "links" / name).unlink(missing_ok=True)
