"""The SQL and the plain Python judge agree on episodes drawn at random, and the draw reaches every rule."""

from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from throughcare.definitions.evaluate import evaluate_episode, known_on
from throughcare.definitions.load import load_rulebook

from .examples import class_episodes, words

# A study's own file: a rule for one country with an end, a denial that is only a proposal, one that asks every record, and a definition of its own.
OWN = """
schema = 1
id = "OWN"
kind = "limbs"
title = "A definition of the study's own"
jurisdiction = ["England"]
valid_from = 2015-01-01
valid_to = 2018-12-31
source = "test"

[[limb]]
id = "child"
core = true
any_of = ["U18"]

[[limb]]
id = "hold"
core = false
any_of = ["COERCE", "GAIN_STATUS"]

[[rule]]
id = "R-OWN-WALES"
record = "police_flag"
agency = "police"
jurisdiction = ["Wales"]
valid_from = 2010-01-01
valid_to = 2017-12-31
when.flag = "CCE"
elements = ["COERCE"]
strength = "recorded"
because = "test"
source = "test"

[[rule]]
id = "R-OWN-DENY"
record = "mo_text"
agency = "police"
jurisdiction = ["England", "Wales"]
valid_from = 0001-01-01
valid_to = 9999-12-31
when.any_term = ["consent"]
elements = []
contradicts = ["COERCE", "MANIPULATE"]
strength = "indicated"
review = true
because = "test"
source = "test"

[[rule]]
id = "R-OWN-EVERY"
record = "offence"
agency = "police"
jurisdiction = ["England", "Wales"]
valid_from = 0001-01-01
valid_to = 2019-12-31
when.victim_looked_after = false
when.victim_age_ge = 10
match = "every"
elements = ["DECEIVE"]
strength = "indicated"
because = "test"
source = "test"
"""

DAYS = st.sampled_from(
    [None, date(2008, 6, 1), date(2014, 1, 1), date(2016, 3, 31), date(2016, 4, 1), date(2017, 12, 31), date(2018, 1, 1), date(2019, 6, 30),
     date(2019, 7, 1), date(2020, 2, 9), date(2020, 2, 10), date(2023, 1, 1)]
)  # fmt: skip
CODES = [
    "071/09",
    "071/14",
    "019/07",
    "019/08",
    "086/02",
    "071/17",
    "088/01",
    "073/07",
    "072/02",
    "036/06",
    "024/18",
    "013/02",
    "092/30",
    "022/26",
]
WORDS = [
    "gave her a phone",
    "unpaid bill",
    "said he was her boyfriend",
    "threatened",
    "on snapchat",
    "by consent",
    "gifts and debt",
    "nothing said",
]
REVIEWS = st.dictionaries(
    st.sampled_from(["R-MO-EXCHANGE", "R-MO-GROOM", "R-MO-COERCE", "R-OWN-DENY"]), st.sampled_from(["confirmed", "rejected"])
)


def conviction(code: str) -> dict:
    from throughcare.definitions.offence_codes import resolve_offence

    found = resolve_offence(None, code)
    return {"kind": "conviction", "ho_code": found.ho_code, "offence_class": found.offence_class}


KINDS = st.one_of(
    st.sampled_from(CODES).map(conviction),
    st.fixed_dictionaries(
        {"kind": st.just("offence"), "victim_age": st.sampled_from([None, 14, 17, 18, 30]), "suspect_age": st.sampled_from([None, 17, 18, 40]),
         "age_gap": st.sampled_from([None, 4, 5]), "victim_looked_after": st.sampled_from([None, True, False])}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("police_flag"), "flag": st.sampled_from(["CSE", "CSA", "CCE"]), "force_code": st.sampled_from([None, "01", "60", "13"])}
    ),
    st.just({"kind": "prison_alert", "alert": "XCSEA"}),
    st.just({"kind": "probation_register", "register": "Child Exploitation History"}),
    st.fixed_dictionaries(
        {"kind": st.just("marker"), "marker": st.sampled_from(["XGANG", "POLICE_GANG"]), "marker_from": st.sampled_from([None, date(2013, 8, 27)]),
         "marker_to": st.sampled_from([None, date(2022, 9, 12)])}
    ),
    st.fixed_dictionaries(
        {"kind": st.just("nrm"), "exploitation_type": st.sampled_from(["sexual", "labour"]), "victim_under_18": st.sampled_from([None, True, False]),
         "decision": st.sampled_from([None, "pending", "negative"])}
    ),
    st.fixed_dictionaries({"kind": st.just("mo_text"), "text": st.sampled_from(WORDS), "review": REVIEWS}),
    st.sampled_from(["CAWN", "other"]).map(lambda notice: {"kind": "notice", "notice": notice}),
    st.fixed_dictionaries(
        {"kind": st.just("civil_order"), "order": st.sampled_from(["SRO", "SHPO"]), "protects": st.sampled_from([None, "child", "adult"])}
    ),
)  # fmt: skip
RECORDS = st.builds(
    lambda record, day, late: record | {"date": day, "recorded_on": late}, KINDS, DAYS, st.one_of(st.none(), DAYS)
)
EPISODES = st.lists(
    st.tuples(st.lists(RECORDS, max_size=7), st.sampled_from([None, "England", "Wales"]), DAYS), min_size=30, max_size=60
)


def named(episodes):
    """The episodes by name, each record with an id."""
    return {
        f"E{n:03d}": [record | {"record_id": f"E{n:03d}-{m}"} for m, record in enumerate(records)]
        for n, (records, _, _) in enumerate(episodes)
    }


def about(episodes):
    return {
        f"E{n:03d}": {"jurisdiction": country, "first_on": day, "charged_on": day, "sentenced_on": None}
        for n, (_, country, day) in enumerate(episodes)
    }


def as_row(finding):
    return (
        finding.class_, finding.weakest, list(finding.limbs_missing), list(finding.conflicts), list(finding.rules), finding.text_only,
        finding.age_not_recorded, finding.known_on,
    )  # fmt: skip


def test_an_open_denial_counts_neither_for_nor_against_without_text():
    """A text that may deny consent's coercion, undecided, beside a confirmed one: both engines leave it out of the class without text."""
    records = [
        {
            "kind": "conviction",
            "ho_code": "071/17",
            "offence_class": "child_sexual",
            "date": date(2023, 1, 1),
            "recorded_on": None,
        },
        {"kind": "mo_text", "text": "by consent", "review": {}, "date": date(2023, 1, 1), "recorded_on": None},
    ]
    listed = named([(records, None, date(2023, 1, 1))])
    rows = class_episodes(listed, known_at="now", about=about([(records, None, date(2023, 1, 1))]), own=OWN)
    findings = evaluate_episode(listed["E000"], load_rulebook(OWN))
    assert {row["definition"]: row["text_only"] for row in rows} == {name: found.text_only for name, found in findings.items()}
    assert any(found.text_only for found in findings.values())


# Without shrinking: shrinking sixty episodes takes minutes, and the message names the one that differs.
@settings(
    max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.reuse, Phase.generate)
)
@given(EPISODES, st.sampled_from(["now", "charge", "2018-01-01"]))
def test_sql_and_python_agree_on_episodes_drawn_at_random(episodes, known_at):
    records, circumstances, book = named(episodes), about(episodes), load_rulebook(OWN)
    rows = class_episodes(records, known_at=known_at, about=circumstances, own=OWN)
    got = {
        (row["episode_id"], row["definition"]): (
            row["class"], row["weakest"], words(row["limbs_missing"]), words(row["conflicts"]), words(row["rules"]), row["text_only"],
            row["age_not_recorded"], row["known_on"],
        )
        for row in rows
    }  # fmt: skip
    for episode, listed in records.items():
        moment = (
            circumstances[episode]["charged_on"]
            if known_at == "charge"
            else None
            if known_at == "now"
            else date.fromisoformat(known_at)
        )
        known = [] if known_at == "charge" and moment is None else listed
        findings = evaluate_episode(known, book, as_known_at=moment, jurisdiction=circumstances[episode]["jurisdiction"])
        for name, finding in findings.items():
            assert got[episode, name] == as_row(finding), (episode, name, listed)


def test_the_draw_reaches_every_rule_and_class():
    """What Hypothesis draws from is wide enough: one record for each rule exists among what it can draw."""
    reached, classes = set(), set()

    @settings(max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(EPISODES)
    def draw(episodes):
        for episode, records in named(episodes).items():
            findings = evaluate_episode(records, load_rulebook(OWN), jurisdiction=about(episodes)[episode]["jurisdiction"])
            for finding in findings.values():
                reached.update(finding.rules)
                classes.add(finding.class_)

    draw()
    book = load_rulebook(OWN)
    assert {rule.id for rule in book.rules} == reached
    assert set(book.classes) == classes


def test_a_day_that_is_known_is_never_before_the_record():
    assert known_on({"date": date(2018, 1, 1), "recorded_on": None}) == date(2018, 1, 1)
    assert known_on({"date": date(2018, 1, 1), "recorded_on": date(2019, 1, 1)}) == date(2019, 1, 1)
