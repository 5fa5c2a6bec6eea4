"""Whatever is wrong with a file is told with column and count, never with a value and never as a number that looks like a result."""

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from throughcare.errors import InputError, RefusedError, UsageError
from throughcare.evaluation.cohort_file import make_cohort, read_cohort
from throughcare.evaluation.design import make_columns
from throughcare.evaluation.evaluate import evaluate
from throughcare.evaluation.plan import parse_plan


@pytest.fixture(scope="module")
def plan(plan_text):
    return parse_plan(plan_text.encode(), "plan.toml")


@pytest.fixture(scope="module")
def table(invented_table):
    return invented_table(treated=150, compared=600, rate=0.2, seed=5)


def changed(table, **columns):
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table


def complaint(table, plan, error=InputError):
    with pytest.raises(error) as caught:
        evaluate(plan, make_cohort(table, plan, "cohort.csv", "x", first_line=2))
    return str(caught.value)


def test_csv_and_parquet_give_the_same_people(tmp_path, table, plan):
    pa.parquet.write_table(table, tmp_path / "c.parquet")
    pa.csv.write_csv(table, tmp_path / "c.csv")
    text = (tmp_path / "c.csv").read_text(encoding="utf-8")
    (tmp_path / "semicolon.csv").write_text("\ufeff" + text.replace(",", ";"), encoding="utf-8")
    cohorts = [read_cohort(tmp_path / name, plan) for name in ("c.parquet", "c.csv", "semicolon.csv")]
    for cohort in cohorts[1:]:
        assert cohort.keys.tolist() == cohorts[0].keys.tolist()
        assert cohort.texts == cohorts[0].texts
        for name, numbers in cohorts[0].numbers.items():
            assert np.array_equal(cohort.numbers[name], numbers, equal_nan=True), name


def test_every_missing_column_is_told_with_the_nearest(table, plan):
    words = complaint(table.drop_columns(["priors", "violent"]), plan)
    assert "column 'priors' is missing; the plan names it in covariates[2].column" in words
    assert "column 'violent' is missing" in words


def test_text_in_a_number_is_counted_and_placed_but_not_shown(table, plan):
    ages = [str(value) for value in table.column("age").to_pylist()]
    ages[3] = ages[10] = "a secret"
    words = complaint(changed(table, age=ages), plan)
    assert "column 'age': 2 rows hold text where a number was expected, first in line 5" in words
    assert "secret" not in words


def test_people_who_stand_twice_are_counted(table, plan):
    keys = table.column("person").to_pylist()
    keys[1] = keys[0]
    keys[5] = None
    words = complaint(changed(table, person=keys), plan)
    assert "1 people stand in 2 rows" in words
    assert "1 rows have no value" in words
    assert keys[0] not in words


def test_an_outcome_before_time_zero_is_counted(table, plan):
    days = table.column("days").to_pylist()
    days[0] = days[1] = -3.0
    assert "column 'days': 2 rows lie before time zero" in complaint(changed(table, days=days), plan)


def test_a_constant_treatment_is_refused(table, plan):
    for value in (0, 1):
        words = complaint(changed(table, started=[value] * table.num_rows), plan, RefusedError)
        assert f"is {value} for all {table.num_rows} people" in words


def test_an_unknown_treatment_or_outcome_is_counted(table, plan):
    started, events = table.column("started").to_pylist(), table.column("reoffended").to_pylist()
    started[0], events[1], events[2] = None, None, 3
    words = complaint(changed(table, started=started, reoffended=events), plan)
    assert "column 'started': 1 rows are neither 0 nor 1" in words
    assert "column 'reoffended': 1 rows are empty" in words
    assert "column 'reoffended': 1 rows are neither 0 nor 1" in words


def test_a_covariate_that_separates_the_groups_is_refused_by_name(table, plan):
    ages = np.where(np.array(table.column("started")) == 1, 60.0, 30.0) + np.arange(table.num_rows) % 5
    words = complaint(changed(table, age=ages), plan, RefusedError)
    assert "'age'" in words
    assert "separate the groups" in words


def test_no_common_support_is_refused(table, plan):
    rng = np.random.default_rng(1)
    started = np.array(table.column("started")) == 1
    ages, priors = rng.uniform(20, 60, table.num_rows), rng.uniform(0, 20, table.num_rows)
    # Apart only in the two together: each alone overlaps.
    priors = np.where(started, 100 - ages + priors / 10, 80 - ages + priors / 10)
    words = complaint(changed(table, age=ages, priors=priors), plan, RefusedError)
    assert "no common support" in words


def test_a_start_after_time_zero_is_refused_with_its_mend(table, plan):
    start = [5.0 if value is not None and value == value else None for value in table.column("start_days").to_pylist()]
    words = complaint(changed(table, start_days=start), plan, RefusedError)
    assert "start-after-time-zero" in words
    assert "sequential trials" in words


def test_a_category_with_very_many_levels_is_refused(table, plan):
    assert "levels" in complaint(changed(table, site=[f"s{at}" for at in range(table.num_rows)]), plan)


def test_an_empty_file_and_a_file_that_is_no_table_are_told(tmp_path, table, plan):
    assert "holds no row" in complaint(table.slice(0, 0), plan)
    (tmp_path / "broken.parquet").write_bytes(b"nothing of the kind")
    with pytest.raises(InputError, match="cannot be read as Parquet"):
        read_cohort(tmp_path / "broken.parquet", plan)
    with pytest.raises(UsageError, match="no such file"):
        read_cohort(tmp_path / "absent.csv", plan)
    (tmp_path / "torn.csv").write_text('person,started\n"a,1\n', encoding="utf-8")
    with pytest.raises(InputError):
        read_cohort(tmp_path / "torn.csv", plan)
    (tmp_path / "latin.csv").write_bytes("person,startéd\na,1\n".encode("latin-1"))
    with pytest.raises(InputError, match="column 'started' is missing"):
        read_cohort(tmp_path / "latin.csv", plan)


def test_rows_with_a_reason_are_counted_and_left_out(table, plan_text):
    plan = parse_plan(plan_text.replace('key = "person"', 'key = "person"\nexcluded = "why_not"').encode(), "plan.toml")
    reasons = ["not linked" if at < 20 else "died before release" if at < 25 else None for at in range(table.num_rows)]
    cohort = make_cohort(table.append_column("why_not", pa.array(reasons)), plan, "c", "x")
    assert cohort.left_out == {"not linked": 20, "died before release": 5}
    assert cohort.rows == table.num_rows - 25
    steps = [step.step for step in evaluate(plan, cohort).flow]
    assert "left out: not linked" in steps


def test_empty_covariates_are_declared_and_get_a_column_of_their_own(table, plan, plan_text):
    ages, sites = table.column("age").to_pylist(), table.column("site").to_pylist()
    for at in range(0, 60, 3):
        ages[at] = sites[at] = None
    cohort = make_cohort(changed(table, age=ages, site=sites), plan, "c", "x")
    columns = make_columns(plan, cohort)
    assert "age: not recorded" in columns.names
    assert "site = not recorded" in columns.names
    assert not np.isnan(columns.values).any()
    missing = {one.column: one for one in columns.missing}
    assert missing["age"].empty_treated + missing["age"].empty_comparison == 20
    strict = parse_plan(plan_text.replace('column = "age"', 'column = "age"\nmissing = "refuse"').encode(), "plan.toml")
    with pytest.raises(InputError, match="20 rows are empty"):
        make_columns(strict, cohort)


def test_a_term_in_one_group_only_is_told_and_the_score_says_that_it_was_ridged(table, plan):
    sites = table.column("site").to_pylist()
    started = table.column("started").to_pylist()
    alone = [at for at, value in enumerate(started) if value == 1][:8]
    for at in alone:
        sites[at] = "Elsewhere"
    result = evaluate(plan, make_cohort(changed(table, site=sites), plan, "c", "x"))
    assert "site = Elsewhere: 8 people, all treated" in result.overlap.one_sided
    assert result.overlap.score_was_ridged
    assert any("ridge" in remark for remark in result.remarks)
