"""What follows from states once more: who moved where, and who was where how long after the first sentence."""

from collections import Counter
from datetime import date, timedelta

from .twin_facts import END
from .twin_paths import cohorts

DAYS = {
    0: 0, 3: 91, 6: 182, 9: 274, 12: 365, 18: 548, 24: 730, 30: 913, 36: 1095, 48: 1461, 60: 1826, 72: 2192, 84: 2557, 96: 2922, 108: 3287, 120: 3652,
}  # fmt: skip


def state_moves(rows, states):
    made = []
    for cohort, members in cohorts(rows, {s["person"] for s in states}).items():
        mine = [s for s in states if s["person"] in members]
        cells, spent = {}, Counter()
        for s in mine:
            after = min(
                (o for o in mine if o["person"] == s["person"] and o["from_on"] > s["from_on"]),
                key=lambda o: o["from_on"],
                default=None,
            )
            cells.setdefault((s["state"], after["state"] if after else "STILL THERE"), []).append(s)
            spent[s["state"]] += s["days"]
        for (here, there), stays in cells.items():
            moves, years = len(stays), spent[here] / 365.25
            made.append(
                {
                    "cohort": cohort, "from_state": here, "to_state": there, "moves": moves, "people": len({s["person"] for s in stays}),
                    "mean_days": sum(s["days"] for s in stays) / moves, "moves_a_year": moves / years if years and there != "STILL THERE" else None,
                }
            )  # fmt: skip
    return made


def state_occupancy(rows, states, sentences):
    found = {}
    for s in sorted((s for s in sentences if s["sentenced_on"]), key=lambda s: (s["sentenced_on"], s["sentence_id"])):
        found.setdefault(s["person"], s)
    made = []
    for cohort, members in cohorts(rows, set(found)).items():
        for age, wanted in (("all", {True, False, None}), ("young", {True}), ("older", {False})):
            for month, days in DAYS.items():
                here = []
                for person in members:
                    on: date = found[person]["sentenced_on"] + timedelta(days=days)
                    if found[person]["young"] in wanted and on <= END:
                        within = [
                            s["state"]
                            for s in states
                            if s["person"] == person and s["from_on"] <= on and (on < s["to_on"] or s["is_open"])
                        ]
                        here.append(within[0] if within else "not known")
                made += [
                    {
                        "cohort": cohort,
                        "age": age,
                        "day": days,
                        "month": month,
                        "state": state,
                        "people": people,
                        "followed": len(here),
                    }
                    for state, people in Counter(here).items()
                ]
    return made
