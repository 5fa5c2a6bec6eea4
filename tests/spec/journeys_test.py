"""The rules of the journeys and interventions rooms as before and after tables, and their page of documentation kept up to date."""

import importlib.util
import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ROOT / "docs" / "reference" / "rules-journeys.md"
FILES = ("journeys_events.yaml", "journeys_paths.yaml", "interventions_received.yaml", "interventions_waits.yaml")
DOMAINS = ("nominal_ref", "defendant_id", "noms_number", "crn", "pnc_id", "service_user_ref", "core_member_ref", "visor_ref")
OPENING = (
    "Made from the spec tables in `tests/spec`, which are also tests: each rule shows rows as agencies write them and what the chain makes of them. "
    "A number written `ann` or `ann-2` belongs to the person `ann`. The extracts end on 31 December 2020. Everyone here is invented. "
    "Written anew by `UPDATE_DOCS=1 pytest tests/spec/journeys_test.py`."
)


def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pages = load("definitions_runner", HERE / "definitions_runner.py")
world_of = load("journeys_world", HERE.parent / "journeys" / "world.py")
SPECS = {name: pages.read_spec(name) for name in FILES}
CASES = [(name, case) for name in FILES for case in SPECS[name]["cases"]]


@pytest.fixture(scope="module")
def world():
    return world_of.World()


def given_rows(case):
    """A case's rows, with record ids where they have none, and `local_person` from the numbers in them."""
    rows, people = {}, {}
    for table, given in case["given"].items():
        known = world_of.LEFT.get(table, {})
        rows[table] = [
            dict(row) if known else {"record_id": f"{table} {number}", **row} for number, row in enumerate(given, start=1)
        ]
        for row in rows[table]:
            people |= {(domain, row[domain]): str(row[domain]).split("-")[0] for domain in DOMAINS if row.get(domain)}
    linked = [{"domain": d, "number": n, "person": p, "probability": 1.0} for (d, n), p in sorted(people.items())]
    said = {(row["domain"], row["number"]) for row in rows.get("local_person", [])}
    rows["local_person"] = [row for row in linked if (row["domain"], row["number"]) not in said] + rows.get("local_person", [])
    return rows


@pytest.mark.parametrize(("name", "case"), CASES, ids=lambda value: value["id"] if isinstance(value, dict) else value)
def test_the_rule_gives_what_its_table_says(name, case, world):
    made = world.make(given_rows(case), list(case["expect"]))
    for table, expected in case["expect"].items():
        wanted = case.get("only", {})
        rows = [
            row for row in made[table] if all(str(row[column]) == str(value) for column, value in wanted.items() if column in row)
        ]
        assert pages.as_expected(rows, expected) == pages.as_expected(expected, expected), f"{case['id']}: {table}"


def test_every_case_has_its_own_name():
    names = [case["id"] for _, case in CASES]
    assert len(names) == len(set(names))


def test_every_rule_that_makes_a_table_is_shown():
    """A table of the three rooms is shown by a case of its own, or stands on the list of steps that other cases show."""
    shown = {table for _, case in CASES for table in case["expect"]}
    steps = {"regimes", "catalogue", "wait_incidence", "young_adults"}
    assert set(world_of.own_tables()) - shown == steps


def test_the_page_of_rules_is_up_to_date():
    page = pages.as_pages(SPECS.values(), "Rules of journeys and interventions", OPENING)
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
