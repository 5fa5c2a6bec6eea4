"""The rules of the event log once more: programmes, probation, community, and their union."""

import hashlib

from .twin_events import Log, assessments, best_linked, charges, police, prison, results
from .twin_facts import END, PROGRAMMES, STATUSES, People, date, day, facts, first, names_of_programmes, nulls_last

BUILDING_CHOICES = "Building Choices: moderate intensity"
UNNAMED = "Programme in the community, not named"


def programme_names(rows):
    """Every recorded name of a programme."""
    names = {r["course"] for r in rows.get("course_participation", [])} | {
        r["programme"] for r in rows.get("prison_programme_referral", [])
    }
    names |= (
        {r["sub_category"] for r in rows.get("requirement", [])}
        | {r["type"] for r in rows.get("nsi", [])}
        | {r.get("sub_category") for r in rows.get("licence_condition", [])}
        | {p["programme"] for p in PROGRAMMES}
    )
    return list(names_of_programmes(names - {None}).values())


def community_programmes(rows):
    """Each referral in the community with the programme that its requirement or licence condition names."""
    names = {n["name"]: n for n in programme_names(rows)}
    needs = {q["requirement_id"]: q["sub_category"] for q in rows.get("requirement", [])}
    groups, made = {}, []
    for r in rows.get("community_programme_referral", []):
        groups.setdefault(r["referral_id"], []).append(r)
    for referral, group in groups.items():
        crn, received = min(r["crn"] for r in group), min(r["received_on"] for r in group)
        need = min((r["requirement_id"] for r in group if r["requirement_id"]), default=None)
        named = names.get(needs.get(need))
        if need is None:
            near = [
                c for c in rows.get("licence_condition", [])
                if c["crn"] == crn and c["start"] and (c["start"] - received).days <= 31 and c["sub_category"] and names[c["sub_category"]]["regime"] != "not in the list"
            ]  # fmt: skip
            near.sort(key=lambda c: (-c["start"].toordinal(), names[c["sub_category"]]["programme"], c["record_id"]))
            named = names[near[0]["sub_category"]] if near else None
        if named and named["regime"] == "not in the list":
            named = None
        late = received >= date(2024, 1, 1)
        said = [r["maintains_innocence"] for r in group if r["maintains_innocence"] is not None]
        ldc = [r["has_ldc"] for r in group if r["has_ldc"] is not None]
        recorded = [r["recorded_on"] for r in group if r["recorded_on"]]
        made.append(
            {
                "referral_id": referral, "crn": crn, "received_on": received, "programme": named["programme"] if named else BUILDING_CHOICES if late else UNNAMED,
                "regime": named["regime"] if named else "building_choices" if late else "not in the list", "innocence": int(all(said)) if said else None,
                "ldc": int(any(ldc)) if ldc else None, "record_id": min(r["record_id"] for r in group), "recorded_on": min(recorded, default=None),
            }
        )  # fmt: skip
    return made


def referral_statuses(rows):
    """Every status with the referral, person and step it belongs to."""
    people, names = People(rows["local_person"]), {n["name"]: n for n in programme_names(rows)}
    held = []
    referrals = {r["referral_id"]: r for r in rows.get("prison_programme_referral", [])}
    for s in rows.get("prison_referral_status", []):
        r = referrals.get(s["referral_id"])
        found = r and people.find(("noms_number", r["noms_number"]))
        if found:
            held.append(("prison", found, names[r["programme"]]["programme"], r["offering_prison"], s))
    regions = {p["crn"]: p["region"] for p in rows.get("probation_person", [])}
    community = {r["referral_id"]: r for r in community_programmes(rows)}
    for s in rows.get("community_referral_status", []):
        r = community.get(s["referral_id"])
        found = r and people.find(("crn", r["crn"]))
        if found:
            held.append(("community", found, r["programme"], regions.get(r["crn"]), {**s, "category": None, "reason": None}))
    made = []
    for service, referral in sorted({(h[0], h[4]["referral_id"]) for h in held}):
        group = [h for h in held if (h[0], h[4]["referral_id"]) == (service, referral)]
        group.sort(key=lambda h: (h[4]["start_at"], *nulls_last(h[4]["end_at"]), h[4]["record_id"]))
        started = False
        for step, (_, found, programme, site, s) in enumerate(group, start=1):
            known = STATUSES.get((service, s["status"]), {"stage": None, "activity": None})
            started = started or known["stage"] == "on_programme"
            activity = "PROGRAMME_LEFT" if known["activity"] == "REFERRAL_WITHDRAWN" and started else known["activity"]
            made.append(
                {
                    "service": service, "person": found[0], "probability": found[1], "referral_id": referral, "programme": programme, "site": site, "step": step,
                    "status": s["status"], "stage": known["stage"], "activity": activity, "start_on": day(s["start_at"]), "end_on": day(s["end_at"]),
                    "had_started": started, "category": s["category"], "reason": s["reason"], "record_id": s["record_id"], "recorded_on": s["recorded_on"],
                }
            )  # fmt: skip
    return made


def year(number, month, of_month):
    return date(number, month, of_month) if number is not None else None


def programmes(rows, log):
    names = {n["name"]: n["programme"] for n in programme_names(rows)}
    held = referral_statuses(rows)
    where = {"prison": "prison", "community": "probation"}
    for s in held:
        if s["activity"]:
            who = (s["person"], s["probability"])
            table = "prison_referral_status" if s["service"] == "prison" else "community_referral_status"
            log.add(who, where[s["service"]], s["activity"], s["start_on"], table=table, record=s, detail=s["programme"], place=s["site"],
                    reference=s["referral_id"], end=s["end_on"] if s["activity"] == "REFERRAL_ON_HOLD" else None)  # fmt: skip
    told = {s["referral_id"] for s in held if s["service"] == "prison" and s["activity"] == "REFERRAL_SUBMITTED"}
    for r in rows.get("prison_programme_referral", []):
        if r["submitted_on"] and r["referral_id"] not in told:
            log.add(log.people.find(("noms_number", r["noms_number"])), "prison", "REFERRAL_SUBMITTED", r["submitted_on"], table="prison_programme_referral",
                    record=r, detail=names[r["programme"]], place=r["offering_prison"], reference=r["referral_id"])  # fmt: skip
    for r in community_programmes(rows):
        site = next((s["site"] for s in held if s["service"] == "community" and s["referral_id"] == r["referral_id"]), None)
        log.add(log.people.find(("crn", r["crn"])), "probation", "REFERRAL_SUBMITTED", r["received_on"], table="community_programme_referral", record=r,
                detail=r["programme"], place=site, reference=r["referral_id"])  # fmt: skip
    for c in rows.get("course_participation", []):
        found, agency = (
            log.people.find(("noms_number", c["noms_number"])),
            "probation" if c["setting"] == "COMMUNITY" else "prison",
        )
        low, high = first(c["started_on"], year(c["year_started"], 1, 1)), first(c["started_on"], year(c["year_started"], 12, 31))
        course = {"table": "course_participation", "record": c, "detail": names[c["course"]]}
        if low:
            log.add(found, agency, "PROGRAMME_STARTED", low, high, **course)
        if c["outcome"]:
            ended = first(c["completed_on"], year(c["year_completed"], 1, 1), low)
            log.add(found, agency, "PROGRAMME_COMPLETED" if c["outcome"] == "COMPLETE" else "PROGRAMME_LEFT", ended,
                    first(c["completed_on"], year(c["year_completed"], 12, 31)), **course)  # fmt: skip
    meet(rows, log, held)


def meet(rows, log, held):
    """Meetings of referrals, and contacts under a programme requirement."""
    owners = {(s["service"], s["referral_id"]): s for s in held}
    for m in rows.get("programme_attendance", []):
        for service, agency in (("prison", "prison"), ("community", "probation")):
            s = owners.get((service, m["referral_id"]))
            if s and m["outcome_code"]:
                log.add((s["person"], s["probability"]), agency, "PROGRAMME_MEETING", m["planned_on"], table="programme_attendance", record=m,
                        detail=m["outcome_code"], place=s["site"], reference=m["referral_id"])  # fmt: skip
    needs = {q["requirement_id"] for q in rows.get("requirement", []) if q["main_category"] == "3103"}
    for c in rows.get("contact", []):
        if c["outcome_code"] and c["requirement_id"] in needs:
            log.add(log.people.find(("crn", c["crn"])), "probation", "PROGRAMME_MEETING", day(c["contact_at"]), table="contact", record=c,
                    detail=c["outcome_code"], reference=c["requirement_id"])  # fmt: skip


def probation(rows, log):
    def known(row):
        return log.people.find(("crn", row["crn"]))

    for e in rows.get("probation_event", []):
        more = {"table": "probation_event", "record": e}
        log.main(known(e), "probation", "SUPERVISION_STARTED", e, "start", table="probation_event", detail=e["disposal"])
        if e["ended"]:
            log.add(known(e), "probation", "SUPERVISION_ENDED", e["ended"], detail=e["disposal"], **more)
        if e["termination_reason"] == "died":
            log.add(known(e), "probation", "DEATH", e["ended"], **more)
        if e["in_breach"] and e["disposal"] == "custody":
            log.add(known(e), "probation", "LICENCE_BREACHED", e["start"], e["ended"], detail=e["disposal"], **more)
    for q in rows.get("requirement", []):
        for activity, on in (("IMPOSED", q["start"]), ("COMMENCED", q["commencement"]), ("ENDED", q["termination"])):
            if on:
                log.add(
                    known(q),
                    "probation",
                    f"REQUIREMENT_{activity}",
                    on,
                    table="requirement",
                    record=q,
                    detail=q["main_category"],
                    reference=q["requirement_id"],
                )
    for c in rows.get("licence_condition", []):
        log.add(
            known(c), "probation", "LICENCE_CONDITION_SET", c["start"], table="licence_condition", record=c, detail=c["category"]
        )
    before = {}
    for r in sorted(rows.get("registration", []), key=lambda r: (r["start"], r["record_id"])):
        found, more = known(r), {"table": "registration", "record": r}
        if not found:
            continue
        public = r["register_code"] == "MAPP"
        detail = r["level"] if public else r["register_code"]
        log.add(found, "probation", "MAPPA_STARTED" if public else "ALERT_SET", r["start"], detail=detail, **more)
        if r["end"] and r["end"] <= END:
            log.add(found, "probation", "MAPPA_ENDED" if public else "ALERT_ENDED", r["end"], detail=detail, **more)
        last = before.get((found[0], r["register_code"]))
        if public and last and r["level"] and last != r["level"]:
            log.add(found, "probation", "MAPPA_LEVEL_CHANGED", r["start"], detail=r["level"], **more)
        before[(found[0], r["register_code"])] = r["level"]
    for m in rows.get("mappa", []):
        found = log.people.find(("crn", m["crn"]), ("visor_ref", m["visor_ref"]), ("pnc_id", m["pnc_id"]))
        more = {"table": "mappa", "record": m, "detail": str(m["level"]) if m["level"] is not None else None}
        log.add(found, "probation", "MAPPA_STARTED", m["start"], **more)
        if m["end"] and m["end"] <= END:
            log.add(found, "probation", "MAPPA_ENDED", m["end"], **more)
    for r in rows.get("recall", []):
        found, more = (
            log.people.find(("crn", r["crn"]), ("noms_number", r["noms_number"])),
            {"table": "recall", "record": r, "detail": r["recall_type"]},
        )
        log.add(found, "probation", "RECALL", r["revocation_date"], **more)
        if r["return_to_custody_date"]:
            log.add(found, "probation", "RETURN_TO_CUSTODY", r["return_to_custody_date"], **more)


def community(rows, log):
    for s in rows.get("community_service", []):
        found = log.people.find(("service_user_ref", s["service_user_ref"]), ("crn", s["crn"]))
        for activity, on in (("REFERRED", s["referral_date"]), ("STARTED", s["start"]), ("ENDED", s["end"])):
            if on:
                log.add(
                    found,
                    "community",
                    f"SERVICE_{activity}",
                    on,
                    table="community_service",
                    record=s,
                    detail=s["service_type"],
                    reference=s["service_user_ref"],
                )
    for n in rows.get("nsi", []):
        for activity, on in (("REFERRED", n["referral_date"]), ("STARTED", n["actual_start"]), ("ENDED", n["actual_end"])):
            if on:
                log.add(
                    log.people.find(("crn", n["crn"])),
                    "probation",
                    f"SERVICE_{activity}",
                    on,
                    table="nsi",
                    record=n,
                    detail=n["type"],
                    reference=n["nsi_id"],
                )
    for k in rows.get("circle", []):
        found = log.people.find(("core_member_ref", k["core_member_ref"]), ("crn", k["crn"]))
        for activity, on in (("REQUESTED", k["requested_on"]), ("STARTED", k["start"]), ("ENDED", k["end"])):
            if on:
                log.add(found, "community", f"CIRCLE_{activity}", on, table="circle", record=k, detail=k["ended_reason"] if activity == "ENDED" else None,
                        place=k["coordinator_area"], reference=k["core_member_ref"])  # fmt: skip


SOURCES = {
    "events_police": police, "events_charges": charges, "events_results": results, "events_prison": prison, "events_assessments": assessments,
    "events_programmes": programmes, "events_probation": probation, "events_community": community,
}  # fmt: skip


def agency_events(name, rows):
    """The rows of one agency's events."""
    log = Log(rows)
    SOURCES[name](rows, log)
    return best_linked(log.rows) if name == "events_police" else log.rows


def precision(low, high):
    if low is None or high is None:
        return "none"
    gap = (high - low).days
    return "day" if low == high else "month" if 0 <= gap <= 30 or gap < 0 else "year" if gap <= 365 else "none"


def events(rows, orders):
    """The whole log; `orders` gives each activity's place within a day."""
    belongs = {e["episode_id"]: e["person"] for e in rows.get("episodes", [])}
    joined = {}
    for r in rows.get("episode_records", []):
        key = (r["source_table"], r["record_id"], belongs.get(r["episode_id"]))
        joined[key] = min(joined.get(key, r["episode_id"]), r["episode_id"])
    made = []
    for name in SOURCES:
        for e in agency_events(name, rows):
            parts = "|".join((e["source_table"], e["record_id"], e["activity"], e["detail"], e["person"]))
            certain = e["start_lo"] is not None and e["start_lo"] == e["start_hi"]
            made.append(
                {
                    **e, "event_id": hashlib.md5(parts.encode()).hexdigest(), "episode_id": joined.get((e["source_table"], e["record_id"], e["person"])),
                    "day_order": orders[e["activity"]], "start_on": e["start_lo"] if certain else None, "detail": e["detail"] or None,
                    "precision": precision(e["start_lo"], e["start_hi"]),
                }
            )  # fmt: skip
    return made


__all__ = ["facts"]
