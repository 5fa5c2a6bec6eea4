"""Every extract is as its schema says, in calibrated and in perfect recording."""

import pytest

from throughcare.records import EXTRACTS
from throughcare.records.reference import known_codes

TABLES = sorted(EXTRACTS)


@pytest.fixture(scope="module", params=["world", "perfect"])
def any_world(request):
    """The calibrated population, then the perfect one."""
    return request.getfixturevalue(request.param)


def test_no_extract_is_empty(any_world):
    assert {table for table in TABLES if any_world.one(f"select count(*) from {table}") == 0} == set()


@pytest.mark.parametrize("table", TABLES)
def test_keys_tell_rows_apart(any_world, table):
    extract = EXTRACTS[table]
    if not extract.unique:
        pytest.skip("rows of this table may share their key")
    keys = ", ".join(f'"{name}"' for name in extract.key)
    assert any_world.one(f"select count(*) from (select 1 from {table} group by {keys} having count(*) > 1)") == 0


@pytest.mark.parametrize("table", TABLES)
def test_values_are_those_the_schema_allows(any_world, table):
    wrong = {}
    for name, column in EXTRACTS[table].columns.items():
        checks = []
        if column.required:
            checks.append(f'"{name}" is null')
        if column.words:
            checks.append(f'"{name}" not in {(*column.words, "")}')
        if column.low is not None:
            checks.append(f'"{name}" < {column.low}')
        if column.high is not None:
            checks.append(f'"{name}" > {column.high}')
        if column.codes and column.codes.closed:
            codes = known_codes(column.codes.file, column.codes.column, column.codes.where)
            checks.append(f'"{name}" not in {tuple(sorted(codes))}')
        if checks and (rows := any_world.one(f"select count(*) from {table} where {' or '.join(checks)}")):
            wrong[name] = rows
    assert wrong == {}


@pytest.mark.parametrize("table", TABLES)
def test_dates_stand_in_order(any_world, table):
    pairs = EXTRACTS[table].in_order
    assert [pair for pair in pairs if any_world.one(f'select count(*) from {table} where "{pair[0]}" > "{pair[1]}"')] == []


def test_offence_and_result_codes_are_known(world):
    for table, column, file in (
        ("police_crime", "cjs_code", "offences"),
        ("court_charge", "cjs_code", "offences"),
        ("pnc_conviction", "cjs_code", "offences"),
        ("prison_movement", "reason", "movement_reasons"),
        ("court_disposal", "disposal_code", "disposals"),
        ("court_disposal", "sentence_type", "sentence_types"),
    ):
        named = {"offences": "cjs_code", "sentence_types": "sentence_type"}.get(file, "code")
        found = {value for (value,) in world.rows(f"select distinct {column} from {table} where {column} is not null")}
        assert found <= known_codes(file, named)
