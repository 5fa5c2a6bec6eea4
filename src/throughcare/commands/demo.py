"""`throughcare demo [DIR]`: invent a population, run the whole chain, write the report, say where it is."""

import shutil
import time
from importlib.resources import files
from pathlib import Path

import click

from throughcare.commands._link_sets import forget_link_sets, repeat_in_link_sets
from throughcare.commands._shared import Voice, common_options, make_job, open_study
from throughcare.commands.simulate import PRESETS, make_invented_study
from throughcare.linkage.link_sets import DRAWN


@click.command()
@click.argument("folder", metavar="[DIR]", default="demo", type=click.Path(file_okay=False, path_type=Path))
@click.option("--people", default=20_000, show_default=True, type=click.IntRange(1, 5_000_000), help="How many people.")
@click.option("--preset", default="calibrated-2017", show_default=True, type=click.Choice(PRESETS), help="Which population.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same report.")
@click.option(
    "--draws",
    default=5,
    show_default=True,
    type=click.IntRange(0, DRAWN),
    help="In how many drawn link sets, beside strict and wide, main figures and evaluations are repeated; 0: nothing is repeated.",
)
@common_options
def command(folder: Path, people: int, preset: str, seed: int, draws: int, voice: Voice) -> None:
    """Invent a population, run the whole chain, write the report, and say where it is. No person in it exists.

    Example: throughcare demo my-demo --people 1000
    """
    from throughcare.commands.report import make_report
    from throughcare.engine.build import build_tables
    from throughcare.pipeline import read_chain

    started = time.monotonic()
    start_afresh(folder)
    voice.say(f"inventing {people:,} people (preset {preset}, seed {seed})")
    make_invented_study(folder, people=people, preset=preset, seed=seed, file_format="csv", voice=voice)
    copy_published_study(folder)
    if draws:
        repeat_in_link_sets(folder, draws, voice)
    study = open_study(folder)
    voice.say("building every table")
    built = build_tables(read_chain(), make_job(study, voice))
    voice.say(f"{len(built.keys)} tables; writing the report")
    report = make_report(folder, voice)
    seconds = time.monotonic() - started
    voice.give(
        {"report": str(report), "tables": len(built.keys), "seconds": round(seconds, 1)},
        f"the report is at {report.resolve()} ({seconds:.0f} seconds; every person in it is invented)",
    )


def start_afresh(folder: Path) -> None:
    """Remove an earlier demo's extracts and truth, never a folder that is not a demo; the store stays and is used where it fits."""
    if (folder / "invented.key").exists():
        for name in ("records", "truth", "evidence", "voices", "plans"):
            shutil.rmtree(folder / name, ignore_errors=True)
        forget_link_sets(folder)
        (folder / "study.toml").unlink(missing_ok=True)
    elif folder.exists() and any(folder.iterdir()):
        raise click.UsageError(f"{folder} is not empty and is no earlier demo; name another folder")


def copy_published_study(folder: Path) -> None:
    """The 2018 study's evidence and voices, so that the demo answers every question."""
    source = files("throughcare") / "evidence" / "scoping-study-2018"
    here = Path(str(source))
    if not here.exists():
        here = Path(__file__).resolve().parents[3] / "examples" / "scoping-study-2018"
    for name in ("evidence", "voices"):
        if (here / name).exists():
            shutil.copytree(here / name, folder / name, dirs_exist_ok=True)
