"""Ranking measured on a labelled set: what share of the relevant would have been seen after a tenth, a fifth, and what is saved.

One prior of each kind, drawn by seed; recall at the ceiling of the share; WSS@95 = 1 - k95 / n - .05.
"""

import csv
import math
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from throughcare.errors import InputError, UsageError
from throughcare.evidence.readers.tabular import LONGEST_CELL, column_meanings, find_delimiter
from throughcare.evidence.screening.ranking import Ranker, make_ranker
from throughcare.records.cells import longest_cell

LABELS = ("included", "label_included", "asreview_label", "final_included", "label", "relevant", "included_flag")

RELEVANT, IRRELEVANT = frozenset({"1", "1.0", "yes", "true"}), frozenset({"0", "0.0", "no", "false"})


@dataclass(frozen=True)
class Simulated:
    """One run or the median of several; records are those ordered, without the priors."""

    records: int
    relevant: int
    recall_10: float
    recall_20: float
    wss_95: float
    cpu_seconds: float


def read_labelled(path: Path) -> tuple[list[str], list[bool]]:
    """Texts and labels of a labelled set. InputError where no column holds the labels."""
    if not path.is_file():
        raise UsageError(f"{path}: no such file; name a table with titles, abstracts and a column of labels")
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file, longest_cell(LONGEST_CELL):
            delimiter = find_delimiter(file.readline())
            file.seek(0)
            rows = list(csv.DictReader(file, delimiter=delimiter))
    except (OSError, csv.Error) as bad:
        raise InputError(f"{path}: cannot be read") from bad
    header = [name for name in (rows[0] if rows else {}) if name]
    label = next((name for name in header if name.strip().lower() in LABELS), None)
    if label is None:
        raise InputError(f"{path.name}: no column of labels; expected one of {', '.join(LABELS)} with 0 and 1")
    meanings = dict(zip(column_meanings(header), header, strict=True))
    said = [(row.get(label) or "").strip().lower() for row in rows]
    kept = [row for row, word in zip(rows, said, strict=True) if word in RELEVANT | IRRELEVANT]
    if not kept:
        raise InputError(f"{path.name}: {len(rows)} rows, none with a label in column {label}; expected 0 and 1, or no and yes")
    texts = [" ".join(row.get(meanings.get(field, ""), "") or "" for field in ("title", "abstract")) for row in kept]
    return texts, [word in RELEVANT for word in said if word in RELEVANT | IRRELEVANT]


def run_one(ranker: Ranker, labels: list[bool], seed: int) -> tuple[list[bool], float]:
    """The relevant or not of each record in the order it would have been shown, and the CPU seconds.

    When the last relevant one has been shown, no model is asked again.
    """
    import numpy as np

    ranker = replace(ranker)
    rng = random.Random(seed)
    wanted = sum(labels) - 1
    known = {rng.choice([at for at, label in enumerate(labels) if label is kind]): kind for kind in (True, False)}
    started = time.process_time()
    left = np.ones(len(labels), dtype=bool)
    left[list(known)] = False
    shown: list[bool] = []
    ranker.fit(known)
    while wanted:
        at = ranker.first_of(left)
        left[at] = False
        known[at] = labels[at]
        shown.append(labels[at])
        wanted -= labels[at]
        ranker.learn(known, at)
    return shown + [False] * (len(labels) - len(known)), time.process_time() - started


def measure_order(shown: list[bool], seconds: float) -> Simulated:
    """Recall at a tenth and a fifth, and the work saved at 95 per cent recall."""
    n, relevant = len(shown), sum(shown)
    needed, found, at_95 = math.ceil(0.95 * relevant), 0, n
    for number, label in enumerate(shown, start=1):
        found += label
        if found >= needed:
            at_95 = number
            break
    share = [sum(shown[: math.ceil(part * n)]) / relevant if relevant else 0.0 for part in (0.1, 0.2)]
    return Simulated(n, relevant, share[0], share[1], 1 - at_95 / n - 0.05, seconds)


def simulate(path: Path, seeds: int = 5) -> list[Simulated]:
    """One run per seed on a labelled set. InputError where it has not two of each kind."""
    texts, labels = read_labelled(path)
    if sum(labels) < 2 or len(labels) - sum(labels) < 2:
        raise InputError(f"{path.name}: {sum(labels)} relevant of {len(labels)}; at least two of each kind are needed")
    return run_simulation(texts, labels, seeds)


def run_simulation(texts: list[str], labels: list[bool], seeds: int = 5) -> list[Simulated]:
    """One run per seed on texts and their labels; the cost of the features is in every run's seconds."""
    started = time.process_time()
    ranker = make_ranker(texts)
    making = time.process_time() - started
    return [
        measure_order(shown, seconds + making)
        for shown, seconds in (run_one(ranker, labels, seed) for seed in range(1, seeds + 1))
    ]
