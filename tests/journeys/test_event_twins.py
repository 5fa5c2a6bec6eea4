"""Every rule of the event log says the same in SQL and in slow plain Python, on people drawn at random."""

import pytest
from hypothesis import HealthCheck, given, settings

from .drawn import worlds
from .twin_events_later import SOURCES, agency_events, community_programmes, events, programme_names, referral_statuses
from .twin_facts import facts
from .world import bag

SLOW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NAMES = [*SOURCES, "programme_names", "referral_statuses", "community_programmes", "events", "activity_order"]


@SLOW
@given(rows=worlds())
def test_the_event_log_and_its_twin_agree(world, rows):
    made = world.make(rows, NAMES)
    orders = {row["activity"]: row["day_order"] for row in made["activity_order"]}
    for name in SOURCES:
        assert bag(made[name]) == bag(agency_events(name, rows)), name
    assert bag(made["programme_names"]) == bag(programme_names(rows))
    assert bag(made["community_programmes"]) == bag(community_programmes(rows))
    assert bag(made["referral_statuses"]) == bag(referral_statuses(rows))
    assert bag(made["events"]) == bag(events(rows, orders))
    assert {row["activity"] for row in made["events"]} <= {fact["activity"] for fact in facts("event_activities")}


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_source_of_events_is_in_the_union(world, name):
    assert name in world.tables["events"].inputs
