"""Codings keep their place through edits or are listed as orphans; coders are blind to each other; a ruling settles a disagreement."""

import multiprocessing
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.voices.conftest import opened

from throughcare.errors import InputError, UsageError
from throughcare.evidence.files import Row, read_table
from throughcare.voices.coding import AROUND, add_coding, anchor, for_second_coder, live_codings, readers, text_hash, undo_coding
from throughcare.voices.coding_screen import CodingScreen, sentences
from throughcare.voices.consent import read_texts
from throughcare.voices.own_checks import check_own_material
from throughcare.voices.redact import redact_text, rule_on
from throughcare.voices.settling import Settling, disagreements, rule_on_coding
from throughcare.voices.themes import theme_matrix

WORDS = st.lists(
    st.sampled_from(["the", "group", "helped", "wait", "😀", "prison", "été", "nobody", "records", "went", "on", "and"]),
    min_size=12,
    max_size=60,
)


def row_of(text, start, end):
    return Row("codings.csv", 2, {"text_sha": text_hash(text), "start": str(start), "end": str(end), "quote": text[start:end],
                                  "prefix": text[max(0, start - AROUND) : start], "suffix": text[end : end + AROUND]})  # fmt: skip


def keyboard(*lines):
    given_lines = iter(lines)
    return lambda _: next(given_lines, "q")


@given(WORDS, st.data())
def test_a_coding_is_found_in_the_text_it_was_made_on(words, data):
    text = " ".join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert anchor(text, row_of(text, start, end)) == (start, end, "same text")


@given(WORDS, WORDS, WORDS)
def test_a_unique_passage_is_found_after_edits_elsewhere(before, after, more):
    passage = "my key worker listened to me for once"
    old = f"{' '.join(before)} {passage} {' '.join(after)}"
    new = f"{' '.join(more)} {' '.join(before)} {passage} {' '.join(after[2:])}"
    start = old.index(passage)
    where = anchor(new, row_of(old, start, start + len(passage)))
    assert (new[where[0] : where[1]], where[2]) == (passage, "exact")


@given(WORDS)
def test_a_passage_that_was_taken_out_is_an_orphan(words):
    passage = "zzyzx quokka brimborion vexillum"
    text = " ".join(words)
    old = f"{text} {passage}"
    assert anchor(text, row_of(old, len(text) + 1, len(old)))[2] == "orphan"


def test_a_short_quotation_elsewhere_is_another_passage():
    old, new = "I: Why?\nP01: No, never mind that.\n", "I: Why?\nP01: [removed]\nI: And there was no No in it?\n"
    start = old.index("No")
    assert anchor(new, row_of(old, start, start + 2))[2] == "orphan"


def test_of_two_equal_passages_the_one_with_the_same_neighbours_is_taken():
    old = "first the group helped me then\nsecond the group helped me again\n"
    start = old.index("the group", 20)
    new = "a new line\n" + old
    assert anchor(new, row_of(old, start, start + 16))[:2] == (start + 11, start + 27)


def test_codings_survive_another_redaction_that_renumbers_placeholders():
    raw = "P01: I met Zebedee and Bronagh. Then Bronagh told me that the records of my case were lost.\n"
    old, new = redact_text(raw, [], {}).text, redact_text(raw, [], {"zebedee": ("keep", "")}).text
    assert old != new
    start = old.index("[name-2] told")
    end = old.index("lost") + 4
    where = anchor(new, row_of(old, start, end))
    assert where[2] in {"near", "exact"}
    assert new[where[0] : where[1]] == "[name-1] told me that the records of my case were lost"


def test_an_orphan_is_listed_and_counts_in_no_theme(study):
    add_coding(opened(study), "P01", 40, 60, "help", "ab")
    path = study / "voices" / "transcripts" / "P01.txt"
    path.write_text("I: short.\n", encoding="utf-8")
    assert [coding.how for coding in live_codings(opened(study))] == ["orphan"]
    assert "coding-orphan" in {finding.code for finding in check_own_material(opened(study))}
    assert sum(theme_matrix(opened(study)).counts["help"].values()) == 0


def test_undone_codings_are_gone_and_stay_in_the_file(study):
    made = add_coding(opened(study), "P01", 0, 5, "help", "ab")
    undo_coding(opened(study), made, "ab")
    assert live_codings(opened(study)) == []
    assert len(opened(study).codings) == 2


@pytest.mark.parametrize(("start", "end", "code"), [(0, 5, "gap"), (5, 5, "help"), (-1, 5, "help"), (0, 10_000, "help")])
def test_a_coding_needs_a_known_code_and_a_place_in_the_text(study, start, end, code):
    with pytest.raises(UsageError):
        add_coding(opened(study), "P01", start, end, code, "ab")
    assert opened(study).codings == []


def test_positions_that_are_no_numbers_are_named_with_their_place(study):
    add_coding(opened(study), "P01", 0, 5, "help", "ab")
    path = study / "voices" / "codings" / "ab.csv"
    path.write_text(path.read_text().replace(",0,5,", ",zero,5,"), encoding="utf-8")
    with pytest.raises(InputError, match=r"codings/ab\.csv:2"):
        live_codings(opened(study))


def test_two_coders_write_two_files(study):
    add_coding(opened(study), "P01", 0, 5, "help", "ab")
    add_coding(opened(study), "P01", 0, 5, "help", "c/d ..")
    assert {path.name for path in (study / "voices" / "codings").iterdir()} == {"ab.csv", "c-d---.csv"}


def _code_many(study, codes):
    for at in range(codes):
        add_coding(opened(study), "P01", at, at + 5, "help", "ab")
        rule_on(opened(study), "all", f"Term{at}", "keep", "name", "ab")


def test_two_processes_that_write_in_one_file_lose_no_row(study):
    context = multiprocessing.get_context("spawn")
    windows = [context.Process(target=_code_many, args=(study, 12)) for _ in range(2)]
    for window in windows:
        window.start()
    for window in windows:
        window.join(60)
    assert len(opened(study).codings) == 24
    assert {row["start"] for row in opened(study).codings} == {str(at) for at in range(12)}
    assert len(read_table(study / "voices" / "originals" / "rulings", "all")) == 24


def test_a_second_coder_sees_text_and_codes_and_nobody_elses_codings(study):
    text = read_texts(opened(study))["P01"]
    add_coding(opened(study), "P01", text.index("Nobody"), text.index("The canary") - 1, "gaps/linkage", "ab", "a telling memo")
    seen = []
    CodingScreen(opened(study), "P01", "cd", keyboard("", "", "c", "q"), seen.append).run()
    screen = "\n".join(seen)
    assert for_second_coder(opened(study), "P01") == text
    assert "Nobody joins the records up." in screen
    assert "any two agencies" in screen
    assert "telling memo" not in screen
    assert "* gaps" not in screen


def test_the_coding_screen_codes_sentences_and_words_and_undoes(study):
    screen = CodingScreen(
        opened(study),
        "P01",
        "ab",
        keyboard("", "1 linkage", '"joins the records" gaps :: negative case', "b", "", "", "", "2 help", "1 help", "u", ""),
        lambda _: None,
    )
    screen.run()
    made = {(c.code, c.quote, c.memo) for c in live_codings(opened(study))}
    assert made == {("gaps/linkage", "Nobody joins the records up.", ""), ("gaps", "joins the records", "negative case")}


def test_a_text_read_to_its_end_without_a_code_counts_as_read(study):
    CodingScreen(opened(study), "P02", "ab", keyboard("", "", "", ""), lambda _: None).run()
    CodingScreen(opened(study), "P03", "ab", keyboard("", "q"), lambda _: None).run()
    assert readers(opened(study)) == {"ab": {"P02"}}


@given(st.text(alphabet="ab .!?\u2026\u201d\U0001f600", max_size=80))
def test_sentences_cover_every_word_of_a_turn_once(text):
    spans = sentences(text, (0, len(text)))
    assert all(one[1] <= other[0] for one, other in pairwise(spans))
    covered = {at for start, end in spans for at in range(start, end)}
    assert {at for at, sign in enumerate(text) if not sign.isspace()} <= covered


def disagree(study):
    text = read_texts(opened(study))["P01"]
    at = text.index("Nobody")
    first = add_coding(opened(study), "P01", at, at + 20, "gaps/linkage", "ab")
    add_coding(opened(study), "P01", at, at + 15, "help", "cd")
    add_coding(opened(study), "P01", at + 5, at + 30, "gaps/linkage", "ef")
    return first


def test_disagreements_stand_side_by_side(study):
    disagree(study)
    found = {(d.coding.who, d.coding.code): (d.without, d.instead) for d in disagreements(opened(study))}
    assert found["ab", "gaps/linkage"] == (("cd",), (("cd", "help"),))
    assert found["cd", "help"] == (("ab", "ef"), (("ab", "gaps/linkage"), ("ef", "gaps/linkage")))


def test_the_screen_settles_by_name_and_with_a_reason(study):
    disagree(study)
    seen = []
    made = Settling(opened(study), "gh", keyboard("s", "d", "", "x", "d not about help", "q"), seen.append).run()
    assert made == 1
    assert {(row["choice"], row["who"], row["why"]) for row in opened(study).settled} == {("drop", "gh", "not about help")}
    assert re.search(r"cd: help.*ab: gaps/linkage|ab: gaps/linkage.*cd: help", "\n".join(seen), re.DOTALL)


def test_what_was_dropped_is_in_no_theme_and_can_be_kept_again(study):
    first = disagree(study)
    rule_on_coding(opened(study), first, "drop", "a wrong reading", "gh")
    assert first not in {coding.id for coding in live_codings(opened(study))}
    assert first in {coding.id for coding in live_codings(opened(study), settled=False)}
    rule_on_coding(opened(study), first, "keep", "on second thought", "gh")
    assert first in {coding.id for coding in live_codings(opened(study))}


def test_nobody_rules_where_coders_agree_or_without_a_reason(study):
    alone = add_coding(opened(study), "P02", 0, 5, "help", "ab")
    with pytest.raises(InputError, match="do not disagree"):
        rule_on_coding(opened(study), alone, "keep", "because", "gh")
    with pytest.raises(UsageError, match="say why"):
        rule_on_coding(opened(study), disagree(study), "drop", " ", "gh")
