"""Charts: areas add up, moves off the path have a word and a dash, names of lines stand clear of each other, a line keeps the colour it is given, and nought lies where it must."""

import re
from itertools import pairwise

import pytest

from throughcare.report.charts.areas import HEIGHT, TOP, Area, areas
from throughcare.report.charts.bars import Mark
from throughcare.report.charts.differences import differences
from throughcare.report.charts.graph import Move, Step, graph
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


def test_a_line_that_ends_early_is_led_to_its_name_in_the_margin():
    early = Series("early", ((0.0, 50.0), (4.0, 50.0)))
    late = Series("late", ((0.0, 20.0), (4.5, 50.0), (10.0, 50.0)))
    drawing = lines("c", "t", "d", [early, late], across="days")
    places = labels(drawing)
    assert places["early"][0] == places["late"][0]
    assert abs(places["early"][1] - places["late"][1]) >= 16
    assert str(drawing.svg).count(f'stroke="{SERIES[0]}" stroke-width="1"') == 1


def test_names_of_many_lines_at_the_foot_stay_within_the_picture_and_off_each_other():
    many = [Series(f"line {number}", ((0.0, 50.0), (10.0, 0.5 * number))) for number in range(4)]
    places = labels(lines("c", "t", "d", many, across="days"))
    heights = sorted(places[f"line {number}"][1] for number in range(4))
    assert all(low + 16 <= high for low, high in pairwise(heights))
    assert heights[-1] <= 16 + 260 + 5


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


def shapes(drawing):
    """The corners of every closed shape of a drawing."""
    return [
        [tuple(map(float, point.split())) for point in path.split("L")]
        for path in re.findall(r'd="M([^"CVH]*)Z"', str(drawing.svg))
    ]


def test_areas_stand_upon_each_other_and_what_is_withheld_is_an_area_of_its_own():
    drawing = areas(
        "c", "t", "d", (0.0, 12.0), [Area("low", (60.0, 40.0)), Area("high", (40.0, None))], across="months", ticks_at=(0, 12)
    )
    low, high, withheld = shapes(drawing)
    assert low[1][1] == pytest.approx(TOP + HEIGHT * 0.6)
    assert [y for _, y in high] == pytest.approx([TOP, TOP + HEIGHT * 0.6, TOP + HEIGHT * 0.6, TOP + HEIGHT * 0.4])
    assert withheld[1][1] == pytest.approx(TOP)
    assert "withheld" in labels(drawing)


def test_rounded_shares_never_pass_the_whole():
    drawing = areas("c", "t", "d", (0.0, 1.0), [Area("a", (61.0, 61.0)), Area("b", (41.0, 41.0))], across="months", ticks_at=(0,))
    assert min(y for shape in shapes(drawing) for _, y in shape) == pytest.approx(TOP)
    assert "withheld" not in labels(drawing)


STEPS = [
    Step("a", 1, 0, "A"),
    Step("b", 1, 1, "B"),
    Step("c", 1, 2, "C"),
    Step("end", 2, 1, "End", is_end=True),
    Step("held", 0, 1, "Held"),
]


def test_a_move_off_the_path_has_a_word_and_a_dash_as_well_as_a_colour():
    moves = [Move("a", "b", 100, "100"), Move("a", "c", 20, "20", permitted=False)]
    drawing = graph("c", "t", "d", ("l", "m", "r"), STEPS, moves, off="off the path")
    assert "20 off the path" in labels(drawing)
    dashed = [one for one in re.findall(r"<path[^>]*>", str(drawing.svg)) if "stroke-dasharray" in one]
    assert len(dashed) == 1
    assert f'stroke="{WINE}"' in dashed[0]
    assert "off the path" not in str(graph("c", "t", "d", ("l", "m", "r"), STEPS, moves[:1], off="off the path").svg)


def test_the_more_people_move_the_thicker_the_arrow():
    moves = [Move("a", "b", 100, "100"), Move("b", "c", 50, "50"), Move("b", "end", 1, "1")]
    drawn = str(graph("c", "t", "d", ("l", "m", "r"), STEPS, moves, off="off").svg)
    widths = [float(one) for one in re.findall(r'fill="none"[^>]*stroke-width="([\d.]+)"', drawn)]
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 2 * widths[-1]


def test_numbers_of_a_pair_of_moves_do_not_lie_on_each_other():
    moves = [Move("b", "held", 60, "60"), Move("held", "b", 59, "59")]
    places = labels(graph("c", "t", "d", ("l", "m", "r"), STEPS, moves, off="off"))
    assert abs(places["60"][0] - places["59"][0]) > 20


@pytest.mark.parametrize(
    ("start", "end"), [("a", "a"), ("c", "a"), ("held", "end"), ("end", "held"), ("held", "held"), ("end", "end")]
)
def test_every_move_can_be_drawn_within_the_picture(start, end):
    drawn = str(graph("c", "t", "d", ("l", "m", "r"), STEPS, [Move(start, end, 30, "30", permitted=False)], off="off").svg)
    xs = [float(x) for path in re.findall(r'd="M([^"]*)" fill="none"', drawn) for x in re.findall(r"(-?[\d.]+) -?[\d.]+", path)]
    assert min(xs) >= 0
    assert max(xs) <= 760
