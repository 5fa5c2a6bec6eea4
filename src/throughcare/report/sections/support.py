"""R4 and R5: people convicted by area and year; community services, Circles, and release without any."""

from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, bars
from throughcare.report.charts.lines import Series, lines
from throughcare.report.labels import pretty
from throughcare.report.sections.shared import mark, rate_bands
from throughcare.report.words import about, extremes, percent, sentence, too_few, values_of


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
        if ends[0][1].value == ends[1][1].value:
            found = f"Each police force that has enough people for a count has {about(ends[0][1])}"
        found += f"; {few} {'forces have' if few > 1 else 'force has'} fewer than 10" if few else ""
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
    lasted = percent(table.cell("lasted_rate"), interval=False)
    found += f", and for {lasted} of those it lasted 90 days or more" if lasted else ""
    if too_few(table.cell("people")):
        found = "Too few people were referred to a community service for a count"
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
    lasted = percent(table.cell("sustained_rate", access="formed"), interval=False)
    found += f"; {lasted} of the Circles formed lasted a year or more" if lasted else ""
    if too_few(table.cell("people")):
        found = "Too few people asked for a Circle for a count"
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
        "Everybody who asked is counted, whatever the offence. People ask for a Circle themselves: those who were given one are not like those who never asked. A request of which no end is recorded counts as still waiting, however old it is.",
        drawing,
        "People who asked, by what came of it",
    )


def years(given: Given) -> Block | None:
    """R4: convictions by year."""
    table = given.tables.get("convicted_by_year")
    if table is None:
        return None
    cut = given.provenance.data_cut
    whole = [
        (row.labels[1], row.cells[0])
        for row in table.rows
        if row.labels[1].isdigit() and (row.labels[1] != cut[:4] or cut[5:] == "12-31")
    ]
    ends = extremes(whole)
    found = "Too few people in any year for a count"
    if ends:
        found = f"People convicted in a whole year range from {about(ends[0][1])} ({ends[0][0]}) to {about(ends[1][1])} ({ends[1][0]})"
        if ends[0][1].value == ends[1][1].value:
            found = f"In each whole year that has enough people for a count {about(ends[0][1])} were convicted"
    points = tuple((float(year), float(cell.value) if isinstance(cell.value, int) else None) for year, cell in whole)
    drawing = (
        lines("c-years", "People convicted, by year", found, [Series("convicted", points)], across="year of conviction")
        if any(value is not None for _, value in points)
        else None
    )
    cannot = "A year counts convictions, not offences, which may lie decades before. The markers that the definition reads were born in different years: an earlier year had fewer."
    return Block(
        "People convicted, by year",
        sentence(found),
        table,
        cannot,
        drawing,
        "People convicted of a CSE-related offence, by year of conviction",
    )


def released(given: Given) -> Block | None:
    """R5: release without any support."""
    table = given.tables.get("support_on_release")
    if table is None:
        return None
    without = percent(table.cell("unsupported_rate"))
    found = f"Of {about(table.cell('released'))} released from their first sentence for a sexual offence, {without or 'a withheld share'} have neither a service nor a Circle recorded after release"
    if too_few(table.cell("released")):
        found = "Too few people were released from their first sentence for a sexual offence for a share"
    bands = rate_bands(table, "period", ("supported_after", "unsupported"))
    drawing = bars("c-released-without", "After release: support, or none", found, bands, unit="%", highest=100)
    cannot = "Licence supervision and approved premises are not counted as support here. Those released lately have had less time to be offered any."
    return Block(
        "Release without support",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of released people with a service or a Circle after release, and with neither",
    )


AREAS, SUPPORT = (areas, years), (services, circles, released)
