"""The one type that may leave: a table without a field for a true count.

Only `protect` makes one, and `read_pack` from a released pack whose hash it has checked. Report, pages and exports accept nothing else.
"""

from dataclasses import InitVar, dataclass
from typing import Literal

from throughcare.errors import DisclosureError

Status = Literal["published", "withheld", "not_applicable"]
Reason = Literal[
    "",
    "below_threshold",
    "protects_another",
    "count_withheld",
    "too_few_for_median",
    "too_few_events",
    "too_few_for_estimate",
    "not_possible",
    "not_estimated",
]

REASONS: dict[str, str] = {
    "below_threshold": "fewer people than the threshold, none included",
    "protects_another": "withheld so that another small number cannot be worked out",
    "count_withheld": "one of the counts it is worked out from is withheld",
    "too_few_for_median": "too few people on each side",
    "too_few_events": "too few events since the last step shown",
    "too_few_for_estimate": "too few people, or too little information left, for a model's estimate",
    "not_possible": "this group cannot exist, or the question does not apply to it",
    "not_estimated": "the source gives no such figure",
}

SEAL = object()


@dataclass(frozen=True)
class Cell:
    """One published number, or the reason why there is none. `low` and `high` bound a rate or an estimate."""

    value: int | float | str | None
    status: Status
    reason: Reason = ""
    low: float | None = None
    high: float | None = None

    @property
    def text(self) -> str:
        """The cell in words and digits, as every form prints it."""
        if self.status == "withheld":
            return "withheld"
        if self.status == "not_applicable" or self.value is None:
            return "not applicable"
        if isinstance(self.value, str):
            return self.value
        return f"{self.value:,}"


@dataclass(frozen=True)
class Column:
    """What a number is: its name, its heading with the unit, and its kind."""

    name: str
    heading: str
    kind: str
    on: str = ""


@dataclass(frozen=True)
class Row:
    """One group: a label per dimension, a cell per column."""

    labels: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class PublishedTable:
    """A protected table. Adding a field here is a decision: a test lists them."""

    name: str
    title: str
    questions: tuple[str, ...]
    definition: str
    data_cut: str
    policy: str
    policy_sha256: str
    dimensions: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    release_id: str
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not SEAL:
            raise DisclosureError("a PublishedTable is made by protect() only; pass the true table through it")

    def cell(self, column: str, **labels: str) -> Cell | None:
        """The cell of the group with these labels, every other dimension being `All`; None where there is no such row."""
        names = [name for name, _ in self.dimensions]
        wanted = tuple(labels.get(name, "All") for name in names)
        at = [c.name for c in self.columns].index(column)
        return next((row.cells[at] for row in self.rows if row.labels == wanted), None)

    def labels(self, dimension: str) -> list[str]:
        """A dimension's labels in the order of the rows, `All` left out."""
        at = [name for name, _ in self.dimensions].index(dimension)
        return [label for label in dict.fromkeys(row.labels[at] for row in self.rows) if label != "All"]
