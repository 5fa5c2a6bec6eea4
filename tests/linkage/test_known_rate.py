"""The corrected interval of the known rate holds the truth where numbers are missing from the records that are hard to link: the first six small
studies of `benchmarks/link_rates.py`, which does a hundred larger ones."""

import importlib.util
import sys
from pathlib import Path

import pytest

PEOPLE, STUDIES = 400, 6


@pytest.fixture(scope="module")
def studies():
    path = Path(__file__).parents[2] / "benchmarks" / "link_rates.py"
    spec = importlib.util.spec_from_file_location("link_rates", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return [module.run_study(PEOPLE, seed, "informative") for seed in range(1, STUDIES + 1)]


def of_everybody(studies, method):
    return [judged["all", method] for _, judged, _ in studies if ("all", method) in judged]


def test_the_corrected_interval_holds_the_truth(studies):
    found = of_everybody(studies, "corrected, chosen")
    assert len(found) == STUDIES
    assert all(held for _, held in found)


def test_links_are_missed_so_that_there_is_something_to_correct(studies):
    assert all(pairs["recall"] < 0.95 for *_, pairs in studies)


def test_the_correction_by_the_number_that_is_not_missing_so_takes_bias_away(studies):
    mean = {
        method: sum(error for error, _ in of_everybody(studies, method)) / STUDIES
        for method in ("uncorrected", "corrected by CRO")
    }
    assert mean["uncorrected"] < 0
    assert abs(mean["corrected by CRO"]) < abs(mean["uncorrected"])
