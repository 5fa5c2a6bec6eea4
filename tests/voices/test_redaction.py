"""Redaction: what is planted is found, in passages of different kinds; with the queue nothing is left."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.voices.redact import find_sure, redact_text

PASSAGES = sorted((Path(__file__).parent / "passages").glob("*.txt"))
PLANTED = re.compile(r"\{\{([^|{}]+)\|([^{}]+)\}\}")


def read_passage(path):
    """The text without marks, and where each planted identifier stands in it."""
    marked = path.read_text(encoding="utf-8")
    text, spans, at = "", [], 0
    for match in PLANTED.finditer(marked):
        text += marked[at : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1], match[2]))
        text += match[2]
        at = match.end()
    return text + marked[at:], spans


def left_in(clean, planted):
    bare = re.sub(r"\[[a-z-]+-\d+\]", "[]", clean)
    return [words for _, _, _, words in planted if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", bare, re.IGNORECASE)]


def telling(words):
    """The words of an identifier that tell something: not its title or its small words."""
    idle = [
        "the",
        "of",
        "and",
        "at",
        "dot",
        "in",
        "Judge",
        "Mrs",
        "Mr",
        "Miss",
        "Ms",
        "Dr",
        "Dr.",
        "DC",
        "DS",
        "PC",
        "Sgt",
        "Father",
        "Fr.",
        "Nurse",
        "Psychologist",
        "HMP",
        "HMP/YOI",
        "Rev.",
        "Imam",
        "Superintendent",
        "mrs",
        "mr",
        "pc",
        "MR",
        "His",
        "Honour",
        "Crown",
        "Court",
        "Magistrates'",
        "flat",
        "Monday",
    ]
    return [word for word in re.findall(r"[\w'\u2019./@:+-]+", words) if word not in idle]


def found_without_asking(text, planted):
    """The planted identifiers of which every telling word lies in a span that is replaced without asking."""
    covered = bytearray(len(text))
    for one in find_sure(text, [], {}):
        covered[one.start : one.end] = b"\1" * (one.end - one.start)
    found = []
    for start, end, _, words in planted:
        spans = [
            (m.start() + start, m.end() + start)
            for word in telling(words)
            for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", words)
        ]
        if spans and all(all(covered[a:b]) for a, b in spans) and end:
            found.append(words)
    return found


def rule_as_a_person(text, planted):
    """Replace what overlaps a planted identifier, keep the rest, until nothing waits; how many terms were asked."""
    rulings, asked = {}, 0
    while waiting := redact_text(text, [], rulings).waiting:
        for term, kind, _ in waiting:
            places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.IGNORECASE)]
            hit = any(start < end_ and start_ < end for start, end in places for start_, end_, _, _ in planted)
            rulings[term.lower()] = ("replace" if hit else "keep", kind)
            asked += 1
    return redact_text(text, [], rulings), asked


@pytest.mark.parametrize("path", PASSAGES, ids=lambda path: path.stem)
def test_with_the_queue_nothing_planted_is_left(path):
    text, planted = read_passage(path)
    clean, _ = rule_as_a_person(text, planted)
    assert left_in(clean.text, planted) == []


@pytest.mark.parametrize("path", PASSAGES, ids=lambda path: path.stem)
def test_two_thirds_of_what_is_planted_is_found_without_asking(path):
    text, planted = read_passage(path)
    assert len(found_without_asking(text, planted)) >= len(planted) * 2 / 3


def test_the_passage_of_all_kinds_holds_sixty_identifiers_of_thirty_kinds():
    _, planted = read_passage(next(path for path in PASSAGES if path.stem == "all_kinds"))
    assert len(planted) >= 60
    assert len({kind for _, _, kind, _ in planted}) >= 25


@pytest.mark.parametrize("path", PASSAGES, ids=lambda path: path.stem)
def test_the_queue_asks_for_few_words_in_vain(path):
    text, planted = read_passage(path)
    _, asked = rule_as_a_person(text, planted)
    assert asked <= len(planted)


IDENTIFIERS = [
    ("pnc", "08/0012345K"), ("pnc", "2008/0012345k"), ("cro", "123456/85A"), ("cro", "SF85/12345B"), ("prison-number", "A1234BC"), ("prison-number", "a1234bc"),
    ("crn", "X123456"), ("court-case", "T20187654"), ("court-case", "06AA1234567"), ("asn", "06/01AB/01/12345C"), ("nino", "QQ 12 34 56 C"), ("nino", "AB123456C"),
    ("nhs-number", "943 476 5919"), ("phone", "07700 900123"), ("phone", "+44 (0)161 496 0000"), ("phone", "(0161) 496 0000"), ("postcode", "M14 5RT"), ("postcode", "m14 5rt"),
    ("vehicle", "LK53 ABC"), ("email", "a.b+c@example.co.uk"), ("handle", "@jay_ldn99"), ("url", "https://example.org/a?b=c"), ("ip", "10.0.0.254"),
    ("date", "14 March 1987"), ("date", "March 14th, 1987"), ("date", "the 3rd of may"), ("date", "14/03/87"), ("date", "1987-03-14"),
    ("date", "the fourth of july nineteen eighty five"), ("date", "two thousand and four"), ("age", "93"), ("driving-licence", "MORGA753116SM9IJ"),
    ("card", "4929 1234 5678 9012"), ("address", "14 Acacia Avenue"), ("address", "14 acacia avenue"), ("name", "Mr O\u2019Neill"), ("name", "J. R. Hartnell"),
    ("phone", "0191.498.0111"), ("phone", "oh seven seven double oh nine hundred one two three"), ("postcode", "CF24"), ("name", "al-hassan"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "words"), IDENTIFIERS, ids=str)
def test_a_kind_of_identifier_is_replaced_by_its_pattern(kind, words):
    clean = redact_text(f"P01: it was {words} and so on.\n", [], {})
    bare = re.sub(r"\[[a-z-]+-\d+\]", "[]", clean.text)
    assert not any(word in bare for word in telling(words) if len(word) > 1), clean.text
    assert kind in {row["kind"] for row in clean.rows}


@pytest.mark.parametrize(
    "text",
    [
        "P01: The CO2 alarm went, then me and others left, with the OASys and M25 and all.\n",
        "P01: I did twelve months of an 18-month sentence and it took 50 per cent of my time, 24/7.\n",
        "P01: The programme was hard. Going to the group helped me to think about the harm I did.\n",
        "I: How long did you wait?\nP01: About six weeks, then they told me that Horizon was full.\n",
        "P01: It cost \u00a3150,000 or so. I may go back, I will see, and mark my words, I hope so. [laughs]\n",
    ],
)
def test_ordinary_speech_stays_as_it_is(text):
    assert redact_text(text, [], {}).text == text


def test_a_name_found_once_is_replaced_wherever_it_stands_and_keeps_one_placeholder():
    clean = redact_text("P01: My brother Tyrece Obi came. tyrece said no. Obi's car, and Tyrece's keys.\n", [], {})
    assert clean.text == "P01: My brother [name-1] came. [name-1] said no. [name-1]'s car, and [name-1]'s keys.\n"


def test_a_town_behind_a_forename_is_a_surname():
    clean = redact_text("P01: Sam Poole came from Leeds. Poole said so, in Leeds.\n", [], {})
    assert clean.text == "P01: [name-1] came from [place-1]. [name-1] said so, in [place-1].\n"


def test_a_name_that_is_a_word_is_replaced_and_the_word_is_not():
    clean = redact_text("P01: Will was there. I will go, and you will too.\n", [], {"will": ("replace", "name")})
    assert clean.text == "P01: [name-1] was there. I will go, and you will too.\n"


def test_a_person_can_keep_what_a_rule_would_replace():
    text = "P01: We did Thrivewell at the centre.\n"
    assert "Thrivewell" not in redact_text(text, [], {}).text
    assert redact_text(text, [], {"thrivewell": ("keep", "")}).text == text


def test_the_list_of_the_study_finds_any_case_parts_and_initials():
    clean = redact_text(
        "P01: peter smalley and SMALLEY's friend, p. or P.S. of the gold yard.\n", ["Peter Smalley", "gold yard"], {}
    )
    assert not re.search(r"peter|smalley|P\.S\.|gold yard", clean.text, re.IGNORECASE)


@given(st.text(max_size=300))
def test_rows_stand_where_the_clean_text_has_the_placeholder(text):
    clean = redact_text(text, [], {})
    assert all(clean.text[int(row["start"]) : int(row["end"])] == row["replacement"] for row in clean.rows)


@given(
    st.lists(
        st.sampled_from(
            ["Aa", "a-b", "my mate", "1", "@.", "one", "_", "A'", "Mr", "reference #", "P. ", "the 3rd of", "\n", "Bb Cc"]
        ),
        max_size=60,
    )
)
def test_ruling_on_every_waiting_term_ends_the_queue(words):
    text, rulings = " ".join(words), {}
    for _ in range(6):
        waiting = redact_text(text, [], rulings).waiting
        rulings |= {term.lower(): ("replace", kind) for term, kind, _ in waiting}
    assert redact_text(text, [], rulings).waiting == ()
