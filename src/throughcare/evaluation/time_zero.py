"""Does anybody's treatment depend on what happened after the clock began? The lint, and the designs that mend it.

A programme begun after release and counted from release lends its people days in which they could not fail: a null programme then
looks like a hazard ratio of 0.38. Every fault is refused with its reason; nothing is softened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats

Exposure = Literal["by_time_zero", "time_varying", "sequential_trials", "landmark"]
Membership = Literal["started", "ever_started", "completed"]

MENDS = (
    "use a time-varying exposure (exposure = 'time_varying'), sequential trials (exposure = 'sequential_trials') "
    "or a landmark with a new clock (exposure = 'landmark', landmark_days = ...)"
)
# A gap at the start of the treated's curve is a fault when chance would leave it less often than this.
CHANCE = 1e-4


@dataclass(frozen=True)
class Fault:
    """One reason why a plan, or a cohort under it, is refused; people and person-days where they can be counted."""

    rule: str
    reason: str
    mend: str
    people: int | None = None
    person_days: float | None = None


@dataclass(frozen=True)
class Clock:
    """What the plan says about time and membership."""

    exposure: Exposure = "by_time_zero"
    membership: Membership = "started"
    landmark_days: int | None = None
    clock_from: Literal["time_zero", "landmark"] = "time_zero"
    same_time_zero: bool = True
    drop_early_failures: Literal["none", "both", "treated", "comparison"] = "none"


def lint_clock(clock: Clock) -> list[Fault]:
    """Faults that the plan's own words show, before any file is read."""
    faults = []
    if clock.exposure == "by_time_zero" and clock.membership == "ever_started":
        faults.append(
            Fault("ever-started", "treatment is defined by a start that may come after time zero, counted from time zero", MENDS)
        )
    if clock.membership == "completed":
        faults.append(
            Fault(
                "completion",
                "completing needs surviving: completers are chosen by what happened after time zero",
                f"compare starting with not starting, or {MENDS}",
            )
        )
    if clock.drop_early_failures in ("treated", "comparison"):
        faults.append(
            Fault(
                "early-failures",
                f"early failures are dropped among the {clock.drop_early_failures} only",
                "drop nobody, or begin both groups' clock later (landmark)",
            )
        )
    if clock.exposure == "landmark" and (clock.clock_from != "landmark" or not clock.landmark_days):
        faults.append(
            Fault(
                "landmark-clock",
                "a landmark without a new clock: the days before it are counted for people who could not fail in them",
                "set landmark_days and clock_from = 'landmark'",
            )
        )
    if not clock.same_time_zero:
        faults.append(
            Fault(
                "two-time-zeros",
                "the comparison people have another time zero than those who started",
                "give both one event as time zero",
            )
        )
    return faults


def lint_starts(treated: Flags, start_days: Floats, follow_up_days: Floats) -> list[Fault]:
    """Starts after time zero among those classed as treated from time zero; `start_days` may be not-a-number where unknown."""
    late = treated & (start_days > 0)
    if not late.any():
        return []
    immortal = float(np.minimum(start_days[late], follow_up_days[late]).sum())
    return [
        Fault(
            "start-after-time-zero",
            f"{int(late.sum())} people classed as treated from time zero started after it: {immortal:,.0f} person-days in which they could not fail",
            MENDS,
            int(late.sum()),
            immortal,
        )
    ]


def lint_early_gap(treated: Flags, event_days: Floats) -> list[Fault]:
    """No treated person fails early on, and chance cannot explain it; `event_days` is not-a-number without an event.

    Catches files in which early failures were dropped, or never could join, without saying so.
    """
    ours, theirs = event_days[treated], event_days[~treated]
    if not np.isfinite(ours).any() or len(theirs) < 1:
        return []
    first = float(np.nanmin(ours))
    before = float(np.mean(theirs < first))
    # The treated may fail less: only half the comparison's early risk is expected of them before calling it impossible.
    chance = (1 - before / 2) ** len(ours)
    if first <= 1 or chance >= CHANCE:
        return []
    expected = before * len(ours)
    reason = (
        f"nobody treated has the event before day {first:.0f}, while {before:.1%} of the comparison people do: about {expected:.0f} "
        "early failures are missing among the treated"
    )
    return [Fault("no-early-failures", reason, MENDS, len(ours), float(first * len(ours)))]


def lint_covariates(known_after_days: dict[str, Floats]) -> list[Fault]:
    """Covariates with a date of knowledge after time zero, in days (positive = hindsight)."""
    faults = []
    for name, days in known_after_days.items():
        late = int((days > 0).sum())
        if late:
            faults.append(
                Fault(
                    "covariate-after-time-zero",
                    f"covariate '{name}' became known after time zero for {late} people",
                    "use the value known on the day, or leave the covariate out",
                    late,
                )
            )
    return faults
