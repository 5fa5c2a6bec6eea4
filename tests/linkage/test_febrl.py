"""A public set of invented Australians, where it is at hand: persons alone, linked by column mapping alone, without their number."""

import csv
import itertools
import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("THROUGHCARE_FEBRL", Path(__file__).parents[3] / "shared" / "golden" / "linkage"))

pytestmark = pytest.mark.skipif(
    not (FOLDER / "febrl4a.csv").exists(), reason="FEBRL4 is not part of this repository (set THROUGHCARE_FEBRL)"
)

PEOPLE = 5000  # each stands once in either file

MAPPING = """
[sources.probation_person]
file = "records/persons.csv"
date_format = "%Y%m%d"
[sources.probation_person.columns]
crn = "rec_id"
forenames = "given_name"
surname = "surname"
dob = "date_of_birth"
postcode = "postcode"
address = ["street_number", "address_1", "address_2", "suburb"]
"""


def throughcare(*words):
    done = subprocess.run([sys.executable, "-m", "throughcare", *map(str, words)], capture_output=True, text=True)
    assert done.returncode in {0, 1}, done.stderr


def pair_f1(clusters):
    """F1 of the pairs within clusters; a record's person is the number in its id."""
    right = wrong = 0
    for members in clusters.values():
        for left, other in itertools.combinations(members, 2):
            right, wrong = right + (left == other), wrong + (left != other)
    return 2 * right / (right + wrong + PEOPLE)


def test_the_best_published_link_set_has_a_pair_f1_of_at_least_99_percent(tmp_path):
    study = tmp_path / "study"
    throughcare("init", study)
    first, second = ((FOLDER / f"febrl4{part}.csv").read_text(encoding="utf-8") for part in "ab")
    (study / "records" / "persons.csv").write_text(first + second.split("\n", 1)[1], encoding="utf-8")
    with (study / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write(MAPPING)
    throughcare("run", study, "--only", "people")
    throughcare("export", study, "crosswalk", "--to", tmp_path / "links.csv")
    sets = defaultdict(lambda: defaultdict(list))
    with (tmp_path / "links.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            sets[row["link_set_id"]][row["person_id"]].append(re.search(r"rec-(\d+)-", row["source_key"])[1])
    assert max(pair_f1(clusters) for clusters in sets.values()) >= 0.99
