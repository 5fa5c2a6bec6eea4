"""What the pages promise an outsider with a ready-made file: the example runs, and published data sets give their published figures."""

import csv
import json
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner
from tests.evaluation.conftest import GOLDEN
from tests.evaluation.test_bad_files import EXAMPLE

from throughcare.commands.evaluate import command as evaluate
from throughcare.evaluation.plan import parse_plan
from throughcare.evaluation.plan_reference import OPENING

LALONDE = """
id = "lalonde"
title = "Training and earnings"
question = "Did training raise earnings?"
[cohort]
key = ""
eligibility = ["in the file"]
benchmark = true
[treatment]
column = "treat"
strategy = "training"
comparison = "none"
[clock]
time_zero = "1975"
[[outcomes]]
id = "earnings"
label = "earnings in 1978"
role = "primary"
kind = "number"
event = "re78"
[estimator]
primary = "match"
caliper = {caliper}
tie_orders = 2
"""
ROSSI = """
id = "rossi"
title = "Aid"
question = "Does aid delay arrest?"
[cohort]
key = ""
eligibility = ["in the file"]
benchmark = true
[treatment]
column = "fin"
strategy = "aid"
comparison = "none"
[clock]
time_zero = "release"
horizon_days = 52
days_shown = [12, 26, 40, 52]
[[outcomes]]
id = "arrest"
label = "an arrest"
role = "primary"
event = "arrest"
days = "week"
[estimator]
tie_orders = 1
"""


def run(*words):
    return CliRunner().invoke(evaluate, [str(word) for word in words], catch_exceptions=False, standalone_mode=False).stdout


def covariates(*columns):
    return "".join(f'[[covariates]]\ncolumn = "{name}"\nkind = "{kind}"\nbecause = "as published"\n' for name, kind in columns)


def golden_file(name):
    if not (GOLDEN / name).exists():
        pytest.skip(f"golden file {name} is not beside the checkout (../shared/golden/outcomes)")
    return GOLDEN / name


def test_the_commands_of_the_example_run_and_give_a_locked_result(tmp_path, monkeypatch):
    # The whole folder: a ledger left in it would make every reader's evaluation exploratory.
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    block = re.search(r"```sh\n(.*?)```", (EXAMPLE / "README.md").read_text(encoding="utf-8"), re.DOTALL).group(1)
    for line in block.splitlines():
        said = run(*shlex.split(line)[2:])
    assert said.startswith("# A programme before release")
    assert (tmp_path / "result" / "evaluation.json").is_file()


def test_the_plan_on_the_page_is_a_plan():
    first = re.search(r"```toml\n(.*?)```", OPENING, re.DOTALL).group(1)
    assert parse_plan(first.encode(), "short.toml").id == "short"


@pytest.mark.parametrize(("caliper", "spec", "effect"), [(0, "greedy_none", 894.3675), (0.2, "greedy_caliper0.2", 1770.6029)])
def test_lalonde_from_the_command_line_gives_the_pairs_of_matchit(tmp_path, caliper, spec, effect):
    kinds = {"race": "category", "married": "yes_no", "nodegree": "yes_no"}
    names = [(name, kinds.get(name, "number")) for name in ("age", "educ", "race", "married", "nodegree", "re74", "re75")]
    (tmp_path / "plan.toml").write_text(LALONDE.format(caliper=caliper) + covariates(*names), encoding="utf-8")
    run(golden_file("lalonde.csv"), "--plan", tmp_path / "plan.toml", "--to", tmp_path / "out", "--quiet")
    with (tmp_path / "out" / "pairs.csv").open(encoding="utf-8") as file:
        ours = {(row["treated"], row["comparison"]) for row in csv.DictReader(file)}
    with golden_file("lalonde_pairs.csv").open(encoding="utf-8") as file:
        theirs = {(row["treated"], row["control"]) for row in csv.DictReader(file) if row["spec"] == spec}
    assert ours == theirs
    result = json.loads((tmp_path / "out" / "evaluation.json").read_text(encoding="utf-8"))
    matched = next(one for one in result["panel"] if one["estimator"] == "match")
    assert matched["difference"] == pytest.approx(effect, abs=5e-5)


def test_rossi_from_the_command_line_gives_its_published_survival_figures(tmp_path, golden):
    from lifelines.datasets import load_rossi

    load_rossi().to_csv(tmp_path / "rossi.csv", index=False)
    others = [(name, "number") for name in ("age", "race", "wexp", "mar", "paro", "prio")]
    (tmp_path / "plan.toml").write_text(ROSSI + covariates(*others), encoding="utf-8")
    found = json.loads(run(tmp_path / "rossi.csv", "--plan", tmp_path / "plan.toml", "--json", "--quiet"))["course"][
        "as_they_are"
    ]
    known = {(r["what"], r["term"]): float(r["value"]) for r in golden.rows("survival_reference.csv") if r["data"] == "rossi"}
    for one in found["cox"]:
        term = {"treated": "fin"}.get(one["term"], one["term"])
        assert one["coefficient"] == pytest.approx(known["cox_efron_coef", term], abs=1e-6)
        assert one["se"] == pytest.approx(known["cox_efron_se", term], abs=1e-6)
    assert found["log_likelihood"] == pytest.approx(known["cox_efron_loglik", "model"], abs=1e-6)
    assert found["log_rank"]["chi_square"] == pytest.approx(known["logrank_chisq", "fin"], abs=1e-6)
    assert found["log_rank"]["expected"] == pytest.approx(known["logrank_expected", "fin=1"], abs=1e-6)
    assert found["days_without"]["treated"] == pytest.approx(known["rmst_52", "fin=1"], abs=1e-6)
    assert found["days_without"]["comparison_se"] == pytest.approx(known["rmst_52_se", "fin=0"], abs=1e-6)
    for point in found["survival"]:
        assert point["treated"] == pytest.approx(known["km_survival", f"fin=1@{point['day']:.0f}"], abs=1e-9)
        assert point["comparison_se"] == pytest.approx(known["km_greenwood_se", f"fin=0@{point['day']:.0f}"], abs=1e-9)


def test_recid_and_the_synthesis_of_58_studies_from_the_command_line(tmp_path, golden):
    with golden_file("recid.csv").open(encoding="utf-8") as file:
        people = [{**row, "event": 1 - int(row["cens"])} for row in csv.DictReader(file)]
    with (tmp_path / "recid.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(people[0]))
        writer.writeheader()
        writer.writerows(people)
    with (tmp_path / "effects.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["record", "n_treated", "e_treated", "n_control", "e_control"])
        for at, row in enumerate(golden.rows("landenberger2005.csv")):
            a, b, c, d = (int(row[name]) for name in ("n.cbt.rec", "n.cbt.non", "n.ctrl.rec", "n.ctrl.non"))
            writer.writerow([at, a + b, a, c + d, c])
    text = ROSSI.replace('"fin"', '"workprg"').replace('"arrest"', '"event"').replace('"week"', '"durat"')
    text = text.replace("horizon_days = 52", "horizon_days = 81").replace("[12, 26, 40, 52]", "[70]")
    others = ("priors", "tserved", "felon", "alcohol", "drugs", "black", "married", "educ", "age")
    (tmp_path / "plan.toml").write_text(text + covariates(*((name, "number") for name in others)), encoding="utf-8")
    words = ("--plan", tmp_path / "plan.toml", "--literature", tmp_path / "effects.csv", "--measure", "OR", "--json", "--quiet")
    result = json.loads(run(tmp_path / "recid.csv", *words))
    known = {(r["what"], r["term"]): float(r["value"]) for r in golden.rows("survival_reference.csv") if r["data"] == "recid"}
    found = result["course"]["as_they_are"]
    for one in found["cox"]:
        term = {"treated": "workprg"}.get(one["term"], one["term"])
        assert one["coefficient"] == pytest.approx(known["cox_efron_coef", term], abs=1e-6)
    assert found["days_without"]["treated_se"] == pytest.approx(known["rmst_70_se", "workprg=1"], abs=1e-6)
    pooled = result["literature"]["pooled"]
    assert [pooled[name] for name in ("studies", "adjusted")] == [58, "Knapp-Hartung"]
    for name, value in (("estimate", -0.422597), ("se", 0.060536), ("tau2", 0.104607), ("prediction_low", -1.081501)):
        assert pooled[name] == pytest.approx(value, abs=1e-6)
