"""One person's journey by agency lane, as an accessible figure and a table.

For invented people, or inside the secure setting on the identity side: a single journey never leaves. Overlapping spells are stacked;
a link below DOUBTFUL is drawn dashed and said in words; a day that is not known is a stretch, not a point.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from html import escape
from typing import Any

from throughcare.journeys.timeline_figure import MEETING, Bar, draw

LANES = ("police", "court", "prison", "programme", "probation", "community")
KIND_LANES = {
    "custody": "prison", "licence": "probation", "community_order": "probation", "order": "court", "programme": "programme", "service": "community",
    "circle": "community", "mappa": "probation",
}  # fmt: skip
DOUBTFUL = 0.95
LONGEST_ACRONYM = 5

LEGEND = (
    "A dot is what happened on one day, events of one day together (a tick: a meeting); a bar is a spell, or an event of which only a stretch of days is known. "
    "A bar with a point on its right lasts. "
    f"Dashed and hollow: the link to this person is doubtful (probability below {DOUBTFUL})."
)


def lane_of(agency: str, activity: str) -> str:
    """The lane an event stands in: programmes have their own, whoever delivers them."""
    return "programme" if activity.startswith(("PROGRAMME", "REFERRAL")) else agency


def unplaced(events: Iterable[Mapping[str, Any]], spells: Iterable[Mapping[str, Any]], last: date) -> list[Bar]:
    """Spells and events as bars without a row; what has no day at all cannot be drawn and stays in the table only."""
    bars = []
    for spell in spells:
        if spell["start_lo"]:
            end = spell["end_on"] or last
            name = name_of(spell["kind"], spell["detail"])
            start = spell["start_lo"]
            if spell["start_hi"] != start:
                name += f" (began by {spell['start_hi'] or 'a day not known'})"
            bars.append(
                Bar(
                    KIND_LANES[spell["kind"]],
                    name,
                    start,
                    max(start, end),
                    False,
                    spell["end_on"] is None,
                    spell["probability"] < DOUBTFUL,
                )
            )
    for event in sorted(events, key=lambda one: (one.get("day_order") or 0, one["activity"])):
        lane = lane_of(event["agency"], event["activity"])
        if event["start_lo"] and lane in LANES:
            high = event["start_hi"] or event["start_lo"]
            words = words_of_activity(event["activity"])
            bars.append(
                Bar(
                    lane,
                    words,
                    event["start_lo"],
                    max(high, event["start_lo"]),
                    event["start_on"] is not None,
                    False,
                    event["probability"] < DOUBTFUL,
                )
            )
    return bars


def words_of_activity(activity: str) -> str:
    """An event in words."""
    if activity.startswith("ASSESSMENT_"):
        return f"{activity.removeprefix('ASSESSMENT_').replace('_', ' ').lower().replace('oasys', 'OASys')} assessment"
    return activity.replace("_", " ").lower().replace("mappa", "MAPPA")


def name_of(kind: str, detail: str | None) -> str:
    """A spell in words: a programme or service by its name, other details behind the kind."""
    plain = {"mappa": "MAPPA"}.get(kind, kind.replace("_", " "))
    if not detail:
        return plain
    if kind in {"programme", "service"}:
        return detail.replace("_", " ")
    said = detail.replace("_", " ") if len(detail) <= LONGEST_ACRONYM else detail.replace("_", " ").lower()
    return f"{plain}: {said}"


def gather_days(bars: Iterable[Bar]) -> list[Bar]:
    """The bars with the events of one lane, day and kind of link as one, named by all of them; meetings stay as they are."""
    alone, days = [], defaultdict(list)
    for bar in bars:
        if bar.is_point and bar.name != MEETING:
            days[bar.lane, bar.from_on, bar.doubtful].append(bar)
        else:
            alone.append(bar)
    for held in days.values():
        names = Counter(bar.name for bar in held)
        alone.append(replace(held[0], name=", ".join(f"{name} ({n})" if n > 1 else name for name, n in names.items())))
    return alone


def as_table(bars: Sequence[Bar]) -> str:
    """The same as an HTML table, in the order of time."""
    rows = "".join(
        f'<tr><th scope="row">{bar.from_on}</th><td>{"" if bar.is_point else "lasting" if bar.is_open else bar.to_on}</td><td>{bar.lane}</td>'
        f"<td>{escape(bar.name)}</td><td>{'doubtful' if bar.doubtful else 'sure'}</td></tr>"
        for bar in sorted(bars, key=lambda b: (b.from_on, LANES.index(b.lane), b.to_on, b.name))
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("From", "To", "Agency", "What", "Link"))
    return f"<table><caption>The same, in the order of time</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def make_timeline(events: Iterable[Mapping[str, Any]], spells: Iterable[Mapping[str, Any]], last: date) -> str:
    """One page: figure and table of one person's events and spells."""
    bars = unplaced(events, spells, last)
    first, end = min((bar.from_on for bar in bars), default=last), max([last, *(bar.to_on for bar in bars)])
    page = draw(gather_days(bars), LANES, first, end)
    style = "body{font-family:Arial,sans-serif;margin:1rem}table{border-collapse:collapse}th,td{border:1px solid #b1b4b6;padding:.2rem .5rem;text-align:left}"
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>One journey by agency</title><style>{style}</style></head><body>'
        "<main><h1>One journey by agency</h1><p>One person's records: invented, or inside the secure setting. Not to be passed on.</p>"
        f'<figure><div tabindex="0" role="group" aria-label="Timeline">{page}</div><figcaption>{LEGEND}</figcaption></figure>{as_table(bars)}</main></body></html>\n'
    )
