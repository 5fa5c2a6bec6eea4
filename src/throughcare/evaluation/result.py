"""An evaluation as data: every part of the report in its order, exact, for the analysis side.

`as_dict` is plain JSON data. Whatever leaves goes through disclosure control first; nothing here is protected.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any

from throughcare.evaluation.as_they_are import AsTheyAre
from throughcare.evaluation.balance import TermBalance
from throughcare.evaluation.design import Missing
from throughcare.evaluation.estimate import Estimate
from throughcare.evaluation.frequency import Frequency
from throughcare.evaluation.linkage_error import Combined, Corrected
from throughcare.evaluation.lock import LockState
from throughcare.evaluation.panel import Refusal
from throughcare.evaluation.power import Detectable
from throughcare.evaluation.sensitivity import EValue, HiddenFactor, NegativeControls
from throughcare.evaluation.ties import TieOrders


@dataclass(frozen=True)
class TrialRow:
    """One element of the target trial: what the trial would do, what was done with records."""

    element: str
    target: str
    emulation: str


@dataclass(frozen=True)
class FlowStep:
    """People at one step, and why the ones since the step before are gone."""

    step: str
    people: int
    treated: int | None = None
    comparison: int | None = None


@dataclass(frozen=True)
class Overlap:
    """Whether the treated have anybody like them: histograms on the logit, and who has not."""

    edges: list[float]
    treated: list[int]
    comparison: list[int]
    outside_share: float
    unmatched_share: float | None
    one_sided: tuple[str, ...]
    score_was_ridged: bool

    @property
    def lost_share(self) -> float:
        """Share of the treated without anybody comparable."""
        return max(self.outside_share, self.unmatched_share or 0.0)


@dataclass(frozen=True)
class Balance:
    """Every term before and after the primary adjustment."""

    definition: str
    before: list[TermBalance]
    after: list[TermBalance]
    largest_before: float
    largest_after: float
    effective_treated: float
    effective_comparison: float
    largest_weight_share: float
    top_weight_share: float


@dataclass(frozen=True)
class Gate:
    """One condition of a headline: what was measured, what the plan asks."""

    gate: str
    passed: bool
    measured: float
    limit: float
    reason: str
    wants: str


@dataclass(frozen=True)
class Primary:
    """The primary result, or the reason why there is none."""

    outcome: str
    label: str
    refused: str | None
    estimate: Estimate | None
    sentence: str
    needed: int | None
    estimator: str


@dataclass(frozen=True)
class CurvePoint:
    """One day of the curves: incidence by kind and arm, the main event's with an interval; people, unweighted, with it by then."""

    day: float
    kind: str
    treated: float
    comparison: float
    events_treated: int
    events_comparison: int
    treated_low: float | None = None
    treated_high: float | None = None
    comparison_low: float | None = None
    comparison_high: float | None = None


@dataclass(frozen=True)
class HazardRatio:
    """A cause-specific hazard ratio with its robust interval."""

    ratio: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True)
class RestrictedMean:
    """Mean days without the event up to `horizon_days`, by arm, and the difference."""

    horizon_days: float
    treated: float
    comparison: float
    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Course:
    """What happens when: curves with competing events, and the figures taken from them."""

    outcome: str
    points: list[CurvePoint]
    hazard_ratio: HazardRatio | None
    restricted_mean: RestrictedMean | None
    overstated_by_censoring: float | None
    years_at_liberty_treated: float | None
    years_at_liberty_comparison: float | None
    frequency: Frequency | None
    as_they_are: AsTheyAre | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Linkage:
    """What linkage error may have done: our correction, the grid, the sweep, the draws."""

    ours: Corrected | None
    ours_from: str
    grid: list[dict[str, float | bool | None]]
    kept_sign: int
    turned_sign: int
    not_identified: int
    sweep: list[Estimate | Refusal]
    draws: Combined | None


@dataclass(frozen=True)
class Waiting:
    """Share of offences committed in time whose proof came too late to count, by arm."""

    counted_treated: float
    late_treated: float
    share_treated: float | None
    counted_comparison: float
    late_comparison: float
    share_comparison: float | None
    people_late_treated: int
    people_late_comparison: int


@dataclass(frozen=True)
class Interaction:
    """How much the effect differs between a subgroup and the others; one test, never two."""

    label: str
    otherwise: str
    inside: float | None
    outside: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    refused: str | None = None
    in_short: str | None = None
    smallest_group: float = 0.0


@dataclass(frozen=True)
class SecondaryOutcome:
    """One further outcome by the primary estimator, with its p-value adjusted for the others."""

    estimate: Estimate | None
    label: str
    adjusted_p_value: float | None
    refused: str | None = None


@dataclass(frozen=True)
class JdlRow:
    """One row of a Justice Data Lab table."""

    table: int
    title: str
    row: str
    people_treated: int
    people_comparison: int
    value_treated: float | None
    value_comparison: float | None
    low: float | None
    high: float | None
    estimated_difference: str
    is_significant: bool | None
    p_value: float | None
    refused: str | None = None


@dataclass(frozen=True)
class Pair:
    """A treated person, a partner, which partner of theirs it is (from 1), and the partner's part; keys as the file has them."""

    treated: str
    slot: int
    comparison: str
    part: float


@dataclass(frozen=True)
class Evaluation:
    """Everything an evaluation says, in the order in which a report prints it."""

    title: str
    question: str
    plan_id: str
    plan_sha256: str
    cohort: str
    cohort_sha256: str
    invented: bool
    benchmark: bool
    lock: LockState
    target_trial: list[TrialRow]
    flow: list[FlowStep]
    missing: list[Missing]
    detectable: dict[str, Detectable | None]
    overlap: Overlap
    balance: Balance
    gates: list[Gate]
    primary: Primary
    course: Course | None
    panel: list[Estimate | Refusal]
    ties: TieOrders | None
    unadjusted: Estimate | None
    negative_controls: NegativeControls | None
    e_value: EValue | None
    hidden_factor: list[HiddenFactor]
    linkage: Linkage | None
    waiting: Waiting | None
    subgroups: list[Interaction]
    definitions: list[Estimate | Refusal]
    secondary: list[SecondaryOutcome]
    multiple_comparisons: str
    jdl: list[JdlRow]
    literature: dict[str, Any] | None
    limits: tuple[str, ...]
    remarks: tuple[str, ...] = field(default=())
    pairs: tuple[Pair, ...] = field(default=())

    def as_dict(self, *, with_pairs: bool = False) -> dict[str, Any]:
        """Plain data: no tuple, no infinity, no not-a-number. People's keys stand in it only where asked for."""
        given = dataclasses.replace(self, pairs=self.pairs if with_pairs else ())
        plain: dict[str, Any] = make_plain(dataclasses.asdict(given))
        return plain


def make_plain(value: Any) -> Any:
    """Anything of ours as JSON would have it; what is not finite becomes null."""
    if isinstance(value, dict):
        return {str(key): make_plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [make_plain(one) for one in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return make_plain(dataclasses.asdict(value))
    if hasattr(value, "item") and not isinstance(value, (str, bytes)):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
