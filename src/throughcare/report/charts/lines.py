"""Steps and lines over time: the name of each series in the margin, a dash as well as a colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, nice_ticks, rule, show, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, LINE, SERIES

HEIGHT, TOP, LEFT = 260.0, 16.0, 56.0
ROOM = 16.0  # between the foot of one label and that of the next
LEAD = 14.0  # from the end of the axis to the names
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
    right = WIDTH - max(width_of(s.name) for s in series) - LEAD - 6
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
    looks = [number if one.look is None else one.look for number, one in enumerate(series)]
    ends: list[tuple[float, float] | None] = []
    for number, one in zip(looks, series, strict=True):
        if one.band:
            around = [place(x, high) for x, _, high in one.band] + [place(x, low) for x, low, _ in reversed(one.band)]
            shape = "L".join(f"{x:.1f} {y:.1f}" for x, y in around)
            parts.append(el("path", d=f"M{shape}Z", fill=SERIES[number % 4], fill_opacity="0.15"))
        parts += _line([(place(x, y) if y is not None else None) for x, y in one.points], number, stepped=stepped)
        ends.append(next((place(x, y) for x, y in reversed(one.points) if y is not None), None))
    parts += _names([one.name for one in series], ends, looks, right, bottom)
    return draw(chart_id, title, description, bottom + 52, parts)


def _ticks(first: float, last: float) -> list[float]:
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 365, 730, 3650) if (last - first) / s <= 10)
    start = first - first % step + (step if first % step else 0)
    return [start + step * n for n in range(int((last - start) // step) + 1)]


def _names(
    names: Sequence[str], ends: Sequence[tuple[float, float] | None], looks: Sequence[int], right: float, bottom: float
) -> list[Markup]:
    """The name of each line in the margin, the highest first; a thin rule leads to it from a line that ends elsewhere."""
    known = sorted((end[1], end[0], number) for number, end in enumerate(ends) if end)
    parts: list[Markup] = []
    for (y, x, number), height in zip(known, _apart([y for y, _, _ in known], bottom), strict=True):
        if right - x > 1 or abs(height - y) > ROOM / 2:
            parts.append(rule(x, y, right + LEAD, height, SERIES[looks[number] % 4], 1, "1 3"))
        parts.append(words(right + LEAD + 4, height + 5, names[number], look="halo"))
    return parts


def _apart(heights: Sequence[float], bottom: float) -> list[float]:
    """Heights in order, pushed apart so that no name lies on another, and back up where they would leave the picture."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + ROOM) if placed else height)
    lowest = bottom
    for at in range(len(placed) - 1, -1, -1):
        placed[at] = min(placed[at], lowest)
        lowest = placed[at] - ROOM
    return placed


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
