"""Precision and recall of the links as people judged them, with intervals.

Source: linkage note, section 15 (inverse-probability weights over clusters drawn with known probability). The queue is in drawn order, so the tasks
decided so far are a random part of each stratum: each stands for its stratum's size over the tasks decided in it. A disagreement counts by the
last answer; "cannot tell" is left out and counted.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from throughcare.linkage.intervals import wilson
from throughcare.linkage.review import answers_of, keys_kept
from throughcare.linkage.strata import in_words

PAIRS_WITHIN = ("doubtful", "sample")

# A second look after records changed is no draw: the first look at the same cluster stands for its stratum.
NO_DRAW = "changed"


@dataclass(frozen=True)
class Judged:
    """One task as decided: its stratum, and how many of its pairs were linked and right, linked and wrong, not linked and the same."""

    stratum: str
    stratum_size: int
    right: int
    wrong: int
    missed: int


def count_task(keys: Sequence[str], parts: Sequence[int], groups: frozenset[frozenset[str]]) -> tuple[int, int, int]:
    """(linked and right, linked and wrong, not linked and the same) over the pairs of records of a task."""
    person = {key: place for place, group in enumerate(groups) for key in group}
    right = wrong = missed = 0
    for place, one in enumerate(keys):
        for later in range(place + 1, len(keys)):
            same, linked = person.get(one, -1) == person.get(keys[later], -2), parts[place] == parts[later]
            right += linked and same
            wrong += linked and not same
            missed += same and not linked
    return right, wrong, missed


def judged_tasks(con: sqlite3.Connection) -> tuple[list[Judged], int]:
    """The decided tasks, and how many were answered only by "cannot tell"."""
    answers = answers_of(con)
    found, unsure = [], 0
    for task, keys, parts, why, stratum, size in con.execute(
        "select task, keys, parts, why, stratum, stratum_size from tasks where why <> ? order by task", [NO_DRAW]
    ):
        known = [groups for groups in answers.get(task, {}).values() if groups]
        if not known or not parts:
            unsure += 1
            continue
        right, wrong, missed = count_task(keys_kept(keys), [int(part) for part in parts.split("|")], known[-1])
        # Links within two clusters are counted where clusters are drawn; where two are shown, only what lies between them is new.
        within = why in PAIRS_WITHIN
        found.append(Judged(stratum, int(size), right if within else 0, wrong if within else 0, missed))
    return found, unsure


def share_of(part: Sequence[float], rest: Sequence[float]) -> dict[str, float | None]:
    """A weighted share with Wilson's interval at the effective number of pairs (Kish)."""
    total = sum(part) + sum(rest)
    squares = sum((one + other) ** 2 for one, other in zip(part, rest, strict=True))
    if not total or not squares:
        return {"value": None, "low": None, "high": None}
    effective = total**2 / squares
    _, low, high = wilson(sum(part) / total * effective, effective)
    return {"value": round(sum(part) / total, 5), "low": round(low or 0.0, 5), "high": round(high or 0.0, 5)}


def estimate_from_review(con: sqlite3.Connection, queued: Mapping[str, int] | None = None) -> dict[str, Any]:
    """Precision and recall over pairs, each with an interval, and how far each stratum has been looked at.

    `queued`: the strata of the queue with their sizes. Of one without a decision the shares say nothing; it is listed with none decided.
    """
    tasks, unsure = judged_tasks(con)
    decided: dict[str, int] = {}
    for task in tasks:
        decided[task.stratum] = decided.get(task.stratum, 0) + 1
    weight = [task.stratum_size / decided[task.stratum] for task in tasks]
    right = [w * task.right for w, task in zip(weight, tasks, strict=True)]
    wrong = [w * task.wrong for w, task in zip(weight, tasks, strict=True)]
    missed = [w * task.missed for w, task in zip(weight, tasks, strict=True)]
    sizes = {name: size for name, size in (queued or {}).items() if size} | {task.stratum: task.stratum_size for task in tasks}
    return {
        "clusters": len(tasks),
        "cannot_tell": unsure,
        "precision": share_of(right, wrong),
        "recall": share_of(right, missed),
        "strata": [{"stratum": in_words(name), "size": sizes[name], "decided": decided.get(name, 0)} for name in sorted(sizes)],
    }
