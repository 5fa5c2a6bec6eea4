"""The ledger names the line where its chain is broken."""

import json

import pytest

from throughcare.engine.ledger import START, anchor, append, verify
from throughcare.errors import StoreError


@pytest.fixture
def ledger(tmp_path):
    path = tmp_path / "ledger.jsonl"
    for number in range(5):
        append(path, {"verb": "built", "number": number})
    return path


def test_an_untouched_ledger_verifies(ledger):
    assert verify(ledger, expected_anchor=anchor(ledger)) == 5


def test_no_ledger_is_an_empty_one(tmp_path):
    assert verify(tmp_path / "none.jsonl") == 0
    assert anchor(tmp_path / "none.jsonl") == START


def change(lines):
    line = json.loads(lines[2])
    line["event"]["number"] = 99
    return [*lines[:2], json.dumps(line), *lines[3:]]


@pytest.mark.parametrize(
    ("tamper", "line"),
    [(change, 3), (lambda lines: [*lines[:1], *lines[2:]], 2), (lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], 2)],
    ids=["edit", "deletion", "swap"],
)
def test_tampering_is_named_at_its_line(ledger, tamper, line):
    ledger.write_text("\n".join(tamper(ledger.read_text().splitlines())) + "\n")
    with pytest.raises(StoreError, match=f":{line}:"):
        verify(ledger)


def test_a_cut_tail_is_seen_only_by_its_anchor(ledger):
    last = anchor(ledger)
    ledger.write_text("\n".join(ledger.read_text().splitlines()[:-1]) + "\n")
    assert verify(ledger) == 4
    with pytest.raises(StoreError, match="cut off"):
        verify(ledger, expected_anchor=last)


def test_a_line_that_is_no_json_is_named(ledger):
    ledger.write_text(ledger.read_text() + "{\n")
    with pytest.raises(StoreError, match=":6:"):
        verify(ledger)
