"""Referral chains, what was delivered and what was received once more, one chain and one person at a time."""

from datetime import timedelta

from .twin_events_later import community_programmes, programme_names
from .twin_facts import ATTENDED, END, REASONS, People, first, least, nulls_last

AFTER_ASSESSMENT = {
    "REFERRAL_ASSESSMENT_STARTED",
    "REFERRAL_SUITABLE",
    "REFERRAL_NOT_READY",
    "REFERRAL_NOT_SUITABLE",
    "REFERRAL_DEPRIORITISED",
}
SUITABLE = {"REFERRAL_SUITABLE", "REFERRAL_NOT_READY", "REFERRAL_DEPRIORITISED", "REFERRAL_SCHEDULED"}


def truth(values):
    """1 where any says yes, 0 where some say no and none yes, None where nobody says."""
    known = [value for value in values if value is not None]
    return int(any(known)) if known else None


def root(referral, parents):
    """The first referral of a chain, at most four links back."""
    seen = referral
    for _ in range(4):
        if seen not in parents:
            break
        seen = parents[seen]
    return seen


def referral_chains(rows, statuses):
    people, names = People(rows["local_person"]), {n["name"]: n for n in programme_names(rows)}
    parents = {r["referral_id"]: r["original_referral_id"] for r in rows.get("prison_programme_referral", [])}
    parents = {child: parent for child, parent in parents.items() if parent and parent != child}
    made = []
    for r in rows.get("prison_programme_referral", []):
        found, held = (
            people.find(("noms_number", r["noms_number"])),
            [s for s in statuses if s["service"] == "prison" and s["referral_id"] == r["referral_id"]],
        )
        if found:
            sent = least(*(s["start_on"] for s in held if s["activity"] == "REFERRAL_SUBMITTED"))
            name = names[r["programme"]]
            made.append(
                {
                    "service": "prison", "referral_id": r["referral_id"], "chain_id": root(r["referral_id"], parents), "person": found[0], "probability": found[1],
                    "programme": name["programme"], "regime": name["regime"], "site": r["offering_prison"], "submitted_on": first(sent, r["submitted_on"]),
                    "first_on": first(sent, r["submitted_on"], least(*(s["start_on"] for s in held))), "ldc": truth([r["has_ldc"]]), "innocence": None,
                }
            )  # fmt: skip
    for r in community_programmes(rows):
        found, held = (
            people.find(("crn", r["crn"])),
            [s for s in statuses if s["service"] == "community" and s["referral_id"] == r["referral_id"]],
        )
        if found:
            made.append(
                {
                    "service": "community", "referral_id": r["referral_id"], "chain_id": r["referral_id"], "person": found[0], "probability": found[1],
                    "programme": r["programme"], "regime": r["regime"], "site": held[0]["site"] if held else None, "submitted_on": r["received_on"],
                    "first_on": r["received_on"], "ldc": r["ldc"], "innocence": r["innocence"],
                }
            )  # fmt: skip
    for service, chain in {(m["service"], m["chain_id"]) for m in made}:
        members = sorted(
            (m for m in made if (m["service"], m["chain_id"]) == (service, chain)),
            key=lambda m: (*nulls_last(m["first_on"]), m["referral_id"]),
        )
        for step, member in enumerate(members, start=1):
            member["step"] = step
    return made


def referrals(chains, statuses):
    made = []
    for service, chain in {(c["service"], c["chain_id"]) for c in chains}:
        members = sorted((c for c in chains if (c["service"], c["chain_id"]) == (service, chain)), key=lambda c: c["step"])
        held = [
            (c["step"], s) for c in members for s in statuses if s["service"] == service and s["referral_id"] == c["referral_id"]
        ]

        def on(activities, choose=least, held=held):
            days = [s["start_on"] for _, s in held if s["activity"] in activities]
            return choose(*days) if choose is least else max(days, default=None)

        final = max(held, key=lambda pair: (pair[0], pair[1]["step"]))[1] if held else None
        gone = final is not None and final["stage"] == "ended" and final["activity"] != "PROGRAMME_COMPLETED"
        code = final and first(final["reason"], final["category"])
        why = REASONS.get(("prison", code)) or REASONS.get(("prison_legacy", code)) or {}
        innocent = [c["innocence"] for c in members if c["innocence"] is not None]
        ldc = [c["ldc"] for c in members if c["ldc"] is not None]
        made.append(
            {
                "chain_id": chain, "person": min(c["person"] for c in members), "setting": "custody" if service == "prison" else "community",
                "programme": members[-1]["programme"], "regime": members[-1]["regime"], "site": members[-1]["site"],
                "submitted_on": least(*(c["submitted_on"] for c in members)), "assessed_on": on(AFTER_ASSESSMENT), "suitable_on": on(SUITABLE),
                "scheduled_on": on({"REFERRAL_SCHEDULED"}), "started_on": on({"PROGRAMME_STARTED"}), "completed_on": on({"PROGRAMME_COMPLETED"}, max), "left_on": final["start_on"] if gone else None,
                "left_reason_group": why.get("reason_group", "not recorded") if gone else None, "left_attribution": why.get("attribution", "not recorded") if gone else None,
                "final_status": final and final["status"], "referrals": len(members), "has_ldc": max(ldc) == 1 if ldc else None,
                "denial": max(innocent) == 1 if innocent else None, "probability": min(c["probability"] for c in members),
            }
        )  # fmt: skip
    return made


def requirement_progress(rows):
    people, regions, made = People(rows["local_person"]), {p["crn"]: p["region"] for p in rows.get("probation_person", [])}, []
    for q in rows.get("requirement", []):
        found = people.find(("crn", q["crn"]))
        if found:
            begun, over = q["commencement"], q["termination"]
            late = q["expected_end"] is not None and q["expected_end"] < END
            progress = (
                "commenced"
                if begun
                else "ended before it commenced"
                if over
                else "expired before it commenced"
                if late
                else "not yet commenced"
            )
            made.append(
                {
                    "requirement_id": q["requirement_id"], "person": found[0], "region": regions.get(q["crn"]), "main_category": q["main_category"],
                    "is_programme": q["main_category"] == "3103", "sub_category": q["sub_category"], "imposed_on": q["start"], "commenced_on": begun, "ended_on": over,
                    "ended_reason": q.get("termination_reason"), "wait_days": (begun - q["start"]).days if begun else None, "never_commenced": begun is None and over is not None,
                    "progress": progress, "imposed_year": q["start"].year,
                }
            )  # fmt: skip
    return made


def meetings(rows):
    made = []
    for referral in {m["referral_id"] for m in rows.get("programme_attendance", []) if m["referral_id"]}:
        planned = [m for m in rows["programme_attendance"] if m["referral_id"] == referral]
        there = [m for m in planned if ATTENDED.get(m["outcome_code"]) == "yes"]
        minutes = [m["minutes"] if m in there else 0 for m in planned]
        known = [value for value in minutes if value is not None]
        days = [m["planned_on"] for m in there]
        made.append(
            {
                "referral_id": referral, "meetings_planned": len(planned), "meetings_attended": len(there), "minutes_attended": sum(known) if known else None,
                "first_attended_on": min(days, default=None), "last_attended_on": max(days, default=None),
            }
        )  # fmt: skip
    return made


def total(values):
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def delivered(chains, statuses, met):
    met = {m["referral_id"]: m for m in met}
    made = []
    for chain, programme in {(c["chain_id"], c["programme"]) for c in chains}:
        members = [c for c in chains if (c["chain_id"], c["programme"]) == (chain, programme)]
        held = [s for c in members for s in statuses if (s["service"], s["referral_id"]) == (c["service"], c["referral_id"])]
        sat = [met[c["referral_id"]] for c in members if c["referral_id"] in met]
        status_on = least(*(s["start_on"] for s in held if s["stage"] == "on_programme"))
        meeting_on = least(*(m["first_attended_on"] for m in sat))
        if status_on or meeting_on:
            made.append(
                {
                    "chain_id": chain, "programme": programme, "service": min(c["service"] for c in members), "person": min(c["person"] for c in members),
                    "regime": min(c["regime"] for c in members), "site": max((c["site"] for c in members if c["site"]), default=None),
                    "started_on": least(status_on, meeting_on), "completed_on": max((s["start_on"] for s in held if s["activity"] == "PROGRAMME_COMPLETED"), default=None),
                    "left_on": max((s["start_on"] for s in held if s["activity"] == "PROGRAMME_LEFT"), default=None),
                    "last_attended_on": max((m["last_attended_on"] for m in sat if m["last_attended_on"]), default=None),
                    "meetings_attended": total(m["meetings_attended"] for m in sat), "minutes_attended": total(m["minutes_attended"] for m in sat),
                    "by_status": int(status_on is not None), "by_meeting": int(meeting_on is not None), "probability": min(c["probability"] for c in members),
                }
            )  # fmt: skip
    return made


MONTH = timedelta(days=31)


def course_history(log, given):
    """Entries of the history; each looks for the delivery it repeats, then for the entry it repeats."""
    made = []
    for e in (e for e in log if e["source_table"] == "course_participation" and e["activity"] == "PROGRAMME_STARTED"):
        end = next(
            (x for x in log if x["source_table"] == "course_participation" and x["record_id"] == e["record_id"] and x is not e),
            None,
        )
        near = [
            g
            for g in given
            if (g["person"], g["programme"]) == (e["person"], e["detail"])
            and e["start_lo"] - MONTH <= g["started_on"] <= e["start_hi"] + MONTH
        ]
        outside = lambda g, e=e: max((e["start_lo"] - g["started_on"]).days, (g["started_on"] - e["start_hi"]).days, 0)  # noqa: E731  # a key for one line
        near.sort(key=lambda g, e=e, outside=outside: (outside(g), abs((e["start_lo"] - g["started_on"]).days), g["chain_id"]))
        made.append(
            {
                "record_id": e["record_id"], "person": e["person"], "programme": e["detail"], "agency": e["agency"], "start_lo": e["start_lo"], "start_hi": e["start_hi"],
                "end_lo": end and end["start_lo"], "end_hi": end and end["start_hi"], "ended": end and end["activity"], "probability": e["probability"],
                "chain_id": near[0]["chain_id"] if near else None, "delivery": None,
            }
        )  # fmt: skip
    for key in {(m["person"], m["programme"]) for m in made}:
        alone = sorted(
            (m for m in made if (m["person"], m["programme"]) == key and not m["chain_id"]),
            key=lambda m: (m["start_lo"], m["start_hi"], m["record_id"]),
        )
        number, reached = 0, None
        for entry in alone:
            if reached is None or entry["start_lo"] > reached + MONTH:
                number += 1
            entry["delivery"], reached = number, max(reached or entry["start_hi"], entry["start_hi"])
    return made
