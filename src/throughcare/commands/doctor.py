"""`throughcare doctor`: what this machine has, and whether a study's store and ledger are whole. It opens no socket."""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from throughcare.commands._shared import Voice, common_options, open_study
from throughcare.errors import StoreError

PACKAGES = ("duckdb", "splink", "sqlglot", "pyarrow", "numpy", "scipy", "scikit-learn", "lifelines", "statsmodels", "pyspark")


def versions() -> dict[str, str]:
    """The versions of what the work rests on; 'not installed' where a package is missing."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found | {"java": shutil.which("java") or "not found", "throughcare": version("throughcare")}


def look_at_store(folder: Path) -> dict[str, Any]:
    """Stored tables whose bytes can be read and whose rows are as many as their manifest says, drafts left behind, and the ledger."""
    import pyarrow.parquet as pq

    from throughcare.engine.ledger import anchor, verify

    study = open_study(folder)
    broken, whole = [], 0
    for manifest in sorted(study.store.folder.glob("*/*/manifest.json")):
        name, key = manifest.parent.parent.name, manifest.parent.name
        try:
            rows = pq.read_metadata(manifest.parent / "data.parquet").num_rows
            whole += rows == study.store.manifest(name, key)["rows"]
            if rows != study.store.manifest(name, key)["rows"]:
                broken.append(f"{name}/{key}: {rows} rows stored, its manifest says otherwise")
        except (OSError, ValueError, StoreError) as error:
            broken.append(f"{name}/{key}: cannot be read ({type(error).__name__})")
    ledger: dict[str, Any] = {"events": 0, "anchor": anchor(study.ledger), "broken": None}
    try:
        ledger["events"] = verify(study.ledger)
    except StoreError as error:
        ledger["broken"] = str(error)
    drafts = len(list(study.store.folder.glob("*/.draft-*")))
    return {"tables": whole, "broken": broken, "drafts": drafts, "ledger": ledger}


@click.command()
@click.argument("study", required=False, type=click.Path(file_okay=False, path_type=Path))
@common_options
def command(study: Path | None, voice: Voice) -> int:
    """Say what this machine has; with a study, whether its store and ledger are whole.

    Example: throughcare doctor my-study
    """
    store = None if study is None else look_at_store(study)
    free = shutil.disk_usage(study or Path()).free // 2**20
    result: dict[str, Any] = {
        "versions": versions(),
        "free_disk_mb": free,
        "encryption_at_rest": "by the host's disk",
        "store": store,
    }
    lines = [f"{name} {text}" for name, text in result["versions"].items()] + [
        f"free disk: {free:,} MB",
        "encryption at rest: by the host's disk",
    ]
    faults = 0
    if store is not None:
        faults = len(store["broken"]) + bool(store["ledger"]["broken"])
        lines += [
            f"store: {store['tables']} tables whole, {len(store['broken'])} broken, {store['drafts']} drafts left behind",
            *store["broken"],
        ]
        lines += [
            f"ledger: {store['ledger']['events']} events, last hash {store['ledger']['anchor'][:16]}",
            store["ledger"]["broken"] or "",
        ]
    voice.give(result, "\n".join(line for line in lines if line))
    return 3 if faults else 0
