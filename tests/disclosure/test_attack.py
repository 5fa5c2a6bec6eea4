"""The attacker wins where numbers are only hidden, and does not win against what leaves."""

import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from throughcare.disclosure.attack import Target, audit
from throughcare.disclosure.grid import make_grid
from throughcare.disclosure.protect import Context, protect
from throughcare.disclosure.statements import Knowledge, Statement, make_document, make_key, read_document
from throughcare.errors import DisclosureError
from throughcare.findings.spec import ALL, TrueTable

from .tables import CONTEXT, POLICY, cross, draw


def key(a, b, cut="2024-03-31"):
    return make_key("everybody", "people", {"a": a, "b": b}, "ENG-2017 1.0", cut)


def hide_only(counts):
    """What many tables print: small cells hidden, everything else, the totals too, as it is."""
    counts = np.asarray(counts)
    shape = counts.shape
    statements, sums = [], []
    for i, j in itertools.product(range(shape[0]), range(shape[1])):
        x = int(counts[i, j])
        statements.append(Statement(key(f"a{i}", f"b{j}"), *((0, 9) if x < 10 else (x, x))))
    for i in range(shape[0]):
        statements.append(Statement(key(f"a{i}", ALL), int(counts[i].sum()), int(counts[i].sum())))
        sums.append((key(f"a{i}", ALL), tuple(key(f"a{i}", f"b{j}") for j in range(shape[1]))))
    for j in range(shape[1]):
        statements.append(Statement(key(ALL, f"b{j}"), int(counts[:, j].sum()), int(counts[:, j].sum())))
        sums.append((key(ALL, f"b{j}"), tuple(key(f"a{i}", f"b{j}") for i in range(shape[0]))))
    return Knowledge(tuple(statements), tuple(sums))


def truth_of(tables, context=CONTEXT):
    truth = {}
    for table in tables:
        for labels, row in make_grid(table).rows.items():
            by_name = dict(zip(table.finding.dimensions, labels, strict=True))
            k = make_key(table.finding.population, "people", by_name, context.definition, context.data_cut)
            truth[k] = 0 if row is None else row["people"]
    return truth


def test_the_attacker_finds_small_numbers_exactly_where_they_are_only_hidden():
    small = exact = 0
    for seed in range(12):
        counts = draw(seed)
        found = {r.target.key: r for r in audit(hide_only(counts), POLICY).failures}
        for (i, j), x in np.ndenumerate(counts):
            if 1 <= x <= 9:
                small += 1
                r = found.get(key(f"a{i}", f"b{j}"))
                exact += r is not None and r.low == r.high == x
    assert small > 50
    assert exact / small > 0.2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 10**6), st.sampled_from([(4, 5), (3, 3), (2, 6)]), st.sampled_from([80, 200, 600]))
def test_no_gate_rule_is_broken_by_what_leaves_and_every_range_holds_the_truth(seed, shape, people):
    tables = [cross(draw(seed, shape, people))]
    result = protect(tables, POLICY, CONTEXT)
    assert result.verdict.passed
    truth = truth_of(tables)
    again = audit(read_document(make_document(result.knowledge)), POLICY)
    assert again.ranges == result.verdict.ranges
    for r in result.verdict.ranges:
        true = truth[r.target.key] - (truth[r.target.less] if r.target.less else 0)
        if r.solved:
            assert r.low <= true <= r.high


def test_a_total_is_withheld_where_it_narrows_a_small_cell():
    # The total is 10 to 12 and one group 10 to 12, so the other would be known to be 0 to 2.
    result = protect([cross([[10, 1]])], POLICY, CONTEXT)
    assert result.rounds > 0
    cells = [cell for row in result.tables[0].rows for cell in row.cells]
    assert "protects_another" in {cell.reason for cell in cells}
    assert result.verdict.passed


def test_a_second_release_is_judged_beside_the_first():
    first = protect([cross(draw(5))], POLICY, CONTEXT)
    later = Context(CONTEXT.definition, "2024-06-30")
    grown = draw(5) + np.random.default_rng(6).multinomial(20, [1 / 20] * 20).reshape(4, 5)
    second = protect([cross(grown)], POLICY, later, [first.knowledge])
    assert second.verdict.passed
    truth = truth_of([cross(draw(5))]) | truth_of([cross(grown)], later)
    between = [r for r in second.verdict.ranges if r.target.why == "release"]
    assert between
    assert all(r.width >= POLICY.min_width_difference for r in between if r.low < POLICY.threshold)
    assert all(r.low <= truth[r.target.key] - truth[r.target.less] <= r.high for r in between if r.solved)


def test_hidden_only_releases_give_the_newcomers_away():
    """The control for releases: true totals before and after twenty people joined."""
    before, after = hide_only(draw(5)), hide_only(draw(5) + 1)
    moved = Knowledge(
        tuple(
            Statement(make_key("everybody", "people", dict(s.key.labels), "ENG-2017 1.0", "2024-06-30"), s.low, s.high)
            for s in after.statements
        )
    )
    verdict = audit(Knowledge(before.statements + moved.statements, before.sums), POLICY)
    assert sum(r.target.why == "release" and r.low == r.high for r in verdict.failures) > 5


def test_people_who_left_do_not_make_the_attacker_give_up():
    first = protect([cross([[100, 50]])], POLICY, CONTEXT)
    second = protect([cross([[60, 50]])], POLICY, Context(CONTEXT.definition, "2024-06-30"), [first.knowledge])
    assert second.verdict.leavers_assumed
    assert second.verdict.passed


def test_the_same_population_in_two_tables_is_one_system():
    counts = draw(9, (3, 4), 150)
    whole, rows_only = cross(counts, "whole"), cross(counts, "rows")
    rows_only = TrueTable(rows_only.finding, tuple(r for r in rows_only.rows if r["b"] == ALL))
    result = protect([whole, rows_only], POLICY, CONTEXT)
    assert result.verdict.passed
    totals = {t.name: t.cell("people").text for t in result.tables}
    assert totals["whole"] == totals["rows"]


def test_two_tables_that_count_the_same_people_differently_are_refused():
    with pytest.raises(DisclosureError, match="count 'people' of population 'everybody' differently"):
        protect([cross([[40, 30]], "one"), cross([[90, 30]], "two")], POLICY, CONTEXT)


def test_groups_that_do_not_add_up_are_refused():
    table = cross([[40, 30]])
    wrong = tuple({**row, "people": 300} if row["b"] == ALL else row for row in table.rows)
    with pytest.raises(DisclosureError, match="do not add up"):
        protect([type(table)(table.finding, wrong)], POLICY, CONTEXT)


def test_a_range_is_as_wide_as_all_whole_numbers_allow():
    """Against trying every whole number, on a table small enough for that."""
    known = hide_only([[3, 12], [14, 6]])
    found = {r.target: r for r in audit(known, POLICY).ranges}
    solutions = [
        (a, 12, 14, d) for a in range(10) for d in range(10) if a + 12 == 15 and 14 + d == 20 and a + 14 == 17 and 12 + d == 18
    ]
    assert {s[0] for s in solutions} == {3}
    assert (found[Target(key("a0", "b0"))].low, found[Target(key("a0", "b0"))].high) == (3, 3)
