"""Was the plan fixed before the outcomes were read? Locking, and every difference since.

A lock stands in two places: a file beside the plan, which holds what was locked, and a line in the ledger, which shows that nobody changed
that file. A plan locked after its outcomes had been read is exploratory all the same.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from throughcare.errors import StudyError, UsageError
from throughcare.evaluation.plan import Plan

Status = Literal["locked", "exploratory"]
LOCKED, READ = "plan locked", "outcomes read"


@dataclass(frozen=True)
class Deviation:
    """One key that no longer says what was locked."""

    key: str
    locked: Any
    now: Any


@dataclass(frozen=True)
class LockState:
    """Whether a plan counts as locked; if not, why; what has changed since it was."""

    status: Status
    reason: str
    locked_sha256: str | None = None
    locked_by: str | None = None
    locked_on: str | None = None
    ledger: str | None = None
    deviations: tuple[Deviation, ...] = field(default=())


UNLOCKED = LockState("exploratory", "the plan was not locked before outcomes were read")


def lock_path(plan: Path) -> Path:
    """Where the lock of a plan stands."""
    return plan.with_suffix(".lock.toml")


def ledger_of(plan: Path) -> Path:
    """The ledger that a plan's lock goes to: its study's, or one beside the plan."""
    folder = plan.resolve().parent
    return folder.parent / "out" / "ledger.jsonl" if (folder.parent / "study.toml").exists() else folder / "ledger.jsonl"


def lock_plan(plan: Plan, path: Path, ledger: Path, *, who: str, when: str) -> str:
    """Write the lock file and its line in the ledger; the ledger's new hash. UsageError where the plan is locked already."""
    from throughcare.engine.ledger import append, read_ledger

    target = lock_path(path)
    if target.exists():
        raise UsageError(f"{target.name} is there already: {path.name} was locked before; a changed question needs a new plan")
    read_before = sum(
        1 for line in read_ledger(ledger) if line["event"].get("verb") == READ and line["event"].get("plan") == plan.id
    )
    event = {"verb": LOCKED, "plan": plan.id, "object": plan.sha256, "who": who, "when": when, "read_before": read_before}
    digest = append(ledger, event)
    said = {
        "plan": path.name, "sha256": plan.sha256, "locked_by": who, "locked_on": when, "ledger": digest,
        "content": json.dumps(plan.content(), sort_keys=True, ensure_ascii=False),
    }  # fmt: skip
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    target.write_text(f"outcomes_read_before = {read_before}\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return digest


def note_reading(plan: Plan, ledger: Path, *, cohort_sha256: str, who: str, when: str) -> str:
    """Write into the ledger that this plan's outcomes were read."""
    from throughcare.engine.ledger import append

    return append(
        ledger, {"verb": READ, "plan": plan.id, "object": cohort_sha256, "who": who, "when": when, "plan_sha256": plan.sha256}
    )


def lock_state(plan: Plan, lock_text: str | None, ledger: Path | None) -> LockState:
    """What a plan's lock is worth. Without a ledger to hold it against (`None`) the lock file alone is believed."""
    if lock_text is None:
        return UNLOCKED
    try:
        lock = tomllib.loads(lock_text)
        locked, digest = json.loads(lock["content"]), str(lock["ledger"])
        sha256, before = str(lock["sha256"]), int(lock["outcomes_read_before"])
        who, when = str(lock["locked_by"]), str(lock["locked_on"])
    except (tomllib.TOMLDecodeError, KeyError, ValueError, TypeError) as error:
        raise StudyError(f"the lock of plan {plan.id} cannot be read; it was changed by hand") from error
    deviations = find_deviations(locked, plan.content())
    if sha256 != plan.sha256 and not deviations:
        deviations = (
            Deviation("(wording)", "the plan's bytes as locked", "its comments, order or spacing were changed; no key was"),
        )
    facts = (sha256, who, when, digest, deviations)
    if before:
        return LockState("exploratory", f"the plan was locked after its outcomes had been read {before} time(s)", *facts)
    if ledger is not None and not _stands_in(ledger, digest, sha256):
        return LockState("exploratory", "the ledger does not hold the line that this lock names", *facts)
    return LockState("locked", "locked before outcomes were read", *facts)


def find_deviations(locked: Any, now: Any, key: str = "") -> tuple[Deviation, ...]:
    """Every key whose value differs, the path of it in words."""
    if isinstance(locked, dict) and isinstance(now, dict):
        names = dict.fromkeys([*locked, *now])
        return tuple(
            found
            for name in names
            for found in find_deviations(locked.get(name), now.get(name), f"{key}.{name}" if key else name)
        )
    if isinstance(locked, list) and isinstance(now, list) and any(isinstance(one, dict) for one in [*locked, *now]):
        pairs = range(max(len(locked), len(now)))
        return tuple(
            found
            for at in pairs
            for found in find_deviations(
                locked[at] if at < len(locked) else None, now[at] if at < len(now) else None, f"{key}[{at + 1}]"
            )
        )
    return () if locked == now else (Deviation(key, locked, now),)


def _stands_in(ledger: Path, digest: str, sha256: str) -> bool:
    from throughcare.engine.ledger import read_ledger, verify

    verify(ledger)
    return any(
        line["hash"] == digest and line["event"].get("verb") == LOCKED and line["event"].get("object") == sha256
        for line in read_ledger(ledger)
    )
