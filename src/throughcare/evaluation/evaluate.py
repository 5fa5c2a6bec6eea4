"""One evaluation from plan and cohort to result: the steps of the report, in the report's order.

Outcomes are touched only after the design has been judged; where a gate on people or events fails, nothing of them is computed but counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation import after, before, words
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.course import follow_course
from throughcare.evaluation.design import Columns, make_columns
from throughcare.evaluation.emulate import emulate
from throughcare.evaluation.estimate import Estimate
from throughcare.evaluation.jdl import make_tables
from throughcare.evaluation.linkages import OtherLinkage
from throughcare.evaluation.lock import UNLOCKED, LockState
from throughcare.evaluation.matching import MatchingRule
from throughcare.evaluation.panel import PANEL, Adjustment, Refusal, Settings, adjust, estimate, run_panel
from throughcare.evaluation.plan import Plan
from throughcare.evaluation.power import treated_needed
from throughcare.evaluation.prepared import Prepared, prepare
from throughcare.evaluation.result import Evaluation, Gate, Pair, Primary
from throughcare.evaluation.sensitivity import combine_negative_controls, e_values
from throughcare.evaluation.support import leave_out_unlike
from throughcare.evaluation.ties import try_tie_orders
from throughcare.evaluation.time_zero import Clock, Fault, lint_clock, lint_covariates, lint_early_gap, lint_starts

POWER_ONLY = ("treated", "events")


@dataclass(frozen=True)
class Design:
    """Everything that stands before an outcome is read."""

    columns: Columns
    data: Prepared
    settings: Settings
    adjustment: Adjustment


def settings_of(plan: Plan) -> Settings:
    """The estimators' settings as the plan has them."""
    said = plan.sections["estimator"]
    caliper = float(said["caliper"]) or None
    rule = MatchingRule(caliper, int(said["ratio"]), said["order"], replace=False, ties="first")
    return Settings(rule, float(said["radius"]), said["ties"])


def clock_of(plan: Plan) -> Clock:
    """The plan's clock."""
    said = plan.sections["clock"]
    return Clock(
        said["exposure"],
        said["membership"],
        said["landmark_days"],
        said["clock_from"],
        said["same_time_zero"],
        said["drop_early_failures"],
    )


def check_plan_time(plan: Plan) -> None:
    """RefusedError where the plan's own words hold an immortal-time fault."""
    _refuse_faults(plan, lint_clock(clock_of(plan)))


def check_cohort_time(plan: Plan, cohort: Cohort) -> None:
    """RefusedError where the cohort under this plan holds one."""
    faults: list[Fault] = []
    treatment, primary = plan.sections["treatment"], plan.primary
    horizon = float(plan.sections["clock"]["horizon_days"])
    if plan.sections["clock"]["exposure"] == "by_time_zero":
        watched = cohort.numbers[str(primary["days"])] if primary["days"] else np.full(cohort.rows, horizon)
        if treatment["start_days"]:
            faults += lint_starts(
                cohort.treated, cohort.numbers[str(treatment["start_days"])], np.nan_to_num(watched, nan=horizon)
            )
        if primary["days"]:
            happened = cohort.numbers[str(primary["event"])] == 1
            faults += lint_early_gap(cohort.treated, np.where(happened, watched, np.nan))
    known = {str(one["column"]): cohort.numbers[str(one["known_days"])] for one in plan.covariates if one["known_days"]}
    faults += lint_covariates(known)
    _refuse_faults(plan, faults)


def _refuse_faults(plan: Plan, faults: list[Fault]) -> None:
    if faults:
        lines = [f"{fault.rule}: {fault.reason}. Instead: {fault.mend}." for fault in faults]
        raise RefusedError(
            f"plan {plan.id} is refused: treatment or a covariate depends on what happens after time zero\n  "
            + "\n  ".join(lines),
            in_short="treatment or a covariate depends on what happens after time zero; instead: "
            + "; ".join(dict.fromkeys(fault.mend for fault in faults)),
        )


def design_of(plan: Plan, cohort: Cohort) -> Design:
    """Covariates, score and the primary adjustment; no outcome is looked at."""
    columns = make_columns(plan, cohort)
    if not len(columns.names):
        raise RefusedError(
            f"plan {plan.id} names no covariate that varies; without any, the groups cannot be made alike",
            in_short="no covariate varies; without any, the groups cannot be made alike",
        )
    keys = cohort.keys if plan.orders_by_key else None
    data = prepare(columns.values, columns.names, cohort.treated, keys=keys, exact=columns.exact, clusters=cohort.clusters)
    settings = settings_of(plan)
    before.measure_overlap(data, columns, None)
    name = str(plan.sections["estimator"]["primary"])
    # Outcome regression has no weights of its own; the odds weights show what it has to bridge.
    try:
        adjustment = adjust(name, data, settings)
    except RefusedError:
        # Under the gate of people no estimate is made; that there are too few of them is the answer, not what so few cannot be weighted to.
        if int(cohort.treated.sum()) >= plan.sections["gates"]["treated_at_least"]:
            raise
        adjustment = adjust("ipw", data, settings)
    return Design(columns, data, settings, adjustment)


def evaluate(
    plan: Plan,
    cohort: Cohort,
    *,
    lock: LockState = UNLOCKED,
    literature: dict[str, Any] | None = None,
    linkages: Sequence[OtherLinkage] = (),
) -> Evaluation:
    """The whole evaluation; `linkages` are the same cohort as other link sets, or drawn linkages, give it. RefusedError where the design itself is refused; a headline that is refused stands in the result."""
    check_plan_time(plan)
    check_cohort_time(plan, cohort)
    cohort = leave_out_unlike(plan, emulate(plan, cohort))
    design = design_of(plan, cohort)
    weights_from = design.adjustment if design.adjustment.balances else adjust("ipw", design.data, design.settings)
    overlap = before.measure_overlap(design.data, design.columns, design.adjustment)
    balance = before.compare_balance(design.data, weights_from)
    gates = before.judge_design(plan, cohort, overlap, balance)
    outcome = plan.primary
    values = cohort.numbers[str(outcome["event"])]
    is_rate = outcome["kind"] == "yes_no"
    gates += before.judge_follow_up(plan, cohort)
    if is_rate:
        gates.append(before.judge_events(plan, cohort.people(values == 1), cohort.people()))
    told = not any(not gate.passed and gate.gate in POWER_ONLY for gate in gates)
    facts = _Facts(plan, cohort, design, weights_from, tuple(gates), tuple(linkages))
    panel = run_panel(design.data, design.settings, values, str(outcome["id"]), binary=is_rate) if told else []
    answer = next((one for one in panel if one.estimator == design.adjustment.name), None)
    estimated = answer if isinstance(answer, Estimate) else None
    doubts = _doubts(facts, estimated, values) if estimated is not None else {}
    return Evaluation(
        title=words.title_of(str(plan.top["title"]), locked=lock.status == "locked"),
        question=str(plan.top["question"]),
        plan_id=plan.id,
        plan_sha256=plan.sha256,
        cohort=cohort.source,
        cohort_sha256=cohort.sha256,
        invented=bool(plan.sections["cohort"]["invented"]),
        benchmark=bool(plan.sections["cohort"]["benchmark"]),
        lock=lock,
        target_trial=before.describe_trial(plan),
        flow=before.count_flow(cohort, design.adjustment),
        missing=list(design.columns.missing),
        detectable={
            str(one["id"]): before.say_detectable(
                one, float(cohort.numbers[str(one["event"])].mean()), int(cohort.treated.sum()), balance.effective_comparison
            )
            for one in plan.outcomes_in("primary", "secondary")
        },
        overlap=overlap,
        balance=balance,
        gates=gates,
        primary=_primary(facts, estimated),
        panel=panel,
        **{**NOTHING, **doubts},
        multiple_comparisons=words.multiple_comparisons(len(plan.outcomes_in("primary", "secondary"))),
        literature=literature,
        limits=words.LIMITS,
        remarks=_remarks(facts, estimated),
        pairs=_pairs(cohort, design.adjustment),
    )


def _pairs(cohort: Cohort, adjustment: Adjustment) -> tuple[Pair, ...]:
    """Who was compared with whom, where the primary estimator matches: partners of one person in the order they were found."""
    if adjustment.links is None:
        return ()
    links, seen, found = adjustment.links, dict[int, int](), list[Pair]()
    for ours, theirs, part in zip(links.treated.tolist(), links.comparison.tolist(), links.part.tolist(), strict=True):
        seen[ours] = seen.get(ours, 0) + 1
        found.append(Pair(str(cohort.keys[ours]), seen[ours], str(cohort.keys[theirs]), part))
    return tuple(found)


NOTHING: dict[str, Any] = {
    "course": None, "ties": None, "unadjusted": None, "negative_controls": None, "e_value": None, "hidden_factor": [], "linkage": None,
    "waiting": None, "subgroups": [], "definitions": [], "secondary": [], "jdl": [],
}  # fmt: skip


@dataclass(frozen=True)
class _Facts:
    plan: Plan
    cohort: Cohort
    design: Design
    weights_from: Adjustment
    gates: tuple[Gate, ...]
    linkages: tuple[OtherLinkage, ...] = ()


def _doubts(facts: _Facts, primary: Estimate, values: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    """Everything after the primary result, by its name in the result."""
    plan, cohort, design = facts.plan, facts.cohort, facts.design
    outcome, said = plan.primary, plan.sections["estimator"]
    is_rate = outcome["kind"] == "yes_no"
    seed = int(said["seed"])
    found: dict[str, Any] = {
        "course": follow_course(plan, cohort, design.columns, facts.weights_from.weights),
        "ties": try_tie_orders(design.data, design.settings.matching, values, orders=int(said["tie_orders"]), seed=seed),
        "unadjusted": estimate(
            adjust("unadjusted", design.data, design.settings), design.data, values, str(outcome["id"]), binary=is_rate
        ),
        "waiting": after.count_waiting(outcome, cohort),
        "subgroups": after.find_interactions(plan, cohort, design.settings, outcome),
        "secondary": after.estimate_secondary(plan, cohort, design.data, design.adjustment),
        "definitions": [one for _, one in after.estimate_variants(plan, cohort, design.settings, "definition")],
    }
    controls = after.estimate_controls(plan, cohort, design.data, design.adjustment)
    answered = {one.outcome for one in controls}
    silent = tuple(str(one["id"]) for one in plan.outcomes_in("negative_control") if one["id"] not in answered)
    found["negative_controls"] = combine_negative_controls(controls, primary, silent) if controls or silent else None
    if is_rate:
        if primary.ratio and primary.ratio_low is not None:
            found["e_value"] = e_values(primary.ratio, primary.ratio_low, primary.ratio_high or float("inf"))
        found["hidden_factor"] = after.hide_a_factor(design.data, values, primary, seed=seed)
        swept, drawn = (
            after.estimate_variants(plan, cohort, design.settings, kind)
            + after.estimate_linkages(plan, facts.linkages, design.settings, kind)
            for kind in ("link_set", "draw")
        )
        sweep, draws = [one for _, one in swept], after.pool_draws(drawn)
        found["linkage"] = after.doubt_linkage(plan, primary, sweep, draws, seed=seed)
        found["jdl"] = make_tables(
            outcome, cohort, design.data, design.adjustment, horizon_days=int(plan.sections["clock"]["horizon_days"])
        )
    return found


def _primary(facts: _Facts, estimated: Estimate | None) -> Primary:
    """The headline, or its refusal."""
    plan, name = facts.plan, facts.design.adjustment.name
    outcome = plan.primary
    label, failed = str(outcome["label"]), [gate for gate in facts.gates if not gate.passed]
    needed = None
    if outcome["kind"] == "yes_no":
        values = facts.cohort.numbers[str(outcome["event"])]
        rate = estimated.mean_comparison if estimated is not None else float(values.mean())
        ratio = estimated.ratio if estimated is not None and estimated.ratio and not estimated.is_significant else 0.75
        per = max(1.0, float((~facts.cohort.treated).sum()) / max(1, int(facts.cohort.treated.sum())))
        needed = treated_needed(rate, ratio, per_treated=min(per, 10)) if 0 < rate < 1 and abs(ratio - 1) > 0.01 else None
    if failed:
        reason = "; ".join(gate.reason for gate in failed)
        power_only = any(gate.gate in POWER_ONLY for gate in failed)
        sentence = (
            words.not_enough_people(reason, needed) if power_only else words.no_headline(reason, [gate.gate for gate in failed])
        )
        return Primary(str(outcome["id"]), label, reason, None, sentence, needed, name)
    if estimated is None:
        reason = "the primary estimator could not answer; its reason stands in the panel"
        return Primary(str(outcome["id"]), label, reason, None, words.no_headline(reason), needed, name)
    whom = words.WHOM.get(estimated.estimand, words.EVERYBODY_WHO_STARTED)
    if outcome["kind"] == "yes_no":
        contrast = words.Contrast(
            estimated.mean_treated,
            estimated.mean_comparison,
            estimated.low,
            estimated.high,
            is_significant=estimated.is_significant,
            whom=whom,
        )
        sentence = words.headline(label, contrast, needed=None if estimated.is_significant else needed)
    else:
        sentence = words.amount_headline(
            label,
            estimated.mean_treated,
            estimated.mean_comparison,
            estimated.low,
            estimated.high,
            is_significant=estimated.is_significant,
            whom=whom,
        )
    return Primary(str(outcome["id"]), label, None, estimated, sentence, needed, name)


def _remarks(facts: _Facts, estimated: Estimate | None) -> tuple[str, ...]:
    remarks = []
    if facts.design.data.score.ridged:
        remarks.append(
            "The score has no finite fit (some terms stand in one group only); a small ridge was used, and the people concerned are not comparable."
        )
    remarks += [f"Only in one group: {words_}" for words_ in facts.design.columns.one_sided]
    if estimated is not None:
        remarks += list(estimated.remarks)
    return tuple(remarks)


__all__ = [
    "PANEL",
    "Design",
    "Refusal",
    "check_cohort_time",
    "check_plan_time",
    "clock_of",
    "design_of",
    "evaluate",
    "settings_of",
]
