"""One type may leave, and it holds no true count."""

import dataclasses
import pickle

import pytest

from throughcare.disclosure.protect import protect
from throughcare.disclosure.published import PublishedTable
from throughcare.errors import DisclosureError
from throughcare.findings.spec import ALL, TrueTable, make_finding

from .tables import CONTEXT, POLICY, cross, finding


def test_the_fields_of_a_published_table_are_these():
    """Adding one is a decision: none of them may hold a true count."""
    assert [f.name for f in dataclasses.fields(PublishedTable)] == [
        "name", "title", "questions", "definition", "data_cut", "policy", "policy_sha256",
        "dimensions", "columns", "rows", "notes", "release_id",
    ]  # fmt: skip


def test_only_protect_makes_one():
    table = protect([cross([[40, 30]])], POLICY, CONTEXT).tables[0]
    with pytest.raises(DisclosureError, match="made by protect"):
        PublishedTable(**{f.name: getattr(table, f.name) for f in dataclasses.fields(table)})
    with pytest.raises((DisclosureError, ValueError)):
        dataclasses.replace(table, title="another")


def test_no_true_count_is_in_what_leaves():
    # None of these is a multiple of five or the end of a range round one, so none can be there by right.
    result = protect([cross([[7001, 3], [7004, 7017]])], POLICY, CONTEXT)
    everything = repr(result.tables) + str(pickle.dumps(result.tables)) + repr(result.knowledge)
    for true in ("7001", "7004", "14021"):
        assert true not in everything.replace(",", "")


def test_errors_carry_no_true_count():
    with pytest.raises(DisclosureError) as error:
        protect([cross([[7001, 30]], "one"), cross([[7093, 30]], "two")], POLICY, CONTEXT)
    assert "70" not in str(error.value)
    assert "70" not in repr(cross([[7001, 30]]))


def test_a_group_without_a_row_is_withheld_like_any_small_one():
    given = cross([[40, 3], [60, 50]])
    present = protect([given], POLICY, CONTEXT).tables[0]
    missing = TrueTable(given.finding, tuple(r for r in given.rows if (r["a"], r["b"]) != ("a0", "b1")))
    fixed = tuple({**r, "people": r["people"] - 3} if r["people"] in {43, 53, 153} else r for r in missing.rows)
    absent = protect([TrueTable(given.finding, fixed)], POLICY, CONTEXT).tables[0]
    assert [r.labels for r in present.rows] == [r.labels for r in absent.rows]
    assert absent.cell("people", a="a0", b="b1") == present.cell("people", a="a0", b="b1")


def test_an_impossible_pair_is_not_invented():
    text = "-- X.\n-- Question: Q1.\n-- Title: T.\n-- Dimensions: a, b in a.\n-- Measures: people count.\n"
    nested = make_finding("p", text)
    rows = ({"a": "x", "b": "x1", "people": 50}, {"a": "y", "b": "y1", "people": 60}, {"a": "y", "b": "y2", "people": 30})
    table = protect([TrueTable(nested, rows)], POLICY, CONTEXT).tables[0]
    assert [r.labels for r in table.rows] == [("x", "x1"), ("y", "y1"), ("y", "y2")]


def test_a_rate_stands_beside_its_counts():
    spec = finding(more="; started count; started rate of people")
    rows = ({"a": ALL, "b": ALL, "people": 203, "started": 51}, {"a": "a0", "b": ALL, "people": 101, "started": 4},
            {"a": "a1", "b": ALL, "people": 102, "started": 47})  # fmt: skip
    table = protect([TrueTable(spec, rows)], POLICY, CONTEXT).tables[0]
    assert [c.name for c in table.columns] == ["people", "started", "started_rate"]
    assert table.cell("started_rate").value == 24
    assert table.cell("started_rate", a="a0").reason == "count_withheld"
    assert table.columns[2].heading == "Started (% of people)"


def test_a_person_in_two_groups_is_said_to_be_so():
    text = "-- X.\n-- Question: Q1.\n-- Title: T.\n-- Dimensions: a.\n-- Overlapping: a.\n-- Measures: people count.\n"
    rows = ({"a": ALL, "people": 50}, {"a": "x", "people": 40}, {"a": "y", "people": 35})
    assert protect([TrueTable(make_finding("o", text), rows)], POLICY, CONTEXT).verdict.passed
    with pytest.raises(DisclosureError, match="Overlapping"):
        protect([TrueTable(make_finding("o", text.replace("-- Overlapping: a.\n", "")), rows)], POLICY, CONTEXT)


def test_a_large_part_is_withheld_before_everybody():
    header = "-- X.\n-- Question: Q1.\n-- Title: T.\n-- Population: all.\n-- Dimensions: {0}.\n-- Measures: people count.\n"
    counts = {"a0": 1, "a1": 43, "a2": 103, ALL: 147}  # rounded, they leave a0 one or nobody
    by_a = TrueTable(make_finding("by_a", header.format("a")), tuple({"a": a, "people": n} for a, n in counts.items()))
    by_b = TrueTable(
        make_finding("by_b", header.format("b")), tuple({"b": b, "people": n} for b, n in (("b0", 73), ("b1", 74), (ALL, 147)))
    )
    first, second = protect([by_a, by_b], POLICY, CONTEXT).tables
    assert first.cell("people", a="a1").reason == "protects_another"
    assert first.cell("people").value == second.cell("people").value == 145
    assert {row.cells[0].status for row in second.rows} == {"published"}
