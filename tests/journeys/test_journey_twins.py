"""Every rule of journeys after the log says the same in SQL and in slow plain Python, on people drawn at random."""

from hypothesis import HealthCheck, given, settings

from .drawn import worlds
from .twin_contradictions import contradictions
from .twin_paths import conformance, directly_follows, reached, steps, tracking, variants
from .twin_spells import life_ends, spells, state_spells, states
from .twin_states import state_moves
from .world import bag

SLOW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NAMES = [
    "events", "events_programmes", "events_community", "referral_statuses", "activity_order", "spells", "life_ends", "state_spells", "states", "state_moves", "steps",
    "directly_follows", "variants", "conformance", "reached", "tracking", "contradictions",
]  # fmt: skip


@SLOW
@given(rows=worlds())
def test_journeys_and_their_twins_agree(world, rows):
    made = world.make(rows, NAMES)
    orders = {row["activity"]: row for row in made["activity_order"]}
    log, path = made["events"], made["steps"]
    twins = {
        "spells": spells(rows, made["referral_statuses"], made["events_programmes"], made["events_community"]),
        "life_ends": life_ends(log),
        "state_spells": state_spells(rows, made["spells"], log, made["life_ends"]),
        "states": states(made["state_spells"]),
        "state_moves": state_moves(rows, made["states"]),
        "steps": steps(log, orders),
        "directly_follows": directly_follows(rows, path),
        "variants": variants(rows, path),
        "conformance": conformance(made["referral_statuses"]),
        "reached": reached(log),
        "tracking": tracking(rows, made["reached"]),
        "contradictions": contradictions(rows, made["spells"], log, made["life_ends"]),
    }
    for name, rows_by_twin in twins.items():
        assert bag(made[name]) == bag(rows_by_twin), name
