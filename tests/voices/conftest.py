"""A small study of interviews, made anew for each test: nine participants of four roles, texts, a codebook."""

import pytest

from throughcare.evidence.files import write_table
from throughcare.voices.folder import VoicesFolder

CONSENT = (
    "id",
    "group",
    "field",
    "role",
    "setting",
    "consent",
    "information_sheet",
    "attribution",
    "quote",
    "withdrawn",
    "retention_until",
    "ethics",
)
CODEBOOK = """
[codes."gaps"]
definition = "What is missing."
[codes."gaps/linkage"]
definition = "Records of one person do not meet."
include = "any two agencies"
exclude = "people who do not talk to each other"
[codes."help"]
definition = "What helped."
questions = ["Q5", "R6"]
"""
TEXT = "I: What was missing?\n{id}: Nobody joins the records up. The canary is {canary}.\nI: And what helped?\n{id}: The group helped me a lot, number {number}.\n"


def person(number, **cells):
    group, field, role = [
        ("expert", "police", "lead"),
        ("expert", "probation", "officer"),
        ("service_user", "service users", "service user"),
    ][number % 3]
    row = {
        "id": f"P{number:02}",
        "group": group,
        "field": field,
        "role": role,
        "setting": "custody",
        "consent": "2026-01-05",
        "attribution": "role",
        "quote": "yes",
    }
    return row | {"retention_until": "2090-01-01"} | cells


def canary(identity):
    return f"canary{identity.lower()}word"


def make_study(path, people):
    folder = path / "voices"
    write_table(folder / "consent.csv", CONSENT, people)
    (folder / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "transcripts").mkdir()
    for row in people:
        text = TEXT.format(id=row["id"], canary=canary(row["id"]), number=row["id"][1:])
        (folder / "transcripts" / f"{row['id']}.txt").write_text(text, encoding="utf-8", newline="\n")
        write_table(
            folder / "redactions" / f"{row['id']}.csv", ("start", "end", "kind", "replacement", "rule", "who", "when"), []
        )
    return path


@pytest.fixture
def study(tmp_path):
    return make_study(tmp_path / "study", [person(number) for number in range(1, 10)])


def opened(study):
    """The folder as it now stands; a folder reads each table once."""
    return VoicesFolder(study / "voices")
