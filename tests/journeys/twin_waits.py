"""Sentences, waits and coverage once more, one sentence at a time."""

from datetime import timedelta

from .twin_facts import END, OFFENCES, SEXUAL, People, facts, first, least

TYPES = {row["sentence_type"]: row for row in facts("sentence_types")}
YOUNG = 25


def months(late, early):
    return (late.year - early.year) * 12 + late.month - early.month


def is_sexual(code):
    return OFFENCES.get(code, {}).get("offence_class") in SEXUAL


def custodial(rows, spells):
    """Custodial sentences: one for each person and day of sentence, the first booking that holds it."""
    parts = {}
    for s in rows.get("prison_sentence", []):
        parts.setdefault(s["book_id"], []).append(s)
    starts = {b["book_id"]: b["sentence_start"] for b in rows.get("prison_booking", [])}
    found = []
    for s in (s for s in spells if s["kind"] == "custody"):
        mine = parts.get(s["reference"], [])
        on = first(least(*(p["sentence_date"] for p in mine)), starts.get(s["reference"]))
        if on:
            found.append((s["person"], on, s, mine))
    # A booking whose first day is not known at all sorts last.
    found.sort(key=lambda f: (f[0], f[1], f[2]["start_lo"] is None, f[2]["start_lo"] or f[1], f[2]["reference"]))
    seen = set()
    for person, on, s, mine in found:
        if (person, on) in seen:
            continue
        seen.add((person, on))
        if any(p["status"] == "QUASHED" for p in mine):
            continue
        longest = max(
            (p["length_days"] for p in mine if p["consecutive_to_seq"] is None and p["length_days"] is not None), default=None
        )
        after = [p["length_days"] for p in mine if p["consecutive_to_seq"] is not None and p["length_days"] is not None]
        kinds = [TYPES[p["sentence_type"]] for p in mine]
        kind = (
            "INDETERMINATE" if any(k["indeterminate"] == "yes" for k in kinds) else least(*(k["classification"] for k in kinds))
        )
        yield {
            "sentence_id": f"custody:{s['reference']}", "person": person, "probability": s["probability"], "setting": "custody", "sentenced_on": on, "end_on": s["end_on"],
            "end_reason": s["end_reason"], "length_days": longest + sum(after) if longest is not None else None, "sentence_type": kind or "not recorded",
            "sexual_offence": any(is_sexual(p["cjs_code"]) for p in mine) if mine else None,
        }  # fmt: skip


def supervised(rows):
    people = People(rows["local_person"])
    for e in rows.get("probation_event", []):
        found = people.find(("crn", e["crn"]))
        if found and e["disposal"] in {"community", "suspended"}:
            yield {
                "sentence_id": f"community:{e['record_id']}", "person": found[0], "probability": found[1], "setting": "community", "sentenced_on": e["start"],
                "end_on": e["ended"], "end_reason": (e["termination_reason"] or "not recorded") if e["ended"] else None, "length_days": e["length_days"],
                "sentence_type": e["disposal"], "sexual_offence": is_sexual(e["cjs_code"]),
            }  # fmt: skip


def regime_on(day, regimes):
    return next(
        (r["regime"] for r in regimes if day and r["from_on"] <= day and (r["to_on"] is None or day <= r["to_on"])), "none"
    )


def age_group(age):
    if age is None:
        return "not recorded"
    return next(
        name
        for top, name in ((18, "under 18"), (YOUNG, "18-24"), (40, "25-39"), (60, "40-59"), (999, "60 and over"))
        if age < top
    )


def judged(s, assessed):
    """What the assessments around a sentence say."""
    until = s["end_on"] or END
    near = [
        a
        for a in assessed
        if s["sentenced_on"] and a[0]["completed_on"] and s["sentenced_on"] - timedelta(days=90) <= a[0]["completed_on"] <= until
    ]
    near = sorted((a for a, person in near if person == s["person"]), key=lambda a: (a["completed_on"], a["record_id"]))
    scored = [a for a in near if a["osp_dc_band"] and a["osp_dc_band"] != "NOT_APPLICABLE"]
    static = [a["rm2000_s"] for a in near if a["rm2000_s"]]
    said = [a["maintains_innocence"] for a in near if a["maintains_innocence"] is not None]
    return {
        "osp_band": scored[0]["osp_dc_band"] if scored else "not recorded", "osp_version": scored[0]["osp_version"] if scored else None,
        "rm2000_band": static[0] if static else None, "risk_band": (scored and scored[0]["osp_dc_band"]) or (static and static[0]) or "not recorded",
        "risk_tool": "OSP" if scored else "RM2000/s" if static else "none", "denial": ("denied" if any(said) else "not denied") if said else "not recorded",
        "assessed_on": least(*(a["completed_on"] for a in near if a["completed_on"] >= s["sentenced_on"])),
    }  # fmt: skip


def sentences(rows, spells, regimes):
    people, born = People(rows["local_person"]), {p["person"]: p["birth_month"] for p in rows["people"]}
    assessed = []
    for a in rows.get("oasys", []):
        found = people.find(("noms_number", a["noms_number"]), ("crn", a["crn"]))
        if found:
            assessed.append((a, found[0]))
    made = [*custodial(rows, spells), *supervised(rows)]
    for person in {s["person"] for s in made}:
        mine = sorted(
            (s for s in made if s["person"] == person),
            key=lambda s: (s["sentenced_on"] is None, s["sentenced_on"] or END, s["sentence_id"]),
        )
        for s, after in zip(mine, [*mine[1:], None], strict=True):
            s["next_sentenced_on"] = after and after["sentenced_on"]
            month = born.get(person)
            s["age"] = months(s["sentenced_on"], month) // 12 if month and s["sentenced_on"] else None
            s["age_group"], s["young"] = (
                age_group(s["age"]),
                s["age"] < YOUNG if s["age"] is not None and s["age"] >= 18 else None,
            )
            s["released_on"] = s["end_on"] if s["setting"] == "custody" and s["end_reason"] == "RELEASE" else None
            s["regime"] = regime_on(s["sentenced_on"], regimes)
            s.update(judged(s, assessed))
    return made


def referrals_in_sentences(chains, passed):
    made = []
    for r in chains:
        fits = [
            s for s in passed
            if (s["person"], s["setting"]) == (r["person"], r["setting"]) and r["submitted_on"] and s["sentenced_on"] and s["sentenced_on"] <= r["submitted_on"]
            and (s["end_on"] is None or s["end_on"] >= r["submitted_on"])
        ]  # fmt: skip
        latest = [s for s in fits if s["sentenced_on"] == max(f["sentenced_on"] for f in fits)]
        s = min(latest, key=lambda s: s["sentence_id"], default=None)
        kept = (
            "chain_id",
            "person",
            "setting",
            "programme",
            "regime",
            "site",
            "submitted_on",
            "assessed_on",
            "suitable_on",
            "started_on",
            "completed_on",
            "left_on",
        )
        made.append(
            {name: r[name] for name in (*kept, "left_reason_group", "left_attribution")}
            | {
                "sentence_id": s and s["sentence_id"],
                "stay_ended_on": s and s["end_on"],
                "stay_end_reason": s and s["end_reason"],
            }
        )
    return made


class Wait(dict):
    """One open wait: where it starts, what would end it."""

    def __init__(self, wait, reference, row, setting, from_on, arrived, *, stay=(None, None), left=(None, None), sentence=None):
        super().__init__(
            wait=wait, reference=reference, person=row["person"], setting=setting, from_on=from_on, sentence_id=sentence
        )
        self.stay, self.left = stay, left
        self.lo, self.hi = arrived if isinstance(arrived, tuple) else (arrived, arrived)

    def place(self, life):
        """Settle an arrival that is known by its year alone: the middle of the days on which it can have come."""
        if self.lo and self.lo < self.hi and self["from_on"]:
            self.lo, self.hi = (
                max(self.lo, self["from_on"]),
                least(self.hi, self.left[0], self.stay[0], life and life["ended_on"], END),
            )
            if self.hi < self.lo:
                self.lo = self.hi = None
        self.arrived = self.lo and self.lo + timedelta(days=(self.hi - self.lo).days // 2)


def earliest(stretches):
    """The days between which the first of them lies."""
    return least(*(lo for lo, _ in stretches)), least(*(hi for _, hi in stretches))


def open_waits(made):
    """Every wait that was ever begun."""
    places = {k["name"] for k in made["catalogue"] if k["kind"] == "no intervention"}
    for s in made["sentences"]:
        own = [s["sentenced_on"], s["next_sentenced_on"]]
        within = lambda d, own=own: d is not None and own[0] is not None and d >= own[0] and (own[1] is None or d < own[1])  # noqa: E731  # one line, four uses
        sent = [
            r["submitted_on"]
            for r in made["referrals"]
            if (r["person"], r["setting"]) == (s["person"], s["setting"]) and within(r["submitted_on"])
        ]
        got = [r for r in made["received"] if r["person"] == s["person"]]
        began = [
            (r["start_lo"], r["start_hi"]) for r in got
            if r["kind"] == "programme" and r["setting"] == s["setting"] and own[0] and r["start_hi"] >= own[0] and (own[1] is None or r["start_lo"] < own[1])
        ]  # fmt: skip
        untold = [
            r["start_hi"] for r in got
            if r["kind"] == "programme" and r["setting"] == s["setting"] == "custody" and r["sources"] == "course_participation"
            and own[0] and r["start_hi"] >= own[0] and (own[1] is None or r["start_lo"] < own[1])
        ]  # fmt: skip
        referred = least(*sent) or ((own[0], min(untold)) if untold else None)
        stay = (s["end_on"], s["end_reason"])
        for wait, arrived in (("assessment", s["assessed_on"]), ("referral", referred), ("start", earliest(began))):
            yield Wait(
                f"sentence to {wait}",
                s["sentence_id"],
                s,
                s["setting"],
                s["sentenced_on"],
                arrived,
                stay=stay,
                sentence=s["sentence_id"],
            )
        out = s["released_on"]
        if out:
            helped = [(r["start_lo"], r["start_hi"]) for r in got if r["kind"] != "programme" and r["start_hi"] >= out]
            back = [
                k["start_on"]
                for k in made["spells"]
                if k["person"] == s["person"] and k["kind"] == "custody" and k["start_on"] and k["start_on"] > out
            ]
            yield Wait(
                "release to support",
                s["sentence_id"],
                s,
                "community",
                out,
                earliest(helped),
                stay=(least(*back), "recalled"),
                sentence=s["sentence_id"],
            )
    for r in made["referrals_in_sentences"]:
        more = {
            "stay": (r["stay_ended_on"], r["stay_end_reason"]),
            "left": (r["left_on"], r["left_reason_group"]),
            "sentence": r["sentence_id"],
        }
        yield Wait("referral to assessment", r["chain_id"], r, r["setting"], r["submitted_on"], r["assessed_on"], **more)
        yield Wait("referral to start", r["chain_id"], r, r["setting"], r["submitted_on"], r["started_on"], **more)
        yield Wait("suitable to start", r["chain_id"], r, r["setting"], r["suitable_on"], r["started_on"], **more)
    for q in made["requirement_progress"]:
        if q["is_programme"]:
            over = q["ended_on"] if not q["commenced_on"] else None
            yield Wait(
                "requirement to commencement",
                q["requirement_id"],
                q,
                "community",
                q["imposed_on"],
                q["commenced_on"],
                stay=(over, "order_ended"),
            )
    for e in made["events"]:
        if e["activity"] in {"SERVICE_REFERRED", "CIRCLE_REQUESTED"} and e["detail"] not in places:
            same = [
                x
                for x in made["events"]
                if (x["person"], x["source_table"], x["record_id"]) == (e["person"], e["source_table"], e["record_id"])
            ]
            began = least(*(x["start_on"] for x in same if x["activity"].endswith("_STARTED")))
            over = least(*(x["start_on"] for x in same if x["activity"].endswith("_ENDED"))) if began is None else None
            name = "request to circle" if e["activity"] == "CIRCLE_REQUESTED" else "referral to service"
            yield Wait(
                name,
                f"{e['source_table']}:{e['record_id']}:{e['person']}",
                e,
                "community",
                e["start_on"],
                began,
                left=(over, "withdrawn"),
            )


STAY = {"order_ended": "order_ended", "recalled": "recalled", "DEATH": "died", "died": "died", "DEPORTATION": "deported"}


def how_ended(w, on, life):
    if on is None or on > END:
        return "still_waiting"
    if w.arrived == on:
        return "arrived"
    if life and life["ended_on"] == on:
        return life["how"]
    if w.stay[0] == on:
        other = "order_ended" if w["setting"] == "community" else "released" if w.stay[1] == "RELEASE" else "transferred"
        return STAY.get(w.stay[1], other)
    return "transferred" if w.left[1] == "transfer" else "withdrawn"


def start_group(w, how, made):
    """Where and on which day a programme waited for began; the referral's own site, or that of what was received on the day."""
    if not w["wait"].endswith(" to start") or how != "arrived":
        return None
    own = [r["site"] for r in made["referrals_in_sentences"] if r["chain_id"] == w["reference"] and r["setting"] == w["setting"]]
    got = [
        r["site"]
        for r in made["received"]
        if r["kind"] == "programme"
        and (r["person"], r["setting"], r["started_on"]) == (w["person"], w["setting"], w.arrived)
        and r["site"]
    ]
    site = (own and own[0]) or min(got, default=None)
    return f"{site}|{w.arrived}" if site else None


def waits(rows, made):
    passed, lives = {s["sentence_id"]: s for s in made["sentences"]}, {e["person"]: e for e in made["life_ends"]}
    born = {p["person"]: p["birth_month"] for p in rows["people"]}
    result = []
    for w in open_waits(made):
        life = lives.get(w["person"])
        w.place(life)
        on = least(w.arrived, w.left[0], w.stay[0], life and life["ended_on"])
        if w["from_on"] is None or w["from_on"] > END or (on is not None and on < w["from_on"]):
            continue
        until, s = on if on and on <= END else END, passed.get(w["sentence_id"], {})
        month, young = born.get(w["person"]), s.get("young")
        if young is None and month:
            age = months(w["from_on"], month)
            young = age < YOUNG * 12 if age >= 216 else None
        kept = {name: s.get(name) for name in ("sentence_type", "denial", "age_group", "length_days", "sexual_offence")}
        result.append(
            {
                **w, **kept, "to_on": until, "days": (until - w["from_on"]).days, "how_ended": (how := how_ended(w, on, life)), "young": young,
                "earliest_days": ((w.lo if how == "arrived" else until) - w["from_on"]).days,
                "latest_days": ((w.hi if how == "arrived" else until) - w["from_on"]).days,
                "regime": regime_on(w["from_on"], made["regimes"]), "osp_band": s.get("osp_band", "not recorded"),
                "risk_band": s.get("risk_band", "not recorded"), "risk_tool": s.get("risk_tool", "none"),
                "start_group": start_group(w, how, made),
            }
        )  # fmt: skip
    return result
