"""A plan is read strictly, locked once, and every later difference is told."""

import pytest

from throughcare.engine.ledger import read_ledger
from throughcare.errors import StudyError, UsageError
from throughcare.evaluation.lock import lock_path, lock_plan, lock_state, note_reading
from throughcare.evaluation.plan import parse_plan, read_plan
from throughcare.evaluation.plan_schema import SECTIONS


def problems_of(text):
    with pytest.raises(StudyError) as caught:
        parse_plan(text.encode(), "plan.toml")
    return str(caught.value)


def test_defaults_are_filled_in(plan_text):
    plan = parse_plan(plan_text.encode(), "plan.toml")
    assert plan.sections["estimator"]["caliper"] == 0.2
    assert plan.sections["gates"]["treated_at_least"] == 60
    assert plan.primary["id"] == "any"
    assert plan.columns()["reoffended"] == ["outcomes[1].event"]


def test_every_problem_of_a_plan_is_told_at_once(plan_text):
    text = plan_text.replace('primary = "aipw"', 'primary = "aipww"').replace('because = "denial keeps people out"', "")
    words = problems_of(text + "\n[gate]\n")
    assert "'gate' is no section and no key of a plan; nearest: gates" in words
    assert "estimator.primary: 'aipww' is not one of" in words
    assert "nearest: aipw" in words
    assert "covariates[4].because is missing" in words


def test_ethnicity_may_not_be_a_covariate_or_an_exact_column(plan_text):
    covariate = '\n[[covariates]]\ncolumn = "ethnicity_self"\nbecause = "it predicts"\n'
    assert "ethnicity is no input" in problems_of(plan_text + covariate)
    assert "ethnicity is no input" in problems_of(plan_text.replace("tie_orders = 5", 'tie_orders = 5\nexact = ["ethnic_group"]'))
    benchmark = plan_text.replace("invented = true", "invented = true\nbenchmark = true")
    assert parse_plan((benchmark + covariate).encode(), "plan.toml").sections["cohort"]["benchmark"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('role = "primary"\n', "", "0 are primary; expected exactly one"),
        ('column = "denial"', 'column = "reoffended"', "'reoffended' is an outcome of this plan"),
        ('column = "denial"', 'column = "started"', "'started' is the treatment"),
        ('column = "denial"', 'column = "priors"', "'priors' stands twice"),
        ("tie_orders = 5", "tie_orders = 5\nestimand = 'ATO'", "do not agree"),
        ("tie_orders = 5", "tie_orders = 5\nratio = 0", "estimator.ratio: expected 1 or more"),
        ("tie_orders = 5", "tie_orders = 'five'", "estimator.tie_orders: expected a whole number"),
        ("tie_orders = 5", "tie_orders = true", "estimator.tie_orders: expected a whole number"),
        ("tie_orders = 5", "tie_orders = -5", "expected nought or more"),
        ("squared = true", "squared = 1", "covariates[1].squared: expected true or false"),
        ("[clock]\n", "[clocks]\n", "[clock] is missing"),
    ],
)
def test_what_cannot_be_meant_is_refused(plan_text, old, new, words):
    assert old in plan_text
    assert words in problems_of(plan_text.replace(old, new, 1))


def test_a_file_that_is_no_toml_or_not_there_says_so(tmp_path):
    assert "not valid TOML" in problems_of("id = ")
    with pytest.raises(StudyError, match="cannot be read"):
        read_plan(tmp_path / "absent.toml")


@pytest.fixture
def written(tmp_path, plan_text):
    path = tmp_path / "plan.toml"
    path.write_text(plan_text, encoding="utf-8")
    return path


def state_of(path, ledger):
    return lock_state(read_plan(path), lock_path(path).read_text(encoding="utf-8"), ledger)


def test_a_locked_plan_is_locked_and_any_changed_byte_is_told(written, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    plan = read_plan(written)
    assert lock_state(plan, None, ledger).status == "exploratory"
    lock_plan(plan, written, ledger, who="analyst", when="2026-01-01T00:00:00+00:00")
    assert state_of(written, ledger).status == "locked"
    assert state_of(written, ledger).deviations == ()
    text = written.read_text(encoding="utf-8")
    written.write_text(
        text.replace("tie_orders = 5", "tie_orders = 7").replace('id = "violent"', 'id = "violence"'), encoding="utf-8"
    )
    changed = state_of(written, ledger)
    assert changed.status == "locked"
    assert {(one.key, one.locked, one.now) for one in changed.deviations} == {
        ("estimator.tie_orders", 5, 7),
        ("outcomes[2].id", "violent", "violence"),
    }
    written.write_text(text + "\n# a second thought\n", encoding="utf-8")
    assert [one.key for one in state_of(written, ledger).deviations] == ["(wording)"]


def test_a_default_changed_by_saying_it_is_a_deviation(written, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    lock_plan(read_plan(written), written, ledger, who="analyst", when="now")
    written.write_text(written.read_text(encoding="utf-8") + "\n[gates]\nlargest_difference = 0.3\n", encoding="utf-8")
    assert [(one.key, one.locked, one.now) for one in state_of(written, ledger).deviations] == [
        ("gates.largest_difference", 0.1, 0.3)
    ]


def test_a_plan_locked_after_its_outcomes_were_read_stays_exploratory(written, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    plan = read_plan(written)
    note_reading(plan, ledger, cohort_sha256="c", who="analyst", when="now")
    lock_plan(plan, written, ledger, who="analyst", when="later")
    state = state_of(written, ledger)
    assert state.status == "exploratory"
    assert "read 1 time" in state.reason


def test_a_lock_that_the_ledger_does_not_know_is_worth_nothing(written, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    lock_plan(read_plan(written), written, ledger, who="analyst", when="now")
    assert "does not hold the line" in state_of(written, tmp_path / "another.jsonl").reason
    assert [line["event"]["verb"] for line in read_ledger(ledger)] == ["plan locked"]


def test_a_plan_is_locked_once(written, tmp_path):
    lock_plan(read_plan(written), written, tmp_path / "ledger.jsonl", who="analyst", when="now")
    with pytest.raises(UsageError, match="locked before"):
        lock_plan(read_plan(written), written, tmp_path / "ledger.jsonl", who="analyst", when="now")


def test_a_lock_changed_by_hand_is_told(written, tmp_path):
    with pytest.raises(StudyError, match="changed by hand"):
        lock_state(read_plan(written), "plan = 'x'", tmp_path / "ledger.jsonl")


def test_every_key_has_a_meaning_and_a_kind():
    for section in SECTIONS:
        assert section.meaning
        for key in section.keys:
            assert key.meaning.endswith((".", "?")), key.name
