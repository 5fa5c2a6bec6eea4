"""The rules of the definitions room as before and after tables, and their documentation kept up to date."""

import importlib.util
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("definitions_runner", HERE / "definitions_runner.py")
runner = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(runner)

CHAIN = (
    "definition_values", "definition_terms", "mo_text_hits", "offence_class_order", "offence_codes", "case_nodes", "case_keys", "cases",
    "court_convictions", "held_sentences", "sentence_episodes", "case_convictions", "case_dates", "case_episodes", "police_records", "marker_records",
    "episode_records", "episodes", "definition_records", "rule_hits", "element_support", "episode_class", "person_class", "flagged",
    "rule_tags", "person_tags",
)  # fmt: skip
FILES = ("definitions_episodes.yaml", "definitions_people.yaml")
CASES = [(name, case) for name in FILES for case in runner.read_spec(name)["cases"]]


@pytest.fixture(scope="module")
def got():
    return {name: runner.run_spec(runner.read_spec(name), CHAIN) for name in FILES}


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda value: value["id"] if isinstance(value, dict) else value)
def test_the_rule_gives_what_its_table_says(name, case, got):
    runner.check_case(case, got[name])


def test_the_documentation_says_what_the_tables_say():
    page = HERE.parent.parent / "docs" / "reference" / "rules-definitions.md"
    assert page.read_text(encoding="utf-8") == runner.make_page(page.name), "run: python tests/spec/definitions_runner.py"
