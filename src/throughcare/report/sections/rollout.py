"""R1: the rollout from SOTP to Horizon and Kaizen to Building Choices, by quarter, site and definition."""

from throughcare.disclosure.published import Cell, PublishedTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, bars
from throughcare.report.charts.lines import Series, lines
from throughcare.report.labels import pretty
from throughcare.report.sections.shared import drawn, mark
from throughcare.report.words import about, listed, percent, sentence, values_of

REGIMES = ("sotp", "horizon_kaizen", "building_choices")  # each keeps its colour in every chart
NO_PRISON = ("in the community", "prison not recorded")
AXIS = "quarter (a year's mark stands at its first)"


def rollout(given: Given) -> Block | None:
    """Starts and completions by regime and quarter."""
    table = given.tables.get("rollout_by_quarter")
    if table is None:
        return None
    begun = [(regime, table.cell("people", regime=regime)) for regime in table.labels("regime")]
    said = [f"{pretty(regime)} by {about(cell)}" for regime, cell in begun if cell is not None and cell.status == "published"]
    found = "Too few people began a programme in any regime for the rollout to be shown"
    if said:
        newest = [regime for regime, cell in begun if cell is not None and cell.status == "published"][-1]
        beside = given.tables.get("rollout_by_site")
        done = percent(beside.cell("completed_rate", regime=newest)) if beside else None
        found = f"A programme for sexual offending was begun under {listed(said)}"
        found += f"; {done} of those who began under {pretty(newest)} are recorded as having completed it" if done else ""
    series = [of_regime(regime, points) for regime, _ in begun if (points := by_quarter(table, regime))]
    drawing = (
        lines(
            "c-rollout",
            "People who began a programme, by quarter",
            found,
            series,
            across=AXIS,
        )
        if series
        else None
    )
    cannot = (
        "A quarter with fewer than 10 people is not drawn, and the last one may not be whole. Who was offered a place and refused is not known. "
        "Those who began lately have had less time to complete."
    )
    return Block(
        "Rollout of the programmes",
        sentence(found),
        table,
        cannot,
        drawing,
        "People who began a programme, by regime and quarter",
    )


def by_quarter(table: PublishedTable, regime: str) -> tuple[tuple[float, float | None], ...]:
    """The published counts of one regime over its quarters, a year as a whole number; nothing where none is published."""
    points = []
    for row in table.rows:
        _, year, quarter = row.labels
        if row.labels[0] == regime and quarter[-2:-1] == "Q" and year.isdigit():
            value = row.cells[0].value
            points.append((int(year) + (int(quarter[-1]) - 1) / 4, float(value) if isinstance(value, int) else None))
    return tuple(points) if any(value is not None for _, value in points) else ()


def of_regime(regime: str, points: tuple[tuple[float, float | None], ...]) -> Series:
    """The line of a regime in its own colour."""
    return Series(pretty(regime), points, look=REGIMES.index(regime) if regime in REGIMES else None)


def completions(given: Given) -> Block | None:
    """Completions by regime and quarter."""
    table = given.tables.get("completed_by_quarter")
    if table is None:
        return None
    done = [(regime, table.cell("people", regime=regime)) for regime in table.labels("regime")]
    said = [f"{about(cell)} ({pretty(regime)})" for regime, cell in done if is_known(cell)]
    found = (
        f"A programme of the new regimes was completed by {listed(said)}" if said else "Too few people completed one for a count"
    )
    series = [of_regime(regime, points) for regime, _ in done if (points := by_quarter(table, regime))]
    drawing = (
        lines("c-completions", "People who completed a programme, by quarter", found, series, across=AXIS) if series else None
    )
    cannot = "A completion that was not written down is missing, and so is one whose day is not known from the chart. A quarter with fewer than 10 people is not drawn."
    return Block(
        "Completions", sentence(found), table, cannot, drawing, "People who completed a programme, by regime and quarter"
    )


def sites(given: Given) -> Block | None:
    """Starts by site."""
    table = given.tables.get("rollout_by_site")
    if table is None:
        return None
    regimes = table.labels("regime")
    newest = next((r for r in reversed(regimes) if is_known(table.cell("people", regime=r, site="in the community"))), "")
    found = "Too few people began a programme at any site for a count"
    if newest:
        cells = [(site, cell) for site, cell in values_of(table, "people", "site", regime=newest) if site not in NO_PRISON]
        prisons = sorted(((site, cell) for site, cell in cells if is_known(cell)), key=lambda pair: -float(pair[1].value or 0))
        found = (
            f"Under {pretty(newest)} {about(table.cell('people', regime=newest, site='in the community'))} began in the community"
        )
        found += (
            f"; among prisons the most began at {prisons[0][0]}, {about(prisons[0][1])}"
            if prisons
            else "; no prison has enough people for a count"
        )
    bands = [
        Band(pretty(regime), tuple(mark(table.cell("people", regime=regime, site=s), s) for s in table.labels("site")))
        for regime in regimes
    ]
    drawing = bars("c-rollout-sites", "People who began, by regime and site", found, drawn(bands))
    cannot = "Sites with fewer than 10 people are not drawn. A site with few starts may have had few people to offer a place to."
    return Block(
        "Rollout by site",
        sentence(found),
        table,
        cannot,
        drawing,
        "People who began a programme, by regime and site of the first start",
    )


def shares(given: Given) -> Block | None:
    """The share of CSE-related people among those who began, under each definition."""
    table = given.tables.get("rollout_by_definition")
    if table is None:
        return None
    regimes = table.labels("regime")
    found = "Too few people for a share under any definition"
    newest = next(
        (
            r
            for r in reversed(regimes)
            if any(is_known(table.cell("related_rate", regime=r, definition=d)) for d in table.labels("definition"))
        ),
        "",
    )
    if newest:
        said = [
            f"{share} under {pretty(d)}"
            for d in table.labels("definition")
            if (share := percent(table.cell("related_rate", regime=newest, definition=d), interval=False))
        ]
        found = f"Of those who began under {pretty(newest)}, the share counted as CSE-related is {listed(said)}"
    bands = [
        Band(
            pretty(d),
            tuple(mark(table.cell("related_rate", regime=r, definition=d), pretty(r), i) for i, r in enumerate(regimes)),
        )
        for d in table.labels("definition")
    ]
    drawing = bars(
        "c-rollout-shares", "CSE-related among those who began, by definition and regime", found, drawn(bands), unit="%"
    )
    cannot = "Building Choices takes people with other offences too. The share rests on what was recorded by the data cut; before April 2016 the police had no flag."
    return Block(
        "CSE-related people among those who began",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share counted as CSE-related, by definition and regime",
    )


def is_known(cell: Cell | None) -> bool:
    """Whether a cell is published."""
    return cell is not None and cell.status == "published"


BLOCKS = (rollout, completions, sites, shares)
