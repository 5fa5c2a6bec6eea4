"""Effects on a scale of ratios: a square or diamond each, the line of no difference, and which side favours what."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, fold, rule, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, LINE, NAVY, WINE

ROW, LINE_HEIGHT, LINES = 30.0, 13.0, 4


@dataclass(frozen=True)
class Effect:
    """One ratio with its interval; `pooled` draws a diamond, `own` this study's colour, `range_only` no middle."""

    label: str
    value: float
    low: float
    high: float
    text: str
    pooled: bool = False
    own: bool = False
    range_only: bool = False


def forest(chart_id: str, title: str, description: str, effects: Sequence[Effect], *, less: str, more: str) -> Drawing:
    """Ratios with intervals; `less` and `more` say what the two sides of 1 favour."""
    left = min(max(width_of(e.label) for e in effects), 280) + 14
    right = WIDTH - max(width_of(e.text, 13) for e in effects) - 14
    low = min(0.5, *(e.low for e in effects))
    high = max(2.0, *(e.high for e in effects))
    ticks = [t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low * 0.9 <= t <= high * 1.1]

    def across(value: float) -> float:
        return left + (right - left) * (math.log(value) - math.log(low * 0.9)) / (math.log(high * 1.1) - math.log(low * 0.9))

    labels = [fold(effect.label, 38)[:LINES] for effect in effects]
    heights = [max(ROW, LINE_HEIGHT * len(label) + 6) for label in labels]
    bottom = 12 + sum(heights)
    parts: list[Markup] = []
    for tick in ticks:
        parts += [rule(across(tick), 8, across(tick), bottom, INK if tick == 1 else LINE, 1.5 if tick == 1 else 1)]
        parts.append(words(across(tick), bottom + 17, f"{tick:g}", anchor="middle", look="small"))
    for number, effect in enumerate(effects):
        y = 12 + sum(heights[:number]) + heights[number] / 2
        colour = WINE if effect.own else NAVY
        lines = labels[number]
        start = y + 5 - LINE_HEIGHT / 2 * (len(lines) - 1)
        parts += [
            words(left - 10, start + LINE_HEIGHT * n, line, anchor="end", look=None if len(lines) == 1 else "small")
            for n, line in enumerate(lines)
        ]
        if effect.pooled:
            d = f"M{across(effect.low):.1f} {y:.1f}L{across(effect.value):.1f} {y - 8:.1f}L{across(effect.high):.1f} {y:.1f}L{across(effect.value):.1f} {y + 8:.1f}Z"
            parts.append(el("path", d=d, fill=colour))
        else:
            parts.append(rule(across(effect.low), y, across(effect.high), y, colour, 2))
            if not effect.range_only:
                parts.append(el("rect", x=across(effect.value) - 6, y=y - 6, width=12, height=12, fill=colour))
        parts.append(words(right + 10, y + 5, effect.text))
    parts += [
        words(across(1) - 10, bottom + 38, f"\u2190 {less}", anchor="end"),
        words(across(1) + 10, bottom + 38, f"{more} \u2192"),
    ]
    return draw(chart_id, title, description, bottom + 50, parts)
