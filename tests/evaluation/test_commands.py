"""`throughcare evaluate` and `throughcare power` as they are called: exit status, what stands where, what is withheld."""

import json
import re

import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import csv, parquet

from throughcare.commands.evaluate import command as evaluate
from throughcare.commands.power import command as power
from throughcare.errors import InputError, RefusedError, ThroughcareError, UsageError
from throughcare.findings.estimates import main_estimate, smallest_of


@pytest.fixture
def place(tmp_path, plan_text, invented_table):
    (tmp_path / "plan.toml").write_text(plan_text, encoding="utf-8")
    parquet.write_table(invented_table(treated=300, compared=1200, rate=0.2, seed=6), tmp_path / "cohort.parquet")
    csv.write_csv(invented_table(treated=300, compared=1200, rate=0.2, seed=6), tmp_path / "cohort.csv")
    return tmp_path


def run(command, *words):
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False, standalone_mode=False)


def test_json_is_one_document_with_exact_numbers_that_says_so(place):
    done = run(evaluate, place / "cohort.parquet", "--plan", place / "plan.toml", "--json", "--quiet")
    result = json.loads(done.stdout)
    assert result["side"].startswith("analysis")
    assert result["flow"][0]["people"] == 1500
    assert result["lock"]["status"] == "exploratory"
    assert result["primary"]["estimate"]["difference"] != round(result["primary"]["estimate"]["difference"], 3)


def test_the_text_is_protected_and_says_the_rule(place):
    text = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    assert text.startswith("# Exploratory: An invented programme")
    assert "Counts are rounded to the nearest 5" in text
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    order = [
        "Plan",
        "Target trial",
        "People",
        "What could have been detected",
        "Overlap",
        "Balance",
        "Result",
        "Course",
        "Specification panel",
    ]
    assert [heading for heading in headings if heading in order] == order
    assert headings[-1] == "Limits"


def test_no_line_carries_the_place_that_orders_it(place):
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    assert not re.search(r"^\d+ (started|compared|primary|groups)", said, re.MULTILINE)


def test_every_gate_stands_under_the_headline_with_what_it_asks_for(place):
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    line = next(one for one in said.splitlines() if one.startswith("Gates of a headline: "))
    assert "treated passed (at least 60 people who started)" in line
    assert "balance passed (no standardised difference above 0.1)" in line
    plan = (place / "plan.toml").read_text(encoding="utf-8")
    (place / "plan.toml").write_text(f"{plan}\n[gates]\nevents_at_least = 1000\n", encoding="utf-8")
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    assert "events not passed (at least 1,000 people with the outcome, and as many without it)" in said
    assert (
        "refused at the gate of events: the plan asks for at least 1,000 people with the outcome, and as many without it." in said
    )


def test_a_headline_refused_for_balance_names_the_covariate_and_neither_level_nor_number(place):
    plan = (place / "plan.toml").read_text(encoding="utf-8").replace('primary = "aipw"', 'primary = "match"')
    (place / "plan.toml").write_text(f"{plan}\n[gates]\nlargest_difference = 0.0001\n", encoding="utf-8")
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    line = next(one for one in said.splitlines() if one.startswith("No result is given: "))
    assert re.search(
        r"refused at the gate of balance: the plan asks for no standardised difference above 0\.0001, and [a-z, ]+ stayed further apart\.",
        line,
    )
    exact = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet", "--unprotected").stdout
    assert re.search(r"standardised difference after adjustment is 0\.\d+, in '[A-Za-z_ =]+'; at most 0\.0001", exact)


def test_a_clock_of_another_length_than_a_year_is_not_called_a_year(place):
    plan = (place / "plan.toml").read_text(encoding="utf-8")
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    assert "One-year proven reoffending rate" in said
    (place / "plan.toml").write_text(plan.replace("[clock]", "[clock]\nhorizon_days = 730"), encoding="utf-8")
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    assert "table 1: Proven reoffending rate within 730 days" in said
    assert "One-year" not in said


def test_unprotected_text_warns(place):
    text = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet", "--unprotected").stdout
    assert "UNPROTECTED" in text


def test_locking_reads_no_cohort_and_makes_the_next_evaluation_locked(place):
    done = run(evaluate, "--plan", place / "plan.toml", "--lock", "--json", "--quiet")
    assert len(json.loads(done.stdout)["sha256"]) == 64
    text = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet", "--to", place / "out").stdout
    assert text.startswith("# An invented programme")
    assert "no deviation from the plan as locked" in text
    assert sorted(path.name for path in (place / "out").iterdir()) == [
        "balance.csv",
        "evaluation.html",
        "evaluation.json",
        "evaluation.md",
    ]
    ledger = [json.loads(line)["event"]["verb"] for line in (place / "ledger.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ledger == ["plan locked", "outcomes read"]


def test_an_immortal_plan_ends_with_a_refusal(place):
    plan = place / "plan.toml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("[clock]\n", '[clock]\nmembership = "completed"\n'), encoding="utf-8"
    )
    with pytest.raises(RefusedError, match="completing needs surviving") as caught:
        run(evaluate, place / "cohort.csv", "--plan", plan, "--quiet")
    assert caught.value.exit_status == 1


def test_a_ledger_that_cannot_be_written_is_a_message(place):
    with pytest.raises(UsageError, match="--ledger"):
        run(
            evaluate,
            place / "cohort.csv",
            "--plan",
            place / "plan.toml",
            "--quiet",
            "--ledger",
            place / "cohort.csv" / "ledger.jsonl",
        )


def test_the_text_holds_no_count_and_no_estimate_that_is_not_in_a_protected_table(place):
    """Each number of the text is read back: whole counts of people are multiples of five, and the smallest shown is ten."""
    import re

    text = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet").stdout
    counts = [int(word.replace(",", "")) for word in re.findall(r"(?:: |; )(?:people|started|compared) ([\d,]+)", text)]
    assert counts
    assert all(count % 5 == 0 and count >= 10 for count in counts)


def test_an_outcome_that_few_had_has_no_estimate_in_the_text(place, invented_table):
    parquet.write_table(invented_table(treated=100, compared=900, rate=0.08, seed=4), place / "few.parquet")
    text = run(evaluate, place / "few.parquet", "--plan", place / "plan.toml", "--quiet").stdout
    exact = json.loads(run(evaluate, place / "few.parquet", "--plan", place / "plan.toml", "--quiet", "--json").stdout)
    estimate = exact["primary"]["estimate"] or exact["panel"][0]
    if smallest_of(estimate) < 10:
        panel = text.split("## Specification panel")[1].split("## ")[0]
        assert all("withheld" in line for line in panel.splitlines() if line.startswith(("entropy", "aipw", "ipw")))


def test_power_answers_in_words_and_json():
    assert "risk ratio of 0.23" in run(power, "--treated", 250, "--rate", 0.04).stdout
    assert "not even to no event at all" in run(power, "--treated", 60, "--rate", 0.02).stdout
    result = json.loads(run(power, "--treated", 1364, "--rate", 0.08, "--ratio", 0.74, "--json").stdout)
    assert result["power_at_ratio"] == pytest.approx(0.805792, abs=1e-5)
    assert result["treated_needed_at_ratio"] == 1346


def test_a_rate_that_is_none_is_refused():
    with pytest.raises(UsageError):
        run(power, "--treated", 10, "--rate", 8)
    with pytest.raises(UsageError, match="is no rate"):
        run(power, "--treated", 10, "--rate", 0.5, "--ratio", 3)


@pytest.mark.parametrize(
    "words",
    [
        ("nowhere.csv", "--plan", "plan.toml"),
        ("cohort.csv", "--plan", "nowhere.toml"),
        ("cohort.csv", "--plan", "plan.toml", "--link-set", "nowhere.csv"),
        ("cohort.csv", "--plan", "plan.toml", "--draw", "nowhere.csv"),
        ("cohort.csv", "--plan", "plan.toml", "--literature", "nowhere.csv"),
    ],
    ids=["cohort", "plan", "link set", "draw", "literature"],
)
def test_a_file_that_is_not_there_is_a_wrong_call_as_with_every_command(words, place, monkeypatch):
    monkeypatch.chdir(place)
    with pytest.raises(ThroughcareError, match="nowhere") as caught:
        run(evaluate, *words, "--quiet")
    assert caught.value.exit_status == 2


@pytest.mark.parametrize(
    "content", ["", "x\n1\n", "record,measure,estimate\nA,RR,0.8\n", "n_treated,e_treated,n_control,e_control\n1,1,1,1\n"]
)
def test_a_file_without_effects_is_not_taken_for_the_literature(content, place):
    (place / "other.csv").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"other\.csv: no effects file; expected the columns record and n_treated"):
        run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet", "--literature", place / "other.csv")


def test_a_study_that_is_not_pooled_is_named_with_its_reason(place):
    (place / "effects.csv").write_text("record,measure,estimate,se\nA,RR,0.8,0.1\nB,HR,0.8,0.1\n", encoding="utf-8")
    said = run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet", "--literature", place / "effects.csv")
    assert "not pooled: B (measured as HR, not as RR)" in said.stdout


def test_a_folder_is_told_from_a_file_that_is_not_there(place):
    with pytest.raises(UsageError, match="a folder; expected a CSV or Parquet file"):
        run(evaluate, place, "--plan", place / "plan.toml", "--quiet")


def test_an_amount_below_one_is_no_rate(place):
    plan = (place / "plan.toml").read_text(encoding="utf-8").replace('role = "primary"', 'role = "secondary"', 1)
    more = '\n[[outcomes]]\nid = "n"\nlabel = "offences in a year"\nrole = "primary"\nevent = "quarters"\nkind = "number"\n'
    table = parquet.read_table(place / "cohort.parquet")
    quarters = pa.array([0.25 * one for one in table.column("reoffended").to_pylist()])
    parquet.write_table(table.append_column("quarters", quarters), place / "cohort.parquet")
    (place / "plan.toml").write_text(plan + more, encoding="utf-8")
    for flags in ((), ("--unprotected",)):
        said = run(evaluate, place / "cohort.parquet", "--plan", place / "plan.toml", "--quiet", *flags).stdout
        line = next(one for one in said.splitlines() if "People who started had on average" in one)
        assert re.search(r"had on average 0\.0\d+ \(offences in a year\)", line)
        assert "a rate of" not in line
        result = next(one for one in said.splitlines() if one.startswith("primary: "))
        assert re.search(r"difference -?0\.0", result), "in the outcome's own unit, not per 100"


def test_overlap_weights_say_for_whom_the_effect_is(place):
    plan = (place / "plan.toml").read_text(encoding="utf-8")
    (place / "plan.toml").write_text(plan.replace('primary = "aipw"', 'primary = "overlap"\nestimand = "ATO"'), encoding="utf-8")
    said = run(evaluate, place / "cohort.parquet", "--plan", place / "plan.toml", "--quiet", "--to", place / "out").stdout
    words = "typical people who started, of those whose start was most open, the equivalent of"
    assert f"For 100 {words}" in said
    assert f"f 100 {words}" in (place / "out" / "evaluation.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["match_replacement", "radius", "aipw"])
def test_where_a_gate_refuses_the_headline_the_tables_rest_on_the_primary_estimator(name, place):
    plan = (place / "plan.toml").read_text(encoding="utf-8").replace('primary = "aipw"', f'primary = "{name}"')
    (place / "plan.toml").write_text(f"{plan}\n[gates]\nlargest_difference = 0.000001\n", encoding="utf-8")
    result = json.loads(run(evaluate, place / "cohort.csv", "--plan", place / "plan.toml", "--quiet", "--json").stdout)
    assert result["primary"]["estimate"] is None
    assert main_estimate(result)["estimator"] == name == result["primary"]["estimator"]
    assert main_estimate({**result, "panel": [one for one in result["panel"] if one["estimator"] != name]}) is None
