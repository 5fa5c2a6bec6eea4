"""The SQL and the plain Python twin agree on people drawn at random, and the draw reaches every rule."""

from collections import Counter
from datetime import date, timedelta

import pyarrow as pa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from throughcare.outcomes.measure import load_measure
from throughcare.testing import build

from .twin import first_endings, index_events, outcomes_of, proof_lag, proofs_of, proven_offences, tellings

START, END = date(2010, 1, 1), date(2022, 3, 15)
ENTRY = date(2016, 3, 1)
MEASURE = load_measure()
CODES = ["SX03002", "SX03016", "PK78001", "OF61102", "SX03138", "MD71234", "ZZ99999", "SX03002A"]
# Around the entry and around the last days of follow-up and waiting, on both sides.
DAYS = st.sampled_from(
    [ENTRY + timedelta(days=n) for n in (-700, -30, -8, -7, -1, 0, 1, 2, 60, 92, 364, 365, 366, 548, 549, 550, 900)]
    + [date(2020, 12, 31), date(2021, 1, 31), END - timedelta(days=1), END]
)
PNC = st.fixed_dictionaries(
    {"cjs_code": st.sampled_from(CODES), "offence_date": st.one_of(st.none(), DAYS), "proven_on": DAYS, "kind": st.sampled_from(["conviction", "caution"]),
     "disposal_code": st.sampled_from([None, None, None, "1116", "2100"])}
)  # fmt: skip
CHARGE = st.fixed_dictionaries(
    {"cjs_code": st.sampled_from(CODES), "offence_from": st.one_of(st.none(), DAYS), "verdict": st.sampled_from(["G", "G", "NA", "NG", None]),
     "verdict_date": st.one_of(st.none(), DAYS), "alternative_cjs_code": st.sampled_from([None, "MD71234"]), "plea": st.sampled_from([None, "G", "NG"]),
     "plea_date": st.one_of(st.none(), DAYS), "outcome_code": st.sampled_from([None, "1002", "2060", "4506"]), "outcome_date": st.one_of(st.none(), DAYS),
     "superseded_by": st.sampled_from([None, None, None, "another"]), "source_system": st.sampled_from(["LIBRA", "COMMON_PLATFORM"]),
     "results": st.lists(st.tuples(st.sampled_from(["1002", "1116", "1115", "1015", "2100", "2068"]), DAYS), max_size=2)}
)  # fmt: skip
BOOKING = st.fixed_dictionaries(
    {"reception": st.just(date(2013, 1, 1)), "released": st.one_of(st.none(), DAYS), "legal_status": st.sampled_from([None, "REMAND", "SENTENCED", "RECALL"]),
     "release_reason": st.sampled_from([None, "CR", "CR", "PD", "DEC", "FR", "MRG", "XX"]), "sentence_start": st.sampled_from([None, date(2013, 1, 1)])}
)  # fmt: skip
PROBATION = st.fixed_dictionaries(
    {
        "disposal": st.sampled_from(["community", "suspended", "custody"]),
        "start": DAYS,
        "conviction_date": st.one_of(st.none(), DAYS),
    }
)
STAY = st.fixed_dictionaries(
    {
        "start_on": st.one_of(st.none(), DAYS),
        "end_on": st.one_of(st.none(), DAYS),
        "detail": st.sampled_from([None, "SENTENCED", "RECALL"]),
    }
)
PERSON = st.fixed_dictionaries(
    {"pnc": st.lists(PNC, max_size=4), "raw_charges": st.lists(CHARGE, max_size=3), "bookings": st.lists(BOOKING, max_size=2),
     "probation": st.lists(PROBATION, max_size=1), "stays": st.lists(STAY, max_size=3), "recalls": st.lists(DAYS, max_size=2), "ended_on": st.one_of(st.none(), DAYS),
     "how": st.sampled_from(["died", "deported"]), "repeats": st.sampled_from([None, 3, 7, 8])}
)  # fmt: skip


def settle(person: dict) -> dict:
    """Charges and their results as rows; where asked, the first conviction told again by the Police National Computer some days later."""
    charges, disposals = [], []
    for number, charge in enumerate(person["raw_charges"]):
        results = charge["results"]
        charges.append({name: value for name, value in charge.items() if name != "results"} | {"charge_id": f"g{number}"})
        disposals += [{"charge_id": f"g{number}", "disposal_code": code, "disposal_date": day} for code, day in results]
    stays = [stay for stay in person["stays"] if not (stay["start_on"] and stay["end_on"]) or stay["start_on"] <= stay["end_on"]]
    made = person | {"charges": charges, "disposals": disposals, "stays": stays}
    if person["repeats"] is not None:
        told = [row for row in proofs_of(made) if row["source"] != "PNC"][:1]
        made["pnc"] = made["pnc"] + [
            {
                "cjs_code": row["code"],
                "offence_date": row["offence_on"],
                "proven_on": row["proven_on"] + timedelta(days=person["repeats"]),
                "kind": "conviction",
            }
            for row in told
        ]
    return made


PEOPLE = st.lists(PERSON.map(settle), min_size=30, max_size=60)


def as_inputs(people: list[dict]) -> dict:
    """The people as rows of the extracts and of the rooms to the left."""
    tables: dict[str, list[dict]] = {
        name: []
        for name in ("pnc_conviction", "court_defendant", "court_charge", "court_disposal", "prison_booking", "probation_event")
    }
    spells, ends, links, events = [], [], [], []
    for number, person in enumerate(people):
        me = f"p{number:03d}"
        links += [
            {"domain": domain, "number": me, "person": me, "probability": 1.0} for domain in ("pnc_id", "noms_number", "crn")
        ]
        links += [
            {"domain": "defendant_id", "number": f"{me}-{s}", "person": me, "probability": 1.0}
            for s in ("LIBRA", "COMMON_PLATFORM")
        ]
        tables["pnc_conviction"] += [row | {"pnc_id": me, "record_id": f"{me}-pnc{n}"} for n, row in enumerate(person["pnc"])]
        for system in ("LIBRA", "COMMON_PLATFORM"):
            tables["court_defendant"].append(
                {
                    "source_system": system,
                    "case_id": f"{me}-{system}",
                    "defendant_id": f"{me}-{system}",
                    "record_id": f"{me}-{system}",
                }
            )
        for charge in person["charges"]:
            ids = {"charge_id": f"{me}-{charge['charge_id']}", "record_id": f"{me}-{charge['charge_id']}"}
            tables["court_charge"].append(
                {k: v for k, v in charge.items() if k != "source_system"}
                | ids
                | {"defendant_id": f"{me}-{charge['source_system']}"}
            )
        tables["court_disposal"] += [
            row | {"charge_id": f"{me}-{row['charge_id']}", "record_id": f"{me}-result{n}"}
            for n, row in enumerate(person["disposals"])
        ]
        tables["prison_booking"] += [
            row | {"noms_number": me, "book_id": f"{me}-{n}", "record_id": f"{me}-{n}"}
            for n, row in enumerate(person["bookings"])
        ]
        tables["probation_event"] += [
            row | {"crn": me, "event_no": n, "record_id": f"{me}-{n}"} for n, row in enumerate(person["probation"])
        ]
        spells += [stay | {"person": me, "kind": "custody"} for stay in person["stays"]]
        events += [{"person": me, "activity": "RECALL", "start_on": day} for day in person["recalls"]]
        ends += [{"person": me, "ended_on": person["ended_on"], "how": person["how"]}] if person["ended_on"] else []
    schemas = {
        "local_person": (
            links,
            {"domain": pa.string(), "number": pa.string(), "person": pa.string(), "probability": pa.float64()},
        ),
        "people": ([], {"person": pa.string(), "birth_month": pa.date32()}),
        "spells": (
            spells,
            {
                "person": pa.string(),
                "kind": pa.string(),
                "detail": pa.string(),
                "start_on": pa.date32(),
                "end_on": pa.date32(),
            },
        ),
        "events": (events, {"person": pa.string(), "activity": pa.string(), "start_on": pa.date32()}),
        "life_ends": (ends, {"person": pa.string(), "ended_on": pa.date32(), "how": pa.string()}),
    }
    typed = {
        name: pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items()))) for name, (rows, columns) in schemas.items()
    }
    return tables | typed


CHAIN = (
    "offence_class_order", "offence_codes", "measure_settings", "measure_lists", "court_convictions", "proven_records", "offence_groups",
    "proof_groups", "proven_offences", "entries", "index_events", "time_at_liberty", "outcomes",
)  # fmt: skip
PARAMETERS = {"start": START, "extract_end": END}


def from_sql(people: list[dict]) -> tuple[list[dict], list[dict], list[dict], list[dict]]:
    """Proven offences, outcomes, lag and endings as the SQL gives them."""
    inputs, end = as_inputs(people), CHAIN.index
    return (
        build("proven_offences", inputs, through=CHAIN[: end("proven_offences")], parameters=PARAMETERS),
        build("outcomes", inputs, through=CHAIN[: end("outcomes")], parameters=PARAMETERS),
        build("proof_lag", inputs, through=CHAIN, parameters=PARAMETERS),
        build("first_endings", inputs, through=CHAIN, parameters=PARAMETERS),
    )


# Without shrinking: a person less does not make a failure easier to read, and shrinking sixty people takes minutes.
@settings(
    max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
@given(PEOPLE)
def test_sql_and_python_agree_on_people_drawn_at_random(people):
    proven, outcomes, lag, endings = from_sql(people)
    for number, person in enumerate(people):
        me = f"p{number:03d}"
        expected = Counter((o["code"], o["kind"], o["offence_on"], o["proven_on"], o["source"]) for o in proven_offences(person))
        got = Counter(
            (r["cjs_code"], r["kind"], r["offence_on"], r["proven_on"], r["source"]) for r in proven if r["person"] == me
        )
        assert got == expected, person
    columns = (
        "class",
        "reoffended",
        "offences",
        "first_days",
        "late_proven",
        "prior_proven",
        "undated",
        "custody_days",
        "at_liberty_days",
        "stopped_by",
        "complete",
    )
    rows = [(f"p{n:03d}", row) for n, person in enumerate(people) for row in outcomes_of(person, MEASURE, START, END, 12, 6)]
    expected = sorted((f"{me}:{row['entry_on']}", *(str(row[name]) for name in columns)) for me, row in rows)
    assert sorted((row["index_id"], *(str(row[name]) for name in columns)) for row in outcomes) == expected
    mine = [
        (f"p{n:03d}:{row['entry_on']}", row)
        for n, person in enumerate(people)
        for row in first_endings(person, outcomes_of(person, MEASURE, START, END, 12, 6), END, 12)
    ]
    names = ("class", "days", "ended", "curve_days", "curve_ended")
    assert sorted(
        (row["index_id"], *(str(row[name] or 0) if name.endswith("days") else row[name] or "" for name in names))
        for row in endings
    ) == sorted((me, *(str(row[name]) if name.endswith("days") else row[name] for name in names)) for me, row in mine)
    expected_lag = proof_lag(people, rows, MEASURE, END)
    assert {
        row["class"]: (
            row["proven_in_time"],
            row["proven_late"],
            row["offences_timed"],
            row["lag_days_median"],
            row["lag_days_p90"],
        )
        for row in lag
    } == expected_lag


def rules_reached(person: dict) -> set[str]:
    """The rules that one person puts to the test."""
    found = {kind for _, kind in index_events(person, MEASURE, START, END)}
    groups = tellings(proofs_of(person))
    found |= {"told twice"} if any(len({row["source"] for row in group}) > 1 for group in groups) else set()
    found |= {"quashed"} if any(row["is_quashed"] for group in groups for row in group) else set()
    found |= {"another day"} if any(len({row["offence_on"] for row in group}) > 1 for group in groups) else set()
    for row in outcomes_of(person, MEASURE, START, END, 12, 6):
        found |= {f"{row['class']} reoffended"} if row["offences"] else set()
        found |= {name for name in ("late_proven", "prior_proven", "undated", "custody_days") if row[name]}
        found |= {f"stopped by {row['stopped_by']}", f"complete {row['complete']}"}
        ending = first_endings(person, [row], END, 12)[0]
        found |= {f"curve ended by {ending['curve_ended']}"}
        found |= {"recall, then reoffence"} if (ending["ended"], ending["curve_ended"]) == ("event", "recall") else set()
        found |= {"recall, then death"} if (ending["ended"], ending["curve_ended"]) == ("death", "recall") else set()
        found |= {"on the first day"} if row["first_days"] == 1 else set()
        found |= {"on the last day"} if row["first_days"] in {365, 366} else set()
    return found


def test_the_draw_reaches_every_rule():
    reached: set[str] = set()

    @settings(max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(PEOPLE)
    def draw(people):
        for person in people:
            reached.update(rules_reached(person))

    draw()
    wanted = {
        "custody_release",
        "community_sentence",
        "caution",
        "told twice",
        "quashed",
        "another day",
        "late_proven",
        "prior_proven",
        "undated",
    }
    wanted |= {f"{group.id} reoffended" for group in MEASURE.groups}
    wanted |= {"custody_days", "on the first day", "on the last day", "complete True", "complete False"}
    wanted |= {f"stopped by {how}" for how in (None, "died", "deported", "extract_end")}
    wanted |= {f"curve ended by {how}" for how in ("event", "recall", "death", "deportation", "")}
    wanted |= {"recall, then reoffence", "recall, then death"}
    assert wanted <= reached
