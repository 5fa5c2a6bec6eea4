"""What was received, held against the truth of an invented population.

A found delivery is right when its person, its intervention and its start agree with one true delivery; each true one may be claimed once.
A person of the linkage counts as the true person who has most of the records in the cluster.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

TOLERANCE = timedelta(days=31)
STARTS = {"PROGRAMME_STARTED": "programme", "SERVICE_STARTED": "service", "CIRCLE_STARTED": "circle"}


@dataclass(frozen=True)
class Delivery:
    """An intervention that began: whose, which, and the days between which it began."""

    person: str
    kind: str
    programme: str
    lo: date
    hi: date


def true_deliveries(events: Iterable[Mapping[str, Any]]) -> list[Delivery]:
    """What truly began, from the truth's events."""
    made = []
    for event in events:
        kind = STARTS.get(event["activity"])
        if kind:
            start = event["true_start"]
            day = start.date() if isinstance(start, datetime) else start
            made.append(Delivery(event["person_id"], kind, event["detail"] or "", day, day))
    return made


def found_deliveries(received: Iterable[Mapping[str, Any]], owner: Mapping[str, str]) -> list[Delivery]:
    """What the study says began, under true persons; a person without a true one keeps its own name and can match nobody."""
    return [
        Delivery(
            owner.get(row["person"], f"nobody {row['person']}"), row["kind"], row["programme"], row["start_lo"], row["start_hi"]
        )
        for row in received
    ]


def owners(links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The true person of each person of the linkage: whoever has most records there, the first by number where two have as many."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for person, true_person in links:
        counts[person][true_person] += 1
    return {person: min(found, key=lambda name: (-found[name], name)) for person, found in counts.items()}


def distance(found: Delivery, true: Delivery) -> int:
    """Days between a true start and the interval of a found one; 0 inside it."""
    return max((found.lo - true.lo).days, (true.lo - found.hi).days, 0)


def match_deliveries(found: list[Delivery], true: list[Delivery]) -> int:
    """How many found deliveries claim a true one of their own, the nearest pairs first."""
    groups: dict[tuple[str, str, str], tuple[list[Delivery], list[Delivery]]] = defaultdict(lambda: ([], []))
    for place, deliveries in enumerate((found, true)):
        for delivery in deliveries:
            groups[(delivery.person, delivery.kind, delivery.programme)][place].append(delivery)
    matched = 0
    for ours, theirs in groups.values():
        pairs = sorted(
            (distance(one, other), i, j)
            for i, one in enumerate(ours)
            for j, other in enumerate(theirs)
            if distance(one, other) <= TOLERANCE.days
        )
        used: tuple[set[int], set[int]] = (set(), set())
        for _, i, j in pairs:
            if i not in used[0] and j not in used[1]:
                used[0].add(i)
                used[1].add(j)
                matched += 1
    return matched


def precision_and_recall(found: list[Delivery], true: list[Delivery]) -> dict[str, float | int | None]:
    """Precision and recall of one kind of deliveries, or of all."""
    matched = match_deliveries(found, true)
    return {
        "precision": round(matched / len(found), 6) if found else None,
        "recall": round(matched / len(true), 6) if true else None,
        "found": len(found),
        "true": len(true),
        "matched": matched,
    }


def score_deliveries(found: list[Delivery], true: list[Delivery]) -> dict[str, Any]:
    """Precision and recall of programmes, which lead, and of services and Circles beside them."""
    kinds = {
        kind: precision_and_recall([d for d in found if d.kind == kind], [d for d in true if d.kind == kind])
        for kind in ("programme", "service", "circle")
    }
    return {**precision_and_recall(found, true), "by_kind": kinds}


def true_owners(read: Any, truth: Any) -> dict[str, str]:
    """The true person of each pseudonym of the study's own link set."""
    from throughcare.linkage.people import PERSON
    from throughcare.records.pseudonyms import pseudonym

    link_set, key = read.job.parameters["link_set"], read.job.key
    true = {(row["table_name"], row["source_record_id"]): row["person_id"] for row in truth("record_link").to_pylist()}
    names: dict[str, str] = {}
    links = []
    for row in read("crosswalk").to_pylist():
        person = true.get((row["source_table"], row["source_key"]))
        if row["link_set_id"] == link_set and person is not None:
            name = names.get(row["person_id"]) or names.setdefault(row["person_id"], pseudonym(key, PERSON, row["person_id"]))
            links.append((name, person))
    return owners(links)


def starts_of(events: Any) -> list[dict[str, Any]]:
    """The true starts of interventions, of all the truth's events."""
    import pyarrow as pa
    import pyarrow.compute as pc

    starts = events.filter(pc.is_in(events.column("activity"), pa.array(list(STARTS))))
    rows: list[dict[str, Any]] = starts.select(["person_id", "activity", "true_start", "detail"]).to_pylist()
    return rows


def score_received(read: Any, truth: Any) -> dict[str, Any]:
    """Scores of a study: `read` gives a table of the chain by name, `truth` a truth table by its name without `truth_`."""
    owner = true_owners(read, truth)
    true = true_deliveries(starts_of(truth("event")))
    columns = ["person", "kind", "programme", "start_lo", "start_hi"]
    return score_deliveries(found_deliveries(read("received").select(columns).to_pylist(), owner), true)
