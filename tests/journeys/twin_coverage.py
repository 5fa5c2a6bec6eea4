"""Coverage once more, one sentence at a time."""

from datetime import timedelta
from statistics import median

from .twin_facts import END, least


def given_in(s, got, until, last):
    """Programmes that can lie inside the sentence or between it and the next."""
    on = s["sentenced_on"]
    mine = [
        r
        for r in got
        if r["person"] == s["person"] and r["kind"] == "programme" and on and r["start_hi"] >= on and r["start_lo"] <= last
    ]
    return mine, [r for r in mine if r["setting"] == s["setting"] and r["start_lo"] <= until]


def of_referrals(s, chains, until):
    on = s["sentenced_on"]
    mine = [
        r
        for r in chains
        if (r["person"], r["setting"]) == (s["person"], s["setting"])
        and on
        and r["submitted_on"]
        and on <= r["submitted_on"] <= until
    ]
    given = [r["scheduled_on"] for r in mine if r["scheduled_on"] and on <= r["scheduled_on"] <= until]
    return {
        "scheduled_on": min(given, default=None), "referred": bool(mine), "suitable": any(r["suitable_on"] for r in mine), "site": min(((r["submitted_on"], r["site"]) for r in mine if r["site"]), default=(None, None))[1],
        "found_unsuitable": any(r["final_status"] in {"NOT_SUITABLE", "NOT_ELIGIBLE"} for r in mine),
        "left_by_system": any(r["left_attribution"] == "system" for r in mine), "left_by_person": any(r["left_attribution"] == "person" for r in mine),
    }  # fmt: skip


def of_release(s, mine, inside, got, last):
    """What is only a question once somebody is released."""
    out = s["released_on"]
    if not out:
        return dict.fromkeys(
            (
                "completed_before_release",
                "started_after_release",
                "completed_after_release",
                "released_untreated",
                "supported_after_release",
            )
        )
    after = [r for r in mine if r["setting"] == "community" and r["start_hi"] > out]
    before = [
        r
        for r in inside
        if r["setting"] == "custody" and r["how_ended"] == "completed" and (r["ended_on"] or r["start_lo"]) <= out
    ]
    helped = [
        r
        for r in got
        if r["person"] == s["person"] and r["kind"] != "programme" and r["start_hi"] >= out and r["start_lo"] <= last
    ]
    return {
        "completed_before_release": bool(before), "started_after_release": bool(after), "released_untreated": not inside,
        "completed_after_release": any(r["how_ended"] == "completed" for r in after), "supported_after_release": bool(helped),
    }  # fmt: skip


def of_requirements(s, needs, until):
    on = s["sentenced_on"]
    mine = [
        q
        for q in needs
        if s["setting"] == "community"
        and q["person"] == s["person"]
        and q["is_programme"]
        and on
        and on <= q["imposed_on"] <= until
    ]
    return {"requirement_imposed": True, "requirement_commenced": any(q["commenced_on"] for q in mine)} if mine else {
        "requirement_imposed": None, "requirement_commenced": None,
    }  # fmt: skip


def coverage(made):
    result = []
    for s in made["sentences"]:
        until, last = s["end_on"] or END, s["next_sentenced_on"] - timedelta(days=1) if s["next_sentenced_on"] else END
        mine, inside = given_in(s, made["received"], until, last)
        began = least(*(r["start_lo"] for r in inside))
        told = of_referrals(s, made["referrals"], until)
        placed = told.pop("scheduled_on")
        offered, share = least(placed, began), None
        if offered and s["length_days"] and offered >= s["sentenced_on"]:
            share = (offered - s["sentenced_on"]).days / s["length_days"]
        kept = (
            "sentence_id",
            "person",
            "setting",
            "regime",
            "osp_band",
            "risk_band",
            "risk_tool",
            "sentence_type",
            "sexual_offence",
            "denial",
            "age_group",
            "young",
            "length_days",
        )
        result.append(
            {name: s[name] for name in (*kept, "sentenced_on", "released_on", "probability")} | told
            | of_release(s, mine, inside, made["received"], last) | of_requirements(s, made["requirement_progress"], until)
            | {
                "regime_received": least(*(r["regime"] for r in inside)), "sentenced_year": s["sentenced_on"].year if s["sentenced_on"] else None,
                "assessed": s["assessed_on"] is not None, "risk_recorded": s["risk_band"] != "not recorded", "started": bool(inside), "offered": offered is not None,
                "offer_told_by": None if offered is None else "place on a group" if offered == placed else "first start",
                "completed": any(r["how_ended"] == "completed" for r in inside), "suitable_never_started": told["suitable"] and not inside,
                "low_risk_not_referred": s["risk_band"] == "LOW" and not told["referred"], "share_to_offer": share,
            }
        )  # fmt: skip
    return result


FLAGS = (
    "assessed", "risk_recorded", "referred", "suitable", "offered", "started", "completed", "completed_before_release", "started_after_release",
    "completed_after_release", "released_untreated", "supported_after_release", "suitable_never_started", "low_risk_not_referred", "found_unsuitable",
    "left_by_system", "left_by_person", "requirement_imposed", "requirement_commenced",
)  # fmt: skip


def groups_of(row, rows):
    """Every group that a sentence is counted in."""
    yield "all", "all"
    yield "regime", row["regime"]
    yield "risk band", f"{row['risk_tool']} {row['risk_band']}"
    yield "sentence type", row["sentence_type"]
    yield "denial", row["denial"]
    yield "site", (row["site"] or "not recorded") if row["referred"] else "not referred"
    yield "age group", row["age_group"]
    for k in rows["person_class"]:
        if k["person"] == row["person"]:
            yield "definition", f"{k['definition']} {k['class']}"
    for t in rows["person_tags"]:
        if t["person"] == row["person"]:
            yield t["kind"], t["tag"]


def coverage_counts(rows, covered):
    cells = {}
    for row in covered:
        for group in groups_of(row, rows):
            cells.setdefault((row["setting"], *group), []).append(row)
    result = []
    for (setting, by_what, by_value), mine in cells.items():
        shares = [row["share_to_offer"] for row in mine if row["share_to_offer"] is not None]
        result.append(
            {"setting": setting, "by_what": by_what, "by_value": by_value, "sentences": len(mine), "released": sum(row["released_on"] is not None for row in mine)}
            | {flag: sum(bool(row[flag]) for row in mine) for flag in FLAGS}
            | {
                "requirement_never_commenced": sum(bool(row["requirement_imposed"]) and not row["requirement_commenced"] for row in mine),
                "offer_told_by_start": sum(row["offer_told_by"] == "first start" for row in mine),
                "median_share": median(shares) if shares else None,
            }
        )  # fmt: skip
    return result
