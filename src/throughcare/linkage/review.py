"""The queue of doubtful clusters, and what people decide about them.

Source: linkage note, section 15. A cluster at a time; blind: no score, threshold or earlier decision before the decision; part of the queue is a
random sample with a known probability, so that quality can be estimated from the answers; part is asked twice. Decisions are append-only rows
in `links/decisions.db` (SQLite), and exported as `links/decisions.csv`, which is what a run reads.
"""

import csv
import hashlib
import io
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from throughcare.errors import StudyError, UsageError
from throughcare.linkage.decisions import COLUMNS, EVERYWHERE, VERDICTS, check_scope, read_decisions
from throughcare.linkage.sources import DOMAINS
from throughcare.linkage.strata import Stratum

# One cluster in ten is asked of a second person, and of a third where the two disagree.
TWICE = 10
MOST_SHOWN = 20

# The number of a decision: of one taken over from a file, what its own name says where that is more.
NUMBERED = "max(number, case when decision glob 'D[0-9]*' then cast(substr(decision, 2) as integer) else 0 end)"

# Between the keys of a task as they are kept: an agency's own number may hold the sign too, but then no name of an extract follows.
BETWEEN_KEYS = re.compile(rf"\|(?=(?:{'|'.join(DOMAINS)}):)")


@dataclass(frozen=True)
class Task:
    """A cluster, or two that may be one, to look at: its record keys, and which cluster each is in (never shown).

    `stratum` is the part of the queue that it was drawn from at random, `stratum_size` how many there are of the kind in all. `replaces`: the decisions
    that an answer replaces (joined by `|`), where records have changed since they were decided about.
    """

    task: str
    keys: tuple[str, ...]
    why: str
    sampling_probability: float
    twice: bool
    parts: tuple[int, ...] = ()
    stratum: str = ""
    stratum_size: int = 1
    replaces: str = ""


def keys_kept(text: str) -> tuple[str, ...]:
    """The record keys of a task as it is kept."""
    return tuple(BETWEEN_KEYS.split(text))


def draw(task: str, seed: int) -> float:
    """A number from 0 to 1 that belongs to a task, whatever the order."""
    return int(hashlib.sha256(f"{seed}|{task}".encode()).hexdigest()[:12], 16) / 16**12


def make_queue(strata: Sequence[Stratum], seed: int) -> list[Task]:
    """The tasks of all strata, in drawn order: an order by score would tell. A set of records is asked once, whatever strata it is in."""
    made: dict[str, Task] = {}
    for stratum in strata:
        probability = min(1.0, len(stratum.drawn) / max(stratum.size, 1))
        for members in stratum.drawn:
            listed = sorted((key, part) for part, keys in enumerate(members) for key in keys)[:MOST_SHOWN]
            keys = tuple(key for key, _ in listed)
            name = hashlib.sha256("|".join(keys).encode()).hexdigest()[:12]
            parts = tuple(part for _, part in listed)
            task = Task(name, keys, stratum.why, probability, asked_twice(name, seed), parts, stratum.name, stratum.size)
            made.setdefault(name, task)
    return in_drawn_order(made.values(), seed)


def asked_twice(task: str, seed: int) -> bool:
    """Whether a task is of the share that two people answer, whatever the first of them says."""
    return draw(task, seed + 1) < 1 / TWICE


def in_drawn_order(tasks: Iterable[Task], seed: int) -> list[Task]:
    """Tasks in an order that tells nothing, not even whether they were asked before."""
    return sorted(tasks, key=lambda task: draw(task.task, seed + 2))


def open_decisions(folder: Path) -> sqlite3.Connection:
    """The decisions of a study and the tasks that they answer; rows can be added and never changed."""
    folder.mkdir(parents=True, exist_ok=True)
    con = sqlite3.connect(folder / "decisions.db")
    try:
        make_tables(con)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError as error:
        con.close()
        raise StudyError(
            "links/decisions.db: is no database of decisions; put back a copy, or move the file away: decisions that stand in links/decisions.csv are then taken over"
        ) from error
    return con


def make_tables(con: sqlite3.Connection) -> None:
    """The tables of an empty database, and the columns that an older one lacks."""
    listed = ", ".join(f"{name} text" for name in ("task", *COLUMNS))
    con.executescript(f"""
        create table if not exists decisions (number integer primary key, {listed});
        create table if not exists tasks (task text primary key, keys text, parts text, why text, stratum text, stratum_size integer);
        create trigger if not exists no_change before update on decisions begin select raise(abort, 'decisions are append-only'); end;
        create trigger if not exists no_removal before delete on decisions begin select raise(abort, 'decisions are append-only'); end;
    """)
    held = {row[1] for row in con.execute("pragma table_info(decisions)")}
    for name in COLUMNS:
        # A study decided about before marks were kept.
        if name not in held:
            con.execute(f"alter table decisions add column {name} text")


def answers_of(con: sqlite3.Connection) -> dict[str, dict[str, frozenset[frozenset[str]]]]:
    """By task and person: the groups of records that the person takes for one; no groups where the person could not tell."""
    groups: dict[str, dict[str, list[set[str]]]] = {}
    for task, who, verdict, left, right in con.execute(
        "select task, who, verdict, left_key, right_key from decisions where task <> '' order by number"
    ):
        said = groups.setdefault(task, {}).setdefault(who, [])
        if verdict == "cannot tell":
            continue
        for key in (left, right):
            if not any(key in group for group in said):
                said.append({key})
        if verdict == "same":
            one, other = (next(group for group in said if key in group) for key in (left, right))
            if one is not other:
                one |= other
                said.remove(other)
    return {task: {who: frozenset(map(frozenset, found)) for who, found in people.items()} for task, people in groups.items()}


def wants_answer(task: Task, people: Mapping[str, frozenset[frozenset[str]]]) -> bool:
    """Whether a task wants an answer beside those of `people`: it is undecided, is one of the share asked twice, or the first two disagree."""
    wanted = 1 + task.twice + (len(people) >= 2 and len(set(people.values())) > 1)
    return len(people) < min(wanted, 3)


def next_task(con: sqlite3.Connection, queue: Sequence[Task], who: str) -> Task | None:
    """The first task that this person may do: undecided, or it wants a second answer, or the first two disagree and it wants a third."""
    answered = answers_of(con)
    for task in queue:
        people = answered.get(task.task, {})
        if who not in people and wants_answer(task, people):
            return task
    return None


def overruled(con: sqlite3.Connection, task: Task, groups: Sequence[Sequence[str]]) -> str:
    """The decisions that a third answer replaces: those of whoever grouped the records otherwise."""
    answers = answers_of(con).get(task.task, {})
    if len(answers) < 2:
        return ""
    said = frozenset(frozenset(group) for group in groups)
    beaten = [who for who, other in answers.items() if other != said]
    marks = ", ".join("?" for _ in beaten)
    rows = con.execute(
        f"select decision from decisions where task = ? and who in ({marks}) order by number", [task.task, *beaten]
    )
    return "|".join(row[0] for row in rows)


def record_decision(
    con: sqlite3.Connection,
    task: Task,
    groups: Sequence[Sequence[str]],
    verdict: str,
    *,
    who: str,
    when: str,
    reason: str,
    scope: str = EVERYWHERE,
    marks: Mapping[str, str] | None = None,
) -> int:
    """Append what was decided about a cluster; how many rows.

    `same`: all records of a group are one person. `different`: records of different groups are not. `cannot tell` is kept as it is.
    `scope`: the link sets in which it binds. A third answer replaces those of whoever said otherwise. `marks`: of the records as they were shown.
    """
    if verdict not in VERDICTS:
        raise UsageError(f"a verdict is one of {', '.join(VERDICTS)}")
    if not who.strip():
        raise UsageError("a decision needs the name or initials of who decides")
    check_scope(scope)
    pairs: list[tuple[str, str, str]] = []
    replaced = ""
    if verdict == "cannot tell":
        pairs = [("cannot tell", task.keys[0], task.keys[-1])]
    else:
        replaced = "|".join(filter(None, (task.replaces, overruled(con, task, groups))))
        for group in groups:
            pairs += [("same", one, other) for one, other in pairwise(group)]
        firsts = [group[0] for group in groups if group]
        pairs += [("different", one, other) for place, one in enumerate(firsts) for other in firsts[place + 1 :]]
    con.execute(
        "insert or ignore into tasks values (?, ?, ?, ?, ?, ?)",
        (task.task, "|".join(task.keys), "|".join(map(str, task.parts)), task.why, task.stratum, task.stratum_size),
    )
    for place, (said, left, right) in enumerate(pairs):
        number = con.execute(f"select coalesce(max({NUMBERED}), 0) + 1 from decisions").fetchone()[0]
        values = (
            f"D{number:06d}",
            said,
            left,
            right,
            who,
            when,
            reason,
            "" if place else replaced,
            str(task.sampling_probability),
            scope,
            (marks or {}).get(left, ""),
            (marks or {}).get(right, ""),
        )
        con.execute(
            f"insert into decisions (task, {', '.join(COLUMNS)}) values ({', '.join('?' for _ in range(len(COLUMNS) + 1))})",
            (task.task, *values),
        )
    con.commit()
    return len(pairs)


def take_over(con: sqlite3.Connection, folder: Path) -> int:
    """Add the decisions that stand in `links/decisions.csv` alone (brought from another desk, or written by hand): no export may lose them; how many."""
    path = folder / "decisions.csv"
    text = path.read_text(encoding="utf-8-sig") if path.exists() else ""
    # Said here, with the line, what the next run would say.
    read_decisions(text)
    held = {row[0] for row in con.execute("select decision from decisions")}
    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["decision"] not in held]
    places = ", ".join("?" for _ in range(len(COLUMNS) + 1))
    con.executemany(
        f"insert into decisions (task, {', '.join(COLUMNS)}) values ({places})",
        [("", *(row.get(name) or "" for name in COLUMNS)) for row in rows],
    )
    con.commit()
    return len(rows)


def export_decisions(con: sqlite3.Connection, folder: Path) -> int:
    """Write `links/decisions.csv`, which the next run applies; the number of rows."""
    rows = con.execute(f"select {', '.join(COLUMNS)} from decisions order by number").fetchall()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    # Whole or not at all: half a file would be half of the decisions.
    draft = folder / "decisions.csv.draft"
    draft.write_text(text.getvalue(), encoding="utf-8")
    draft.replace(folder / "decisions.csv")
    return len(rows)


def agreement(con: sqlite3.Connection) -> dict[str, float | int | None]:
    """How often the first two people who saw the same cluster said the same: share, and Cohen's kappa over their verdicts.

    Two people agree when they group the records alike; kappa is over the verdicts same, different and cannot tell.
    """
    both = [list(people.values())[:2] for people in answers_of(con).values() if len(people) >= 2]
    words = {0: "cannot tell", 1: "same"}
    pairs = [tuple(words.get(len(groups), "different") for groups in said) for said in both]
    if not pairs:
        return {"clusters": 0, "agreement": None, "kappa": None}
    agreed = sum(one == other for one, other in both) / len(both)
    alike = sum(one == other for one, other in pairs) / len(pairs)
    chance = sum(
        (sum(one == said for one, _ in pairs) / len(pairs)) * (sum(other == said for _, other in pairs) / len(pairs))
        for said in VERDICTS
    )
    return {
        "clusters": len(pairs),
        "agreement": round(agreed, 4),
        "kappa": round((alike - chance) / (1 - chance), 4) if chance < 1 else None,
    }
