"""Whether days, how they ended, and whether the event happened agree with each other in a cohort.

An outcome may say its course twice: `days` and `ended` beside the event that the headline counts, and `curve_days` and `curve_ended` for the curves, which a
recall ends as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.plan import Plan, Values

ENDINGS = ("event", "recall", "death", "deportation", "other")
# A year of 366 days is let pass for one of 365.
LEAP = 366 / 365
Numbers = dict[str, Floats]
Texts = dict[str, list[str | None]]
Words = np.ndarray[Any, Any]


def find_contradictions(plan: Plan, numbers: Numbers, texts: Texts) -> list[str]:
    """What does not agree, by column with how many rows; columns are taken to be there and to hold numbers where numbers belong."""
    horizon = float(plan.sections["clock"]["horizon_days"])
    problems: list[str] = []
    for outcome in plan.outcomes_in("primary", "secondary", "negative_control"):
        happened = numbers[str(outcome["event"])] == 1
        problems += _days_apart(plan, outcome, numbers, happened, horizon)
        problems += _liberty_beyond(outcome, numbers, horizon)
        problems += _words_apart(outcome, numbers, texts, happened, horizon)
        if outcome["curve_days"]:
            problems += _curve_apart(outcome, numbers, texts, happened, horizon)
    return problems


def _days_apart(plan: Plan, outcome: Values, numbers: Numbers, happened: Flags, horizon: float) -> Iterator[str]:
    event, days = outcome["event"], outcome["days"]
    if not days:
        return
    if lost := int((happened & np.isnan(numbers[str(days)])).sum()):
        yield f"column '{days}': {lost:,} rows are empty although '{event}' is 1; expected the day of the event"
    if beyond := _beyond_horizon(plan, happened, numbers[str(days)], horizon):
        yield f"column '{days}': {beyond:,} rows lie beyond the horizon of {horizon:g} although '{event}' is 1; expected 0 where it came later (or a longer horizon)"


def _beyond_horizon(plan: Plan, happened: Flags, days: Floats, horizon: float) -> int:
    """Events later than the horizon, where the clock begins at time zero; leap days are let pass."""
    if plan.sections["clock"]["exposure"] != "by_time_zero":
        return 0
    return int((happened & (days > horizon * LEAP)).sum())


def _liberty_beyond(outcome: Values, numbers: Numbers, horizon: float) -> Iterator[str]:
    column = outcome["at_liberty_days"]
    if column and (beyond := int((numbers[str(column)] > horizon * LEAP).sum())):
        yield f"column '{column}': {beyond:,} rows lie beyond the horizon of {horizon:g}; expected days at liberty within it"


def count_unwatched(outcome: Values, numbers: Numbers, texts: Texts, horizon: float) -> int:
    """People watched for less than the horizon whom nothing ended, so that nobody knows whether the event came; some days are let pass."""
    ended = outcome["ended"]
    is_over = _words(texts, str(ended)) != "" if ended else numbers[str(outcome["event"])] == 1
    return int((~is_over & (numbers[str(outcome["days"])] < horizon / LEAP)).sum())


def _words_apart(outcome: Values, numbers: Numbers, texts: Texts, happened: Flags, horizon: float) -> Iterator[str]:
    event, days, ended = outcome["event"], outcome["days"], outcome["ended"]
    if not ended:
        return
    words = _words(texts, str(ended))
    yield from _odd_words(words, str(ended))
    if other := int((happened & (words != "event")).sum()):
        yield f"column '{ended}': {other:,} rows do not say 'event' although '{event}' is 1"
    if days and (unseen := int((~happened & (words == "event") & (numbers[str(days)] <= horizon)).sum())):
        yield f"column '{ended}': {unseen:,} rows say 'event' within {horizon:g} days although '{event}' is not 1"


def _curve_apart(outcome: Values, numbers: Numbers, texts: Texts, happened: Flags, horizon: float) -> Iterator[str]:
    event, days, ended = outcome["event"], str(outcome["curve_days"]), str(outcome["curve_ended"])
    own, words = numbers[days], _words(texts, ended)
    yield from _odd_words(words, ended)
    if empty := int(np.isnan(own).sum()):
        yield f"column '{days}': {empty:,} rows are empty; expected the day on which watching for the curve ended"
    if later := int((own > numbers[str(outcome["days"])]).sum()):
        yield f"column '{days}': {later:,} rows lie after '{outcome['days']}'; the first of several endings cannot come later"
    if watched := int((happened & (words == "")).sum()):
        yield f"column '{ended}': {watched:,} rows name no ending although '{event}' is 1"
    if unseen := int((~happened & (words == "event") & (own <= horizon)).sum()):
        yield f"column '{ended}': {unseen:,} rows say 'event' within {horizon:g} days although '{event}' is not 1"


def _odd_words(words: Words, column: str) -> Iterator[str]:
    if odd := int((~np.isin(words, ("", *ENDINGS))).sum()):
        yield f"column '{column}': {odd:,} rows hold another word than {', '.join(ENDINGS)}, or nothing"


def _words(texts: Texts, column: str) -> Words:
    return np.array([text or "" for text in texts[column]])
