"""The schemas hold every column of the data dictionary's first draft, and nothing that cannot be checked."""

import pytest

from throughcare.records import EXTRACTS, TRUTH
from throughcare.records.reference import known_codes, read_codes, reference_names

ALL = {**EXTRACTS, **TRUTH}


def test_every_column_of_the_draft_dictionary_stands_in_a_schema():
    drafted = {(r["table"], r["column"]): r for r in read_codes("extract_columns") if r["table"] != "every_table"}
    built = {(t, c): column for t, extract in ALL.items() for c, column in extract.columns.items()}
    assert drafted.keys() == built.keys()
    for name, row in drafted.items():
        column = built[name]
        assert (column.kind, column.side, column.required) == (row["type"], row["side"], row["required"] == "yes"), name


@pytest.mark.parametrize("table", sorted(ALL))
def test_a_meaning_says_more_than_the_name(table):
    for name, column in ALL[table].columns.items():
        assert column.meaning.rstrip(".").lower() != name.replace("_", " "), name
        assert len(column.meaning) > len("Day."), name


@pytest.mark.parametrize("table", sorted(ALL))
def test_code_lists_exist(table):
    for column in ALL[table].columns.values():
        if column.codes:
            assert known_codes(column.codes.file, column.codes.column, column.codes.where)


@pytest.mark.parametrize("table", sorted(EXTRACTS))
def test_names_and_free_text_never_reach_the_analysis_side(table):
    forbidden = {"forenames", "surname", "dob", "address", "postcode", "aliases", "title", "other_ids", "ni_number", "mo_text"}
    forbidden |= {"operation_name", "other_course", "location"}
    assert not forbidden & EXTRACTS[table].analysis_columns().keys()


@pytest.mark.parametrize("table", sorted(EXTRACTS))
def test_only_identity_columns_carry_a_domain(table):
    for name, column in EXTRACTS[table].columns.items():
        assert column.domain is None or column.side == "identity", name
        assert column.number is None or column.domain is not None, name


def test_every_reference_file_is_described():
    from throughcare.records.reference import FOLDER

    words = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [name for name in reference_names() if f"`{name}.csv`" not in words] == []
