"""What every chart shares: the drawing with its title and description, axes, and text that fits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.markup import el
from throughcare.report.palette import LINE, MUTED

WIDTH = 760


@dataclass(frozen=True)
class Drawing:
    """A finished drawing and what it is of."""

    svg: Markup
    height: float


def draw(chart_id: str, title: str, description: str, height: float, parts: Sequence[Markup], *, width: float = WIDTH) -> Drawing:
    """The `svg` element: an image with a title and a description that a screen reader says."""
    svg = el(
        "svg",
        el("title", title, id=f"{chart_id}-t"),
        el("desc", description, id=f"{chart_id}-d"),
        *parts,
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        role="img",
        aria_labelledby=f"{chart_id}-t",
        aria_describedby=f"{chart_id}-d",
    )
    return Drawing(svg, height)


def words(x: float, y: float, text: object, *, anchor: str = "start", look: str | None = None) -> Markup:
    """Text with its baseline at y."""
    return el("text", text, x=x, y=y, text_anchor=None if anchor == "start" else anchor, class_=look)


def width_of(text: str, size: float = 14) -> float:
    """About how wide a text is drawn, on the generous side."""
    return len(text) * size * 0.56


def fold(text: str, at_most: int) -> list[str]:
    """A label on as few lines as fit."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= at_most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines or [""]


def nice_ticks(highest: float, wanted: int = 5) -> list[float]:
    """Round numbers from 0 to at least the highest."""
    if highest <= 0:
        return [0.0, 1.0]
    raw = highest / wanted
    power = 10 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw)
    return [step * n for n in range(math.ceil(highest / step - 1e-9) + 1)]


def show(value: float) -> str:
    """A tick's label."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.6g}"


def grid(ticks: Sequence[float], left: float, right: float, top: float, bottom: float, unit: str = "") -> list[Markup]:
    """Upright lines at the ticks, with labels below."""
    highest = ticks[-1]
    parts = []
    for tick in ticks:
        x = left + (right - left) * tick / highest
        parts.append(el("line", x1=x, x2=x, y1=top, y2=bottom, stroke=LINE, stroke_width=1))
        parts.append(words(x, bottom + 17, show(tick) + unit, anchor="middle", look="small"))
    return parts


def rule(x1: float, y1: float, x2: float, y2: float, colour: str = MUTED, thick: float = 1.5, dash: str | None = None) -> Markup:
    """A straight line."""
    return el("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=thick, stroke_dasharray=dash)
