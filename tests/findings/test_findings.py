"""Every finding builds, keeps its header's promise, and can leave by the only way out."""

import pyarrow as pa
import pytest

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context
from throughcare.disclosure.publish import publish_all
from throughcare.findings.spec import ALL, make_finding, read_findings
from throughcare.pipeline import read_tables
from throughcare.testing import build

from .invented import make_inputs

STEPS = ("class_members", "member_sentences", "first_index", "given")


@pytest.fixture(scope="module")
def built():
    """Every finding over the invented inputs, its own steps made on the way."""
    inputs = make_inputs()
    graph = read_tables()
    made = {}
    for name in STEPS:
        made[name] = pa.Table.from_pylist(build(name, {k: v for k, v in (inputs | made).items() if k in graph[name].inputs}))
    return (
        {name: build(name, {k: v for k, v in (inputs | made).items() if k in graph[name].inputs}) for name in read_findings()}
        | {"inputs": inputs}
        | made
    )


def test_every_finding_has_the_columns_that_its_header_names(built):
    for name, finding in read_findings().items():
        assert built[name], name
        wanted = {*finding.dimensions, *(m.name for m in finding.measures)}
        assert wanted <= set(built[name][0]), name


def test_every_finding_leaves_by_the_only_way_out(built):
    protected = publish_all(lambda name: pa.Table.from_pylist(built[name]), read_policy(), Context("ENG-2017", "2024-03-31"))
    assert protected.verdict.passed
    assert {t.name for t in protected.tables} == set(read_findings())
    assert not protected.dropped


def test_every_question_and_recommendation_that_records_answer_has_a_finding():
    asked = {question for finding in read_findings().values() for question in finding.questions}
    assert {"Q1", "Q4", "R1", "R2", "R3", "R4", "R5", "R7"} <= asked


def test_people_in_the_class_are_counted_as_a_plain_loop_counts_them(built):
    inputs = built["inputs"]
    members = {
        r["person"]
        for r in inputs["person_class"]
        if r["definition"] == "ENG-2017" and r["class"] in {"MET", "PROBABLE"} and r["convicted"]
    }
    everything = next(r for r in built["areas"] if (r["force"], r["period"]) == (ALL, ALL))
    assert everything["people"] == len(members)
    received = {r["person"] for r in inputs["received"]} & members
    row = next(r for r in built["received_by_definition"] if r["definition"] == "ENG-2017")
    assert (row["people"], row["received"]) == (len(members), len(received))


def test_the_flow_adds_up(built):
    rows = built["journey_flow"]
    whole = next(r["people"] for r in rows if r["sentence"] == r["intervention"] == r["after"] == ALL)
    assert sum(r["people"] for r in rows if r["sentence"] != ALL and r["intervention"] != ALL) == whole
    assert sum(r["people"] for r in rows if r["after"] != ALL and r["intervention"] != ALL) == whole


def test_reoffending_is_counted_as_a_plain_loop_counts_it(built):
    inputs = built["inputs"]
    members = {r["person"] for r in built["class_members"].to_pylist() if r["is_main"]}
    index = {
        r["index_id"]: r["person"]
        for r in inputs["index_events"]
        if r["observable"] and r["sexual_index"] and r["person"] in members
    }
    again = {
        index[r["index_id"]] for r in inputs["outcomes"] if r["index_id"] in index and r["class"] == "sexual" and r["reoffended"]
    }
    row = next(r for r in built["reoffending_by_relation"] if r["related"] == "CSE-related" and r["class"] == "sexual")
    assert (row["people"], row["reoffended"]) == (len(index), len(again))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("-- Measures: people count; started rate of folk.", "names a column that is no count"),
        ("-- Measures: people counts.", "measure 'people counts'"),
        ("-- Measures: started rate.", "measure 'started rate'"),
        ("-- Within: a in b.", "Measures"),
    ],
)
def test_a_header_that_promises_nonsense_is_refused(line, words):
    from throughcare.errors import TableError

    with pytest.raises(TableError, match=words):
        make_finding("x", f"-- X.\n-- Question: Q1.\n-- Title: T.\n-- Dimensions: a.\n{line}\n")


def test_a_refused_plan_keeps_a_row_without_numbers_and_a_share_its_smallest_group():
    import json

    estimate = {"estimator": "matching", "interval": "cluster", "people_treated": 200, "people_comparison": 400, "mean_treated": 0.1, "mean_comparison": 0.15,
                "difference": -0.05, "low": -0.1, "high": 0.01, "ratio": 0.67, "ratio_low": 0.4, "ratio_high": 1.1}  # fmt: skip
    done = json.dumps({"primary": {"estimate": estimate}, "panel": [estimate, {"estimator": "x", "reason": "no overlap"}]})
    rows = build(
        "effect_rows",
        {"effects": [{"plan": "A", "result": None, "refused": "no"}, {"plan": "B", "result": done, "refused": None}]},
    )
    assert [(r["plan"], r["estimate"], r["treated"], r["smallest"]) for r in rows] == [
        ("A", "1 Primary, refused", None, None), ("B", "1 Primary: matching", 200, 20), ("B", "2 matching", 200, 20),
    ]  # fmt: skip
    assert rows[1]["difference"] == -5
