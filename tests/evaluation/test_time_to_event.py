"""Curves, hazard ratios and frequency against R, lifelines and a sandwich written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from throughcare.errors import RefusedError
from throughcare.evaluation.cox import fit_cox
from throughcare.evaluation.curves import incidence_curve, incidence_parts, restricted_mean, survival_with_error, time_lost
from throughcare.evaluation.frequency import compare_frequency

TWELVE_DAYS = np.array([10, 10, 10, 20, 20, 20, 30, 30, 40, 40, 50, 50], float)
TWELVE_KINDS = np.array([1, 2, 0, 1, 1, 2, 0, 2, 1, 0, 0, 0])


@pytest.fixture(scope="module")
def reference(golden):
    return {(r["data"], r["what"], r["term"]): float(r["value"]) for r in golden.rows("survival_reference.csv")}


@pytest.fixture(scope="module")
def rossi():
    from lifelines.datasets import load_rossi

    return load_rossi()


def test_twelve_people_with_every_kind_of_tie_end_where_they_must():
    curve = incidence_curve(TWELVE_DAYS, TWELVE_KINDS)
    assert curve.at(50, 1) == pytest.approx(83 / 216, abs=1e-12)
    assert curve.at(50, 2) == pytest.approx(58 / 216, abs=1e-12)
    assert curve.at(40, 2) == pytest.approx(58 / 216, abs=1e-12)
    assert curve.at(9, 1) == 0
    naive = incidence_curve(TWELVE_DAYS, (TWELVE_KINDS == 1).astype(int))
    assert 1 - naive.survival_at(40) == pytest.approx(0.465278, abs=1e-6)


def test_the_errors_of_incidence_are_the_multinomial_ones():
    _, parts = incidence_parts(TWELVE_DAYS, TWELVE_KINDS, np.ones(12), 1, 40)
    assert parts @ parts == pytest.approx(0.0235066, abs=1e-7)


def test_every_step_of_twelve(reference):
    curve = incidence_curve(TWELVE_DAYS, TWELVE_KINDS)
    for kind in (1, 2):
        for day in (10, 20, 30, 40, 50):
            assert curve.at(day, kind) == pytest.approx(reference["twelve", f"aalen_johansen_cause{kind}", str(day)], abs=1e-12)


people = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 2), st.floats(0.1, 3)), min_size=2, max_size=25)


@given(people)
def test_incidences_and_survival_add_up_to_one_whatever_the_order(rows):
    days, kinds, weights = (np.array(column) for column in zip(*rows, strict=True))
    curve = incidence_curve(days.astype(float), kinds, weights)
    if len(curve.days):
        total = curve.survival + sum(curve.incidence.values())
        assert total == pytest.approx(np.ones(len(curve.days)), abs=1e-9)
    back = incidence_curve(days[::-1].astype(float), kinds[::-1], weights[::-1])
    for kind in curve.incidence:
        assert back.incidence[kind] == pytest.approx(curve.incidence[kind], abs=1e-9)


@given(people, st.integers(1, 9))
def test_each_persons_influence_is_the_slope_of_the_curve_in_their_weight(rows, horizon):
    days, kinds, weights = (np.array(column) for column in zip(*rows, strict=True))
    days = days.astype(float)
    _, parts = incidence_parts(days, kinds, weights, 1, horizon)
    step = 1e-6
    for at in range(len(days)):
        nudge = step * (np.arange(len(days)) == at)
        ends = [incidence_parts(days, kinds, weights + sign * nudge, 1, horizon)[0] for sign in (1, -1)]
        assert parts[at] == pytest.approx((ends[0] - ends[1]) / (2 * step) * weights[at], abs=1e-6)


def test_one_kind_alone_is_one_minus_survival():
    days, kinds = np.array([1.0, 2, 2, 3, 5, 6]), np.array([1, 1, 0, 1, 0, 1])
    curve = incidence_curve(days, kinds)
    assert curve.incidence[1] == pytest.approx(1 - curve.survival)


def test_rossi_survival_and_restricted_means(rossi, reference):
    for group in (0, 1):
        mine = (rossi.fin == group).to_numpy()
        days, events = rossi.week.to_numpy(float)[mine], rossi.arrest.to_numpy()[mine]
        for day, (share, se) in zip(
            (12, 26, 40, 52), survival_with_error(days, events, np.array([12.0, 26, 40, 52])), strict=True
        ):
            assert share == pytest.approx(reference["rossi", "km_survival", f"fin={group}@{day}"], abs=1e-6)
            assert se == pytest.approx(reference["rossi", "km_greenwood_se", f"fin={group}@{day}"], abs=1e-6)
        for horizon in (26, 52):
            mean, se = restricted_mean(days, events, horizon)
            assert mean == pytest.approx(reference["rossi", f"rmst_{horizon}", f"fin={group}"], abs=1e-6)
            assert se == pytest.approx(reference["rossi", f"rmst_{horizon}_se", f"fin={group}"], abs=1e-6)


def test_rossi_restricted_means_without_the_golden_file(rossi):
    aided = (rossi.fin == 1).to_numpy()
    means = [restricted_mean(rossi.week.to_numpy(float)[g], rossi.arrest.to_numpy()[g], 52)[0] for g in (~aided, aided)]
    assert means == pytest.approx([44.83333333, 46.875], abs=1e-6)


ROSSI = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]
RECID = ["workprg", "priors", "tserved", "felon", "alcohol", "drugs", "black", "married", "educ", "age"]


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_rossi_cox(rossi, reference, ties):
    fitted = fit_cox(rossi.week.to_numpy(float), rossi.arrest.to_numpy(), rossi[ROSSI].to_numpy(float), ties=ties)
    assert fitted.coefficients == pytest.approx([reference["rossi", f"cox_{ties}_coef", name] for name in ROSSI], abs=1e-6)
    assert fitted.errors == pytest.approx([reference["rossi", f"cox_{ties}_se", name] for name in ROSSI], abs=1e-6)
    assert fitted.likelihood == pytest.approx(reference["rossi", f"cox_{ties}_loglik", "model"], abs=1e-6)
    assert fitted.likelihood_without == pytest.approx(reference["rossi", f"cox_{ties}_loglik", "no_covariates"], abs=1e-6)


def test_recid_cox_survival_and_restricted_means(golden, reference):
    rows = golden.rows("recid.csv")
    columns = {name: np.array([float(row[name]) for row in rows]) for name in (*RECID, "durat", "cens")}
    events = 1 - columns["cens"].astype(int)
    fitted = fit_cox(columns["durat"], events, np.column_stack([columns[name] for name in RECID]))
    assert fitted.coefficients == pytest.approx([reference["recid", "cox_efron_coef", name] for name in RECID], abs=1e-6)
    assert fitted.errors == pytest.approx([reference["recid", "cox_efron_se", name] for name in RECID], abs=1e-6)
    for group in (0, 1):
        mine = columns["workprg"] == group
        shares = survival_with_error(columns["durat"][mine], events[mine], np.array([12.0, 24, 48, 72]))
        for day, (share, _) in zip((12, 24, 48, 72), shares, strict=True):
            assert share == pytest.approx(reference["recid", "km_survival", f"workprg={group}@{day}"], abs=1e-6)
        mean, se = restricted_mean(columns["durat"][mine], events[mine], 70)
        assert (mean, se) == pytest.approx(
            (reference["recid", "rmst_70", f"workprg={group}"], reference["recid", "rmst_70_se", f"workprg={group}"]), abs=1e-6
        )


@pytest.mark.filterwarnings("ignore")
def test_weighted_cox_and_errors_by_person_equal_lifelines():
    import pandas as pd
    from lifelines import CoxPHFitter

    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"t": np.arange(200) < 80, "z": rng.normal(size=200), "w": rng.uniform(0.2, 2, 200), "who": np.arange(200) // 2}
    )
    frame["days"] = rng.exponential(300, 200)
    frame["event"] = (rng.random(200) < 0.7).astype(int)
    frame["t"] = frame["t"].astype(float)
    oracle = CoxPHFitter().fit(frame, "days", "event", weights_col="w", cluster_col="who")
    columns, weights, who = frame[["t", "z"]].to_numpy(), frame.w.to_numpy(), frame.who.to_numpy()
    fitted = fit_cox(frame.days.to_numpy(), frame.event.to_numpy(), columns, weights=weights, clusters=who)
    assert fitted.coefficients == pytest.approx(oracle.params_.to_numpy(), abs=1e-6)
    assert fitted.robust_errors == pytest.approx(oracle.standard_errors_.to_numpy(), rel=1e-4)


def test_no_event_and_no_finite_ratio_are_refused():
    with pytest.raises(RefusedError, match="at least one event"):
        fit_cox(np.array([1.0, 2.0]), np.array([0, 0]), np.array([[0.0], [1.0]]))
    with pytest.raises(RefusedError, match="finite"):
        fit_cox(np.arange(1.0, 41), (np.arange(40) < 20).astype(int), (np.arange(40) < 20)[:, None] * 1.0)


def test_time_lost_is_the_area_under_incidence():
    curve = incidence_curve(np.array([2.0, 4.0]), np.array([1, 0]))
    assert time_lost(curve, 1, 10) == pytest.approx(0.5 * 8)


def test_frequency_equals_a_sandwich_written_out():
    rng = np.random.default_rng(1)
    n = 1500
    treated = np.arange(n) < 400
    days, weights = rng.uniform(30, 365, n), np.where(treated, 1.0, rng.uniform(0.1, 2, n))
    counts = rng.poisson(rng.gamma(1.0, 0.8, n) * days / 365.25).astype(float)
    got = compare_frequency(counts, days, treated, weights)
    x = np.column_stack([np.ones(n), treated * 1.0])
    beta, years = np.zeros(2), days / 365.25
    for _ in range(100):
        mean = years * np.exp(x @ beta)
        pull = weights * (counts - mean) / (1 + got.dispersion * mean)
        bend = weights * mean * (1 + got.dispersion * counts) / (1 + got.dispersion * mean) ** 2
        curve = (x * bend[:, None]).T @ x
        beta = beta + np.linalg.solve(curve, x.T @ pull)
    spread = np.linalg.inv(curve) @ ((x * pull[:, None]).T @ (x * pull[:, None])) @ np.linalg.inv(curve)
    assert np.log(got.ratio) == pytest.approx(beta[1], abs=1e-6)
    assert (np.log(got.high) - np.log(got.low)) / (2 * 1.959964) == pytest.approx(np.sqrt(spread[1, 1]), rel=1e-4)


def test_frequency_without_events_is_refused():
    with pytest.raises(RefusedError):
        compare_frequency(np.zeros(4), np.full(4, 300.0), np.array([True, False, True, False]), np.ones(4))
