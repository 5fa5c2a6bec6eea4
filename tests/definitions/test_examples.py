"""The example records come out as stated under every definition, in Python and in SQL."""

import pytest

from throughcare.definitions.evaluate import evaluate_episode, fire_rules, supported
from throughcare.definitions.load import load_rulebook
from throughcare.definitions.offence_codes import resolve_offence
from throughcare.records.reference import read_codes

from .examples import DEFINITIONS, class_episodes, day, read_examples, words

EXAMPLES = read_examples()


@pytest.fixture(scope="module")
def classed():
    """Every example through the SQL, those with an as-known-at date by themselves."""
    rows = []
    for known_at in sorted({str(example.get("as_known_at", "now")) for example in EXAMPLES}):
        chosen = {e["id"]: e["records"] for e in EXAMPLES if str(e.get("as_known_at", "now")) == known_at}
        rows += class_episodes(chosen, known_at=known_at)
    return {(row["episode_id"], row["definition"]): row for row in rows}


def test_there_are_thirty_seven_examples_under_four_definitions():
    assert len(EXAMPLES) == 37
    assert all(tuple(example["class"]) == DEFINITIONS for example in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_python_gives_the_class_that_is_stated(example):
    found = evaluate_episode(example["records"], load_rulebook(), as_known_at=example.get("as_known_at"))
    assert {name: finding.class_ for name, finding in found.items()} == example["class"]
    assert list(found["ENG-2017"].limbs_missing) == example["missing_2017"]
    assert list(found["ENG-2017"].conflicts) == example["conflicts"]
    assert list(found["ENG-2017"].rules) == example["rules"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e["id"])
def test_sql_gives_the_class_that_is_stated(example, classed):
    rows = {name: classed[example["id"], name] for name in DEFINITIONS}
    assert {name: row["class"] for name, row in rows.items()} == example["class"]
    assert words(rows["ENG-2017"]["limbs_missing"]) == example["missing_2017"]
    assert words(rows["ENG-2017"]["conflicts"]) == example["conflicts"]
    assert words(rows["ENG-2017"]["rules"]) == example["rules"]


def test_every_code_evidences_what_its_row_of_the_code_list_says():
    book = load_rulebook()
    names = {strength: name for name, strength in book.strengths.items()}
    for row in read_codes("offences"):
        code = resolve_offence(row["cjs_code"])
        record = {"kind": "conviction", "date": day("2026-01-01"), "ho_code": code.ho_code, "offence_class": code.offence_class}
        hits = fire_rules([record], book, None)
        found = {e: max(hit.strength for hit in s) for e in book.elements if (s := supported(hits, e))}
        assert "|".join(f"{e}:{names[strength]}" for e, strength in found.items()) == row["evidences"], row["cjs_code"]
