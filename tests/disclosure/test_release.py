"""A release takes two people, and its table of steps is complete."""

import itertools
from typing import get_args

import pytest

from throughcare.disclosure.release import (
    STEPS,
    Act,
    Person,
    Release,
    State,
    can_act,
    check_can_act,
    draw_states,
    read_releases,
    take_step,
)
from throughcare.errors import DisclosureError

ANN, BEN, EVE = Person("Ann", "ann"), Person("Ben", "ben"), Person("Eve", "eve")
WHEN = "2024-04-01T10:00"


def test_every_state_is_in_the_table_and_every_next_state_is_a_state():
    assert set(STEPS) == set(get_args(State))
    assert {after for acts in STEPS.values() for _, after in acts.values()} | {"drafted"} == set(get_args(State))
    assert {act for acts in STEPS.values() for act in acts} | {"draft"} == set(get_args(Act))


@pytest.mark.parametrize(("state", "act", "person"), list(itertools.product(get_args(State), get_args(Act), (ANN, BEN))))
def test_every_role_and_act_and_state(state, act, person):
    release = Release("r1", state, ANN)
    expected = act in STEPS[state] and (STEPS[state][act][0] == "author") == (person == ANN)
    assert can_act(release, act, person) is expected
    if expected:
        check_can_act(release, act, person)
    else:
        with pytest.raises(DisclosureError, match="release r1"):
            check_can_act(release, act, person)


def test_the_author_never_checks_even_under_another_name():
    assert not can_act(Release("r1", "submitted", ANN), "approve", Person("Somebody else", "ann"))
    assert not can_act(Release("r1", "submitted", ANN), "approve", Person("ANN", "another"))


def walk(ledger, **more):
    take_step(ledger, "r1", "draft", ANN, when=WHEN)
    take_step(ledger, "r1", "submit", ANN, when=WHEN, sha256="abc")
    return take_step(ledger, "r1", "approve", BEN, when=WHEN, sha256="abc", reason="ranges are wide", **more)


def test_the_ledger_alone_says_where_a_release_stands(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    assert walk(ledger).state == "approved"
    take_step(ledger, "r1", "release", BEN, when=WHEN, sha256="abc")
    assert read_releases(ledger)["r1"].state == "released"


def test_two_checkers_where_the_policy_asks_for_two(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    assert walk(ledger, checkers=2).state == "submitted"
    with pytest.raises(DisclosureError, match="somebody who approved it"):
        take_step(ledger, "r1", "approve", BEN, when=WHEN, sha256="abc", reason="again", checkers=2)
    assert take_step(ledger, "r1", "approve", EVE, when=WHEN, sha256="abc", reason="agreed", checkers=2).state == "approved"


def test_other_contents_than_those_submitted_cannot_be_approved_or_released(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    walk(ledger)
    with pytest.raises(DisclosureError, match="not those that were submitted"):
        take_step(ledger, "r1", "release", BEN, when=WHEN, sha256="abd")


def test_a_checker_says_why(tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    take_step(ledger, "r1", "draft", ANN, when=WHEN)
    take_step(ledger, "r1", "submit", ANN, when=WHEN, sha256="abc")
    with pytest.raises(DisclosureError, match="needs a reason"):
        take_step(ledger, "r1", "approve", BEN, when=WHEN, sha256="abc")
    assert take_step(ledger, "r1", "return", BEN, when=WHEN, reason="title is wrong").state == "returned"
    assert take_step(ledger, "r1", "submit", ANN, when=WHEN, sha256="new").sha256 == "new"


def test_a_release_id_is_used_once(tmp_path):
    take_step(tmp_path / "l", "r1", "draft", ANN, when=WHEN)
    with pytest.raises(DisclosureError, match="exists already"):
        take_step(tmp_path / "l", "r1", "draft", ANN, when=WHEN)


def test_the_diagram_names_every_state():
    assert all(f"`{state}`" in draw_states() for state in get_args(State))


def test_the_documentation_holds_the_table_of_steps_as_it_is():
    from pathlib import Path

    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "disclosure.md"
    assert draw_states() in page.read_text(encoding="utf-8")
