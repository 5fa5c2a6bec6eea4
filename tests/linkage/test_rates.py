"""A rate through linkage: drawn link sets, the correction by a number, the test of that number, the grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.linkage.audit_words import figure_lines, rate_lines
from throughcare.linkage.calibrate import calibration_knots, probability_of
from throughcare.linkage.correct import LINKED, LINKED_HITS, NUMBER, NUMBER_HITS, WITHOUT, WITHOUT_HITS, Counted, correct
from throughcare.linkage.drawn import changed_records
from throughcare.linkage.estimate import count_pairs, count_units, group_pairs, make_rows
from throughcare.linkage.follow import Records, follow
from throughcare.linkage.intervals import wilson
from throughcare.linkage.link_sets import DRAWN, check_link_set, drawn_name
from throughcare.linkage.missing import compare_shares
from throughcare.linkage.rates import pool_draws, rows_of_grid
from throughcare.linkage.thresholds import Labelled, choose_by_pair, choose_thresholds


def records(prison, court, last_day=10_000):
    """Prison records as (node, day), court records as (node, day)."""
    one, other = (np.array(rows, dtype=np.int64).reshape(-1, 2) for rows in (prison, court))
    return Records(one[:, 0], one[:, 1], other[:, 0], other[:, 1], last_day, {})


def test_a_later_court_record_of_the_same_person_is_a_hit():
    persons = np.array([0, 0, 1, 1, 2])
    found = follow(records([(0, 100), (2, 100)], [(1, 400), (3, 90), (4, 200)]), persons)
    assert found.hit.tolist() == [True, False]


def test_day_0_is_the_first_sentence_of_all_prison_records_of_the_person():
    together, apart = np.array([0, 0, 0]), np.array([0, 1, 1])
    given_records = records([(0, 100), (1, 900)], [(2, 950)])
    assert follow(given_records, together).hit.tolist() == [False]
    assert follow(given_records, apart).hit.tolist() == [False, True]


def test_a_person_who_cannot_be_followed_to_the_end_is_left_out():
    assert len(follow(records([(0, 100), (1, 500)], [], last_day=400), np.array([0, 1])).hit) == 1


rows_of_days = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 2000)), max_size=12)


@given(rows_of_days, rows_of_days, st.lists(st.integers(0, 3), min_size=8, max_size=8))
def test_following_is_what_plain_python_says(prison, court, persons):
    days = {}
    for node, day in prison:
        days.setdefault(persons[node], []).append(day)
    expected = sorted(
        any(0 < day - min(starts) <= 730 for node, day in court if persons[node] == person)
        for person, starts in days.items()
        if min(starts) <= 1500
    )
    assert sorted(follow(records(prison, court, 1500), np.array(persons)).hit.tolist()) == expected


def counted(linked, by_number, without):
    """Units of one person each: 100 with `linked` hits and so on, all in one group."""
    counts = np.zeros((100, 6))
    counts[:, [LINKED, NUMBER, WITHOUT]] = 1
    for column, hits in ((LINKED_HITS, linked), (NUMBER_HITS, by_number), (WITHOUT_HITS, without)):
        counts[:hits, column] = 1
    return Counted(counts, np.zeros(100, dtype=np.int64), np.ones(100, dtype=np.int64))


def test_half_of_the_hits_missed_doubles_the_rate():
    found = correct(counted(20, 40, 20), None, seed=1)
    assert found.value == pytest.approx(0.4)
    assert found.low < 0.4 < found.high


def test_links_missed_more_often_give_a_higher_rate():
    values = [correct(counted(20, 40, 30), None, 1, delta).value for delta in (1.0, 1.5, 2.0)]
    assert values == sorted(values)
    assert values[0] == pytest.approx(20 / 100 / 0.75)


def test_nobody_hit_still_has_an_interval():
    counts = counted(0, 40, 40)
    found = correct(counts, None, seed=1)
    assert found.low == 0
    assert found.high > 0.02


def test_missing_where_linking_is_hard_shows_and_missing_at_random_does_not():
    rng = np.random.default_rng(5)
    person, present = np.arange(2000), rng.random(2000) < 0.6
    stratum = np.zeros(2000, dtype=np.int64)
    for gap, shows in ((0.0, False), (0.1, True)):
        linked = (rng.random(2000) < np.where(present, 0.97, 0.97 - gap)).astype(float)
        one, other, error = compare_shares(person, stratum, present, linked)
        assert ((one - other) / error > 2.33) == shows


def test_a_grid_has_no_rate_where_such_errors_could_not_have_shown_it():
    rows = {row.by: row.value for row in rows_of_grid(1, 1000)}
    assert rows["sensitivity 1.00, false share 0.0000"] == pytest.approx(0.001)
    assert rows["sensitivity 0.90, false share 0.0000"] == pytest.approx(0.001 / 0.9)
    assert rows["sensitivity 1.00, false share 0.0050"] is None


def test_pooled_draws_are_wider_than_one_draw():
    alone, apart = pool_draws([(100, 1000)] * 20), pool_draws([(80 + 2 * i, 1000) for i in range(20)])
    assert apart[2] - apart[1] > alone[2] - alone[1]
    assert alone[0] == pytest.approx(0.1)


def test_draws_that_all_say_none_are_as_unsure_as_one_of_them():
    assert pool_draws([(0, 119)] * 3) == pytest.approx(wilson(0, 119), abs=1e-4)
    assert pool_draws([(119, 119)] * 3) == pytest.approx(wilson(119, 119), abs=1e-4)


def test_the_interval_of_draws_holds_the_rate_where_hits_are_few():
    """One record in five is unknown and drawn from what the others show (proper multiple imputation)."""
    rng, held = np.random.default_rng(4), 0
    for _ in range(400):
        seen = rng.random(160) < 0.03
        drawn = [int(seen.sum() + (rng.random(40) < rng.beta(seen.sum() + 0.5, 160 - seen.sum() + 0.5)).sum()) for _ in range(20)]
        _, low, high = pool_draws([(hits, 200) for hits in drawn])
        held += low <= 0.03 <= high
    assert held >= 372


def test_a_calibration_is_flat_within_a_block_and_rises_between():
    weight = np.concatenate([np.linspace(-10, -5, 500), np.linspace(5, 40, 500)])
    knots = calibration_knots(weight, weight > 0, 0.0)
    assert probability_of(np.array([6.0, 39.0]), knots).min() > 0.99
    assert probability_of(np.array([-6.0]), knots)[0] < 0.01


@given(st.lists(st.tuples(st.floats(-20, 40), st.booleans()), min_size=1, max_size=60))
def test_a_calibration_never_falls(pairs):
    weight, agree = (np.array(column) for column in zip(*pairs, strict=True))
    values = [value for _, value in calibration_knots(weight, agree, 0.0)]
    assert values == sorted(values)


def labelled(weight, agree, agencies, born):
    return Labelled(np.array(weight), np.array(agree), np.array(agencies), [np.array(born)])


def test_a_pair_of_agencies_with_more_false_links_has_a_higher_threshold():
    weight = np.tile(np.linspace(0, 20, 4000), 2)
    agencies = np.repeat(["court and police", "court and prison"], 4000)
    # In the second pair every tenth link below 6 bits is false, all of them of people born in the 1990s.
    born = np.tile(np.where(np.arange(4000) % 10 == 0, "born 1990", "born 1970"), 2)
    agree = ~((agencies == "court and prison") & (weight < 6) & (born == "born 1990"))
    found = labelled(weight, agree, agencies, born)
    own = choose_by_pair(found, choose_thresholds(found))
    assert own["default"]["court and prison"] > own["default"].get("court and police", choose_thresholds(found)["default"])


def test_link_sets_are_named_and_others_refused():
    assert check_link_set(drawn_name(DRAWN)) == "draw-20"
    with pytest.raises(Exception, match="draw-03"):
        check_link_set("drow-03")


@given(st.lists(st.integers(0, 4), min_size=1, max_size=8), st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_changed_records_are_those_with_other_companions(standing, drawn):
    one, other = np.array(standing), np.array(drawn[: len(standing)])
    size = max(one.max(), other.max(), len(one) - 1) + 1
    nodes = np.arange(size)
    one, other = (np.concatenate([ids, nodes[len(ids) :]]) for ids in (one, other))
    company = [{n for n in nodes.tolist() if ids[n] == ids[place]} for ids in (one, other) for place in nodes.tolist()]
    expected = [company[place] != company[size + place] for place in range(size)]
    assert changed_records(other, one).tolist() == expected


def rows_of(counts, wrong=0.0, pairs_a_person=1):
    """The estimates where every person has so many pairs."""
    counted = counts | {"all": tuple(sum(count[place] for count in counts.values()) for place in range(3))}
    units = {name: ((good + bad) / pairs_a_person, true / pairs_a_person) for name, (good, bad, true) in counted.items()}
    return make_rows(counts, wrong, units)


def test_few_pairs_of_an_agency_lean_on_all_pairs():
    rows = {row["agencies"]: row for row in rows_of({"a and a": (8, 2, 8), "a and b": (10_000, 0, 10_000)})}
    assert 0.95 < rows["a and a"]["precision"] < 1
    assert rows["a and b"]["precision"] > 0.9999


def test_a_small_pair_of_agencies_is_steadied_by_pairs_of_its_kind():
    counts = {"a and a": (97, 3, 97), "b and b": (98, 2, 98), "c and c": (20, 0, 20), "a and b": (10_000, 0, 10_000)}
    rows = {row["agencies"]: row["precision"] for row in rows_of(counts)}
    assert rows["a and a"] < rows["b and b"] < rows["c and c"] < 0.995 < rows["a and b"]


def test_a_number_that_is_somebody_elses_is_no_missed_link():
    import duckdb

    con = duckdb.connect()
    con.execute("create table labelled (node bigint, value varchar, agency varchar, cluster bigint, drawn boolean)")
    con.executemany(
        "insert into labelled values (?, ?, 'prison', ?, true)",
        [(0, "A", 0), (1, "A", 0), (2, "A", 2), (3, "B", 3), (4, "B", 4)],
    )
    # With their number 0 and 2 weigh like one person; 3 and 4 share it and weigh too little for any link set, as 1 and 2 do.
    con.execute("create table believed as select 0::bigint as left_node, 2::bigint as right_node")
    group_pairs(con)
    assert count_pairs(con) == {"prison and prison": (1, 0, 2)}
    assert count_units(con) == {"prison and prison": (1, 1), "all": (1, 1)}


def test_an_interval_counts_persons_and_not_their_pairs():
    counts = {"a and b": (1960, 40, 1960)}
    narrow, wide = (rows_of(counts, pairs_a_person=pairs)[0] for pairs in (1, 4))
    assert narrow["precision"] == wide["precision"] == pytest.approx(0.98)
    assert wide["precision_high"] - wide["precision_low"] == pytest.approx(
        2 * (narrow["precision_high"] - narrow["precision_low"]), rel=0.05
    )
    assert rows_of(counts, wrong=0.01)[0]["precision_high"] > narrow["precision_high"]
    assert rows_of(counts, wrong=0.01)[0]["precision_low"] == narrow["precision_low"]


def test_what_a_sample_shows_once_may_be_in_none_of_the_links():
    row = rows_of({"a and b": (999, 1, 999)})[0]
    assert row["precision_high"] == 1
    assert row["precision_low"] < 0.999


def test_where_nobody_can_be_followed_there_is_no_rate(room):
    rows = room("link_rates").to_pylist()
    assert all(row["value"] is None for row in rows if row["method"] in {"uncorrected", "corrected", "bias grid"})


def test_twenty_sets_are_drawn_and_hold_only_what_differs(room):
    drawn = room("drawn_links").to_pylist()
    default = {row["record_key"]: row["person_id"] for row in room("crosswalk").to_pylist() if row["link_set_id"] == "default"}
    assert {row["link_set_id"] for row in drawn} <= {drawn_name(number + 1) for number in range(DRAWN)}
    assert 0 < len(drawn) < 0.2 * DRAWN * len(default)


def test_the_silver_labels_estimate_both_kinds_of_number(room):
    found = {
        row["what"]: row["value"]
        for row in room("link_quality").to_pylist()
        if row["by_what"] == "all" and row["link_set_id"] == "default"
    }
    assert found["estimated precision"] > 0.98
    assert found["estimated precision by CRO"] > 0.98


def test_an_estimate_stands_on_one_line_with_its_interval():
    rows = [
        {"link_set_id": "default", "what": what, "by_what": "court and police", "value": value}
        for what, value in (
            ("estimated precision", 0.998), ("estimated precision, low", 0.99), ("estimated precision, high", 1.0), ("threshold in bits, its own", 4.5),
            ("estimated recall by CRO", 0.9), ("estimated recall, low by CRO", 0.8), ("estimated recall, high by CRO", 0.95),
        )
    ]  # fmt: skip
    assert figure_lines(rows) == [
        "default: estimated precision, court and police: 0.998 (0.99 to 1)",
        "default: threshold in bits, its own, court and police: 4.5",
        "default: estimated recall by CRO, court and police: 0.9 (0.8 to 0.95)",
    ]


def test_the_rate_by_group_is_printed_where_no_number_corrects_it_too():
    def row(group, method, by, value):
        return {
            "group": group,
            "method": method,
            "by": by,
            "value": value,
            "low": value - 0.01,
            "high": value + 0.01,
            "people": 300,
        }

    seen = [row("all", "uncorrected", "default", 0.2), row("sex: M", "uncorrected", "default", 0.3)]
    lines = rate_lines(seen)
    assert (
        lines[lines.index("By group, uncorrected (no number corrects):") + 1] == "  sex: M: 30.00 % (29.00 to 31.00), 300 people"
    )
    lines = rate_lines([*seen, row("sex: M", "corrected, chosen", "PNC", 0.4)])
    assert "  sex: M: 30.00 % (29.00 to 31.00); 40.00 % (39.00 to 41.00), 300 people" in lines
