"""Bad cohort files from the command line: each a message with column and count, or a stated refusal; never a traceback, never a result."""

import datetime as dt
import decimal
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import csv, parquet

from throughcare.commands.evaluate import command as evaluate
from throughcare.errors import InputError, RefusedError, ThroughcareError

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ready-made-cohort"


@pytest.fixture(scope="module")
def rows():
    return csv.read_csv(EXAMPLE / "cohort.csv", convert_options=csv.ConvertOptions(strings_can_be_null=True))


@pytest.fixture
def place(tmp_path):
    shutil.copyfile(EXAMPLE / "plan.toml", tmp_path / "plan.toml")
    return tmp_path


def run(path, plan):
    words = [str(path), "--plan", str(plan), "--quiet"]
    return CliRunner().invoke(evaluate, words, catch_exceptions=False, standalone_mode=False).stdout


def put(table, column, at, value):
    values = table.column(column).to_pylist()
    for place in at:
        values[place] = value
    kind = pa.string() if isinstance(value, str) else None
    made = [None if one is None else str(one) for one in values] if kind else values
    return table.set_column(table.column_names.index(column), column, pa.array(made, kind))


def every(table, column, values):
    return table.set_column(table.column_names.index(column), column, pa.array(values))


def started(table):
    return np.array(table.column("started").to_pylist()) == 1


def counting(table):
    return np.arange(table.num_rows) / 1e4


WRONG = {
    "an outcome before time zero": (lambda t: put(t, "days", [3, 9], -4), "column 'days': 2 rows lie before time zero"),
    "one treatment for all": (lambda t: every(t, "started", np.ones(t.num_rows, int)), "column 'started' is 1 for all 1,568 people"),
    "a separating number": (lambda t: every(t, "age", np.where(started(t), 60.0, 20.0) + counting(t)), "'age' separates the groups"),
    "no common support": (
        lambda t: every(t, "priors", np.where(started(t) & (np.arange(t.num_rows) % 50 > 0), 99, 1) + counting(t)),
        "no common support: the mean of the 319 treated in 'priors'",
    ),
    "people who stand twice": (lambda t: pa.concat_tables([t, t.slice(0, 7)]), "column 'person': 7 people stand in 14 rows"),
    "a missing column": (lambda t: t.drop_columns(["priors"]), "column 'priors' is missing; the plan names it in covariates[2].column"),
    "text in a number": (lambda t: put(t, "priors", [4, 8, 15], "three"), "column 'priors': 3 rows hold text where a number was expected"),
    "no row": (lambda t: t.slice(0, 0), "the file holds no row"),
    "one row": (lambda t: t.slice(0, 1), "column 'started' is 0 for all 1 people"),
    "an infinite number": (lambda t: put(t, "age", [2], float("inf")), "column 'age': 1 rows are infinite"),
    "an unknown treatment": (lambda t: put(t, "started", [5], None), "column 'started': 1 rows are neither 0 nor 1"),
    "an unknown outcome": (lambda t: put(t, "reoffended", [2, 7], None), "column 'reoffended': 2 rows are empty"),
    "an event without its day": (lambda t: put(t, "days", [0], None), "column 'days': 1 rows are empty although 'reoffended' is 1"),
    "an ending that is no word": (lambda t: put(t, "ended", [1, 2], "prison"), "column 'ended': 2 rows hold another word"),
    "an event beyond the horizon": (lambda t: put(t, "days", [0], 367), "column 'days': 1 rows lie beyond the horizon of 365 although 'reoffended' is 1"),
    "an event that counts no offence": (lambda t: put(t, "offences", [0], 0), "column 'offences': 1 rows count none although 'reoffended' is 1"),
    "an offence without an event": (lambda t: put(t, "offences", [1, 2], 3), "column 'offences': 2 rows count some although 'reoffended' is 0"),
    "an event that ended otherwise": (lambda t: put(t, "ended", [0], "recall"), "1 rows do not say 'event' although 'reoffended' is 1"),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("name", WRONG)
def test_a_bad_file_is_told_with_its_column_and_count(rows, place, name, kind):
    change, words = WRONG[name]
    path = place / f"cohort.{kind}"
    (csv.write_csv if kind == "csv" else parquet.write_table)(change(rows), path)
    with pytest.raises((InputError, RefusedError)) as caught:
        run(path, place / "plan.toml")
    assert words in str(caught.value)
    assert caught.value.exit_status == 1


MORNING = dt.datetime(2020, 1, 1)  # noqa: DTZ001 -- a cohort file has no time zones
ODD_KINDS = {
    "dates for an age": ("age", pa.array([MORNING.date()] * 1620), "all 1,620 rows hold dates or times (date32[day])"),
    "times for days": ("days", pa.array([MORNING] * 1620), "all 1,620 rows hold dates or times (timestamp[us])"),
    "durations for days": ("days", pa.array([dt.timedelta(3)] * 1620), "all 1,620 rows hold dates or times (duration[us])"),
    "lists for a number": ("age", pa.array([[1, 2]] * 1620), "all 1,620 rows hold lists or records (list<"),
    "records for a category": ("risk_band", pa.array([{"a": 1}] * 1620), "all 1,620 rows hold lists or records (struct<"),
    "lists for a key": ("person", pa.array([["p"]] * 1620), "column 'person': all 1,620 rows hold lists or records"),
    "bytes that are no text": ("risk_band", pa.array([b"\xff\xfe"] * 1620), "1,620 rows hold bytes that are no UTF-8 text"),
    "nothing for an outcome": ("reoffended", pa.nulls(1620), "column 'reoffended': 1,568 rows are empty"),
    "a huge treatment": ("started", pa.array([2**62] + [0] * 1619), "column 'started': 1 rows are neither 0 nor 1"),
    "an infinite count": ("offences", pa.array([float("inf")] * 1620), "column 'offences': 1,568 rows are infinite"),
}  # fmt: skip


def test_too_few_people_is_the_answer_where_so_few_cannot_be_weighted_either(rows, place):
    csv.write_csv(rows.slice(0, 40), place / "cohort.csv")
    said = run(place / "cohort.csv", place / "plan.toml")
    assert "There were not enough people to say whether the programme has an effect" in said
    assert "## Specification panel" not in said


@pytest.mark.parametrize("name", ODD_KINDS)
def test_a_kind_of_column_that_is_no_number_or_no_text_is_told(rows, place, name):
    column, values, words = ODD_KINDS[name]
    parquet.write_table(rows.set_column(rows.column_names.index(column), column, values), place / "cohort.parquet")
    with pytest.raises(InputError) as caught:
        run(place / "cohort.parquet", place / "plan.toml")
    assert words in str(caught.value)


def test_a_kind_of_column_that_says_the_same_changes_nothing(rows, place):
    plain = run(EXAMPLE / "cohort.csv", place / "plan.toml")
    priors = rows.column("priors").to_pylist()
    made = every(rows, "priors", [None if one is None else decimal.Decimal(one) for one in priors])
    made = made.set_column(made.column_names.index("risk_band"), "risk_band", rows.column("risk_band").dictionary_encode())
    made = every(made, "reoffended", np.array(rows.column("reoffended").to_pylist(), np.float16))
    made = every(made, "ended", [None if one is None else one.encode() for one in rows.column("ended").to_pylist()])
    parquet.write_table(made, place / "cohort.parquet")
    assert run(place / "cohort.parquet", place / "plan.toml") == plain


def test_a_column_that_stands_twice_in_parquet_is_told(rows, place):
    parquet.write_table(rows.append_column("priors", rows.column("priors")), place / "cohort.parquet")
    with pytest.raises(InputError, match="column 'priors' stands 2 times in the file"):
        run(place / "cohort.parquet", place / "plan.toml")


@pytest.mark.parametrize("cell", ["yes", "1_000", "0x10", "3%", "1,000", "three"])
def test_what_may_mean_something_else_is_no_number(rows, place, cell):
    csv.write_csv(put(rows, "priors", [4, 8], cell), place / "cohort.csv")
    with pytest.raises(InputError, match="column 'priors': 2 rows hold text where a number was expected, first in line 6"):
        run(place / "cohort.csv", place / "plan.toml")


@pytest.mark.parametrize("cell", ["1e400", "-inf", "9" * 400])
def test_what_no_computer_can_hold_is_told(rows, place, cell):
    csv.write_csv(put(rows, "priors", [4], cell), place / "cohort.csv")
    with pytest.raises(InputError, match="column 'priors': 1 rows are infinite or beyond 1e\\+30"):
        run(place / "cohort.csv", place / "plan.toml")


def test_nobody_or_everybody_with_the_outcome_is_a_stated_refusal(rows, place):
    text = (place / "plan.toml").read_text(encoding="utf-8").replace('ended = "ended"', "")
    (place / "plan.toml").write_text(text, encoding="utf-8")
    for value in (0, 1):
        alike = every(every(rows, "reoffended", np.full(rows.num_rows, value)), "offences", np.full(rows.num_rows, value))
        parquet.write_table(alike, place / "cohort.parquet")
        said = run(place / "cohort.parquet", place / "plan.toml")
        assert "There were not enough people to say" in said
        assert "## Specification panel" not in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04", "a spreadsheet or ZIP archive"),
        (b"PAR1junk", "cannot be read as Parquet"),
        (b"person,started\np1,1,9\np2,0\n", "1 rows do not have the header's 2 fields, first in line 2"),
        (b"person,started\np1,\0\n", "1 NUL bytes"),
    ],
)
def test_what_is_no_table_is_said(place, content, words):
    (place / "cohort.csv").write_bytes(content)
    with pytest.raises(ThroughcareError, match=words):
        run(place / "cohort.csv", place / "plan.toml")


def test_yes_and_no_and_the_writing_of_the_file_change_nothing(rows, place):
    plain = run(EXAMPLE / "cohort.csv", place / "plan.toml")
    text = (EXAMPLE / "cohort.csv").read_text(encoding="utf-8")
    (place / "wide.csv").write_bytes(text.replace(",", ";").encode("utf-16"))
    words = every(rows, "started", np.where(started(rows), "Yes", "n"))
    csv.write_csv(every(words, "reoffended", np.array(rows.column("reoffended").to_pylist()) == 1), place / "words.csv")
    parquet.write_table(rows, place / "same.parquet")
    for name in ("wide.csv", "words.csv", "same.parquet"):
        assert run(place / name, place / "plan.toml") == plain
