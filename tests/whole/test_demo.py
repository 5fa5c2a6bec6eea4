"""The whole chain on one command, and what it promises about being run again."""

import csv
import json
import re
import shutil
from pathlib import Path

import pytest

from throughcare.findings.spec import read_findings
from throughcare.pipeline import read_chain

from .conftest import throughcare

LINKAGE = {"nodes", "edges", "crosswalk", "person_link", "local_person", "people"}


@pytest.fixture
def own_demo(demo, tmp_path):
    """A copy that a test may change."""
    folder = tmp_path / "study"
    shutil.copytree(demo, folder)
    return folder


def test_the_demo_ends_with_a_report(demo_result):
    report = Path(demo_result["report"])
    assert report.exists()
    assert "invented" in report.read_text(encoding="utf-8").lower()
    assert demo_result["tables"] == len(read_chain())


def test_every_label_of_a_closed_list_stands_in_the_report_and_none_is_outside_it(demo_result):
    tables = Path(demo_result["report"]).parent / "tables"
    for name, finding in read_findings().items():
        path = tables / f"{name}.csv"
        if not path.exists():
            continue
        assert "Not in the list of this table" not in path.with_name(f"{name}.csv-metadata.json").read_text(encoding="utf-8"), (
            name
        )
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for dimension, known in finding.lists.items():
            assert {row[dimension] for row in rows} >= set(known.all_labels()), (name, dimension)


def test_a_second_run_builds_nothing(demo):
    result = json.loads(throughcare("run", demo, "--json").stdout)
    assert result["built"] == []


def test_every_row_of_every_extract_is_accounted_for(demo):
    rows = json.loads(throughcare("show", demo, "intake_counts", "--rows", "1000", "--json", check=0).stdout)["shown"]
    assert rows
    assert all(row["rows_read"] == row["accepted"] + row["quarantined"] for row in rows)


def test_status_knows_that_all_is_up_to_date(demo):
    result = json.loads(throughcare("status", demo, "--json", check=0).stdout)
    assert result["stale"] == []
    assert set(result["up_to_date"]) == set(read_chain())


def test_a_changed_definition_builds_flags_again_and_not_linkage(own_demo):
    path = own_demo / "study.toml"
    path.write_text(path.read_text().replace('definition = "ENG-2017"', 'definition = "WAL-2021"'))
    stale = {row["table"] for row in json.loads(throughcare("status", own_demo, "--json", check=0).stdout)["stale"]}
    assert stale
    assert not stale & LINKAGE
    built = set(json.loads(throughcare("run", own_demo, "--json").stdout)["built"])
    assert built == stale


@pytest.mark.parametrize("name", ["crosswalk", "episode_class", "events", "outcomes"])
def test_explain_says_what_a_table_is(demo, name):
    said = json.loads(throughcare("explain", demo, name, "--json", check=0).stdout)
    assert said["sentence"]
    assert said["key"]
    assert said["reads"]
    assert said["manifest"]["rows"] >= 0


def test_the_crosswalk_can_be_handed_over(demo, tmp_path):
    target = tmp_path / "links.csv"
    throughcare("export", demo, "crosswalk", "--to", target, check=0)
    with target.open() as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["link_set_id", "source_table", "source_key", "person_id", "probability"]
    assert len({row["link_set_id"] for row in rows}) >= 3


def test_names_are_shown_to_a_linker_only(demo):
    refused = throughcare("show", demo, "nodes")
    assert refused.returncode == 2
    assert "--identity" in refused.stderr
    throughcare("show", demo, "nodes", "--identity", check=0)


def test_the_scores_have_their_documented_form(demo):
    scores = json.loads(throughcare("score", demo, "--json", check=0).stdout)
    assert list(scores) == ["linkage", "definitions", "received", "waits", "outcomes"]
    assert list(scores["linkage"])[:4] == ["pairs", "clusters", "by_agency_pair", "by_name_origin"]
    assert list(scores["linkage"]["pairs"])[:2] == ["precision", "recall"]
    assert list(scores["linkage"]["clusters"])[:5] == ["precision", "recall", "largest", "people_split", "people_merged"]
    assert scores["linkage"]["pairs"]["precision"] > 0.95


def test_waits_hold_their_own_truth_and_the_score_prints_every_comparison(demo):
    waits = json.loads(throughcare("score", demo, "--json", check=0).stdout)["waits"]
    assert waits["within"] == waits["compared"] > 15
    lines = [
        line for line in throughcare("score", demo, check=0).stdout.splitlines() if line.startswith("waits sentence to start")
    ]
    assert len(lines) == 3
    assert all(line.endswith(": within") for line in lines)


def test_doctor_finds_the_store_whole(demo):
    result = json.loads(throughcare("doctor", demo, "--json", check=0).stdout)
    assert result["store"]["broken"] == []
    assert result["store"]["tables"] >= len(read_chain())


def test_a_table_that_nobody_knows_is_named_with_the_nearest(demo):
    done = throughcare("show", demo, "recieved")
    assert done.returncode == 2
    assert "received" in done.stderr


def test_a_study_followed_for_eight_years_keeps_its_linkage_and_two_people_who_started_are_compared_with_nobody(
    own_demo, tmp_path
):
    plan = Path(__file__).resolve().parents[2] / "examples" / "harm-over-eight-years" / "plan.toml"
    path = own_demo / "study.toml"
    path.write_text(re.sub(r"^months = \d+", "months = 98", path.read_text(), flags=re.MULTILINE))
    built = set(json.loads(throughcare("run", own_demo, "--only", "cohort", "--json").stdout)["built"])
    assert "cohort" in built
    assert not built & LINKAGE
    throughcare("export", own_demo, "cohort", "--to", tmp_path / "cohort.parquet", check=0)
    done = throughcare("evaluate", tmp_path / "cohort.parquet", "--plan", plan, "--ledger", tmp_path / "ledger.jsonl", check=1)
    assert "nobody is comparable" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_plan_locked_after_a_run_is_known_to_be_exploratory(own_demo):
    plan, ledger = next((own_demo / "plans").glob("*.toml")), own_demo / "out" / "ledger.jsonl"
    for _ in range(2):  # the second run reads nothing that is new
        throughcare("run", own_demo, check=0)
    events = [json.loads(line)["event"] for line in ledger.read_text().splitlines()]
    assert [event["verb"] for event in events].count("outcomes read") == len(list((own_demo / "plans").glob("*.toml")))
    throughcare("evaluate", "--plan", plan, "--lock", check=0)
    assert "outcomes_read_before = 1" in plan.with_suffix(".lock.toml").read_text()
    effects = throughcare("run", own_demo, "--only", "effects", "--json", check=0)
    assert "effects" in json.loads(effects.stdout)["built"]
    shown = json.loads(throughcare("show", own_demo, "effects", "--json", check=0).stdout)["shown"]
    assert {row["status"] for row in shown} == {"exploratory"}
