"""Sentences, waits and coverage say the same in SQL and in slow plain Python, on people drawn at random."""

from random import Random

from hypothesis import HealthCheck, given, settings

from .drawn import worlds
from .drawn_queues import draw_queues
from .twin_coverage import coverage, coverage_counts
from .twin_queue import queue_entries
from .twin_states import state_occupancy
from .twin_waits import referrals_in_sentences, sentences, waits
from .world import bag

SLOW = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
NAMES = [
    "events", "spells", "regimes", "catalogue", "referrals", "received", "requirement_progress", "life_ends", "sentences", "referrals_in_sentences", "waits", "coverage", "coverage_counts", "states", "state_occupancy",
    "referral_chains", "referral_statuses", "queue_entries",
]  # fmt: skip


def twins(rows, made):
    """Each table as its twin makes it, from the same inputs."""
    return {
        "sentences": sentences(rows, made["spells"], made["regimes"]),
        "referrals_in_sentences": referrals_in_sentences(made["referrals"], made["sentences"]),
        "waits": waits(rows, made),
        "coverage": coverage(made),
        "queue_entries": queue_entries(rows, made),
        "state_occupancy": state_occupancy(rows, made["states"], made["sentences"]),
        "coverage_counts": coverage_counts(rows, made["coverage"]),
    }


@SLOW
@given(rows=worlds())
def test_waits_and_coverage_agree_with_their_twins(world, rows):
    made = world.make(rows, NAMES)
    for name, rows_by_twin in twins(rows, made).items():
        assert bag(made[name]) == bag(rows_by_twin), name


def test_queues_and_offers_agree_with_their_twins_and_every_turn_is_drawn(world):
    seen = set()
    # Drawn by seeds, not by Hypothesis: what that draws also hangs on the modules that other tests have loaded.
    for seed in range(20):
        rows = draw_queues(Random(seed), 1 + seed % 3)
        made = world.make(rows, NAMES)
        for name, rows_by_twin in twins(rows, made).items():
            assert bag(made[name]) == bag(rows_by_twin), (name, seed)
        seen.update(("moved", row["moved"]) for row in made["queue_entries"])
        seen.update(("started", row["started_on"] is not None) for row in made["queue_entries"])
        seen.update(("left", row["left_on"] is not None) for row in made["queue_entries"])
        seen.update(("intensity", row["intensity"]) for row in made["queue_entries"])
        seen.update(("offer", row["offer_told_by"]) for row in made["coverage"])
    turns = {(what, yes) for what in ("moved", "started", "left") for yes in (False, True)}
    assert seen >= turns | {("offer", how) for how in (None, "place on a group", "first start")} | {
        ("intensity", "moderate"),
        ("intensity", "any"),
    }
