"""One person's timeline: nothing covers anything, doubt is shown, an uncertain day is a stretch."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from throughcare.commands.timeline import check_may_show
from throughcare.errors import UsageError
from throughcare.journeys.timeline import LANES, gather_days, make_timeline, name_of, unplaced
from throughcare.journeys.timeline_figure import LEFT, WIDTH, place

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


def marks_of(events, spells, scale=0.1):
    """Every mark of every lane, with its lane."""
    bars = gather_days(unplaced(events, spells, LAST))
    first = min(bar.from_on for bar in bars)
    return [(lane, mark) for lane in LANES for mark in place([bar for bar in bars if bar.lane == lane], first, scale)]


def assert_nothing_covers_anything(marks):
    for number, (lane, mark) in enumerate(marks):
        for other_lane, other in marks[number + 1 :]:
            if (lane, mark.row) == (other_lane, other.row):
                (start, end), (other_start, other_end) = mark.ends(), other.ends()
                assert end < other_start or other_end < start


def test_marks_and_their_words_cover_nothing():
    days = [event("CHARGE", "court", date(2015, 5, day)) for day in range(1, 20)] + [event("ARREST", "police", date(2010, 1, 1))]
    for scale in (0.02, 0.1, 1.0):
        assert_nothing_covers_anything(marks_of([*EVENTS, *days], SPELLS, scale))


def test_words_stay_within_the_figure():
    late = [event("REFERRAL_ASSESSMENT_STARTED", "prison", date(2020, 12, day)) for day in range(1, 29)]
    page = make_timeline([*EVENTS, *late], SPELLS, LAST)
    for x, end, words in re.findall(
        r'<text x="([\d.]+)" y="\d+" font-size="11" fill="#0b0c0c" pointer-events="none"( text-anchor="end")?>([^<]*)', page
    ):
        start = float(x) - 5.9 * len(words) if end else float(x)
        assert start >= LEFT - 10
        assert start + 5.9 * len(words) <= WIDTH


def test_events_of_one_day_are_one_dot_with_all_their_names_and_the_table_keeps_each():
    day = date(2015, 5, 1)
    page = make_timeline(
        [event("CHARGE", "court", day), event("CHARGE", "court", day), event("ASSESSMENT_OASYS", "court", day)], [], LAST
    )
    assert page.count("<circle") == 1
    assert ">OASys assessment, charge (2)</text>" in page
    assert page.count('<th scope="row">') == 3


def test_a_doubtful_event_is_no_part_of_a_sure_one():
    day = date(2015, 5, 1)
    page = make_timeline([event("CHARGE", "court", day), event("CHARGE", "court", day, probability=0.5)], [], LAST)
    assert page.count("<circle") == 2


def test_meetings_share_one_row_under_everything_else_of_their_lane():
    met = [event("PROGRAMME_MEETING", "prison", date(2016, 6, day)) for day in range(1, 29)]
    marks = [mark for lane, mark in marks_of([*EVENTS, *met], SPELLS) if lane == "programme"]
    rows = {mark.row for mark in marks if mark.bar.name == "programme meeting"}
    assert rows == {1 + max(mark.row for mark in marks if mark.bar.name != "programme meeting")}


@pytest.mark.parametrize(
    ("kind", "detail", "name"),
    [("order", "SHPO", "order: SHPO"), ("order", "NOTIFICATION", "order: notification"), ("mappa", "1", "MAPPA: 1"), ("programme", "Horizon", "Horizon"), ("licence", None, "licence")],
)  # fmt: skip
def test_spells_are_named_in_words(kind, detail, name):
    assert name_of(kind, detail) == name


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
