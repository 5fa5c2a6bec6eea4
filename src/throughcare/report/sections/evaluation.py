"""Q4, from records: the study's own evaluations, in the order in which an evaluation is read, each number once and protected.

Plan and its deviations, the target trial, who is in, what could have been detected, overlap, balance, the result beside the literature, the course of time, the
panel, negative controls, what something hidden could have done, linkage error, late proof, subgroups, definitions, further outcomes, limits.
"""

from collections.abc import Callable, Iterator

from throughcare.disclosure.published import Cell, PublishedTable, Row
from throughcare.evaluation.words import NOT_NO_EFFECT, jdl_difference, no_headline, not_enough_people
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.block import Block, Given
from throughcare.report.charts.bars import Band, Mark, dots
from throughcare.report.charts.canvas import Drawing
from throughcare.report.charts.forest import Effect, forest
from throughcare.report.charts.lines import Series, lines
from throughcare.report.labels import pretty_point
from throughcare.report.words import number, sentence

PLANS, TRIALS, LIMITS = "plans", "target trials", "limits of an evaluation"
EFFECTS_SOURCE = "evidence/effects.csv"
STUDIES_SHOWN = 12
LESS, MORE = "fewer among those who started", "more"
NO_LOT = (
    "People were not drawn by lot. What is not recorded and differs between those who started and those who did not may lie behind any difference. "
    "A result without a difference does not mean that a programme has no effect."
)

Section = Callable[[Given], Block | None]


def cells_of(table: PublishedTable, row: Row) -> dict[str, Cell]:
    """A row's cells by the name of their column."""
    return {column.name: cell for column, cell in zip(table.columns, row.cells, strict=True)}


def rows_of(table: PublishedTable) -> Iterator[tuple[str, str, dict[str, Cell]]]:
    """Plan, label and cells of every row but the whole's."""
    for row in table.rows:
        if row.labels[-1] != "All":
            yield row.labels[0], row.labels[-1], cells_of(table, row)


def words_of(given: Given, question: str, title: str, found: Callable[[EvidenceTable], str]) -> Block | None:
    """A block of the plans' own words, which hold no number from the records."""
    table = next((one for one in given.evidence if one.question == question), None)
    return None if table is None or not table.rows else Block(title, found(table), table)


def plans(given: Given) -> Block | None:
    """Which plans, their hashes, whether they were locked first, every deviation."""
    return words_of(given, PLANS, "The plans of the evaluations", lambda table: table.sentence)


def target_trials(given: Given) -> Block | None:
    """The trial that would answer, and what stands for it."""
    return words_of(given, TRIALS, "The trial that each evaluation imitates", lambda table: table.sentence)


def limits(given: Given) -> Block | None:
    """In fixed words."""
    return words_of(given, LIMITS, "Limits of the evaluations", lambda table: table.sentence)


def plain_block(
    name: str,
    found: Callable[[PublishedTable], str],
    cannot: str = "",
    draw: Callable[[PublishedTable], Drawing | None] | None = None,
) -> Section:
    """A section that shows one table of the evaluations, with its sentence and, where there is one, its chart."""

    def make(given: Given) -> Block | None:
        table = given.tables.get(name)
        if table is None or not any(True for _ in rows_of(table)):
            return None
        return Block(table.title, sentence(found(table)), table, cannot, draw(table) if draw else None, table.title)

    return make


def say_flow(table: PublishedTable) -> str:
    """Who takes part of how many."""
    said = []
    for plan in table.labels("plan"):
        whole, part = table.cell("people", plan=plan), table.cell("people", plan=plan, step="90 taking part")
        said.append(
            f"{plan}: {part.text if part else 'a withheld number'} of {whole.text if whole else 'a withheld number of'} people take part"
        )
    return "; ".join(said)


def say_missing(table: PublishedTable) -> str:
    """How many covariates have gaps."""
    return f"{sum(1 for _ in rows_of(table))} covariates are not recorded for everybody; nobody is left out for that, and nothing is guessed"


def say_detectable(table: PublishedTable) -> str:
    """The smallest fall that would have been seen in the primary outcome."""
    said = []
    for plan, label, cells in rows_of(table):
        if label.startswith("1 ") and isinstance(cells["value"].value, float | int):
            said.append(
                f"{plan}: the smallest fall that this study would see is to {number(float(cells['value'].value))} of the rate without the programme"
            )
    return "; ".join(said) or "No effect at all could have been detected with so few people"


def say_overlap(table: PublishedTable) -> str:
    """In how many bands only one group stands."""
    alone = sum(
        1 for _, _, cells in rows_of(table) if {cells["started"].status, cells["compared"].status} == {"published", "withheld"}
    )
    return f"In {alone} of {sum(1 for _ in rows_of(table))} bands of the score one group has people and the other fewer than ten, perhaps none"


def values(table: PublishedTable, column: str) -> list[float]:
    """The published numbers of a column."""
    return [float(cells[column].value) for _, _, cells in rows_of(table) if isinstance(cells[column].value, int | float)]  # type: ignore[arg-type]  # checked


def say_balance(table: PublishedTable) -> str:
    """The largest difference before and after."""
    ends = [max((abs(value) for value in values(table, name)), default=None) for name in ("before", "after")]
    if None in ends:
        return "Too few people for differences that may be shown"
    return f"The largest standardised difference shown is {number(ends[0] or 0)} before and {number(ends[1] or 0)} after adjustment; 0.1 is the limit of a headline"


def draw_balance(table: PublishedTable) -> Drawing | None:
    """The love plot."""
    bands = []
    for _, label, cells in rows_of(table):
        marks = [
            Mark(words, abs(float(cells[name].value)), number(abs(float(cells[name].value))), series=at)  # type: ignore[arg-type]  # checked
            for at, (name, words) in enumerate((("before", "before"), ("after", "after")))
            if isinstance(cells[name].value, int | float)
        ]
        if marks:
            bands.append(Band(pretty_point(label), tuple(marks)))
    return dots("c-balance", table.title, sentence(say_balance(table)), bands, unit="") if bands else None


def result(given: Given) -> Block | None:
    """The primary results per 100 people, on one forest plot with what the literature found."""
    table = given.tables.get("evaluations")
    if table is None or not table.rows:
        return None
    said = [headline(plan, cells, label) for plan, label, cells in rows_of(table) if label.startswith("1 ")]
    own = [
        effect(f"{plan}: {pretty_point(label)} (these records)", cells, own=True)
        for plan, label, cells in rows_of(table)
        if label.startswith("1 ")
    ]
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
    return Block("The study\u2019s own evaluations", found, table, NO_LOT, drawing, caption, is_first=True)


def headline(plan: str, cells: dict[str, Cell], label: str = "") -> str:
    """One plan's primary result per 100 people, in words that hold whichever way it points."""
    gap = cells["value"]
    if gap.status != "published" or not isinstance(gap.value, int | float) or gap.low is None or gap.high is None:
        gates = label.partition("refused at the gate of ")[2]
        if gates and not {"treated", "events"} & set(gates.split(", ")):
            return f"{plan}: {no_headline(f'refused at the gate of {gates}')}"
        return f"{plan}: {not_enough_people(f'refused at the gate of {gates}' if gates else 'an estimate could not leave', None)}"
    rates = " and ".join(
        f"{number(float(cells[name].value))} {words}"  # type: ignore[arg-type]  # checked below
        for name, words in (("mean_started", "of those who started"), ("mean_compared", "of similar people who did not"))
        if isinstance(cells[name].value, int | float)
    )
    if gap.low <= 0 <= gap.high:
        return (
            f"{plan}: no difference was found. For 100 typical people who started, it is the equivalent of {rates}; "
            f"the difference could lie between {per_hundred(gap.low)} and {per_hundred(gap.high)}. {NOT_NO_EFFECT}"
        )
    return (
        f"{plan}: for 100 typical people who started, it is the equivalent of {rates}, "
        f"{per_hundred(float(gap.value))} (between {per_hundred(gap.low)} and {per_hundred(gap.high)})."
    )


def per_hundred(value: float) -> str:
    """`3 fewer`, `2.1 more`, `0`."""
    shown = round(abs(value), 1)
    return f"{number(shown)} {'fewer' if value < 0 else 'more'}" if shown else "0"


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


def draw_curves(table: PublishedTable) -> Drawing | None:
    """The main event by day in both groups."""
    series: dict[str, list[tuple[float, float | None]]] = {}
    for row in table.rows:
        plan, kind, group, day = row.labels
        if kind == "event":
            value = cells_of(table, row)["share"].value
            series.setdefault(f"{group} ({plan})", []).append(
                (float(day), float(value) if isinstance(value, int | float) else None)
            )
    shown = [Series(name, tuple(points)) for name, points in series.items() if any(y is not None for _, y in points)]
    return (
        lines("c-course", table.title, sentence(say_curves(table)), shown[:4], across="Days", unit="%", stepped=True)
        if shown
        else None
    )


def say_curves(table: PublishedTable) -> str:
    """The last published share of each kind, by group."""
    last: dict[tuple[str, str, str], str] = {}
    for row in table.rows:
        plan, kind, group, day = row.labels
        value = cells_of(table, row)["share"].value
        if isinstance(value, int | float):
            last[plan, kind, group] = (
                f"{plan}, {kind}: {number(float(value))}% of those who {'started' if group == 'started' else 'were compared'} by day {day}"
            )
    return "; ".join(last.values()) or "Too few events for a curve that may be shown"


def draw_forest(chart: str) -> Callable[[PublishedTable], Drawing | None]:
    """A forest plot of a table of estimates."""

    def draw(table: PublishedTable) -> Drawing | None:
        made = [effect(f"{plan}: {pretty_point(label)}", cells) for plan, label, cells in rows_of(table)]
        effects = [one for one in made if one]
        return forest(chart, table.title, table.title, effects, less=LESS, more=MORE) if effects else None

    return draw


def say_spread(table: PublishedTable) -> str:
    """The lowest and the highest difference of a table of estimates."""
    found = [
        value
        for plan, label, cells in rows_of(table)
        if not label.startswith("90 ") and isinstance(value := cells["value"].value, int | float) and plan
    ]
    if not found:
        return "Too few people for estimates that may be shown"
    return f"The {len(found)} estimates shown go from {per_hundred(min(found))} to {per_hundred(max(found))} per 100 people"


def say_first(table: PublishedTable) -> str:
    """The first figures of a table, in words."""
    said = []
    for plan, label, cells in rows_of(table):
        shown = [cell for cell in cells.values() if isinstance(cell.value, int | float)]
        if shown and int(label.split(" ")[0]) < 10:
            ends = "" if shown[0].low is None else f" ({number(shown[0].low)} to {number(shown[0].high or 0)})"
            said.append(f"{plan}, {pretty_point(label)}: {number(float(shown[0].value))}{ends}")  # type: ignore[arg-type]  # checked
    return "; ".join(said) or "Too few people for figures that may be shown"


UNITS = {"2": "offences per person", "3": "days", "5": "offences per person", "7": "sentences per person"}


def jdl_words(label: str, gap: Cell) -> str:
    """A row of the Justice Data Lab's tables in its own words; nothing where no interval is published."""
    if gap.status != "published" or gap.low is None or gap.high is None:
        return ""
    table = label.partition("table ")[2][:1]
    words = jdl_difference(gap.low, gap.high, UNITS.get(table, "percentage points"), is_significant=not gap.low <= 0 <= gap.high)
    return f"{pretty_point(label)}: {words}"


def say_jdl(table: PublishedTable) -> str:
    """Every row in the Justice Data Lab's words."""
    return (
        "; ".join(words for _, label, cells in rows_of(table) if (words := jdl_words(label, cells["value"])))
        or "Not enough people for a table"
    )


def say_grid(table: PublishedTable) -> str:
    """Between which differences the grid lies."""
    found = [float(v) for row in table.rows if isinstance(v := cells_of(table, row)["value"].value, int | float)]
    if not found:
        return "Too few people for a grid that may be shown"
    signs = "the direction holds everywhere" if min(found) > 0 or max(found) < 0 else "the direction turns within it"
    return f"Over the linkage errors shown the difference would be between {per_hundred(min(found))} and {per_hundred(max(found))} per 100 people; {signs}"


BLOCKS: tuple[Section, ...] = (
    plans,
    target_trials,
    plain_block("evaluation_flow", say_flow),
    plain_block("evaluation_missing", say_missing),
    plain_block("evaluation_detectable", say_detectable, "A difference smaller than this may be there and would not be seen."),
    plain_block("evaluation_overlap", say_overlap),
    plain_block("evaluation_balance", say_balance, "Groups alike in what is recorded may differ in what is not.", draw_balance),
    result,
    plain_block("evaluation_curves", say_curves, "", draw_curves),
    plain_block("evaluation_course", say_first),
    plain_block("evaluation_panel", say_spread, "Only the plan\u2019s primary estimator is the test; the others show how much hangs on the choice.", draw_forest("c-panel")),
    plain_block("evaluation_controls", say_first, "Evidence, not a gate."),
    plain_block("evaluation_hidden", say_first, "How strong such a factor is, nobody has measured."),
    plain_block("evaluation_linkage", say_first),
    plain_block("evaluation_linkage_grid", say_grid),
    plain_block("evaluation_waiting", say_first),
    plain_block("evaluation_subgroups", say_first, "The interaction only: an effect within one group is not tested."),
    plain_block("evaluation_definitions", say_spread, "", draw_forest("c-own-definitions")),
    plain_block("evaluation_outcomes", say_spread, "Not the plan\u2019s test: with several outcomes some differences appear by chance.", draw_forest("c-further")),
    plain_block("evaluation_jdl", say_jdl),
    limits,
)  # fmt: skip
