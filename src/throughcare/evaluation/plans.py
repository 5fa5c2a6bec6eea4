"""The plans of a study: files in its folder `plans/`, and the ones that a new study starts from."""

import shutil
from pathlib import Path

STARTING_PLANS = Path(__file__).resolve().parent / "plans"


def copy_plans(folder: Path) -> list[Path]:
    """Copy the starting plans into a study's folder, where none of the same name is; which were copied."""
    folder.mkdir(parents=True, exist_ok=True)
    copied = []
    for plan in sorted(STARTING_PLANS.glob("*.toml")):
        target = folder / plan.name
        if not target.exists():
            shutil.copyfile(plan, target)
            copied.append(target)
    return copied
