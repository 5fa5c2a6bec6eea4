"""Invented people with known truth: who they are, what happened to them, and what agencies wrote down about it.

In: a preset (population/presets/*.toml), a number of people and a seed. Out: one extract a table, the truth beside it, and a manifest.
This room must not know how anything is linked, flagged or estimated; it uses the schemas of `records` and nothing else of the house.
No person, address, number or case in its output exists.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from throughcare.population.write import Manifest

__all__ = ["simulate"]

Progress = Callable[[str, int, int], None]


def simulate(
    folder: Path,
    *,
    people: int,
    preset: str = "calibrated-2017",
    seed: int = 1,
    progress: Progress | None = None,
    file_format: str = "csv",
) -> "Manifest":
    """Write the extracts (`records/`), the truth (`truth/`) and `manifest.json` of an invented population into a folder.

    The same people, preset and seed give the same bytes. Files of an earlier population in the folder are replaced.
    """
    from throughcare.population.chain import make_population

    return make_population(folder, people=people, preset=preset, seed=seed, progress=progress, file_format=file_format)
