"""The same inputs give the same bytes, with one thread, two and four, and when the whole is done again."""

import hashlib
import shutil
import subprocess
import sys

import pytest


def throughcare(*words):
    done = subprocess.run([sys.executable, "-m", "throughcare", *map(str, words)], capture_output=True, text=True)
    assert done.returncode in {0, 1}, done.stderr[-3000:]
    return done


def hashes(folder):
    found = {}
    for latest in sorted((folder / "out" / "store").glob("*/latest")):
        data = latest.parent / latest.read_text().strip() / "data.parquet"
        found[latest.parent.name] = hashlib.sha256(data.read_bytes()).hexdigest()
    return found


@pytest.mark.slow
def test_the_number_of_threads_changes_no_byte(tmp_path):
    first = tmp_path / "threads-1"
    throughcare("simulate", first, "--people", "250")
    for threads in (2, 4):
        shutil.copytree(first, tmp_path / f"threads-{threads}")
    results = {}
    for threads in (1, 2, 4):
        folder = tmp_path / f"threads-{threads}"
        toml = folder / "study.toml"
        toml.write_text(toml.read_text().replace("# threads = 2", f"threads = {threads}"))
        throughcare("run", folder)
        results[threads] = hashes(folder)
    assert results[1]
    for threads in (2, 4):
        assert {name for name in results[1] if results[1][name] != results[threads].get(name)} == set()


def test_the_same_seed_invents_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        throughcare("simulate", tmp_path / name, "--people", "200", "--seed", "7")
    files = sorted(path.relative_to(tmp_path / "a") for path in (tmp_path / "a").rglob("*") if path.is_file())
    assert files
    for name in files:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name
