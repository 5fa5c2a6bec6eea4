"""How the review was done, as far as files can tell: flow, screeners, checklist, decisions, rulings that wait for a person."""

from collections import Counter
from collections.abc import Iterator

from throughcare.evidence.checklist import MISSING, fill_checklist
from throughcare.evidence.finding import Finding
from throughcare.evidence.flow import BOXES, imbalances, make_flow
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.screening.standing import CHOICES, STAGES


def _section(folder: EvidenceFolder) -> str:
    return str(folder.protocol.section("search").get("section", folder.protocol.file))


def check_flow(folder: EvidenceFolder) -> Iterator[Finding]:
    """Boxes of the flow that nothing fills, and equations that do not hold."""
    flow = make_flow(folder)
    missing = [label for name, label in BOXES.items() if getattr(flow, name) is None]
    if missing:
        seen = f"no count of: {', '.join(label.lower() for label in missing)}; no flow diagram can be drawn"
        yield Finding("flow-missing", _section(folder), seen)
    for wrong in imbalances(flow):
        yield Finding("flow-imbalance", "flow", wrong, flow.open_records)


def check_screeners(folder: EvidenceFolder) -> Iterator[Finding]:
    """Nobody is named who screened, or nothing was screened twice."""
    people = {row["who"] for row in folder.decisions}
    if not people and (not folder.searches or folder.protocol.reported):
        seen = "number of screeners, double screening and agreement are not given"
        yield Finding("screeners-missing", _section(folder), seen)


def check_checklist(folder: EvidenceFolder) -> Iterator[Finding]:
    """Items of PRISMA-ScR that nothing answers."""
    missing = [item for item in fill_checklist(folder) if item.state == MISSING]
    if missing:
        seen = "PRISMA-ScR: " + ", ".join(f"{item.number} {item.name}" for item in missing)
        yield Finding("checklist-missing", _section(folder), seen, tuple(str(item.number) for item in missing))


def check_decisions(folder: EvidenceFolder) -> Iterator[Finding]:
    """Decisions on records nobody knows, by people nobody named, with words that are none, or without a compulsory reason."""
    known = {str(name) for name in folder.protocol.section("screening").get("screeners", [])}
    criteria = {criterion.id for criterion in folder.protocol.criteria}
    aliases = folder.works.aliases if folder.decisions or folder.resolved else {}
    for row in folder.decisions:
        if row["record"] not in aliases:
            yield Finding("decision-orphan", row.place, "a decision on a record that is in no search", (row["id"],))
        if not row["who"] or (known and row["who"] not in known):
            yield Finding("decision-unknown-person", row.place, "a decision by somebody the protocol does not name", (row["id"],))
        # A row that takes a decision back has no choice of its own.
        if row["stage"] not in STAGES or not (row["undoes"] or row["choice"] in {*CHOICES, "not_retrieved"}):
            yield Finding(
                "decision-words",
                row.place,
                f"stage is one of {', '.join(STAGES)}, choice of {', '.join(CHOICES)}, not_retrieved",
                (row["id"],),
            )
        if row["stage"] == STAGES[1] and row["choice"] == "exclude" and row["reason"] not in criteria:
            yield Finding(
                "decision-reason", row.place, "excluded at full text without a criterion of the protocol as reason", (row["id"],)
            )
    twice = [name for name, number in Counter(row["id"] for row in folder.decisions).items() if number > 1]
    if twice:
        yield Finding("decision-twice", "decisions", f"{len(twice)} ids stand on more than one row", tuple(twice[:20]))
    for row in folder.resolved:
        made = {d["who"] for d in folder.decisions if d["record"] == row["record"] and d["stage"] == row["stage"]}
        if row["who"] in made:
            yield Finding("resolved-by-screener", row.place, "a conflict settled by one of the two who disagreed", (row["id"],))


def check_rulings(folder: EvidenceFolder) -> Iterator[Finding]:
    """Points that a person has put up and nobody has ruled on, one finding for each code."""
    open_rows = [row for row in folder.rulings if not row["ruling"]]
    for code in dict.fromkeys(row["code"] for row in open_rows):
        own = [row for row in open_rows if row["code"] == code]
        seen = "; ".join(f"{row['reference']} ({row['criterion']})" if row["reference"] else row["what"] for row in own)
        yield Finding(
            code,
            "References",
            f"for a person to rule: {seen}",
            tuple(row["reference"] for row in own if row["reference"]),
            "ruling",
        )
