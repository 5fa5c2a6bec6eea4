"""One finding on the page: its sentence, what cannot be said, its chart, its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from throughcare.disclosure.published import PublishedTable
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.charts.canvas import Drawing


@dataclass(frozen=True)
class Block:
    """A finding; `found` is its sentence, `cannot` what these numbers do not say; `is_first` that the summary takes it, wherever it stands.

    `titles` are what readers call a row's first label, where that is a short name that files keep. `further` are drawings of the same table,
    each with its caption.
    """

    title: str
    found: str
    table: PublishedTable | EvidenceTable
    cannot: str = ""
    drawing: Drawing | None = None
    caption: str = ""
    is_first: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    further: tuple[tuple[Drawing, str], ...] = ()

    def drawings(self) -> list[tuple[Drawing, str]]:
        """Every drawing with its caption, in order."""
        first = [(self.drawing, self.caption or self.title)] if self.drawing else []
        return [*first, *self.further]


@dataclass(frozen=True)
class Provenance:
    """Where every number comes from: printed in the report and in each file's notes."""

    title: str
    population: str
    invented: bool
    definition: str
    definition_version: str
    classes: str
    data_cut: str
    code_version: str
    policy: str
    policy_sha256: str
    policy_sentence: str
    ledger_anchor: str
    release_id: str = "not released"
    link_set: str = "default"
    follow_up_months: int = 12
    waiting_months: int = 6
    inputs: tuple[tuple[str, str], ...] = ()
    licence: str = "not stated"
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Given:
    """Everything that a section may use."""

    tables: Mapping[str, PublishedTable]
    evidence: tuple[EvidenceTable, ...]
    provenance: Provenance

    def literature(self, question: str) -> list[EvidenceTable]:
        """The evidence and voices rooms' tables on one question."""
        return [table for table in self.evidence if table.question == question]


def make_given(published: Iterable[PublishedTable], evidence: Iterable[EvidenceTable], provenance: Provenance) -> Given:
    """By name, for the sections."""
    return Given({table.name: table for table in published}, tuple(evidence), provenance)
