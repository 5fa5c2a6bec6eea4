"""R2: the paths that people took: how referrals moved, the commonest journeys, and where people were after sentence."""

from collections.abc import Sequence

from throughcare.disclosure.published import Cell, PublishedTable, Row
from throughcare.report.block import Block, Given
from throughcare.report.charts.areas import Area, areas
from throughcare.report.charts.canvas import Drawing
from throughcare.report.charts.graph import Move, Step, graph
from throughcare.report.labels import pretty
from throughcare.report.words import about, listed, percent, sentence

# Where each status stands in the drawing: lane (0 paused, 1 the path, 2 ended) and row from the top.
PLACES = {
    "prison": {
        "START": (1, 0), "REFERRAL_STARTED": (1, 1), "REFERRAL_SUBMITTED": (1, 2), "AWAITING_ASSESSMENT": (1, 3), "ASSESSMENT_STARTED": (1, 4),
        "ASSESSED_SUITABLE": (1, 5), "ON_PROGRAMME": (1, 6), "PROGRAMME_COMPLETE": (1, 7), "ON_HOLD_REFERRAL_SUBMITTED": (0, 2),
        "ON_HOLD_AWAITING_ASSESSMENT": (0, 3), "ON_HOLD_ASSESSMENT_STARTED": (0, 4), "SUITABLE_NOT_READY": (0, 5), "MOVED_TO_BUILDING_CHOICES": (2, 2),
        "NOT_ELIGIBLE": (2, 3), "NOT_SUITABLE": (2, 4), "WITHDRAWN": (2, 5), "DESELECTED": (2, 7),
    },
    "community": {
        "START": (1, 0), "Awaiting assessment": (1, 1), "Awaiting allocation": (1, 2), "Scheduled": (1, 3), "On programme": (1, 4),
        "Programme complete": (1, 5), "Suitable but not ready": (0, 1), "Deprioritised": (0, 2), "Breach (non-attendance)": (0, 6),
        "Return to court": (0, 3), "Recall": (0, 4), "Deferred": (0, 5), "Withdrawn": (2, 6),
    },
}  # fmt: skip
ENDS = {"PROGRAMME_COMPLETE", "NOT_ELIGIBLE", "NOT_SUITABLE", "WITHDRAWN", "DESELECTED", "MOVED_TO_BUILDING_CHOICES", "Programme complete", "Withdrawn"}  # fmt: skip
LANES = ("Paused", "The path", "Ended")
SERVICES = {"prison": "in prison", "community": "in the community"}
PERMITTED = "permitted"
# The moves that tell who was found suitable, who began, who completed.
MARKS = {
    "prison": (
        ("ASSESSMENT_STARTED", "ASSESSED_SUITABLE"),
        ("ASSESSED_SUITABLE", "ON_PROGRAMME"),
        ("ON_PROGRAMME", "PROGRAMME_COMPLETE"),
    ),
    "community": (
        ("Awaiting assessment", "Awaiting allocation"),
        ("Scheduled", "On programme"),
        ("On programme", "Programme complete"),
    ),
}
FEWEST = "10 people or more"
STATES = ("in custody", "recalled to custody", "on licence or order", "at liberty", "dead or deported", "not known")
MARKED = ("12", "36", "60")
ANY_OTHER = "any other journey"
MILESTONES = {
    "ASSESSMENT_OASYS": "OASys assessment", "REFERRAL_SUBMITTED": "referral", "REFERRAL_SUITABLE": "found suitable", "PROGRAMME_STARTED": "programme begun",
    "PROGRAMME_COMPLETED": "programme completed", "PROGRAMME_LEFT": "programme left", "SUPERVISION_STARTED": "supervision", "SERVICE_STARTED": "service begun",
    "CIRCLE_STARTED": "Circle begun",
}  # fmt: skip


def moves(given: Given) -> Block | None:
    """R2: how referrals moved from status to status."""
    table = given.tables.get("referral_moves")
    if table is None:
        return None
    made = [row for row in table.rows if isinstance(row.cells[0].value, int)]
    said = [words for service in SERVICES if (words := _of_path(table, service))]
    found = f"No move of a referral was made by {FEWEST}"
    if made:
        off = [row for row in made if row.labels[3] != PERMITTED]
        found = f"{len(made)} different moves of a referral were each made by {FEWEST}, {_off_path(off)}"
        found += f"; {'; '.join(said)}" if said else ""
    drawings = [
        (
            draw_moves(service, rows, _described(service, rows)),
            f"Moves of referrals {SERVICES[service]}: the thicker the arrow, the more people",
        )
        for service in SERVICES
        if (rows := [row for row in made if row.labels[0] == service])
    ]
    cannot = (
        "A referral off the path may have been handled rightly and written down late. A person counts once at each move, however many referrals they had, and "
        "moves of fewer than 10 people are not drawn, so what enters a step and what leaves it need not agree. The last move may still be to come."
    )
    first = drawings[0] if drawings else (None, "")
    return Block(
        "How referrals moved, step by step", sentence(found), table, cannot, first[0], first[1], further=tuple(drawings[1:])
    )


def _off_path(off: Sequence[Row]) -> str:
    """What was made off the path."""
    if not off:
        return "none of them off the permitted path"
    parts = [f"{pretty(row.labels[1])} to {pretty(row.labels[2])} ({row.labels[3]}, {about(row.cells[0])})" for row in off]
    return f"{len(off)} of them off the permitted path: {listed(parts)}"


def _of_path(table: PublishedTable, service: str) -> str:
    """How many of those referred began, and completed."""
    cells = [_people(table, service, *move) for move in MARKS[service]]
    if any(cell is None or cell.status != "published" for cell in cells):
        return ""
    ready, begun, done = cells
    return f"{SERVICES[service]} {about(ready)} were found suitable, {about(begun, '')} began and {about(done, '')} completed"


def _people(table: PublishedTable, service: str, start: str, end: str) -> Cell | None:
    return next((row.cells[0] for row in table.rows if row.labels[:3] == (service, start, end)), None)


def _described(service: str, rows: Sequence[Row]) -> str:
    """The drawing in words, for who does not see it: its thickest arrows, and every one off the path."""
    thickest = sorted(rows, key=lambda row: -int(row.cells[0].value or 0))[:5]
    parts = [f"{pretty(row.labels[1])} to {pretty(row.labels[2])}, {about(row.cells[0])}" for row in thickest]
    off = [row for row in rows if row.labels[3] != PERMITTED]
    return sentence(f"{len(rows)} arrows {SERVICES[service]}, the thickest from {'; '.join(parts)}; {_off_path(off)}")


def draw_moves(service: str, rows: Sequence[Row], described: str) -> Drawing:
    """The drawing: every step that a published move touches, and a place for steps that no list knows."""
    places = dict(PLACES[service])
    touched = dict.fromkeys(name for row in rows for name in row.labels[1:3])
    for number, name in enumerate(name for name in touched if name not in places):
        places[name] = (0, 6 + number)
    steps = [Step(name, *places[name], _box_words(name), name in ENDS) for name in touched]
    arrows = [
        Move(row.labels[1], row.labels[2], float(row.cells[0].value or 0), row.cells[0].text, row.labels[3] == PERMITTED)
        for row in rows
    ]
    return graph(
        f"c-moves-{service}", f"Moves of referrals {SERVICES[service]}", described, LANES, steps, arrows, off="off the path"
    )


def _box_words(status: str) -> str:
    words = pretty(status)
    return words[0].upper() + words[1:]


def journeys(given: Given) -> Block | None:
    """R2: the commonest journeys."""
    table = given.tables.get("common_journeys")
    if table is None:
        return None
    listed_rows = [row for row in table.rows if row.labels[0][:1].isdigit()]
    everybody, other = table.cell("people"), table.cell("people_share", journey=ANY_OTHER)
    found = f"No journey was taken by {FEWEST} in the same order"
    if listed_rows:
        first = listed_rows[0]
        found = f"The journey that most people took is {milestones(first.labels[0])}: {about(first.cells[0])} of {about(everybody, '')}, {percent(first.cells[1], interval=False)}"
        found += f"; {percent(other, interval=False)} took another than those listed" if percent(other) else ""
    titles = {row.labels[0]: milestones(row.labels[0]) for row in listed_rows}
    cannot = (
        "An order is that of the days on record: a reception before the conviction is a remand, and an assessment before a release may be about the release. "
        "A journey may stop because the records end, because a link was missed, or because nothing more happened. Rare journeys are never listed."
    )
    return Block("The journeys that most people took", sentence(found), table, cannot, titles=titles)


def milestones(label: str) -> str:
    """A journey in words."""
    steps = label.split(" ", maxsplit=1)[-1].split(" > ")
    return " \u2192 ".join(MILESTONES.get(step) or step.replace("_", " ").lower() for step in steps)


def states(given: Given) -> Block | None:
    """R2: where people were, by months since their first sentence."""
    table = given.tables.get("states_after_sentence")
    if table is None:
        return None
    months = [month for month in table.labels("month") if _is_known(table.cell("people", month=month))]
    said = [words for month in MARKED if month in months and (words := _where(table, month))]
    found = (
        f"Of {about(table.cell('people', month='0'))} with a sentence, as far as the records follow them, {'; '.join(said)}"
        if said
        else "Too few people for a statement"
    )
    drawing = None
    if len(months) > 1:
        parts = [Area(state, tuple(_share(table, month, state) for month in months)) for state in STATES]
        drawing = areas(
            "c-states",
            "Where people were after their first sentence",
            found,
            [float(month) for month in months],
            [part for part in parts if any(part.shares)],
            across="months since the first sentence",
            ticks_at=[float(month) for month in months if int(month) % 12 == 0],
        )
    cannot = (
        "Each month counts those whom the records follow so far: later months hold fewer people, sentenced longer ago, under other law and practice. At liberty means that no sentence, order or "
        "licence on record holds the person, not that nothing happened. Shares of fewer than 10 people are withheld and stand together at the top."
    )
    return Block(
        "Where people were after their first sentence",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of people in each state, of those whom the records follow so far",
    )


def _where(table: PublishedTable, month: str) -> str:
    shares = [(state, percent(table.cell("people_share", month=month, state=state), interval=False)) for state in STATES]
    known = [(share, state) for state, share in shares if share]
    years = int(month) // 12
    words = [f"{share} {'' if at else 'were '}{state}" for at, (share, state) in enumerate(known)]
    return f"{listed(words)} after {years} {'year' if years == 1 else 'years'}" if words else ""


def _is_known(cell: Cell | None) -> bool:
    return cell is not None and cell.status == "published"


def _share(table: PublishedTable, month: str, state: str) -> float | None:
    cell = table.cell("people_share", month=month, state=state)
    return float(cell.value) if cell is not None and isinstance(cell.value, int | float) else None


BLOCKS = (moves, journeys, states)
