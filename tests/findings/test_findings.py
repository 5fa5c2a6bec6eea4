"""Every finding builds, keeps its header's promise, and can leave by the only way out."""

from datetime import timedelta
from itertools import pairwise

import pyarrow as pa
import pytest

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context, protect
from throughcare.disclosure.publish import publish_all
from throughcare.findings.spec import ALL, TrueTable, make_finding, read_findings
from throughcare.pipeline import read_tables
from throughcare.testing import PARAMETERS, build

from .invented import example_rows, example_tables, make_inputs

STEPS = ("class_members", "member_sentences", "first_index", "given", "rollout_starts")


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


def test_offers_are_counted_as_a_plain_loop_counts_them(built):
    members = {r["person"] for r in built["class_members"].to_pylist() if r["is_main"]}
    firsts = {}
    for r in sorted(built["inputs"]["coverage"], key=lambda r: (r["sentenced_on"], r["sentence_id"])):
        if r["person"] in members and r["sexual_offence"]:
            firsts.setdefault(r["person"], r)
    over = [r for r in firsts.values() if r["sentenced_on"] + timedelta(days=r["length_days"]) <= PARAMETERS["extract_end"]]
    assert len(over) > 0
    row = next(r for r in built["offer_by_share"] if r["setting"] == ALL)
    early = [sum(r["offered"] and r["share_to_offer"] <= most for r in over) for most in (0.25, 0.5)]
    assert (row["people"], row["offered"]) == (len(over), sum(r["offered"] for r in over))
    assert [row["by_quarter"], row["by_half"]] == early


def test_moves_are_counted_as_a_plain_loop_counts_them(built):
    inputs, members = built["inputs"], {r["person"] for r in built["class_members"].to_pylist() if r["is_main"]}
    steps = {}
    for r in inputs["referral_statuses"]:
        steps.setdefault((r["person"], r["referral_id"]), ["START"]).append(r["status"])
    made = {}
    for (person, _), path in steps.items():
        for move in pairwise(path):
            made.setdefault(move, set()).add(person)
    rows = {(r["from_status"], r["to_status"]): r for r in built["referral_moves"]}
    assert {move: r["people"] for move, r in rows.items() if r["people"]} == {move: len(held) for move, held in made.items()}
    assert {move: r["related"] for move, r in rows.items() if r["people"]} == {
        move: len(held & members) for move, held in made.items()
    }
    assert rows["REFERRAL_SUBMITTED", "ASSESSMENT_STARTED"]["rule"] == "skipped a step"
    assert rows["Recall", "Withdrawn"]["people"] == 0


def test_only_journeys_of_ten_people_are_listed_and_the_rest_stand_together(built):
    rows = {r["journey"]: r["people"] for r in built["common_journeys"]}
    taken = sorted((r["people"] for r in built["inputs"]["variants"] if r["cohort"] == "everyone"), reverse=True)
    assert [rows[name] for name in sorted(rows) if name[:1].isdigit()] == taken[:15]
    assert rows["any other journey"] == sum(taken[15:])
    assert rows[ALL] == sum(taken)


def test_every_state_is_in_one_of_the_five(built):
    rows = {(r["month"], r["state"]): r["people"] for r in built["states_after_sentence"]}
    assert rows[0, "in custody"] == 150 + 6
    assert rows[12, ALL] == sum(people for (month, state), people in rows.items() if month == 12 and state != ALL)
    assert "not known" not in {state for _, state in rows}


def test_coverage_by_site_adds_up_and_a_tag_that_nobody_carries_is_a_row(built):
    rows = {r["site"]: r for r in built["coverage_by_site"]}
    assert set(rows) == {"Whatton", "X", "not referred", ALL}
    for count in ("people", "started", "completed"):
        assert rows[ALL][count] == sum(r[count] for site, r in rows.items() if site != ALL)
    assert rows["not referred"]["suitable"] is None
    tags = {(r["kind"], r["tag"]): r["people"] for r in built["coverage_by_tag"]}
    carried = {r["person"] for r in built["inputs"]["person_tags"]} & {r["person"] for r in built["member_sentences"].to_pylist()}
    assert tags == {("role", "organiser"): len(carried), ("model", "trafficking"): 0}


def test_everybody_stands_once_at_the_furthest_step(built):
    people = built["member_sentences"].to_pylist()
    rows = {(r["setting"], r["stopped"]): r["people"] for r in built["where_it_stopped"]}
    assert rows[ALL, ALL] == len(people) == sum(n for (setting, step), n in rows.items() if setting != ALL and step != ALL)
    assert rows[ALL, "1 completed"] == sum(r["completed"] for r in people)
    ready = [r for r in people if r["suitable"] and not r["started"] and not r["completed"]]
    assert rows[ALL, "3 found suitable, never started"] == len(ready)
    low = [
        r for r in people if r["risk_band"] == "LOW" and not (r["referred"] or r["suitable"] or r["started"] or r["completed"])
    ]
    assert rows[ALL, "5 low risk, never referred"] == len(low)


def test_a_share_is_of_the_people_whose_last_label_is_all():
    finding = make_finding("x", "-- X.\n-- Question: Q1.\n-- Title: T.\n-- Dimensions: month, state.\n-- Overlapping: month.\n-- Measures: people count; people share on people.\n")  # fmt: skip
    counts = {(0, "a"): 150, (0, "b"): 47, (0, "c"): 3, (0, ALL): 200, (12, "a"): 30, (12, "b"): 70, (12, "c"): 0, (12, ALL): 100}
    rows = tuple({"month": month, "state": state, "people": people} for (month, state), people in counts.items())
    table = protect([TrueTable(finding, rows)], read_policy(), Context("E", "2024-03-31")).tables[0]
    said = {key: table.cell("people_share", month=str(key[0]), state=key[1]) for key in counts}
    assert (said[0, "a"].value, said[12, "a"].value, said[12, ALL].value) == (75, 30, 100)
    assert said[0, "a"].low < 75 < said[0, "a"].high
    assert said[0, "c"].reason == "count_withheld"


def test_a_place_to_live_is_no_service(built):
    assert any(r["detail"] == "Approved premises" for r in built["inputs"]["events"])
    assert {r["service"] for r in built["services"]} == {ALL, "harmful_sexual_behaviour", "accommodation"}


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


def test_a_refused_plan_keeps_one_row_without_numbers_and_gives_its_reason_without_a_count():
    effect = {
        "plan": "A",
        "status": "exploratory",
        "result": None,
        "refused": "all 12 people",
        "refused_in_short": "nobody is left",
    }
    rows = build("effect_rows", {"effects": [effect]})
    assert [(row["plan"], row["part"], row["label"], row["people"], row["value"]) for row in rows] == [
        ("A (exploratory)", "result", "1 refused: nobody is left", None, None)
    ]


def test_an_evaluation_stands_part_after_part_in_the_order_of_the_report():
    rows = example_rows()
    parts = list(dict.fromkeys(row["part"] for row in rows))
    assert parts == [
        "flow", "missing", "detectable", "overlap", "balance", "weights", "result", "curve", "course", "panel", "control", "hidden", "linkage", "linkage_grid",
        "waiting", "subgroup", "definition", "further", "jdl",
    ]  # fmt: skip
    headline = next(row for row in rows if row["label"] == "1 primary: entropy")
    assert headline["value"] == pytest.approx(headline["mean_started"] - headline["mean_compared"])
    assert 0 < headline["smallest_level"] < headline["started"]


def test_the_people_of_an_evaluation_are_shared_out_between_those_left_out_and_those_who_take_part():
    rows = {row["step"]: row["people"] for row in example_tables()["evaluation_flow"]}
    assert rows.pop("All") == sum(rows.values()) == 1620
    assert any("lost at linkage" in step for step in rows)


def test_a_term_with_one_person_in_it_is_never_published():
    rows = [{"plan": "p", "term": "1 rare", "before": 0.2, "before_low": None, "before_high": None, "after": 0.0, "after_low": None,
             "after_high": None, "variance_before": None, "variance_after": None, "distance_before": 0.2, "distance_after": 0.0,
             "smallest_level": 1, "residual_degrees": 1}]  # fmt: skip
    table = protect(
        [TrueTable(read_findings()["evaluation_balance"], tuple(rows))], read_policy(), Context("E", "2024-03-31")
    ).tables[0]
    assert {cell.status for cell in table.rows[0].cells} == {"withheld", "not_applicable"}


def test_the_people_compared_say_as_much_as_fewer_equally_weighted_ones():
    rows = {row["arm"]: row for row in example_tables()["evaluation_weights"]}
    assert rows["1 started"]["effective"] == pytest.approx(rows["1 started"]["people"])
    assert 0 < rows["2 compared"]["effective"] < rows["2 compared"]["people"]
    assert rows["All"]["people"] == rows["1 started"]["people"] + rows["2 compared"]["people"]


def test_the_linkage_says_by_link_set_what_was_linked_and_once_what_was_set_aside(built):
    rows = {(row["figure"], row["link_set"]): row["amount"] for row in built["linkage"]}
    assert {link_set for _, link_set in rows} == {"strict", "default", "wide"}
    assert rows["persons", "default"] == 402
    assert rows["links refused: the numbers differ", "wide"] == 31
    assert {figure for figure, _ in rows} == {
        "persons", "records", "persons that need attention", "links refused: the numbers differ", "links refused: people decided otherwise",
    }  # fmt: skip
    assert {row["figure"]: row["amount"] for row in built["linkage_set_aside"]} == {
        "numbers with a wrong form or letter: prison number": 41,
        "pairs of a rule set aside, too many: birth date, forename": 348336,
        "decisions, a record is gone": 17,
    }
