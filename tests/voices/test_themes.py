"""Themes by pooled role: participants counted, small roles pooled, quotations by consent only, and who was not heard."""

from hypothesis import given
from hypothesis import strategies as st
from tests.voices.conftest import make_study, opened, person

from throughcare.evidence.files import write_table
from throughcare.voices.answers import tables_for_report
from throughcare.voices.approaches import yields
from throughcare.voices.coding import add_coding
from throughcare.voices.consent import read_texts
from throughcare.voices.pooling import SMALLEST_GROUP, Place, pool_roles
from throughcare.voices.themes import tables_of_themes, theme_matrix

PLACES = st.lists(
    st.builds(
        Place,
        st.sampled_from(["expert", "service_user"]),
        st.sampled_from(["prison", "police", "x"]),
        st.sampled_from(["a", "b", "c"]),
    ),
    max_size=25,
)


@given(PLACES)
def test_no_group_that_is_shown_has_fewer_than_three_unless_everybody_is_one_group(people):
    shown = pool_roles(people)
    sizes = {}
    for place in people:
        sizes[shown[place]] = sizes.get(shown[place], 0) + 1
    assert all(n >= SMALLEST_GROUP for n in sizes.values()) or len(sizes) == 1


def code(study, identity, name, memo="", words="Nobody joins the records up."):
    text = read_texts(opened(study))[identity]
    at = text.index(words)
    return add_coding(opened(study), identity, at, at + len(words), name, "ab", memo)


def test_the_matrix_counts_participants_and_not_excerpts(study):
    for _ in range(4):
        code(study, "P03", "gaps/linkage")
    code(study, "P06", "gaps/linkage")
    matrix = theme_matrix(opened(study))
    assert {group: n for group, n in matrix.counts["gaps/linkage"].items() if n} == {"police": 2}
    assert matrix.counts["gaps"] == matrix.counts["gaps/linkage"]


def test_cells_of_one_and_two_are_a_range_and_negative_cases_stand_apart(study):
    code(study, "P03", "gaps/linkage")
    code(study, "P06", "gaps/linkage", "Negative case: they do meet")
    table = next(t for t in tables_of_themes(opened(study)) if t.question == "Q5" and t.title == "Themes by role")
    row = dict(zip(table.columns, next(row for row in table.rows if row[0] == "gaps/linkage"), strict=True))
    assert row["police"] == "1-2"
    assert row["negative cases"] == "1-2"
    assert row["service users"] == "0"


def printed(tables):
    return " ".join(str(table.rows) + table.sentence + table.note for table in tables)


def test_only_who_agreed_is_quoted_and_the_anonymous_without_role_or_number(tmp_path):
    people = [person(n) for n in range(1, 10)]
    people[0] |= {"quote": "no"}
    people[1] |= {"attribution": "anonymous"}
    people[3] |= {"quote": ""}
    study = make_study(tmp_path / "s", people)
    for n in (1, 2, 4, 5):
        code(study, f"P{n:02}", "help", words=f"The group helped me a lot, number {n:02}.")
    table = next(t for t in tables_of_themes(opened(study)) if t.title == "In their words" and t.question == "Q5")
    assert {(row[1], row[2]) for row in table.rows} == {
        ("participant", "The group helped me a lot, number 02."),
        ("service users", "The group helped me a lot, number 05."),
    }


def test_a_printed_quotation_has_no_label_and_no_id(study):
    text = read_texts(opened(study))["P03"]
    add_coding(opened(study), "P03", 0, len(text), "help", "ab")
    words = printed(tables_of_themes(opened(study)))
    assert "The group helped me a lot" in words
    assert "P03" not in words


def test_two_coders_of_the_same_words_make_one_quotation(study):
    code(study, "P03", "help", words="The group helped me a lot, number 03.")
    code(study, "P03", "help", words="group helped me")
    table = next(t for t in tables_of_themes(opened(study)) if t.title == "In their words")
    assert len(table.rows) == 1


def test_fewer_than_three_people_are_not_shown_at_all(tmp_path):
    study = make_study(tmp_path / "s", [person(1), person(2)])
    code(study, "P01", "help", words="The group helped")
    tables = tables_of_themes(opened(study))
    assert [table.rows for table in tables] == [()]
    assert "helped" not in printed(tables)


def test_a_code_answers_the_questions_it_names(study):
    code(study, "P03", "help", words="The group helped")
    asked = {table.question for table in tables_for_report(opened(study)) if any(row[0] == "help" for row in table.rows)}
    assert asked == {"Q5", "R6"}


APPROACHES = [
    ("A1", "police", "lead", "purposive", "interviewed"), ("A2", "police", "lead", "purposive", "declined"), ("A3", "police", "lead", "snowball", "no_reply"),
    ("A4", "therapy", "therapist", "purposive", "unavailable"),
]  # fmt: skip


def test_approaches_have_a_yield_by_role_and_way_and_the_silent_field_is_named(study):
    columns = ("id", "date", "field", "role", "how", "referred_by", "outcome")
    rows = [{"id": i, "field": f, "role": r, "how": h, "outcome": o} for i, f, r, h, o in APPROACHES]
    write_table(study / "voices" / "approaches.csv", columns, rows)
    found = {(y.role, y.how): (y.approached, y.interviewed) for y in yields(opened(study).approaches)}
    assert found == {("lead", "purposive"): (2, 1), ("lead", "snowball"): (1, 0), ("therapist", "purposive"): (1, 0)}
    assert "therapy (approached, nobody among those heard)" in printed(tables_of_themes(opened(study)))
