"""Tags say the same in SQL and in slow plain Python, on episodes drawn at random, and the draw reaches every tag."""

import pytest
from hypothesis import HealthCheck, given, settings

from throughcare.definitions.load import load_rulebook
from throughcare.testing import build

from .examples import EPISODE_COLUMNS, RECORD_COLUMNS, record_rows, reviews_text, typed
from .test_twin import EPISODES, OWN, about, named
from .twin_tags import person_tags, rule_tags

# Two rules of the study's own: one that says a part, and one that says a part and a model besides, for the same records.
TAGGED = f"""{OWN}
[[rule]]
id = "R-OWN-PART"
record = "notice"
agency = "police"
jurisdiction = ["Wales"]
valid_from = 2010-01-01
valid_to = 9999-12-31
when.notice = "CAWN"
elements = ["DECEIVE"]
strength = "indicated"
role = "facilitator"
because = "test"
source = "test"

[[rule]]
id = "R-OWN-BOTH"
record = "notice"
agency = "police"
jurisdiction = ["England", "Wales"]
valid_from = 0001-01-01
valid_to = 9999-12-31
when.notice = "CAWN"
elements = ["DECEIVE"]
strength = "indicated"
role = "facilitator"
model = "inappropriate_relationship"
because = "test"
source = "test"
"""


def by_key(rows):
    """Rows that two makers of one table must share, in one order."""
    return sorted(tuple(sorted(row.items())) for row in rows)


@pytest.mark.parametrize("own", ["", TAGGED], ids=["packaged", "own"])
def test_the_tags_of_rules_are_those_that_the_files_say(own):
    assert by_key(build("rule_tags", {}, parameters={"definitions": own})) == by_key(rule_tags(own))


def test_tags_of_people_agree_with_their_twin_and_every_tag_is_drawn():
    seen = set()

    @settings(max_examples=8, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(EPISODES)
    def agree(drawn):
        episodes, circumstances = named(drawn), about(drawn)
        people = {episode: f"person{number % 7}" for number, episode in enumerate(episodes)}
        own = "\n".join(
            [TAGGED, reviews_text([record for records in episodes.values() for record in records]).removeprefix("schema = 1\n")]
        )
        listed = [{"episode_id": episode, "person": people[episode]} | circumstances[episode] for episode in episodes]
        pairs = [(episode, record) for episode, records in episodes.items() for record in records]
        made = build(
            "person_tags",
            {"definition_records": typed(record_rows(pairs, own), RECORD_COLUMNS), "episodes": typed(listed, EPISODE_COLUMNS)},
            through=("rule_hits", "rule_tags"),
            parameters={"definitions": own},
        )
        countries = {episode: said["jurisdiction"] for episode, said in circumstances.items()}
        twin = person_tags(episodes, people, countries, load_rulebook(TAGGED), rule_tags(own))
        assert by_key(made) == by_key(twin)
        seen.update((row["kind"], row["tag"]) for row in made)

    agree()
    assert seen == {(row["kind"], row["tag"]) for row in rule_tags(TAGGED)}
