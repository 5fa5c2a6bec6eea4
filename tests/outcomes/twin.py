"""Every outcome rule again, in slow plain Python over lists of rows: one person at a time, no SQL, no cleverness.

Source: outcomes note, section 1. It is written from the words of the rules and shares nothing with the SQL but the measure and the code lists.
"""

import calendar
from collections import Counter
from datetime import date, timedelta
from math import ceil

from throughcare.definitions.offence_codes import resolve_offence
from throughcare.outcomes.measure import Measure
from throughcare.records.reference import read_codes

DISPOSALS = {row["code"]: row for row in read_codes("disposals")}
MOVES = {row["code"]: row["activity"] for row in read_codes("movement_reasons")}
EFFECTS = {row["code"]: row["effect"] for row in read_codes("charge_outcomes")}
CUSTODY_GROUPS = {"custody", "custody_extension", "hospital"}
AFTER_RECALL = {"PD", "HD", "HE", "D6"}
KIND_ORDER = ("custody_release", "community_sentence", "caution")


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def class_of(code: str | None) -> str | None:
    """The offence class of a code."""
    return resolve_offence(code).offence_class


def classes_of(code: str, measure: Measure) -> set[str]:
    """The classes of the measure in which a proven offence with this code counts."""
    found = resolve_offence(code)
    is_excluded = found.offence_class in measure.excluded_classes
    return {
        group.id
        for group in measure.groups
        if group.holds(code, found.ho_code, found.offence_class) and (group.is_excluded_elsewhere or not is_excluded)
    }


def guilty_charges(person: dict) -> list[dict]:
    """The charges a court found proven, with the code convicted of, the day, and whether the conviction was quashed."""
    found = []
    for charge in person["charges"]:
        effect = EFFECTS.get(charge.get("outcome_code"))
        admitted = charge.get("plea") in {"G", "ADM"}
        verdict = charge.get("verdict")
        guilty = verdict in {"G", "NA"} or (
            verdict is None and (effect == "convicted" or (admitted and effect in {None, "pending"}))
        )
        if not guilty or charge.get("superseded_by"):
            continue
        code = charge["cjs_code"] if verdict != "NA" else charge.get("alternative_cjs_code") or charge["cjs_code"]
        day = charge.get("verdict_date") or (charge.get("plea_date") if admitted else None) or charge.get("outcome_date")
        disposals = [d for d in person["disposals"] if d["charge_id"] == charge["charge_id"]]
        quashed = any(DISPOSALS.get(d["disposal_code"], {}).get("activity") == "CONVICTION_QUASHED" for d in disposals)
        found.append(charge | {"code": code, "convicted_on": day, "is_quashed": quashed, "disposals": disposals})
    return found


def proofs_of(person: dict) -> list[dict]:
    """Every record that proves an offence."""
    rows = [
        {"source": "PNC", "code": row["cjs_code"], "offence_on": row.get("offence_date"), "proven_on": row["proven_on"], "kind": row["kind"],
         "is_quashed": DISPOSALS.get(row.get("disposal_code"), {}).get("activity") == "CONVICTION_QUASHED"}
        for row in person["pnc"]
    ]  # fmt: skip
    return rows + [
        {"source": charge["source_system"], "code": charge["code"], "offence_on": charge.get("offence_from"), "proven_on": charge["convicted_on"],
         "kind": "conviction", "is_quashed": charge["is_quashed"]}
        for charge in guilty_charges(person)
        if charge["convicted_on"]
    ]  # fmt: skip


def tellings(rows: list[dict]) -> list[list[dict]]:
    """Records of one code and kind, split where more than seven days lie between one proof and the next."""
    groups: list[list[dict]] = []
    for row in sorted(rows, key=lambda r: (r["code"], r["kind"], r["proven_on"])):
        last = groups[-1][-1] if groups else None
        same = last and (last["code"], last["kind"]) == (row["code"], row["kind"])
        if same and (row["proven_on"] - last["proven_on"]).days <= 7:
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def kept_from(group: list[dict], day: date | None, number: int, weights: dict[str, int]) -> list[dict]:
    """The rows that stand for the offences of one day: not quashed first, then from the fullest source, then the Police National Computer."""
    rows = [row for row in group if row["offence_on"] == day]
    rows.sort(key=lambda r: (r["is_quashed"], -weights[r["source"]], r["source"] != "PNC", r["source"], r["proven_on"]))
    return rows[:number]


def proven_offences(person: dict) -> list[dict]:
    """Each proven offence once."""
    found = []
    for group in tellings(proofs_of(person)):
        counts = Counter((row["source"], row["offence_on"]) for row in group)
        quashed = Counter((row["source"], row["offence_on"]) for row in group if row["is_quashed"])
        sources = {row["source"] for row in group}
        days = {row["offence_on"] for row in group} - {None}
        fullest = {day: max(counts[source, day] for source in sources) for day in days}
        for day in days:
            number = fullest[day] - max(quashed[source, day] for source in sources)
            found += kept_from(group, day, number, {source: counts[source, day] for source in sources})
        extra = {
            source: max(counts[source, None] - sum(fullest[day] - counts[source, day] for day in days), 0)
            for source in sources
            if counts[source, None]
        }
        number = max(max(extra.values(), default=0) - max(quashed[source, None] for source in sources), 0)
        found += kept_from(group, None, number, extra)
    return found


def is_sentenced(booking: dict) -> bool:
    """Whether the booking was for a sentence."""
    return bool(booking.get("sentence_start")) or booking.get("legal_status") in {"SENTENCED", "RECALL", "INDETERMINATE_SENTENCE"}


def entries_of(person: dict, measure: Measure) -> list[tuple[date, str]]:
    """Every event that can begin a follow-up."""
    found = []
    for booking in person["bookings"]:
        reason = booking.get("release_reason")
        released = booking.get("released") and (reason not in MOVES or MOVES[reason] == "RELEASE")
        recalled = booking.get("legal_status") == "RECALL" or reason in AFTER_RECALL
        if released and is_sentenced(booking) and (measure.after_recall or not recalled):
            found.append((booking["released"], "custody_release"))
    days: dict[date, set[str]] = {}
    for charge in guilty_charges(person):
        for disposal in charge["disposals"]:
            fact = DISPOSALS.get(disposal["disposal_code"], {})
            if fact.get("activity") == "SENTENCE" and not charge["is_quashed"]:
                days.setdefault(disposal["disposal_date"], set()).add(fact["group"])
    for day, groups in days.items():
        if groups & set(measure.community_groups) and not groups & CUSTODY_GROUPS:
            found.append((day, "community_sentence"))
    for event in person["probation"]:
        dates = [event.get("conviction_date") or event["start"], event["start"]]
        near = any(abs((day - own).days) <= 7 for day in days for own in dates)
        if event["disposal"] in measure.community_groups and not near:
            found.append((event["start"], "community_sentence"))
    found += [(row["proven_on"], "caution") for row in proofs_of(person) if row["kind"] == "caution" and not row["is_quashed"]]
    return [entry for entry in found if entry[1] in measure.events]


def index_events(person: dict, measure: Measure, start: date, end: date) -> list[tuple[date, str]]:
    """The first entry of each quarter."""
    first: dict[tuple[int, int], tuple[date, int]] = {}
    for day, kind in entries_of(person, measure):
        if start <= day <= end:
            quarter = (day.year, (day.month - 1) // 3)
            first[quarter] = min(first.get(quarter, (day, 9)), (day, KIND_ORDER.index(kind)))
    return [(day, KIND_ORDER[place]) for day, place in sorted(first.values())]


def days_in_custody(person: dict, begin: date, stop: date) -> int:
    """Days between two dates that lie in some stay, each day counted once."""
    inside = 0
    day = begin
    while day < stop:
        inside += any(
            stay["start_on"] <= day < (stay.get("end_on") or date(9999, 12, 31))
            for stay in person["stays"]
            if stay.get("start_on")
        )
        day += timedelta(days=1)
    return inside


def outcomes_of(person: dict, measure: Measure, start: date, end: date, months: int, waiting: int) -> list[dict]:
    """One row per index event and class."""
    found = []
    offences = proven_offences(person)
    for entry, kind in index_events(person, measure, start, end):
        follow_up_end, proof_end = add_months(entry, months), add_months(entry, months + waiting)
        ended = person["ended_on"] if person["ended_on"] and person["ended_on"] >= entry else None
        stop = min(day for day in (follow_up_end, end, ended) if day)
        stopped_by = None
        if ended and ended <= min(follow_up_end, end):
            stopped_by = person["how"]
        elif end < follow_up_end:
            stopped_by = "extract_end"
        custody = days_in_custody(person, entry, stop)
        for group in measure.groups:
            row = {
                "class": group.id, "entry_on": entry, "kind": kind, "offences": 0, "first_days": None, "late_proven": 0, "prior_proven": 0, "undated": 0,
                "custody_days": custody, "at_liberty_days": (stop - entry).days - custody, "stopped_by": stopped_by,
                "complete": proof_end <= end and stopped_by not in {"died", "deported"},
            }  # fmt: skip
            for offence in offences:
                if offence["kind"] in measure.proof_kinds and group.id in classes_of(offence["code"], measure):
                    count_offence(row, offence, measure, stop, proof_end)
            found.append(row | {"reoffended": row["offences"] > 0})
    return found


def count_offence(row: dict, offence: dict, measure: Measure, stop: date, proof_end: date) -> None:
    """Add one proven offence to the row of an index event and class."""
    entry = row["entry_on"]
    in_waiting = entry < offence["proven_on"] <= proof_end
    row["undated"] += offence["offence_on"] is None and in_waiting
    day = offence["offence_on"] or (offence["proven_on"] if measure.counts_undated else None)
    if day is None:
        return
    after = day > entry or (measure.same_day and day == entry)
    if after and day <= stop:
        if offence["proven_on"] <= proof_end:
            row["offences"] += 1
            days = (day - entry).days
            row["first_days"] = days if row["first_days"] is None else min(days, row["first_days"])
        else:
            row["late_proven"] += 1
    if not after and offence["offence_on"] is not None and in_waiting:
        row["prior_proven"] += 1


def proof_lag(people: list[dict], rows: list[tuple[str, dict]], measure: Measure, end: date) -> dict[str, tuple]:
    """By class: offences in time and late after entries with five years behind them, and the middle and ninetieth lag in days."""
    found = {}
    for group in measure.groups:
        old = [row for _, row in rows if row["class"] == group.id and add_months(row["entry_on"], 60) <= end]
        lags = sorted(
            (offence["proven_on"] - offence["offence_on"]).days
            for person in people
            for offence in proven_offences(person)
            if offence["offence_on"]
            and add_months(offence["offence_on"], 60) <= end
            and group.id in classes_of(offence["code"], measure)
        )
        middle, high = (lags[ceil(len(lags) * share) - 1] if lags else None for share in (0.5, 0.9))
        found[group.id] = (sum(row["offences"] for row in old), sum(row["late_proven"] for row in old), len(lags), middle, high)
    return found


def first_endings(person: dict, rows: list[dict], end: date, months: int) -> list[dict]:
    """What came first for each row of `outcomes_of`: day by day, without a recall and with it."""
    back = [stay["start_on"] for stay in person["stays"] if stay.get("detail") == "RECALL" and stay.get("start_on")]
    recalls = {*person["recalls"], *back}
    found = []
    for row in rows:
        over = {"died": "death", "deported": "deportation"}.get(row["stopped_by"])
        last = min(day for day in (add_months(row["entry_on"], months), end, person["ended_on"] if over else None) if day)
        ends = {True: (None, None), False: (None, None)}
        for with_recall in ends:
            day = row["entry_on"]
            while ends[with_recall] == (None, None):
                past = (day - row["entry_on"]).days
                if row["first_days"] is not None and past == row["first_days"]:
                    ends[with_recall] = (past, "event")
                elif day == last and over:
                    ends[with_recall] = (past, over)
                elif with_recall and day in recalls and day > row["entry_on"]:
                    ends[with_recall] = (past, "recall")
                elif day == last:
                    ends[with_recall] = (past, "")
                day += timedelta(days=1)
        (days, ended), (curve_days, curve_ended) = ends[False], ends[True]
        found.append(
            {
                "class": row["class"],
                "entry_on": row["entry_on"],
                "days": days,
                "ended": ended,
                "curve_days": curve_days,
                "curve_ended": curve_ended,
            }
        )
    return found
