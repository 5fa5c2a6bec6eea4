"""Where each record stands at each stage: who has decided what, and what that comes to.

Nobody's choice counts twice, an undone decision does not count, and what one person alone has seen is not settled where two must.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from throughcare.errors import StudyError
from throughcare.evidence.files import Row
from throughcare.evidence.folder import EvidenceFolder

STAGES = ("title_abstract", "full_text")
CHOICES = ("include", "exclude", "unsure")
State = Literal["unseen", "awaiting second", "conflict", "unsure", "include", "exclude"]


@dataclass(frozen=True)
class Standing:
    """One record at one stage: what its decisions come to, each screener's live choice, and the reason of an exclusion.

    `settled_by` is who settled a conflict, empty where nobody did or where somebody has decided anew since.
    """

    record: str
    stage: str
    state: State
    choices: dict[str, str]
    reason: str
    settled_by: str = ""


def live_decisions(decisions: Sequence[Row]) -> list[Row]:
    """Decisions that nobody has undone, in the order they were made; a person's later decision replaces the earlier."""
    ordered = sorted({row["id"]: row for row in decisions}.values(), key=lambda row: (row["when"], row["id"]))
    undone = {row["undoes"] for row in ordered if row["undoes"]}
    latest: dict[tuple[str, str, str], Row] = {}
    for row in ordered:
        if row["id"] not in undone and row["choice"]:
            latest[row["record"], row["stage"], row["who"]] = row
    return list(latest.values())


def is_double(record: str, share: float, seed: str) -> bool:
    """Whether a record is one that two must screen; drawn in advance from its id and the protocol's seed."""
    if share >= 1:
        return True
    draw = int.from_bytes(hashlib.blake2b(f"{seed}|{record}".encode(), digest_size=6).digest(), "big") / 2**48
    return draw < share


def double_share(folder: EvidenceFolder) -> float:
    """The share of records that two must screen, from the protocol's `[screening] double`; 1 where nothing is said."""
    said = folder.protocol.section("screening").get("double", 1.0)
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= 1:
        raise StudyError(f"{folder.protocol.file}: [screening] double: expected a share from 0 to 1, as 0.2")
    return float(said)


def standings(folder: EvidenceFolder, stage: str) -> dict[str, Standing]:
    """Every work that reaches a stage, with its standing. Decisions on merged records count for their work."""
    aliases = folder.works.aliases
    share, seed = double_share(folder), str(folder.protocol.section("screening").get("seed", "1"))
    by_work: dict[str, list[Row]] = {}
    for row in live_decisions(folder.decisions):
        if row["stage"] == stage and row["record"] in aliases:
            by_work.setdefault(aliases[row["record"]], []).append(row)
    settled = {
        aliases[row["record"]]: row
        for row in sorted(folder.resolved, key=lambda row: (row["when"], row["id"]))
        if row["stage"] == stage and row["record"] in aliases
    }
    return {
        work: _standing(work, stage, by_work.get(work, []), settled.get(work), double=is_double(work, share, seed))
        for work in reaching(folder, stage)
    }


def reaching(folder: EvidenceFolder, stage: str) -> list[str]:
    """The works that a stage is about: all that were not removed before it, or those included at title and abstract and retrieved."""
    if stage == STAGES[0]:
        return [work for work in folder.works.members if work not in folder.removed]
    missing = not_retrieved(folder)
    return [
        work for work, standing in standings(folder, STAGES[0]).items() if standing.state == "include" and work not in missing
    ]


def not_retrieved(folder: EvidenceFolder) -> set[str]:
    """Works whose full text could not be had: a full-text decision that says `not_retrieved`."""
    aliases = folder.works.aliases
    return {
        aliases[row["record"]]
        for row in live_decisions(folder.decisions)
        if row["choice"] == "not_retrieved" and row["record"] in aliases
    }


def _standing(work: str, stage: str, rows: list[Row], settled: Row | None, *, double: bool) -> Standing:
    rows = [row for row in rows if row["choice"] in CHOICES]
    choices = {row["who"]: row["choice"] for row in rows}
    kinds = set(choices.values())
    reason = next((row["reason"] for row in rows if row["choice"] == "exclude" and row["reason"]), "")
    # Who decides anew after a conflict was settled, as an amendment asks, opens it again; rows without a time are older than none.
    if settled is not None and not any(row["when"] > settled["when"] > "" for row in rows):
        decided: State = "include" if settled["choice"] == "include" else "exclude"
        return Standing(work, stage, decided, choices, settled["reason"] or reason, settled["who"])
    if not choices:
        return Standing(work, stage, "unseen", choices, "")
    if double and len(choices) < 2:
        return Standing(work, stage, "awaiting second", choices, reason)
    if len(kinds) > 1:
        return Standing(work, stage, "conflict", choices, reason)
    only = next(iter(kinds))
    state: State = "unsure" if only == "unsure" else "include" if only == "include" else "exclude"
    return Standing(work, stage, state, choices, reason if only == "exclude" else "")
