"""Stays in the queue for a place once more, one referral at a time."""

from .twin_events_later import programme_names
from .twin_referrals import SUITABLE


def queue_entries(rows, made):
    """Every referral found suitable in custody whose site and sentence are known."""
    names = {name["name"]: name for name in programme_names(rows)}
    chains = {r["chain_id"]: r for r in made["referrals_in_sentences"] if r["setting"] == "custody" and r["sentence_id"]}
    passed = {s["sentence_id"]: s for s in made["sentences"]}
    result = []
    for link in made["referral_chains"]:
        held = [s for s in made["referral_statuses"] if s["service"] == "prison" and s["referral_id"] == link["referral_id"]]
        ready = [s["start_on"] for s in held if s["activity"] in SUITABLE and s["start_on"]]
        chain = chains.get(link["chain_id"])
        if link["service"] != "prison" or not ready or not chain or not link["site"]:
            continue
        began = [s["start_on"] for s in held if s["activity"] == "PROGRAMME_STARTED" and s["start_on"]]
        done = [s["start_on"] for s in held if s["activity"] == "PROGRAMME_COMPLETED" and s["start_on"]]
        gone = [s["start_on"] for s in held if s["stage"] == "ended" and s["activity"] != "PROGRAMME_COMPLETED" and s["start_on"]]
        result.append(
            {name: link[name] for name in ("referral_id", "person", "regime", "site")}
            | {
                "intensity": (names.get(link["programme"]) or {}).get("intensity") or "any", "suitable_on": min(ready), "started_on": min(began, default=None),
                "completed_on": max(done, default=None), "left_on": max(gone, default=None), "moved": any(s["activity"] == "REFERRAL_MOVED" for s in held),
                "stay_ended_on": chain["stay_ended_on"], "osp_band": passed[chain["sentence_id"]]["osp_band"],
            }
        )  # fmt: skip
    return result
