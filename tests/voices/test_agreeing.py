"""Agreement: textbook values, undefined said as such, and the same numbers as the unit-by-unit computation."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.voices.conftest import opened

from throughcare.evidence.screening import agreement as by_unit
from throughcare.voices.agreeing import agreement_by_code, alpha_of, kappa_of, percent_of
from throughcare.voices.coding import add_coding, mark_read
from throughcare.voices.consent import read_texts

RATINGS = st.lists(st.tuples(*[st.sampled_from(["yes", "no", None])] * 3), max_size=40)


def test_kappa_of_the_textbook_table():
    assert kappa_of({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}) == pytest.approx(0.4)


def test_alpha_of_krippendorffs_example():
    rows = ["1 2 3 3 2 1 4 1 2 . . .", "1 2 3 3 2 2 4 1 2 5 . 3", ". 3 3 3 2 3 4 2 2 5 1 .", "1 2 3 3 2 4 4 1 2 5 1 ."]
    units = Counter(
        tuple(None if value == "." else value for value in unit) for unit in zip(*(row.split() for row in rows), strict=True)
    )
    assert alpha_of(units) == pytest.approx(0.743, abs=0.0005)


@given(RATINGS)
def test_counted_patterns_give_what_the_units_give(rows):
    counts = Counter(rows)
    for counted, one_by_one in (
        (percent_of, by_unit.percent_agreement),
        (kappa_of, by_unit.cohen_kappa),
        (alpha_of, by_unit.krippendorff_alpha),
    ):
        expected = one_by_one(rows)
        assert counted(counts) == (None if expected is None else pytest.approx(expected))


def code_twice(study, people, shift):
    for number in people:
        identity = f"P{number:02}"
        text = read_texts(opened(study))[identity]
        at = text.index("Nobody")
        add_coding(opened(study), identity, at, at + 28, "gaps/linkage", "ab")
        add_coding(opened(study), identity, at + shift, at + 28, "gaps/linkage", "cd")


def found(study, code):
    return next(one for one in agreement_by_code(opened(study)) if one.code == code)


def test_full_agreement_is_undefined_by_participant_and_one_by_character(study):
    code_twice(study, range(1, 10), 0)
    one = found(study, "gaps/linkage")
    assert one.by_participant.percent.value == 1
    assert one.by_participant.kappa.value is None
    assert "undefined" in one.by_participant.kappa.why_not
    assert one.by_character.kappa.value == pytest.approx(1)
    assert one.by_character.alpha.value == pytest.approx(1)


def test_a_code_that_nobody_used_has_percent_agreement_and_no_coefficient(study):
    code_twice(study, range(1, 10), 0)
    one = found(study, "help")
    assert one.by_character.percent.value == 1
    assert one.by_character.kappa.value is None
    assert one.by_character.alpha.value is None


def test_shifted_codings_agree_less_and_have_an_interval_around_the_value(study):
    code_twice(study, range(1, 10), 12)
    one = found(study, "gaps/linkage").by_character
    for coefficient in (one.percent, one.kappa, one.alpha):
        assert coefficient.low <= coefficient.value <= coefficient.high
    assert 0.4 < one.kappa.value < 0.9
    assert found(study, "").by_character.units == 3 * one.units


def test_agreement_is_always_the_same_for_the_same_folder(study):
    code_twice(study, range(1, 6), 7)
    assert agreement_by_code(opened(study)) == agreement_by_code(opened(study))


def test_who_read_a_text_and_coded_nothing_disagrees(study):
    text = read_texts(opened(study))["P01"]
    add_coding(opened(study), "P01", 0, len(text), "help", "ab")
    mark_read(opened(study), "P01", "cd")
    one = found(study, "help")
    assert one.by_character.units == len(text)
    assert one.by_character.percent.value == 0
    assert one.by_participant.percent.value == 0


def test_nothing_coded_twice_has_no_units(study):
    add_coding(opened(study), "P01", 0, 5, "help", "ab")
    add_coding(opened(study), "P02", 0, 5, "help", "cd")
    assert {one.by_character.units for one in agreement_by_code(opened(study))} == {0}
