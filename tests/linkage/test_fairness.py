"""The audit of groups: counted rightly, gated where an error is surely larger, and the only place that knows of ethnicity."""

import ast
import csv
import random
from itertools import combinations

import duckdb
import pytest

from throughcare.engine.table import PACKAGE
from throughcare.errors import StudyError
from throughcare.linkage.explained import read_explanations, row_in_words, stopped_by_gate
from throughcare.linkage.fairness import Sums, compare, compare_groups
from throughcare.linkage.judged import count_outcomes
from throughcare.linkage.suite import run_suite
from throughcare.pipeline import read_chain

AUDIT = {"audit.py", "fair_groups.py", "fair_table.py", "fairness.py", "follow.py", "tables.py"}


def words_in(path):
    """Names and texts of a file's code, without its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
            and node.body and isinstance(node.body[0], ast.Expr)}  # fmt: skip
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value
        yield from (getattr(node, name) for name in ("id", "attr", "arg") if isinstance(getattr(node, name, None), str))


def test_no_linkage_code_outside_the_audit_reads_ethnicity_or_nationality():
    for path in sorted((PACKAGE / "linkage").rglob("*.py")):
        if path.name not in AUDIT | {"score.py"}:
            assert not [word for word in words_in(path) if "ethnic" in word.lower() or "nationality" in word.lower()], path.name
    for path in (PACKAGE / "linkage").rglob("*.csv"):
        assert "ethnic" not in path.read_text(encoding="utf-8").lower()


def reached_from(name, seen):
    """Every file of the room that one file imports, and those that they import."""
    if name in seen or not (PACKAGE / "linkage" / f"{name}.py").exists():
        return seen
    seen.add(name)
    for node in ast.walk(ast.parse((PACKAGE / "linkage" / f"{name}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("throughcare.linkage."):
            reached_from(node.module.rsplit(".", 1)[1], seen)
    return seen


def test_nothing_that_links_reads_the_audit():
    graph = read_chain()
    readers = {table.name for table in graph.values() if "link_fairness" in table.inputs}
    assert readers == {"linkage_fairness"}
    linking = set()
    for name in ("numbers_held", "gather", "nodes", "score_edges", "publish", "people", "drawn", "train", "review"):
        reached_from(name, linking)
    assert not {"audit", "fair_groups", "fair_table", "fairness", "follow"} & linking
    assert {"compare", "blocking", "cluster", "facts"} <= linking


def test_pairs_of_outcomes_are_those_counted_one_by_one():
    rng = random.Random(3)
    rows = [(f"r{n}", f"t{rng.randrange(12)}", f"c{rng.randrange(14)}", rng.choice(("court", "police"))) for n in range(60)]
    con = duckdb.connect()
    con.execute("create table judged (record_key varchar, truth varchar, cluster varchar)")
    con.execute("create table nodes (record_key varchar, agency varchar)")
    con.executemany("insert into judged values (?, ?, ?)", [row[:3] for row in rows])
    con.executemany("insert into nodes values (?, ?)", [(row[0], row[3]) for row in rows])
    count_outcomes(con)
    pairs = list(combinations(rows, 2))
    true, linked = ({(a[0], b[0]) for a, b in pairs if a[place] == b[place]} for place in (1, 2))
    found = con.execute("select sum(true_pairs), sum(linked), sum(good) from outcomes").fetchall()[0]
    assert [int(n) for n in found] == [2 * len(true), 2 * len(linked), 2 * len(true & linked)]
    between = {(a[0], b[0]) for a, b in pairs if a[3] != b[3]}
    across = con.execute("select sum(true_pairs), sum(good) from outcomes where agency <> other").fetchall()[0]
    assert [int(n) for n in across] == [2 * len(true & between), 2 * len(true & linked & between)]


def sums(persons, having):
    """Persons of whom so many have the outcome, one pair each."""
    return Sums(persons, having, persons, having, having, persons, having)


def test_a_surely_larger_rate_of_a_group_is_unexplained_and_a_chance_one_is_not():
    assert compare("ethnicity", "missed", "asian", sums(1000, 90), "white", sums(10000, 300)).unexplained
    assert not compare("ethnicity", "missed", "asian", sums(1000, 35), "white", sums(10000, 300)).unexplained
    assert not compare("ethnicity", "missed", "asian", sums(20, 3), "white", sums(10000, 100)).unexplained
    assert compare("ethnicity", "missed", "asian", sums(1000, 40), "white", sums(10000, 0)).unexplained


def test_the_reference_is_the_largest_group_that_is_recorded():
    rows = compare_groups(
        [("sex", name, "split", n, 5, n, 5, 5, n, 5) for name, n in (("men", 90), ("women", 60), ("not recorded", 300))]
    )
    assert {row.reference for row in rows} == {"men"}
    assert not [row for row in rows if row.of_group == "not recorded" and row.unexplained]


def test_an_explanation_lets_a_ratio_through_the_gate_and_is_printed(tmp_path):
    row = compare("age", "missed", "18 to 24", sums(1000, 90), "25 to 39", sums(10000, 300)).as_dict()
    assert stopped_by_gate([row], {}) == [row]
    (tmp_path / "links").mkdir()
    with (tmp_path / "links" / "explained.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [
                ("by_what", "group", "rate", "because", "who", "when"),
                ("age", "18 to 24", "missed", "few numbers yet", "AB", "2026"),
            ]
        )
    explained = read_explanations(tmp_path)
    assert not stopped_by_gate([row], explained)
    assert row_in_words(row, explained).endswith("explained: few numbers yet")
    (tmp_path / "links" / "explained.csv").write_text("by_what,group,rate,because,who,when\nage,18 to 24,missed,,AB,2026\n")
    with pytest.raises(StudyError, match="line 2: because"):
        read_explanations(tmp_path)
    (tmp_path / "links" / "explained.csv").write_bytes(
        "by_what,group,rate,because,who,when\nage,18 to 24,missed,é".encode("latin-1")
    )
    with pytest.raises(StudyError, match=r"links/explained\.csv: is not UTF-8"):
        read_explanations(tmp_path)


def test_the_audit_of_a_study_has_every_rate_by_group_and_pair_of_agencies(room):
    rows = room("link_fairness").to_pylist()
    rates = {row["rate_of"] for row in rows if row["by_what"] == "ethnicity" and row["of_group"] == "asian"}
    assert rates == {"missed", "false", "split", "merged", "unlinkable", "attention"}
    assert {row["of_group"] for row in rows if row["by_what"] == "agency pair"} >= {"court and police", "prison and probation"}
    assert all(0 <= row["low"] <= row["rate"] <= row["high"] <= 1 for row in rows)


def test_the_suite_joins_one_person_and_keeps_two_apart_under_every_hypothesis(room):
    sets = {"strict": 10.0, "default": 1.0, "wide": -3.0}
    suite = run_suite(room.inputs["nodes"].path, room.inputs["edges"].path.parent / "model.json", sets)
    asked = {"transliteration", "order", "double-barrelled", "common name", "changed surname", "day and month order", "household"}
    for same in (True, False):
        assert asked - ({"household"} if same else set()) <= {row["hypothesis"] for row in suite if row["same_person"] is same}
    assert not [row for row in suite if row["hypothesis"] in asked and not row["good"]]
