"""The study's own cohort: who is in it, when treatment counts, and that nothing learnt after release is among the covariates."""

from datetime import date

import pytest

from throughcare.testing import build

RELEASE = date(2020, 6, 1)
CLASSES = ("any", "sexual", "violent", "breach")


def inputs(**changes):
    """One person released after a sexual offence, with everything recorded; `changes` replace whole tables."""
    rows = {
        "index_events": [
            {
                "index_id": "p1:a", "person": "p1", "entry_on": RELEASE, "kind": "custody_release", "sexual_index": True, "observable": True,
                "age_at_entry": 24, "young": True, "index_offence_class": "child_sexual",
            }
        ],
        "sentences": [
            {
                "sentence_id": "s1", "person": "p1", "setting": "custody", "sentenced_on": date(2017, 6, 1), "length_days": 2000,
                "sentence_type": "DETERMINATE", "osp_band": "HIGH", "rm2000_band": None, "denial": "not denied",
            }
        ],
        "received": [programme(person="somebody else")],
        "proven_offences": [
            proven("z", date(2017, 6, 1), person="somebody else")
        ],
        "oasys": [],
        "local_person": [{"domain": "noms_number", "number": "n1", "person": "p1"}],
        "person_class": [
            {"person": "p1", "definition": "ENG-2017", "convicted_class": "MET", "convicted_class_known_on": date(2017, 6, 1)}
        ],
        "outcomes": [
            {
                "index_id": "p1:a", "class": name, "reoffended": name == "any", "offences": int(name == "any"),
                "first_days": 100 if name == "any" else None, "late_proven": 0, "at_liberty_days": 300,
            }
            for name in CLASSES
        ],
        "first_endings": [
            {
                "index_id": "p1:a", "class": name, "days": 100 if name == "any" else 365, "ended": "event" if name == "any" else None,
                "curve_days": 40, "curve_ended": "recall",
            }
            for name in CLASSES
        ],
    }  # fmt: skip
    return {**rows, **changes}


def proven(name, day, **changes):
    return {
        "proven_id": name, "person": "p1", "proven_on": day, "kind": "conviction", "is_sexual": True, "is_violent": False, "is_breach": False, **changes,
    }  # fmt: skip


def only(**changes):
    made = build("cohort", inputs(**changes))
    assert len(made) == 1
    return made[0]


def programme(**changes):
    return {
        "received_id": "r1", "person": "p1", "kind": "programme", "setting": "custody", "regime": "horizon_kaizen",
        "start_lo": date(2018, 3, 1), "start_hi": date(2018, 3, 1), **changes,
    }  # fmt: skip


def test_a_person_without_a_programme_is_compared():
    row = only(received=[programme(person="p2")])
    assert (row["started"], row["start_days"], row["left_out"]) == (0, None, None)
    assert (row["any_reoffence"], row["any_days"], row["any_ended"], row["sexual_reoffence"]) == (1, 100, "event", 0)
    assert (row["any_curve_days"], row["any_curve_ended"]) == (40, "recall"), "the curves alone take a recall for an ending"
    assert (row["sexual_days"], row["sexual_ended"], row["sexual_curve_days"], row["violent_days"]) == (365, None, 40, 365)
    assert row["in_eng_2017"] == 1


def test_a_start_during_the_sentence_counts_by_its_latest_day():
    row = only(received=[programme()])
    assert (row["started"], row["started_horizon_kaizen"], row["started_sotp"]) == (1, 1, 0)
    assert row["start_days"] < 0


@pytest.mark.parametrize(
    "changes",
    [
        {"start_lo": date(2020, 7, 1), "start_hi": date(2020, 7, 1)},
        {"start_lo": date(2020, 1, 1), "start_hi": date(2020, 12, 31)},
        {"start_lo": date(2015, 1, 1), "start_hi": date(2015, 1, 1)},
        {"setting": "community"},
        {"kind": "service"},
        {"regime": "none"},
    ],
    ids=[
        "after release",
        "perhaps after release",
        "before the sentence",
        "in the community",
        "a service",
        "another kind of programme",
    ],
)
def test_what_is_no_start_in_custody_by_release_does_not_count(changes):
    assert only(received=[programme(**changes)])["started"] == 0


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"osp_band": "LOW"}, "low risk"),
        ({"length_days": 700}, "too short"),
        ({"sentenced_on": date(2020, 7, 1)}, "no sentence found"),
    ],
)
def test_people_for_whom_no_programme_was_meant_stay_with_their_reason(change, reason):
    sentence = {**inputs()["sentences"][0], **change}
    assert reason in only(sentences=[sentence])["left_out"]


def test_what_was_learnt_after_release_is_no_covariate():
    known = {"domain": "noms_number", "noms_number": "n1", "crn": None}
    row = only(
        oasys=[
            {**known, "record_id": "o1", "completed_on": date(2019, 1, 1), "ogrs3_2yr": 40.0},
            {**known, "record_id": "o2", "completed_on": date(2020, 9, 1), "ogrs3_2yr": 90.0},
        ],
        proven_offences=[
            proven("a", date(2017, 6, 1)),
            proven("b", date(2020, 11, 1)),
        ],
        person_class=[
            {"person": "p1", "definition": "ENG-2017", "convicted_class": "MET", "convicted_class_known_on": date(2021, 1, 1)}
        ],
    )
    assert (row["ogrs3_2yr"], row["prior_sexual"], row["in_eng_2017"]) == (40.0, 1, 0)


def test_negative_controls_are_older_than_any_programme_of_the_sentence():
    names = ("before_violent", "before_breach", "before_other", "before_caution")
    made = only(
        proven_offences=[
            proven("a", date(2016, 6, 2), is_sexual=False, is_violent=True),
            proven("b", date(2016, 6, 1), is_sexual=False, is_breach=True),
            proven("c", date(2010, 1, 1), kind="caution"),
            proven("d", date(2019, 1, 1), is_sexual=False),
        ]
    )
    assert [made[name] for name in names] == [0, 1, 0, 1], "364 days before the sentence is too near to it, 365 days is not"
    assert [only(proven_offences=[proven("e", date(2015, 1, 1), is_sexual=False)])[name] for name in names] == [0, 0, 1, 0]


@pytest.mark.parametrize("change", [{"sexual_index": False}, {"observable": False}, {"kind": "community_sentence"}])
def test_other_entries_make_no_row(change):
    event = {**inputs()["index_events"][0], **change}
    assert build("cohort", inputs(index_events=[event])) == []


def test_only_the_first_release_of_a_person_counts():
    event = inputs()["index_events"][0]
    later = {**event, "index_id": "p1:b", "entry_on": date(2021, 8, 1)}
    assert [row["index_id"] for row in build("cohort", inputs(index_events=[later, event]))] == ["p1:a"]


def test_each_plan_is_carried_out_and_a_refusal_is_a_result(invented_table, plan_text):
    import json

    from throughcare.evaluation.tables import carry_out

    people = invented_table(treated=300, compared=1200, rate=0.2, seed=6)
    row = carry_out("plan.toml", plan_text, people, None, invented=True)
    assert (row["plan"], row["status"], row["refused"]) == ("invented", "exploratory", None)
    assert json.loads(row["result"])["primary"]["estimate"]
    refused = carry_out(
        "plan.toml", plan_text.replace("[clock]\n", '[clock]\nmembership = "completed"\n'), people, None, invented=True
    )
    assert refused["result"] is None
    assert "completing needs surviving" in refused["refused"]
