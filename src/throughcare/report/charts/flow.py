"""The flow from one column of groups to the next: bands as thick as their numbers, each with an edge, labels on white."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from throughcare.report.charts.canvas import WIDTH, Drawing, draw, words
from throughcare.report.markup import el
from throughcare.report.palette import SERIES

Link = tuple[int, str, str, float]
HEIGHT, TOP, BAR, GAP = 420.0, 36.0, 14.0, 22.0


def flow(
    chart_id: str,
    title: str,
    description: str,
    headings: Sequence[str],
    nodes: Sequence[Sequence[str]],
    links: Sequence[Link],
    sizes: Mapping[tuple[int, str], float],
) -> Drawing:
    """Columns of nodes, and links `(column, from, to, people)`. A node is as tall as its own number or its links, whichever is more."""
    tall = {
        node: max(sizes.get(node, 0), _through(links, node)) for node in ((c, n) for c, names in enumerate(nodes) for n in names)
    }
    room = [HEIGHT - GAP * (len(names) - 1) for names in nodes]
    scale = min(space / max(sum(tall[c, n] for n in names), 1) for c, (names, space) in enumerate(zip(nodes, room, strict=True)))
    step = (WIDTH - BAR - 150) / (len(nodes) - 1)
    at: dict[tuple[int, str], float] = {}
    for c, names in enumerate(nodes):
        y = TOP
        for name in names:
            at[c, name] = y
            y += tall[c, name] * scale + GAP
    out = dict(at)
    into = dict(at)
    parts: list[Markup] = [words(c * step, 18, heading, look="bold") for c, heading in enumerate(headings)]
    for c, start, end, people in links:
        thick = people * scale
        colour = SERIES[list(nodes[c]).index(start) % 4]
        parts.append(_ribbon(c * step + BAR, (c + 1) * step, out[c, start], into[c + 1, end], thick, colour))
        out[c, start] += thick
        into[c + 1, end] += thick
    for (c, name), y in at.items():
        thick = max(tall[c, name] * scale, 2.0)
        parts.append(el("rect", x=c * step, y=y, width=BAR, height=thick, fill=SERIES[list(nodes[c]).index(name) % 4]))
        shown = sizes.get((c, name))
        number = f"about {shown:,.0f}" if shown is not None else "withheld"
        middle = y + thick / 2
        parts.append(words(c * step + BAR + 6, middle - 1, name, look="halo"))
        parts.append(words(c * step + BAR + 6, middle + 14, number, look="small halo"))
    bottom = max((y + tall[node] * scale for node, y in at.items()), default=0.0)
    return draw(chart_id, title, description, max(bottom + 24, 120), parts)


def _through(links: Sequence[Link], node: tuple[int, str]) -> float:
    leaving = sum(people for c, start, _, people in links if (c, start) == node)
    coming = sum(people for c, _, end, people in links if (c + 1, end) == node)
    return max(leaving, coming)


def _ribbon(x1: float, x2: float, y1: float, y2: float, thick: float, colour: str) -> Markup:
    bend = (x1 + x2) / 2
    top = f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    under = f"L{x2:.1f} {y2 + thick:.1f}C{bend:.1f} {y2 + thick:.1f} {bend:.1f} {y1 + thick:.1f} {x1:.1f} {y1 + thick:.1f}Z"
    # A pale ribbon alone has a contrast below 2: its edge carries the shape.
    return el("path", d=top + under, fill=colour, fill_opacity="0.25", stroke=colour, stroke_width="0.8")
