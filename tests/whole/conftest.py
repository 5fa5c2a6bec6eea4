"""One small demo for all tests of the chain, built once by whichever test process comes first."""

import fcntl
import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

PEOPLE = 600


def throughcare(*words, check=None):
    """Run the command line in a process of its own, as a person would."""
    done = subprocess.run([sys.executable, "-m", "throughcare", *map(str, words)], capture_output=True, text=True)
    if check is not None:
        assert done.returncode == check, done.stderr[-3000:]
    return done


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """A demo of some hundred people; tests read it and never change it."""
    shared = tmp_path_factory.getbasetemp().parent
    # Test runs of several checkouts share a folder of temporary files.
    folder = shared / f"demo-of-all-tests-{hashlib.sha256(__file__.encode()).hexdigest()[:8]}"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            done = throughcare("demo", folder, "--people", PEOPLE, "--draws", 0, "--json", check=0)
            (folder / "done").write_text(done.stdout)
    return folder


@pytest.fixture(scope="session")
def demo_result(demo) -> dict:
    """What the demo printed."""
    return json.loads((demo / "done").read_text())
