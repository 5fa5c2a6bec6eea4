"""What was received once more, one intervention at a time; and Circles, orders and the rollout."""

from datetime import date

from .twin_events_later import programme_names
from .twin_facts import END, OFFENCES, REASONS, People, first

CIRCLES = "Circles of Support and Accountability"


def entry(
    received_id, person, programme, kind, setting, site, low, high, ended, how, probability, sources, meetings=None, minutes=None
):
    return {
        "received_id": received_id, "person": person, "programme": programme, "kind": kind, "setting": setting, "site": site, "start_lo": low, "start_hi": high,
        "started_on": low if low == high else None, "ended_on": ended, "how_ended": how, "meetings_attended": meetings, "minutes_attended": minutes,
        "sources": "|".join(sources), "probability": probability,
    }  # fmt: skip


def from_referrals(given, history):
    for g in given:
        told = [h for h in history if h["chain_id"] == g["chain_id"] and h["programme"] == g["programme"]]
        ends = {h["ended"] for h in told}
        if g["completed_on"]:
            how = "completed"
        elif g["left_on"]:
            how = "left"
        else:
            how = "completed" if "PROGRAMME_COMPLETED" in ends else "left" if "PROGRAMME_LEFT" in ends else "ongoing"
        status = "prison_referral_status" if g["service"] == "prison" else "community_referral_status"
        sources = [
            n
            for n, on in (("course_participation", told), ("programme_attendance", g["by_meeting"]), (status, g["by_status"]))
            if on
        ]
        yield entry(
            f"referral:{g['chain_id']}:{g['programme']}", g["person"], g["programme"], "programme", "custody" if g["service"] == "prison" else "community", g["site"],
            g["started_on"], g["started_on"], first(g["completed_on"], g["left_on"]), how, g["probability"], sources, g["meetings_attended"], g["minutes_attended"],
        )  # fmt: skip


def from_history(history):
    alone = [h for h in history if not h["chain_id"]]
    for person, programme, number in {(h["person"], h["programme"], h["delivery"]) for h in alone}:
        group = [h for h in alone if (h["person"], h["programme"], h["delivery"]) == (person, programme, number)]
        low, high = max(h["start_lo"] for h in group), min(h["start_hi"] for h in group)
        if low > high:
            low, high = min(h["start_lo"] for h in group), max(h["start_hi"] for h in group)
        ends = {h["ended"] for h in group}
        how = "completed" if "PROGRAMME_COMPLETED" in ends else "left" if "PROGRAMME_LEFT" in ends else "unknown"
        exact = [h["end_lo"] for h in group if h["end_lo"] and h["end_lo"] == h["end_hi"]]
        setting = "custody" if "prison" in {h["agency"] for h in group} else "community"
        yield entry(f"history:{person}:{programme}:{number}", person, programme, "programme", setting, None, low, high, max(exact, default=None), how,
                    min(h["probability"] for h in group), ["course_participation"])  # fmt: skip


def how_service_ended(table, record, end):
    """How a service or Circle ended, from the words of its own extract."""
    if end is None:
        return "ongoing"
    if table == "circle":
        return "completed" if end["detail"] == "completed" else "left" if end["detail"] else "unknown"
    reason = REASONS.get(("commissioned_service", record.get("end_reason")), {}).get("reason_group")
    outcome = record["outcome"]
    if table == "community_service":
        if outcome in {"ACHIEVED", "PARTIALLY_ACHIEVED"} or reason == "completed":
            return "completed"
        return "left" if reason or outcome == "NOT_ACHIEVED" else "unknown"
    return "completed" if outcome and "complet" in outcome.lower() else "unknown"


def from_services(rows, log, names):
    for e in (e for e in log if e["activity"] in {"SERVICE_STARTED", "CIRCLE_STARTED"}):
        record = next(r for r in rows[e["source_table"]] if r["record_id"] == e["record_id"])
        end = next(
            (x for x in log if x["record_id"] == e["record_id"] and x["activity"] in {"SERVICE_ENDED", "CIRCLE_ENDED"}), None
        )
        known = names.get(e["detail"], {"regime": "not in the list"})
        named = known["regime"] != "not in the list"
        kind = "circle" if e["source_table"] == "circle" else "programme" if named else "service"
        programme = CIRCLES if kind == "circle" else known["programme"] if named else e["detail"]
        yield entry(f"{e['source_table']}:{e['record_id']}:{e['person']}", e["person"], programme, kind, "community", e["place"], e["start_lo"], e["start_hi"],
                    end and end["start_lo"], how_service_ended(e["source_table"], record, end), e["probability"], [e["source_table"]],
                    record.get("attendances_kept"))  # fmt: skip


def received(rows, given, history, community_log, levels):
    names = {n["name"]: n for n in programme_names(rows)}
    places = {"Approved premises"}
    log = [e for e in community_log if e["detail"] not in places]
    made = [*from_referrals(given, history), *from_history(history), *from_services(rows, log, names)]
    for row in made:
        row["regime"] = (
            names.get(row["programme"], {"regime": "not in the list"})["regime"] if row["kind"] == "programme" else "none"
        )
        row["level"] = levels.get(row["programme"], "tertiary")
        gap = (row["start_hi"] - row["start_lo"]).days
        row["precision"] = "day" if gap == 0 else "month" if gap <= 30 else "year"
    return made


def circle_access(rows):
    people, made = People(rows["local_person"]), []
    for k in rows.get("circle", []):
        found = people.find(("core_member_ref", k["core_member_ref"]), ("crn", k["crn"]))
        if not found:
            continue
        asked, start, end, waiting = k["requested_on"], k["start"], k["end"], k["start"] is None and k["ended_reason"] is None
        made.append(
            {
                "request_id": f"{k['record_id']}:{found[0]}", "person": found[0], "area": k["coordinator_area"], "requested_on": asked, "started_on": start, "ended_on": end,
                "requested_year": first(asked, start).year if first(asked, start) else None, "formed": start is not None, "volunteers": k["volunteers"],
                "access": "formed" if start else "still waiting" if waiting else "ended without a Circle", "ended_reason": k["ended_reason"],
                "wait_days": (start - asked).days if start and asked else None, "waiting_days": (END - asked).days if waiting and asked else None,
                "lasted_days": (end - start).days if start and end else None, "sustained": start is not None and ((end or END) - start).days >= 365,
            }
        )  # fmt: skip
    return made


def quarter(low, high):
    of = lambda d: date(d.year, 3 * ((d.month - 1) // 3) + 1, 1)  # noqa: E731  # a formula, not a step
    return of(low) if of(low) == of(high) else date(1900, 1, 1)


def inside(starts, classes, definition, wanted):
    """How many of the people who started are in one of the classes."""
    return len({r["person"] for r in starts if classes.get((r["person"], definition)) in wanted})


def rollout(rows, got):
    made = []
    starts = [(quarter(r["start_lo"], r["start_hi"]), r) for r in got if r["kind"] == "programme"]
    classes = {(c["person"], c["definition"]): c["class"] for c in rows["person_class"]}
    for definition in {c["definition"] for c in rows["person_class"]} | {"ENG-2017"}:
        keys = {(q, r["regime"], r["programme"], r["setting"], r["site"] or "not recorded") for q, r in starts}
        for key in keys:
            mine = [r for q, r in starts if (q, r["regime"], r["programme"], r["setting"], r["site"] or "not recorded") == key]
            made.append(
                dict(
                    zip(("quarter", "regime", "programme", "setting", "site"), key, strict=True), definition=definition, starts=len(mine),
                    people=len({r["person"] for r in mine}), completions=sum(r["how_ended"] == "completed" for r in mine),
                    people_in_definition=inside(mine, classes, definition, {"MET", "PROBABLE"}), people_met=inside(mine, classes, definition, {"MET"}),
                )
            )  # fmt: skip
    return made


FAMILIES = {
    **dict.fromkeys(("SHPO", "ISHPO", "SOPO", "ISOPO", "FTO"), "prevention"), **dict.fromkeys(("SRO", "ISRO", "RSHO", "IRSHO"), "risk"),
    **dict.fromkeys(("STPO", "STRO"), "slavery"),
}  # fmt: skip
GROUPS = {
    "order_shpo": "SHPO",
    "order_sopo": "SOPO",
    "order_sro": "SRO",
    "order_rsho": "RSHO",
    "order_fto": "FTO",
    "order_stpo": "STPO",
}


def breach_family(code):
    title = OFFENCES[code]["title"].lower()
    if "slavery" in title:
        return "slavery"
    if any(words in title for words in ("harm prevention", "shpo", "sopo", "offences prevention", "foreign travel")):
        return "prevention"
    return "risk" if "risk" in title else None


def found_orders(rows, log, spells, disposals):
    """Orders by record, results of court without one beside them, and warning notices."""
    made = [e for e in log if e["activity"] == "ORDER_MADE" and e["start_on"]]
    by_record = [(e, e["detail"], FAMILIES.get(e["detail"])) for e in made if e["source_table"] == "court_order"]
    by_result = [(e, GROUPS.get(disposals[e["detail"]]["group"])) for e in made if e["source_table"] == "court_disposal"]
    orders = {o["record_id"]: o for o in rows.get("court_order", [])}
    for e, kind, family in by_record:
        if family:
            until = next(s["end_on"] for s in spells if s["kind"] == "order" and s["record_id"] == e["record_id"])
            yield (
                f"court_order:{e['record_id']}:{e['person']}",
                e,
                kind,
                family,
                until,
                orders[e["record_id"]]["on_conviction"],
                None,
                None,
            )
    for e, kind in by_result:
        family = FAMILIES.get(kind)
        beside = any(
            o["person"] == e["person"] and f == family and abs((o["start_on"] - e["start_on"]).days) <= 7 for o, _, f in by_record
        )
        if family and not beside:
            yield f"court_disposal:{e['record_id']}:{e['person']}", e, kind, family, None, None, None, None
    people = People(rows["local_person"])
    for n in rows.get("police_notice", []):
        found = people.find(("nominal_ref", n["nominal_ref"]))
        if found and n["notice_type"] == "CAWN":
            until = n["expires"] if n["expires"] and n["expires"] <= END else None
            e = {"person": found[0], "probability": found[1], "start_on": n["issued"]}
            yield (
                f"police_notice:{n['record_id']}:{found[0]}",
                e,
                "CAWN",
                "notice",
                until,
                False,
                n["force_code"],
                n["breached_on"],
            )


def orders_with_support(rows, log, spells, got, disposals):
    breaches = [
        (e["person"], e["start_on"], breach_family(e["detail"]))
        for e in log
        if e["activity"] == "ORDER_BREACHED" and e["start_on"]
    ]
    made = []
    for order_id, e, kind, family, until, convicted, force, noticed in found_orders(rows, log, spells, disposals):
        on = {
            d
            for p, d, f in breaches
            if p == e["person"] and f == family and d >= e["start_on"] and (until is None or (d - until).days <= 365)
        }
        broken = min(on, default=None)
        support = [
            r for r in got
            if r["person"] == e["person"] and r["setting"] == "community" and r["start_lo"] <= (until or END) and (r["ended_on"] or END) >= e["start_on"]
        ]  # fmt: skip
        kinds, began = {r["kind"] for r in support}, min((r["start_lo"] for r in support), default=None)
        breached = first(broken, noticed)
        risk = min(d for d in (breached, until, END) if d)
        made.append(
            {
                "order_id": order_id, "person": e["person"], "order_type": kind, "family": family, "force_code": force, "on_conviction": convicted, "made_on": e["start_on"],
                "made_year": e["start_on"].year, "until_on": until, "in_force": until is None or until > END, "breached_on": breached, "breached": breached is not None,
                "breaches": len(on) or int(noticed is not None), "days_to_breach": (breached - e["start_on"]).days if breached else None,
                "days_at_risk": (risk - e["start_on"]).days, "programme_alongside": "programme" in kinds, "service_alongside": "service" in kinds,
                "circle_alongside": "circle" in kinds, "any_support": bool(support), "support_before_breach": began is not None and (breached is None or began < breached),
                "probability": e["probability"],
            }
        )  # fmt: skip
    return made
