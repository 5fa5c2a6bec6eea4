"""A review in hand, for the tests of what is done with one; and the way to the labelled sets."""

import sys
from pathlib import Path

import pytest

from throughcare.evidence.folder import open_evidence

sys.path.insert(0, str(Path(__file__).parent))

from review_in_hand import PROTOCOL, RECORDS, ris  # it is found by the line above


@pytest.fixture
def review(tmp_path):
    """A review in hand: a protocol and one search of six records."""
    folder = tmp_path / "review" / "evidence"
    search = folder / "searches" / "2026-01-05_pubmed"
    search.mkdir(parents=True)
    (folder / "protocol.toml").write_text(PROTOCOL, encoding="utf-8")
    (search / "hits.ris").write_text(ris(*RECORDS), encoding="utf-8")
    (search / "search.toml").write_text('source = "PubMed"\ndate = 2026-01-05\nhits = 6\n', encoding="utf-8")
    return folder.parent


@pytest.fixture
def decide(review):
    """Write decisions: `decide(who, {number of record: choice})`, at a stage, with a reason where one is given."""
    from throughcare.evidence.screening.store import DecisionStore

    def write(who, choices, stage="title_abstract", reason=""):
        folder = open_evidence(review)
        records = [reference.record for reference in folder.references]
        store = DecisionStore(folder.path)
        for number, choice in choices.items():
            store.decide(
                {
                    "record": records[number],
                    "stage": stage,
                    "choice": choice,
                    "who": who,
                    "protocol": "1",
                    "reason": reason if choice == "exclude" else "",
                }
            )
        store.export()
        return records

    return write
