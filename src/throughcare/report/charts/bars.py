"""Bars and dots that lie: one row a group, the number printed at its end, since bars of near-equal length say nothing without it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, fold, grid, nice_ticks, rule, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, LINE, SERIES


@dataclass(frozen=True)
class Mark:
    """One bar or dot: None draws nothing but its words (withheld, not applicable)."""

    label: str
    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    series: int = 0


@dataclass(frozen=True)
class Band:
    """Rows under one heading."""

    heading: str
    marks: tuple[Mark, ...]


ROW, GAP = 26, 14


def _layout(bands: Sequence[Band]) -> tuple[float, float]:
    """How much room the labels and the texts at the end need."""
    labels = max((width_of(m.label) for b in bands for m in b.marks), default=60)
    ends = max((width_of(m.text, 13) for b in bands for m in b.marks), default=60)
    return min(max(labels, 60), 290) + 14, ends + 14


def _has_values(bands: Sequence[Band]) -> bool:
    return any(mark.value is not None for band in bands for mark in band.marks)


def bars(
    chart_id: str, title: str, description: str, bands: Sequence[Band], *, unit: str = "", highest: float | None = None
) -> Drawing | None:
    """Bars from 0, the value's words at the end of each; None where no bar has a value: a bare axis says nothing."""
    if not _has_values(bands):
        return None
    left, end = _layout(bands)
    right = WIDTH - end
    values = [m.value for b in bands for m in b.marks if m.value is not None]
    ticks = nice_ticks(highest or max(values, default=1))
    parts: list[Markup] = []
    y = 6.0
    for band in bands:
        if band.heading:
            y += 18
            parts.append(words(0, y, band.heading[:1].upper() + band.heading[1:], look="bold halo"))
            y += 6
        for mark in band.marks:
            parts += _label(mark, left, y)
            x = left
            if mark.value is not None:
                length = (right - left) * min(mark.value, ticks[-1]) / ticks[-1]
                parts.append(
                    el(
                        "rect",
                        x=left,
                        y=y + 4,
                        width=max(length, 1.0) if mark.value else 0.0,
                        height=ROW - 8,
                        fill=SERIES[mark.series % 4],
                    )
                )
                x = left + length
            parts.append(words(x + 6, y + 18, mark.text, look="halo"))
            y += ROW
        y += GAP if band.heading else 0
    axis = grid(ticks, left, right, 2, y + 2, unit)
    return draw(chart_id, title, description, y + 26, [*axis, rule(left, 2, left, y + 2, INK, 1), *parts])


def dots(
    chart_id: str, title: str, description: str, bands: Sequence[Band], *, unit: str = "", highest: float | None = None
) -> Drawing | None:
    """Dots with their intervals, the words at the right edge; None where no dot has a value."""
    if not _has_values(bands):
        return None
    left, end = _layout(bands)
    right = WIDTH - end
    values = [m.high if m.high is not None else m.value for b in bands for m in b.marks if m.value is not None]
    ticks = nice_ticks(highest or max((v for v in values if v is not None), default=1))
    parts: list[Markup] = []

    def across(value: float) -> float:
        return left + (right - left) * min(value, ticks[-1]) / ticks[-1]

    y = 6.0
    for band in bands:
        if band.heading:
            y += 18
            parts.append(words(0, y, band.heading[:1].upper() + band.heading[1:], look="bold halo"))
            y += 6
        for mark in band.marks:
            colour = SERIES[mark.series % 4]
            parts += _label(mark, left, y)
            middle = y + ROW / 2
            if mark.low is not None and mark.high is not None:
                parts.append(rule(across(mark.low), middle, across(mark.high), middle, colour, 3))
                parts += [rule(across(v), middle - 5, across(v), middle + 5, colour, 2) for v in (mark.low, mark.high)]
            if mark.value is not None:
                parts.append(_dot(across(mark.value), middle, mark.series, colour))
            parts.append(words(right + 10, y + 18, mark.text))
            y += ROW
        y += GAP if band.heading else 0
    axis = grid(ticks, left, right, 2, y + 2, unit)
    return draw(chart_id, title, description, y + 26, [*axis, rule(left, y + 2, right, y + 2, LINE, 1), *parts])


def _dot(x: float, y: float, series: int, colour: str) -> Markup:
    """A different shape for each series: colour alone is not for everybody."""
    if series % 4 == 1:
        return el("rect", x=x - 6, y=y - 6, width=12, height=12, fill=colour)
    if series % 4 == 2:
        return el("path", d=f"M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z", fill=colour)
    if series % 4 == 3:
        return el("path", d=f"M{x:.1f} {y - 8:.1f}l8 14h-16z", fill=colour)
    return el("circle", cx=x, cy=y, r=6.5, fill=colour)


def _label(mark: Mark, left: float, y: float) -> list[Markup]:
    lines = fold(mark.label, 36)[:2]
    if len(lines) == 1:
        return [words(left - 8, y + 18, lines[0], anchor="end")]
    return [words(left - 8, y + 11 + 13 * n, line, anchor="end", look="small") for n, line in enumerate(lines)]
