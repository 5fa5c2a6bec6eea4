"""What is said after the primary result: every doubt that the plan names, each with its own numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import Flags, Floats
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.design import make_columns
from throughcare.evaluation.emulate import emulate
from throughcare.evaluation.estimate import Estimate, normal_p
from throughcare.evaluation.linkage_error import (
    Combined,
    LinkError,
    combine_draws,
    correct_with_interval,
    error_grid,
    where_the_conclusion_turns,
)
from throughcare.evaluation.linkages import OtherLinkage
from throughcare.evaluation.panel import Adjustment, Refusal, Settings, adjust, estimate
from throughcare.evaluation.plan import Plan, Values
from throughcare.evaluation.prepared import Prepared, prepare
from throughcare.evaluation.propensity import fit_logistic
from throughcare.evaluation.result import Interaction, Linkage, SecondaryOutcome, Waiting
from throughcare.evaluation.sensitivity import HiddenFactor, Recorded, hidden_factor_grid
from throughcare.evaluation.support import leave_out_unlike

ARM_AT_LEAST = 10


def estimate_secondary(plan: Plan, cohort: Cohort, data: Prepared, adjustment: Adjustment) -> list[SecondaryOutcome]:
    """The further outcomes by the primary estimator; Holm's adjustment over them; the primary stands alone."""
    found: list[SecondaryOutcome] = []
    for outcome in plan.outcomes_in("secondary"):
        values = cohort.numbers[str(outcome["event"])]
        events = cohort.people(values == 1) if outcome["kind"] == "yes_no" else None
        if events is not None and events < plan.sections["gates"]["events_at_least"]:
            found.append(SecondaryOutcome(None, str(outcome["label"]), None, "too few events in both groups together"))
            continue
        one = estimate(adjustment, data, values, str(outcome["id"]), binary=outcome["kind"] == "yes_no")
        found.append(SecondaryOutcome(one, str(outcome["label"]), None))
    ranked = sorted((one.estimate.p_value, one.estimate.outcome) for one in found if one.estimate is not None)
    adjusted: dict[str, float] = {}
    largest = 0.0
    for at, (p_value, name) in enumerate(ranked):
        largest = max(largest, min(1.0, (len(ranked) - at) * p_value))
        adjusted[name] = largest
    return [replace(one, adjusted_p_value=adjusted.get(one.estimate.outcome) if one.estimate else None) for one in found]


def estimate_controls(plan: Plan, cohort: Cohort, data: Prepared, adjustment: Adjustment) -> list[Estimate]:
    """The negative-control outcomes by the primary estimator; those with fewer than ten events in all say nothing and are left out."""
    estimates = []
    for outcome in plan.outcomes_in("negative_control"):
        values = cohort.numbers[str(outcome["event"])]
        if outcome["kind"] == "number" or cohort.people(values == 1) >= ARM_AT_LEAST:
            estimates.append(estimate(adjustment, data, values, str(outcome["id"]), binary=outcome["kind"] == "yes_no"))
    return estimates


def hide_a_factor(data: Prepared, outcome: Floats, primary: Estimate, *, seed: int) -> list[HiddenFactor]:
    """The hidden-factor grid at this study's own recorded people, size and rates."""
    free = ~data.treated
    beta, _, settled = fit_logistic(data.design[free], outcome[free])
    risk = data.design @ beta if settled else np.zeros(len(outcome))
    rate = min(max(primary.mean_comparison, 1e-4), 1 - 1e-4)
    recorded = Recorded(data.score.logit, np.clip(risk, -12, 12), float(data.treated.mean()), rate)
    return hidden_factor_grid(recorded, seed=seed)


def doubt_linkage(
    plan: Plan, primary: Estimate, sweep: list[Estimate | Refusal], draws: Combined | None, *, seed: int
) -> Linkage | None:
    """Correction at our own place where the plan knows it, and the grid all round."""
    known = plan.sections["linkage"]
    ours = None
    if all(known[key] is not None for key in ("linked_treated", "linked_comparison", "false_treated", "false_comparison")):
        errors = [
            LinkError(
                float(known[f"linked_{arm}"]), float(known[f"false_{arm}"]), float(known["linked_se"]), float(known["false_se"])
            )
            for arm in ("treated", "comparison")
        ]
        rates = (primary.mean_treated, primary.mean_comparison)
        spread = (primary.mean_treated_se or 0.0, primary.mean_comparison_se or 0.0)
        ours = correct_with_interval(rates, spread, (errors[0], errors[1]), seed=seed)
    cells = error_grid(primary.mean_treated, primary.mean_comparison)
    kept, turned, silent = where_the_conclusion_turns(cells, primary.difference)
    grid: list[dict[str, float | bool | None]] = [
        {
            "linked_treated": cell.linked_treated, "linked_comparison": cell.linked_comparison, "false_treated": cell.false_treated,
            "false_comparison": cell.false_comparison, "identified": cell.corrected.identified, "difference": cell.corrected.difference,
            "ratio": cell.corrected.ratio,
        }
        for cell in cells
    ]  # fmt: skip
    return Linkage(ours, str(known["from"]), grid, kept, turned, silent, sweep, draws)


def count_waiting(outcome: Values, cohort: Cohort) -> Waiting | None:
    """Offences in time but proven too late, by arm, unadjusted."""
    if not outcome["late"]:
        return None
    column = outcome["count"] or outcome["event"]
    counted, late = (np.nan_to_num(cohort.numbers[str(name)]) for name in (column, outcome["late"]))
    found: list[float | None] = []
    people = []
    for arm in (cohort.treated, ~cohort.treated):
        seen, missed = float(counted[arm].sum()), float(late[arm].sum())
        found += [seen, missed, missed / (seen + missed) if seen + missed > 0 else None]
        people.append(cohort.people((late > 0) & arm))
    return Waiting(found[0] or 0.0, found[1] or 0.0, found[2], found[3] or 0.0, found[4] or 0.0, found[5], *people)


def find_interactions(plan: Plan, cohort: Cohort, settings: Settings, outcome: Values) -> list[Interaction]:
    """For each subgroup, the effect inside against the effect outside: one interval and one p-value for their difference."""
    found = []
    for subgroup in plan.lists["subgroups"]:
        inside = cohort.numbers[str(subgroup["column"])] == 1
        label, otherwise = str(subgroup["label"]), str(subgroup["otherwise"])
        try:
            both = [estimate_within(plan, cohort, part, settings, outcome) for part in (inside, ~inside)]
        except RefusedError as refused:
            found.append(Interaction(label, otherwise, None, None, None, None, None, None, str(refused), refused.in_short))
            continue
        gap = both[0].difference - both[1].difference
        se = math.hypot(both[0].se, both[1].se)
        reach = 1.959964 * se
        p_value, smallest = normal_p(abs(gap) / max(se, 1e-300)), min(one.smallest_group for one in both)
        found.append(
            Interaction(
                label,
                otherwise,
                both[0].difference,
                both[1].difference,
                gap,
                gap - reach,
                gap + reach,
                p_value,
                smallest_group=smallest,
            )
        )
    return found


def estimate_variants(plan: Plan, cohort: Cohort, settings: Settings, kind: str) -> list[tuple[str, Estimate | Refusal]]:
    """The primary estimator for the primary outcome under each variant of a kind: definitions, link sets, drawn linkages."""
    found: list[tuple[str, Estimate | Refusal]] = []
    for variant in plan.lists["variants"]:
        if variant["kind"] != kind:
            continue
        part = np.ones(cohort.rows, bool) if not variant["member"] else cohort.numbers[str(variant["member"])] == 1
        outcome = dict(plan.primary)
        outcome["event"] = f"{outcome['event']}{variant['suffix']}"
        try:
            answer: Estimate | Refusal = replace(
                estimate_within(plan, cohort, part, settings, outcome), outcome=str(variant["id"])
            )
        except RefusedError as refused:
            answer = Refusal(str(variant["id"]), str(refused), refused.in_short)
        found.append((str(variant["id"]), answer))
    return found


def estimate_linkages(
    plan: Plan, others: Sequence[OtherLinkage], settings: Settings, kind: str
) -> list[tuple[str, Estimate | Refusal]]:
    """The primary question in every other linkage of a kind: score and all fitted anew, as the people and outcomes may differ."""
    found: list[tuple[str, Estimate | Refusal]] = []
    for one in others:
        if one.kind != kind:
            continue
        try:
            cohort = emulate(plan, one.cohort)
            answer: Estimate | Refusal = replace(
                estimate_within(plan, cohort, np.ones(cohort.rows, bool), settings, plan.primary), outcome=one.name
            )
        except RefusedError as refused:
            answer = Refusal(one.name, str(refused), refused.in_short)
        found.append((one.name, answer))
    return found


def pool_draws(answers: list[tuple[str, Estimate | Refusal]]) -> Combined | None:
    """Drawn linkages combined by Rubin's rules; None where there are none. A draw that gave no answer is left out, and `draws` counts the others."""
    usable = [one for _, one in answers if isinstance(one, Estimate)]
    return combine_draws([one.difference for one in usable], [one.se for one in usable]) if usable else None


def estimate_within(plan: Plan, cohort: Cohort, part: Flags, settings: Settings, outcome: Values) -> Estimate:
    """The primary estimator among some of the people, score and all fitted anew; RefusedError where they are too few."""
    chosen = cohort.only(part)
    values = chosen.numbers[str(outcome["event"])]
    if min(chosen.people(arm) for arm in (chosen.treated, ~chosen.treated)) < ARM_AT_LEAST or np.isnan(values).any():
        reason = f"fewer than {ARM_AT_LEAST} people in a group, or an outcome that is not known for everybody"
        raise RefusedError(reason, in_short=reason)
    if outcome["kind"] == "yes_no" and chosen.people(values == 1) < plan.sections["gates"]["events_at_least"]:
        raise RefusedError("too few events in both groups together")
    smaller = leave_out_unlike(plan, chosen)
    values = smaller.numbers[str(outcome["event"])]
    columns = make_columns(plan, smaller)
    keys = smaller.keys if plan.orders_by_key else None
    data = prepare(columns.values, columns.names, smaller.treated, keys=keys, exact=columns.exact, clusters=smaller.clusters)
    ready = adjust(str(plan.sections["estimator"]["primary"]), data, settings)
    return estimate(ready, data, values, str(outcome["id"]), binary=outcome["kind"] == "yes_no")
