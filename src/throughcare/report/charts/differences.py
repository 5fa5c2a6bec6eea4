"""Differences with their intervals around nought, which lies where it must: a dot each, the words at the right edge."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from throughcare.report.charts.bars import ROW, Mark
from throughcare.report.charts.canvas import WIDTH, Drawing, draw, fold, nice_ticks, rule, show, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, LINE, NAVY, WINE


def differences(chart_id: str, title: str, description: str, marks: Sequence[Mark], *, less: str, more: str) -> Drawing:
    """Values with low and high; those whose interval holds no nought have another shape and colour. `less` and `more` name the two sides."""
    known = [mark for mark in marks if mark.value is not None and mark.low is not None and mark.high is not None]
    if not known:
        return draw(chart_id, title, description, 60, [words(0, 30, "Every number of this chart is withheld.")])
    reach = nice_ticks(max(abs(float(end)) for mark in known for end in (mark.low or 0.0, mark.high or 0.0)))
    left = min(max(width_of(mark.label) for mark in known), 290) + 14
    right = WIDTH - max(width_of(mark.text, 13) for mark in known) - 14

    def across(value: float) -> float:
        return left + (right - left) * (value + reach[-1]) / (2 * reach[-1])

    bottom = 8 + ROW * len(known)
    parts: list[Markup] = []
    for tick in sorted({sign * tick for tick in reach for sign in (-1, 1)}):
        parts += [rule(across(tick), 4, across(tick), bottom, LINE if tick else INK, 1 if tick else 1.5)]
        parts.append(words(across(tick), bottom + 17, show(tick), anchor="middle", look="small"))
    for number, mark in enumerate(known):
        parts += _row(mark, 8 + ROW * number, left, across)
        parts.append(words(right + 10, 8 + ROW * number + 18, mark.text))
    parts += [
        words(across(0) - 10, bottom + 38, f"\u2190 {less}", anchor="end"),
        words(across(0) + 10, bottom + 38, f"{more} \u2192"),
    ]
    return draw(chart_id, title, description, bottom + 50, parts)


def _row(mark: Mark, y: float, left: float, across: Callable[[float], float]) -> list[Markup]:
    low, high, value = float(mark.low or 0.0), float(mark.high or 0.0), float(mark.value or 0.0)
    sure, middle = low * high > 0, y + ROW / 2
    colour, x = WINE if sure else NAVY, across(value)
    lines = fold(mark.label, 40)[:2]
    parts = [
        words(
            left - 10, y + (18 if len(lines) == 1 else 11 + 13 * n), line, anchor="end", look=None if len(lines) == 1 else "small"
        )
        for n, line in enumerate(lines)
    ]
    parts.append(rule(across(low), middle, across(high), middle, colour, 3))
    shape = (
        el("rect", x=x - 6, y=middle - 6, width=12, height=12, fill=colour)
        if sure
        else el("circle", cx=x, cy=middle, r=5.5, fill=colour)
    )
    return [*parts, shape]
