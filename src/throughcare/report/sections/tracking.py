"""R2: individuals followed through the system: where trails end, and how long people wait."""

from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, bars, dots
from throughcare.report.charts.lines import Series, lines
from throughcare.report.labels import pretty, pretty_point
from throughcare.report.sections.shared import drawn, mark, rate_bands
from throughcare.report.words import about, extremes, listed, percent, sentence, values_of

# The waits drawn: those that places, staff and partners can shorten.
SHOWN = ("sentence to referral", "referral to start", "suitable to start", "release to support")

# Colours of a wait's ends; whatever else came first has the second.
ENDS = {"arrived": 0, "still_waiting": 2}
WHERE = {"custody": "in custody", "community": "on an order in the community"}


def trails(given: Given) -> Block | None:
    """R2: where trails end."""
    table = given.tables.get("trails")
    if table is None:
        return None
    main = given.provenance.definition
    cells = values_of(table, "trail_ends_rate", "point", definition=main)
    ends = extremes([(point, cell) for point, cell in cells][:-1] or cells)
    found = "Too few people for a statement on where trails end"
    if ends:
        point, cell = ends[1]
        found = f"The trail ends most often after {pretty_point(point)}: {percent(cell)} of {about(table.cell('people', definition=main, point=point))} seen there are never seen at a later point"
    groups = [
        Band(
            "",
            tuple(
                mark(table.cell("followed_rate", definition=main, point=point), pretty_point(point))
                for point in table.labels("point")
            ),
        )
    ]
    drawing = bars("c-trails", "Seen at the next point", found, groups, unit="%", highest=100)
    cannot = "A trail may end because nothing more happened, because the next record was not linked, or because it was never made. These counts cannot tell which."
    return Block(
        "Tracking individuals: where the trail ends",
        sentence(found),
        table,
        cannot,
        drawing,
        f"Share of people seen at each point who are seen at the next ({pretty(main)})",
    )


def thresholds(given: Given) -> Block | None:
    """R2: how much hangs on linkage."""
    table = given.tables.get("trails_by_threshold")
    if table is None:
        return None
    points = table.labels("point")
    means = []
    for threshold in table.labels("threshold"):
        cells = [table.cell("followed_rate", threshold=threshold, point=point) for point in points]
        known = [float(cell.value) for cell in cells if cell is not None and isinstance(cell.value, int | float)]
        means += [round(sum(known) / len(known))] if known else []
    found = "Too few people for a comparison of thresholds"
    if means:
        share = f"{min(means)}%" if min(means) == max(means) else f"between {min(means)}% and {max(means)}%"
        found = f"Whichever of {len(means)} thresholds a link must reach, on average over the points {share} of people seen at one are seen at the next"
    ends = list(dict.fromkeys([*table.labels("threshold")[:1], *table.labels("threshold")[-1:]]))
    pairs = [(point, [table.cell("followed_rate", threshold=t, point=point) for t in ends]) for point in points]
    # Where no share moves, a row for each threshold would say the same twice.
    moves = any(len({cell.text for cell in cells if cell is not None}) > 1 for _, cells in pairs)
    groups = (
        [
            Band(pretty_point(p), tuple(mark(cell, t, i) for i, (t, cell) in enumerate(zip(ends, cells, strict=True))))
            for p, cells in pairs
        ]
        if moves
        else [Band("", tuple(mark(cells[0], pretty_point(p)) for p, cells in pairs if cells))]
    )
    drawing = (
        dots("c-thresholds", "Seen at the next point, by linkage threshold", found, drawn(groups), unit="%", highest=100)
        if means
        else None
    )
    cannot = "A stricter threshold drops false links and true ones alike; that a share hardly moves does not show that the links are right."
    return Block(
        "How much tracking hangs on the linkage",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share seen at the next point, with every link and at the strictest threshold"
        if moves
        else "Share seen at the next point, at any threshold",
    )


def waits(given: Given) -> Block | None:
    """R2: waits, by how they ended."""
    table = given.tables.get("waits_ended")
    if table is None:
        return None
    parts = []
    for wait in table.labels("wait"):
        whole, arrived = table.cell("people", wait=wait), table.cell("people", wait=wait, how_ended="arrived")
        if whole is not None and arrived is not None and isinstance(whole.value, int) and isinstance(arrived.value, int):
            parts.append((pretty(wait), round(100 * min(1, arrived.value / whole.value))))
    found = "Too few waits for a statement"
    if parts:
        worst = min(parts, key=lambda part: part[1])
        found = f"The wait that least often reached its step is \u201c{worst[0]}\u201d: {worst[1]}% of first waits did"
    groups = [
        Band(
            pretty(wait),
            tuple(
                mark(table.cell("people", wait=wait, how_ended=how), pretty(how), ENDS.get(how, 1))
                for how in table.labels("how_ended")
                if table.cell("people", wait=wait, how_ended=how)
            ),
        )
        for wait in table.labels("wait")
    ]
    drawing = bars("c-waits", "How first waits ended", found, drawn(groups))
    cannot = "Ends of fewer than 10 people are not drawn. The median is of those whose wait ended that way; it is not how long a person must expect to wait, which the curves below show."
    return Block("How waits ended", sentence(found), table, cannot, drawing, "People, by how their first wait of each kind ended")


def curves(given: Given) -> Block | None:
    """R2: how soon the step came."""
    table = given.tables.get("wait_curves")
    if table is None:
        return None
    series, said = [], []
    for wait in [wait for wait in SHOWN if wait in table.labels("wait")]:
        points = [(float(day), table.cell("incidence", wait=wait, regime="everybody", day=day)) for day in table.labels("day")]
        shown = tuple(
            (day, float(cell.value) if cell is not None and isinstance(cell.value, int) else None) for day, cell in points
        )
        if any(value is not None for _, value in shown):
            series.append(Series(pretty(wait), ((0.0, 0.0), *shown)))
            year = [value for day, value in shown if value is not None and day <= 365]
            said += [f"{year[-1]:.0f}% ({pretty(wait)})"] if year else []
    found = (
        f"Within 360 days the step had come for about {listed(said)}" if said else "Too few arrived within a year for a statement"
    )
    drawing = (
        lines(
            "c-curves",
            "How soon the step came",
            found,
            series,
            across="days since the wait began (read off at the days marked)",
            unit="%",
        )
        if series
        else None
    )
    cannot = "Release, transfer, withdrawal, death and deportation compete with the step: who left first did not arrive. A day is marked only where at least 10 more have arrived since the one before. Four waits are drawn; the table holds all."
    return Block(
        "How soon the step came",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share whose wait had ended with the step, by day (Aalen-Johansen)",
    )


def offers(given: Given) -> Block | None:
    """R2: how much of the sentence had passed at the first offer."""
    table = given.tables.get("offer_by_share")
    if table is None:
        return None
    parts = []
    for setting in table.labels("setting"):
        offered, half = (percent(table.cell(f"{name}_rate", setting=setting), interval=False) for name in ("offered", "by_half"))
        if offered:
            until = f", {half} by half of it" if half else ""
            who = f"{about(table.cell('people', setting=setting))} {WHERE.get(setting, setting)}"
            parts.append(f"of {who} whose sentence is over {offered} were ever offered a programme{until}")
    found = "; ".join(parts) or "Too few people for a share"
    bands = rate_bands(table, "setting", ("by_quarter", "by_half", "offered"))
    drawing = bars(
        "c-offers", "Offered a programme, by how much of the sentence had passed", found, drawn(bands), unit="%", highest=100
    )
    cannot = (
        "An offer is a place given on a dated group. Prisons record none: there the first start tells of it, so the offer came earlier than shown, and one that was "
        "refused is not known. Sentences that were not over when the extracts end are left out."
    )
    return Block(
        "How much of the sentence had passed at the first offer",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of people offered a programme, by how much of the sentence had passed",
    )


BLOCKS = (trails, thresholds, waits, curves, offers)
