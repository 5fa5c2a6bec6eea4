"""R7: the young adult's journey beside the older person's."""

from throughcare.disclosure.published import Cell, PublishedTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, bars, dots
from throughcare.report.charts.differences import differences
from throughcare.report.labels import pretty
from throughcare.report.sections.outcomes import NO_EFFECT
from throughcare.report.sections.shared import drawn, mark, rate_bands
from throughcare.report.words import apart, listed, number, percent, sentence

# The step that is told in a sentence: the first of these whose share is published for both ages.
STEPS = {
    "started_rate": "A programme was started by",
    "referred_rate": "A referral to a programme is recorded for",
    "completed_rate": "A programme was completed by",
    "assessed_rate": "An assessment is recorded for",
}


def how_far(table: PublishedTable) -> str:
    """How far young adults and older people came, in a sentence, and whether their intervals lie apart."""
    said = "Too few people of either age for a comparison of how far they came"
    for measure, words in STEPS.items():
        one, other = table.cell(measure, age_band="18 to 24"), table.cell(measure, age_band="25 and over")
        if percent(one) and percent(other):
            far = apart(one, other)
            said = f"{words} {percent(one)} of those aged 18 to 24 at sentence and {percent(other)} of those aged 25 and over"
            if far is not None:
                said += f": the intervals {'lie apart' if far else 'overlap, so no difference can be stated'}"
            break
    return said


def young(given: Given) -> Block | None:
    """R7: coverage by age."""
    table = given.tables.get("coverage_by_age")
    if table is None:
        return None
    found = how_far(table)
    groups = rate_bands(table, "age_band", ("assessed", "referred", "started", "completed"))
    drawing = bars("c-young", "How far young adults and older people came", found, drawn(groups), unit="%", highest=100)
    return Block(
        "Young adults: how far they came",
        sentence(found),
        table,
        "Young adults get other sentences; the table of differences below sets like beside like.",
        drawing,
        "Share who reached each step, by age at sentence",
    )


def compared(given: Given) -> Block | None:
    """R7: differences, plain and adjusted."""
    table = given.tables.get("young_compared")
    if table is None:
        return None
    sure, marks = [], []
    for row in table.rows:
        step, _, setting = row.labels[0].rpartition(", ")
        label = f"{pretty(step)} ({pretty(setting)})"
        cell = row.cells[3] if row.cells[3].status == "published" else row.cells[2]
        marks.append(points(cell, label if cell is row.cells[3] else f"{label}, not adjusted"))
        if cell.low is not None and cell.high is not None and cell.low * cell.high > 0:
            sure.append(label)
    known = sum(any(cell.status == "published" for cell in row.cells[2:4]) for row in table.rows)
    found = (
        f"At {len(sure)} of {known} steps the interval of the difference lies on one side of nought"
        if known
        else "At no step are there enough people for a difference"
    )
    found += f": {listed(sure[:4])}{' and others' if len(sure) > 4 else ''}" if sure else ""
    drawing = (
        differences(
            "c-young-steps",
            "Differences between young adults and older people at every step",
            found,
            marks,
            less="young adults less often",
            more="more often",
        )
        if known
        else None
    )
    return Block(
        "Young adults: differences at every step",
        sentence(found),
        table,
        "Among so many steps some differences come by chance alone: read them together, and as a reason to look, not as a finding each.",
        drawing,
        "Young adults less older people, in percentage points, at equal sentence and risk",
    )


def points(cell: Cell, label: str) -> Mark:
    """A difference in percentage points as a mark; without a value where it is not published."""
    if cell.status != "published" or not isinstance(cell.value, int | float):
        return Mark(label, None, cell.text)
    span = f" ({number(cell.low)} to {number(cell.high)})" if cell.low is not None and cell.high is not None else ""
    return Mark(label, float(cell.value), f"{number(cell.value)}{span}", cell.low, cell.high)


def young_again(given: Given) -> Block | None:
    """R7: reoffending by age."""
    table = given.tables.get("reoffending_by_age")
    if table is None:
        return None
    cells = [(label, table.cell("reoffended_rate", age_band=label, **{"class": "any"})) for label in ("18 to 24", "25 and over")]
    far = apart(cells[0][1], cells[1][1])
    found = "Proven reoffending of any kind: " + listed(
        [f"{percent(cell) or 'a withheld share'} of those aged {label}" for label, cell in cells]
    )
    if all(percent(cell) is None for _, cell in cells):
        found = "Too few people of either age for a rate of proven reoffending"
    if far is not None:
        found += f"; the intervals {'lie apart' if far else 'overlap, so no difference can be stated'}"
    groups = [
        Band(
            pretty(kind),
            tuple(
                mark(table.cell("reoffended_rate", age_band=label, **{"class": kind}), label, i)
                for i, label in enumerate(table.labels("age_band"))
            ),
        )
        for kind in table.labels("class")
    ]
    drawing = dots("c-young-again", "Proven reoffending by age at the index event", found, drawn(groups), unit="%")
    return Block(
        "Young adults: proven reoffending",
        sentence(found),
        table,
        NO_EFFECT,
        drawing,
        "Share with at least one proven reoffence, by age at the index event",
    )


BLOCKS = (young, compared, young_again)
