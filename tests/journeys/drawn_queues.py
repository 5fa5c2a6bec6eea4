"""People who are referred while they serve a sentence, and what came of it: dense enough that every turn of a queue and of an offer is drawn."""

from datetime import timedelta

from .drawn import COMMUNITY_STATUSES, FIRST, PRISON_STATUSES, PROGRAMMES, Draw, draw_world


def in_custody(d, person):
    """A stay, a sentence in it, and referrals of which some continue the one before at another site."""
    start = FIRST + timedelta(days=5 * d.r.randint(100, 200))
    d.stays += 1
    booking = d.record(
        "prison_booking", book_id=f"Z{d.stays}", noms_number=f"A{person}", reception=start, legal_status="SENTENCED", sentence_start=start,
        released=d.later(start, 1500, 0.7), release_reason=d.one("CR", "DEC", "N"), sed=None, led=None, record_id=f"stay{d.stays}",
    )  # fmt: skip
    sent, held, before = [], [], None
    for number in range(d.r.randint(1, 3)):
        name, asked = f"Z{d.stays}-{number}", start + timedelta(days=5 * d.r.randint(-5, 150))
        sent.append(
            d.record(
                "prison_programme_referral", referral_id=name, noms_number=f"A{person}", programme=d.one(*PROGRAMMES), audience="Sexual offence",
                offering_prison=d.maybe(d.one("WTI", "LPI"), 0.9), status="x", submitted_on=d.maybe(asked, 0.9), original_referral_id=d.maybe(before, 0.4), has_ldc=None,
                record_id=f"sent{name}",
            )
        )  # fmt: skip
        before = name
        for step in range(d.r.randint(1, 6)):
            day = asked + timedelta(days=5 * d.r.randint(0, 80))
            held.append(
                d.record("prison_referral_status", referral_id=name, status=d.one(*PRISON_STATUSES[4:], "ASSESSED_SUITABLE"), start_at=d.moment(day), end_at=None, category=None, reason=None, record_id=f"held{name}-{step}")
            )  # fmt: skip
    return booking, sent, held


def in_the_community(d, person):
    """An order, and a referral that is given a place more often than chance would."""
    start = FIRST + timedelta(days=5 * d.r.randint(100, 300))
    name = f"Y{d.stays}-{person}"
    order = d.record(
        "probation_event", crn=f"X{person}", event_no=7, disposal=d.one("community", "suspended"), start=start, ended=d.later(start, 1000), length_days=730, cjs_code=None,
        termination_reason=None, in_breach=None,
        record_id=f"order{name}",
    )  # fmt: skip
    asked = d.record(
        "community_programme_referral", referral_id=name, crn=f"X{person}", cohort="SEXUAL_OFFENCE", requirement_id=None, has_ldc=None, maintains_innocence=None,
        received_on=start + timedelta(days=5 * d.r.randint(0, 40)), record_id=f"asked{name}",
    )  # fmt: skip
    held = [
        d.record("community_referral_status", referral_id=name, status=d.one(*COMMUNITY_STATUSES, "Scheduled", "Scheduled"),
                 start_at=d.moment(start + timedelta(days=5 * d.r.randint(0, 150))), end_at=None, record_id=f"held{name}-{step}")
        for step in range(d.r.randint(1, 5))
    ]  # fmt: skip
    return order, asked, held


def draw_queues(random, people):
    """A drawn world with such stays and orders added to it."""
    made = draw_world(random, people)
    d = Draw(random, people)
    d.stays = 0
    for person in range(1, people + 1):
        booking, sent, held = in_custody(d, person)
        made["prison_booking"].append(booking)
        made["prison_programme_referral"] += sent
        made["prison_referral_status"] += held
        order, asked, statuses = in_the_community(d, person)
        made["probation_event"].append(order)
        made["community_programme_referral"].append(asked)
        made["community_referral_status"] += statuses
    return made
