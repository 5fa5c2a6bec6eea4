"""Steps and the moves between them: three lanes of boxes from top to bottom, arrows as thick as their numbers.

The layout is the caller's: which lane and row a step stands in. A move off the path has another colour, a dash and a word beside its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, fold, rule, words
from throughcare.report.markup import el
from throughcare.report.palette import INK, NAVY, PAPER, WINE

BOX, TALL, ROW, TOP, KEY = 164.0, 40.0, 84.0, 34.0, 34.0
LANES = 3
THIN, THICK = 1.5, 12.0
Point = tuple[float, float]


@dataclass(frozen=True)
class Step:
    """A box: its lane (0 left, 1 middle, 2 right), its row from the top, and its words. `is_end` draws it with a thick edge."""

    name: str
    lane: int
    row: int
    words: str
    is_end: bool = False


@dataclass(frozen=True)
class Move:
    """An arrow from one step to another, as thick as its number; `permitted` False is a deviation."""

    start: str
    end: str
    number: float
    text: str
    permitted: bool = True


def graph(
    chart_id: str,
    title: str,
    description: str,
    headings: Sequence[str],
    steps: Sequence[Step],
    moves: Sequence[Move],
    *,
    off: str,
) -> Drawing:
    """Boxes and arrows under the headings of the lanes; `off` is the word beside the number of a deviation."""
    has_off = any(not move.permitted for move in moves)
    boxes = {step.name: (_left(step.lane), TOP + KEY * has_off + ROW * step.row) for step in steps}
    lane_of = {step.name: step.lane for step in steps}
    most = max((move.number for move in moves), default=1.0)
    ends = _attach(moves, boxes, lane_of)
    parts = _legend(off) if has_off else []
    for lane in sorted(set(lane_of.values())):
        parts.append(words(_left(lane) + BOX / 2, 18 + KEY * has_off, headings[lane], anchor="middle", look="bold"))
    labels: list[Markup] = []
    pairs = {(move.start, move.end) for move in moves}
    for move in sorted(moves, key=lambda m: -m.number):
        thick = THIN + (THICK - THIN) * move.number / most
        arrow, label = _arrow(move, ends[move], lane_of, thick, off, both_ways=(move.end, move.start) in pairs)
        parts += arrow
        labels.append(label)
    parts += [part for step in steps for part in _box(step, *boxes[step.name])]
    bottom = max((y for _, y in boxes.values()), default=TOP) + TALL
    return draw(chart_id, title, description, bottom + 16, [*parts, *labels])


def _left(lane: int) -> float:
    return lane * (WIDTH - BOX) / (LANES - 1)


def _box(step: Step, x: float, y: float) -> list[Markup]:
    edge = 3 if step.is_end else 1.5
    lines = fold(step.words, 24)[:2]
    start = y + TALL / 2 + 5 - 7.5 * (len(lines) - 1)
    texts = [words(x + BOX / 2, start + 15 * n, line, anchor="middle", look="small") for n, line in enumerate(lines)]
    shape = el(
        "rect", x=x + 1.5, y=y, width=BOX - 3, height=TALL, fill=PAPER, stroke=INK, stroke_width=edge, rx=0 if step.is_end else 8
    )
    return [shape, *texts]


def _legend(off: str) -> list[Markup]:
    y = 14.0
    return [
        rule(4, y, 44, y, NAVY, 3),
        words(52, y + 5, "permitted move", look="small"),
        rule(190, y, 230, y, WINE, 3, "7 4"),
        words(238, y + 5, f"move that is not permitted, marked \u201c{off}\u201d", look="small"),
    ]


def _attach(moves: Sequence[Move], boxes: Mapping[str, Point], lane_of: Mapping[str, int]) -> dict[Move, tuple[Point, Point]]:
    """Where each arrow leaves and arrives: those on one side of a box are spread over it in the order of where they go."""
    sides: list[tuple[str, str, float, str, Move, int]] = []
    for move in moves:
        for at, (here, there) in enumerate(((move.start, move.end), (move.end, move.start))):
            side = _side(move, boxes, lane_of, leaving=at == 0)
            sides.append((here, side, boxes[there][1], move.start, move, at))
    found: dict[tuple[Move, int], Point] = {}
    for (name, side), group in groupby(sorted(sides, key=lambda s: s[:4]), key=lambda s: s[:2]):
        held = list(group)
        x, y = boxes[name]
        for place, (*_, move, at) in enumerate(held, start=1):
            part = place / (len(held) + 1)
            found[move, at] = {
                "above": (x + BOX * part, y),
                "below": (x + BOX * part, y + TALL),
                "left": (x + 1.5, y + TALL * part),
                "right": (x + BOX - 1.5, y + TALL * part),
            }[side]
    return {move: (found[move, 0], found[move, 1]) for move in moves}


def _side(move: Move, boxes: Mapping[str, Point], lane_of: Mapping[str, int], *, leaving: bool) -> str:
    """Neighbours in a lane join below and above; what skips goes round on the right, what goes back or is not permitted on the left; other lanes join sideways, and the outer ones go round inside."""
    here, there = (move.start, move.end) if leaving else (move.end, move.start)
    if lane_of[here] != lane_of[there]:
        return "right" if lane_of[there] > lane_of[here] else "left"
    down = boxes[move.end][1] - boxes[move.start][1]
    if down == ROW and move.permitted:
        return "below" if leaving else "above"
    if lane_of[here] != 1:
        return "right" if lane_of[here] == 0 else "left"
    return "right" if down > 0 and move.permitted else "left"


@dataclass(frozen=True)
class _Curve:
    """A cubic curve and the head at its tip."""

    start: Point
    bends: tuple[Point, Point]
    stop: Point
    tip: str

    def path(self) -> str:
        """The curve as SVG says it."""
        return f"M{_xy(self.start)}C{' '.join(_xy(point) for point in (*self.bends, self.stop))}"

    def at(self, part: float) -> Point:
        """A point of the curve, 0 its start and 1 its end."""
        shares = ((1 - part) ** 3, 3 * part * (1 - part) ** 2, 3 * part**2 * (1 - part), part**3)
        points = (self.start, *self.bends, self.stop)
        x, y = (sum(share * point[i] for share, point in zip(shares, points, strict=True)) for i in (0, 1))
        return x, y


def _xy(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _sideways(start: Point, end: Point, way: int, head: float) -> _Curve:
    """To another lane."""
    stop, half = (end[0] - way * head, end[1]), way * abs(end[0] - start[0]) / 2
    tip = f"M{_xy(end)}l{-way * head:.1f} {-head * 0.7:.1f}v{head * 1.4:.1f}Z"
    return _Curve(start, ((start[0] + half, start[1]), (stop[0] - half, end[1])), stop, tip)


def _round(start: Point, end: Point, way: int, head: float) -> _Curve:
    """Round the side of a lane."""
    stop, out = (end[0] + way * head, end[1]), way * (34 + 0.12 * abs(end[1] - start[1]))
    tip = f"M{_xy(end)}l{way * head:.1f} {-head * 0.7:.1f}v{head * 1.4:.1f}Z"
    return _Curve(start, ((start[0] + out, start[1]), (stop[0] + out, end[1])), stop, tip)


def _down(start: Point, end: Point, head: float) -> _Curve:
    """To the step below."""
    stop = (end[0], end[1] - head)
    middle = (start[1] + stop[1]) / 2
    tip = f"M{_xy(end)}l{-head * 0.7:.1f} {-head:.1f}h{head * 1.4:.1f}Z"
    return _Curve(start, ((start[0], middle), (end[0], middle)), stop, tip)


def _arrow(
    move: Move, ends: tuple[Point, Point], lane_of: Mapping[str, int], thick: float, off: str, *, both_ways: bool
) -> tuple[list[Markup], Markup]:
    """The curve with its head, and the number: half-way, but apart from that of the move back, and clear of what lies between."""
    start, end = ends
    colour, look = (NAVY, "halo") if move.permitted else (WINE, "bold halo")
    text = move.text if move.permitted else f"{move.text} {off}"
    lanes = lane_of[move.end] - lane_of[move.start]
    middle = _left(lane_of[move.start]) + BOX / 2
    head = 6 + thick / 2
    if lanes:
        curve = _sideways(start, end, 1 if lanes > 0 else -1, head)
        part = 0.22 if abs(lanes) > 1 else 0.3 if both_ways else 0.5
    elif start[0] == middle:
        curve, part = _down(start, end, head), 0.5
    else:
        curve = _round(start, end, 1 if start[0] > middle else -1, head)
        part = 0.5 if move.permitted else 0.22
    x, y = curve.at(part)
    if not lanes and start[0] == middle:
        label = words(x + thick / 2 + 6, y + 5, text, look=look)
    else:
        label = words(x, y + 5, text, anchor="middle" if move.permitted else "end", look=look)
    dash = None if move.permitted else f"{max(7.0, thick):.0f} {max(4.0, thick * 0.7):.0f}"
    line = el("path", d=curve.path(), fill="none", stroke=colour, stroke_width=thick, stroke_dasharray=dash)
    return [line, el("path", d=curve.tip, fill=colour)], label
