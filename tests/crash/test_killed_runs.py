"""A run that is killed at any moment leaves no torn table, and the run after it ends with the same content."""

import json
import random
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest


def start(*words):
    return subprocess.Popen(
        [sys.executable, "-m", "throughcare", *map(str, words)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def contents(folder):
    found = {}
    for latest in sorted((folder / "out" / "store").glob("*/latest")):
        manifest = json.loads((latest.parent / latest.read_text().strip() / "manifest.json").read_text())
        found[latest.parent.name] = manifest["content"]
    return found


def check_what_is_visible(folder):
    """Every table that can be seen is whole."""
    for manifest in (folder / "out" / "store").glob("*/[!.]*/manifest.json"):
        said = json.loads(manifest.read_text())
        assert pq.read_table(manifest.parent / "data.parquet").num_rows == said["rows"], manifest


@pytest.mark.slow
def test_a_killed_run_leaves_nothing_torn(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for folder in (whole, killed):
        assert start("simulate", folder, "--people", "150").wait() == 0
    began = time.monotonic()
    assert start("run", whole).wait() in {0, 1}
    lasts = time.monotonic() - began
    moments = random.Random(3)
    kills = 0
    for _ in range(5):
        run = start("run", killed)
        time.sleep(moments.uniform(0.3, max(0.6, lasts * 0.6)))
        kills += run.poll() is None
        run.send_signal(signal.SIGKILL)
        run.wait()
        check_what_is_visible(killed)
    assert kills, "no run was still at work when it was killed"
    assert start("run", killed).wait() in {0, 1}
    assert contents(killed) == contents(whole)
    assert not list((killed / "out" / "store").glob("*/.draft-*"))
