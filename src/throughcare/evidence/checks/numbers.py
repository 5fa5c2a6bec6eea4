"""Numbers that a review quotes: two that differ for one thing, and those without a source."""

import re
from collections.abc import Iterator
from itertools import combinations

from throughcare.evidence.checks.dates import MONTHS
from throughcare.evidence.files import Row
from throughcare.evidence.finding import Finding
from throughcare.evidence.folder import EvidenceFolder
from throughcare.evidence.reference import plain

# Words that say how a number was come by, not what is counted.
PASSING = frozenset({"the", "by", "of", "a", "in", "to", "and", "police", "number"})
SAME_THING = 0.6


def _months(period: str) -> tuple[int, int] | None:
    """First and last month of a period, counted from year 0; None where the words give none."""
    found = [(int(year) * 12 + MONTHS.index(month)) for month, year in re.findall(rf"({'|'.join(MONTHS)})\s+(\d{{4}})", period)]
    if len(found) >= 2:
        return found[0], found[-1]
    if found:
        return (found[0] - 11, found[0]) if re.search(r"year (to|ending)|12 months to", period) else (found[0], found[0])
    return None


def _is_same_thing(one: Row, other: Row) -> bool:
    if one["unit"] != other["unit"] or (one["population"] and other["population"] and one["population"] != other["population"]):
        return False
    first, second = (set(plain(row["quantity"]).split()) - PASSING for row in (one, other))
    if len(first & second) / max(len(first | second), 1) < SAME_THING:
        return False
    ours, theirs = _months(one["period"]), _months(other["period"])
    return not (ours and theirs) or (ours[0] <= theirs[1] and theirs[0] <= ours[1])


def _said(row: Row) -> str:
    exact = row["precision"] in {"", "exact"}
    return f"{'' if exact else row['precision'] + ' '}{int(row['value']):,}" if row["value"].isdigit() else row["value"]


def check_conflicts(folder: EvidenceFolder) -> Iterator[Finding]:
    """Two numbers for one quantity, population and time."""
    for one, other in combinations(folder.figures, 2):
        if one["value"] != other["value"] and _is_same_thing(one, other):
            seen = f"{_said(one)} ({one['period']}) against {_said(other)} ({other['period']}): {one['quantity']}"
            yield Finding("figure-conflict", f"{one['section']}, {other['section']}", seen, (one["id"], other["id"]))


def check_unsourced(folder: EvidenceFolder) -> Iterator[Finding]:
    """Numbers without a source, in figures and among claims that rest on an official count."""
    for row in folder.figures:
        if not row["citation"]:
            yield Finding("figure-unsourced", row["section"], f"{_said(row)} {row['quantity']}: no source given", (row["id"],))
    for claim in folder.claims:
        if claim["evidence_type"] == "official_count" and not claim["citations"]:
            yield Finding(
                "figure-unsourced",
                claim["section"],
                f"{claim['intervention']}: {claim['claim']}: no source given",
                (claim["id"],),
            )
