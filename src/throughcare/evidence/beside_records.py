"""Q4: each intervention by the kind of evidence behind it and by whether this study's records show anyone receiving it.

The literature knows names and claims, the records know who began what; only a study that holds both can set them side by side. The words
about people come from a protected table of the report, never from records.
"""

import re
from collections.abc import Mapping

from throughcare.evidence.answers import EvidenceTable, Value
from throughcare.evidence.files import Row
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.reference import plain
from throughcare.evidence.strength import COMPARISON, EMPIRICAL, KINDS, received

NOT_CHARTED = "not charted"
NO_RECORDS = "this study has no records"
NONE_SHOWN = "none shown"
COLUMNS = (
    "intervention",
    "level",
    "what kind of evidence is this",
    "designs",
    "specific to CSE",
    "people recorded as beginning it",
)


def names_in_records(intervention: Row) -> set[str]:
    """The plain names under which records may know an intervention: `recorded_as` where the chart says it, else its own names."""
    said = intervention.parts("recorded_as")
    if said:
        return {plain(name) for name in said}
    name = intervention["name"]
    inside = re.findall(r"\(([^()]*)\)", name)
    return {plain(part) for part in (intervention["id"], name, re.sub(r"\([^()]*\)", "", name), *inside)} - {""}


def beside_records(folder: EvidenceFolder, recorded: Mapping[str, str] | None) -> EvidenceTable:
    """The table. `recorded` gives the words for each programme or service of the records; None where the study has no records."""
    entries = sorted(received(folder.strengths), key=lambda entry: (KINDS.index(entry.kind), entry.name))
    known = {plain(name): words for name, words in (recorded or {}).items()}
    met: set[str] = set()
    rows: list[tuple[Value, ...]] = []
    shown: list[bool] = []
    for entry in entries:
        found = [name for name in sorted(names_in_records(entry.intervention)) if name in known]
        met.update(found)
        shown.append(bool(found))
        words = NO_RECORDS if recorded is None else "; ".join(known[name] for name in found) or NONE_SHOWN
        specific = "yes" if entry.is_cse_specific else "no"
        rows.append((entry.name, entry.intervention["level"], entry.kind, ", ".join(entry.designs), specific, words))
    rows += [
        (name.replace("_", " "), "", NOT_CHARTED, "", "", words)
        for name, words in (recorded or {}).items()
        if plain(name) not in met
    ]
    studied = [is_shown for entry, is_shown in zip(entries, shown, strict=True) if entry.kind in {COMPARISON, EMPIRICAL}]
    if recorded is None:
        said = f"{len(studied)} of {len(entries)} interventions that a person can receive have an empirical study behind them; {NO_RECORDS}, so nobody can be shown to receive any."
    else:
        said = (
            f"The records show people beginning {sum(shown)} of the {len(entries)} interventions charted, {sum(studied)} of them with an empirical study behind "
            f"them, and {len(known) - len(met)} that the literature charted here does not have."
        )
    note = "Records show what an agency wrote down: none shown is not nobody. Kinds of evidence say how a claim was come by, not whether it is true."
    source = (
        "received_by_programme of this report beside evidence/interventions.csv and evidence/claims.csv"
        if recorded is not None
        else "evidence/interventions.csv and evidence/claims.csv of this study"
    )
    return EvidenceTable("Q4", "Evidence beside what the records show", said, COLUMNS, tuple(rows), note, source)
