"""What several sections share: marks from cells, bands of rates, shares between two published counts."""

from collections.abc import Sequence

from throughcare.disclosure.published import Cell, PublishedTable
from throughcare.report.charts.bars import Band, Mark
from throughcare.report.labels import pretty, pretty_point
from throughcare.report.words import number


def mark(cell: Cell | None, label: str, series: int = 0) -> Mark:
    """A bar or dot of one cell, with the words that stand beside it."""
    if cell is None:
        return Mark(label, None, "not applicable", series=series)
    if cell.status != "published" or isinstance(cell.value, str) or cell.value is None:
        return Mark(label, None, cell.text, series=series)
    if cell.low is not None and cell.high is not None:
        return Mark(
            label, cell.value, f"{number(cell.value)}% ({number(cell.low)} to {number(cell.high)})", cell.low, cell.high, series
        )
    return Mark(label, cell.value, cell.text, series=series)


def plain(cell: Cell | None, label: str, series: int = 0) -> Mark:
    """As `mark`, its words without the interval: where a dozen bars stand together."""
    full = mark(cell, label, series)
    return full if full.value is None or full.low is None else Mark(label, full.value, f"{number(full.value)}%", series=series)


def heading_of(table: PublishedTable, column: str) -> str:
    """A column's heading up to its bracket."""
    return next((c.heading.split(" (")[0] for c in table.columns if c.name == column), column)


def rate_bands(table: PublishedTable, dimension: str, measures: Sequence[str]) -> list[Band]:
    """For each group, a bar for each step: the rates of one table."""
    labels = [*table.labels(dimension), *(["All"] if table.cell(f"{measures[0]}_rate") is not None else [])]
    return [
        Band(
            pretty_point(label) if dimension == "point" else pretty(label),
            tuple(
                plain(table.cell(f"{m}_rate", **{dimension: label}), heading_of(table, m), i % 4) for i, m in enumerate(measures)
            ),
        )
        for label in labels
    ]


def share_of(part: Cell | None, whole: Cell | None) -> str:
    """` (50%)` from two published counts, or nothing."""
    if part is None or whole is None or not isinstance(part.value, int) or not isinstance(whole.value, int) or not whole.value:
        return ""
    return f" ({round(100 * part.value / whole.value)}%)"


def nodes_in_order(table: PublishedTable, dimension: str) -> list[str]:
    """A dimension's labels with anybody published in them, in the table's order."""
    found = []
    for label in table.labels(dimension):
        cell = table.cell("people", **{dimension: label})
        if cell is not None and cell.status == "published":
            found.append(label)
    return found


def drawn(bands: Sequence[Band]) -> list[Band]:
    """The bands without what is withheld or cannot exist, which the table below names: a chart of empty rows says nothing."""
    kept = [Band(band.heading, tuple(one for one in band.marks if one.value is not None)) for band in bands]
    return [band for band in kept if band.marks]
