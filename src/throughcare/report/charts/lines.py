"""Steps and lines over time: the name of each series at its end, a dash as well as a colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, nice_ticks, rule, show, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, LINE, SERIES

HEIGHT, TOP, LEFT = 260.0, 16.0, 56.0
ROOM = 16.0  # between the foot of one label and that of the next
Box = tuple[float, float, float]  # left, foot and width of a label
Stroke = tuple[tuple[float, float], tuple[float, float]]
DASHES = (None, "8 4", "2 4", "12 4 2 4")


@dataclass(frozen=True)
class Series:
    """One line: its name and its points, in order; a missing value breaks it. `band` is the interval around it: place, low and high.

    `look` is its colour and dash where they are not those of its place among the lines.
    """

    name: str
    points: tuple[tuple[float, float | None], ...]
    band: tuple[tuple[float, float, float], ...] = ()
    look: int | None = None


def lines(
    chart_id: str,
    title: str,
    description: str,
    series: Sequence[Series],
    *,
    across: str,
    unit: str = "",
    stepped: bool = False,
    ticks_at: Sequence[float] | None = None,
) -> Drawing:
    """Lines over whole years or days; `stepped` holds a value until the next one."""
    known = [(x, y) for s in series for x, y in s.points if y is not None]
    if not known:
        return draw(chart_id, title, description, 60, [words(0, 30, "Every number of this chart is withheld.")])
    first, last = min(x for x, _ in known), max(x for x, _ in known)
    right = WIDTH - max(width_of(s.name) for s in series) - 20
    ups = nice_ticks(max([y for _, y in known] + [high for s in series for _, _, high in s.band]))
    bottom = TOP + HEIGHT

    def place(x: float, y: float) -> tuple[float, float]:
        return LEFT + (right - LEFT) * (x - first) / max(last - first, 1), bottom - HEIGHT * y / ups[-1]

    parts: list[Markup] = []
    for tick in ups:
        _, y = place(first, tick)
        parts += [rule(LEFT, y, right, y, LINE, 1), words(LEFT - 8, y + 5, show(tick) + unit, anchor="end", look="small")]
    for tick in ticks_at or _ticks(first, last):
        x, _ = place(tick, 0)
        parts += [rule(x, bottom, x, bottom + 5, INK, 1), words(x, bottom + 20, f"{tick:.0f}", anchor="middle", look="small")]
    parts.append(words((LEFT + right) / 2, bottom + 40, across, anchor="middle"))
    drawn: list[list[tuple[float, float]]] = []
    for place_of, one in enumerate(series):
        number = place_of if one.look is None else one.look
        if one.band:
            around = [place(x, high) for x, _, high in one.band] + [place(x, low) for x, low, _ in reversed(one.band)]
            shape = "L".join(f"{x:.1f} {y:.1f}" for x, y in around)
            parts.append(el("path", d=f"M{shape}Z", fill=SERIES[number % 4], fill_opacity="0.15"))
        parts += _line([(place(x, y) if y is not None else None) for x, y in one.points], number, stepped=stepped)
        drawn.append([place(x, y) for x, y in one.points if y is not None])
    parts += _names([one.name for one in series], drawn, bottom)
    return draw(chart_id, title, description, bottom + 52, parts)


def _ticks(first: float, last: float) -> list[float]:
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 365, 730, 3650) if (last - first) / s <= 10)
    start = first - first % step + (step if first % step else 0)
    return [start + step * n for n in range(int((last - start) // step) + 1)]


def _names(names: Sequence[str], drawn: Sequence[Sequence[tuple[float, float]]], bottom: float) -> list[Markup]:
    """The name of each line beside its last point, the highest first, off the other names and off the other lines where there is room."""
    parts: list[Markup] = []
    taken: list[Box] = []
    for number in sorted((n for n, points in enumerate(drawn) if points), key=lambda n: drawn[n][-1][1]):
        x, y = drawn[number][-1]
        others = [(a, b) for n, points in enumerate(drawn) if n != number for a, b in pairwise(points)]
        free = _free((x + 8, y + 5, width_of(names[number])), taken, others, bottom)
        taken.append(free)
        parts.append(words(free[0], free[1], names[number], look="halo"))
    return parts


def _free(label: Box, taken: Sequence[Box], others: Sequence[Stroke], bottom: float) -> Box:
    """The nearest height at which a label lies on no other label, and on no line if that can be had."""
    x, y, width = label
    heights = [y + step for away in range(0, 64, 4) for step in ({away, -away} if away else {0}) if TOP < y + step < bottom]
    clear = [h for h in heights if not any(abs(h - b) < ROOM and a < x + width and x < a + w for a, b, w in taken)]
    return x, next((h for h in clear if not any(_crosses((x, h, width), one) for one in others)), (clear or [y])[0]), width


def _crosses(label: Box, stroke: Stroke) -> bool:
    """Whether a stroke passes through the box of a label."""
    x, y, width = label
    (x1, y1), (x2, y2) = stroke
    for step in range(21):
        at, height = x1 + (x2 - x1) * step / 20, y1 + (y2 - y1) * step / 20
        if x - 4 < at < x + width and y - ROOM < height < y + 4:
            return True
    return False


def _line(points: Sequence[tuple[float, float] | None], number: int, *, stepped: bool) -> list[Markup]:
    path, parts, drawing = "", [], False
    for point in points:
        if point is None:
            drawing = stepped and drawing
            continue
        x, y = point
        path += f"H{x:.1f}V{y:.1f}" if stepped and drawing else f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}"
        if not stepped:
            parts.append(el("circle", cx=x, cy=y, r=3, fill=SERIES[number % 4]))
        drawing = True
    colour, dash = SERIES[number % 4], DASHES[number % 4]
    return [el("path", d=path, fill="none", stroke=colour, stroke_width=2.5, stroke_dasharray=dash), *parts]
