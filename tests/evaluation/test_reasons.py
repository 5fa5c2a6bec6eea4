"""What could not be answered says why, in protected text without a count of people and without a level of a covariate."""

import re

import pytest
from tests.evaluation.test_strange_cohorts import LEAN, REFUSALS, STRICT, put, run, started

from throughcare.disclosure.published import Cell
from throughcare.errors import WITHOUT_COUNTS, RefusedError
from throughcare.evaluation.tables import carry_out

NOTHING = Cell(None, "not_applicable", "not_estimated")
WHO = "tells who started and who did not, so that nobody is comparable"


def line_with(text, words):
    return next(line for line in text.splitlines() if words in line)


def test_a_variant_without_an_answer_says_why(tmp_path):
    few = put("strict", "0", lambda row: not row["person"].endswith("77"))
    said = line_with(run(tmp_path, few, LEAN + STRICT), "no answer")
    assert said == "v: no answer (fewer than 10 people in a group, or an outcome that is not known for everybody)"


def test_a_variant_in_which_a_covariate_tells_the_groups_apart_names_it_without_level_or_count(tmp_path):
    apart = put("strict", lambda row: "1" if started(row) == (row["denial"] == "1") else "0")
    said = line_with(run(tmp_path, apart, LEAN + STRICT), "no answer")
    assert said == f"v: no answer (denial {WHO})"


def test_a_subgroup_without_an_answer_says_why(tmp_path):
    said = line_with(run(tmp_path, put("young", "0")), "no answer")
    assert said.endswith(": no answer (fewer than 10 people in a group, or an outcome that is not known for everybody)")


def test_an_estimator_without_an_answer_says_why(tmp_path):
    plan = LEAN.replace('primary = "entropy"', 'primary = "entropy"\nradius = 1e-12\ncaliper = 1e-12')
    said = run(tmp_path, put("age", lambda row: f"{row['age']}{row['person'][-3:]}"), plan)
    assert (
        "everybody within a radius, weighted: no answer (nobody compared stands within the radius of anybody who started)" in said
    )
    assert (
        "caliper, without replacement: no answer (nobody could be matched: no comparison person stands within the caliper" in said
    )


@pytest.mark.parametrize("name", sorted(REFUSALS))
def test_a_design_that_is_refused_has_a_reason_without_a_count_or_a_level(name, tmp_path):
    with pytest.raises(RefusedError) as caught:
        run(tmp_path, REFUSALS[name][0])
    assert re.search(r"\d", str(caught.value)), "the exact reason counts"
    assert not re.search(r"\d|not recorded", caught.value.in_short)
    assert caught.value.in_short != WITHOUT_COUNTS, "it says what is the matter"


def test_a_reason_with_a_count_is_never_taken_for_one_without():
    assert RefusedError("all 12 of them").in_short == WITHOUT_COUNTS
    assert RefusedError("only 'a level' differs").in_short == WITHOUT_COUNTS
    assert RefusedError("nobody is left").in_short == "nobody is left"


def test_a_plan_that_its_study_refuses_is_told_with_its_reason(invented_table, plan_text):
    from throughcare.findings.evaluations import rows_of
    from throughcare.report.sections.evaluation_cells import Names
    from throughcare.report.sections.evaluation_words import headline

    people = invented_table(treated=300, compared=1200, rate=0.2, seed=6)
    faulty = plan_text.replace("[clock]\n", '[clock]\nmembership = "completed"\n')
    lost = people.drop_columns(["age"])
    for plan, table, words in (
        (faulty, people, "compare starting with not starting"),
        (plan_text, lost, "does not hold what the plan asks for"),
    ):
        row = carry_out("plan.toml", plan, table, None, invented=True)
        (only,) = rows_of(row["plan"], row["status"], None, row["refused_in_short"])
        assert words in only["label"]
        withheld = dict.fromkeys(("value", "mean_started", "mean_compared", "ratio"), NOTHING)
        said = headline(Names({"invented": "A title"}), row["plan"], only["label"], withheld)
        assert said.startswith("A title: the evaluation was refused: ")
        assert words in said
