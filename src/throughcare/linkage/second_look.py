"""Decisions whose records have changed since come back into the queue, among the other tasks and as blind as they are.

So do tasks that want a second or third answer, though a run has since applied the first: else only those whose answer left their cluster as it was
would be asked twice, and people would seem to agree more than they do. Source: linkage note, sections 10 and 15. Until somebody answers, the earlier
decision binds; the answer replaces it where the records have changed, or where a third settles it.
"""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence

from throughcare.linkage.decisions import COLUMNS
from throughcare.linkage.marks import standing_of
from throughcare.linkage.review import Task, answers_of, asked_twice, keys_kept, wants_answer
from throughcare.linkage.reviewed import NO_DRAW


def binding_decisions(con: sqlite3.Connection) -> list[dict[str, str]]:
    """The decisions that no later one replaces, each with its task."""
    names = ("task", *COLUMNS)
    rows = [
        dict(zip(names, row, strict=True)) for row in con.execute(f"select {', '.join(names)} from decisions order by number")
    ]
    replaced = {decision for row in rows for decision in (row["replaces"] or "").split("|")}
    return [row for row in rows if row["decision"] not in replaced]


def changed_decisions(decisions: Sequence[Mapping[str, str]], now: Mapping[str, str]) -> list[Mapping[str, str]]:
    """The decisions one of whose records has another mark now."""
    return [row for row in decisions if standing_of(row, now) == "changed"]


def tasks_answered(con: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """By task: the records that were shown, and the cluster that each was in."""
    return {
        task: dict(zip(keys_kept(keys), map(int, parts.split("|")), strict=True))
        for task, keys, parts in con.execute("select task, keys, parts from tasks where parts <> ''")
    }


def second_looks(con: sqlite3.Connection, now: Mapping[str, str]) -> list[Task]:
    """One task for each task that a changed decision answered: its records that are still there. It has a name of its own for every change.

    `now`: the marks of all records that were shown. An answer replaces all that was decided in the earlier task.
    """
    decisions, shown = binding_decisions(con), tasks_answered(con)
    changed = sorted({row["task"] for row in changed_decisions(decisions, now)} & shown.keys())
    made: dict[str, Task] = {}
    for task in changed:
        there = {key: part for key, part in shown[task].items() if key in now}
        name = hashlib.sha256("|".join(f"{key} {now[key]}" for key in there).encode()).hexdigest()[:12]
        beaten = [row["decision"] for row in decisions if row["task"] == task]
        # Two earlier tasks over the same records are looked at once.
        replaces = "|".join(filter(None, (made[name].replaces if name in made else "", *beaten)))
        made[name] = Task(name, tuple(there), NO_DRAW, 1.0, False, tuple(there.values()), NO_DRAW, len(changed), replaces)
    return list(made.values())


def open_tasks(con: sqlite3.Connection, now: Mapping[str, str], seed: int) -> list[Task]:
    """The tasks answered before that want a further answer, as they were first drawn; left out where a record is gone or has changed since (`now`)."""
    decisions, answered = binding_decisions(con), answers_of(con)
    standing = {row["task"]: row for row in decisions}
    changed = {row["task"] for row in changed_decisions(decisions, now)}
    made = []
    for name, keys, parts, why, stratum, size in con.execute(
        "select task, keys, parts, why, stratum, stratum_size from tasks where parts <> '' and why <> ? order by task", [NO_DRAW]
    ):
        records, at = keys_kept(keys), tuple(map(int, parts.split("|")))
        if name in standing and name not in changed and all(key in now for key in records):
            probability = float(standing[name]["sampling_probability"])
            made.append(Task(name, records, why, probability, asked_twice(name, seed), at, stratum, size))
    return [task for task in made if wants_answer(task, answered[task.task])]
