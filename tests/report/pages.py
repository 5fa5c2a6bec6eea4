"""A small invented report, made as every report is: from true tables through the only way out."""

from tests.findings.invented import example_tables

from throughcare.disclosure.policy import read_policy
from throughcare.disclosure.protect import Context, protect
from throughcare.evidence.answers import EvidenceTable
from throughcare.findings.spec import ALL, TrueTable, read_findings
from throughcare.report.block import Provenance

EVIDENCE = [
    EvidenceTable(
        "Q2",
        "Interventions made for this",
        "0 of 2 are specific.",
        ("kind", "count"),
        (("programme", 2), ("=cmd()", 0)),
        "A note.",
    ),
    EvidenceTable(
        "Q4",
        "Evidence and gap map: invented",
        "nothing compared",
        ("level", "compared", "all"),
        (("primary", 0, 0), ("tertiary", 1, 3)),
    ),
    EvidenceTable(
        "Q4",
        "A programme: any reoffence",
        "2 studies, RR 0.70",
        ("study", "RR", "low", "high", "authors in the programme"),
        (("R1", 0.5, 0.3, 0.9, "no"), ("R2", 0.8, 0.6, 1.1, "yes"), ("pooled, 2 studies (truncated)", 0.7, 0.4, 1.2, ""),
         ("where a new study would lie", "", 0.2, 2.2, "")),
        "",
        "evidence/effects.csv of this study",
    ),
    EvidenceTable("plans", "The plans of the evaluations", "1 plan.", ("plan", "what", "words"), (("ready-made", "SHA-256", "abc"),), "", "plans"),
    EvidenceTable("target trials", "The trial", "It imitates.", ("plan", "element"), (("ready-made", "eligibility"),), "", "plans"),
    EvidenceTable("limits of an evaluation", "Limits", "Not at random.", ("limit",), (("Not at random.",),), "", "plans"),
]  # fmt: skip


def provenance(*, invented=True):
    policy = read_policy()
    return Provenance(
        title="Invented <study> & more", population="some", invented=invented, definition="ENG-2017", definition_version="1.0", classes="MET or PROBABLE",
        data_cut="2024-03-31", code_version="0.1.0", policy="ten-five 1", policy_sha256=policy.sha256, policy_sentence=policy.sentence,
        ledger_anchor="0" * 64, inputs=(("records/a.csv", "b" * 64),),
    )  # fmt: skip


def tables():
    findings = read_findings()
    given = [
        TrueTable(findings["received_by_definition"], tuple(
            {"definition": d, "people": n, "received": n // 2, "sexual_programme": n // 3, "service": 4} for d, n in (("ENG-2017", 401), ("WAL-2021", 252))
        )),
        TrueTable(findings["coverage_by_age"], tuple(
            {"age_band": a, "people": n, "assessed": b, "referred": c, "suitable": c, "started": d, "completed": e}
            for a, n, b, c, d, e in (
                ("18 to 24", 101, 81, 50, 33, 25), ("25 and over", 300, 280, 150, 100, 75), ("not recorded", 0, 0, 0, 0, 0), (ALL, 401, 361, 200, 133, 100)
            )
        )),
        TrueTable(findings["reoffending_by_relation"], tuple(
            {"related": r, "class": c, "people": n, "reoffended": k, "offences": 2 * k}
            for r, n, any_, sexual in (("CSE-related", 301, 37, 3), ("other sexual offence", 502, 62, 21), (ALL, 803, 99, 24))
            for c, k in (("any", any_), ("sexual", sexual))
        )),
        TrueTable(findings["journey_flow"], tuple(
            [{"sentence": "custody", "intervention": "none recorded", "after": ALL, "people": 150}, {"sentence": "custody", "intervention": "programme", "after": ALL, "people": 71}]
            + [{"sentence": ALL, "intervention": "none recorded", "after": "not followed", "people": 150}, {"sentence": ALL, "intervention": "programme", "after": "not followed", "people": 71}]
            + [{"sentence": "custody", "intervention": ALL, "after": ALL, "people": 221}, {"sentence": ALL, "intervention": ALL, "after": "not followed", "people": 221}]
            + [{"sentence": ALL, "intervention": i, "after": ALL, "people": n} for i, n in (("none recorded", 150), ("programme", 71), (ALL, 221))]
        )),
        TrueTable(findings["rollout_by_quarter"], tuple(
            {"regime": "horizon_kaizen", "year": y, "quarter": q, "people": n}
            for y, q, n in (("2018", "2018 Q1", 40), ("2018", "2018 Q2", 5), ("2019", "2019 Q1", 61), ("2018", ALL, 45), ("2019", ALL, 61), (ALL, ALL, 106))
        )),
        TrueTable(findings["completed_by_quarter"], (*tuple({"regime": "horizon_kaizen", "year": "2019", "quarter": q, "people": n} for q, n in (("2019 Q1", 31), ("2019 Q2", 22), (ALL, 53))), {"regime": "horizon_kaizen", "year": ALL, "quarter": ALL, "people": 53})),
        TrueTable(findings["rollout_by_site"], tuple(
            {"regime": "horizon_kaizen", "site": s, "people": n, "completed": n // 2}
            for s, n in (("Whatton", 40), ("in the community", 66), (ALL, 106))
        )),
        TrueTable(findings["rollout_by_definition"], tuple(
            {"definition": d, "regime": "horizon_kaizen", "people": 106, "related": n} for d, n in (("ENG-2017", 35), ("WAL-2021", 41))
        )),
        TrueTable(findings["orders_supported"], (
            {"support": "with support alongside", "people": 201, "breached": 21, "days": 311.0},
            {"support": "without support", "people": 402, "breached": 43, "days": 290.0},
        )),
        TrueTable(findings["support_on_release"], tuple(
            {"period": p, "released": n, "supported_after": k, "unsupported": n - k} for p, n, k in (("2010-2014", 101, 21), ("2015-2019", 120, 31), (ALL, 221, 52))
        )),
        TrueTable(findings["convicted_by_year"], tuple(
            {"period": p, "year": y, "people": n} for p, y, n in (("2010-2014", "2012", 88), ("2010-2014", "2013", 133), ("2010-2014", ALL, 221), (ALL, ALL, 221))
        )),
        TrueTable(findings["wait_curves"], tuple(
            {"wait": "referral to start", "regime": "everybody", "day": d, "waits": 300, "events": d // 3, "incidence": d / 900} for d in (90, 180, 360)
        )),
        TrueTable(findings["referral_moves"], tuple(
            {"service": s, "from_status": a, "to_status": b, "rule": r, "people": n, "related": n // 8}
            for s, a, b, r, n in (
                ("prison", "START", "REFERRAL_SUBMITTED", "permitted", 211), ("prison", "REFERRAL_SUBMITTED", "ASSESSMENT_STARTED", "skipped a step", 24),
                ("prison", "ASSESSMENT_STARTED", "ASSESSED_SUITABLE", "permitted", 180), ("prison", "ASSESSED_SUITABLE", "ON_PROGRAMME", "permitted", 101),
                ("prison", "ON_PROGRAMME", "PROGRAMME_COMPLETE", "permitted", 88), ("prison", "ON_PROGRAMME", "DESELECTED", "permitted", 4),
                ("community", "START", "A status of no list", "unknown status", 31),
            )
        )),
        TrueTable(findings["common_journeys"], tuple(
            {"journey": j, "people": n} for j, n in (("01 ARREST > CHARGE > ASSESSMENT_OASYS", 120), ("02 ARREST", 41), ("any other journey", 300), (ALL, 461))
        )),
        TrueTable(findings["states_after_sentence"], tuple(
            {"month": m, "state": s, "people": n} for m, states in (
                (0, {"in custody": 201, "on licence or order": 99, "at liberty": 0, ALL: 300}), (12, {"in custody": 120, "on licence or order": 99, "at liberty": 41, ALL: 260}),
            ) for s, n in states.items()
        )),
        TrueTable(findings["coverage_by_site"], tuple(
            {"site": s, "people": n, "suitable": k, "started": b, "completed": c}
            for s, n, k, b, c in (("Whatton", 90, 80, 30, 22), ("Wales", 130, 120, 25, 20), ("not referred", 181, None, 78, 58), (ALL, 401, 200, 133, 100))
        )),
        TrueTable(findings["coverage_by_tag"], (
            {"kind": "role", "tag": "organiser", "people": 41, "assessed": 39, "referred": 20, "started": 11, "completed": 4},
            {"kind": "model", "tag": "peer", "people": 0, "assessed": 0, "referred": 0, "started": 0, "completed": 0},
        )),
        TrueTable(findings["linkage_fairness"], tuple(
            {"by_what": "sex", "of_group": g, "rate_of": r, "people": n, "rate": v, "rate_low": v * 0.8, "rate_high": v * 1.2, "ratio": None, "difference": None,
             "smallest_level": k, "residual_degrees": n - 2}
            for g, r, n, v, k in (("men", "missed", 900, 2.5, 22), ("women", "missed", 80, 1.2, 1), ("men", "false", 900, 0.1, 1), ("women", "false", 80, 0.0, 0))
        )),
        *(TrueTable(findings[name], tuple(rows)) for name, rows in example_tables().items()),
    ]  # fmt: skip
    return protect(given, read_policy(), Context("ENG-2017 1.0", "2024-03-31")).tables
