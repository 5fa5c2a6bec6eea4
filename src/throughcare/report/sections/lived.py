"""R6: what the evidence and the interviews hold on lived experience, beside what they hold on the other recommendations."""

from throughcare.evidence.answers import EvidenceTable
from throughcare.evidence.strength import COMPARISON, EMPIRICAL
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, bars
from throughcare.report.words import listed, sentence

RECOMMENDATIONS = {
    "R1": "rollout of programmes", "R2": "tracking individuals", "R3": "prevention beside orders", "R4": "beliefs and areas", "R5": "community support",
    "R6": "lived experience", "R7": "young adults",
}  # fmt: skip
COLUMNS = ("recommendation", "interventions charted", "with an empirical study", "points raised in interviews")
KIND = "kind of evidence"


def held(given: Given) -> Block | None:
    """R6: how much bears on lived experience."""
    counts = {one: count_of(given, one) for one in RECOMMENDATIONS}
    charted, studied, raised = counts["R6"]
    if not any(counts["R6"]):
        return None
    behind = (
        f"{_many(studied, 'of them', 'of them')} with an empirical study"
        if studied
        else "with no empirical study behind it"
        if charted == 1
        else "none of them with an empirical study"
    )
    found = f"On lived experience {_many(charted, 'intervention is', 'interventions are')} charted, {behind}, and {_many(raised, 'point was', 'points were')} raised in the interviews"
    fewer = [RECOMMENDATIONS[one] for one, numbers in counts.items() if numbers[0] + numbers[2] < charted + raised]
    found += f"; less is held on {listed(fewer)}" if fewer else "; on no other recommendation is less held"
    rows = tuple((f"{one}: {RECOMMENDATIONS[one]}", *numbers) for one, numbers in counts.items())
    table = EvidenceTable(
        "R6", "What is held on each recommendation", sentence(found), COLUMNS, rows,
        "An intervention or a point may bear on more than one recommendation.", "evidence/interventions.csv, evidence/claims.csv and voices/themes.csv of this study",
    )  # fmt: skip
    bands = [
        Band(
            f"{one}: {RECOMMENDATIONS[one]}",
            tuple(Mark(name, float(n), str(n), series=i) for i, (name, n) in enumerate(zip(COLUMNS[1:], numbers, strict=True))),
        )
        for one, numbers in counts.items()
    ]
    cannot = (
        "These are numbers of interventions and of points, not of people. No agency records who leads or supports a programme, so how many service users do so is not known; "
        "that little was written or said does not show that little is done."
    )
    drawing = bars("c-lived", "What is held on each recommendation", found, bands)
    caption = "Interventions in the literature and points in the interviews that bear on each recommendation"
    return Block(
        "What is held on lived experience, beside the other recommendations", sentence(found), table, cannot, drawing, caption
    )


def count_of(given: Given, recommendation: str) -> tuple[int, int, int]:
    """Interventions charted, those of them with an empirical study, and points raised in interviews."""
    charted = studied = raised = 0
    for table in given.literature(recommendation):
        if table.source.startswith("voices/"):
            raised += len(table.rows)
        elif KIND in table.columns:
            charted += len(table.rows)
            studied += sum(row[table.columns.index(KIND)] in {EMPIRICAL, COMPARISON} for row in table.rows)
    return charted, studied, raised


def _many(number: int, one: str, several: str) -> str:
    return f"{'one' if number == 1 else number or 'no'} {one if number == 1 else several}"


BLOCKS = (held,)
