"""R3: preventive orders: made, in force, breached, how soon, and with or without support alongside."""

from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, bars, dots
from throughcare.report.charts.lines import Series, lines
from throughcare.report.sections.shared import drawn, mark, rate_bands
from throughcare.report.words import about, apart, extremes, listed, percent, sentence, too_few, values_of


def orders(given: Given) -> Block | None:
    """R3: orders with and without support."""
    table = given.tables.get("orders")
    if table is None:
        return None
    supported, breached = percent(table.cell("supported_rate")), percent(table.cell("breached_rate"))
    found = f"Of {about(table.cell('people'))} under a preventive order or notice, {supported or 'a withheld share'} had any support alongside and {breached or 'a withheld share'} breached one"
    if too_few(table.cell("people")):
        found = "Too few people were under a preventive order or notice for a share"
    drawing = bars(
        "c-orders",
        "Support beside orders, and breach",
        found,
        drawn(rate_bands(table, "order_type", ("supported", "breached"))),
        unit="%",
        highest=100,
    )
    cannot = "Orders whose shares are withheld are not drawn. Police record notices by force, without a national count. That breach differs between those with and without support would not show that support prevents it."
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
    cut = given.provenance.data_cut
    series = [
        Series(
            name,
            tuple(
                (float(year), float(cell.value) if isinstance(cell.value, int) else None)
                for year, cell in values_of(table, column, "year")
                if year.isdigit() and (year != cut[:4] or cut[5:] == "12-31")
            ),
        )
        for name, column in (("orders made", "orders"), ("people with support", "supported"))
    ]
    series = [one for one in series if any(value is not None for _, value in one.points)]
    drawing = lines("c-order-years", "Orders made, by year", found, series, across="year made") if series else None
    cannot = "A year that the records do not hold whole is not drawn. Orders made before a kind of order existed cannot be; a year's count follows the law in force."
    return Block(
        "Orders by year",
        sentence(found),
        table,
        cannot,
        drawing,
        "Orders and notices made in each year, and people with any support alongside",
    )


def supported(given: Given) -> Block | None:
    """R3: breach with and without support alongside."""
    table = given.tables.get("orders_supported")
    if table is None:
        return None
    labels = table.labels("support")
    rates = [(label, table.cell("breached_rate", support=label)) for label in labels]
    said = [f"{share} of people {label}" for label, cell in rates if (share := percent(cell))]
    found = f"An order or notice was breached by {listed(said)}" if said else "Too few breaches for a comparison"
    far = apart(rates[0][1], rates[1][1]) if len(rates) > 1 else None
    if far is not None:
        found += f": the intervals {'lie apart' if far else 'overlap, so no difference can be stated'}"
    days = [f"{cell.text} days ({label})" for label, cell in values_of(table, "days", "support") if cell.status == "published"]
    found += f"; half of the breaches had come by {listed(days)}" if days else ""
    bands = [Band("", tuple(mark(cell, label, i) for i, (label, cell) in enumerate(rates)))]
    drawing = dots("c-orders-supported", "Breached, with and without support", found, drawn(bands), unit="%")
    cannot = (
        "This is no effect of support: notices to people never convicted, who are seldom offered any, are breached most, and who breaches early has no time for support. "
        "A breach of an order is known only by its conviction."
    )
    return Block(
        "Breach, with and without support alongside",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of people who breached an order or notice",
    )


def levels(given: Given) -> Block | None:
    """R3: what was received, by level of prevention."""
    table = given.tables.get("received_by_level")
    if table is None:
        return None
    cells = values_of(table, "people", "level")
    known = [f"{about(cell)} at the {label} level" for label, cell in cells if cell.status == "published"]
    found = (
        f"Of people convicted of a CSE-related offence, something was begun by {listed(known)}"
        if known
        else "Too few people at any level for a count"
    )
    drawing = bars(
        "c-levels",
        "People who began something, by level of prevention",
        found,
        [Band("", tuple(mark(cell, label) for label, cell in cells))],
    )
    cannot = "The records hold people who were suspected or convicted: who was reached before any offence, at the primary level, is not in them."
    return Block(
        "Received, by level of prevention",
        sentence(found),
        table,
        cannot,
        drawing,
        "People who began something, by public-health level",
    )


BLOCKS = (orders, supported, order_years, levels)
