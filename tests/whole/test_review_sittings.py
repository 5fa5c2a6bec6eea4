"""Sittings of the review of links, through the command line."""

import json
import subprocess
import sys

from .conftest import throughcare


def sit(study, answers, who="AB"):
    """One sitting in which these words are typed; what it gave."""
    done = subprocess.run(
        [sys.executable, "-m", "throughcare", "link", "review", str(study), "--who", who, "--json"],
        capture_output=True,
        text=True,
        input=answers,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_a_sitting_follows_another_without_a_run_between_and_asks_nothing_twice(tmp_path):
    study = tmp_path / "study"
    throughcare("simulate", study, "--people", 300, "--preset", "calibrated-2017", check=0)
    throughcare("run", study, "--only", "clusters", check=0)
    first = sit(study, "s\nlike in all\ns\nlike in all\nq\n")
    assert first["decided"] == 2
    second = sit(study, "s\nlike in all\nq\n")
    assert (second["decided"], second["queue"]) == (1, first["queue"])
    assert (study / "links" / "decisions.csv").read_text(encoding="utf-8").count("like in all") >= 3
    throughcare("link", "review", study, "--who", " ", check=2)
    throughcare("run", study, "--only", "clusters", check=0)
    assert sit(study, "q\n")["decided"] == 0
