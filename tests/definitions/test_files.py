"""A wrong word in a definition file is refused, naming file, entry and key; a right one is read."""

import pytest

from throughcare.definitions.compile_rules import known_sql
from throughcare.definitions.load import load_rulebook, split_files
from throughcare.errors import StudyError

DEFINITION = """schema = 1
id = "MINE"
kind = "limbs"
title = "Mine"
jurisdiction = ["England"]
valid_from = 2017-01-01
valid_to = 9999-12-31
source = "our own"

[[limb]]
id = "child"
core = true
any_of = ["U18"]
"""
RULE = """
[[rule]]
id = "R-MINE"
record = "police_flag"
agency = "police"
jurisdiction = ["England"]
valid_from = 2017-01-01
valid_to = 9999-12-31
when.flag = "CSA"
elements = ["U18"]
strength = "recorded"
because = "ours"
source = "ours"
"""


def test_the_package_holds_eleven_elements_thirty_three_rules_and_four_definitions():
    book = load_rulebook()
    assert (len(book.elements), len(book.rules), len(book.definitions)) == (11, 33, 4)
    assert [d.id for d in book.definitions] == ["ENG-2017", "ENG-2009", "WAL-2021", "STAT-SOA-47-50"]


def test_every_rule_says_why_and_where_from():
    assert all(rule.because and rule.source for rule in load_rulebook().rules)


def test_a_study_adds_a_definition_and_a_rule_of_its_own():
    book = load_rulebook("# file: mine.toml\n" + DEFINITION + RULE)
    assert book.definitions[-1].id == "MINE"
    assert book.rules[-1].file == "mine.toml"
    assert book.version != load_rulebook().version


def test_two_files_without_their_names_are_told_apart_by_their_schema_line():
    assert [name for name, _ in split_files(DEFINITION + RULE.replace("[[rule]]", "schema = 1\n[[rule]]", 1))] == [
        "own definition file 1",
        "own definition file 2",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (DEFINITION.replace('any_of = ["U18"]', 'any_of = ["U81"]'), ["MINE", "limb child", "any_of", "U81", "nearest: U18"]),
        (DEFINITION.replace('"limbs"', '"lims"'), ["MINE", "kind", "lims", "nearest: limbs"]),
        (DEFINITION.replace("2017-01-01", '"2017-01-01"'), ["MINE", "valid_from", "date without quotes"]),
        (DEFINITION.replace("valid_to = 9999-12-31", "valid_to = 2016-01-01"), ["MINE", "valid_to", "2016-01-01", "not before"]),
        (DEFINITION.replace('"MINE"', '"ENG-2017"'), ["definition ENG-2017", "'id'", "texts/eng-2017.toml", "overlap"]),
        (DEFINITION.replace("core = true", "core = false"), ["MINE", "limb", "core = true"]),
        (DEFINITION.replace('source = "our own"', ""), ["MINE", "source", "seen nothing"]),
        (DEFINITION.replace("title", "titel"), ["MINE", "titel", "nearest: title"]),
        (DEFINITION.replace("schema = 1", "schema = 2"), ["schema", "expected 1"]),
        (DEFINITION.replace('kind = "limbs"', 'kind = "rule_list"\nrules = ["R-STAT-4"]'), ["MINE", "rules"]),
        (DEFINITION.split("\n[[limb]]")[0].replace('"limbs"', '"rule_list"\nrules = ["R-STAT-74"]'), ["MINE", "R-STAT-74", "nearest: R-STAT-4"]),
        ("schema = 1\n" + RULE.replace("when.flag", "when.flags"), ["R-MINE", "when.flags", "nearest: flag"]),
        ("schema = 1\n" + RULE.replace('"police_flag"', '"police_flags"'), ["R-MINE", "record", "nearest: police_flag"]),
        ("schema = 1\n" + RULE.replace('["U18"]', '["U81"]'), ["R-MINE", "elements", "nearest: U18"]),
        ("schema = 1\n" + RULE.replace('"recorded"', '"recorder"'), ["R-MINE", "strength", "nearest: recorded"]),
        ("schema = 1\n" + RULE.replace('elements = ["U18"]', "elements = []"), ["R-MINE", "elements"]),
        ("schema = 1\n" + RULE.replace('when.flag = "CSA"', ""), ["R-MINE", "when"]),
        ("schema = 1\n" + RULE.replace('when.flag = "CSA"', "when.flag = 1"), ["R-MINE", "when.flag"]),
        ("schema = 1\n" + RULE.replace('when.flag = "CSA"', 'when.flag_lt = "CSA"'), ["R-MINE", "when.flag_lt", "number"]),
        ("schema = 1\n" + RULE.replace('["England"]', '["Scotland"]'), ["R-MINE", "jurisdiction", "Scotland"]),
        ("schema = 1\n" + RULE + RULE, ["rule R-MINE", "same id"]),
        ("schema = 1\n" + RULE.replace("R-MINE", "R-GANG"), ["rule R-GANG", "rules/other_agencies.toml"]),
        ("schema = 1\nname = 3\n", ["[[rule]]"]),
        (DEFINITION.split("\n[[limb]]")[0] + "\nlimb = 3\n", ["'limb'", "[[limb]]"]),
        ("schema = 1\nid = MINE\n", ["not TOML", "line 2"]),
        ('schema = 1\n[[review]]\nrecord_id = "a"\nrule = "R-MO-GROM"\ndecision = "confirmed"\n', ["R-MO-GROM", "nearest: R-MO-GROOM"]),
        ('schema = 1\n[[review]]\nrecord_id = "a"\nrule = "R-MO-GROOM"\ndecision = "maybe"\n', ["decision", "maybe"]),
    ],
)  # fmt: skip
def test_a_wrong_word_is_refused_with_its_place(text, said):
    with pytest.raises(StudyError) as caught:
        load_rulebook("# file: mine.toml\n" + text)
    message = str(caught.value)
    assert message.startswith("mine.toml")
    for word in said:
        assert word in message


def test_a_moment_that_is_neither_a_word_nor_a_day_is_refused():
    with pytest.raises(StudyError, match="known_at: seen 'soon'"):
        known_sql("soon")
