"""Q4, from records: the study's own evaluations (evaluation.py), then proven reoffending after the first index event, and what the waiting period misses."""

from throughcare.disclosure.published import PublishedTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, dots
from throughcare.report.labels import pretty
from throughcare.report.sections import evaluation
from throughcare.report.sections.shared import drawn, mark
from throughcare.report.words import about, apart, percent, sentence, too_few

NO_EFFECT = "These are rates of groups, not effects: the groups differ in age, risk and sentence, and nothing here says that one of them did better because of what it received."


def _dots(chart: str, table: PublishedTable, dimension: str, title: str, found: str) -> Block:
    groups = [
        Band(
            pretty(kind),
            tuple(
                mark(table.cell("reoffended_rate", **{dimension: label, "class": kind}), pretty(label), i)
                for i, label in enumerate(table.labels(dimension))
            ),
        )
        for kind in table.labels("class")
    ]
    drawing = dots(chart, title, found, drawn(groups), unit="%")
    return Block(
        title,
        sentence(found),
        table,
        NO_EFFECT,
        drawing,
        f"{title}: share with at least one proven reoffence, and the interval that the counts allow",
    )


def related(given: Given) -> Block | None:
    """CSE-related beside other sexual index offences."""
    table = given.tables.get("reoffending_by_relation")
    if table is None:
        return None
    months = given.provenance.follow_up_months
    people = table.cell("people", related="CSE-related", **{"class": "any"})
    anything = table.cell("reoffended_rate", related="CSE-related", **{"class": "any"})
    sexual = percent(table.cell("reoffended_rate", related="CSE-related", **{"class": "sexual"}))
    found = f"Within {months} months {percent(anything) or 'a withheld share'} of {about(people)} in the class were proven to have reoffended in any way"
    found += f", {sexual} by a sexual offence" if sexual else "; how many by a sexual offence cannot be said"
    if too_few(people):
        found = f"Too few people in the class can be followed for {months} months for a rate of proven reoffending"
    other = table.cell("reoffended_rate", related="other sexual offence", **{"class": "any"})
    far = apart(anything, other)
    if far is not None:
        found += f". For other sexual index offences it is {percent(other)}: the intervals {'lie apart' if far else 'overlap, so no difference can be stated'}"
    return _dots("c-reoffending", table, "related", "Proven reoffending, CSE-related and other sexual offences", found)


def by_index(given: Given) -> Block | None:
    """By release, community sentence or caution."""
    table = given.tables.get("reoffending_by_index")
    if table is None:
        return None
    parts = [
        f"{percent(cell)} after {pretty(kind)}"
        for kind in table.labels("kind")
        if (cell := table.cell("reoffended_rate", kind=kind, **{"class": "any"})) and percent(cell)
    ]
    found = f"Proven reoffending of any kind: {'; '.join(parts)}" if parts else "Too few people for a rate by index event"
    return _dots("c-index", table, "kind", "Proven reoffending by index event", found)


def by_definition(given: Given) -> Block | None:
    """Under each definition."""
    table = given.tables.get("reoffending_by_definition")
    if table is None:
        return None
    cells = [(d, table.cell("reoffended_rate", definition=d, **{"class": "sexual"})) for d in table.labels("definition")]
    said = [f"{percent(cell)} under {pretty(d)}" for d, cell in cells if percent(cell)]
    found = (
        f"Sexual reoffending: {'; '.join(said)}" if said else "Under no definition are there enough sexual reoffences for a rate"
    )
    return _dots("c-reoffending-definition", table, "definition", "Proven reoffending under each definition", found)


def late(given: Given) -> Block | None:
    """What the waiting period misses."""
    table = given.tables.get("reoffending_late")
    if table is None:
        return None
    share = percent(table.cell("late_rate", **{"class": "any"}))
    p = given.provenance
    found = (
        f"{share} of those followed have a reoffence of the {p.follow_up_months} months that was proven only after the {p.waiting_months} months allowed for proof"
        if share
        else "Too few reoffences were proven too late for a share"
    )
    return Block(
        "Reoffences proven too late to count",
        sentence(found),
        table,
        "Proven reoffending is what was detected and proven; most sexual offending against children is neither.",
    )


BLOCKS = (*evaluation.BLOCKS, related, by_index, by_definition, late)
