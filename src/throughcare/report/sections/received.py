"""Q1: what is provided to people convicted of CSE-related offences, under each definition."""

from collections.abc import Sequence

from throughcare.disclosure.published import Row
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, bars
from throughcare.report.charts.flow import Link, flow
from throughcare.report.labels import pretty
from throughcare.report.sections.shared import drawn, mark, nodes_in_order, share_of
from throughcare.report.words import about, extremes, listed, percent, sentence, too_few, values_of


def received(given: Given) -> Block | None:
    """How many are known to have received anything, under each definition."""
    table = given.tables.get("received_by_definition")
    if table is None:
        return None
    main = given.provenance.definition
    people, got = table.cell("people", definition=main), table.cell("received", definition=main)
    rate = percent(table.cell("received_rate", definition=main))
    programme = percent(table.cell("sexual_programme_rate", definition=main), interval=False)
    found = f"Too few people are convicted of a CSE-related offence ({pretty(main)}) for a statement on what they received"
    if not too_few(people):
        found = f"Of {about(people)} convicted of a CSE-related offence ({pretty(main)}), {about(got)}"
        found += (
            f", {rate}, are known to have received an intervention" if rate else " are known to have received an intervention"
        )
        found += f"; {programme} began a programme for sexual offending" if programme else ""
    bands = [
        Band(
            pretty(label),
            tuple(mark(table.cell(f"{name}_rate", definition=label), words, i) for i, (name, words) in enumerate(KINDS)),
        )
        for label in table.labels("definition")
    ]
    drawing = bars("c-received", "Interventions received under each definition", found, bands, unit="%")
    cannot = (
        "Only what an agency recorded is counted: a programme that was delivered and not recorded, or recorded for somebody whose records were "
        "not linked, is missing. A requirement or a referral is never taken for a programme."
    )
    return Block(
        "Interventions received",
        sentence(found),
        table,
        cannot,
        drawing,
        "Share of convicted people who received each kind, by definition",
    )


KINDS = (("received", "anything"), ("sexual_programme", "programme for sexual offending"), ("service", "service or Circle"))


def by_programme(given: Given) -> Block | None:
    """Which programmes, and who completed them."""
    table = given.tables.get("received_by_programme")
    if table is None:
        return None
    rows = [row for row in table.rows if row.labels[1] != "All"]
    cells = [(row.labels[1], row.cells[0]) for row in rows]
    top = extremes(cells)
    found = "No programme has enough people to be named."
    if top:
        found = most_begun([row for row in rows if row.cells[0].value == top[1][1].value])
    bands = []
    for regime in table.labels("regime"):
        marks = tuple(mark(r.cells[0], pretty(r.labels[1]), 0) for r in rows if r.labels[0] == regime)
        bands.append(Band(pretty(regime), marks))
    drawing = bars("c-programmes", "People who began each programme or service", found, drawn(bands))
    cannot = (
        "Completion depends on its having been recorded. From Building Choices on, people with sexual and other offences share one "
        "programme, so its name no longer tells the offence. Programmes that fewer than 10 people began are not drawn."
    )
    return Block(
        "Programmes and services, by regime", found, table, cannot, drawing, "People who began each programme, service or Circle"
    )


def most_begun(rows: Sequence[Row]) -> str:
    """The rows that most people began, and who completed: more than one where the rounded counts are equal."""
    names, people = listed([pretty(row.labels[1]) for row in rows]), about(rows[0].cells[0])
    if len(rows) > 1:
        return f"The interventions most often begun are {names}, each by {people}."
    done = percent(rows[0].cells[2])
    said = f"{done} of them are recorded as having completed it" if done else "how many completed it cannot be said"
    return f"The intervention most often begun is {names}, by {people}; {said}."


def by_setting(given: Given) -> Block | None:
    """Custody and community."""
    table = given.tables.get("received_by_setting")
    if table is None:
        return None
    custody, community = table.cell("people", setting="custody"), table.cell("people", setting="community")
    found = f"{about(custody)} began something in custody and {about(community)} in the community"
    if too_few(custody) and too_few(community):
        found = "Too few people began something, in custody or in the community, for a count"
    return Block("Custody and community", sentence(found), table, "A person may be counted in both.")


def journey(given: Given) -> Block | None:
    """The flow from sentence to what followed."""
    table = given.tables.get("journey_flow")
    if table is None:
        return None
    columns = ("sentence", "intervention", "after")
    nodes = [nodes_in_order(table, column) for column in columns]
    links: list[Link] = []
    for row in table.rows:
        first, second, third = row.labels
        value = row.cells[0].value
        if isinstance(value, int):
            if first != "All" and second != "All":
                links.append((0, first, second, value))
            elif second != "All" and third != "All":
                links.append((1, second, third, value))
    drawn = {(place, name) for place, a, b, _ in links for place, name in ((place, a), (place + 1, b))}
    nodes = [[n for n in table.labels(column) if n in nodes[i] or (i, n) in drawn] for i, column in enumerate(columns)]
    sizes = {}
    for place, names in enumerate(nodes):
        for name in names:
            cell = table.cell("people", **{columns[place]: name})
            if cell is not None and isinstance(cell.value, int):
                sizes[place, name] = float(cell.value)
    none = table.cell("people", intervention="none recorded")
    everybody = table.cell("people")
    found = f"For {about(none, '')} of {about(everybody)}{share_of(none, everybody)} no intervention is recorded at any time"
    if too_few(everybody):
        found = "Too few people are convicted of a CSE-related offence for a statement on what followed"
    largest = max(links, key=lambda link: link[3], default=None)
    if largest:
        found += f"; the largest flow, about {largest[3]:,.0f} people, is from {pretty(largest[1])} to {pretty(largest[2])}"
    drawing = (
        flow(
            "c-flow",
            "From sentence through intervention to what followed",
            found,
            ("First sentence", "Received", "Then"),
            nodes,
            links,
            sizes,
        )
        if links
        else None
    )
    cannot = (
        "A flow is not an effect: those who received something differ from those who did not. Flows of fewer than 10 people are withheld and not drawn, "
        "so what leaves a group may be less than the group."
    )
    return Block(
        "From sentence to what followed",
        sentence(found),
        table,
        cannot,
        drawing,
        "People, from first sentence through what they received to what followed",
    )


WHOSE = {
    "person": "the person",
    "system": "the prison or the service",
    "sentence": "the sentence, which ended or left too little time",
    "not recorded": "something not recorded",
    "health": "health",
    "record": "an error in the record",
    "assessment": "a new assessment",
}


def unfinished(given: Given) -> Block | None:
    """Why referrals ended."""
    table = given.tables.get("not_finished")
    if table is None:
        return None
    parts = [
        f"{WHOSE.get(label, pretty(label))} ({about(cell)})"
        for label, cell in values_of(table, "people", "attribution")
        if cell.status == "published"
    ]
    found = (
        f"Referrals ended without completion by reason of {listed(parts)}"
        if parts
        else "Too few referrals ended without completion for a statement"
    )
    marks = tuple(
        Mark(
            pretty(row.labels[1]),
            float(row.cells[0].value) if isinstance(row.cells[0].value, int) else None,
            row.cells[0].text,
            series=list(table.labels("attribution")).index(row.labels[0]) % 4,
        )
        for row in table.rows
        if row.labels[1] != "All"
    )
    drawing = bars("c-unfinished", "Why referrals ended without completion", found, drawn([Band("", marks)])) if marks else None
    return Block(
        "Why referrals ended without completion",
        sentence(found),
        table,
        "Reasons of fewer than 10 people are not drawn. Somebody who was moved by the prison did not drop out: the reason's own group says whose doing it was.",
        drawing,
        "People, by recorded reason",
    )


def requirements(given: Given) -> Block | None:
    """Requirements that never began."""
    table = given.tables.get("requirements")
    if table is None:
        return None
    never = percent(table.cell("never_commenced_rate"))
    people = table.cell("people")
    found = (
        f"{about(people)} had a programme requirement in the community; for {never} at least one ended without having begun"
        if never
        else f"{about(people)} had a programme requirement; how many never began cannot be said"
    )
    if too_few(people):
        found = "Too few people had a programme requirement in the community for a count"
    return Block(
        "Requirements that never began",
        sentence(found),
        table,
        "A requirement that has not begun yet is not counted as never begun.",
    )


BLOCKS = (received, by_programme, by_setting, journey)
UNFINISHED = (unfinished, requirements)
