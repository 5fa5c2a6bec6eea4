"""Sentences from published cells: what was found, and words where the numbers allow no statement.

Published counts are rounded, so every one is "about"; a sentence never says more than its cells.
"""

from collections.abc import Sequence

from throughcare.disclosure.published import Cell, PublishedTable


def about(cell: Cell | None, things: str = "people") -> str:
    """A count in words."""
    if cell is None or cell.status == "not_applicable":
        return f"an unknown number of {things or 'people'}"
    if cell.reason == "below_threshold":
        return f"{f'fewer than 10 {things}'.rstrip()} (possibly none)"
    if cell.status == "withheld":
        return f"a withheld number of {things or 'people'}"
    return f"about {cell.text} {things}".rstrip()


def too_few(cell: Cell | None) -> bool:
    """Whether a count is below the threshold or not there at all, so that no sentence about these people can start from it."""
    return cell is None or cell.status == "not_applicable" or cell.reason == "below_threshold"


def number(value: float) -> str:
    """Up to six figures without a needless decimal, thousands parted, and never as a power of ten."""
    text = f"{float(f'{value:.6g}'):,.12f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def percent(cell: Cell | None, *, interval: bool = True) -> str | None:
    """A rate in words, or None where none is published."""
    if cell is None or cell.status != "published" or isinstance(cell.value, str) or cell.value is None:
        return None
    words = f"{number(cell.value)}%"
    if interval and cell.low is not None and cell.high is not None:
        words += f" (between {number(cell.low)}% and {number(cell.high)}%)"
    return words


def apart(one: Cell | None, other: Cell | None) -> bool | None:
    """Whether two rates' intervals lie apart; None where one of them is not published."""
    bounds = [(c.low, c.high) for c in (one, other) if c is not None and c.low is not None and c.high is not None]
    if len(bounds) < 2:
        return None
    (low1, high1), (low2, high2) = bounds
    return bool(high1 < low2 or high2 < low1)


def listed(parts: Sequence[str]) -> str:
    """Words in a row: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]


def sentence(text: str) -> str:
    """A text with a capital in front and a full stop behind."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text[-1] in ".!?" else ".")


def values_of(table: PublishedTable, column: str, dimension: str, **fixed: str) -> list[tuple[str, Cell]]:
    """The cells of one column along one dimension, the others fixed or `All`."""
    found = [(label, table.cell(column, **{dimension: label}, **fixed)) for label in table.labels(dimension)]
    return [(label, cell) for label, cell in found if cell is not None]


def extremes(cells: Sequence[tuple[str, Cell]]) -> tuple[tuple[str, Cell], tuple[str, Cell]] | None:
    """The lowest and the highest published cell; None where fewer than two are published."""
    known = [(label, cell) for label, cell in cells if cell.status == "published" and isinstance(cell.value, int | float)]
    if len(known) < 2:
        return None
    ordered = sorted(known, key=lambda pair: float(pair[1].value or 0))
    return ordered[0], ordered[-1]


def withheld_share(table: PublishedTable) -> tuple[int, int]:
    """How many cells of a table are withheld, of how many."""
    cells = [cell for row in table.rows for cell in row.cells]
    return sum(cell.status == "withheld" for cell in cells), len(cells)
