"""A sweep of strange cohort files and plans through the command: a message that names column and count, a stated refusal, or the same result; never a traceback.

Each row of a table is one file. Cells that are no numbers are never shown; what they may have meant is.
"""

import csv
import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from throughcare.commands.evaluate import command as evaluate
from throughcare.errors import InputError, RefusedError, StudyError

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "ready-made-cohort"
TEXT = (EXAMPLE / "cohort.csv").read_text(encoding="utf-8")
ROWS = list(csv.reader(io.StringIO(TEXT)))
NAMES = ROWS[0]
PLAN = (EXAMPLE / "plan.toml").read_text(encoding="utf-8")
# Without the variants: a case that runs to its end then takes a moment.
LEAN = PLAN[: PLAN.index("[[variants]]")]
STRICT = '[[variants]]\nid = "v"\nkind = "definition"\nmember = "strict"\n'
WIDE = '[[variants]]\nid = "v"\nkind = "link_set"\nsuffix = "_wide"\n'


def written(rows, **how):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **how).writerows(rows)
    return out.getvalue()


def put(column, value, only=lambda _: True):
    """The file with one column changed: `value` is a cell, or a function of a row given as a dict."""
    rows = []
    for row in ROWS[1:]:
        said = dict(zip(NAMES, row, strict=True))
        if only(said):
            said[column] = value(said) if callable(value) else value
        rows.append(list(said.values()))
    return written([NAMES, *rows])


def started(row):
    return row["started"] == "1"


def reoffended(row):
    return row["reoffended"] == "1"


def some(row):
    """Every tenth person or so."""
    return row["person"].endswith("7")


def run(folder, content, plan=LEAN):
    (folder / "cohort.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    (folder / "plan.toml").write_bytes(plan if isinstance(plan, bytes) else plan.encode())
    words = [str(folder / "cohort.csv"), "--plan", str(folder / "plan.toml"), "--quiet"]
    return CliRunner().invoke(evaluate, words, catch_exceptions=False, standalone_mode=False).stdout


MESSAGES = {
    "dates with slashes": (put("age", "01/02/1980"), "column 'age': 1,568 rows hold text where a number was expected, first in line 2; they look like dates"),
    "dates as in ISO 8601": (put("days", "2023-04-01"), "'days': 1,568 rows hold text where a number was expected, first in line 2; they look like dates"),
    "dates in words": (put("start_days", "1 Feb 2023", started), "'start_days': 319 rows hold text where a number was expected, first in line 3; they look like dates"),
    "decimal commas": (put("age", lambda row: row["age"].replace(".", ",")), "they hold commas: write 34.7 with a point"),
    "decimal commas and semicolons": (written([[cell.replace(".", ",") for cell in row] for row in ROWS], delimiter=";"), "they hold commas"),
    "thousands": (put("months_left", "1,234"), "'months_left': 1,568 rows hold text where a number was expected, first in line 2; they hold commas"),
    "a percentage": (put("months_left", "4%"), "they hold a unit: give the bare number"),
    "an amount of money": (put("months_left", "£4.50"), "they hold a unit"),
    "a dot where nothing is known": (put("priors", ".", some), "if that stands for a missing value, leave the cell empty"),
    "a spreadsheet's error": (put("priors", "#N/A", some), "if that stands for a missing value"),
    "None where nothing is known": (put("priors", "None", some), "if that stands for a missing value"),
    "a code where nothing is known": (put("age", "-999", some), "rows are -999 and no other is below nought; leave a cell empty"),
    "two such codes": (put("priors", lambda row: "-9" if started(row) else "-99", some), "rows are -9, -99 and no other is below nought"),
    "an endless number": (put("age", "Infinity", some), "rows are infinite or beyond 1e+30"),
    "treatment as 1 and 2": (put("started", lambda row: "1" if started(row) else "2"), "'started': 1,249 rows are neither 0 nor 1; treatment must be known"),
    "treatment in words": (put("started", lambda row: "treated" if started(row) else "control"), "'started': 1,568 rows hold text"),
    "treatment as yes and 0": (put("started", lambda row: "yes" if started(row) else "0"), "'started': 319 rows hold text"),
    "a share of treatment": (put("started", "0.5", some), "rows are neither 0 nor 1; treatment must be known"),
    "an outcome of 2": (put("violent", "2", some), "'violent': 156 rows are neither 0 nor 1; set kind = 'number'"),
    "an outcome of -1": (put("violent", "-1", some), "'violent': 156 rows are neither 0 nor 1"),
    "every covariate the same": (
        written([NAMES, *([*row[:4], "40", row[5], "3", "low", "0", "9", *row[10:]] for row in ROWS[1:])]),
        "covariates: none of age, priors, risk_band, denial, months_left differs between any of the 1,568 people",
    ),
    "five hundred levels": (put("risk_band", lambda row: row["person"][-3:]), "'risk_band' has 988 levels; expected at most 60"),
    "a covariate that is the outcome": (put("months_left", lambda row: row["reoffended"]), "'months_left': all 1,568 rows say what the outcome 'reoffended' says"),
    "a category that is the outcome": (put("risk_band", lambda row: "no" if reoffended(row) else "yes"), "'risk_band': all 1,568 rows say what the outcome 'reoffended' says"),
    "a yes or no of three": (put("denial", "9", some), "'denial': 156 rows are neither 0 nor 1; set kind = 'number' or 'category'"),
    "a group that is an age": (put("young", lambda row: row["age"]), "'young': 1,568 rows are neither 0 nor 1; who belongs to a group must be known"),
    "a group unknown for some": (put("young", "", some), "'young': 156 rows are neither 0 nor 1; who belongs to a group"),
    "a start unknown": (put("start_days", "", started), "'start_days': 319 rows are empty although 'started' is 1"),
    "a start of people who did not": (put("start_days", "-30"), "'start_days': 1,249 rows name a start by time zero although 'started' is 0"),
    "days before time zero": (put("days", "-0.5", some), "'days': 156 rows lie before time zero"),
    "at liberty for too long": (put("at_liberty_days", "9999", some), "'at_liberty_days': 156 rows lie beyond the horizon of 365"),
    "endings in capitals": (put("ended", lambda row: row["ended"].upper()), "'ended': 469 rows hold another word than event"),
    "half an offence": (put("offences", "1.5", reoffended), "'offences': 356 rows are no whole number; expected a count"),
    "fewer than no offences": (put("late", "-1"), "'late': 1,568 rows are below nought"),
    "reasons that are 0 and 1": (put("left_out", lambda row: "1" if row["left_out"] else "0"), "'left_out': 1,620 rows hold yes or no, 1 or 0; expected a reason in words"),
    "reasons that are no and yes": (put("left_out", lambda row: "Yes" if row["left_out"] else "No"), "'left_out': 1,620 rows hold yes or no"),
    "one person in every row": (put("person", "p1"), "'person': 1 people stand in 1,568 rows"),
    "the same person with a space": (put("person", f"{ROWS[1][0]} ", lambda row: row["person"] == ROWS[2][0]), "'person': 1 people stand in 2 rows"),
    "nobody's name": (put("person", "", some), "rows have no value; expected one value a person"),
    "the header alone": (written([NAMES]), "the file holds no row"),
    "a name that stands twice": (TEXT.replace("strict,reoffended_wide", "strict,strict", 1), "column 'strict' stands twice"),
    "names in capitals": (TEXT.replace(",".join(NAMES), ",".join(NAMES).upper(), 1), "column 'days' is missing; the plan names it in outcomes[1].days; the file writes it 'DAYS'"),
    "a title in the first line": ("My cohort\n" + TEXT, "all 1,621 rows have 23 fields and the first line 1; expected the names of the columns"),
    "rows with names that the header lacks": (written([NAMES, *([str(at), *row] for at, row in enumerate(ROWS[1:]))]), "all 1,620 rows have 24 fields and the first line 23"),
    "a quote that is never closed": (TEXT.replace(ROWS[9][0], f'"{ROWS[9][0]}', 1), "a quote that opens in line 10 does not close for 1,611 lines"),
    "one row too short": (TEXT + "x,1\n", "1 rows do not have the header's 23 fields, first in line 1622"),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_a_strange_file_is_told_with_column_and_count(name, tmp_path):
    content, words = MESSAGES[name]
    with pytest.raises(InputError) as caught:
        run(tmp_path, content)
    assert words in str(caught.value)


REFUSALS = {
    "everybody left out": (put("left_out", "gone"), "column 'left_out' leaves out every one of 1,620 rows"),
    "all the treated left out": (put("left_out", "gone", started), "column 'started' is 0 for all"),
    "one person to compare with": (
        written([NAMES, *(row for row in ROWS[1:] if row[2] == "1"), next(row for row in ROWS[1:] if row[2] == "0" and not row[1])]),
        "no common support: all 319 treated",
    ),
    "a covariate that is the treatment": (put("months_left", lambda row: row["started"]), "'months_left' separates the groups"),
    "a covariate known of one group": (put("priors", "", started), "'priors: not recorded' separates the groups"),
    "starts after time zero": (put("start_days", "30", started), "319 people classed as treated from time zero started after it"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_a_cohort_that_allows_no_comparison_is_refused(name, tmp_path):
    content, words = REFUSALS[name]
    with pytest.raises(RefusedError) as caught:
        run(tmp_path, content)
    assert words in str(caught.value)


PLANS = {
    "a gate that is no number": (("[estimator]", "[gates]\nlargest_difference = nan\n\n[estimator]"), "gates.largest_difference: expected a number"),
    "a gate that nobody fails": (("[estimator]", "[gates]\noverlap_lost = 5\n\n[estimator]"), "gates.overlap_lost: expected 1 or less"),
    "a caliper without end": (('primary = "entropy"', 'primary = "match"\ncaliper = inf'), "estimator.caliper: expected a number"),
    "a rate above one": (('event = "violent"', 'event = "violent"\nexpected_rate = 2'), "outcomes[2].expected_rate: expected 1 or less"),
    "a horizon of centuries": (("horizon_days = 365", f"horizon_days = {10**30}"), "clock.horizon_days: expected 36,525 or less"),
    "a window of no days": (("[clock]", "[clock]\nwindow_days = 0"), "clock.window_days: expected 1 or more"),
    "a linked share above one": (("[estimator]", "[linkage]\nlinked_treated = 1.5\n\n[estimator]"), "linkage.linked_treated: expected 1 or less"),
    "a group that is an outcome": (('column = "young"', 'column = "reoffended"'), "subgroups[1].column: 'reoffended' is an outcome of this plan"),
    "a group that is the treatment": (('column = "young"', 'column = "started"'), "subgroups[1].column: 'started' is the treatment"),
    "no name": (('id = "ready-made"', 'id = " "'), "id: is empty; expected text in quotes"),
    "two outcomes that are primary": (('id = "violent"', 'id = "violent"\nrole = "primary"'), "outcomes: 2 are primary; expected exactly one"),
    "a key that is none": (("[clock]", "[clock]\nhorizn_days = 3"), "clock: 'horizn_days' is no key; nearest: horizon_days"),
    "a number in quotes": (("horizon_days = 365", 'horizon_days = "365"'), "clock.horizon_days: expected a whole number"),
    "half a day": (("horizon_days = 365", "horizon_days = 365.5"), "clock.horizon_days: expected a whole number"),
    "a key that stands twice": (("[clock]", "[clock]\nhorizon_days = 3"), "not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLANS)
def test_a_strange_plan_is_told_with_its_key(name, tmp_path):
    (old, new), words = PLANS[name]
    with pytest.raises(StudyError) as caught:
        run(tmp_path, TEXT, LEAN.replace(old, new, 1))
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "id is missing"), (b"a,b\n1,2\n", "not valid TOML"), (LEAN.encode("utf-16"), "not UTF-8 text")]
)
def test_a_plan_that_is_no_plan_is_told(content, words, tmp_path):
    with pytest.raises(StudyError, match=words):
        run(tmp_path, TEXT, content)


COLUMNS = {
    "an outcome that the file lacks": (TEXT, LEAN.replace('event = "violent"', 'event = "violence"'), "column 'violence' is missing; the plan names it in outcomes[2].event; nearest: violent"),
    "a member that is a category": (TEXT, LEAN + STRICT.replace("strict", "risk_band"), "'risk_band': 1,568 rows hold text where a number was expected"),
    "a member that is 2": (put("strict", "2"), LEAN + STRICT, "'strict': 1,568 rows are neither 0 nor 1; who belongs to a group"),
    "another linkage's outcome of 2": (put("reoffended_wide", "2"), LEAN + WIDE, "'reoffended_wide': 1,568 rows are neither 0 nor 1"),
    "another linkage's outcome unknown": (put("reoffended_wide", ""), LEAN + WIDE, "'reoffended_wide': 1,568 rows are neither 0 nor 1"),
    "a shorter horizon than the events": (TEXT, LEAN.replace("= 365", "= 100"), "'days': 240 rows lie beyond the horizon of 100"),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_a_plan_that_does_not_fit_the_file_is_told(name, tmp_path):
    content, plan, words = COLUMNS[name]
    with pytest.raises(InputError) as caught:
        run(tmp_path, content, plan)
    assert words in str(caught.value)


def test_people_who_were_not_watched_to_the_horizon_leave_no_headline(tmp_path):
    said = run(tmp_path, TEXT, LEAN.replace("horizon_days = 365", "horizon_days = 10000"))
    assert (
        "No result is given: refused at the gate of follow-up: the plan asks for at most 5 % of people whose time was not over."
        in said
    )
    assert "too low by nobody knows how much" in said
    assert "No difference was found" not in said


SAME = {
    "tabs": TEXT.replace(",", "\t"),
    "UTF-16 without a mark": TEXT.encode("utf-16-be"),
    "a mark and every cell quoted": b"\xef\xbb\xbf" + written(ROWS, quoting=csv.QUOTE_ALL).encode(),
    "old line ends and blank last lines": TEXT.replace("\n", "\r") + "\r\r",
    "spaces round the names": TEXT.replace(",".join(NAMES), " , ".join(NAMES), 1),
    "treatment as TRUE and FALSE": put("started", lambda row: str(started(row)).upper()),
    "numbers with a point": put("started", lambda row: f"{row['started']}.0"),
    "a weight that nobody asked for": written([[*NAMES, "weight"], *([*row, "-1"] for row in ROWS[1:])]),
    "no days for people still watched": put("days", "", lambda row: not row["ended"]),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return run(tmp_path_factory.mktemp("plain"), TEXT)


@pytest.mark.parametrize("name", SAME)
def test_another_way_of_writing_the_same_gives_the_same(name, plain, tmp_path):
    assert run(tmp_path, SAME[name]) == plain


def test_a_plan_with_a_mark_before_its_first_letter_is_read(plain, tmp_path):
    assert "not UTF-8" not in (said := run(tmp_path, TEXT, b"\xef\xbb\xbf" + LEAN.encode()))
    assert said.split("## Target trial")[1] == plain.split("## Target trial")[1]


@pytest.mark.parametrize("value", ["", "3"])
def test_a_covariate_that_says_nothing_is_said_and_the_others_still_adjust(value, tmp_path):
    said = run(tmp_path, put("priors", value))
    assert ("empty for everybody" in said) == (value == "")
    assert "No difference was found" in said
