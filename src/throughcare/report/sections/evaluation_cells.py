"""What the sentences of the study's own evaluations are made of: plans by their titles, published cells, numbers in words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from throughcare.disclosure.published import Cell, PublishedTable, Row
from throughcare.report.words import number, sentence

Cells = dict[str, Cell]
Line = tuple[str, Cells]
EXPLORATORY = " (exploratory)"
# A shown value of nought as well as one that rounding made so.
SHOWN_PLACES = 1


@dataclass(frozen=True)
class Names:
    """Titles and primary outcomes of the plans, by the plan's id; a plan that stands alone is not named in every sentence."""

    titles: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)

    def title(self, plan: str) -> str:
        """The plan's title for its label in a table, with what the label says of its lock."""
        name = plan.removesuffix(EXPLORATORY)
        return f"{self.titles.get(name, name)}{EXPLORATORY if plan.endswith(EXPLORATORY) else ''}"

    def lead(self, plan: str) -> str:
        """What stands before a sentence or a label: nothing where there is one plan only."""
        return f"{self.title(plan)}: " if len(self.titles) > 1 else ""

    def outcome(self, plan: str) -> str:
        """The primary outcome as the plan words it."""
        return self.outcomes.get(plan.removesuffix(EXPLORATORY), "the outcome")


def cells_of(table: PublishedTable, row: Row) -> Cells:
    """A row's cells by the name of their column."""
    return {column.name: cell for column, cell in zip(table.columns, row.cells, strict=True)}


def rows_of(table: PublishedTable) -> Iterator[tuple[str, str, Cells]]:
    """Plan, label and cells of every row but the whole's."""
    for row in table.rows:
        if row.labels[-1] != "All":
            yield row.labels[0], row.labels[-1], cells_of(table, row)


def each_plan(table: PublishedTable, names: Names, say: Callable[[Sequence[Line]], str], nothing: str) -> str:
    """One sentence a plan; `nothing` where no plan has one."""
    lines: dict[str, list[Line]] = {}
    for plan, label, cells in rows_of(table):
        lines.setdefault(plan, []).append((label, cells))
    said = [sentence(f"{names.lead(plan)}{words}") for plan, rows in lines.items() if (words := say(rows))]
    return " ".join(said) or sentence(nothing)


def place_of(label: str) -> int:
    """The place that a label carries in front."""
    first = label.partition(" ")[0]
    return int(first) if first.isdigit() else 0


def shown(cell: Cell) -> float | None:
    """A published number."""
    return float(cell.value) if cell.status == "published" and isinstance(cell.value, int | float) else None


def ends(cell: Cell) -> str:
    """The interval in brackets."""
    return "" if cell.low is None or cell.high is None else f" ({number(cell.low)} to {number(cell.high)})"


def holds(cell: Cell, value: float) -> bool:
    """Whether the published interval holds a value."""
    return cell.low is not None and cell.high is not None and cell.low <= value <= cell.high


def per_hundred(value: float) -> str:
    """`3 fewer`, `2.1 more`, `no difference`."""
    size = round(abs(value), SHOWN_PLACES)
    return f"{number(size)} {'fewer' if value < 0 else 'more'}" if size else "no difference"


def per_hundred_people(value: float) -> str:
    """What follows a number of people, and not the words for none."""
    return " per 100 people" if round(abs(value), SHOWN_PLACES) else ""


def span(low: float, high: float) -> str:
    """`between 4.6 fewer and 3.3 more`."""
    return f"between {per_hundred(low)} and {per_hundred(high)}"


def between(cell: Cell) -> str:
    """The interval of a difference in brackets and in words."""
    return "" if cell.low is None or cell.high is None else f" ({span(cell.low, cell.high)})"
