"""One person's timeline: nothing covers anything, doubt is shown, an uncertain day is a stretch."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from throughcare.commands.timeline import check_may_show
from throughcare.errors import UsageError
from throughcare.journeys.timeline import make_timeline, place_bars, unplaced

LAST = date(2020, 12, 31)


def spell(kind, start, end, probability=1.0, detail=None):
    return {"kind": kind, "start_lo": start, "start_hi": start, "end_on": end, "probability": probability, "detail": detail}


def event(activity, agency, low, high=None, probability=1.0):
    high = high or low
    return {
        "activity": activity,
        "agency": agency,
        "start_lo": low,
        "start_hi": high,
        "start_on": low if low == high else None,
        "probability": probability,
    }


SPELLS = [
    spell("custody", date(2016, 1, 1), date(2018, 1, 1)),
    spell("custody", date(2017, 1, 1), None, probability=0.6),
    spell("programme", date(2016, 6, 1), date(2016, 12, 1), detail="Horizon"),
]
EVENTS = [event("CHARGE", "court", date(2015, 5, 1)), event("PROGRAMME_STARTED", "prison", date(2017, 1, 1), date(2017, 12, 31))]


def test_overlapping_spells_are_stacked():
    bars = place_bars(unplaced(EVENTS, SPELLS, LAST))
    for bar in bars:
        for other in bars:
            if bar is not other and (bar.lane, bar.row) == (other.lane, other.row):
                assert bar.to_on < other.from_on or other.to_on < bar.from_on


def test_dots_of_one_row_do_not_cover_one_another():
    days = [event("CHARGE", "court", date(2015, 5, day)) for day in range(1, 20)] + [event("ARREST", "police", date(2010, 1, 1))]
    page = make_timeline(days, SPELLS, LAST)
    dots = [(float(x), y) for x, y in re.findall(r'<circle cx="([\d.]+)" cy="(\d+)"', page)]
    assert len(dots) == len(days)
    for place, (x, y) in enumerate(dots):
        assert all(abs(x - other) >= 10 for other, row in dots[place + 1 :] if row == y)


def test_meetings_share_one_row_under_everything_else_of_their_lane():
    met = [event("PROGRAMME_MEETING", "prison", date(2016, 6, day)) for day in range(1, 29)]
    bars = place_bars(unplaced([*EVENTS, *met], SPELLS, LAST), gap=60)
    rows = {bar.row for bar in bars if bar.name == "programme meeting"}
    assert rows == {1 + max(bar.row for bar in bars if bar.lane == "programme" and bar.name != "programme meeting")}


def test_a_spell_that_began_within_a_year_says_by_when():
    began = spell("custody", date(2016, 1, 1), date(2018, 1, 1)) | {"start_hi": date(2016, 12, 31)}
    assert "custody (began by 2016-12-31)" in make_timeline([], [began], LAST)


def test_a_doubtful_link_is_dashed_and_said():
    page = make_timeline(EVENTS, SPELLS, LAST)
    assert "stroke-dasharray" in page
    assert "doubtful link" in page
    assert "stroke-dasharray" not in make_timeline(EVENTS, SPELLS[:1], LAST)


def test_a_year_without_a_day_is_a_stretch():
    bars = unplaced(EVENTS, [], LAST)
    assert [bar.is_point for bar in bars] == [True, False]


def test_the_figure_is_well_formed_and_the_table_says_the_same():
    page = make_timeline(EVENTS, SPELLS, LAST)
    figure = ET.fromstring(page[page.index("<svg") : page.index("</svg>") + 6])
    assert figure.get("role") == "img"
    assert page.count("<tr>") == 1 + len(EVENTS) + len(SPELLS)


def test_names_in_a_record_cannot_break_the_page():
    assert "<script>" not in make_timeline([], [spell("programme", date(2016, 1, 1), None, detail="<script>")], LAST)


def test_a_real_person_is_not_shown_without_saying_so(tmp_path):
    with pytest.raises(UsageError, match="invented people only"):
        check_may_show(tmp_path, identity=False)
    check_may_show(tmp_path, identity=True)
