"""Effects on a scale of ratios: a square or diamond each, the line of no difference, and which side favours what.

Also the balance of groups before and after (love plot), with the line that balance must not cross.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, fold, nice_ticks, rule, show, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, LINE, NAVY, WHITE, WINE

ROW = 30.0


@dataclass(frozen=True)
class Effect:
    """One ratio with its interval; `pooled` draws a diamond, `own` this study's colour."""

    label: str
    value: float
    low: float
    high: float
    text: str
    pooled: bool = False
    own: bool = False


def forest(chart_id: str, title: str, description: str, effects: Sequence[Effect], *, less: str, more: str) -> Drawing:
    """Ratios with intervals; `less` and `more` say what the two sides of 1 favour."""
    left = min(max(width_of(e.label) for e in effects), 280) + 14
    right = WIDTH - max(width_of(e.text, 13) for e in effects) - 14
    low = min(0.5, *(e.low for e in effects))
    high = max(2.0, *(e.high for e in effects))
    ticks = [t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low * 0.9 <= t <= high * 1.1]

    def across(value: float) -> float:
        return left + (right - left) * (math.log(value) - math.log(low * 0.9)) / (math.log(high * 1.1) - math.log(low * 0.9))

    bottom = 12 + ROW * len(effects)
    parts: list[Markup] = []
    for tick in ticks:
        parts += [rule(across(tick), 8, across(tick), bottom, INK if tick == 1 else LINE, 1.5 if tick == 1 else 1)]
        parts.append(words(across(tick), bottom + 17, f"{tick:g}", anchor="middle", look="small"))
    for number, effect in enumerate(effects):
        y = 12 + ROW * number + ROW / 2
        colour = WINE if effect.own else NAVY
        lines = fold(effect.label, 38)[:2]
        start = y + 5 if len(lines) == 1 else y - 2
        parts += [
            words(left - 10, start + 13 * n, line, anchor="end", look=None if len(lines) == 1 else "small")
            for n, line in enumerate(lines)
        ]
        if effect.pooled:
            d = f"M{across(effect.low):.1f} {y:.1f}L{across(effect.value):.1f} {y - 8:.1f}L{across(effect.high):.1f} {y:.1f}L{across(effect.value):.1f} {y + 8:.1f}Z"
            parts.append(el("path", d=d, fill=colour))
        else:
            parts.append(rule(across(effect.low), y, across(effect.high), y, colour, 2))
            parts.append(el("rect", x=across(effect.value) - 6, y=y - 6, width=12, height=12, fill=colour))
        parts.append(words(right + 10, y + 5, effect.text))
    parts += [
        words(across(1) - 10, bottom + 38, f"\u2190 {less}", anchor="end"),
        words(across(1) + 10, bottom + 38, f"{more} \u2192"),
    ]
    return draw(chart_id, title, description, bottom + 50, parts)


@dataclass(frozen=True)
class Balance:
    """One covariate's standardised difference before and after."""

    label: str
    before: float
    after: float


def love(chart_id: str, title: str, description: str, rows: Sequence[Balance], *, limit: float = 0.1) -> Drawing:
    """Differences before (ring) and after (square), with the line at the limit."""
    left = min(max(width_of(r.label) for r in rows), 290) + 14
    right = WIDTH - 20.0
    ticks = nice_ticks(max(limit * 2, *(max(abs(r.before), abs(r.after)) for r in rows)))
    top, bottom = 34.0, 40 + 24.0 * len(rows)

    def across(value: float) -> float:
        return left + (right - left) * abs(value) / ticks[-1]

    parts: list[Markup] = [
        el("circle", cx=left + 8, cy=14, r=6, fill=WHITE, stroke=NAVY, stroke_width=2), words(left + 20, 19, "before"),
        el("rect", x=left + 92, y=8, width=12, height=12, fill=WINE), words(left + 110, 19, "after"),
    ]  # fmt: skip
    for tick in ticks:
        parts += [
            rule(across(tick), top, across(tick), bottom, LINE, 1),
            words(across(tick), bottom + 17, show(tick) if tick >= 1 else f"{tick:.2g}", anchor="middle", look="small"),
        ]
    parts.append(rule(across(limit), top, across(limit), bottom, INK, 1.5, "6 4"))
    for number, row in enumerate(rows):
        y = top + 16 + 24.0 * number
        parts.append(words(left - 8, y + 5, fold(row.label, 40)[0], anchor="end"))
        parts.append(el("circle", cx=across(row.before), cy=y, r=6, fill=WHITE, stroke=NAVY, stroke_width=2))
        parts.append(el("rect", x=across(row.after) - 6, y=y - 6, width=12, height=12, fill=WINE))
    parts.append(words((left + right) / 2, bottom + 38, "standardised difference, without its sign", anchor="middle"))
    return draw(chart_id, title, description, bottom + 50, parts)
