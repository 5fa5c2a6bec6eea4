"""The whole chain: first run, second run with nothing changed, and a run after the definition changed.

    python benchmarks/chain.py [--people 20000]

Prints wall seconds, CPU seconds and peak memory of each step, and the ratio of each to the first run.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(*words: str) -> tuple[float, float, float]:
    """Wall seconds, CPU seconds and peak MiB of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "throughcare", *words], check=False, capture_output=True, text=True)
    wall = time.monotonic() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, after.ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    people = parser.parse_args().people
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "study"
        steps = [("simulate", ["simulate", str(folder), "--people", str(people)]), ("first run", ["run", str(folder)])]
        steps += [
            ("nothing changed", ["run", str(folder)]),
            ("definition changed", ["run", str(folder)]),
            ("report", ["report", str(folder)]),
        ]
        first = 0.0
        for name, words in steps:
            if name == "definition changed":
                toml = folder / "study.toml"
                toml.write_text(toml.read_text().replace('definition = "ENG-2017"', 'definition = "WAL-2021"'))
            wall, cpu, peak = measure(*words)
            first = wall if name == "first run" else first
            ratio = f"{wall / first:6.3f} of the first run" if first else ""
            print(f"{name:20} {wall:7.1f} s wall {cpu:7.1f} s CPU  peak so far {peak:7.0f} MiB  {ratio}")


if __name__ == "__main__":
    main()
