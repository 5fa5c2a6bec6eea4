"""Hypothesis draws the same examples at every run, so that a change is judged by what it changes; HYPOTHESIS_PROFILE=search draws new ones.

No test fails because the machine is busy: time is measured in benchmarks. No test fails because of those that ran before it in the same
process: each leaves the process as it found it.
"""

import csv
import locale
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("fixed", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", parent=settings.get_profile("fixed"), derandomize=False, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))


def kept_by_the_process() -> tuple[object, ...]:
    """What one test could leave behind for all later ones: limit of CSV cells, folder, our own variables, language."""
    variables = {name: value for name, value in os.environ.items() if name.startswith("THROUGHCARE")}
    return csv.field_size_limit(), Path.cwd(), variables, locale.setlocale(locale.LC_ALL)


@pytest.fixture(autouse=True)
def _leaves_the_process_as_it_was() -> Iterator[None]:
    before = kept_by_the_process()
    yield
    assert kept_by_the_process() == before, "the test changed what the whole process shares; put it back"
