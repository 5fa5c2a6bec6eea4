"""How fast is matching, and how much memory does it take? 5,000 of 100,000 and 50,000 of 1,000,000, one to one, caliper 0.2.

    python benchmarks/matching.py

Target: the larger in under 2 CPU seconds and 500 MB beyond the data. Where R with MatchIt 4.7.2 is on the path, its time on the same scores is printed too.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from throughcare.evaluation.matching import MatchingRule, match_nearest, radius_weights

TARGET_SECONDS, TARGET_MEGABYTES = 2.0, 500.0

R_SCRIPT = """
suppressMessages(library(MatchIt)); d <- read.csv(commandArgs(TRUE)[1])
before <- sum(proc.time()[1:2])
m <- matchit(t ~ 1, data = d, method = "nearest", distance = d$score, caliper = .2)
cat(as.character(packageVersion("MatchIt")), sum(proc.time()[1:2]) - before, "\\n")
"""


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def time_ours(score, treated):
    before, began = peak_megabytes(), time.process_time()
    links = match_nearest(score, treated, MatchingRule())
    seconds, megabytes = time.process_time() - began, peak_megabytes() - before
    began = time.process_time()
    radius_weights(score, treated, 0.05)
    return seconds, megabytes, len(links.treated), time.process_time() - began


def time_matchit(score, treated):
    """Seconds by MatchIt, or why there are none."""
    if shutil.which("Rscript") is None:
        return "R is not on the path"
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder) / "d.csv", Path(folder) / "m.R"
        np.savetxt(data, np.column_stack([treated, score]), delimiter=",", header="t,score", comments="", fmt=["%d", "%.17g"])
        script.write_text(R_SCRIPT, encoding="utf-8")
        done = subprocess.run(["Rscript", str(script), str(data)], capture_output=True, text=True, check=False)
        return (
            done.stdout.strip()
            or f"MatchIt did not run: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason given'}"
        )


def main():
    failed = False
    for people, pool in ((5_000, 100_000), (50_000, 1_000_000)):
        rng = np.random.default_rng(7)
        treated = np.arange(people + pool) < people
        score = rng.normal(np.where(treated, 0.5, 0.0), 1.0)
        seconds, megabytes, pairs, radius = time_ours(score, treated)
        print(
            f"{people:,} of {pool:,}: {seconds:.2f} CPU s, {megabytes:.0f} MB beyond the data, {pairs:,} pairs; radius {radius:.2f} CPU s"
        )
        print(f"  MatchIt on the same scores: {time_matchit(score, treated)}")
        failed = seconds > TARGET_SECONDS or megabytes > TARGET_MEGABYTES
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
