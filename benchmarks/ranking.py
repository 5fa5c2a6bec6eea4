"""How good is the order of screening, and what does it cost beside ASReview's default model (elas_u4)?

    python benchmarks/ranking.py [SET ...] [--asreview EXECUTABLE] [--seeds N]

Twelve labelled sets of documented functions of installed packages (tests/evidence/docstrings.py), from 1 to 26 relevant in a hundred:
nobody's set is needed. With the executable of an ASReview that stands in an environment of its own, it orders the same sets from the same
two priors; both are timed as one run of a process, with imports and reading, in CPU seconds. Target: equal or better in the median of
the sets, in a tenth of the time.
"""

import argparse
import csv
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "evidence"))

from docstrings import SETS, docstring_set

from throughcare.evidence.screening.simulate import measure_order

OWN = """
import sys
from pathlib import Path
from throughcare.evidence.screening.ranking import make_ranker
from throughcare.evidence.screening.simulate import read_labelled, run_one
texts, labels = read_labelled(Path(sys.argv[1]))
shown, _ = run_one(make_ranker(texts), labels, int(sys.argv[2]))
print("".join("01"[label] for label in shown))
"""


def timed(command):
    """What a process wrote, and its CPU seconds, on one thread."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    single = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ | single)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def own_run(path, seed):
    written, seconds = timed([sys.executable, "-c", OWN, str(path), str(seed)])
    return measure_order([label == "1" for label in written.strip()], seconds)


def priors(labels, seed):
    """The two records that the simulation begins with: drawn as it draws them."""
    rng = random.Random(seed)
    return [rng.choice([at for at, label in enumerate(labels) if label is kind]) for kind in (True, False)]


def asreview_run(executable, path, labels, seed):
    """The same from the project that `asreview simulate` leaves."""
    known = priors(labels, seed)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "run.asreview"
        command = [executable, "simulate", str(path), "-o", str(project), "--ai", "elas_u4", "--seed", str(seed), "--prior-idx"]
        _, seconds = timed([*command, *map(str, known)])
        with zipfile.ZipFile(project) as archive:
            archive.extract("results.db", folder)
        with sqlite3.connect(Path(folder) / "results.db") as database:
            query = "select r.dataset_row from results s join record r using (record_id) order by s.rowid"
            order = [row for (row,) in database.execute(query) if row not in known]
    shown = [labels[at] for at in order]
    return measure_order(shown + [False] * (len(labels) - len(known) - len(shown)), seconds)


def middle(runs):
    return [median(getattr(run, field) for run in runs) for field in ("recall_10", "recall_20", "wss_95", "cpu_seconds")]


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("sets", nargs="*", default=list(SETS))
    asked.add_argument("--asreview")
    asked.add_argument("--seeds", type=int, default=5)
    wanted = asked.parse_args()
    rows = {"own": [], "ASReview": []}
    for name in wanted.sets:
        texts, labels = docstring_set(name)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "set.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(("title", "abstract", "included"))
                writer.writerows((text[:80], text[80:], int(label)) for text, label in zip(texts, labels, strict=True))
            seeds = range(1, wanted.seeds + 1)
            rows["own"].append(middle([own_run(path, seed) for seed in seeds]))
            if wanted.asreview:
                rows["ASReview"].append(middle([asreview_run(wanted.asreview, path, labels, seed) for seed in seeds]))
        shown = "   ".join("{:.3f} {:.3f} {:.3f} {:6.1f} s".format(*found[-1]) for found in rows.values() if found)
        times = f"   1/{rows['ASReview'][-1][3] / rows['own'][-1][3]:.0f}" if wanted.asreview else ""
        print(f"{name:<13} {len(texts):>5} / {sum(labels):>3}   {shown}{times}", flush=True)
    for who, found in rows.items():
        if found:
            print(f"median, {who:<9}" + " ".join(f"{median(column):.3f}" for column in zip(*found, strict=True)))


if __name__ == "__main__":
    main()
