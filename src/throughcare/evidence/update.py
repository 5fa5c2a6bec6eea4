"""A new export against the standing review: what is new, what was known, what a changed rule reopens. No decision is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from throughcare.evidence.duplicates.works import Works
from throughcare.evidence.files import read_table
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.importing import import_export
from throughcare.evidence.screening.queue import reopened

RETRACTED = ("retraction", "retracted", "withdrawn", "expression of concern", "erratum", "corrigendum", "correction to")


@dataclass(frozen=True)
class Update:
    """What an update brought: `search` is empty and `is_new` false where the same file was imported before."""

    search: str
    is_new: bool
    found: int
    new_works: tuple[str, ...]
    known: int
    to_review: int
    reopened: dict[str, list[str]]
    notices: tuple[str, ...]
    lost_decisions: tuple[str, ...]


def update_review(folder: Path, export: Path, about: Mapping[str, str | int], said: str = "") -> Update:
    """Import an export and say what it changes. Decisions are counted before and after; one that no longer resolves is named."""
    before = EvidenceFolder(folder)
    old_works = before.works.aliases
    imported = import_export(folder, export, about, said)
    after = EvidenceFolder(folder)
    fresh = [record for record in after.references if record.search == imported.search] if imported.is_new else []
    works = after.works
    mine = {works.aliases[record.record] for record in fresh}
    new = tuple(sorted(work for work in mine if not any(member.record in old_works for member in works.members[work])))
    decided = {row["record"] for row in after.decisions}
    lost = tuple(sorted(record for record in decided if record in old_works and record not in works.aliases))
    return Update(
        imported.search, imported.is_new, len(fresh), new, len(mine) - len(new), _to_review(works, {r.record for r in fresh}),
        reopened(after), notices_on(after, works), lost,
    )  # fmt: skip


def _to_review(works: Works, fresh: set[str]) -> int:
    return sum(1 for pair in works.review if pair.left in fresh or pair.right in fresh)


def notices_on(folder: EvidenceFolder, works: Works) -> tuple[str, ...]:
    """Included records on which a retraction or correction has arrived; each reopens the record and every claim on it."""
    included = {works.aliases.get(row["record"], "") for row in folder.decisions if row["choice"] == "include"}
    found = set()
    for pair in works.review:
        if "correction, retraction" not in pair.guard:
            continue
        for one, other in ((pair.left, pair.right), (pair.right, pair.left)):
            title = works.merged[works.aliases[one]].title.lower()
            if works.aliases[other] in included and title.startswith(RETRACTED):
                found.add(works.aliases[other])
    return tuple(sorted(found))


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
