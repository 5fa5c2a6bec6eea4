"""The main figures by link set, and whether they still belong to the study's records."""

import pytest

from throughcare.errors import StudyError
from throughcare.findings.figures import figure_lines, is_current, read_figures, write_figures

MADE = [
    {"link_set": name, "figure": "people", "people": people, "counted": counted}
    for name, people, counted in (
        ("strict", 210, 100),
        ("default", 200, 100),
        ("wide", 190, 100),
        ("draw-01", 201, 99),
        ("draw-02", 199, 101),
    )
]
TEXT = write_figures(MADE)


def now(people, counted):
    return [{"figure": "people", "people": people, "counted": counted}]


@pytest.mark.parametrize(
    ("text", "own", "figures", "current"),
    [
        (TEXT, "default", now(200, 100), True),
        (TEXT, "wide", now(190, 100), True),
        (TEXT, "default", now(200, 101), False),  # other extracts, or other decisions on links
        (TEXT, "draw-05", now(200, 100), False),  # never made for this link set
        ("", "default", now(200, 100), False),
    ],
)
def test_figures_are_current_where_those_of_the_study_s_own_link_set_are_what_they_were(text, own, figures, current):
    assert is_current(text, own, figures) is current


def test_the_range_and_the_draws_stand_beside_the_thresholds():
    lines = {row["link_set"]: row for row in figure_lines(TEXT)}
    assert list(lines) == ["strict", "default", "wide", "strict to wide", "2 drawn link sets"]
    assert lines["strict to wide"]["low"] == pytest.approx(100 * 100 / 210)
    assert lines["strict to wide"]["high"] == pytest.approx(100 * 100 / 190)


def test_a_row_that_is_no_row_is_named_by_its_line():
    with pytest.raises(StudyError, match="line 3"):
        read_figures("\n".join([*TEXT.splitlines()[:2], "default,people,many,1"]))
