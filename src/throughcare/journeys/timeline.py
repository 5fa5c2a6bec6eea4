"""One person's journey by agency lane, as an accessible figure and a table.

For invented people, or inside the secure setting on the identity side: a single journey never leaves. Overlapping spells are stacked;
a link below DOUBTFUL is drawn dashed and said in words; a day that is not known is a stretch, not a point.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from html import escape
from typing import Any

LANES = ("police", "court", "prison", "programme", "probation", "community")
KIND_LANES = {
    "custody": "prison", "licence": "probation", "community_order": "probation", "order": "court", "programme": "programme", "service": "community",
    "circle": "community", "mappa": "probation",
}  # fmt: skip
DOUBTFUL = 0.95
MEETING = "programme meeting"
WIDTH, LEFT, ROW, TOP = 960, 100, 22, 40
MARK, LETTER = 12, 6.2  # pixels that a dot takes with its gap, and that a letter takes


LEGEND = (
    "A dot is an event on one day (a tick: a meeting), a bar a spell, or an event of which only a stretch of days is known. "
    f"Dashed and hollow: the link to this person is doubtful (probability below {DOUBTFUL})."
)


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
            kind = spell["kind"].replace("_", " ")
            name = (spell["detail"] if kind == "programme" else f"{kind}: {spell['detail']}") if spell["detail"] else kind
            start = spell["start_lo"]
            if spell["start_hi"] != start:
                name += f" (began by {spell['start_hi'] or 'a day not known'})"
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


def place_bars(bars: Iterable[Bar], gap: int = 0) -> list[Bar]:
    """Bars with rows: each takes the first row of its lane that is free on all its days; longer ones first on a day.

    `gap` is how many days of the figure a dot covers to either side, so that dots do not cover one another.
    """
    apart = timedelta(days=gap)
    bars = list(bars)
    meetings = [bar for bar in bars if bar.name == MEETING]
    busy: dict[tuple[str, int], date] = {}
    placed = []
    for bar in sorted(
        (bar for bar in bars if bar.name != MEETING), key=lambda b: (b.lane, b.from_on, b.from_on - b.to_on, b.name)
    ):
        row = 0
        while (until := busy.get((bar.lane, row))) is not None and until >= bar.from_on - (
            apart if bar.is_point else timedelta(0)
        ):
            row += 1
        busy[(bar.lane, row)] = bar.to_on + apart
        placed.append(Bar(bar.lane, row, bar.name, bar.from_on, bar.to_on, bar.is_point, bar.is_open, bar.doubtful))
    # Meetings are many and alike: all in one row, under the rest of their lane.
    under = {lane: max((bar.row + 1 for bar in placed if bar.lane == lane), default=0) for lane in LANES}
    return placed + [replace(bar, row=under[bar.lane]) for bar in sorted(meetings, key=lambda b: b.from_on)]


def words_of(bar: Bar) -> str:
    """A bar in words, as a reader who cannot see it needs them."""
    when = f"{bar.from_on}" if bar.is_point else f"{bar.from_on} to {'the end of the extract' if bar.is_open else bar.to_on}"
    return f"{bar.lane}: {bar.name}, {when}{', doubtful link' if bar.doubtful else ''}"


def draw_bar(bar: Bar, x: float, wide: float, y: int) -> str:
    """One mark with its words: a dot for a day, a bar for a stretch, its name in it where there is room; dashed and hollow where the link is doubtful."""
    dash = ' stroke-dasharray="4 3"' if bar.doubtful else ""
    title = f"<title>{escape(words_of(bar))}</title>"
    if bar.name == MEETING:
        return f'<rect x="{x - 1:.1f}" y="{y + 2}" width="2" height="12" fill="#801650">{title}</rect>'
    if bar.is_point:
        fill = "#ffffff" if bar.doubtful else "#801650"
        return f'<circle cx="{x:.1f}" cy="{y + 8}" r="5" fill="{fill}" stroke="#801650"{dash}>{title}</circle>'
    fill = "#ffffff" if bar.doubtful else "#bccdde"
    mark = f'<rect x="{x:.1f}" y="{y}" width="{max(wide, 2):.1f}" height="16" fill="{fill}" stroke="#12436D"{dash}>{title}</rect>'
    room = int((wide - 8) / LETTER)
    if room < 3:  # two letters say nothing
        return mark
    name = bar.name if len(bar.name) <= room else bar.name[: room - 1] + "…"
    return f'{mark}<text x="{x + 4:.1f}" y="{y + 12}" font-size="11" fill="#0b0c0c" pointer-events="none">{escape(name)}</text>'


def draw_years(first: date, last: date, scale: float, height: int) -> list[str]:
    """A line and a number for each year; every second, fifth or tenth number where they would touch."""
    every = next((step for step in (1, 2, 5, 10) if 365 * scale * step >= 30), 20)  # pixels of a number
    marks = []
    for year in range(first.year + 1, last.year + 1):
        at = LEFT + (date(year, 1, 1) - first).days * scale
        label = (
            f'<text x="{at:.1f}" y="{TOP - 12}" font-size="11" text-anchor="middle" fill="#0b0c0c">{year}</text>'
            if year % every == 0
            else ""
        )
        marks.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{TOP - 6}" y2="{height}" stroke="#dadcde"/>{label}')
    return marks


def scale_of(first: date, last: date) -> float:
    """Pixels a day."""
    return (WIDTH - LEFT - 20) / max((last - first).days, 1)


def draw(bars: Sequence[Bar], first: date, last: date) -> str:
    """The figure: lanes from top to bottom, time from left to right; each mark carries its words as a title."""
    scale, height, lanes, marks = scale_of(first, last), TOP, [], []
    for lane in LANES:
        mine = [bar for bar in bars if bar.lane == lane]
        lanes.append(f'<text x="4" y="{height + 13}" font-size="13" fill="#0b0c0c">{lane}</text>')
        for bar in mine:
            x, wide = LEFT + (bar.from_on - first).days * scale, (bar.to_on - bar.from_on).days * scale
            marks.append(draw_bar(bar, x, wide, height + bar.row * ROW))
        height += (max((bar.row for bar in mine), default=0) + 1) * ROW + 6
        lanes.append(f'<line x1="0" x2="{WIDTH}" y1="{height - 1}" y2="{height - 1}" stroke="#b1b4b6"/>')
        height += 6
    says = f"{len(bars)} spells and events by agency, from {first} to {last}; {sum(bar.doubtful for bar in bars)} rest on a doubtful link."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="tl-t tl-d" viewBox="0 0 {WIDTH} {height}">'
        f'<title id="tl-t">One journey by agency</title><desc id="tl-d">{escape(says)}</desc>'
        f"{''.join([*draw_years(first, last, scale, height), *lanes, *marks])}</svg>"
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
    found = unplaced(events, spells, last)
    first, end = min((bar.from_on for bar in found), default=last), max([last, *(bar.to_on for bar in found)])
    bars = place_bars(found, gap=round(MARK / scale_of(first, end)))
    page = draw(bars, first, end)
    style = "body{font-family:Arial,sans-serif;margin:1rem}table{border-collapse:collapse}th,td{border:1px solid #b1b4b6;padding:.2rem .5rem;text-align:left}"
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>One journey by agency</title><style>{style}</style></head><body>'
        "<main><h1>One journey by agency</h1><p>One person's records: invented, or inside the secure setting. Not to be passed on.</p>"
        f'<figure><div tabindex="0" role="group" aria-label="Timeline">{page}</div><figcaption>{LEGEND}</figcaption></figure>{as_table(bars)}</main></body></html>\n'
    )
