"""Invented inputs for every finding: a few hundred people with random lives, no more than the findings' SQL needs."""

from collections import defaultdict
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ready-made-cohort"

DEFINITIONS = ("ENG-2009", "ENG-2017", "STAT-SOA-47-50", "WAL-2021")
CLASSES = ("MET", "PROBABLE", "POSSIBLE", "CHILD_SEXUAL_ONLY", "NO_EVIDENCE")
REGIMES = ("sotp", "horizon_kaizen", "building_choices")
PROGRAMMES = {
    "sotp": ("Core SOTP",),
    "horizon_kaizen": ("Horizon", "Kaizen"),
    "building_choices": ("Building Choices",),
    "none": ("Thinking Skills",),
}
OUTCOMES = ("any", "sexual", "sexual_child", "violent", "breach")
START = date(2005, 1, 1)


@cache
def example_rows():
    """The rows of a real evaluation: the example's cohort by its plan."""
    from throughcare.evaluation.cohort_file import read_cohort
    from throughcare.evaluation.evaluate import evaluate
    from throughcare.evaluation.plan import read_plan
    from throughcare.findings.evaluations import rows_of

    plan = read_plan(EXAMPLE / "plan.toml")
    return rows_of(plan.id, "locked", evaluate(plan, read_cohort(EXAMPLE / "cohort.csv", plan)).as_dict())


@cache
def example_tables():
    """Those rows as each finding's SQL gives them, by the finding's name."""
    from throughcare.findings.from_document import make_true_tables

    return {table.finding.name: list(table.rows) for table in make_true_tables(example_rows())}


def day(random, years=18):
    return START + timedelta(days=int(random.integers(0, 365 * years)))


def _support(tables, number, person, pick, flag, random):
    """Orders, services and Circles of one person."""
    if flag(0.3):
        breached, supported = flag(0.2), flag(0.3)
        tables["orders_with_support"].append(
            {"order_id": f"o{number}", "person": person, "order_type": pick(("SHPO", "SRO", "CAWN")), "made_year": int(random.integers(2015, 2022)),
             "in_force": flag(0.5), "breached": breached, "days_to_breach": 200 + number if breached else None, "any_support": supported, "support_before_breach": supported and not breached}
        )  # fmt: skip
    if flag(0.2):
        access = pick(("formed", "still waiting"))
        waited = int(random.integers(10, 400))
        tables["circle_access"].append(
            {"request_id": f"k{number}", "person": person, "access": access, "wait_days": waited if access == "formed" else None,
             "waiting_days": None if access == "formed" else waited, "sustained": access == "formed" and flag(0.5)}
        )  # fmt: skip
    if flag(0.4):
        service = pick(("harmful_sexual_behaviour", "accommodation"))
        if number % 9 == 0:
            service = "Approved premises"
        steps = ["SERVICE_REFERRED"] + ["SERVICE_STARTED"] * flag(0.6)
        tables["events"] += [
            {
                "event_id": f"v{number}{step}",
                "person": person,
                "activity": step,
                "detail": service,
                "start_on": START + timedelta(days=number),
            }
            for step in steps
        ]


def _aggregates(tables):
    """Tables that hold no people of their own."""
    for day_number in range(0, 391, 30):
        for by_what, value in (("all", "all"), ("regime", "sotp")):
            tables["wait_incidence"].append(
                {"cohort": "in definition", "wait": "referral_to_start", "by_what": by_what, "by_value": value, "cause": "arrived", "day": day_number,
                 "waits": 300, "events": day_number // 3, "incidence": day_number / 900}
            )  # fmt: skip
    tables["effect_rows"] += example_rows()
    tables["link_quality"] += [
        {"link_set_id": "all", "what": "numbers with a wrong form or letter", "by_what": "noms", "value": 41.0},
        {
            "link_set_id": "all",
            "what": "pairs of a rule set aside, too many",
            "by_what": "birth date, forename",
            "value": 348336.0,
        },
        {"link_set_id": "all", "what": "decisions, a record is gone", "by_what": "all", "value": 17.0},
        {"link_set_id": "all", "what": "share of records with dob", "by_what": "prison", "value": 1.0},
    ]
    for link_set, people in (("default", 402), ("strict", 431), ("wide", 396)):
        tables["link_quality"] += [
            {"link_set_id": link_set, "what": "persons", "by_what": "all", "value": float(people)},
            {"link_set_id": link_set, "what": "records", "by_what": "all", "value": 1307.0},
            {"link_set_id": link_set, "what": "persons that need attention", "by_what": "all", "value": 22.0},
            {"link_set_id": link_set, "what": "largest cluster", "by_what": "all", "value": 9.0},
        ]
        tables["link_quality"] += [
            {"link_set_id": link_set, "what": "links refused", "by_what": reason, "value": 31.0}
            for reason in ("IDENTIFIER", "DECISION")
        ]
        tables["figure_rows"].append(
            {
                "figure": "1 Reoffended",
                "link_set": link_set,
                "people": 300,
                "share": people / 10,
                "low": 30.0,
                "high": 55.0,
                "smallest": 90,
            }
        )
        tables["link_rates"].append(
            {
                "group": "all",
                "method": "uncorrected",
                "by": link_set,
                "value": people / 2000,
                "low": 0.1,
                "high": 0.3,
                "people": 500,
            }
        )
    for group, ratio in (("white", None), ("asian", 1.4)):
        tables["link_fairness"].append(
            {"by_what": "ethnicity", "of_group": group, "rate_of": "missed", "persons": 1200, "with_outcome": 60, "rate": 0.05, "low": 0.04, "high": 0.06,
             "reference": "white", "ratio": ratio, "ratio_low": ratio and 1.2, "ratio_high": ratio and 1.7, "difference": ratio and 0.01,
             "difference_low": ratio and 0.005, "difference_high": ratio and 0.02, "unexplained": False, "labels": "truth"}
        )  # fmt: skip
    for step, gap in (("assessed", 0.05), ("started", -0.21)):
        tables["young_adults"].append(
            {"cohort": "in definition", "setting": "custody", "step": step, "young": 130, "older": 404, "young_share": 0.5, "older_share": 0.5 - gap,
             "difference": gap, "difference_low": gap - 0.1, "difference_high": gap + 0.1, "adjusted": gap, "adjusted_low": gap - 0.12, "adjusted_high": gap + 0.12}
        )  # fmt: skip


def _paths(tables, random):
    """Referrals by status, journeys, where people were, and the models and roles that rules speak of."""
    path = (
        "REFERRAL_STARTED",
        "REFERRAL_SUBMITTED",
        "AWAITING_ASSESSMENT",
        "ASSESSMENT_STARTED",
        "ASSESSED_SUITABLE",
        "ON_PROGRAMME",
    )
    tables["ref_referral_transitions"] += [
        {"service": "prison", "from_status": one, "to_status": other} for one, other in pairwise(path)
    ] + [{"service": "community", "from_status": "Recall", "to_status": "Withdrawn"}]
    moves = defaultdict(list)
    for number, row in enumerate(tables["people"]):
        skipped = "AWAITING_ASSESSMENT" if number % 9 == 0 else ""
        steps = [status for status in path[: int(random.integers(1, len(path) + 1))] if status != skipped]
        tables["referral_statuses"] += [
            {"service": "prison", "person": row["person"], "referral_id": f"f{number}", "step": at, "status": status}
            for at, status in enumerate(steps, start=1)
        ]
        for one, other in pairwise(["START", *steps]):
            moves[one, other].append(row["person"])
    allowed = {*pairwise(path), ("START", "REFERRAL_STARTED")}
    tables["conformance"] = [
        {"service": "prison", "from_status": one, "to_status": other, "permitted": (one, other) in allowed,
         "deviation": "permitted" if (one, other) in allowed else "skipped a step", "times": len(held), "people": len(held)}
        for (one, other), held in moves.items()
    ]  # fmt: skip
    for cohort in ("everyone", "in definition"):
        for number in range(40):
            tables["variants"].append(
                {"cohort": cohort, "variant": f"ARREST > CHARGE > {'X' * number}SENTENCE", "milestones": 3, "people": 64 - 2 * number if number < 30 else 1}
            )  # fmt: skip
        for month, people in ((0, 300), (12, 280), (24, 210)):
            for state, share in (
                ("custody", 0.5),
                ("remand", 0.02),
                ("community_licence", 0.3),
                ("community_unsupervised", 0.15),
                ("ended", 0.03),
            ):
                tables["state_occupancy"].append(
                    {"cohort": cohort, "age": "all", "month": month, "day": 30 * month, "state": state, "people": round(people * share), "followed": people}
                )  # fmt: skip
    tables["rule_tags"] += [
        {"rule": "R1", "kind": "role", "tag": "organiser"}, {"rule": "R2", "kind": "role", "tag": "organiser"}, {"rule": "R3", "kind": "model", "tag": "trafficking"},
    ]  # fmt: skip
    tables["person_tags"] += [
        {"person": row["person"], "kind": "role", "tag": "organiser", "episodes": 1}
        for row in tables["people"]
        if random.random() < 0.5
    ]
    tables["ref_programme_sites"].append({"programme": "Horizon", "prison_code": "WTI", "prison_name": "Whatton"})


def make_inputs(people=400, seed=1):
    """Every table that the findings read, as rows."""
    random = np.random.default_rng(seed)
    pick = lambda values, p=None: str(random.choice(values, p=p))  # noqa: E731
    flag = lambda share: bool(random.random() < share)  # noqa: E731
    tables = {name: [] for name in (
        "people", "person_class", "episodes", "episode_class", "coverage", "received", "referrals", "waits", "index_events", "outcomes",
        "requirement_progress", "tracking", "conformance", "contradictions", "intake_counts", "intake_problems", "orders_with_support",
        "referral_statuses", "ref_referral_transitions", "ref_programme_sites", "variants", "state_occupancy", "rule_tags", "person_tags", "circle_access", "events", "wait_incidence", "link_quality", "young_adults", "effect_rows",
        "figure_rows", "link_rates", "link_fairness", "catalogue",
    )}  # fmt: skip
    for number in range(people):
        person = f"p{number:04d}"
        tables["people"].append({"person": person})
        episode = f"e{number:04d}"
        tables["episodes"].append({"episode_id": episode, "person": person, "force_code": pick(("01", "03", "60", "99"))})
        convicted = flag(0.8)
        for definition in DEFINITIONS:
            kind = pick(CLASSES, (0.1, 0.25, 0.2, 0.3, 0.15))
            known = day(random)
            tables["person_class"].append(
                {"person": person, "definition": definition, "class": kind, "episode_id": episode, "convicted": convicted,
                 "convicted_on": known if convicted else None, "known_on": known, "sentenced_on": known}
            )  # fmt: skip
            tables["episode_class"].append(
                {"person": person, "definition": definition, "class": kind, "episode_id": episode, "age_not_recorded": flag(0.1)}
            )
        young = flag(0.2)
        for turn in range(int(random.integers(0, 3))):
            started, referred = flag(0.4), flag(0.6)
            released = day(random) if flag(0.7) else None
            regime = pick((*REGIMES, "none"))
            tables["coverage"].append(
                {
                    "sentence_id": f"{person}-{turn}", "person": person, "setting": pick(("custody", "community")), "regime": regime,
                    "osp_band": pick(("LOW", "MEDIUM", "HIGH", "VERY_HIGH", "not recorded")), "risk_band": pick(("LOW", "MEDIUM", "HIGH")), "sentence_type": pick(("STANDARD", "EXTENDED")),
                    "sexual_offence": flag(0.9), "denial": pick(("denied", "not denied", "not recorded")), "site": pick(("WTI", "X")), "age_group": "18-24",
                    "young": young, "length_days": 300 * (1 + number % 4), "offered": started, "share_to_offer": number % 9 / 8 if started else None, "sentenced_year": 2012, "sentenced_on": day(random), "released_on": released, "assessed": flag(0.8),
                    "referred": referred, "suitable": referred and flag(0.8), "started": started, "completed": started and flag(0.8),
                    "completed_before_release": None if released is None else started and flag(0.5),
                    "started_after_release": None if released is None else flag(0.1),
                    "released_untreated": None if released is None else not started,
                    "supported_after_release": None if released is None else flag(0.2),
                }
            )  # fmt: skip
            begun = day(random)
            regime = pick((*REGIMES, "none"))
            kind = pick(("programme", "service", "circle"), (0.7, 0.2, 0.1))
            tables["received"].append(
                {
                    "received_id": f"r{person}{turn}", "person": person, "programme": pick(PROGRAMMES[regime]) if kind == "programme" else kind,
                    "regime": regime if kind == "programme" else "none", "level": pick(("secondary", "tertiary")), "kind": kind,
                    "setting": pick(("custody", "community")), "site": pick(("WTI", "X")), "started_on": begun, "start_lo": begun, "start_hi": begun, "ended_on": begun + timedelta(days=200),
                    "how_ended": pick(("completed", "left", "ongoing", "unknown")),
                }
            )  # fmt: skip
            tables["referrals"].append(
                {"chain_id": f"c{person}{turn}", "person": person, "left_on": day(random) if flag(0.4) else None,
                 "left_reason_group": pick(("motivation", "transfer", "capacity")), "left_attribution": pick(("person", "system"))}
            )  # fmt: skip
            tables["waits"].append(
                {"person": person, "wait": pick(("referral_to_start", "sentence_to_assessment")), "reference": f"{person}-{turn}",
                 "from_on": day(random), "days": int(random.integers(0, 900)), "how_ended": pick(("arrived", "released", "still_waiting"))}
            )  # fmt: skip
            imposed = day(random)
            tables["requirement_progress"].append(
                {"requirement_id": f"q{person}{turn}", "person": person, "is_programme": True, "imposed_year": imposed.year, "imposed_on": imposed,
                 "commenced_on": imposed if flag(0.6) else None, "never_commenced": flag(0.3)}
            )  # fmt: skip
            tables["contradictions"].append(
                {
                    "rule": pick(("release before sentence", "overlapping custody")),
                    "agency": pick(("prison", "probation")),
                    "person": person,
                }
            )
        index = f"i{number}"
        tables["index_events"].append(
            {"index_id": index, "person": person, "kind": pick(("custody_release", "community_sentence")), "quarter": "2012 Q1", "young": young,
             "entry_on": day(random), "observable": flag(0.9), "sexual_index": flag(0.9)}
        )  # fmt: skip
        for kind in OUTCOMES:
            again = flag(0.15)
            tables["outcomes"].append(
                {"index_id": index, "person": person, "class": kind, "reoffended": again, "offences": int(random.integers(1, 4)) if again else 0,
                 "late_proven": int(flag(0.05))}
            )  # fmt: skip
        _support(tables, number, person, pick, flag, random)
    for definition in DEFINITIONS:
        for band in ("low", "middle", "high"):
            for threshold in (0.0, 0.9):
                for rank, point in enumerate(("police", "charge", "conviction"), start=1):
                    seen = 300 - 60 * rank - int(20 * threshold)
                    tables["tracking"].append(
                        {"definition": definition, "band": band, "threshold": threshold, "rank": rank, "point": point, "people": seen,
                         "followed": seen - 31, "trail_ends": 24}
                    )  # fmt: skip
    tables["ref_forces"] = [
        {"code": "01", "name": "First Force"},
        {"code": "03", "name": "Third Force"},
        {"code": "60", "name": "Sixtieth Force"},
    ]
    tables["intake_counts"] = [
        {"table": "court_charge", "file": "court_charge.csv", "rows_read": 1003, "accepted": 1001, "quarantined": 2}
    ]
    tables["intake_problems"] = [
        {"table": "court_charge", "file": "court_charge.csv", "line": n, "column": "x", "rule": "not a date"} for n in range(14)
    ]
    tables["catalogue"] = [{"name": "Approved premises", "kind": "no intervention", "level": "tertiary"}]
    _aggregates(tables)
    _paths(tables, random)
    return tables
