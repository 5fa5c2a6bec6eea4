"""Charts: names of lines stand clear of each other, a line keeps the colour it is given, and nought lies where it must."""

import re

import pytest

from throughcare.report.charts.bars import Mark
from throughcare.report.charts.differences import differences
from throughcare.report.charts.lines import Series, lines
from throughcare.report.palette import NAVY, SERIES, WINE


def labels(drawing):
    """Every text of a drawing with where it stands."""
    found = re.findall(r'<text[^>]*?x="([-\d.]+)"[^>]*?y="([-\d.]+)"[^>]*>([^<]*)<', str(drawing.svg))
    return {text: (float(x), float(y)) for x, y, text in found}


def test_names_of_lines_that_end_together_stand_in_the_order_of_their_values():
    one = Series("lower", ((0.0, 0.0), (10.0, 62.0)))
    other = Series("upper", ((0.0, 0.0), (10.0, 64.0)))
    places = labels(lines("c", "t", "d", [one, other], across="days"))
    assert places["upper"][1] + 16 <= places["lower"][1]


def test_a_name_gives_way_to_another_line():
    early = Series("early", ((0.0, 50.0), (4.0, 50.0)))
    late = Series("late", ((0.0, 20.0), (4.5, 50.0), (10.0, 50.0)))
    y = labels(lines("c", "t", "d", [early, late], across="days"))["early"][1]
    line = 16.0 + 260.0 * (1 - 50.0 / 60.0)
    assert not line - 4 < y < line + 16


def test_a_line_keeps_the_colour_it_is_given():
    drawn = str(lines("c", "t", "d", [Series("second", ((0.0, 1.0), (1.0, 2.0)), look=1)], across="days").svg)
    assert f'stroke="{SERIES[1]}"' in drawn
    assert f'stroke="{SERIES[0]}"' not in drawn


@pytest.mark.parametrize(("low", "high", "colour"), [(1.0, 9.0, WINE), (-1.0, 9.0, NAVY)])
def test_a_difference_that_is_surely_on_one_side_is_marked(low, high, colour):
    drawn = str(differences("c", "t", "d", [Mark("step", 4.0, "4", low, high)], less="less", more="more").svg)
    assert f'fill="{colour}"' in drawn


def test_differences_that_are_withheld_are_not_drawn():
    withheld, shown = Mark("withheld step", None, "withheld"), Mark("step", -4.0, "-4", -9.0, 1.0)
    drawn = str(differences("c", "t", "d", [withheld, shown], less="less", more="more").svg)
    assert "withheld step" not in drawn
    assert "Every number" in str(differences("c", "t", "d", [withheld], less="less", more="more").svg)
