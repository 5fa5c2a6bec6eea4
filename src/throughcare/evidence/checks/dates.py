"""Years and days that cannot all be true: before the limit, after the search, a title ahead of its year, stages that overlap."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.reference import Reference

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905  # a list of names
TITLE_MONTH = re.compile(rf"\b({'|'.join(MONTHS)})\s+((?:19|20)\d\d)\b")
TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
# A year behind "updated" is that of a later edition, which the entry's own year need not be.
EDITION = re.compile(rf"\b(?:updated|revised)\s+(?:in\s+)?(?:(?:{'|'.join(MONTHS)})\s+)?(?:19|20)\d\d", re.IGNORECASE)


def _iso(value: object) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).replace("/", "-").strip("-")[:10])
    except ValueError:
        return None


def check_cutoff(folder: EvidenceFolder) -> Iterator[Finding]:
    """Entries older than the first year that the search allows."""
    first = folder.protocol.published_from
    old = [r for r in folder.references if first and r.year.isdigit() and int(r.year) < first]
    if old:
        named = {name for stage in folder.protocol.stages for name in stage.named}
        seen = f"older than {first}: {', '.join(r.record for r in old)}"
        other = [r.record for r in old if r.record not in named]
        seen += f"; not among those named at a later stage: {', '.join(other)}" if named and other else ""
        yield Finding("before-cutoff", "References", seen, tuple(r.record for r in old))


def why_after(reference: Reference, ended: date) -> str:
    """Why an entry cannot have been found by a search that ended on a day; empty where it can."""
    if reference.year.isdigit() and int(reference.year) > ended.year:
        return f"dated {reference.year}"
    read = _iso(reference.accessed)
    if read and read > ended:
        return f"read on {read.isoformat()}"
    for month, year in TITLE_MONTH.findall(reference.title):
        # Data to the end of a month are out after that month.
        if (int(year), MONTHS.index(month) + 1) > (ended.year, ended.month):
            return f"its title gives {month} {year}"
    return ""


def check_after_search(folder: EvidenceFolder) -> Iterator[Finding]:
    """Entries that are later than the search."""
    ended = folder.protocol.search_ended_on
    late = [(r, why) for r in folder.references if ended and (why := why_after(r, ended))]
    if late and ended:
        seen = "; ".join(f"{r.record} ({why})" for r, why in late)
        yield Finding("after-search", "References", f"search ended {ended.isoformat()}: {seen}", tuple(r.record for r, _ in late))


def check_title_years(folder: EvidenceFolder) -> Iterator[Finding]:
    """Entries whose title names a year later than their own."""
    for reference in folder.references:
        years = [int(year) for year in TITLE_YEAR.findall(EDITION.sub("", reference.title))]
        if reference.year.isdigit() and years and max(years) > int(reference.year):
            seen = f"{reference.record} is dated {reference.year} and its title says {max(years)}"
            yield Finding("title-year", "References", seen, (reference.record,))


def check_amendments(folder: EvidenceFolder) -> Iterator[Finding]:
    """Changes of the protocol without a day or without a reason."""
    undated = [entry for entry in folder.protocol.entries("amendment") if _iso(entry.get("date")) is None]
    if undated:
        where = ", ".join(dict.fromkeys(str(entry.get("section", folder.protocol.file)) for entry in undated))
        ids = tuple(str(entry.get("id", "")) for entry in undated)
        yield Finding(
            "amendment-undated", where, f"{len(undated)} of {len(folder.protocol.entries('amendment'))} changes have no date", ids
        )
    for entry in folder.protocol.entries("amendment"):
        if not entry.get("why"):
            yield Finding(
                "amendment-unexplained",
                folder.protocol.file,
                f"change {entry.get('id', '')} has no reason",
                (str(entry.get("id", "")),),
            )


def check_stage_order(folder: EvidenceFolder) -> Iterator[Finding]:
    """Interviews that are said to follow a stage of the search and began before it ended."""
    interviews: dict[str, Any] = dict(folder.protocol.section("interviews"))
    for name, part in interviews.items():
        if not isinstance(part, dict) or "after_stage" not in part:
            continue
        began = _iso(part.get("from"))
        stage = next((s for s in folder.protocol.stages if s.id == str(part["after_stage"])), None)
        if began and stage and stage.to_on and began < stage.to_on:
            where = ", ".join(
                x
                for x in (str(folder.protocol.section("search").get("section", "")).split(",")[0], str(part.get("section", "")))
                if x
            )
            seen = f"{name} interviews follow stage {stage.id}, yet began {began.isoformat()} while it ran to {stage.to_on.isoformat()}"
            yield Finding("stage-overlap", where or folder.protocol.file, seen)
