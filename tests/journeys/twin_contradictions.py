"""The contradictions once more, each rule as a sentence over one person's records."""

from .twin_facts import END, People

AGENCY = {"custody": "prison", "licence": "probation", "community_order": "probation", "mappa": "probation", "order": "court", "service": "community",
          "circle": "community", "programme": "prison"}  # fmt: skip
AFTER_DEATH = {"RECORDS_MERGED", "CRIME_RECORDED", "FLAG_SET", "DEATH", "RELEASE"}


def gap(early, late):
    return (late - early).days if early and late else None


class Found:
    """Contradictions by rule, person and records; told twice, the larger gap stays."""

    def __init__(self):
        self.rows = {}

    def add(self, rule, agency, person, reference, record, other, days):
        row = self.rows.setdefault(
            (rule, agency, person, record, other),
            {
                "rule": rule,
                "agency": agency,
                "person": person,
                "reference": reference,
                "record_id": record,
                "other_record_id": other,
                "days": days,
            },
        )
        row["days"] = max((d for d in (row["days"], days) if d is not None), default=None)
        row["reference"] = max((r for r in (row["reference"], reference) if r), default=None)


def of_custody(found, custody, rows):
    passed = {}
    for s in rows.get("prison_sentence", []):
        passed.setdefault(s["book_id"], []).append(s)
    for c in custody:
        for s in passed.get(c["reference"], []):
            if c["end_on"] and s["sentence_date"] and c["end_on"] < s["sentence_date"]:
                found.add(
                    "release before sentence",
                    "prison",
                    c["person"],
                    c["reference"],
                    c["record_id"],
                    s["record_id"],
                    gap(c["end_on"], s["sentence_date"]),
                )
    for a in custody:
        for b in custody:
            if a["person"] != b["person"] or a is b:
                continue
            earlier = a["start_hi"] < b["start_lo"] or (a["start_hi"] == b["start_lo"] and a["record_id"] < b["record_id"])
            merged = "RECORDS_MERGED" in (a["end_reason"], b["end_reason"])
            if a["end_on"] and a["end_on"] > b["start_hi"] and earlier and not merged:
                found.add(
                    "overlapping custody",
                    "prison",
                    a["person"],
                    a["reference"],
                    a["record_id"],
                    b["record_id"],
                    gap(b["start_hi"], a["end_on"]),
                )
            if not a["end_on"] and not b["end_on"] and a["record_id"] < b["record_id"]:
                found.add(
                    "two bookings open at once", "prison", a["person"], a["reference"], a["record_id"], b["record_id"], None
                )


def of_programmes(found, custody, log, firsts):
    for p in (e for e in log if e["activity"] == "PROGRAMME_STARTED"):
        first_on, mine = firsts.get(p["person"]), [c for c in custody if c["person"] == p["person"]]
        if p["agency"] == "prison" and first_on:
            inside = [c for c in mine if c["start_lo"] <= p["start_hi"] and (not c["end_on"] or c["end_on"] >= p["start_lo"])]
            if p["start_hi"] < first_on:
                found.add(
                    "programme in prison before any reception",
                    "prison",
                    p["person"],
                    p["reference"],
                    p["record_id"],
                    "",
                    gap(p["start_hi"], first_on),
                )
            if p["start_lo"] >= first_on and not inside:
                found.add("programme in prison outside custody", "prison", p["person"], p["reference"], p["record_id"], "", None)
        if p["agency"] == "probation":
            for c in mine:
                if c["start_hi"] < p["start_lo"] and (not c["end_on"] or c["end_on"] > p["start_hi"]):
                    found.add("programme in the community while in custody", "probation", p["person"], p["reference"], p["record_id"], c["record_id"],
                              gap(c["start_hi"], p["start_lo"]))  # fmt: skip


def of_order(found, log):
    """Pairs of events that come in the wrong order."""
    wrong = {("CONVICTION", "CHARGE"): "convicted before charged", ("SENTENCE", "CONVICTION"): "sentenced before convicted"}
    for e in log:
        for x in log:
            if e["person"] != x["person"] or not e["start_hi"] or not x["start_lo"] or e["start_hi"] >= x["start_lo"]:
                continue
            rule = wrong.get((e["activity"], x["activity"]))
            if (
                rule
                and e["reference"]
                and e["reference"] == x["reference"]
                and (e["activity"] != "SENTENCE" or e["source_table"] == "court_disposal")
            ):
                found.add(
                    rule, "court", e["person"], e["reference"], e["record_id"], x["record_id"], gap(e["start_hi"], x["start_lo"])
                )
            same = e["reference"] == x["reference"] if e["reference"] else e["record_id"] == x["record_id"]
            ended = e["activity"] in {"PROGRAMME_COMPLETED", "PROGRAMME_LEFT"} and x["activity"] == "PROGRAMME_STARTED"
            if ended and same and e["source_table"] == x["source_table"]:
                found.add(
                    "completed before it started",
                    e["agency"],
                    e["person"],
                    e["reference"],
                    e["record_id"],
                    x["record_id"],
                    gap(e["start_hi"], x["start_lo"]),
                )


def contradictions(rows, spells, log, ends):
    """Everything that cannot be true, with the records that say it."""
    found, people = Found(), People(rows["local_person"])
    custody = [s for s in spells if s["kind"] == "custody"]
    firsts = {}
    for c in custody:
        if c["start_lo"]:
            firsts[c["person"]] = min(firsts.get(c["person"], c["start_lo"]), c["start_lo"])
    dead = {e["person"]: e["ended_on"] for e in ends if e["how"] == "died"}
    of_custody(found, custody, rows)
    of_programmes(found, custody, log, firsts)
    of_order(found, log)
    for s in spells:
        if s["end_on"] and s["start_lo"] and s["end_on"] < s["start_lo"]:
            found.add(
                "ended before it began",
                AGENCY[s["kind"]],
                s["person"],
                s["reference"],
                s["record_id"],
                "",
                gap(s["end_on"], s["start_lo"]),
            )
    for e in log:
        more = (e["agency"], e["person"], e["reference"], e["record_id"])
        died = dead.get(e["person"])
        if (
            died
            and e["start_lo"]
            and e["start_lo"] > died
            and not e["activity"].endswith("ENDED")
            and e["activity"] not in AFTER_DEATH
        ):
            found.add("event after death", *more, e["activity"], gap(died, e["start_lo"]))
        if e["start_lo"] and e["start_lo"] > END:
            found.add("event after the extract ends", *more, e["activity"], gap(END, e["start_lo"]))
        if (
            e["activity"] == "RECALL"
            and e["person"] in firsts
            and not any(c["end_on"] and c["end_on"] <= e["start_hi"] for c in custody if c["person"] == e["person"])
        ):
            found.add("recall before any release", *more, "", None)
    for c in rows.get("court_charge", []):
        who = people.find(("defendant_id", c["defendant_id"]))
        if who and c["charged_on"] and c["offence_from"] and c["charged_on"] < c["offence_from"]:
            found.add(
                "charged before the offence",
                "court",
                who[0],
                c["charge_id"],
                c["record_id"],
                "",
                gap(c["charged_on"], c["offence_from"]),
            )
    for q in rows.get("requirement", []):
        who = people.find(("crn", q["crn"]))
        if who and q["commencement"] and q["commencement"] < q["start"]:
            found.add(
                "requirement commenced before it was imposed",
                "probation",
                who[0],
                q["requirement_id"],
                q["record_id"],
                "",
                gap(q["commencement"], q["start"]),
            )
    return list(found.rows.values())
