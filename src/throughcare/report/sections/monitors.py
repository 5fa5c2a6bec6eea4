"""R1 to R7: what is followed of each recommendation."""

from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, bars, dots
from throughcare.report.charts.lines import Series, lines
from throughcare.report.labels import pretty, pretty_point
from throughcare.report.sections.outcomes import NO_EFFECT
from throughcare.report.sections.shared import mark, rate_bands
from throughcare.report.words import about, apart, extremes, listed, percent, sentence, values_of


def rollout(given: Given) -> Block | None:
    """R1: starts by year and regime."""
    table = given.tables.get("rollout_by_year")
    if table is None:
        return None
    series = []
    newest = ""
    for regime in table.labels("regime"):
        points = [(int(year), table.cell("people", year=year, regime=regime)) for year in table.labels("year") if year.isdigit()]
        shown = tuple(
            (float(year), float(cell.value) if cell is not None and isinstance(cell.value, int) else None)
            for year, cell in points
        )
        if any(value is not None for _, value in shown):
            series.append(Series(pretty(regime), shown))
            newest = regime
    found = "Too few people began a programme in any year for the rollout to be shown"
    if newest:
        share = percent(table.cell("related_rate", regime=newest))
        found = f"{about(table.cell('people', regime=newest))} with a sexual or other offence have begun {pretty(newest)}; {share or 'a withheld share'} of them are in the CSE class"
    drawing = (
        lines("c-rollout", "People who began a programme, by year", found, series, across="year of start") if series else None
    )
    cannot = "A year with fewer than 10 people is not drawn. Who was offered a place and refused is not known."
    return Block(
        "Rollout of the programmes",
        sentence(found),
        table,
        cannot,
        drawing,
        "People who began a programme in each year, by regime",
    )


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
    sums = []
    for threshold in table.labels("threshold"):
        known = [
            c
            for p in points
            if (c := table.cell("followed_rate", threshold=threshold, point=p)) is not None and c.status == "published"
        ]
        if known:
            sums.append(f"{sum(float(c.value or 0) for c in known) / len(known):.0f}% ({threshold})")
    found = (
        f"Followed to the next point, mean over the points: {listed(sums)}"
        if sums
        else "Too few people for a comparison of thresholds"
    )
    return Block("How much tracking hangs on the linkage", sentence(found), table)


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
                mark(table.cell("people", wait=wait, how_ended=how), pretty(how), i)
                for i, how in enumerate(table.labels("how_ended"))
                if table.cell("people", wait=wait, how_ended=how)
            ),
        )
        for wait in table.labels("wait")
    ]
    drawing = bars("c-waits", "How first waits ended", found, groups)
    cannot = "The median is of those whose wait ended that way; it is not how long a person must expect to wait, which the curves below show."
    return Block("How waits ended", sentence(found), table, cannot, drawing, "People, by how their first wait of each kind ended")


def curves(given: Given) -> Block | None:
    """R2: how soon the step came."""
    table = given.tables.get("wait_curves")
    if table is None:
        return None
    series, said = [], []
    for wait in table.labels("wait"):
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
        lines("c-curves", "How soon the step came", found, series[:4], across="days since the wait began", unit="%", stepped=True)
        if series
        else None
    )
    cannot = "Release, transfer, withdrawal, death and deportation compete with the step: who left first did not arrive. A step is drawn only where at least 10 more have arrived."
    return Block(
        "How soon the step came",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share whose wait had ended with the step, by day (Aalen-Johansen)",
    )


def orders(given: Given) -> Block | None:
    """R3: orders with and without support."""
    table = given.tables.get("orders")
    if table is None:
        return None
    supported, breached = percent(table.cell("supported_rate")), percent(table.cell("breached_rate"))
    found = f"Of {about(table.cell('people'))} under a preventive order or notice, {supported or 'a withheld share'} had any support alongside and {breached or 'a withheld share'} breached one"
    drawing = bars(
        "c-orders",
        "Support beside orders, and breach",
        found,
        rate_bands(table, "order_type", ("supported", "breached")),
        unit="%",
        highest=100,
    )
    cannot = "Police record notices by force, without a national count. That breach differs between those with and without support would not show that support prevents it."
    return Block(
        "Civil orders and notices",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of people under each order with any support alongside, and who breached one",
    )


def order_years(given: Given) -> Block | None:
    """R3: by year."""
    table = given.tables.get("orders_by_year")
    if table is None:
        return None
    ends = extremes(values_of(table, "orders", "year"))
    found = (
        f"Orders made a year range from about {ends[0][1].text} ({ends[0][0]}) to about {ends[1][1].text} ({ends[1][0]})"
        if ends
        else "Too few orders a year for a statement"
    )
    points = tuple(
        (float(year), float(cell.value) if isinstance(cell.value, int) else None)
        for year, cell in values_of(table, "orders", "year")
        if year.isdigit()
    )
    drawing = (
        lines("c-order-years", "Orders made, by year", found, [Series("orders made", points)], across="year made")
        if any(v is not None for _, v in points)
        else None
    )
    return Block("Orders by year", sentence(found), table, "", drawing, "Orders and notices made in each year")


def areas(given: Given) -> Block | None:
    """R4: by force and period."""
    table = given.tables.get("areas")
    if table is None:
        return None
    cells = values_of(table, "people", "force")
    ends = extremes([pair for pair in cells if pair[0] != "not recorded"])
    few = sum(cell.status == "withheld" for _, cell in cells)
    found = "Too few people in any area for a count"
    if ends:
        found = f"Counts by police force range from {about(ends[0][1])} ({ends[0][0]}) to {about(ends[1][1])} ({ends[1][0]})"
        found += f"; {few} forces have fewer than 10" if few else ""
    shown = sorted((pair for pair in cells if pair[1].status == "published"), key=lambda pair: -float(pair[1].value or 0))
    drawing = (
        bars("c-areas", "People convicted, by police force", found, [Band("", tuple(mark(cell, label) for label, cell in shown))])
        if shown
        else None
    )
    cannot = "A count by area is a count of recording, policing and population before it is a count of offending: it names no hotspot. No map is drawn, and no smaller area is counted."
    return Block(
        "People convicted, by police force",
        sentence(found),
        table,
        cannot,
        drawing,
        "People convicted of a CSE-related offence, by the force of their main episode",
    )


def services(given: Given) -> Block | None:
    """R5: community services."""
    table = given.tables.get("services")
    if table is None:
        return None
    started = percent(table.cell("started_rate"))
    found = f"{about(table.cell('people'))} were referred to a community service; {started or 'a withheld share'} started one"
    drawing = bars(
        "c-services",
        "Referred to each service",
        found,
        [Band("", tuple(mark(cell, pretty(label)) for label, cell in values_of(table, "people", "service")))],
    )
    return Block(
        "Community services",
        sentence(found),
        table,
        "Services that are not commissioned, or keep no records that can be linked, are not seen.",
        drawing,
        "People referred to each community service",
    )


def circles(given: Given) -> Block | None:
    """R5: Circles."""
    table = given.tables.get("circles")
    if table is None:
        return None
    formed, waiting = table.cell("people", access="formed"), table.cell("people", access="still waiting")
    found = f"{about(table.cell('people'))} asked for a Circle: for {about(formed)} one was formed, {about(waiting)} were still waiting"
    groups = [
        Band(
            "",
            tuple(
                Mark(pretty(label), float(cell.value) if isinstance(cell.value, int) else None, cell.text)
                for label, cell in values_of(table, "people", "access")
            ),
        )
    ]
    drawing = bars("c-circles", "What came of requests for a Circle", found, groups)
    return Block(
        "Circles of Support and Accountability",
        sentence(found),
        table,
        "People ask for a Circle themselves: those who were given one are not like those who never asked.",
        drawing,
        "People who asked, by what came of it",
    )


def young(given: Given) -> Block | None:
    """R7: coverage by age."""
    table = given.tables.get("coverage_by_age")
    if table is None:
        return None
    one, other = table.cell("started_rate", age_band="18 to 24"), table.cell("started_rate", age_band="25 and over")
    far = apart(one, other)
    found = f"A programme was started by {percent(one) or 'a withheld share'} of those aged 18 to 24 at sentence and {percent(other) or 'a withheld share'} of those aged 25 and over"
    if far is not None:
        found += f": the intervals {'lie apart' if far else 'overlap, so no difference can be stated'}"
    groups = rate_bands(table, "age_band", ("assessed", "referred", "started", "completed"))
    drawing = bars("c-young", "How far young adults and older people came", found, groups, unit="%", highest=100)
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
    sure = []
    for row in table.rows:
        cell = row.cells[3] if row.cells[3].status == "published" else row.cells[2]
        if cell.low is not None and cell.high is not None and cell.low * cell.high > 0:
            sure.append(row.labels[0])
    known = sum(any(cell.status == "published" for cell in row.cells[2:4]) for row in table.rows)
    found = (
        f"At {len(sure)} of {known} steps the interval of the difference lies on one side of nought"
        if known
        else "At no step are there enough people for a difference"
    )
    found += f": {listed([pretty(s) for s in sure[:4]])}{' and others' if len(sure) > 4 else ''}" if sure else ""
    return Block(
        "Young adults: differences at every step",
        sentence(found),
        table,
        "Among so many steps some differences come by chance alone: read them together, and as a reason to look, not as a finding each.",
    )


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
    drawing = dots("c-young-again", "Proven reoffending by age at the index event", found, groups, unit="%")
    return Block(
        "Young adults: proven reoffending",
        sentence(found),
        table,
        NO_EFFECT,
        drawing,
        "Share with at least one proven reoffence, by age at the index event",
    )


R1, R2, R3, R4, R5, R7 = (
    (rollout,),
    (trails, thresholds, waits, curves),
    (orders, order_years),
    (areas,),
    (services, circles),
    (young, compared, young_again),
)
