"""The lint fires on every wrong design of the note and passes the right ones, which are right."""

import numpy as np
import pytest

from throughcare.evaluation.cox import fit_cox
from throughcare.evaluation.time_zero import Clock, lint_clock, lint_covariates, lint_early_gap, lint_starts
from throughcare.evaluation.trials import (
    History,
    landmark_cohort,
    pooled_hazard_ratio,
    sequential_trials,
    time_varying_hazard_ratio,
)


def null_history(seed, people=4000):
    """A programme with no effect, begun at random after release."""
    rng = np.random.default_rng(seed)
    fails, start = rng.exponential(1500, people), np.floor(rng.exponential(500, people))
    end = np.ceil(np.minimum(fails, 1095))
    return History(np.where(start < end, start, np.nan), end, fails <= 1095)


@pytest.mark.parametrize(
    ("clock", "rule"),
    [
        (Clock(membership="ever_started"), "ever-started"),
        (Clock(membership="completed"), "completion"),
        (Clock(drop_early_failures="treated"), "early-failures"),
        (Clock(exposure="landmark", landmark_days=180), "landmark-clock"),
        (Clock(exposure="landmark", clock_from="landmark"), "landmark-clock"),
        (Clock(same_time_zero=False), "two-time-zeros"),
    ],
)
def test_a_wrong_design_is_refused_with_its_mend(clock, rule):
    faults = lint_clock(clock)
    assert rule in {fault.rule for fault in faults}
    assert all(fault.mend for fault in faults)


@pytest.mark.parametrize(
    "clock",
    [
        Clock(),
        Clock(exposure="time_varying", membership="ever_started"),
        Clock(exposure="sequential_trials", membership="ever_started"),
        Clock(exposure="landmark", membership="ever_started", landmark_days=180, clock_from="landmark"),
        Clock(drop_early_failures="both"),
    ],
)
def test_a_right_design_passes(clock):
    assert lint_clock(clock) == []


def test_starts_after_time_zero_are_counted_in_people_and_person_days():
    treated = np.array([True, True, False])
    faults = lint_starts(treated, np.array([30.0, -5.0, np.nan]), np.array([365.0, 365.0, 365.0]))
    assert [(fault.people, fault.person_days) for fault in faults] == [(1, 30.0)]
    assert lint_starts(treated, np.array([0.0, -5.0, np.nan]), np.full(3, 365.0)) == []


def test_early_failures_missing_in_one_arm_are_found_and_chance_is_not_accused():
    rng = np.random.default_rng(1)
    treated = np.arange(4000) < 2000
    days = np.where(rng.random(4000) < 0.4, rng.integers(1, 365, 4000).astype(float), np.nan)
    assert lint_early_gap(treated, days) == []
    survivors = days.copy()
    survivors[treated & (days < 60)] = np.nan
    assert lint_early_gap(treated, survivors)[0].rule == "no-early-failures"


def test_a_covariate_known_later_is_hindsight():
    faults = lint_covariates({"risk": np.array([-3.0, 0.0, 5.0]), "age": np.array([-1.0, -1.0, -1.0])})
    assert [(fault.rule, fault.people) for fault in faults] == [("covariate-after-time-zero", 1)]


def test_the_naive_contrast_is_an_artefact_and_the_three_right_designs_are_not():
    found = []
    for seed in range(12):
        history = null_history(seed)
        ever = np.isfinite(history.start_days)
        naive = fit_cox(history.end_days, history.event.astype(int), ever[:, None] * 1.0).coefficients[0]
        trials = sequential_trials(history, window_days=60, last_day=720, horizon_days=730)
        _, treated, days, event = landmark_cohort(history, 180)
        landmark = fit_cox(days, event.astype(int), treated[:, None] * 1.0).coefficients[0]
        varying = time_varying_hazard_ratio(history).coefficients[0]
        found.append((naive, pooled_hazard_ratio(trials).coefficients[0], landmark, varying))
    means, errors = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(len(found))
    assert np.exp(means[0]) < 0.6
    assert (np.abs(means[1:]) < 3 * errors[1:] + 0.01).all()


def test_the_time_varying_model_equals_lifelines():
    import pandas as pd
    from lifelines import CoxTimeVaryingFitter

    history = null_history(3, people=400)
    rows = []
    for person, (start, end, event) in enumerate(zip(history.start_days, history.end_days, history.event, strict=True)):
        if np.isnan(start) or start == 0:
            rows.append((person, 0.0, end, 0.0 if np.isnan(start) else 1.0, event))
        else:
            rows += [(person, 0.0, start, 0.0, False), (person, start, end, 1.0, event)]
    frame = pd.DataFrame(rows, columns=["who", "begin", "end", "treated", "event"])
    oracle = CoxTimeVaryingFitter().fit(frame, id_col="who", start_col="begin", stop_col="end", event_col="event")
    # lifelines takes Efron's ties, ours Breslow's: alike where few events share a day.
    assert time_varying_hazard_ratio(history).coefficients[0] == pytest.approx(oracle.params_.iloc[0], abs=0.01)


def test_sequential_trials_count_people_not_rows():
    trials = sequential_trials(null_history(1, people=300), window_days=60, last_day=360, horizon_days=365)
    assert trials.people <= 300 < len(trials.person)
    assert trials.days.min() > 0
