"""Q4, from records: the study's own evaluations, proven reoffending after the first index event, and what the waiting period misses."""

from throughcare.disclosure.published import Cell, PublishedTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, dots
from throughcare.report.charts.forest import Effect, forest
from throughcare.report.labels import pretty, pretty_point
from throughcare.report.sections.shared import mark
from throughcare.report.words import about, apart, number, percent, sentence

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
    drawing = dots(chart, title, found, groups, unit="%")
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
    other = table.cell("reoffended_rate", related="other sexual offence", **{"class": "any"})
    far = apart(anything, other)
    if far is not None:
        found += f". For other sexual index offences it is {percent(other)}: the intervals {'lie apart' if far else 'overlap, so no difference can be stated'}"
    return _dots("c-reoffending", table, "related", "Proven reoffending, CSE-related and other sexual offences", found)


def by_index(given: Given) -> Block | None:
    """By release, community sentence, caution."""
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


def evaluated(given: Given) -> Block | None:
    """The study's own evaluations, plan by plan."""
    table = given.tables.get("evaluations")
    if table is None or not table.rows:
        return None
    said, effects = [], []
    for row in table.rows:
        plan, estimate = row.labels
        gap, ratio = row.cells[2], row.cells[3]
        first = pretty_point(estimate)
        if estimate.startswith("1 "):
            said.append(_headline(plan, gap))
        if isinstance(ratio.value, float) and ratio.low and ratio.high:
            words = f"{number(ratio.value)} ({number(ratio.low)} to {number(ratio.high)})"
            effects.append(Effect(f"{plan}: {first}", ratio.value, ratio.low, ratio.high, words, own=estimate.startswith("1 ")))
    found = " ".join(said) or "No plan of this study gave a result that may be shown."
    drawing = (
        forest(
            "c-effects",
            "Estimates of the study's own evaluations",
            found,
            effects,
            less="fewer among those who started",
            more="more",
        )
        if effects
        else None
    )
    cannot = (
        "People were not drawn by lot. What is not recorded and differs between those who started and those who did not may lie behind any difference. "
        "A result without a difference does not mean that a programme has no effect."
    )
    return Block(
        "The study\u2019s own evaluations",
        found,
        table,
        cannot,
        drawing,
        "Ratio of the outcome among those who started to that among similar people who did not",
    )


def _headline(plan: str, gap: Cell) -> str:
    """One plan's primary result per 100 people, in words that hold whichever way it points."""
    if gap.status != "published" or not isinstance(gap.value, int | float) or gap.low is None or gap.high is None:
        return f"{plan}: no headline, because too few people, or too unlike ones, could be compared."
    if gap.low <= 0 <= gap.high:
        return f"{plan}: no difference was found; per 100 people it could lie between {_per_hundred(gap.low)} and {_per_hundred(gap.high)}."
    return f"{plan}: per 100 typical people who started, {_per_hundred(float(gap.value))} than among similar people who did not (between {_per_hundred(gap.low)} and {_per_hundred(gap.high)})."


def _per_hundred(value: float) -> str:
    shown = round(abs(value), 1)
    return f"{number(shown)} {'fewer' if value < 0 else 'more'}" if shown else "0"


BLOCKS = (evaluated, related, by_index, by_definition, late)
