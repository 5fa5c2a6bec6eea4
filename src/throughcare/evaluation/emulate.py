"""Cohorts in which treatment begins after time zero, made right: a landmark's new clock, or one trial after another.

Outcomes are counted again from the new clock, so each needs its days. A person who was not watched to the horizon, and to whom nothing happened,
is left out and counted. In sequential trials one person stands in many rows: people are counted, not rows; errors are by person, and the trial is a covariate.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats, Integers
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.design import TRIAL
from throughcare.evaluation.plan import Plan, Values
from throughcare.evaluation.trials import History, landmark_cohort, sequential_trials

NOT_WATCHED = "not watched to the horizon of the new clock"


def emulate(plan: Plan, cohort: Cohort) -> Cohort:
    """The cohort as the plan's exposure needs it; unchanged where treatment is decided by time zero."""
    clock = plan.sections["clock"]
    if clock["exposure"] == "by_time_zero":
        return cohort
    history = _history(plan, cohort)
    if clock["exposure"] == "landmark":
        landmark = float(clock["landmark_days"])
        rows, treated, _, _ = landmark_cohort(history, landmark)
        gone = {"followed up, or failed, before the landmark": cohort.rows - len(rows)}
        return _from_new_clock(plan, cohort, rows, np.full(len(rows), landmark), treated, gone)
    window, horizon = int(clock["window_days"]), float(clock["horizon_days"])
    started = history.start_days[np.isfinite(history.start_days)]
    if not len(started):
        raise RefusedError("no start is recorded; sequential trials need the days from time zero to each start")
    trials = sequential_trials(history, window_days=window, last_day=int(started.max()) + window, horizon_days=horizon)
    # A trial in which nobody starts compares nobody.
    useful = np.isin(trials.trial, np.unique(trials.trial[trials.treated]))
    rows, opened = trials.person[useful], trials.trial[useful].astype(np.int64) * window
    gone = {
        "in no trial: failed, or no longer followed, before one opened in which anybody starts": cohort.rows
        - len(np.unique(rows))
    }
    return _from_new_clock(plan, cohort, rows, opened.astype(np.float64) + window, trials.treated[useful], gone)


def _history(plan: Plan, cohort: Cohort) -> History:
    start, days = plan.sections["treatment"]["start_days"], plan.primary["days"]
    if not start or not days:
        raise RefusedError(
            f"exposure '{plan.sections['clock']['exposure']}' needs treatment.start_days and the primary outcome's days",
            in_short="the plan's new clock needs days to the start and to the outcome",
        )
    watched = cohort.numbers[str(days)]
    if np.isnan(watched).any():
        raise RefusedError(
            f"column '{days}': {int(np.isnan(watched).sum()):,} rows are empty; a new clock needs everybody's days",
            in_short="the plan's new clock needs everybody's days, and some are not known",
        )
    return History(cohort.numbers[str(start)], watched, _happened(plan.primary, cohort))


def _happened(outcome: Values, cohort: Cohort) -> Flags:
    if outcome["ended"]:
        return np.array([text == "event" for text in cohort.texts[str(outcome["ended"])]])
    return np.asarray(cohort.numbers[str(outcome["event"])] == 1)


def _from_new_clock(plan: Plan, cohort: Cohort, rows: Integers, begins: Floats, treated: Flags, gone: dict[str, int]) -> Cohort:
    """Rows of people on a clock that begins at `begins`; every outcome counted again from it."""
    horizon = float(plan.sections["clock"]["horizon_days"])
    numbers = {name: column[rows] for name, column in cohort.numbers.items()}
    texts = {name: [column[at] for at in rows.tolist()] for name, column in cohort.texts.items()}
    kept = np.ones(len(rows), bool)
    for outcome in plan.outcomes:
        if not outcome["days"]:
            raise RefusedError(
                f"outcome '{outcome['id']}' has no days; under a new clock it cannot be counted again",
                in_short=f"the outcome {outcome['id']} has no days; under a new clock it cannot be counted again",
            )
        after = cohort.numbers[str(outcome["days"])][rows] - begins
        happened = _happened(outcome, cohort)[rows]
        ended = happened if not outcome["ended"] else np.array([bool(text) for text in texts[str(outcome["ended"])]])
        kept &= (after > 0) & (ended | (after >= horizon))
        numbers[str(outcome["event"])] = (happened & (after <= horizon)).astype(np.float64)
        numbers[str(outcome["days"])] = np.minimum(after, horizon)
    numbers[str(plan.sections["treatment"]["column"])] = treated.astype(np.float64)
    texts[TRIAL] = [f"day {begin:04.0f}" for begin in begins.tolist()]
    gone = {**gone, NOT_WATCHED: len(np.unique(rows)) - len(np.unique(rows[kept]))}
    people = np.unique(cohort.keys, return_inverse=True)[1][rows]
    once = len(np.unique(people)) == len(people)
    made = replace(
        cohort,
        keys=np.array([f"{key}|{begin:06.0f}" for key, begin in zip(cohort.keys[rows].tolist(), begins.tolist(), strict=True)])[
            kept
        ],
        treated=treated[kept],
        numbers={name: column[kept] for name, column in numbers.items()},
        texts={
            name: [text for text, stays in zip(column, kept.tolist(), strict=True) if stays] for name, column in texts.items()
        },
        left_out=cohort.left_out | {reason: count for reason, count in gone.items() if count},
        clusters=None if once else people[kept],
    )
    if made.treated.all() or not made.treated.any():
        raise RefusedError("under the new clock everybody, or nobody, is treated; there is nothing to compare")
    return made
