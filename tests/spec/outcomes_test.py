"""The rules of the outcomes room as before and after tables."""

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("definitions_runner", HERE / "definitions_runner.py")
runner = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(runner)

CHAIN = (
    "offence_class_order", "offence_codes", "measure_settings", "measure_lists", "court_convictions", "proven_records", "offence_groups",
    "proof_groups", "proven_offences", "entries", "index_events", "time_at_liberty", "outcomes", "proof_lag", "first_endings",
)  # fmt: skip
FILES = (
    "outcomes_proofs.yaml",
    "outcomes_entries.yaml",
    "outcomes_follow_up.yaml",
    "outcomes_endings.yaml",
    "outcomes_settings.yaml",
)
CASES = [(name, case) for name in FILES for case in runner.read_spec(name)["cases"]]


@pytest.fixture(scope="module")
def got():
    return {name: runner.run_spec(runner.read_spec(name), CHAIN) for name in FILES}


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda value: value["id"] if isinstance(value, dict) else value)
def test_the_rule_gives_what_its_table_says(name, case, got):
    runner.check_case(case, got[name])


def test_the_documentation_says_what_the_tables_say():
    page = HERE.parent.parent / "docs" / "reference" / "rules-outcomes.md"
    assert page.read_text(encoding="utf-8") == runner.make_page(page.name), "run: python tests/spec/definitions_runner.py"
