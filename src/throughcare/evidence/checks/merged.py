"""Rulings on pairs that name nothing, say nothing, or contradict each other: a ruling is never overridden in silence."""

from collections.abc import Iterator

from throughcare.evidence.duplicates.ruling import RULINGS
from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder


def check_merges(folder: EvidenceFolder) -> Iterator[Finding]:
    """Rulings on records nobody knows, with a word that is none, on a pair ruled otherwise, or against what others come to."""
    if not folder.merges:
        return
    aliases = folder.works.aliases
    first: dict[frozenset[str], str] = {}
    for row in folder.merges:
        pair = frozenset((row["a"], row["b"]))
        lost = [record for record in (row["a"], row["b"]) if record not in aliases]
        if lost:
            yield Finding("merge-orphan", row.place, f"a ruling on {', '.join(lost)}, which is in no search", (row["id"],))
        if row["ruling"] not in RULINGS:
            yield Finding("merge-words", row.place, f"a ruling is one of {', '.join(RULINGS)}", (row["id"],))
        if first.setdefault(pair, row["ruling"]) != row["ruling"]:
            seen = f"{row['a']} and {row['b']} are ruled {first[pair]} and {row['ruling']}"
            yield Finding("merge-conflict", row.place, seen, (row["id"],))
        elif row["ruling"] == "different" and not lost and aliases[row["a"]] == aliases[row["b"]]:
            seen = f"{row['a']} and {row['b']} are ruled different, and one by other rulings"
            yield Finding("merge-conflict", row.place, seen, (row["id"],))
