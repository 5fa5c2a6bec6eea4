"""A new export against the standing review: what is new, what was known, what a changed rule reopens. No decision is lost."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from throughcare.evidence.duplicates.fields import plain_title
from throughcare.evidence.duplicates.works import Works
from throughcare.evidence.files import read_table
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.importing import import_export
from throughcare.evidence.screening.queue import reopened
from throughcare.evidence.screening.standing import STAGES, standings

# What a notice writes before or behind the title of the report that it is about.
NOTICE_WORDS = re.compile(
    r"^(?:retract(?:ion|ed)(?: article)?|withdrawn|withdrawal|expression of concern|errat(?:um|a)|corrigend(?:um|a)|corrections?|addendum)\b"
    r"(?: (?:note|notice|to|of|for|on|regarding|article))*\s*"
)
NAMED_IN_NOTICE = 95.0


@dataclass(frozen=True)
class Update:
    """What an update brought, and what has come of it; `is_new` is false where the same file was imported before.

    `since` is the day of the newest earlier search, empty where none has one; `included` counts new works that stand included.
    """

    search: str
    is_new: bool
    found: int
    new_works: tuple[str, ...]
    known: int
    to_review: int
    reopened: dict[str, list[str]]
    notices: tuple[str, ...]
    lost_decisions: tuple[str, ...]
    included: int
    since: str


def update_review(folder: Path, export: Path, about: Mapping[str, str | int], said: str = "") -> Update:
    """Import an export and say what it changes. Decisions are counted before and after; one that no longer resolves is named."""
    before = EvidenceFolder(folder)
    old_works = before.works.aliases
    imported = import_export(folder, export, about, said)
    after = EvidenceFolder(folder)
    fresh = [record for record in after.references if record.search == imported.search]
    works = after.works
    mine = {works.aliases[record.record] for record in fresh}
    names = [search.name for search in after.searches]
    older = set(names[: names.index(imported.search)])
    new = tuple(sorted(work for work in mine if not any(member.search in older for member in works.members[work])))
    decided = {row["record"] for row in after.decisions}
    lost = tuple(sorted(record for record in decided if record in old_works and record not in works.aliases))
    return Update(
        imported.search, imported.is_new, len(fresh), new, len(mine) - len(new), _to_review(works, {r.record for r in fresh}),
        reopened(after), notices_on(works, included_works(after, works)), lost, _count_included(after, new), _since(after, imported.search),
    )  # fmt: skip


def _since(folder: EvidenceFolder, search: str) -> str:
    """The day of the newest search but this one; empty where none has a day."""
    days = [found for one in folder.searches if one.name != search and isinstance(found := one.about.get("date"), date)]
    return max(days).isoformat() if days else ""


def _count_included(folder: EvidenceFolder, works: Collection[str]) -> int:
    """How many of the works stand included: at full text where that has begun, else at title and abstract."""
    full = standings(folder, STAGES[1])
    stage = full if any(one.state != "unseen" for one in full.values()) else standings(folder, STAGES[0])
    return sum(1 for work in works if work in stage and stage[work].state == "include")


def _to_review(works: Works, fresh: set[str]) -> int:
    return sum(1 for pair in works.review if pair.left in fresh or pair.right in fresh)


def notices_on(works: Works, included: Collection[str]) -> tuple[str, ...]:
    """Included works on which a retraction or correction has arrived; each reopens the work and every claim on it."""
    from rapidfuzz import fuzz

    titles = {work: plain_title(record.title) for work, record in works.merged.items()}
    subjects = {
        work: title[head.end() :]
        for work, title in titles.items()
        if (head := NOTICE_WORDS.match(title)) and head.end() < len(title)
    }
    found = {
        work
        for notice, subject in subjects.items()
        for work in included
        if work in titles
        and work != notice
        and work not in subjects
        and fuzz.ratio(subject, titles[work], score_cutoff=NAMED_IN_NOTICE)
    }
    return tuple(sorted(found))


def included_works(folder: EvidenceFolder, works: Works) -> set[str]:
    """Works that somebody has decided to include, at either stage."""
    return {
        works.aliases[row["record"]] for row in folder.decisions if row["choice"] == "include" and row["record"] in works.aliases
    }


def new_since(folder: EvidenceFolder, day: date) -> frozenset[str]:
    """Records of works that only searches of a day or later have found; a search without a date is an old one."""
    late = {s.name for s in folder.searches if isinstance(found := s.about.get("date"), date) and found >= day}
    return frozenset(
        record.record for records in folder.works.members.values() if all(r.search in late for r in records) for record in records
    )


def months_since_search(folder: EvidenceFolder, today: date) -> int | None:
    """How many months old the newest search is; None where no search has a date."""
    dates = [found for search in folder.searches if isinstance(found := search.about.get("date"), date)]
    ended = max([*dates, *([folder.protocol.search_ended_on] if folder.protocol.search_ended_on else [])], default=None)
    return None if ended is None else (today.year - ended.year) * 12 + today.month - ended.month - (today.day < ended.day)


def overdue(folder: EvidenceFolder, today: date) -> str:
    """The sentence for dashboard and report where the search is older than the protocol's `[update] every_months`; else nothing."""
    months, every = months_since_search(folder, today), folder.protocol.section("update").get("every_months")
    if months is None or every is None or months <= int(every):
        return ""
    return f"The search is {months} months old; the protocol asks for one every {every}."


def edited_records(folder: EvidenceFolder) -> set[str]:
    """Records that a person has corrected by hand; an update never overwrites them."""
    return {row["record"] for row in read_table(folder.path, "corrections", ("record", "field", "value"))}
