"""Shares of a whole over time, one upon the other: an edge around each, its name in it or beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, rule, width_of, words
from throughcare.report.markup import el
from throughcare.report.palette import GREY, INK, LINE, NAVY, PALE, PAPER, TEAL, WHITE, WINE

HEIGHT, TOP, LEFT, RIGHT = 300.0, 16.0, 56.0, 150.0
FILLS = (NAVY, WINE, TEAL, PALE, GREY)
TALL = 22.0  # an area this thick holds its own name
SMALL = 0.03  # what rounding may leave of the whole
WITHHELD = "withheld"


@dataclass(frozen=True)
class Area:
    """One part of the whole: its name and its percentage at each place; None where it is withheld, which adds to the part withheld at the top."""

    name: str
    shares: tuple[float | None, ...]


@dataclass(frozen=True)
class _Layer:
    """An area with the heights of its foot and its top in the drawing."""

    name: str
    low: tuple[float, ...]
    high: tuple[float, ...]
    fill: str


def areas(
    chart_id: str,
    title: str,
    description: str,
    places: Sequence[float],
    parts: Sequence[Area],
    *,
    across: str,
    ticks_at: Sequence[float],
) -> Drawing:
    """Areas over the places (in order), the first at the foot; what is withheld of any of them stands at the top."""
    right = WIDTH - RIGHT
    bottom = TOP + HEIGHT
    first, last = min(places, default=0.0), max(places, default=1.0)
    xs = [LEFT + (right - LEFT) * (place - first) / max(last - first, 1) for place in places]
    layers = _stack(parts, len(xs), bottom)
    if layers and max(layers[-1].high) - TOP > HEIGHT * SMALL:
        layers.append(_Layer(WITHHELD, layers[-1].high, tuple(TOP for _ in xs), PAPER))
    drawn: list[Markup] = []
    for share in range(0, 101, 20):
        y = bottom - HEIGHT * share / 100
        drawn += [rule(LEFT, y, right, y, LINE, 1), words(LEFT - 8, y + 5, f"{share}%", anchor="end", look="small")]
    drawn += [_shape(layer, xs) for layer in layers]
    for tick in ticks_at:
        x = LEFT + (right - LEFT) * (tick - first) / max(last - first, 1)
        drawn += [rule(x, bottom, x, bottom + 5, INK, 1), words(x, bottom + 20, f"{tick:.0f}", anchor="middle", look="small")]
    drawn.append(words((LEFT + right) / 2, bottom + 40, across, anchor="middle"))
    drawn += _names(layers, xs, right)
    return draw(chart_id, title, description, bottom + 52, drawn)


def _stack(parts: Sequence[Area], places: int, bottom: float) -> list[_Layer]:
    """Each area upon those before it; rounded shares may pass 100 together and end there."""
    foot = [0.0] * places
    layers = []
    for number, part in enumerate(parts):
        top = [min(100.0, held + (share or 0.0)) for held, share in zip(foot, part.shares, strict=True)]
        low, high = (tuple(bottom - HEIGHT * share / 100 for share in side) for side in (foot, top))
        layers.append(_Layer(part.name, low, high, FILLS[number % len(FILLS)]))
        foot = top
    return layers


def _shape(layer: _Layer, xs: Sequence[float]) -> Markup:
    there = [f"{x:.1f} {y:.1f}" for x, y in zip(xs, layer.high, strict=True)]
    back = [f"{x:.1f} {y:.1f}" for x, y in zip(xs, layer.low, strict=True)][::-1]
    return el("path", d=f"M{'L'.join([*there, *back])}Z", fill=layer.fill, stroke=WHITE, stroke_width=1.5)


def _names(layers: Sequence[_Layer], xs: Sequence[float], right: float) -> list[Markup]:
    """The name inside an area where it is thickest over the whole of the name, else beside the area's end."""
    parts: list[Markup] = []
    floor = TOP + HEIGHT + 24.0
    for layer in layers:
        half = width_of(layer.name) / 2
        room = right - LEFT - 2 * half - 8
        spots = [LEFT + half + 4 + room * n / 40 for n in range(41)] if room > 0 else []
        best = max(spots, key=lambda x: _thinnest(layer, xs, x - half, x + half), default=None)
        if best is not None and _thinnest(layer, xs, best - half, best + half) >= TALL:
            parts.append(words(best, _middle(layer, xs, best) + 5, layer.name, anchor="middle", look="halo"))
        elif layer.low[-1] - layer.high[-1] > 0:
            end = (layer.low[-1] + layer.high[-1]) / 2
            floor = min(end + 5, floor - 18)
            parts += [rule(right + 2, end, right + 12, floor - 5, INK, 1), words(right + 16, floor, layer.name)]
    return parts


def _middle(layer: _Layer, xs: Sequence[float], x: float) -> float:
    low, high = (_height(side, xs, x) for side in (layer.low, layer.high))
    return (low + high) / 2


def _thinnest(layer: _Layer, xs: Sequence[float], start: float, end: float) -> float:
    """How thick an area is at least between two places: the band in which a name would stand."""
    steps = [start + (end - start) * n / 8 for n in range(9)]
    return min(_height(layer.low, xs, x) for x in steps) - max(_height(layer.high, xs, x) for x in steps)


def _height(side: Sequence[float], xs: Sequence[float], x: float) -> float:
    """The height of a side between two of its places."""
    after = next((n for n, place in enumerate(xs) if place >= x), len(xs) - 1)
    before = max(after - 1, 0)
    width = xs[after] - xs[before]
    part = (x - xs[before]) / width if width else 0.0
    return side[before] + (side[after] - side[before]) * min(max(part, 0.0), 1.0)
