"""A study folder's `evidence/`, each table read when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from throughcare.errors import InputError
from throughcare.evidence.duplicates.works import Works, find_works
from throughcare.evidence.files import Row, read_table
from throughcare.evidence.importing import Search, apply_corrections, read_searches
from throughcare.evidence.protocol import Protocol, read_protocol
from throughcare.evidence.reference import Reference, give_ids
from throughcare.evidence.removals import standing_removals
from throughcare.evidence.strength import Strength, strengths


@dataclass(frozen=True)
class EvidenceFolder:
    """The review of one study. Every property is recomputed from the files; nothing is kept elsewhere."""

    path: Path

    @cached_property
    def protocol(self) -> Protocol:
        """Questions, scope, strings, criteria, charting fields, map."""
        return read_protocol(self.path)

    @cached_property
    def searches(self) -> list[Search]:
        """Every search with its records and problems, in order of name."""
        return read_searches(self.path)

    @cached_property
    def references(self) -> list[Reference]:
        """Every record as received, each with its id, corrections applied; duplicates still among them."""
        found = [record for search in self.searches for record in search.reading.records]
        give_ids(found)
        apply_corrections(found, read_table(self.path, "corrections", ("record", "field", "value")))
        return found

    @cached_property
    def works(self) -> Works:
        """Records joined to one work per report, by the rules and by what people have ruled."""
        return find_works(self.references, self.merges)

    @cached_property
    def merges(self) -> list[Row]:
        """Rulings of people on pairs of records, as written."""
        return read_table(self.path, "merges", ("id", "a", "b", "ruling"))

    @cached_property
    def studies(self) -> dict[str, str]:
        """Every record id to the study it reports: versions of one investigation are one study."""
        head = dict(self.works.aliases)
        for one, other in self.works.versions:
            kept, joined = head.get(one, one), head.get(other, other)
            head = {record: kept if study == joined else study for record, study in head.items()}
        return head

    @cached_property
    def decisions(self) -> list[Row]:
        """Screening decisions of everybody, as written."""
        return read_table(self.path, "decisions", ("id", "record", "stage", "choice", "who", "when"))

    @cached_property
    def resolved(self) -> list[Row]:
        """Conflicts that a third person has settled."""
        return read_table(self.path, "resolved", ("id", "record", "stage", "choice", "who"))

    @cached_property
    def removed(self) -> dict[str, Row]:
        """Works removed before screening for another reason than being a copy, each with the row that says why."""
        return standing_removals(read_table(self.path, "removed", ("id", "record", "why", "who", "when")), self.works.aliases)

    @cached_property
    def interventions(self) -> list[Row]:
        """Charted interventions."""
        return read_table(self.path, "interventions", ("id", "name", "kind", "scope", "level"))

    @cached_property
    def claims(self) -> list[Row]:
        """What sources say of an intervention."""
        return read_table(
            self.path, "claims", ("id", "intervention", "claim", "direction", "evidence_type", "comparison", "citations")
        )

    @cached_property
    def citations(self) -> list[Row]:
        """Citations in the review's own report."""
        return read_table(self.path, "citations", ("id", "section", "printed"))

    @cached_property
    def figures(self) -> list[Row]:
        """Numbers that the review quotes."""
        return read_table(self.path, "figures", ("id", "quantity", "value", "unit"))

    @cached_property
    def recommendations(self) -> list[Row]:
        """The review's recommendations."""
        return read_table(self.path, "recommendations", ("id", "recommendation"))

    @cached_property
    def charting(self) -> list[Row]:
        """Charted values, one row per record and field."""
        return read_table(self.path, "charting", ("id", "record", "field", "value", "who"))

    @cached_property
    def effects(self) -> list[Row]:
        """Extracted effects."""
        return read_table(self.path, "effects", ("id", "record", "intervention", "outcome"))

    @cached_property
    def rulings(self) -> list[Row]:
        """Points that a person has put up for ruling: which reference, by which criterion, why."""
        return read_table(self.path, "rulings", ("id", "reference", "criterion", "what"))

    @cached_property
    def strengths(self) -> list[Strength]:
        """What kind of evidence stands behind each intervention."""
        return strengths(self.interventions, self.claims)


def open_evidence(study: Path) -> EvidenceFolder:
    """The `evidence/` of a study folder (or that folder itself). Raises InputError when there is none."""
    for candidate in (study / "evidence", study):
        if (candidate / "protocol.toml").is_file():
            return EvidenceFolder(candidate)
    raise InputError(f"{study}: no evidence/protocol.toml here; `throughcare evidence init {study}` writes a commented one")


def has_evidence(study: Path) -> bool:
    """True where a study folder holds a review."""
    return (study / "evidence" / "protocol.toml").is_file()
