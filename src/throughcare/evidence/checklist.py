"""PRISMA-ScR: 22 items, each answered from the folder or printed as missing.

Source: Tricco and others 2018. Items 12 and 16 (appraisal) are optional. What a published study says it does not report is missing,
whatever the folder holds besides.
"""

from collections.abc import Callable
from dataclasses import dataclass

from throughcare.evidence.folder import EvidenceFolder

PRESENT, MISSING, PERSON, OPTIONAL = "answered", "missing", "to be written by a person", "optional, not done"


@dataclass(frozen=True)
class Item:
    """One item: number, name, how the folder answers it, and where."""

    number: int
    name: str
    state: str
    where: str


def _appraised(folder: EvidenceFolder) -> bool:
    said = str(folder.protocol.section("study").get("quality_appraisal", ""))
    return bool(said) and not said.startswith("not done")


Answer = Callable[[EvidenceFolder], bool]
# (number, name, what a published study would say it does not report, file or section, how to see it in the folder; None is for a person)
ITEMS: tuple[tuple[int, str, str, str, Answer | None], ...] = (
    (1, "title", "", "protocol [study]", lambda f: bool(f.protocol.title)),
    (2, "structured summary", "", "the report", None),
    (3, "rationale", "", "the report", None),
    (4, "objectives", "", "protocol [[question]]", lambda f: bool(f.protocol.questions)),
    (5, "protocol and registration", "protocol registration", "protocol [study] registration", lambda f: bool(f.protocol.section("study").get("registration"))),
    (6, "eligibility criteria", "", "protocol [[criterion]]", lambda f: bool(f.protocol.criteria)),
    (7, "information sources", "", "protocol [[source]]", lambda f: bool(f.protocol.entries("source"))),
    (8, "search", "", "protocol [[string]]", lambda f: bool(f.protocol.strings)),
    (9, "selection of sources of evidence", "number of screeners", "decisions.csv", lambda f: bool(f.decisions)),
    (10, "data charting process", "charting form", "protocol [[form]], charting.csv", lambda f: bool(f.protocol.entries("form") or f.charting)),
    (11, "data items", "data items", "protocol [[form]]", lambda f: bool(f.protocol.entries("form"))),
    (12, "critical appraisal", "", "protocol [study] quality_appraisal", _appraised),
    (13, "synthesis of results", "", "protocol [map]", lambda f: bool(f.protocol.section("map"))),
    (14, "selection, with a flow", "records screened", "flow", lambda f: bool(f.decisions)),
    (15, "characteristics of sources", "characteristics of sources", "charting.csv", lambda f: bool(f.charting)),
    (16, "appraisal within sources", "", "charting.csv", _appraised),
    (17, "results of individual sources", "results of individual sources", "charting.csv, effects.csv", lambda f: bool(f.charting or f.effects)),
    (18, "synthesis of results, given", "", "claims.csv, interventions.csv", lambda f: bool(f.claims)),
    (19, "summary of evidence", "", "map", lambda f: bool(f.claims)),
    (20, "limitations", "", "the report", None),
    (21, "conclusions", "", "recommendations.csv", lambda f: bool(f.recommendations)),
    (22, "funding", "", "protocol [study] funder", lambda f: bool(f.protocol.section("study").get("funder"))),
)  # fmt: skip


def fill_checklist(folder: EvidenceFolder) -> list[Item]:
    """All 22 items with their state."""
    items = []
    for number, name, unreported, where, answer in ITEMS:
        if unreported and unreported in folder.protocol.not_reported:
            state = MISSING
        elif answer is None:
            state = PERSON
        elif answer(folder):
            state = PRESENT
        else:
            state = OPTIONAL if number in {12, 16} else MISSING
        items.append(Item(number, name, state, where))
    return items
