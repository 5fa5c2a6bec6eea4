"""What the evaluation's section says: every sentence from the cells that stand below it, in words and not in codes."""

import re

import pytest

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context, protect
from throughcare.disclosure.published import Cell, Column
from throughcare.evaluation.panel import LABELS
from throughcare.evidence.answers import EvidenceTable
from throughcare.findings.evaluations import make_row
from throughcare.findings.from_document import make_true_tables
from throughcare.report.block import make_given
from throughcare.report.labels import pretty_point
from throughcare.report.page import make_page
from throughcare.report.sections.evaluation import BLOCKS
from throughcare.report.sections.evaluation_cells import Names, rows_of
from throughcare.report.sections.evaluation_doubts import say_linkage
from throughcare.report.sections.evaluation_words import headline, jdl_words, say_curves, say_spread
from throughcare.report.table_html import cell_text
from throughcare.report.words import number

from .pages import provenance, tables

TITLE, OUTCOME = "A ready-made programme", "a proven reoffence within a year"
PLANS = [
    EvidenceTable("plans", "P", "1 plan.", ("plan", "what", "words"), (("ready-made", "title", f"Exploratory: {TITLE}"),), "", "plans"),
    EvidenceTable("target trials", "T", "x", ("plan", "element", "in", "here"), (("ready-made", "outcome", OUTCOME, "x"),), "", "plans"),
]  # fmt: skip
NAMES = Names({"p": TITLE}, {"p": OUTCOME})


def cell(value, low=None, high=None):
    return Cell(value, "published", "", low, high)


NONE = Cell(None, "not_applicable", "not_estimated")


def published(part, name, rows):
    """Rows of an evaluation through the finding's SQL and `protect`, as a report has them."""
    made = [
        make_row(plan, at, part, label, **{"started": 5000, "compared": 5000, "smallest_level": 1000, **numbers})
        for at, (plan, label, numbers) in enumerate(rows)
    ]
    done = protect(make_true_tables(made), read_policy(), Context("E", "2024-03-31"))
    return next(table for table in done.tables if table.name == name)


def panel(*rows):
    ends = {
        "value_low": -1.0,
        "value_high": 1.0,
        "ratio": 1.0,
        "ratio_low": 0.9,
        "ratio_high": 1.1,
        "mean_started": 10.0,
        "mean_compared": 10.0,
    }
    return published("panel", "evaluation_panel", [(plan, label, {"value": value, **ends}) for plan, label, value in rows])


@pytest.fixture(scope="module")
def said():
    given = make_given(tables(), PLANS, provenance())
    return {block.title: block for one in BLOCKS if (block := one(given))}


def test_the_headline_and_the_summary_name_the_plan_by_its_title_and_say_what_the_outcome_is(said):
    found = said["The study\u2019s own evaluations"].found
    assert found.startswith(f"{TITLE}: no difference was found. Of 100 typical people who started, the equivalent of ")
    assert f"had {OUTCOME}" in found
    page = make_page(make_given(tables(), PLANS, provenance()))
    summary = page[page.index('id="summary"') : page.index('id="contents"')]
    assert TITLE in summary
    assert "ready-made:" not in summary


def test_no_sentence_or_chart_holds_a_code_or_a_power_of_ten(said):
    for block in said.values():
        words = f"{block.found} {block.drawing.svg if block.drawing else ''}"
        assert not re.search(r"\de[-+]?\d", re.sub(r"<[^>]+>", " ", words)), block.title
        for code in ("match_replacement", "aipw", "ipw", "ready-made:"):
            assert code not in words, block.title


@pytest.mark.parametrize("name", LABELS)
def test_every_estimator_has_its_name_in_words_in_tables_and_charts(name):
    assert pretty_point(f"3 {name}") == LABELS[name]
    assert pretty_point(f"1 primary: {name}") == f"primary: {LABELS[name]}"


def test_a_plan_s_own_words_stay_as_they_are_but_for_its_codes():
    assert pretty_point("3 risk_band = HIGH") == "risk band = HIGH"
    assert pretty_point("3 none") == "none"
    assert pretty_point("1 any: smallest fall: ratio") == "any offence: smallest fall: ratio"


def test_one_estimate_is_named_and_several_alike_are_not_given_as_a_range():
    one = panel(("p", "1 a violent offence", 0.1))
    assert say_spread(one, NAMES) == "One estimate is shown, for a violent offence: 0.1 more per 100 people."
    two = panel(("p", "1 x", 0.1), ("p", "2 y", 0.1))
    assert say_spread(two, NAMES) == "All 2 estimates shown come to 0.1 more per 100 people."
    mixed = panel(("p", "1 x", -1.8), ("p", "2 y", -0.04))
    assert say_spread(mixed, NAMES) == "The 2 estimates shown lie between 1.8 fewer and no difference per 100 people."


def test_several_plans_are_each_named():
    names = Names({"p": TITLE, "q": "Another"})
    table = panel(("p (exploratory)", "1 x", 0.1), ("q", "1 x", 0.1))
    assert say_spread(table, names) == (
        f"{TITLE} (exploratory): one estimate is shown, for x: 0.1 more per 100 people. Another: one estimate is shown, for x: 0.1 more per 100 people."
    )


def test_shares_of_two_groups_are_given_for_one_day_only():
    seen = (("started", 90, 250), ("started", 180, 450), ("compared", 90, 300), ("compared", 365, 800))
    rows = [("p", f"event|{group}|{day}", {"people": 5000, "events": n, "value": n / 5000}) for group, day, n in seen]
    assert say_curves(published("curve", "evaluation_curves", rows), NAMES) == (
        "By day 90 the outcome had come to 5% of those who started and 6% of those compared."
    )


def test_a_recall_that_ends_a_curve_is_told_with_what_the_headline_counts():
    rows = [
        ("p", f"{kind}|{group}|365", {"people": 5000, "events": n, "value": n / 5000})
        for kind, group, n in (
            ("event", "started", 450),
            ("recall", "started", 900),
            ("event", "compared", 500),
            ("recall", "compared", 1000),
        )
    ]
    assert say_curves(published("curve", "evaluation_curves", rows), NAMES) == (
        "By day 365 the outcome had come to 9% of those who started and 10% of those compared. By day 365 recall had come to 18% of those who started "
        "and 20% of those compared. A recall ends these curves: what was done after it is not in them. The result above counts everybody over the whole "
        "follow-up, recalled or not, as the Justice Data Lab does."
    )


def test_the_justice_data_lab_s_sentence_gives_rates_and_no_count(said):
    words = said["Justice Data Lab tables"].found
    table = said["Justice Data Lab tables"].table
    rates = next(cells for _, label, cells in rows_of(table) if "table 1:" in label)
    assert (
        f"rate: {rates['mean_started'].value:g}% in the treatment group, {rates['mean_compared'].value:g}% in the comparison group;"
        in words
    )
    assert rates["started"].text not in words.partition("Table 2")[0]
    withheld = {"value": Cell(None, "withheld", "too_few_for_estimate"), "mean_started": NONE, "mean_compared": NONE}
    assert jdl_words("1 table 1: One-year proven reoffending rate", withheld) == ""


GRID_WORDS = "of 900 linkage errors tried, about 630 leave the direction of the result as it is and about 270 turn it."


@pytest.mark.parametrize(
    ("link_sets", "words"),
    [
        ((), "It was not repeated under other link sets; "),
        ((-0.5, -0.9), "Under 2 other link sets it lies between 0.9 fewer and 0.5 fewer per 100 people; "),
        ((-0.7, -0.7), "Under 2 other link sets it is 0.7 fewer per 100 people; "),
    ],
)
def test_the_linkage_sentence_says_other_link_sets_and_where_the_direction_turns(link_sets, words):
    sets = [(f"{at} link set {at}", value) for at, value in enumerate(link_sets, start=10)]
    grid = [
        (f"{at} of 900 linkage errors tried: {what}", value)
        for at, what, value in (
            (41, "the direction holds", 630.0),
            (42, "the direction turns", 270.0),
            (43, "no true rate fits", 0.0),
        )
    ]
    rows = [("p", label, {"value": value}) for label, value in (*sets, *grid)]
    assert say_linkage(published("linkage", "evaluation_linkage", rows), NAMES) == words + GRID_WORDS


def test_the_words_of_the_linkage_sentence_fit_the_rows_that_a_real_evaluation_gives(said):
    words = said["What linkage error could have done"].found
    assert "linkage errors tried, " in words
    assert "Too few" not in words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.00006, "0.00006"), (600_000.0, "600,000"), (1_234_567.0, "1,234,570"), (0.1 + 0.2, "0.3"), (-0.0, "0"), (15.0, "15"), (-0.71, "-0.71")],
)  # fmt: skip
def test_a_number_is_never_a_power_of_ten(value, words):
    assert number(value) == words


def test_a_tiny_p_value_is_said_to_be_below_a_thousandth():
    column = Column("adjusted_p", "p", "estimate")
    assert cell_text(cell(0.00006), column) == "below 0.001"
    assert cell_text(cell(0.24), column) == "0.24"
    assert cell_text(Cell(None, "withheld", "too_few_for_estimate"), column) == "withheld"


@pytest.mark.parametrize(("low", "high"), [(-3.0, 2.0), (-3.0, 4.0), (1.0, 2.0), (0.0, 2.0)])
def test_the_headline_says_no_difference_exactly_where_the_interval_holds_nought(low, high):
    cells = {"value": cell(1.5, low, high), "mean_started": cell(15.0), "mean_compared": cell(13.5), "ratio": cell(1.1, 0.9, 1.3)}
    words = headline(NAMES, "p (exploratory)", "1 primary: entropy", cells)
    assert words.startswith(f"{TITLE} (exploratory): ")
    assert ("no difference was found" in words) == (low <= 0 <= high) == ("fails to affect it" in words)
    assert ("1.5 more for every 100" in words) == (not low <= 0 <= high)


def test_a_headline_that_a_gate_refused_gives_no_number():
    cells = {"value": NONE, "mean_started": NONE, "mean_compared": NONE, "ratio": NONE}
    words = headline(NAMES, "p", "1 primary, refused at the gate of balance", cells)
    assert words.startswith(f"{TITLE}: No result is given")
    assert not re.search(r"\d", words)


def test_a_reader_sees_the_plans_title_in_every_table_and_its_short_name_in_the_plans_own_only():
    page = make_page(make_given(tables(), PLANS, provenance()))
    rows = re.findall(r'<th scope="row">([^<]*)</th>', page)
    assert rows.count(TITLE) > len(BLOCKS), "every row of every table but the plans' own"
    assert rows.count("ready-made") == 1
