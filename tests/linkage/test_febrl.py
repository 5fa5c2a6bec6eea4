"""A public set of invented Australians, where it is at hand: best pair F1 without its number, by column mapping alone."""

import csv
import os
import re
from datetime import date
from pathlib import Path

import invented
import numpy as np
import pytest

import chain

FOLDER = Path(os.environ.get("THROUGHCARE_FEBRL", Path(__file__).parents[3] / "shared" / "golden" / "linkage"))

pytestmark = pytest.mark.skipif(
    not (FOLDER / "febrl4a.csv").exists(), reason="FEBRL4 is not part of this repository (set THROUGHCARE_FEBRL)"
)


def day(text):
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def test_best_pair_f1_is_at_least_99_percent():
    rows = []
    for part in "ab":
        with (FOLDER / f"febrl4{part}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                address = " ".join(row[name] for name in ("street_number", "address_1", "address_2", "suburb") if row[name])
                rows.append({"defendant_id": row["rec_id"], "forenames": row["given_name"], "surname": row["surname"],
                             "dob": day(row["date_of_birth"]), "postcode": row["postcode"], "address": address})  # fmt: skip
    received = {"court_defendant_received": invented.received("court_defendant", rows)}
    edges = chain.build_room(received, order=("identifiers", "nodes", "edges"))("edges").to_pylist()
    person = re.compile(r"rec-(\d+)-")
    same = np.array([person.search(edge["left_key"])[1] == person.search(edge["right_key"])[1] for edge in edges])
    right = np.cumsum(same[np.argsort([-edge["match_weight"] for edge in edges], kind="stable")])
    best = max(2 * good / (place + 5000) for place, good in enumerate(right.tolist(), start=1))
    assert best >= 0.99
