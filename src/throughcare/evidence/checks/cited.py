"""References and citations matched both ways, and the counts that the report states of them."""

from collections import Counter
from collections.abc import Iterator

from throughcare.evidence.citing import Matched, is_outside, match_all
from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder


def _section_said(folder: EvidenceFolder, count: str) -> str:
    said = folder.protocol.reported.get("section", {})
    return str(said.get(count, folder.protocol.file)) if isinstance(said, dict) else folder.protocol.file


def check_included(folder: EvidenceFolder) -> Iterator[Finding]:
    """The number of included documents that is said, against the list."""
    said = folder.protocol.reported.get("included")
    if said is not None and int(said) != len(folder.references):
        yield Finding(
            "included-count", f"{_section_said(folder, 'included')} / References", f"{said} said, {len(folder.references)} listed"
        )


def check_citations(folder: EvidenceFolder) -> Iterator[Finding]:
    """Entries never cited, citations not listed, names and letters that do not agree, pages outside the printed range."""
    if not folder.citations:
        return
    matched = match_all(folder.citations, folder.references)
    cited = {reference.record for entry in matched for reference in entry.references}
    for reference in folder.references:
        if reference.record not in cited:
            yield Finding("reference-uncited", "References", f"{reference.record} is listed and never cited", (reference.record,))
    for entry in matched:
        if entry.match == "not_listed":
            yield Finding(
                "citation-unlisted",
                _where(entry),
                f"{entry.citation['printed']} is cited and not listed",
                (entry.citation["id"],),
            )
    differ = Counter(
        (entry.citation["printed"], entry.references[0].record) for entry in matched if entry.match == "authors_differ"
    )
    for (printed, record), times in differ.items():
        places = ", ".join(_where(e) for e in matched if e.match == "authors_differ" and e.citation["printed"] == printed)
        yield Finding(
            "citation-mismatch", places, f"{printed}, cited {_times(times)}: the list gives fewer than three names", (record,)
        )
    for entry in matched:
        if entry.match == "suffix_missing":
            letters = ", ".join(reference.record for reference in entry.references)
            yield Finding(
                "citation-ambiguous",
                _where(entry),
                f"{entry.citation['printed']} without a letter: {letters}",
                (entry.citation["id"],),
            )
    for entry in matched:
        if len(entry.references) == 1 and is_outside(entry.citation["locator"], entry.references[0]):
            reference = entry.references[0]
            seen = f"{entry.citation['printed']}:{entry.citation['locator']} lies outside {reference.first_page}-{reference.last_page}"
            yield Finding("locator-outside", _where(entry), seen, (entry.citation["id"], reference.record))


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _where(entry: Matched) -> str:
    note = entry.citation["footnote"]
    return entry.citation["section"] + (f" footnote {note}" if note else "")


def check_context(folder: EvidenceFolder) -> Iterator[Finding]:
    """The number of context documents that is said, against the distinct references cited in the sections named."""
    said, sections = (
        folder.protocol.reported.get("policy_context"),
        str(folder.protocol.reported.get("policy_context_sections", "")),
    )
    if said is None or not sections or not folder.citations:
        return
    here = [c for c in folder.citations if c["section"] == sections or c["section"].startswith(f"{sections}.")]
    found = {entry.references[0].record for entry in match_all(here, folder.references) if entry.references}
    if len(found) != int(said):
        where = f"{_section_said(folder, 'policy_context')} / chapter {sections}"
        yield Finding("context-count", where, f"{said} documents said, {len(found)} distinct references cited there")


def check_stages(folder: EvidenceFolder) -> Iterator[Finding]:
    """Papers said to have been added at a stage of the search, against those that are named."""
    stages = folder.protocol.section("search").get("stage", [])
    for stage, entry in zip(folder.protocol.stages, stages, strict=True):
        without = [str(name) for name in entry.get("named_without_reference", [])]
        if stage.added is None or (len(stage.named) == stage.added and not without):
            continue
        unknown = [name for name in stage.named if name not in {reference.record for reference in folder.references}]
        seen = f"{stage.added} papers of stage {stage.id} said, {len(stage.named)} named"
        seen += f"; named without any reference: {', '.join(without)}" if without else ""
        seen += f"; named and not listed: {', '.join(unknown)}" if unknown else ""
        yield Finding("stage-count", _section_said(folder, "second_stage"), seen, stage.named)


def check_links(folder: EvidenceFolder) -> Iterator[Finding]:
    """Ids in one file that no other file resolves."""
    records = {reference.record for reference in folder.references}
    known = {row["id"] for row in folder.interventions}
    for claim in folder.claims:
        if claim["intervention"] not in known:
            yield Finding("unknown-intervention", claim.place, "a claim on an intervention that is not charted", (claim["id"],))
        missing = [name for name in claim.parts("citations") if name not in records]
        if missing:
            yield Finding("unknown-reference", claim.place, f"{', '.join(missing)} is in no search", (claim["id"],))
    for row in folder.figures:
        if row["citation"] and row["citation"] not in records:
            yield Finding("unknown-reference", row.place, f"{row['citation']} is in no search", (row["id"],))
