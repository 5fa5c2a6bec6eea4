"""What the literature answers, as plain tables for the report.

Each table states its finding in one sentence that is computed from the rows. The numbers are numbers of interventions, claims
and references, never of people in records, so disclosure control has nothing to withhold here.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from throughcare.evidence.files import Row
from throughcare.evidence.folder import EvidenceFolder, open_evidence
from throughcare.evidence.gapmap import level_by_strength
from throughcare.evidence.strength import COMPARISON, EMPIRICAL, KINDS, NAMED, OPINION, Strength, received
from throughcare.evidence.update import overdue

Value = str | int | float
SOURCE = "evidence/interventions.csv and evidence/claims.csv of this study"


@dataclass(frozen=True)
class EvidenceTable:
    """One table of the review: the question it answers, its finding in a sentence, columns and rows of words and numbers."""

    question: str
    title: str
    sentence: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    source: str = SOURCE


def tables_for_report(folder: EvidenceFolder | Path) -> list[EvidenceTable]:
    """Every table that the literature gives: Q2, Q3, the literature half of Q4, the map, and the recommendations."""
    evidence = open_evidence(folder) if isinstance(folder, Path) else folder
    if not evidence.interventions:
        return []
    tables = [specialist(evidence), promising(evidence), kinds_of_evidence(evidence), compared(evidence), gap_map(evidence)]
    if old := overdue(evidence, datetime.now(tz=UTC).date()):
        tables = [replace(table, note=f"{table.note} {old}".strip()) for table in tables]
    return tables + pooled(evidence) + [table for row in evidence.recommendations if (table := recommendation(evidence, row))]


def _words(value: str) -> str:
    return value.replace("_", " ").replace(";", ", ")


def specialist(folder: EvidenceFolder) -> EvidenceTable:
    """Q2: how many interventions that a person can receive were made for CSE, by kind."""
    entries = received(folder.strengths)
    specific = [entry for entry in entries if entry.is_cse_specific]
    elsewhere = [entry for entry in folder.strengths if entry.is_cse_specific and entry not in specific]
    kinds = dict.fromkeys(entry.intervention["kind"] for entry in entries)
    rows = [
        (
            _words(kind),
            sum(1 for e in entries if e.intervention["kind"] == kind),
            sum(1 for e in specific if e.intervention["kind"] == kind),
        )
        for kind in kinds
    ]
    found = (
        f"Interventions that a person can receive and that are made for child sexual exploitation: {out_of(specific, entries)}."
    )
    named = "; ".join(f"{entry.name} ({_words(entry.intervention['scope'])})" for entry in elsewhere)
    note = f"Marked as specific to CSE, but not received by a person: {named}." if elsewhere else ""
    return EvidenceTable(
        "Q2", "Interventions made for child sexual exploitation", found,
        ("kind of intervention", "received by a person", "specific to CSE"), (*rows, ("all", len(entries), len(specific))), note,
    )  # fmt: skip


def promising(folder: EvidenceFolder) -> EvidenceTable:
    """Q3: what a source, not an opinion alone, says in favour of an intervention or a way of working; and what speaks against it."""
    by_id = {entry.intervention["id"]: entry for entry in folder.strengths}
    entries = [
        entry
        for entry in folder.strengths
        if entry.intervention["scope"] in {"received", "framework"}
        and entry.directions["supports"]
        and entry.kind not in {OPINION, NAMED}
    ]
    entries.sort(key=lambda entry: (KINDS.index(entry.kind), entry.name))
    rows = []
    for entry in entries:
        claims = [c for c in folder.claims if c["intervention"] == entry.intervention["id"] and c["direction"] == "supports"]
        rows.append(
            (entry.name, _words(entry.intervention["scope"]), entry.kind, "; ".join(c["claim"] for c in claims),
             entry.directions["against"] + entry.directions["mixed"], "yes" if entry.is_cse_specific else "no")
        )  # fmt: skip
    strong = sum(1 for entry in entries if entry.kind in {COMPARISON, EMPIRICAL})
    found = (
        f"Of {len(by_id)} interventions and arrangements charted, {len(entries)} that a person can receive or that shape the work have a source "
        f"in their favour; for {strong} of them the source is a study of people or files, and none of those is of CSE."
        if not any(e.is_cse_specific for e in entries)
        else f"{len(entries)} interventions have a source in their favour, {strong} of them a study of people or files."
    )
    columns = (
        "intervention or approach",
        "what it is",
        "kind of evidence",
        "said in its favour",
        "claims against or mixed",
        "specific to CSE",
    )
    return EvidenceTable(
        "Q3",
        "Elements of promising practice",
        found,
        columns,
        tuple(rows),
        "A claim in favour is what a source says; it is not a finding of this study.",
    )


def kinds_of_evidence(folder: EvidenceFolder) -> EvidenceTable:
    """Q4: what kind of evidence stands behind each intervention that a person can receive."""
    entries = sorted(received(folder.strengths), key=lambda entry: (KINDS.index(entry.kind), entry.name))
    rows = tuple(strength_row(entry) for entry in entries)
    empirical = sum(1 for entry in entries if entry.kind in {COMPARISON, EMPIRICAL})
    compare = sum(1 for entry in entries if entry.kind == COMPARISON)
    found = (
        f"{empirical} of {len(entries)} interventions that a person can receive have any named empirical study behind them, "
        f"{compare} of them with a comparison group; {sum(1 for e in entries if e.kind == OPINION)} rest on opinion alone and "
        f"{sum(1 for e in entries if e.kind == NAMED)} are named without any claim."
    )
    columns = (
        "intervention", "level", "kind of evidence", "designs", "for", "against", "mixed", "opinion", "description only",
        "references", "people in largest study", "follow-up", "specific to CSE",
    )  # fmt: skip
    note = "Counts under for, against, mixed, opinion and description are claims. An empty size or follow-up is not stated by the review."
    return EvidenceTable("Q4", "What kind of evidence is this", found, columns, rows, note)


def strength_row(entry: Strength) -> tuple[Value, ...]:
    """One intervention's evidence as the report prints it."""
    counts = entry.directions
    return (
        entry.name, entry.intervention["level"], entry.kind, ", ".join(entry.designs), counts["supports"], counts["against"], counts["mixed"],
        counts["opinion"], counts["descriptive"], len(entry.references), entry.size, entry.follow_up, "yes" if entry.is_cse_specific else "no",
    )  # fmt: skip


def compared(folder: EvidenceFolder) -> EvidenceTable:
    """Q4: every claim that rests on a comparison, with the way it points; directions are listed, never added up to a verdict."""
    names = {row["id"]: row for row in folder.interventions}
    claims = [claim for claim in folder.claims if claim["comparison"] == "yes"]
    rows = tuple(
        (
            names[c["intervention"]]["name"],
            c["claim"],
            c["direction"],
            _words(c["evidence_type"]),
            _words(c["citations"]),
            c["followup"],
            c["limitation"],
        )
        for c in claims
        if c["intervention"] in names
    )
    weak = sum(1 for claim in folder.claims if claim["direction"] in {"opinion", "descriptive"})
    found = (
        f"{len(claims)} of {len(folder.claims)} claims rest on a comparison of people who received something with others; "
        f"{weak} rest on opinion or lived experience, or only describe. A count of directions is no conclusion."
    )
    return EvidenceTable("Q4", "Claims that rest on a comparison", found,
                         ("intervention", "claim", "direction", "design", "references", "follow-up", "limit"), rows)  # fmt: skip


def gap_map(folder: EvidenceFolder) -> EvidenceTable:
    """Q4: interventions that a person can receive, by level of prevention and kind of evidence; gaps are written as 0."""
    counts = level_by_strength(folder)
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (level, *map(counts[level].__getitem__, KINDS), sum(counts[level].values())) for level in counts
    )
    empty = [level for level in counts if not sum(counts[level].values())]
    without = [level for level in counts if counts[level][COMPARISON] == 0 and level not in empty]
    gaps = [f"at the {level} level there is nothing that a person can receive" for level in empty]
    gaps += [f"at the {level} level nothing has been compared with anything" for level in without]
    found = ("; ".join(gaps)[:1].upper() + "; ".join(gaps)[1:] + ".") if gaps else "Every level has something that was compared."
    return EvidenceTable("Q4", "Evidence and gap map: level of prevention by kind of evidence", found, ("level", *KINDS, "all"), rows,
                         f"Levels: {folder.protocol.section('map').get('levels_source', 'the protocol')}.")  # fmt: skip


def pooled(folder: EvidenceFolder) -> list[EvidenceTable]:
    """Q4: pooled effects where the folder holds extracted effects; nothing where it holds none."""
    if not folder.effects:
        return []
    from throughcare.evidence.synthesise import synthesis_tables

    return synthesis_tables(folder)


def out_of(some: Sequence[object], of: Sequence[object]) -> str:
    """How many of those charted, in words that also hold for none and for one."""
    return f"{len(some) or 'none'} of the {len(of)} charted" if len(of) != 1 else f"{len(some) or 'none'} (one is charted)"


def recommendation(folder: EvidenceFolder, row: Row) -> EvidenceTable | None:
    """R1 to R7: what is charted of the interventions that bear on one recommendation; None where nothing is."""
    entries = [entry for entry in folder.strengths if entry.intervention["id"] in row.parts("interventions")]
    if not entries:
        return None
    rows = tuple((*strength_row(entry)[:4], _claims(folder.claims, entry), len(entry.references)) for entry in entries)
    studied = [entry for entry in entries if entry.kind in {COMPARISON, EMPIRICAL}]
    gaps = [
        c["claim"]
        for c in folder.claims
        if c["evidence_type"] == "evidence_gap" and c["intervention"] in row.parts("interventions")
    ]
    found = f"Interventions that bear on this recommendation and have an empirical study behind them: {out_of(studied, entries)}"
    found += f"; the review notes: {'; '.join(gaps)}." if gaps else "."
    columns = ("intervention", "level", "kind of evidence", "designs", "what is said", "references")
    return EvidenceTable(row["id"], f"The literature on: {row['recommendation']}", found, columns, rows)


def _claims(claims: Sequence[Row], entry: Strength) -> str:
    return "; ".join(claim["claim"] for claim in claims if claim["intervention"] == entry.intervention["id"])
