"""One person's journey by agency lane, as an accessible figure and a table.

For invented people, or inside the secure setting on the identity side: a single journey never leaves. Overlapping spells are stacked;
a link below DOUBTFUL is drawn dashed and said in words; a day that is not known is a stretch, not a point.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

LANES = ("police", "court", "prison", "programme", "probation", "community")
KIND_LANES = {
    "custody": "prison", "licence": "probation", "community_order": "probation", "order": "court", "programme": "programme", "service": "community",
    "circle": "community", "mappa": "probation",
}  # fmt: skip
DOUBTFUL = 0.95
WIDTH, LEFT, ROW, TOP = 960, 120, 22, 40


@dataclass(frozen=True)
class Bar:
    """A stretch or a day in a lane; `row` counts from 0 within the lane, so that nothing lies over anything else."""

    lane: str
    row: int
    name: str
    from_on: date
    to_on: date
    is_point: bool
    is_open: bool
    doubtful: bool


def lane_of(agency: str, activity: str) -> str:
    """The lane an event stands in: programmes have their own, whoever delivers them."""
    return "programme" if activity.startswith(("PROGRAMME", "REFERRAL")) else agency


def unplaced(events: Iterable[Mapping[str, Any]], spells: Iterable[Mapping[str, Any]], last: date) -> list[Bar]:
    """Spells and events as bars without a row; what has no day at all cannot be drawn and stays in the table only."""
    bars = []
    for spell in spells:
        if spell["start_lo"]:
            end = spell["end_on"] or last
            name = spell["kind"].replace("_", " ") + (f": {spell['detail']}" if spell["detail"] else "")
            start = spell["start_lo"]
            bars.append(
                Bar(
                    KIND_LANES[spell["kind"]],
                    0,
                    name,
                    start,
                    max(start, end),
                    False,
                    spell["end_on"] is None,
                    spell["probability"] < DOUBTFUL,
                )
            )
    for event in events:
        lane = lane_of(event["agency"], event["activity"])
        if event["start_lo"] and lane in LANES:
            high = event["start_hi"] or event["start_lo"]
            words = event["activity"].replace("_", " ").lower()
            bars.append(
                Bar(
                    lane,
                    0,
                    words,
                    event["start_lo"],
                    max(high, event["start_lo"]),
                    event["start_on"] is not None,
                    False,
                    event["probability"] < DOUBTFUL,
                )
            )
    return bars


def place_bars(bars: Iterable[Bar]) -> list[Bar]:
    """Bars with rows: each takes the first row of its lane that is free on all its days; longer ones first on a day."""
    busy: dict[tuple[str, int], date] = {}
    placed = []
    for bar in sorted(bars, key=lambda b: (b.lane, b.from_on, b.from_on - b.to_on, b.name)):
        row = 0
        while (until := busy.get((bar.lane, row))) is not None and until >= bar.from_on:
            row += 1
        busy[(bar.lane, row)] = bar.to_on
        placed.append(Bar(bar.lane, row, bar.name, bar.from_on, bar.to_on, bar.is_point, bar.is_open, bar.doubtful))
    return placed


def words_of(bar: Bar) -> str:
    """A bar in words, as a reader who cannot see it needs them."""
    when = f"{bar.from_on}" if bar.is_point else f"{bar.from_on} to {'the end of the extract' if bar.is_open else bar.to_on}"
    return f"{bar.lane}: {bar.name}, {when}{', doubtful link' if bar.doubtful else ''}"


def draw(bars: Sequence[Bar], first: date, last: date) -> str:
    """The figure: lanes from top to bottom, time from left to right; each mark carries its words as a title."""
    days = max((last - first).days, 1)
    heights = {lane: max((bar.row + 1 for bar in bars if bar.lane == lane), default=1) for lane in LANES}
    tops, height = {}, TOP
    for lane in LANES:
        tops[lane] = height
        height += heights[lane] * ROW + 12

    def x(day: date) -> float:
        return LEFT + (WIDTH - LEFT - 20) * (day - first).days / days

    marks = [f'<text x="4" y="{tops[lane] + 14}" font-size="13" fill="#0b0c0c">{lane}</text>' for lane in LANES]
    for year in range(first.year + 1, last.year + 1):
        at = x(date(year, 1, 1))
        marks.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 6}" y2="{height}" stroke="#b1b4b6"/><text x="{at:.1f}" y="{TOP - 12}" font-size="11" text-anchor="middle" fill="#0b0c0c">{year}</text>'
        )
    for bar in bars:
        y = tops[bar.lane] + bar.row * ROW
        dash = ' stroke-dasharray="4 3"' if bar.doubtful else ""
        title = f"<title>{escape(words_of(bar))}</title>"
        if bar.is_point:
            marks.append(
                f'<circle cx="{x(bar.from_on):.1f}" cy="{y + 8}" r="5" fill="{"#ffffff" if bar.doubtful else "#801650"}" stroke="#801650"{dash}>{title}</circle>'
            )
        else:
            wide = max(x(bar.to_on) - x(bar.from_on), 2)
            marks.append(
                f'<rect x="{x(bar.from_on):.1f}" y="{y}" width="{wide:.1f}" height="16" fill="#bccdde" stroke="#12436D"{dash}>{title}</rect>'
            )
    says = f"{len(bars)} spells and events by agency, from {first} to {last}; {sum(bar.doubtful for bar in bars)} rest on a doubtful link."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="tl-t tl-d" viewBox="0 0 {WIDTH} {height}">'
        f'<title id="tl-t">One journey by agency</title><desc id="tl-d">{escape(says)}</desc>{"".join(marks)}</svg>'
    )


def as_table(bars: Sequence[Bar]) -> str:
    """The same as an HTML table, in the order of time."""
    rows = "".join(
        f'<tr><th scope="row">{bar.from_on}</th><td>{"" if bar.is_point else "lasting" if bar.is_open else bar.to_on}</td><td>{bar.lane}</td>'
        f"<td>{escape(bar.name)}</td><td>{'doubtful' if bar.doubtful else 'sure'}</td></tr>"
        for bar in sorted(bars, key=lambda b: (b.from_on, b.lane, b.row))
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("From", "To", "Agency", "What", "Link"))
    return f"<table><caption>The same, in the order of time</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def make_timeline(events: Iterable[Mapping[str, Any]], spells: Iterable[Mapping[str, Any]], last: date) -> str:
    """One page: figure and table of one person's events and spells."""
    bars = place_bars(unplaced(events, spells, last))
    first = min((bar.from_on for bar in bars), default=last)
    page = draw(bars, first, max([last, *(bar.to_on for bar in bars)]))
    style = "body{font-family:Arial,sans-serif;margin:1rem}table{border-collapse:collapse}th,td{border:1px solid #b1b4b6;padding:.2rem .5rem;text-align:left}"
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>One journey by agency</title><style>{style}</style></head><body>'
        "<main><h1>One journey by agency</h1><p>One person's records: invented, or inside the secure setting. Not to be passed on.</p>"
        f'<figure><div tabindex="0" role="group" aria-label="Timeline">{page}</div></figure>{as_table(bars)}</main></body></html>\n'
    )
