"""How good the records and the linkage are: rows, faults, contradictions, moves off the path, links in doubt."""

from throughcare.disclosure.published import Cell, PublishedTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, bars, dots
from throughcare.report.charts.canvas import Drawing
from throughcare.report.labels import pretty
from throughcare.report.sections.shared import drawn, mark
from throughcare.report.words import about, listed, number, percent, sentence, values_of

LINK_SETS = ("strict", "default", "wide")


def intake(given: Given) -> Block | None:
    """Rows read and accepted."""
    table = given.tables.get("intake")
    if table is None:
        return None
    bad = [pretty(label) for label, cell in values_of(table, "quarantined", "extract") if cell.status == "published"]
    extracts = f"{len(table.rows)} extracts were" if len(table.rows) != 1 else "1 extract was"
    found = f"Every row read was accepted or quarantined with its reason; {extracts} read"
    found += (
        f", and 10 or more rows were quarantined in {len(bad)} of them"
        if bad
        else ", and none of them had 10 or more rows quarantined"
    )
    marks = tuple(mark(table.cell("accepted", extract=one), pretty(one)) for one in table.labels("extract"))
    return Block(
        "Rows read, accepted and quarantined",
        sentence(found),
        table,
        "A row that is right in form may still be wrong in fact.",
        bars("c-intake", "Rows accepted from each extract", found, drawn([Band("", marks)])),
        "Rows accepted, by extract",
    )


def faults(given: Given) -> Block | None:
    """Which rules were broken."""
    table = given.tables.get("intake_faults")
    if table is None or not table.rows:
        return None
    known = [(row.labels, row.cells[0]) for row in table.rows if isinstance(row.cells[0].value, int)]
    found = "No rule was broken 10 times or more"
    if known:
        (extract, rule), cell = max(known, key=lambda pair: int(pair[1].value or 0))
        found = f"The rule most often broken is \u201c{pretty(rule)}\u201d in {pretty(extract)}: {about(cell, 'times')}"
    return Block(
        "What was wrong in the extracts",
        sentence(found),
        table,
        "A rule finds what breaks its form; what is wrong and well formed is not found.",
    )


def contradictions(given: Given) -> Block | None:
    """Records that cannot both be true."""
    table = given.tables.get("contradictions_found")
    if table is None or not table.rows:
        return None
    known = [(row.labels, row.cells[0]) for row in table.rows if isinstance(row.cells[0].value, int)]
    found = "No contradiction between records concerns 10 people or more"
    if known:
        (rule, agency), cell = max(known, key=lambda pair: int(pair[1].value or 0))
        found = f"The contradiction that concerns most people is \u201c{pretty(rule)}\u201d ({pretty(agency)}): {about(cell)}"
    return Block(
        "Records that contradict each other",
        sentence(found),
        table,
        "Contradictions are found and counted, never repaired: which of two records is right is not known here.",
        of_people("c-contradictions", "People whose records contradict each other", found, table),
        "People with records that contradict each other, by rule and agency",
    )


def deviations(given: Given) -> Block | None:
    """Moves off the permitted path."""
    table = given.tables.get("deviations")
    if table is None or not table.rows:
        return None
    known = [(row.labels, row.cells[0]) for row in table.rows if isinstance(row.cells[0].value, int)]
    found = "No move off the permitted path concerns 10 people or more"
    if known:
        labels, cell = max(known, key=lambda pair: int(pair[1].value or 0))
        found = f"The most frequent move off the permitted path ({pretty(labels[0])}) is \u201c{pretty(labels[1])}\u201d: {about(cell)} by one such move"
    return Block(
        "Where referrals left the permitted path",
        sentence(found),
        table,
        "A step that was skipped may be a step that was not written down.",
        of_people("c-deviations", "People by move off the permitted path", found, table),
        "People by move off the permitted path",
    )


def of_people(chart_id: str, title: str, found: str, table: PublishedTable) -> Drawing | None:
    """A bar of people for each row of a table that has any published."""
    marks = tuple(mark(row.cells[0], ", ".join(pretty(label) for label in row.labels)) for row in table.rows)
    bands = drawn([Band("", marks)])
    return bars(chart_id, title, found, bands) if bands else None


def linkage(given: Given) -> Block | None:
    """What was linked."""
    table = given.tables.get("linkage")
    if table is None or not table.rows:
        return None
    chosen = given.provenance.link_set
    people, records = (table.cell("amount", figure=f, link_set=chosen) for f in ("persons", "records"))
    doubt = table.cell("amount", figure="persons that need attention", link_set=chosen)
    found = (
        f"{about(records, 'records')} were taken for {about(people)}; with a doubt that a person should look at: {about(doubt)}"
    )
    cannot = "A missed link cuts a journey in two; a false one joins two people's lives. Both make rates look different from what they are; how many there are cannot be known without the truth."
    groups = [
        Band(
            pretty(one), tuple(mark(table.cell("amount", figure=one, link_set=name), name, n) for n, name in enumerate(LINK_SETS))
        )
        for one in ("persons", "persons that need attention")
    ]
    drawing = bars("c-linkage", "Persons and doubts in each link set", found, drawn(groups))
    return Block(
        "Linkage: one person, many numbers",
        sentence(found),
        table,
        cannot,
        drawing,
        "Persons, and those with a doubt, by link set",
    )


def set_aside(given: Given) -> Block | None:
    """What the linkage could not use, and why."""
    table = given.tables.get("linkage_set_aside")
    if table is None or not table.rows:
        return None
    known = [(row.labels[0], row.cells[0]) for row in table.rows if isinstance(row.cells[0].value, int)]
    aside = [(label, int(cell.value or 0)) for label, cell in known if not label.startswith("decisions")]
    found = "Nothing was set aside, or could not be used, 10 times or more"
    if aside:
        label, amount = max(aside, key=lambda pair: pair[1])
        found = f"What was most often set aside or could not be used: \u201c{label}\u201d, about {amount:,}"
    cannot = "A value that many records share may be somebody's own, and one that looks like a person's own may be filled in: what is set aside is judged by its form and by how many hold it."
    return Block("What the linkage set aside, and why", sentence(found), table, cannot)


def known_rate(given: Given) -> Block | None:
    """A rate as the linkage shows it, and put right."""
    table = given.tables.get("linked_rate")
    if table is None or not table.rows:
        return None
    seen = table.cell("share", people_group="all", layer="uncorrected, default")
    right = table.cell("share", people_group="all", layer="corrected, chosen")
    found = "Too few people to measure what linkage does to a rate"
    if seen and percent(seen):
        found = f"Of the persons in prison records, {percent(seen)} have a later court record within 730 days as the records are linked"
        found += (
            f"; put right for missed and false links it is {percent(right)}"
            if right and percent(right)
            else "; nothing here can put that right"
        )
    cannot = "Missed and false links change a rate, and without a number that says who is who nobody can tell by how much."
    if any(layer.startswith("corrected") for layer in table.labels("layer")):
        cannot = "The correction takes a number as the truth on the records that have one. It is right where the number is missing at random within an agency, which a second number tests."
    layers = tuple(mark(table.cell("share", people_group="all", layer=one), pretty(one)) for one in table.labels("layer"))
    drawing = dots("c-linked-rate", "A rate in every layer of linkage", found, drawn([Band("", layers)]), unit="%")
    return Block(
        "What linkage does to a rate", sentence(found), table, cannot, drawing, "Share with a later court record within 730 days"
    )


def by_link_set(given: Given) -> Block | None:
    """The main figures under every link set."""
    table = given.tables.get("figures_by_link_set")
    if table is None or not table.rows:
        return None
    figures = [name for name in table.labels("figure") if name != "All"]
    ends = [(cell.low, cell.high) for name in figures if (cell := table.cell("share", figure=name, link_set="strict to wide"))]
    widest = max((high - low for low, high in ends if low is not None and high is not None), default=None)
    made = f"{len(figures)} main figures were" if len(figures) != 1 else "1 main figure was"
    found = f"{made} made once for every link set"
    found += (
        f"; the largest distance between the strict and the wide one is {widest:.2g} percentage point{'' if f'{widest:.2g}' == '1' else 's'}"
        if widest is not None
        else ""
    )
    cannot = (
        "Drawn link sets know the doubt about links that were looked at; links that were never looked at are in none of them."
    )
    spans = tuple(mark(table.cell("share", figure=one, link_set="strict to wide"), pretty(one)) for one in figures)
    drawing = dots(
        "c-link-sets", "The main figures from the strict to the wide link set", found, drawn([Band("", spans)]), unit="%"
    )
    return Block(
        "How much the main figures hang on who is who",
        sentence(found),
        table,
        cannot,
        drawing,
        "Main figures, from the strict to the wide link set",
    )


def fairness(given: Given) -> Block | None:
    """Whether the linkage serves every group alike."""
    table = given.tables.get("linkage_fairness")
    if table is None or not table.rows:
        return None
    worse = []
    for row in table.rows:
        cell = row.cells[[column.name for column in table.columns].index("ratio")]
        if cell.low is not None and cell.low > 1:
            worse.append(f"{pretty(row.labels[1])} ({pretty(row.labels[2])})")
    found = "No group's published rate is surely above that of the largest group"
    if worse:
        found = f"The linkage errs or doubts surely more often than for the largest group of its kind for {listed(sorted(set(worse)))}"
    bands = [band for rate, words in ERRORS for band in error_bands(table, rate, words)]
    is_judged = any(row.labels[2] in dict(ERRORS) for row in table.rows)
    none = [words.lower() for rate, words in ERRORS if not error_bands(table, rate, words)]
    if not is_judged:
        found += "; no number says who is who, so missed and false links are not known of any group"
    elif none:
        found += f"; in no group do {' or '.join(none)} concern 10 people or more"
    cannot = "Groups are those that agencies wrote down. Rates that rest on fewer than 10 people with the error are withheld, so a small group may be served worse unseen."
    if is_judged:
        cannot += " Errors are judged by the police number as if nobody had one: larger than those of the links in use, and fit to compare groups."
    drawing = dots("c-fairness", "Missed and false links by group", found, bands) if bands else None
    caption = "Missed and false links for each hundred pairs of records, by group, with intervals"
    return Block("Whether the linkage serves every group alike", sentence(found), table, cannot, drawing, caption)


ERRORS = (("missed", "Missed links"), ("false", "False links"))


def error_bands(table: PublishedTable, rate: str, words: str) -> list[Band]:
    """One rate by group, a band for each way of grouping with a rate that is published; its other groups say why they have none."""
    places = [column.name for column in table.columns]
    found = []
    for at, by_what in enumerate(table.labels("by_what")):
        rows = [row for row in table.rows if row.labels[0] == by_what and row.labels[2] == rate]
        marks = [
            _error_mark(row.labels[1], row.cells[places.index("people")], row.cells[places.index("rate")], at % 4) for row in rows
        ]
        if any(one.value is not None for one in marks):
            found.append(Band(f"{words}, by {pretty(by_what)}", tuple(one for one in marks if one.text)))
    return found


def _error_mark(group: str, people: Cell, rate: Cell, series: int) -> Mark:
    """A rate with its interval; where it is withheld, why; nothing for a group of fewer than the threshold."""
    if rate.status == "published" and isinstance(rate.value, int | float) and rate.low is not None and rate.high is not None:
        words = f"{number(rate.value)} ({number(rate.low)} to {number(rate.high)})"
        return Mark(pretty(group), rate.value, words, rate.low, rate.high, series)
    return Mark(pretty(group), None, "fewer than 10 people" if people.status == "published" else "", series=series)


BLOCKS = (intake, faults, contradictions, deviations, linkage, set_aside, fairness, known_rate, by_link_set)
