"""What `throughcare link` does, without the command line: train, review, keep ids, look at quality."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from throughcare.linkage.review import (
    Task,
    agreement,
    export_decisions,
    in_drawn_order,
    make_queue,
    next_task,
    open_decisions,
    record_decision,
    take_over,
)

Path_of = Callable[[str], Path]


def train_study(folder: Path, path_of: Path_of) -> dict[str, Any]:
    """Train the model on the study's records and write `links/model.json`; what it holds."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.train import train_model

    nodes = path_of("nodes")
    scratch = nodes.parent
    text = train_model(connect({"nodes": nodes}, [scratch], scratch))
    place = folder / "links" / "model.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    model = json.loads(text)
    trained = sum(level["source"].startswith("trained") for level in model["levels"])
    return {
        "file": str(place),
        "hash": model["hash"],
        "records": model["records"],
        "levels": len(model["levels"]),
        "levels_trained": trained,
    }


def study_queue(path_of: Path_of, named: str, seed: int) -> list[Task]:
    """The review queue of a study's link set; of the default one where the study uses a drawn set."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.link_sets import DEFAULT, THRESHOLDS
    from throughcare.linkage.strata import make_strata

    link_set = named if named in THRESHOLDS else DEFAULT
    paths = {name: path_of(name) for name in ("clusters", "edges")}
    refused = json.loads((paths["clusters"].parent / "refused.json").read_text(encoding="utf-8"))
    threshold = json.loads((paths["edges"].parent / "thresholds.json").read_text(encoding="utf-8"))["link_sets"][link_set]
    con = connect(paths, [path.parent for path in paths.values()], paths["clusters"].parent)
    pairs = [(row["left"], row["right"]) for row in refused if row["link_set"] == link_set]
    return make_queue(make_strata(con, link_set, float(threshold), pairs, seed), seed)


def with_second_looks(folder: Path, path_of: Path_of, queue: list[Task], key: bytes, seed: int) -> list[Task]:
    """The queue with what comes back: tasks whose decided records have changed since, and those that want a further answer."""
    from throughcare.engine.duck import connect
    from throughcare.linkage.marks import marks_now
    from throughcare.linkage.second_look import open_tasks, second_looks, tasks_answered

    decided = open_decisions(folder / "links")
    nodes = path_of("nodes")
    shown = {record for keys in tasks_answered(decided).values() for record in keys}
    now = marks_now(connect({"nodes": nodes}, [nodes.parent], nodes.parent), shown, key)
    again = second_looks(decided, now)
    listed = {task.task for task in queue}
    again += [task for task in open_tasks(decided, now, seed) if task.task not in listed]
    decided.close()
    return in_drawn_order([*queue, *again], seed)


def records_of(path_of: Path_of, keys: tuple[str, ...]) -> list[dict[str, Any]]:
    """The records of a task, in the order of its keys."""
    import pyarrow.parquet as pq

    found = {
        row["record_key"]: row for row in pq.read_table(path_of("nodes"), filters=[("record_key", "in", list(keys))]).to_pylist()
    }
    return [found[key] for key in keys]


def decide(
    folder: Path, task: Task, groups: list[list[str]], verdict: str, who: str, reason: str, scope: str, marks: dict[str, str]
) -> int:
    """Append a decision, with the marks of the records as they were shown, and export all of them for the next run."""
    con = open_decisions(folder / "links")
    when = datetime.now(UTC).isoformat(timespec="seconds")
    take_over(con, folder / "links")
    written = record_decision(con, task, groups, verdict, who=who, when=when, reason=reason, scope=scope, marks=marks)
    export_decisions(con, folder / "links")
    return written


def waiting(folder: Path, queue: list[Task], who: str) -> Task | None:
    """The next task for a person."""
    return next_task(open_decisions(folder / "links"), queue, who)


def review_agreement(folder: Path) -> dict[str, float | int | None]:
    """How far reviewers agree."""
    return agreement(open_decisions(folder / "links"))


def audit_study(folder: Path, read: Any) -> dict[str, Any]:
    """Figures, the known rate, fairness, suite, and what the gate stops, with all of it as lines of words; `read` gives a table or its path by name."""
    from throughcare.linkage.audit_words import figure_lines, rate_lines
    from throughcare.linkage.explained import read_explanations, row_in_words, stopped_by_gate
    from throughcare.linkage.suite import run_suite

    figures, rates, fairness = (read(name).to_pylist() for name in ("link_quality", "link_rates", "link_fairness"))
    explained = read_explanations(folder)
    link_sets = json.loads((read.path("clusters").parent / "silver.json").read_text(encoding="utf-8"))["link_sets"]
    suite = run_suite(read.path("nodes"), read.path("edges").parent / "model.json", link_sets)
    words = [*figure_lines(figures), "", *rate_lines(rates)]
    words += ["", "Fairness (labels: " + (fairness[0]["labels"] if fairness else "none") + ")"]
    words += [row_in_words(row, explained) for row in fairness]
    words += ["", "Made-up pairs, weighed by this study's model and frequencies, without any number"]
    words += [
        f"{row['hypothesis']}, {'one person' if row['same_person'] else 'two people'}: {row['verdict']} ({row['weight']} bits)"
        for row in suite
    ]
    stopped = stopped_by_gate(fairness, explained)
    return {"figures": figures, "rates": rates, "fairness": fairness, "pairs_suite": suite, "stopped": stopped, "words": words}


def review_estimates(folder: Path, queue: list[Task]) -> dict[str, Any]:
    """Precision and recall as people judged them, with what of the queue nobody has looked into yet."""
    from throughcare.linkage.reviewed import NO_DRAW, estimate_from_review

    queued = {task.stratum: task.stratum_size for task in queue if task.why != NO_DRAW}
    return estimate_from_review(open_decisions(folder / "links"), queued)
