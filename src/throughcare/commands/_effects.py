"""The study's own evaluations as the report shows them: each plan's protected text, line by line, in the report's order."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from throughcare.commands._evaluation import write_evaluation
from throughcare.disclosure.policy import Policy
from throughcare.evidence.answers import EvidenceTable

COLUMNS = ("part", "what is said")
NOTE = "Every number has passed the disclosure policy: counts rounded or withheld, estimates to two significant figures."


def make_effect_tables(rows: Iterable[Mapping[str, Any]], policy: Policy) -> list[EvidenceTable]:
    """One table a plan, for Q4; a plan that was refused keeps its place, with the reason."""
    return [make_effect_table(row, policy) for row in rows]


def make_effect_table(row: Mapping[str, Any], policy: Policy) -> EvidenceTable:
    """One plan's evaluation."""
    source = f"plan {row['plan']}, SHA-256 {row['plan_sha256'][:16]}, {row['status']}"
    if row["result"] is None:
        return EvidenceTable(
            "Q4",
            f"Own evaluation: {row['plan']}",
            "This evaluation was refused.",
            COLUMNS,
            (("Refused", row["refused"]),),
            NOTE,
            source,
        )
    result = json.loads(row["result"])
    lines = split_lines(write_evaluation(result, policy))
    sentence = next((line for part, line in lines if part == "Result"), "No result is given.")
    return EvidenceTable("Q4", f"Own evaluation: {result['title']}", sentence, COLUMNS, tuple(lines), NOTE, source)


def split_lines(text: str) -> list[tuple[str, str]]:
    """Each line of the text under the heading it stands under; what comes before the first heading is left out."""
    found: list[tuple[str, str]] = []
    part = ""
    for line in text.splitlines():
        if line.startswith("## "):
            part = line.removeprefix("## ")
        elif part and line.strip():
            found.append((part, line.strip().removeprefix("- ")))
    return found
