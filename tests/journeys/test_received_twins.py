"""Every rule of the interventions room says the same in SQL and in slow plain Python, on people drawn at random."""

from hypothesis import HealthCheck, given, settings

from .drawn import worlds
from .twin_facts import DISPOSALS
from .twin_received import circle_access, orders_with_support, received, rollout
from .twin_referrals import course_history, delivered, meetings, referral_chains, referrals, requirement_progress
from .world import bag

SLOW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NAMES = [
    "events", "events_programmes", "events_community", "referral_statuses", "spells", "catalogue", "referral_chains", "referrals", "requirement_progress",
    "meetings", "delivered", "course_history", "received", "circle_access", "rollout", "orders_with_support",
]  # fmt: skip


def twins(rows, made):
    """Each table of the room as its twin makes it, from the same inputs."""
    levels = {row["name"]: row["level"] for row in made["catalogue"]}
    statuses, given_ = made["referral_statuses"], made["delivered"]
    return {
        "referral_chains": referral_chains(rows, statuses),
        "referrals": referrals(made["referral_chains"], statuses),
        "requirement_progress": requirement_progress(rows),
        "meetings": meetings(rows),
        "delivered": delivered(made["referral_chains"], statuses, made["meetings"]),
        "course_history": course_history(made["events_programmes"], given_),
        "received": received(rows, given_, made["course_history"], made["events_community"], levels),
        "circle_access": circle_access(rows),
        "rollout": rollout(rows, made["received"]),
        "orders_with_support": orders_with_support(rows, made["events"], made["spells"], made["received"], DISPOSALS),
    }


@SLOW
@given(rows=worlds())
def test_interventions_and_their_twins_agree(world, rows):
    made = world.make(rows, NAMES)
    for name, rows_by_twin in twins(rows, made).items():
        assert bag(made[name]) == bag(rows_by_twin), name
