"""A published table, or a table of the evidence, as HTML: caption, header cells with scope, words for what is withheld."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from markupsafe import Markup

from throughcare.disclosure.published import REASONS, Cell, Column, PublishedTable
from throughcare.evidence.answers import EvidenceTable
from throughcare.report.labels import pretty, pretty_point
from throughcare.report.markup import el, many
from throughcare.report.words import number

# Dimensions whose labels carry their place in front.
NUMBERED = {"point", "step", "stopped", "figure", "band", "term", "estimate", "subgroup", "group_name", "arm"}
Titles = Mapping[str, str]
NO_TITLES: Titles = MappingProxyType({})
# A p-value is not printed smaller than this.
P_VALUES, SMALLEST_P = {"adjusted_p"}, 0.001


def cell_text(cell: Cell, column: Column) -> str:
    """A cell as the page and the spreadsheet print it, its interval behind it."""
    if cell.status != "published":
        return cell.text
    if column.name in P_VALUES and isinstance(cell.value, int | float) and cell.value < SMALLEST_P:
        return f"below {SMALLEST_P}"
    words = number(cell.value) if isinstance(cell.value, float) else cell.text
    if cell.low is not None and cell.high is not None and column.kind in {"rate", "estimate"}:
        words += f" ({number(cell.low)} to {number(cell.high)})"
    return words


def label_text(dimension: str, label: str, titles: Titles = NO_TITLES) -> str:
    """A row's label as readers say it."""
    if label in titles:
        return titles[label]
    return pretty_point(label) if dimension in NUMBERED else pretty(label)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) or (isinstance(value, str) and value[:1].isdigit())


def published_html(table: PublishedTable, titles: Titles = NO_TITLES) -> Markup:
    """The table in its scroll region, with its notes below."""
    head = el(
        "tr",
        *(el("th", heading, scope="col") for _, heading in table.dimensions),
        *(el("th", column.heading, scope="col", class_="number") for column in table.columns),
    )
    body = []
    for row in table.rows:
        labels = [
            el("th", label_text(name, label, titles), scope="row")
            for (name, _), label in zip(table.dimensions, row.labels, strict=True)
        ]
        cells = [
            el("td", cell_text(cell, column), class_="number" if cell.status == "published" else "number none")
            for column, cell in zip(table.columns, row.cells, strict=True)
        ]
        body.append(el("tr", *labels, *cells, class_="all" if set(row.labels) == {"All"} else None))
    caption = f"{table.title} (data to {table.data_cut})"
    return many(
        _scroll(
            f"t-{table.name}", el("table", el("caption", caption, id=f"t-{table.name}"), el("thead", head), el("tbody", *body))
        ),
        *(el("p", note, class_="note") for note in notes_of(table)),
    )


def notes_of(table: PublishedTable) -> list[str]:
    """The table's own notes, and why cells are withheld."""
    reasons = dict.fromkeys(cell.reason for row in table.rows for cell in row.cells if cell.reason)
    whys = [
        f"{'Withheld' if reason not in {'not_possible', 'not_estimated'} else 'Not applicable'}: {REASONS[reason]}"
        for reason in reasons
    ]
    interval = ["Brackets: the interval that the rounded counts allow."] if any(c.kind == "rate" for c in table.columns) else []
    return [" ".join(x if x.endswith(".") else f"{x}." for x in [*table.notes, *interval, *whys])]


def evidence_html(table: EvidenceTable, place: str, titles: Titles = NO_TITLES) -> Markup:
    """A table of the review or the interviews."""
    numeric = [all(_is_number(row[i]) for row in table.rows) and bool(table.rows) for i in range(len(table.columns))]
    head = el(
        "tr", *(el("th", c, scope="col", class_="number" if n else None) for c, n in zip(table.columns, numeric, strict=True))
    )
    rows = [(titles.get(str(row[0]), row[0]), *row[1:]) for row in table.rows]
    body = [el("tr", *_evidence_cells(row, numeric, is_map=is_map(table))) for row in rows]
    extra = [el("p", note, class_="note") for note in (table.note, f"Source: {table.source}." if table.source else "") if note]
    return many(_scroll(place, el("table", el("caption", table.title, id=place), el("thead", head), el("tbody", *body))), *extra)


def is_map(table: EvidenceTable) -> bool:
    """Whether a table is the gap map, whose counts are shaded as well as written."""
    return "gap map" in table.title.lower()


def _evidence_cells(row: Sequence[object], numeric: Sequence[bool], *, is_map: bool) -> list[Markup]:
    cells = [el("th", row[0], scope="row")]
    for value, is_number in zip(row[1:], numeric[1:], strict=True):
        look = "number" if is_number else None
        if is_map and isinstance(value, int):
            look = "number c1" if value else "number c0"
        cells.append(el("td", value if value != "" else "not stated", class_=look))
    return cells


def _scroll(label: str, inner: Markup) -> Markup:
    """A region that scrolls by itself, so that the page never does; the keyboard reaches it."""
    return el("div", inner, class_="scroll", tabindex="0", role="group", aria_labelledby=label)
