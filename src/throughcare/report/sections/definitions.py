"""How much hangs on the definition: all of them side by side, the band of each, who changes class."""

from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, bars
from throughcare.report.labels import pretty
from throughcare.report.sections.shared import drawn, mark
from throughcare.report.words import about, extremes, sentence, values_of

LARGEST = 10
SHORT = {"CHILD_SEXUAL_ONLY": "child sexual offence only", "NOT_MET": "not met", "NO_EVIDENCE": "no evidence"}


def bands(given: Given) -> Block | None:
    """Narrow, middle and broad."""
    table = given.tables.get("definition_bands")
    if table is None:
        return None
    ends = extremes(values_of(table, "middle", "definition"))
    found = "The middle reading holds too few people for the definitions to be compared"
    if ends:
        (low, lowest), (high, highest) = ends
        times = float(highest.value or 0) / max(float(lowest.value or 1), 1.0)
        found = f"The middle reading gives {about(lowest)} under {pretty(low)} and {about(highest)} under {pretty(high)}: {times:.1f} times as many"
        if lowest.value == highest.value:
            found = f"The middle reading gives {about(lowest)} under each definition that has enough people for a count"
    names = (("low", "narrow: met"), ("middle", "middle: and probable"), ("high", "broad: and possible"))
    groups = [
        Band(pretty(label), tuple(mark(table.cell(name, definition=label), words, i) for i, (name, words) in enumerate(names)))
        for label in table.labels("definition")
    ]
    drawing = bars("c-bands", "People under each reading of each definition", found, groups)
    cannot = "Silence is never read as no: people without evidence may belong to the class. None of these counts is the number of people who exploit children; each is a count of what was recorded and detected."
    return Block(
        "Narrow, middle and broad readings",
        sentence(found),
        table,
        cannot,
        drawing,
        "People under each reading of each definition",
    )


def side_by_side(given: Given) -> Block | None:
    """Every class under every definition."""
    table = given.tables.get("definitions_side_by_side")
    if table is None:
        return None
    main = given.provenance.definition
    whole = table.cell("people", definition=main)
    evidenced = table.cell("people", definition=main, **{"class": "CHILD_SEXUAL_ONLY"})
    found = f"Of {about(whole)} with an episode, {about(evidenced)} have a child sexual offence in which exploitation is not evidenced under {pretty(main)}"
    groups = [
        Band(
            pretty(definition),
            tuple(
                mark(table.cell("people", definition=definition, **{"class": one}), pretty(one)) for one in table.labels("class")
            ),
        )
        for definition in table.labels("definition")
    ]
    return Block(
        "Classes under each definition",
        sentence(found),
        table,
        "A definition may be applied to offences before its date; the reading is then ours, not that of its time.",
        bars("c-classes", "People in each class under each definition", found, drawn(groups)),
        "People with an episode, by the strongest class under each definition",
    )


def changed(given: Given) -> Block | None:
    """Who changes class."""
    table = given.tables.get("reclassification")
    if table is None:
        return None
    moved = [
        (row.labels, row.cells[0])
        for row in table.rows
        if "All" not in row.labels and row.labels[1] != row.labels[2] and isinstance(row.cells[0].value, int)
    ]
    found = "No group that changes class is large enough to be named"
    if moved:
        (definition, before, after), cell = max(moved, key=lambda pair: int(pair[1].value or 0))
        found = f"The largest change: {about(cell)} are \u201c{pretty(before)}\u201d under {pretty(given.provenance.definition)} and \u201c{pretty(after)}\u201d under {pretty(definition)}"
    most = sorted(moved, key=lambda pair: -int(pair[1].value or 0))[:LARGEST]
    groups = [
        Band(
            pretty(d),
            tuple(
                mark(c, f"{SHORT.get(b, pretty(b))} to {SHORT.get(a, pretty(a))}")
                for (definition, b, a), c in most
                if definition == d
            ),
        )
        for d in table.labels("definition")
    ]
    return Block(
        "Who changes class with the definition",
        sentence(found),
        table,
        "A change of class is a difference between two texts, read on the same records; it is no error of either, and says nothing of what happened.",
        bars("c-changed", "The largest changes of class", found, drawn(groups)) if moved else None,
        f"People whose class differs from that under {pretty(given.provenance.definition)}: the {LARGEST} largest changes",
    )


BLOCKS = (bands, side_by_side, changed)
