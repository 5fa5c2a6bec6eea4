"""Spells, ends of lives and states once more, one person and one day at a time."""

from datetime import timedelta

from .twin_events import released_as
from .twin_facts import END, MOVES, People, first, least


def spell(kind, found, table, record, low, high, end, reason, *, reference=None, detail=None, place=None):
    return {
        "spell_id": f"{kind}:{table}:{record}", "person": found[0], "kind": kind, "start_on": low if low == high else None, "end_on": end, "end_reason": reason,
        "reference": reference, "detail": detail, "place": place, "start_lo": low, "start_hi": high, "record_id": record, "probability": found[1],
    }  # fmt: skip


def custody_and_licence(rows, people):
    recalls = {}
    for r in rows.get("recall", []):
        found = people.find(("crn", r["crn"]), ("noms_number", r["noms_number"]))
        if found:
            recalls.setdefault(found[0], []).append(r["revocation_date"])
    for b in rows.get("prison_booking", []):
        found = people.find(("noms_number", b["noms_number"]))
        if not found:
            continue
        low, high = first(b.get("date_lo"), b["reception"]), first(b.get("date_hi"), b["reception"])
        reason = None
        if b["released"]:
            reason = (MOVES[b["release_reason"]]["activity"] or "RECORDS_MERGED") if b["release_reason"] in MOVES else "RELEASE"
        yield spell(
            "custody",
            found,
            "prison_booking",
            b["record_id"],
            low,
            high,
            b["released"],
            reason,
            reference=b["book_id"],
            detail=b["legal_status"],
        )
        if reason == "RELEASE":
            yield from licence(b, found, recalls.get(found[0], []), rows, people)


def licence(b, found, recalls, rows, people):
    out = b["released"]
    expiry = first(b["led"], b["sed"], b.get("tused"))
    planned = expiry if expiry and expiry > out else None
    managed = [
        e for e in rows.get("probation_event", [])
        if e["disposal"] == "custody" and e["start"] and e["start"] <= out and people.find(("crn", e["crn"])) and people.find(("crn", e["crn"]))[0] == found[0]
    ]  # fmt: skip
    covering = [e for e in managed if e["ended"] is None or e["ended"] >= out]
    if planned is None and not covering:
        return
    recalled = min((r for r in recalls if r >= out), default=None)
    supervised = min((e["ended"] for e in managed if e["ended"] and e["ended"] >= out), default=None)
    end = least(recalled, supervised, planned if planned and planned <= END else None)
    reason = None if end is None else "RECALL" if end == recalled else "SUPERVISION_ENDED" if end == supervised else "EXPIRED"
    yield spell("licence", found, "prison_booking", b["record_id"], out, out, end, reason, reference=b["book_id"])


def ordered_by_courts(rows, people):
    for e in rows.get("probation_event", []):
        found = people.find(("crn", e["crn"]))
        if found and e["disposal"] in {"community", "suspended"}:
            low, high = first(e.get("date_lo"), e["start"]), first(e.get("date_hi"), e["start"])
            reason = (e["termination_reason"] or "not recorded").upper() if e["ended"] else None
            yield spell(
                "community_order", found, "probation_event", e["record_id"], low, high, e["ended"], reason, detail=e["disposal"]
            )
    for o in rows.get("court_order", []):
        found = people.find(("defendant_id", o["defendant_id"]), ("nominal_ref", o["nominal_ref"]))
        if found:
            expired = o["expires"] if o["expires"] and o["expires"] <= END else None
            reason = "DISCHARGED" if o["discharged"] else "EXPIRED" if expired else None
            yield spell("order", found, "court_order", o["record_id"], o["made"], o["made"], first(o["discharged"], expired), reason,
                        reference=o["order_ref"], detail=o["order_type"])  # fmt: skip
    for m in rows.get("mappa", []):
        found = people.find(("crn", m["crn"]), ("visor_ref", m["visor_ref"]), ("pnc_id", m["pnc_id"]))
        if found:
            end = m["end"] if m["end"] and m["end"] <= END else None
            detail = str(m["level"]) if m["level"] is not None else None
            yield spell(
                "mappa", found, "mappa", m["record_id"], m["start"], m["start"], end, "ENDED" if end else None, detail=detail
            )


def delivered(statuses):
    """Programmes by their referral: from the first 'on programme' to the last end after a start."""
    for service, referral in sorted({(s["service"], s["referral_id"]) for s in statuses}):
        group = [s for s in statuses if (s["service"], s["referral_id"]) == (service, referral) and s["had_started"]]
        if group:
            ends = [s for s in group if s["stage"] == "ended"]
            low = min(s["start_on"] for s in group if s["stage"] == "on_programme")
            table = "prison_referral_status" if service == "prison" else "community_referral_status"
            end, reason = max((s["start_on"] for s in ends), default=None), max((s["activity"] for s in ends), default=None)
            sites = [s["site"] for s in group if s["site"]]
            yield spell("programme", (group[0]["person"], max(s["probability"] for s in group)), table, referral, low, low, end, reason,
                        reference=referral, detail=group[0]["programme"], place=min(sites, default=None))  # fmt: skip


def told(programme_events, community_events):
    """Programmes of the history, services and Circles, from their start and end events."""
    for e in programme_events:
        if e["source_table"] == "course_participation" and e["activity"] == "PROGRAMME_STARTED":
            end = next(
                (
                    x
                    for x in programme_events
                    if x["source_table"] == "course_participation" and x["record_id"] == e["record_id"] and x is not e
                ),
                None,
            )
            over = end["start_lo"] if end and end["start_lo"] == end["start_hi"] else None
            yield spell("programme", (e["person"], e["probability"]), e["source_table"], e["record_id"], e["start_lo"], e["start_hi"], over,
                        end and end["activity"], detail=e["detail"])  # fmt: skip
    for s in community_events:
        if s["activity"] in {"SERVICE_STARTED", "CIRCLE_STARTED"}:
            circle = s["source_table"] == "circle"
            end = next(
                (
                    x
                    for x in community_events
                    if x["record_id"] == s["record_id"] and x["activity"] in {"SERVICE_ENDED", "CIRCLE_ENDED"}
                ),
                None,
            )
            reason = None if end is None else end["detail"].upper() if circle and end["detail"] else "ENDED"
            yield spell("circle" if circle else "service", (s["person"], s["probability"]), s["source_table"], s["record_id"], s["start_lo"], s["start_hi"],
                        end and end["start_lo"], reason, reference=s["reference"], detail=s["place"] if circle else s["detail"], place=s["place"])  # fmt: skip


def spells(rows, statuses, programme_events, community_events):
    """Every spell of every kind."""
    people = People(rows["local_person"])
    return [
        *custody_and_licence(rows, people), *ordered_by_courts(rows, people), *delivered(statuses), *told(programme_events, community_events),
    ]  # fmt: skip


def life_ends(log):
    """The first recorded death or departure of each person."""
    made = {}
    for e in sorted(
        (e for e in log if e["activity"] in {"DEATH", "DEPORTATION"} and e["start_on"]),
        key=lambda e: (e["start_on"], e["day_order"], e["activity"]),
    ):
        made.setdefault(
            e["person"],
            {"person": e["person"], "ended_on": e["start_on"], "how": "died" if e["activity"] == "DEATH" else "deported"},
        )
    return list(made.values())


RANKS = {
    "ended": 1, "hospital": 2, "at_large": 3, "recalled": 4, "custody": 6, "remand": 7, "recalled_at_large": 8, "community_licence": 9,
    "community_order": 10, "community_unsentenced": 11,
}  # fmt: skip


def state_spells(rows, all_spells, log, ends):
    """What would put each person into each state, from when to when."""
    starts = {b["book_id"]: b["sentence_start"] for b in rows.get("prison_booking", [])}
    made = [(e["person"], "ended", e["ended_on"], None, "life") for e in ends]
    turning = {"HOSPITAL_TRANSFER", "ESCAPE", "RECALL", "RECEPTION", "RETURN_TO_CUSTODY", "RELEASE", "DEATH", "DEPORTATION"}
    turns = sorted(
        (e for e in log if e["activity"] in turning and e["start_on"]),
        key=lambda e: (e["person"], e["start_on"], e["day_order"], e["event_id"]),
    )
    for e, following in zip(turns, [*turns[1:], None][: len(turns)], strict=True):
        state = {"HOSPITAL_TRANSFER": "hospital", "ESCAPE": "at_large", "RECALL": "recalled_at_large"}.get(e["activity"])
        if state:
            made.append(
                (
                    e["person"],
                    state,
                    e["start_on"],
                    following["start_on"] if following and following["person"] == e["person"] else None,
                    e["event_id"],
                )
            )
    for s in all_spells:
        start, end = s["start_on"], s["end_on"]
        if start and s["kind"] == "licence":
            made.append((s["person"], "community_licence", start, end, s["spell_id"]))
        if start and s["kind"] == "community_order":
            made.append((s["person"], "community_order", start, end, s["spell_id"]))
        if start and s["kind"] == "custody":
            back = min(
                (e["start_on"] for e in log if e["person"] == s["person"] and e["activity"] == "RETURN_TO_CUSTODY" and e["start_on"]
                 and e["start_on"] >= start and (end is None or e["start_on"] < end)), default=None,
            )  # fmt: skip
            sentenced, unsentenced = starts.get(s["reference"]), s["detail"] in {"REMAND", "CONVICTED_UNSENTENCED"}
            if s["detail"] == "RECALL" or back:
                made.append((s["person"], "recalled", back or start, end, s["spell_id"]))
            if sentenced or not unsentenced:
                made.append((s["person"], "custody", sentenced or start, end, s["spell_id"]))
            if (sentenced and sentenced > start) or (not sentenced and unsentenced):
                made.append((s["person"], "remand", start, sentenced or end, s["spell_id"]))
    for person in {e["person"] for e in log}:
        charged = min(
            (e["start_on"] for e in log if e["person"] == person and e["activity"] in {"CHARGE", "BAIL"} and e["start_on"]),
            default=None,
        )
        settling = {"SENTENCE", "ACQUITTAL", "CHARGE_ENDED"}
        settled = min(
            (e["start_on"] for e in log if e["person"] == person and e["activity"] in settling and e["start_on"]), default=None
        )
        if charged:
            made.append((person, "community_unsentenced", charged, settled, "charge"))
    made = {row for row in made if row[3] is None or row[3] > row[2]}
    return [{"person": p, "state": s, "rank": RANKS[s], "from_on": f, "to_on": t, "spell_id": i} for p, s, f, t, i in made]


def states(stretches):
    """Which state each person is in on every single day, then days of one state joined."""
    made = []
    for person in {s["person"] for s in stretches}:
        mine = [s for s in stretches if s["person"] == person]
        turns = sorted(
            {s["from_on"] for s in mine if s["from_on"] <= END} | {s["to_on"] for s in mine if s["to_on"] and s["to_on"] <= END}
        )
        current = None
        day = turns[0] if turns else END + timedelta(days=1)
        while day <= turns[-1] if turns else False:
            here = [s for s in mine if s["from_on"] <= day and (s["to_on"] is None or s["to_on"] > day)]
            state = min(here, key=lambda s: s["rank"])["state"] if here else "community_unsupervised"
            if current is None or current["state"] != state:
                if current:
                    current["to_on"] = day
                current = {"person": person, "state": state, "from_on": day, "to_on": END, "is_open": False}
                made.append(current)
            day += timedelta(days=1)
        if current:
            current["is_open"] = True
    for row in made:
        row["days"] = (row["to_on"] - row["from_on"]).days
    return made


__all__ = ["released_as"]
