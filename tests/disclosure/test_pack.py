"""What a pack says is what was protected, and a changed pack is not read."""

import json

import pytest

from throughcare.disclosure.pack import check_pack, read_knowledge, read_pack, write_pack
from throughcare.disclosure.policy import POLICIES, make_policy, read_policy
from throughcare.disclosure.protect import protect
from throughcare.errors import DisclosureError, StudyError

from .tables import CONTEXT, POLICY, cross, draw


@pytest.fixture
def pack(tmp_path):
    protected = protect([cross(draw(3))], POLICY, CONTEXT)
    write_pack(tmp_path / "r1", protected, POLICY, {"title": "Invented", "data_cut": "2024-03-31"}, "0.1.0")
    return protected, tmp_path / "r1"


def test_a_pack_gives_back_what_was_protected(pack):
    protected, folder = pack
    assert read_pack(folder) == list(protected.tables)
    assert set(read_knowledge(folder).statements) == set(protected.knowledge.statements)


@pytest.mark.parametrize("name", ["tables.json", "statements.json", "disclosure.json", "ro-crate-metadata.json"])
def test_a_changed_file_is_named(pack, name):
    path = pack[1] / name
    path.write_text(path.read_text().replace("1", "2", 1))
    with pytest.raises(DisclosureError, match=name):
        read_pack(pack[1])


def test_an_added_or_a_missing_file_is_named(pack):
    (pack[1] / "extra.csv").write_text("a")
    (pack[1] / "statements.json").unlink()
    with pytest.raises(DisclosureError, match=r"extra\.csv, statements\.json"):
        check_pack(pack[1])


def test_the_criteria_stand_in_the_pack(pack):
    criteria = json.loads((pack[1] / "disclosure.json").read_text())
    assert criteria["policy"]["threshold"] == 10
    assert criteria["passed"] is True
    assert criteria["groups_and_differences_checked"] > 0


def test_a_wrong_policy_names_every_key(tmp_path):
    text = (
        (POLICIES / "ten-five.toml")
        .read_text()
        .replace("threshold = 10", "treshold = 10")
        .replace("confidence = 0.95", 'confidence = "high"')
    )
    path = tmp_path / "own.toml"
    path.write_text(text)
    with pytest.raises(StudyError) as error:
        read_policy(path)
    for words in (
        "count.treshold: not a key",
        "count.threshold: expected a positive whole number",
        "rate.confidence: expected a positive number",
    ):
        assert words in str(error.value)


def test_a_policy_whose_rounding_would_undo_its_threshold_is_refused():
    import tomllib

    content = tomllib.loads((POLICIES / "ten-five.toml").read_text())
    with pytest.raises(StudyError, match="multiple of count"):
        make_policy(content | {"count": {"threshold": 8, "base": 5}}, "0", "p")


def test_an_unknown_policy_names_those_that_are_known():
    with pytest.raises(StudyError, match="ten-five"):
        read_policy("ten-six")
