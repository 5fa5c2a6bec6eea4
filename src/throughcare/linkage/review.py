"""The queue of doubtful clusters, and what people decide about them.

Source: linkage note, section 15. A cluster at a time; blind: no score, threshold or earlier decision before the decision; part of the queue is a
random sample with a known probability, so that quality can be estimated from the answers; part is asked twice. Decisions are append-only rows
in `links/decisions.db` (SQLite), and exported as `links/decisions.csv`, which is what a run reads.
"""

import csv
import hashlib
import io
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from throughcare.errors import UsageError
from throughcare.linkage.decisions import COLUMNS, VERDICTS

# One cluster in ten is asked of a second person.
TWICE = 10
MOST_SHOWN = 20
SHARE_SAMPLED = 0.02


@dataclass(frozen=True)
class Task:
    """A cluster to look at: its record keys, why it is in the queue, and with what probability it was drawn."""

    task: str
    keys: tuple[str, ...]
    why: str
    sampling_probability: float
    twice: bool


def draw(task: str, seed: int) -> float:
    """A number from 0 to 1 that belongs to a task, whatever the order."""
    return int(hashlib.sha256(f"{seed}|{task}".encode()).hexdigest()[:12], 16) / 16**12


def make_queue(clusters: Sequence[Mapping[str, Any]], refused: Sequence[Mapping[str, Any]], seed: int) -> list[Task]:
    """Doubtful clusters, refused links and a random sample of the rest, in drawn order: an order by score would tell."""
    members: dict[str, list[str]] = {}
    doubt: dict[str, str] = {}
    for row in clusters:
        members.setdefault(row["cluster"], []).append(row["record_key"])
        doubt[row["cluster"]] = row["doubt"]
    of = {key: cluster for cluster, keys in members.items() for key in keys}
    tasks: dict[tuple[str, ...], tuple[str, float]] = {}
    for cluster, keys in members.items():
        if doubt[cluster]:
            tasks[tuple(sorted(keys))] = ("doubtful", 1.0)
        elif len(keys) > 1 and draw(cluster, seed) < SHARE_SAMPLED:
            tasks[tuple(sorted(keys))] = ("sample", SHARE_SAMPLED)
    for link in refused:
        keys = sorted({*members[of[link["left"]]], *members[of[link["right"]]]})
        tasks.setdefault(tuple(keys), ("refused", 1.0))
    made = []
    for whole, (why, probability) in tasks.items():
        shown = whole[:MOST_SHOWN]
        name = hashlib.sha256("|".join(shown).encode()).hexdigest()[:12]
        made.append(Task(name, shown, why, probability, draw(name, seed + 1) < 1 / TWICE))
    return sorted(made, key=lambda task: draw(task.task, seed + 2))


def open_decisions(folder: Path) -> sqlite3.Connection:
    """The decisions of a study; rows can be added and never changed."""
    folder.mkdir(parents=True, exist_ok=True)
    con = sqlite3.connect(folder / "decisions.db")
    listed = ", ".join(f"{name} text" for name in ("task", *COLUMNS))
    con.executescript(f"""
        create table if not exists decisions (number integer primary key, {listed});
        create trigger if not exists no_change before update on decisions begin select raise(abort, 'decisions are append-only'); end;
        create trigger if not exists no_removal before delete on decisions begin select raise(abort, 'decisions are append-only'); end;
    """)
    return con


def next_task(con: sqlite3.Connection, queue: Sequence[Task], who: str) -> Task | None:
    """The first task that this person may do: nobody has decided it, or it wants a second answer and the first was another's."""
    answered: dict[str, set[str]] = {}
    for task, person in con.execute("select distinct task, who from decisions"):
        answered.setdefault(task, set()).add(person)
    for task in queue:
        people = answered.get(task.task, set())
        if who not in people and len(people) < (2 if task.twice else 1):
            return task
    return None


def record_decision(
    con: sqlite3.Connection, task: Task, groups: Sequence[Sequence[str]], verdict: str, *, who: str, when: str, reason: str
) -> int:
    """Append what was decided about a cluster; how many rows.

    `same`: all records of a group are one person. `different`: records of different groups are not. `cannot tell` is kept as it is.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"a verdict is one of {', '.join(VERDICTS)}")
    if not who.strip():
        raise UsageError("a decision needs the name or initials of who decides")
    pairs: list[tuple[str, str, str]] = []
    if verdict == "cannot tell":
        pairs = [("cannot tell", task.keys[0], task.keys[-1])]
    else:
        for group in groups:
            pairs += [("same", one, other) for one, other in pairwise(group)]
        firsts = [group[0] for group in groups if group]
        pairs += [("different", one, other) for place, one in enumerate(firsts) for other in firsts[place + 1 :]]
    for said, left, right in pairs:
        number = con.execute("select coalesce(max(number), 0) + 1 from decisions").fetchone()[0]
        con.execute(
            f"insert into decisions (task, {', '.join(COLUMNS)}) values ({', '.join('?' for _ in range(len(COLUMNS) + 1))})",
            (task.task, f"D{number:06d}", said, left, right, who, when, reason, "", str(task.sampling_probability)),
        )
    con.commit()
    return len(pairs)


def export_decisions(con: sqlite3.Connection, folder: Path) -> int:
    """Write `links/decisions.csv`, which the next run applies; the number of rows."""
    rows = con.execute(f"select {', '.join(COLUMNS)} from decisions order by number").fetchall()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    (folder / "decisions.csv").write_text(text.getvalue(), encoding="utf-8")
    return len(rows)


def agreement(con: sqlite3.Connection) -> dict[str, float | int | None]:
    """How often two people who saw the same cluster said the same: share, and Cohen's kappa over their verdicts."""
    answers: dict[str, dict[str, str]] = {}
    for task, who, verdict in con.execute(
        "select task, who, group_concat(verdict || left_key || right_key) from decisions group by task, who"
    ):
        answers.setdefault(task, {})[who] = (
            "different" if "different" in verdict else ("cannot tell" if "cannot tell" in verdict else "same")
        )
    pairs = [tuple(said[who] for who in sorted(said)) for said in answers.values() if len(said) == 2]
    if not pairs:
        return {"clusters": 0, "agreement": None, "kappa": None}
    agreed = sum(one == other for one, other in pairs) / len(pairs)
    chance = sum(
        (sum(one == said for one, _ in pairs) / len(pairs)) * (sum(other == said for _, other in pairs) / len(pairs))
        for said in VERDICTS
    )
    return {
        "clusters": len(pairs),
        "agreement": round(agreed, 4),
        "kappa": round((agreed - chance) / (1 - chance), 4) if chance < 1 else None,
    }


def estimated_precision(con: sqlite3.Connection, clusters: Mapping[str, str]) -> dict[str, float | int | None]:
    """Share of linked pairs that people upheld in the random sample, each cluster weighed by one over its probability; with a 95 % interval."""
    seen: dict[str, list[float]] = {}
    for task, verdict, left, right, probability in con.execute(
        "select task, verdict, left_key, right_key, sampling_probability from decisions where verdict <> 'cannot tell'"
    ):
        if float(probability) < 1 and clusters.get(left) == clusters.get(right):
            seen.setdefault(task, []).append(1.0 if verdict == "same" else 0.0)
    if not seen:
        return {"clusters": 0, "precision": None, "low": None, "high": None}
    upheld = [min(said) for said in seen.values()]
    count, share = len(upheld), sum(upheld) / len(upheld)
    z = 1.96
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * ((share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5) / (1 + z * z / count)
    return {
        "clusters": count,
        "precision": round(share, 4),
        "low": round(max(0.0, centre - half), 4),
        "high": round(min(1.0, centre + half), 4),
    }
