"""The flow of records from search to synthesis: every box derived from the files, and nothing drawn that does not balance.

Source: PRISMA 2020 and PRISMA-ScR. A published study that does not report a box gets "not reported", never 0.
"""

from collections import Counter
from dataclasses import dataclass, field

from throughcare.errors import RefusedError
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.screening.standing import STAGES, Standing, not_retrieved, standings

NOT_REPORTED = "not reported"


@dataclass(frozen=True)
class Flow:
    """The boxes. None is "not reported"; `by_source`, `removed_by_reason` and `by_reason` hold the parts of three of them."""

    identified: int | None
    by_source: dict[str, int] = field(default_factory=dict)
    duplicates: int | None = None
    removed: int | None = None
    screened: int | None = None
    not_yet_screened: int | None = None
    excluded: int | None = None
    sought: int | None = None
    not_retrieved: int | None = None
    assessed: int | None = None
    not_yet_assessed: int | None = None
    excluded_full_text: int | None = None
    by_reason: dict[str, int] = field(default_factory=dict)
    reports: int | None = None
    studies: int | None = None
    declared: dict[str, int] = field(default_factory=dict)
    open_records: tuple[str, ...] = ()
    previous_studies: int | None = None
    previous_reports: int | None = None
    removed_by_reason: dict[str, int] = field(default_factory=dict)

    @property
    def total_studies(self) -> int | None:
        """Studies of the earlier version and of this one; this one's where there is no earlier."""
        return _sum(self.studies, self.previous_studies or 0)

    @property
    def total_reports(self) -> int | None:
        """Reports of the earlier version and of this one; this one's where there is no earlier."""
        return _sum(self.reports, self.previous_reports or 0)


BOXES = {
    "identified": "Records identified",
    "duplicates": "Duplicate records removed",
    "removed": "Records removed for other reasons",
    "screened": "Records screened",
    "not_yet_screened": "Records not yet screened",
    "excluded": "Records excluded",
    "sought": "Reports sought for retrieval",
    "not_retrieved": "Reports not retrieved",
    "assessed": "Reports assessed for eligibility",
    "not_yet_assessed": "Reports not yet assessed",
    "excluded_full_text": "Reports excluded, with reasons",
    "reports": "Reports included",
    "studies": "Studies included",
}

# An updated review adds what stood before (PRISMA 2020's form for updates).
UPDATE_BOXES = {
    "previous_studies": "Studies of the previous version",
    "previous_reports": "Reports of the previous version",
    "total_studies": "Studies in all",
    "total_reports": "Reports in all",
}


def make_flow(folder: EvidenceFolder) -> Flow:
    """The boxes of a review in hand, or of a published study that reports what it reports."""
    if folder.protocol.reported and not folder.decisions:
        return _published(folder)
    first, second = standings(folder, STAGES[0]), standings(folder, STAGES[1])
    decided = {"include", "exclude"}
    screened = [s for s in first.values() if s.state in decided]
    included = [s for s in second.values() if s.state == "include"]
    missing = not_retrieved(folder)
    reasons = Counter(s.reason or "no reason given" for s in second.values() if s.state == "exclude")
    return Flow(
        identified=len(folder.references),
        by_source={search.name: len(search.reading.records) for search in folder.searches},
        duplicates=folder.works.duplicates,
        removed=len(folder.removed),
        removed_by_reason=dict(sorted(Counter(row["why"] for row in folder.removed.values()).items())),
        screened=len(screened),
        not_yet_screened=len(first) - len(screened),
        excluded=sum(1 for s in screened if s.state == "exclude"),
        sought=sum(1 for s in screened if s.state == "include"),
        not_retrieved=sum(1 for s in screened if s.state == "include" and s.record in missing),
        assessed=sum(1 for s in second.values() if s.state in decided),
        not_yet_assessed=sum(1 for s in second.values() if s.state not in decided),
        excluded_full_text=sum(1 for s in second.values() if s.state == "exclude"),
        by_reason=dict(sorted(reasons.items())),
        reports=len(included),
        studies=count_studies(folder, included),
        declared={search.name: search.hits for search in folder.searches if search.hits is not None},
        open_records=tuple(s.record for s in [*first.values(), *second.values()] if s.state not in decided),
        **_previous(folder),
    )


def _previous(folder: EvidenceFolder) -> dict[str, int]:
    """What the earlier version of the review included, from the protocol's `[update]`; nothing where it is a first version."""
    section = folder.protocol.section("update")
    return {name: int(section[name]) for name in ("previous_studies", "previous_reports") if name in section}


def count_studies(folder: EvidenceFolder, included: list[Standing]) -> int:
    """Distinct studies among included reports: versions of one investigation count once."""
    aliases = folder.works.aliases
    head = {standing.record: standing.record for standing in included}
    for one, other in folder.works.versions:
        a, b = aliases.get(one, one), aliases.get(other, other)
        if a in head and b in head:
            joined = head[b]
            head = {record: head[a] if top == joined else top for record, top in head.items()}
    return len(set(head.values()))


def _published(folder: EvidenceFolder) -> Flow:
    said = folder.protocol.reported
    values = {name: int(said[name]) for name in BOXES if name in said and str(said[name]).isdigit()}
    reports = int(said["included"]) if "included" in said else None
    return Flow(**{"identified": None, "reports": reports, **values})  # type: ignore[arg-type]  # values are whole numbers by box name


def imbalances(flow: Flow) -> list[str]:
    """Every equation of the flow that does not hold, with its numbers; a box that is not reported is in none."""
    found = []
    for name, left, right in (
        ("identified - duplicates - removed = screened + not yet screened", _sum(flow.identified, _minus(flow.duplicates), _minus(flow.removed)),
         _sum(flow.screened, flow.not_yet_screened)),
        ("screened = excluded + sought", flow.screened, _sum(flow.excluded, flow.sought)),
        ("sought = not retrieved + assessed + not yet assessed", flow.sought, _sum(flow.not_retrieved, flow.assessed, flow.not_yet_assessed)),
        ("assessed = excluded + included reports", flow.assessed, _sum(flow.excluded_full_text, flow.reports)),
        ("excluded = sum over reasons", flow.excluded_full_text, sum(flow.by_reason.values()) if flow.by_reason else flow.excluded_full_text),
        ("identified = records read by source", flow.identified, sum(flow.by_source.values()) if flow.by_source else flow.identified),
    ):  # fmt: skip
        if left is not None and right is not None and left != right:
            found.append(f"{name}: {left} against {right}")
    if flow.reports is not None and flow.studies is not None and flow.reports < flow.studies:
        found.append(f"included reports >= included studies: {flow.reports} against {flow.studies}")
    found += [
        f"declared hits = records read, {name}: {hits} against {flow.by_source.get(name, 0)}"
        for name, hits in flow.declared.items()
        if hits != flow.by_source.get(name, 0)
    ]
    return found


def _sum(*parts: int | None) -> int | None:
    return None if any(part is None for part in parts) else sum(part for part in parts if part is not None)


def _minus(value: int | None) -> int | None:
    return None if value is None else -value


def check_balance(flow: Flow) -> None:
    """RefusedError, with every equation that fails and the records that are open, where the flow does not balance."""
    wrong = imbalances(flow)
    if wrong:
        records = ", ".join(flow.open_records[:20])
        raise RefusedError(
            "the flow does not balance, so it is not drawn: "
            + "; ".join(wrong)
            + (f"; open records: {records}" if records else "")
        )


def flow_rows(flow: Flow) -> list[tuple[str, str]]:
    """The boxes as a table in words: label and number, or "not reported"."""
    return [(label, NOT_REPORTED if value is None else str(value)) for label, value in flow_counts(flow)]


def flow_counts(flow: Flow) -> list[tuple[str, int | None]]:
    """The boxes as a table: label and number, None where it is not reported; the parts of a box are set in under it."""
    rows: list[tuple[str, int | None]] = []
    for name, label in BOXES.items():
        rows.append((label, getattr(flow, name)))
        if name == "identified":
            rows += [(f"  {source}", number) for source, number in flow.by_source.items()]
        if name == "removed":
            rows += [(f"  {reason}", number) for reason, number in flow.removed_by_reason.items()]
        if name == "excluded_full_text":
            rows += [(f"  {reason}", number) for reason, number in flow.by_reason.items()]
    if flow.previous_studies is not None or flow.previous_reports is not None:
        for name in ("previous_studies", "previous_reports", "total_studies", "total_reports"):
            rows.append((UPDATE_BOXES[name], getattr(flow, name)))
    return rows
