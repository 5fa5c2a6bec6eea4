"""Steps, graph, variants, conformance and tracking once more, one person at a time."""

from .twin_facts import END, STATUSES, TRANSITIONS

MILESTONES = {
    "CRIME_RECORDED", "ARREST", "CHARGE", "CONVICTION", "SENTENCE", "RECEPTION", "ASSESSMENT_OASYS", "REFERRAL_SUBMITTED", "REFERRAL_SUITABLE",
    "PROGRAMME_STARTED", "PROGRAMME_COMPLETED", "PROGRAMME_LEFT", "RELEASE", "RECALL", "SUPERVISION_STARTED", "SERVICE_STARTED", "CIRCLE_STARTED",
    "DEATH", "DEPORTATION",
}  # fmt: skip


def steps(log, orders):
    """What came next; `orders` holds each activity's place in a day and whether it counts."""
    made = []
    for person in {e["person"] for e in log}:
        seen = {
            (e["start_on"], orders[e["activity"]]["day_order"], e["activity"])
            for e in log if e["person"] == person and e["start_on"] and e["start_on"] <= END and orders[e["activity"]]["in_variants"]
        }  # fmt: skip
        path = sorted(seen)
        for number, (on, _, activity) in enumerate(path, start=1):
            after = path[number] if number < len(path) else (None, None, None)
            made.append(
                {
                    "person": person,
                    "step": number,
                    "activity": activity,
                    "start_on": on,
                    "next_activity": after[2],
                    "next_on": after[0],
                }
            )
    return made


def cohorts(rows, people):
    """Each cohort with the people in it."""
    inside = {c["person"] for c in rows["person_class"] if c["definition"] == "ENG-2017" and c["class"] in {"MET", "PROBABLE"}}
    return {"everyone": people, "in definition": people & inside}


def directly_follows(rows, path):
    made = []
    for cohort, members in cohorts(rows, {s["person"] for s in path}).items():
        moves = {}
        for s in path:
            if s["person"] in members:
                gap = (s["next_on"] - s["start_on"]).days if s["next_on"] else None
                moves.setdefault((s["activity"], s["next_activity"] or "END"), []).append((s["person"], gap))
                if s["step"] == 1:
                    moves.setdefault(("START", s["activity"]), []).append((s["person"], None))
        for (before, after), taken in moves.items():
            gaps = [gap for _, gap in taken if gap is not None]
            mean = sum(gaps) / len(gaps) if gaps else None
            made.append(
                {
                    "cohort": cohort,
                    "from_activity": before,
                    "to_activity": after,
                    "times": len(taken),
                    "people": len({p for p, _ in taken}),
                    "days_mean": mean,
                }
            )
    return made


def variants(rows, path):
    made = {}
    for cohort, members in cohorts(rows, {s["person"] for s in path}).items():
        for person in members:
            reached = []
            for s in sorted((s for s in path if s["person"] == person), key=lambda s: s["step"]):
                if s["activity"] in MILESTONES and s["activity"] not in reached:
                    reached.append(s["activity"])
            if reached:
                row = made.setdefault((cohort, " > ".join(reached)), {"milestones": len(reached), "people": 0})
                row["people"] += 1
    return [{"cohort": cohort, "variant": variant, **row} for (cohort, variant), row in made.items()]


RANK = {"draft": 1, "waiting": 2, "assessing": 3, "ready": 4, "on_programme": 5, "ended": 6, "start": 0}
OPENINGS = {"REFERRAL_STARTED", "REFERRAL_SUBMITTED", "Awaiting assessment"}


def named(service, before, after):
    """Whether a move is permitted, and what kind of deviation it is."""
    if (service, before, after) in TRANSITIONS or (before == "START" and after in OPENINGS):
        return True, "permitted"
    old = "start" if before == "START" else STATUSES.get((service, before), {}).get("stage")
    new = STATUSES.get((service, after), {}).get("stage")
    if new is None:
        return False, "unknown status"
    if old is None:
        return False, "from an unknown status"
    if before == after:
        return False, "same status again"
    if before == "START":
        return False, "began in the middle"
    if old == "ended":
        return False, "reopened after its end"
    if new == "on_programme":
        return False, "started without being found ready"
    if new == "ended":
        return False, "ended by a move that is not permitted"
    if old in RANK and new in RANK and RANK[old] != RANK[new]:
        return False, "went back" if RANK[old] > RANK[new] else "skipped a step"
    return False, "moved aside"


def conformance(statuses):
    moves = {}
    for s in statuses:
        before = next(
            (
                o["status"]
                for o in statuses
                if (o["service"], o["referral_id"], o["step"]) == (s["service"], s["referral_id"], s["step"] - 1)
            ),
            "START",
        )
        moves.setdefault((s["service"], before, s["status"]), []).append(s)
    made = []
    for (service, before, after), taken in moves.items():
        permitted, deviation = named(service, before, after)
        made.append(
            {
                "service": service, "from_status": before, "to_status": after, "permitted": permitted, "deviation": deviation, "times": len(taken),
                "referrals": len({s["referral_id"] for s in taken}), "people": len({s["person"] for s in taken}),
            }
        )  # fmt: skip
    return made


POINTS = (
    ("police", {"CRIME_RECORDED", "ARREST", "OFFENCE"}), ("charge", {"CHARGE"}), ("conviction", {"CONVICTION"}), ("sentence", {"SENTENCE"}),
    ("prison", {"RECEPTION"}), ("probation", {"SUPERVISION_STARTED", "REQUIREMENT_IMPOSED", "LICENCE_CONDITION_SET"}),
    ("assessment", {"ASSESSMENT_OASYS", "ASSESSMENT_SEXUAL_RISK", "ASSESSMENT_NEED"}), ("referral", {"REFERRAL_SUBMITTED"}),
    ("programme started", {"PROGRAMME_STARTED"}), ("programme completed", {"PROGRAMME_COMPLETED"}), ("release", {"RELEASE"}),
    ("community support", {"SERVICE_STARTED", "CIRCLE_STARTED"}),
)  # fmt: skip


def reached(log):
    made = []
    for rank, (point, activities) in enumerate(POINTS, start=1):
        for person in {e["person"] for e in log}:
            mine = [e for e in log if e["person"] == person and e["activity"] in activities]
            if mine:
                on = min((e["start_lo"] for e in mine if e["start_lo"]), default=None)
                made.append(
                    {
                        "person": person,
                        "point": point,
                        "rank": rank,
                        "first_on": on,
                        "probability": max(e["probability"] for e in mine),
                    }
                )
    return made


BANDS = {"low": {"MET"}, "middle": {"MET", "PROBABLE"}, "high": {"MET", "PROBABLE", "POSSIBLE"}}


def tracking(rows, points):
    made = []
    present = sorted({(p["rank"], p["point"]) for p in points})
    for definition in {c["definition"] for c in rows["person_class"]}:
        for band, classes in BANDS.items():
            members = {c["person"] for c in rows["person_class"] if c["definition"] == definition and c["class"] in classes}
            for threshold in (0.0, 0.9, 0.95, 0.99, 0.999):
                seen = {
                    person: {p["rank"] for p in points if p["person"] == person and p["probability"] >= threshold}
                    for person in members
                }
                for place, (rank, point) in enumerate(present):
                    following = present[place + 1] if place + 1 < len(present) else (None, None)
                    here = [ranks for ranks in seen.values() if rank in ranks]
                    if here:
                        onward = sum(1 for ranks in here if max(ranks) > rank)
                        made.append(
                            {
                                "definition": definition, "band": band, "threshold": threshold, "rank": rank, "point": point, "next_point": following[1],
                                "people": len(here), "followed": sum(1 for ranks in here if following[0] in ranks), "followed_anywhere": onward,
                                "trail_ends": len(here) - onward, "seen_by_police": sum(1 for ranks in here if 1 in ranks),
                            }
                        )  # fmt: skip
    return made
