"""Q4, from records: the study's own evaluations, in the order in which an evaluation is read, each number once and protected.

Plan and its deviations, the target trial, who is in, what could have been detected, overlap, balance, the result beside the literature, the course of time, the
panel, negative controls, what something hidden could have done, linkage error, late proof, subgroups, definitions, further outcomes, limits.
"""

from collections.abc import Callable, Iterator

from throughcare.disclosure.published import Cell, PublishedTable, Row
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, dots
from throughcare.report.charts.canvas import Drawing
from throughcare.report.charts.forest import Effect, forest
from throughcare.report.charts.lines import Series, lines
from throughcare.report.labels import pretty_point
from throughcare.report.sections.evaluation_cells import Names, cells_of, rows_of, shown
from throughcare.report.sections.evaluation_doubts import (
    say_controls,
    say_grid,
    say_hidden,
    say_linkage,
    say_subgroups,
    say_waiting,
)
from throughcare.report.sections.evaluation_words import (
    headline,
    say_balance,
    say_course,
    say_curves,
    say_detectable,
    say_flow,
    say_jdl,
    say_missing,
    say_overlap,
    say_spread,
    say_weights,
)
from throughcare.report.words import number

PLANS, TRIALS, LIMITS = "plans", "target trials", "limits of an evaluation"
EFFECTS_SOURCE = "evidence/effects.csv"
STUDIES_SHOWN = 12
LESS, MORE = "fewer among those who started", "more"
# Endings whose curve is drawn, and what stands behind the group's name where there are two.
DRAWN = {"event": ", outcome", "recall": ", recall"}
NO_LOT = (
    "People were not drawn by lot. What is not recorded and differs between those who started and those who did not may lie behind any difference. "
    "A result without a difference does not mean that a programme has no effect."
)

Section = Callable[[Given], Block | None]
Say = Callable[[PublishedTable, Names], str]
Draw = Callable[[PublishedTable, Names], Drawing | None]


def names_of(given: Given) -> Names:
    """What the plans' own words call them and their primary outcomes."""
    rows = {question: [row for table in given.literature(question) for row in table.rows] for question in (PLANS, TRIALS)}
    titles = {str(row[0]): str(row[2]).removeprefix("Exploratory: ") for row in rows[PLANS] if row[1] == "title"}
    return Names(titles, {str(row[0]): str(row[2]) for row in rows[TRIALS] if row[1] == "outcome"})


def titles_of(given: Given, table: PublishedTable | EvidenceTable) -> dict[str, str]:
    """What the plans' short names in a table's first column are called."""
    names = names_of(given)
    firsts = {str(row.labels[0]) if isinstance(row, Row) else str(row[0]) for row in table.rows}
    return {one: names.title(one) for one in firsts if one != "All"}


def words_of(given: Given, question: str, found: Callable[[EvidenceTable], str]) -> Block | None:
    """A block of the plans' own words, which hold no number from the records."""
    table = next((one for one in given.evidence if one.question == question), None)
    if table is None or not table.rows:
        return None
    # The plans' own table is where a reader learns which short name is which.
    return Block(table.title, found(table), table, titles={} if question == PLANS else titles_of(given, table))


def plans(given: Given) -> Block | None:
    """Which plans, their hashes, whether they were locked first, every deviation."""
    return words_of(given, PLANS, lambda table: table.sentence)


def target_trials(given: Given) -> Block | None:
    """The trial that would answer, and what stands for it."""
    return words_of(given, TRIALS, lambda table: table.sentence)


def limits(given: Given) -> Block | None:
    """In fixed words."""
    return words_of(given, LIMITS, lambda table: table.sentence)


def plain_block(name: str, found: Say, cannot: str = "", draw: Draw | None = None) -> Section:
    """A section that shows one table of the evaluations, with its sentence and, where there is one, its chart."""

    def make(given: Given) -> Block | None:
        table, names = given.tables.get(name), names_of(given)
        if table is None or not any(True for _ in rows_of(table)):
            return None
        drawing = draw(table, names) if draw else None
        return Block(table.title, found(table, names), table, cannot, drawing, table.title, titles=titles_of(given, table))

    return make


def draw_balance(table: PublishedTable, names: Names) -> Drawing | None:
    """The love plot."""
    bands = []
    for plan, label, cells in rows_of(table):
        marks = [
            Mark(name, abs(value), number(abs(value)), series=at)
            for at, name in enumerate(("before", "after"))
            if (value := shown(cells[name])) is not None
        ]
        if marks:
            bands.append(Band(f"{names.lead(plan)}{pretty_point(label)}", tuple(marks)))
    return dots("c-balance", table.title, say_balance(table, names), bands, unit="") if bands else None


def result(given: Given) -> Block | None:
    """The primary results per 100 people, on one forest plot with what the literature found."""
    table, names = given.tables.get("evaluations"), names_of(given)
    if table is None or not table.rows:
        return None
    primary = [one for one in rows_of(table) if one[1].startswith("1 ")]
    said = [headline(names, plan, label, cells) for plan, label, cells in primary]
    own = [effect(f"{names.lead(plan)}{pretty_point(label)} (these records)", cells, own=True) for plan, label, cells in primary]
    beside = list(literature(given))
    effects = [one for one in own if one] + beside
    found = " ".join(said) or "No plan of this study gave a result that may be shown."
    if beside:
        found += " On the same scale stand the effects that the review extracted; they are of other people, places and outcomes, and are not pooled with this result."
    drawing = (
        forest("c-effects", "The study's own result, and the literature beside it", found, effects, less=LESS, more=MORE)
        if effects
        else None
    )
    caption = "Ratio of the outcome among those who started to that among similar people who did not; published studies: as their authors measured it"
    title = "The study\u2019s own evaluations"
    return Block(title, found, table, NO_LOT, drawing, caption, is_first=True, titles=titles_of(given, table))


def effect(label: str, cells: dict[str, Cell], *, own: bool = False) -> Effect | None:
    """A row's ratio on a forest plot; nothing where none is published with both its ends."""
    ratio = cells["ratio"]
    if not isinstance(ratio.value, int | float) or not ratio.value or not ratio.low or not ratio.high:
        return None
    words = f"{number(float(ratio.value))} ({number(ratio.low)} to {number(ratio.high)})"
    return Effect(label, float(ratio.value), ratio.low, ratio.high, words, own=own)


def literature(given: Given) -> Iterator[Effect]:
    """The studies that the review extracted, their pooled value, and where a new study would lie."""
    for table in given.evidence:
        if not table.source.startswith(EFFECTS_SOURCE):
            continue
        measure = table.columns[1]
        studies = [row for row in table.rows if not is_summary(str(row[0]))]
        for row in table.rows:
            label, value, low, high = row[:4]
            if isinstance(low, str) or isinstance(high, str) or (len(studies) > STUDIES_SHOWN and row in studies):
                continue
            text = f"{low:g} to {high:g}" if isinstance(value, str) else f"{value:g} ({low:g} to {high:g})"
            middle = (low * high) ** 0.5 if isinstance(value, str) else value
            yield Effect(
                f"{table.title}: {label} ({measure}, published)", middle, low, high, text, pooled=str(label).startswith("pooled"), range_only=isinstance(value, str)
            )  # fmt: skip


def is_summary(label: str) -> bool:
    """Whether a row of a synthesis is no study of its own."""
    return label.startswith(("pooled", "where a new study"))


def draw_curves(table: PublishedTable, names: Names) -> Drawing | None:
    """The main event by day in both groups, then recall where it competes."""
    series: dict[str, list[tuple[float, float | None]]] = {}
    is_alone = not any(row.labels[1] == "recall" for row in table.rows)
    for row in sorted(table.rows, key=lambda one: one.labels[1] != "event"):
        plan, kind, group, day = row.labels
        if kind in DRAWN:
            name = f"{names.lead(plan)}{group}{'' if is_alone else DRAWN[kind]}"
            series.setdefault(name, []).append((float(day), shown(cells_of(table, row)["share"])))
    drawn = [Series(name, tuple(points)) for name, points in series.items() if any(y is not None for _, y in points)]
    return (
        lines("c-course", table.title, say_curves(table, names), drawn[:4], across="Days", unit="%", stepped=True)
        if drawn
        else None
    )


def draw_forest(chart: str) -> Draw:
    """A forest plot of a table of estimates."""

    def draw(table: PublishedTable, names: Names) -> Drawing | None:
        made = [effect(f"{names.lead(plan)}{pretty_point(label)}", cells) for plan, label, cells in rows_of(table)]
        effects = [one for one in made if one]
        return forest(chart, table.title, say_spread(table, names), effects, less=LESS, more=MORE) if effects else None

    return draw


BLOCKS: tuple[Section, ...] = (
    plans,
    target_trials,
    plain_block("evaluation_flow", say_flow),
    plain_block("evaluation_missing", say_missing),
    plain_block("evaluation_detectable", say_detectable, "A difference smaller than this may be there and would not be seen."),
    plain_block("evaluation_overlap", say_overlap),
    plain_block("evaluation_balance", say_balance, "Groups alike in what is recorded may differ in what is not.", draw_balance),
    plain_block("evaluation_weights", say_weights),
    result,
    plain_block("evaluation_curves", say_curves, "", draw_curves),
    plain_block("evaluation_course", say_course),
    plain_block("evaluation_panel", say_spread, "Only the plan\u2019s primary estimator is the test; the others show how much hangs on the choice.", draw_forest("c-panel")),
    plain_block("evaluation_controls", say_controls, "Evidence, not a gate."),
    plain_block("evaluation_hidden", say_hidden, "How strong such a factor is, nobody has measured."),
    plain_block("evaluation_linkage", say_linkage),
    plain_block("evaluation_linkage_grid", say_grid),
    plain_block("evaluation_waiting", say_waiting),
    plain_block("evaluation_subgroups", say_subgroups, "The interaction only: an effect within one group is not tested."),
    plain_block("evaluation_definitions", say_spread, "", draw_forest("c-own-definitions")),
    plain_block("evaluation_outcomes", say_spread, "Not the plan\u2019s test: with several outcomes some differences appear by chance.", draw_forest("c-further")),
    plain_block("evaluation_jdl", say_jdl),
    limits,
)  # fmt: skip
