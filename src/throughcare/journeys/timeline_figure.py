"""The figure of one person's timeline: lanes from top to bottom, time from left to right, words beside every mark and nothing over anything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import escape

MEETING = "programme meeting"
WIDTH, LEFT, ROW, TOP, EDGE = 960, 100, 22, 40, 20
DOT, LETTER, GAP, TIP = (
    6.0,
    5.9,
    5.0,
    6,
)  # pixels: half a dot with its edge, a letter, the gap between two marks, the point of what lasts
LONGEST = 44  # letters of a name; a longer one is cut and stands whole in the table


@dataclass(frozen=True)
class Bar:
    """A stretch or a day in a lane."""

    lane: str
    name: str
    from_on: date
    to_on: date
    is_point: bool
    is_open: bool
    doubtful: bool


def words_of(bar: Bar) -> str:
    """A bar in words, as a reader who cannot see it needs them."""
    when = f"{bar.from_on}" if bar.is_point else f"{bar.from_on} to {'the end of the extract' if bar.is_open else bar.to_on}"
    return f"{bar.lane}: {bar.name}, {when}{', doubtful link' if bar.doubtful else ''}"


@dataclass(frozen=True)
class Mark:
    """A bar in its place: its row in the lane, its first pixel and width, its words, where they begin, or where they end if `before`."""

    bar: Bar
    row: int
    x: float
    wide: float
    words: str
    words_at: float
    before: bool = False

    def ends(self) -> tuple[float, float]:
        """The first and last pixel of the mark with its words."""
        half = DOT if self.bar.is_point else 0.0
        said = len(self.words) * LETTER
        start, end = (self.words_at - said, self.words_at) if self.before else (self.words_at, self.words_at + said)
        return min(self.x - half, start), max(self.x + max(self.wide, half) + TIP * self.bar.is_open, end)


def unrowed(bar: Bar, first: date, scale: float) -> Mark:
    """A bar's pixels: words in it where they fit, else on its right, or on its left where the figure ends."""
    x, wide = LEFT + (bar.from_on - first).days * scale, (bar.to_on - bar.from_on).days * scale
    words = bar.name if len(bar.name) <= LONGEST else bar.name[: LONGEST - 1] + "\u2026"
    said = len(words) * LETTER
    half = DOT if bar.is_point else max(wide, 2.0) + TIP * bar.is_open
    before = False
    if not bar.is_point and said + 8 <= wide:
        at = x + 4
    elif x + half + GAP + said <= WIDTH:
        at = x + half + GAP
    else:
        at, before = x - (DOT if bar.is_point else 0.0) - GAP, True
    return Mark(bar, 0, x, 0.0 if bar.is_point else wide, words, at, before)


def place(bars: Sequence[Bar], first: date, scale: float) -> list[Mark]:
    """The marks of one lane, each in the first row that is free where it and its words stand; meetings, many and alike, share one row under them."""
    marks = [unrowed(bar, first, scale) for bar in bars if bar.name != MEETING]
    busy: list[float] = []
    placed = []
    for mark in sorted(marks, key=lambda m: (m.ends(), m.words)):
        start, end = mark.ends()
        row = next((n for n, until in enumerate(busy) if until + GAP <= start), len(busy))
        busy[row : row + 1] = [end]
        placed.append(replace(mark, row=row))
    met = [unrowed(bar, first, scale) for bar in bars if bar.name == MEETING]
    return placed + [replace(mark, row=len(busy)) for mark in met]


def draw_mark(mark: Mark, y: int) -> str:
    """A dot for a day, a bar for a stretch, pointed where it lasts; dashed and hollow where the link is doubtful."""
    bar, x = mark.bar, mark.x
    dash = ' stroke-dasharray="4 3"' if bar.doubtful else ""
    title = f"<title>{escape(words_of(bar))}</title>"
    if bar.name == MEETING:
        return f'<rect x="{x - 1:.1f}" y="{y + 2}" width="2" height="12" fill="#801650">{title}</rect>'
    anchor = ' text-anchor="end"' if mark.before else ""
    look = f'font-size="11" fill="#0b0c0c" pointer-events="none"{anchor}'
    text = f'<text x="{mark.words_at:.1f}" y="{y + 12}" {look}>{escape(mark.words)}</text>'
    if bar.is_point:
        fill = "#ffffff" if bar.doubtful else "#801650"
        return f'<circle cx="{x:.1f}" cy="{y + 8}" r="5" fill="{fill}" stroke="#801650"{dash}>{title}</circle>{text}'
    fill, wide = "#ffffff" if bar.doubtful else "#bccdde", max(mark.wide, 2.0)
    tip = f"l{TIP} 8 {-TIP} 8" if bar.is_open else "v16"
    return f'<path d="M{x:.1f} {y}h{wide:.1f}{tip}h{-wide:.1f}Z" fill="{fill}" stroke="#12436D"{dash}>{title}</path>{text}'


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


def draw(bars: Sequence[Bar], lanes: Sequence[str], first: date, last: date) -> str:
    """The figure; each mark carries its words as a title too, so that a cut name can be read whole."""
    scale = (WIDTH - LEFT - EDGE) / max((last - first).days, 1)
    height, drawn, marks = TOP, [], []
    for lane in lanes:
        mine = place([bar for bar in bars if bar.lane == lane], first, scale)
        drawn.append(f'<text x="4" y="{height + 13}" font-size="13" fill="#0b0c0c">{lane}</text>')
        marks += [draw_mark(mark, height + mark.row * ROW) for mark in mine]
        height += (max((mark.row for mark in mine), default=0) + 1) * ROW + 6
        drawn.append(f'<line x1="0" x2="{WIDTH}" y1="{height - 1}" y2="{height - 1}" stroke="#b1b4b6"/>')
        height += 6
    says = f"{len(bars)} spells and days by agency, from {first} to {last}; {sum(bar.doubtful for bar in bars)} rest on a doubtful link."
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="tl-t tl-d" viewBox="0 0 {WIDTH} {height}">'
        f'<title id="tl-t">One journey by agency</title><desc id="tl-d">{escape(says)}</desc>'
        f"{''.join([*draw_years(first, last, scale, height), *drawn, *marks])}</svg>"
    )
