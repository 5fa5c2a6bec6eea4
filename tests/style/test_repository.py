"""The repository holds no registry's address, no path of a machine, and locks that are hashed."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize("name", ["run", "dev", "spark"])
def test_a_lock_is_hashed_and_names_no_index(name):
    text = (ROOT / "requirements" / f"{name}.lock").read_text()
    assert "://" not in text
    assert "index" not in text
    pins = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, flags=re.MULTILINE)
    assert len(pins) > 10
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_locks_agree_on_every_version():
    pinned = {}
    for name in ("run", "dev", "spark"):
        for package, rest in re.findall(
            r"^([a-z0-9][a-z0-9._-]*)==(.*?) \\$", (ROOT / "requirements" / f"{name}.lock").read_text(), flags=re.MULTILINE
        ):
            pinned.setdefault(package, set()).add((rest, name))
    for package, found in pinned.items():
        by_lock = {}
        for rest, name in found:
            by_lock.setdefault(name, set()).add(rest)
        assert len({frozenset(versions) for versions in by_lock.values()}) == 1, package


def test_no_file_holds_a_path_of_a_machine_or_a_registry():
    wrong = re.compile(r"/" + r"work/[a-z]|/" + r"root/\.|files\.python" + r"hosted|py" + r"pi\.org|registry\.npm" + r"js")
    for path in tracked():
        if path.suffix in {".png", ".parquet", ".ods"}:
            continue
        assert not wrong.search(path.read_text(encoding="utf-8", errors="replace")), path
