"""`throughcare simulate DIR`: invented extracts and their truth."""

from pathlib import Path

import click

from throughcare.commands._shared import Voice, common_options

PRESETS = (
    "calibrated-2017",
    "perfect-identifiers",
    "null-effect",
    "harm",
    "under-flagging",
    "transliteration-stress",
    "small-area",
)


def make_invented_study(folder: Path, *, people: int, preset: str, seed: int, file_format: str, voice: Voice) -> None:
    """Invented extracts, their truth, and a study.toml that reads them.

    The project key of an invented study is made from its seed: it protects nobody, and the same seed then gives the same bytes all the way.
    """
    from throughcare.commands.init import make_study_folder
    from throughcare.evaluation.plans import copy_plans
    from throughcare.population import simulate
    from throughcare.records.keys import make_key

    manifest = simulate(folder, people=people, preset=preset, seed=seed, progress=voice.progress(), file_format=file_format)
    if not (folder / "study.toml").exists():
        title = f"Invented population, {people:,} people, preset {preset}"
        make_study_folder(folder, title=title, invented=True, extract_end=str(manifest.extract_end), key_file="invented.key")
        copy_plans(folder / "plans")
    make_key(folder / "invented.key", seed=seed)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--people", default=20_000, show_default=True, type=click.IntRange(1, 5_000_000), help="How many people.")
@click.option("--preset", default="calibrated-2017", show_default=True, type=click.Choice(PRESETS), help="Which population.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same bytes.")
@click.option(
    "--format", "file_format", default="csv", show_default=True, type=click.Choice(["csv", "parquet"]), help="Of the extracts."
)
@common_options
def command(folder: Path, people: int, preset: str, seed: int, file_format: str, voice: Voice) -> None:
    """Write invented extracts and their truth. No person in them exists.

    Example: throughcare simulate invented --people 1000
    """
    make_invented_study(folder, people=people, preset=preset, seed=seed, file_format=file_format, voice=voice)
    voice.give(
        {"study": str(folder), "people": people, "preset": preset, "seed": seed}, f"{people:,} invented people in {folder}"
    )
