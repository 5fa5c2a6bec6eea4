"""The page of one evaluation: the report's own blocks and charts, no exact number, and it needs nothing but itself."""

import html
import json
import re

import pytest
from click.testing import CliRunner
from pyarrow import parquet

from throughcare.commands.evaluate import command as evaluate

EFFECTS = """record,measure,estimate,se,n_treated,e_treated,n_control,e_control,authors_in_programme
Alpha 2010,RR,,,300,40,310,55,yes
Beta 2014,RR,,,120,20,130,22,no
Gamma 2019,RR,0.8,0.12,,,,,no
Delta 2020,HR,0.7,0.20,,,,,no
"""
TREATED, COMPARED = 303, 1209


@pytest.fixture
def place(tmp_path, plan_text, invented_table):
    (tmp_path / "plan.toml").write_text(plan_text, encoding="utf-8")
    (tmp_path / "effects.csv").write_text(EFFECTS, encoding="utf-8")
    parquet.write_table(invented_table(treated=TREATED, compared=COMPARED, rate=0.2, seed=6), tmp_path / "cohort.parquet")
    return tmp_path


def made(place, *words):
    to = place / "result"
    given = [place / "cohort.parquet", "--plan", place / "plan.toml", "--to", to, "--quiet", *words]
    CliRunner().invoke(evaluate, [str(word) for word in given], catch_exceptions=False, standalone_mode=False)
    return (to / "evaluation.html").read_text(encoding="utf-8"), json.loads((to / "evaluation.json").read_text(encoding="utf-8"))


def in_words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_has_the_blocks_of_the_report_in_their_order_with_their_charts(place):
    page, result = made(place, "--literature", place / "effects.csv")
    headings = re.findall(r"<h3>([^<]*)</h3>", page)
    order = [
        "The plan of this evaluation",
        "The trial that it imitates",
        "Balance before and after adjustment",
        "The study\u2019s own evaluations",
        "The specification panel",
    ]
    assert [one for one in headings if one in order] == order
    assert headings[-2:] == ["Published studies", "Limits of the evaluation"]
    assert page.count("<svg") >= 3, "love plot, forest plot, panel"
    forest = page[page.index('id="c-effects-t"') :]
    forest = in_words(forest[: forest.index("</svg>")])
    assert "Alpha 2010" in forest
    assert "these records" in forest
    assert result["plan_sha256"] in page
    assert "Not pooled: Delta 2020 (measured as HR, not as RR)." in in_words(page)
    assert "<h1>Exploratory: " in page


@pytest.mark.parametrize("words", [(), ("--unprotected",)], ids=["protected", "unprotected text"])
def test_no_exact_number_of_people_stands_in_the_page_whatever_the_text_holds(words, place):
    page, result = made(place, *words)
    said = in_words(page)
    for number in (TREATED, COMPARED, TREATED + COMPARED):
        assert not re.search(rf"(?<![\d.,]){number:,}(?![\d.,])", said), number
    exact = f"{100 * result['primary']['estimate']['difference']:.3f}"
    assert exact not in said
    assert result["flow"][0]["people"] == TREATED + COMPARED


def test_the_page_loads_nothing_and_runs_nothing(place):
    page, _ = made(place)
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)
    assert "default-src 'none'" in html.unescape(page)


def test_deviations_from_the_locked_plan_stand_on_the_page(place):
    words = ["--plan", str(place / "plan.toml"), "--lock", "--quiet"]
    CliRunner().invoke(evaluate, words, catch_exceptions=False, standalone_mode=False)
    said = in_words(made(place)[0])
    assert "none from the plan as locked" in said
    plan = (place / "plan.toml").read_text(encoding="utf-8")
    (place / "plan.toml").write_text(f"{plan}\n[gates]\nlargest_difference = 0.2\n", encoding="utf-8")
    said = in_words(made(place)[0])
    assert "deviation: gates.largest_difference" in said
    assert "now 0.2" in said
    assert "Exploratory" not in said
