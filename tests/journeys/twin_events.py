"""The rules of the event log once more, one record at a time."""

from .twin_facts import (
    DISPOSALS,
    END,
    MOVES,
    OFFENCES,
    OUTCOMES,
    PROGRAMMES,
    STATUSES,
    People,
    date,
    day,
    first,
    names_of_programmes,
    nulls_last,
)


class Log:
    """Collects events; one event a person, record, activity and detail."""

    def __init__(self, rows):
        self.people = People(rows["local_person"])
        self.rows = []

    def add(self, found, agency, activity, low, high=..., *, table, record, detail=None, end=None, place=None, reference=None):
        if found is None:
            return
        self.rows.append(
            {
                "person": found[0], "agency": agency, "activity": activity, "start_lo": low, "start_hi": low if high is ... else high, "end_on": end,
                "detail": detail or "", "place": place, "reference": reference, "source_table": table, "record_id": record["record_id"],
                "recorded_on": record["recorded_on"], "probability": found[1],
            }
        )  # fmt: skip

    def main(self, found, agency, activity, record, column, **more):
        """An event dated by the main date of its record, which may be an interval."""
        low, high = first(record.get("date_lo"), record[column]), first(record.get("date_hi"), record[column])
        self.add(found, agency, activity, low, high, record=record, **more)


def full(rows, table, columns):
    """Rows of an extract with every column that the twin names."""
    return [{**dict.fromkeys(columns), **row} for row in rows.get(table, [])]


def police(rows, log):
    suspects = {}
    outcomes = set()
    for p in full(rows, "police_person", ("suspect_outcome",)):
        found = log.people.find(("nominal_ref", p["nominal_ref"]))
        if found:
            suspects.setdefault((p["force_code"], p["crime_ref"]), {}).setdefault(found[0], []).append(found[1])
            if p["suspect_outcome"]:
                outcomes.add((p["force_code"], p["crime_ref"], found[0]))
            crime = {"table": "police_person", "record": p, "place": p["force_code"], "reference": p["crime_ref"]}
            if p["arrested_on"]:
                log.add(found, "police", "ARREST", p["arrested_on"], detail=p["role"], **crime)
            if p["suspect_outcome"] in {"caution", "no_further_action"}:
                activity = "CAUTION" if p["suspect_outcome"] == "caution" else "NO_FURTHER_ACTION"
                log.add(found, "police", activity, p["suspect_outcome_on"], **crime)
    crimes = {}
    for c in full(rows, "police_crime", ("date_lo", "date_hi", "cse_flag", "csa_flag", "cce_flag")):
        key = (c["force_code"], c["crime_ref"])
        crimes.setdefault(key, []).append(c)
        for person, links in suspects.get(key, {}).items():
            low, high = first(c["date_lo"], c["offence_from"]), first(c["date_hi"], c["offence_from"])
            log.add((person, max(links)), "police", "OFFENCE", low, high, table="police_crime", record=c, end=c["offence_to"],
                    detail=first(c["cjs_code"], c["ho_code"]), place=c["force_code"], reference=c["crime_ref"])  # fmt: skip
    for key, members in crimes.items():
        recorded = [c["recorded_on"] for c in members if c["recorded_on"]]
        record = {"record_id": min(c["record_id"] for c in members), "recorded_on": min(recorded, default=None)}
        code = min(first(c["cjs_code"], c["ho_code"]) for c in members)
        dropped = [c["outcome_on"] for c in members if c["outcome_type"] == "no_further_action" and c["outcome_on"]]
        on = min(c["recorded_date"] for c in members)
        for person, links in suspects.get(key, {}).items():
            who, crime = (person, max(links)), {"table": "police_crime", "record": record, "place": key[0], "reference": key[1]}
            log.add(who, "police", "CRIME_RECORDED", on, detail=code, **crime)
            for flag in ("cse", "csa", "cce"):
                if any(c[f"{flag}_flag"] for c in members):
                    log.add(who, "police", "FLAG_SET", on, detail=flag.upper(), **crime)
            if dropped and (*key, person) not in outcomes:
                log.add(who, "police", "NO_FURTHER_ACTION", max(dropped), detail=code, **crime)
    for n in rows.get("nrm_case", []):
        for (force, ref), members in sorted(suspects.items(), reverse=True):
            if ref == n["crime_ref"]:
                for person, links in members.items():
                    log.add((person, max(links)), "police", "NRM_REFERRED", n["referred_on"], table="nrm_case", record=n,
                            detail=n["exploitation_type"], place=force, reference=ref)  # fmt: skip
    for n in rows.get("police_notice", []):
        found = log.people.find(("nominal_ref", n["nominal_ref"]))
        notice = {
            "table": "police_notice",
            "record": n,
            "detail": n["notice_type"],
            "place": n["force_code"],
            "reference": n["notice_ref"],
        }
        log.add(found, "police", "NOTICE_ISSUED", n["issued"], end=n["expires"], **notice)
        if n["breached_on"]:
            log.add(found, "police", "NOTICE_BREACHED", n["breached_on"], **notice)
    for v in rows.get("pnc_conviction", []):
        if v["kind"] == "caution":
            log.add(
                log.people.find(("pnc_id", v["pnc_id"])),
                "police",
                "CAUTION",
                v["proven_on"],
                table="pnc_conviction",
                record=v,
                detail=v["cjs_code"],
            )


def best_linked(rows):
    """One row per person, record, activity, dates and detail: the best link and the highest place."""
    made = {}
    for row in rows:
        key = tuple(row[c] for c in ("person", "activity", "start_lo", "start_hi", "detail", "source_table", "record_id"))
        kept = made.setdefault(key, dict(row))
        kept["probability"] = max(kept["probability"], row["probability"])
        kept["place"] = max([p for p in (kept["place"], row["place"]) if p], default=None)
    return list(made.values())


def charges(rows, log):
    for c in rows.get("court_charge", []):
        found = log.people.find(("defendant_id", c["defendant_id"]))
        outcome = OUTCOMES.get(c["outcome_code"], {"effect": None, "activity": None})
        charge = {"table": "court_charge", "record": c, "reference": c["charge_id"]}
        settled = first(c["verdict_date"], c["plea_date"] if c["plea"] == "G" else None, c["outcome_date"])
        kind = OFFENCES.get(c["cjs_code"], {}).get("offence_class")
        log.add(
            found,
            "court",
            "ORDER_APPLIED" if kind == "order_application" else "CHARGE",
            c["charged_on"],
            detail=c["cjs_code"],
            **charge,
        )
        if c["superseded_by"] or outcome["activity"] == "CHARGE_REPLACED":
            log.add(
                found,
                "court",
                "CHARGE_REPLACED",
                first(c["outcome_date"], c["charged_on"]),
                c["outcome_date"],
                detail=c["cjs_code"],
                **charge,
            )
        if outcome["activity"] in {"BAIL", "REMAND"} or (outcome["activity"] == "CHARGE_ENDED" and not c["superseded_by"]):
            log.add(found, "court", outcome["activity"], c["outcome_date"], detail=c["outcome_code"], **charge)
        if c["verdict"] == "NG" or (c["verdict"] is None and outcome["activity"] == "ACQUITTAL"):
            log.add(found, "court", "ACQUITTAL", settled, detail=c["cjs_code"], **charge)
        if c["verdict"] in {"G", "NA"} or (c["verdict"] is None and outcome["effect"] == "convicted"):
            code = first(c["alternative_cjs_code"], c["cjs_code"]) if c["verdict"] == "NA" else c["cjs_code"]
            log.add(found, "court", "CONVICTION", settled, detail=code, **charge)
            breach = {"order_breach": "ORDER_BREACHED", "notification_breach": "NOTIFICATION_BREACHED"}.get(
                OFFENCES.get(code, {}).get("offence_class")
            )
            if breach:
                log.add(found, "court", breach, settled, detail=code, **charge)


def results(rows, log):
    owners = {c["charge_id"]: c["defendant_id"] for c in rows.get("court_charge", [])}
    kept = {"SENTENCE", "SENTENCE_VARIED", "CONVICTION_QUASHED", "ORDER_MADE", "ORDER_APPLIED", "NOTIFICATION_STARTED", "DEATH"}
    for r in rows.get("court_disposal", []):
        told = DISPOSALS.get(r["disposal_code"])
        if told and told["activity"] in kept and r["charge_id"] in owners:
            detail = told["group"] if told["activity"] == "SENTENCE" else r["disposal_code"]
            log.add(log.people.find(("defendant_id", owners[r["charge_id"]])), "court", told["activity"], r["disposal_date"], table="court_disposal",
                    record=r, detail=detail, reference=r["charge_id"])  # fmt: skip
    for o in rows.get("court_order", []):
        found = log.people.find(("defendant_id", o["defendant_id"]), ("nominal_ref", o["nominal_ref"]))
        order = {"table": "court_order", "record": o, "detail": o["order_type"], "reference": o["order_ref"]}
        log.add(found, "court", "NOTIFICATION_STARTED" if o["order_type"] == "NOTIFICATION" else "ORDER_MADE", o["made"], **order)
        if o["varied"]:
            log.add(found, "court", "ORDER_VARIED", o["varied"], **order)
        over = first(o["discharged"], o["expires"] if o["expires"] and o["expires"] <= END else None)
        if over:
            log.add(found, "court", "ORDER_ENDED", over, **order)


def released_as(booking):
    """What the end of a booking is: a release, unless its reason says otherwise."""
    known = MOVES.get(booking["release_reason"])
    return "RELEASE" if known is None else known["activity"]


def prison(rows, log):
    owner, told = {}, set()
    for b in rows.get("prison_booking", []):
        found = owner[b["book_id"]] = log.people.find(("noms_number", b["noms_number"]))
        stay = {"table": "prison_booking", "reference": b["book_id"]}
        log.main(found, "prison", "RECEPTION", b, "reception", detail=b["legal_status"], **stay)
        if found:
            told |= {(found[0], "RECEPTION", b["reception"]), (found[0], released_as(b), b["released"])}
        if b["legal_status"] in {"REMAND", "CONVICTED_UNSENTENCED"} or (
            b["reception"] and b["sentence_start"] and b["reception"] < b["sentence_start"]
        ):
            log.add(found, "prison", "REMAND", b["reception"], record=b, detail=b["legal_status"], **stay)
        if b["released"] and released_as(b) in {
            "RELEASE",
            "DEATH",
            "DEPORTATION",
            "HOSPITAL_TRANSFER",
            "CONVICTION_QUASHED",
            "BAIL",
        }:
            log.add(found, "prison", released_as(b), b["released"], record=b, detail=b["release_reason"], **stay)
    for s in rows.get("prison_sentence", []):
        found, part = (
            owner.get(s["book_id"]),
            {"table": "prison_sentence", "detail": s["sentence_type"], "reference": s["book_id"]},
        )
        log.main(found, "prison", "SENTENCE", s, "sentence_date", **part)
        if s["status"] == "QUASHED":
            log.add(found, "prison", "CONVICTION_QUASHED", s["sentence_date"], None, record=s, **part)
    moves = [(log.people.find(("noms_number", m["noms_number"])), m) for m in rows.get("prison_movement", [])]
    moves = sorted(((f, m) for f, m in moves if f), key=lambda pair: (pair[0][0], pair[1]["moved_at"], pair[1]["record_id"]))
    for place, (found, m) in enumerate(moves):
        absent = m["type"] == "TAP" and m["to_code"] == "OUT"
        follows = moves[place + 1] if place + 1 < len(moves) and moves[place + 1][0][0] == found[0] else None
        usual = {"ADM": "RECEPTION", "REL": "RELEASE", "TRN": "TRANSFER"}.get(m["type"])
        activity = (
            ("TEMPORARY_RELEASE" if absent else None)
            if m["type"] == "TAP"
            else (MOVES[m["reason"]]["activity"] if m["reason"] in MOVES else usual)
        )
        if activity and (found[0], activity, day(m["moved_at"])) not in told:
            log.add(found, "prison", activity, day(m["moved_at"]), table="prison_movement", record=m, detail=m["reason"],
                    end=day(follows[1]["moved_at"]) if absent and follows else None, place=m["from_code"] if m["to_code"] == "OUT" else m["to_code"])  # fmt: skip
    for a in rows.get("prison_alert", []):
        found = log.people.find(("noms_number", a["noms_number"]))
        log.add(found, "prison", "ALERT_SET", a["active_from"], table="prison_alert", record=a, detail=a["alert_code"])
        if a["active_to"] and a["active_to"] <= END:
            log.add(found, "prison", "ALERT_ENDED", a["active_to"], table="prison_alert", record=a, detail=a["alert_code"])
    for p in rows.get("prison_person", []):
        if p["merged_into"]:
            log.add(
                log.people.find(("noms_number", p["noms_number"])),
                "prison",
                "RECORDS_MERGED",
                p["recorded_on"],
                table="prison_person",
                record=p,
            )


def assessments(rows, log):
    for a in rows.get("oasys", []):
        found = log.people.find(("noms_number", a["noms_number"]), ("crn", a["crn"]))
        agency, more = "prison" if a["noms_number"] else "probation", {"table": "oasys", "reference": a["assessment_id"]}
        log.main(found, agency, "ASSESSMENT_OASYS", a, "completed_on", **more)
        bands = [band for band in (a["osp_dc_band"], a["osp_iic_band"]) if band and band != "NOT_APPLICABLE"]
        band = first(*bands, a["rm2000_s"])
        if band:
            log.main(found, agency, "ASSESSMENT_SEXUAL_RISK", a, "completed_on", detail=band, **more)
        if a["pni_pathway"] and a["pni_pathway"] != "OMISSION":
            log.main(found, agency, "ASSESSMENT_NEED", a, "completed_on", detail=a["pni_pathway"], **more)


__all__ = ["DISPOSALS", "PROGRAMMES", "STATUSES", "Log", "best_linked", "date", "names_of_programmes", "nulls_last"]
