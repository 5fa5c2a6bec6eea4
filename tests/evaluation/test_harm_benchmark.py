"""The arithmetic of `benchmarks/harm.py`: which studies, whom it would let in, and what is said of several of them."""

import sys
from pathlib import Path

import pyarrow as pa
import pytest

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch):
    """The scripts, which import each other as programs of one folder do."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    names = ("harm", "harm_eligibility", "harm_studies", "harm_truth")
    import importlib

    yield {name: importlib.import_module(name) for name in names}
    for name in names:
        sys.modules.pop(name, None)


def test_studies_are_ranges_of_seeds_by_preset(benchmark):
    made = benchmark["harm"].read_studies(["harm:1-3,7", "null-effect:"], 500)
    assert [study.seeds for study in made["harm"]] == [(1, 2, 3), (7,)]
    assert list(made) == ["harm"]
    assert [path.name for path in made["harm"][1].paths(Path())] == ["harm-500-7.parquet"]


def test_the_first_study_of_both_presets_is_of_the_same_people(benchmark):
    made = benchmark["harm"].read_studies(None, 500)
    assert made["harm"][0].seeds == made["null-effect"][0].seeds
    seeds = [seed for study in made["harm"] for seed in study.seeds]
    assert len(seeds) == len(set(seeds)), "no population stands in two studies"


def test_people_are_let_in_by_the_reason_that_left_them_out(benchmark):
    table = pa.table(
        {"left_out": ["assessed as low risk, for whom", "lost at linkage", None, "sentenced to less than two years, too"]}
    )
    low = benchmark["harm_eligibility"].let_in(table, ("assessed as low risk",))
    assert low.column("left_out").to_pylist() == [None, "lost at linkage", None, "sentenced to less than two years, too"]
    assert benchmark["harm_eligibility"].let_in(table, ()).column("left_out").to_pylist() == table.column("left_out").to_pylist()


def result(gap, low, high):
    estimate = {"difference": gap, "low": low, "high": high, "ratio": 1.2, "ratio_low": 1.0, "ratio_high": 1.5, "p_value": 0.04}
    return {"primary": {"estimate": estimate, "sentence": "x"}}


def test_several_studies_are_all_shown_with_their_mean_and_how_many_were_significant(benchmark):
    starters = {"people": 1000, "in_life_with": 120, "in_life_without": 90, "proven": 100}
    assert benchmark["harm_studies"].true_rates(starters) == pytest.approx([10.0, 7.5])
    refused = {"primary": {"estimate": None, "sentence": "No result is given."}}
    rows = [
        ("1 to 9", result(0.03, 0.01, 0.05), starters),
        ("11 to 19", result(0.01, -0.01, 0.03), starters),
        ("21 to 29", refused, starters),
    ]
    lines = benchmark["harm_studies"].say_studies(rows)
    assert [line.split(" | ")[0] for line in lines[2:5]] == ["| 1 to 9", "| 11 to 19", "| 21 to 29"]
    assert "more among those who started" in lines[2]
    assert "no difference was found" in lines[3]
    assert "No result is given." in lines[4]
    mean = next(line for line in lines if line.startswith("On average"))
    assert mean.startswith("On average +2.00 per 100 was found where +2.50 was true")
    assert "1 of 2 were significant" in mean
    assert lines[-4:-1] == ["- 1 to 9: x", "- 11 to 19: x", "- 21 to 29: No result is given."]


def test_power_is_the_share_of_studies_whose_interval_leaves_out_nought(benchmark):
    power_of = benchmark["harm_studies"].power_of
    assert power_of(1.959964, 1.0) == pytest.approx(0.5, abs=1e-4)
    assert power_of(-2.8, 1.0) == pytest.approx(0.80, abs=0.005)
