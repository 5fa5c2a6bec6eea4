"""What is said before any outcome is read: the target trial, who is in, overlap, balance, what could be detected."""

from __future__ import annotations

import numpy as np

from throughcare.errors import RefusedError
from throughcare.evaluation.arrays import first_rows
from throughcare.evaluation.balance import DEFINITION, effective_people, largest_difference, measure_balance
from throughcare.evaluation.cohort_file import Cohort
from throughcare.evaluation.design import Columns
from throughcare.evaluation.endings import count_unwatched
from throughcare.evaluation.panel import LABELS, Adjustment
from throughcare.evaluation.plan import Plan, Values
from throughcare.evaluation.power import Detectable, what_is_detectable
from throughcare.evaluation.prepared import Prepared
from throughcare.evaluation.result import Balance, FlowStep, Gate, Overlap, TrialRow

BINS = 30
NAMED = 3

MEANT_FOR = {"ATT": "those who started", "ATO": "those whose start was most open"}


def describe_trial(plan: Plan) -> list[TrialRow]:
    """The target-trial table: the randomised trial that would answer, and what stands for it."""
    clock, treatment, estimator = plan.sections["clock"], plan.sections["treatment"], plan.sections["estimator"]
    covariates = ", ".join(str(one["column"]).replace("_", " ") for one in plan.covariates)
    primary = plan.primary
    begins, at_risk = say_clock(plan)
    return [
        TrialRow(
            "eligibility",
            "; ".join(plan.sections["cohort"]["eligibility"]),
            f"the same, as recorded and known at time zero{at_risk}",
        ),
        TrialRow(
            "strategies",
            f"{treatment['strategy']} against {treatment['comparison']}",
            "the strategy each person is seen to follow",
        ),
        TrialRow("assignment", "at random", f"not at random; taken as if so, given {covariates}"),
        TrialRow("time zero", str(clock["time_zero"]), begins),
        TrialRow(
            "follow-up",
            f"{clock['horizon_days']} days",
            f"the same, with {clock['waiting_months']} more months for proof to be recorded",
        ),
        TrialRow("outcome", str(primary["label"]), str(primary["measure"] or "as the file has it")),
        TrialRow(
            "contrast",
            f"the effect of starting on {MEANT_FOR[str(estimator['estimand'])]} ({estimator['estimand']}), as a difference and a ratio",
            "the same, between groups made alike in what is recorded",
        ),
        TrialRow("analysis", "comparison of the two arms", LABELS[str(estimator["primary"])]),
    ]


def say_clock(plan: Plan) -> tuple[str, str]:
    """When counting begins here, and whom that asks for besides."""
    clock = plan.sections["clock"]
    if clock["exposure"] == "by_time_zero":
        return "the same day for eligibility, strategy and the start of counting", ""
    at_risk = "; still followed up, and without the outcome, when the new clock begins"
    if clock["exposure"] == "landmark":
        return (
            f"day {clock['landmark_days']} after it: counting begins there, and who has started by then counts as started",
            at_risk,
        )
    every = f"a trial every {clock['window_days']} days, of those who had not started before: counting begins at the end of its window, and who starts in it counts as started"
    return f"{every}; a person may stand in several trials", at_risk


def count_flow(cohort: Cohort, adjustment: Adjustment | None) -> list[FlowStep]:
    """People from the file to the comparison; those lost at linkage are a reason among the others."""
    steps = [FlowStep("rows read, one a person", cohort.rows_read)]
    steps += [FlowStep(f"left out: {reason}", people) for reason, people in cohort.left_out.items()]
    treated = cohort.people(cohort.treated)
    steps.append(FlowStep("eligible", cohort.people(), treated, cohort.people(~cohort.treated)))
    if adjustment is not None:
        used = adjustment.weights > 0
        ours, theirs = cohort.people(used & cohort.treated), cohort.people(used & ~cohort.treated)
        steps.append(FlowStep("without anybody comparable", treated - ours, treated - ours, 0))
        steps.append(FlowStep("compared", cohort.people(used), ours, theirs))
    return steps


def measure_overlap(data: Prepared, columns: Columns, adjustment: Adjustment | None) -> Overlap:
    """Histograms on the logit (a person with several rows in a group by the first of them), and the share of the treated beyond every comparison person; RefusedError where that is all of them."""
    logit, treated = data.score.logit, data.treated
    outside = float(((logit[treated] > logit[~treated].max()) | (logit[treated] < logit[~treated].min())).mean())
    if outside == 1.0:
        raise RefusedError(
            f"no common support: all {int(treated.sum()):,} treated people have a score beyond every one of the "
            f"{int((~treated).sum()):,} others; nobody is comparable",
            in_short="no common support: everybody who started has a score beyond that of everybody compared",
        )
    low, high = np.quantile(logit, (0.001, 0.999))
    edges = np.linspace(low, high if high > low else low + 1, BINS + 1)
    inside = np.clip(logit, edges[0], edges[-1])
    unmatched = None
    if adjustment is not None:
        unmatched = float((adjustment.weights[treated] == 0).mean())
    return Overlap(
        [float(edge) for edge in edges],
        np.histogram(inside[first_rows(treated, data.clusters)], edges)[0].tolist(),
        np.histogram(inside[first_rows(~treated, data.clusters)], edges)[0].tolist(),
        outside,
        unmatched,
        columns.one_sided,
        data.score.ridged,
    )


def compare_balance(data: Prepared, adjustment: Adjustment) -> Balance:
    """Balance of every term before and after the primary adjustment."""
    names = list(data.names)
    before = measure_balance(data.columns, names, data.treated, np.ones(len(data.treated)))
    after = measure_balance(data.columns, names, data.treated, adjustment.weights)
    theirs = adjustment.weights[~data.treated]
    shares = np.sort(theirs / theirs.sum())[::-1]
    sizes = [effective_people(adjustment.weights * arm, data.clusters) for arm in (data.treated, ~data.treated)]
    return Balance(
        DEFINITION, before, after, largest_difference(before), largest_difference(after),
        sizes[0], sizes[1],
        float(shares[0]), float(shares[: max(1, int((shares > 0).sum()) // 100)].sum()),
    )  # fmt: skip


def say_detectable(outcome: Values, rate_of_all: float, treated: int, effective_comparison: float) -> Detectable | None:
    """What this study could detect of one outcome; nothing where nobody, or everybody, has it, or where it is an amount."""
    rate = float(outcome["expected_rate"]) if outcome["expected_rate"] is not None else rate_of_all
    if outcome["kind"] != "yes_no" or not 0 < rate < 1:
        return None
    return what_is_detectable(treated, max(1.0, effective_comparison), rate)


def judge_design(plan: Plan, cohort: Cohort, overlap: Overlap, balance: Balance) -> list[Gate]:
    """The gates that need no outcome."""
    gates = plan.sections["gates"]
    treated = int(cohort.treated.sum())
    return [
        Gate(
            "treated", treated >= gates["treated_at_least"], treated, gates["treated_at_least"],
            f"{treated:,} people started; at least {gates['treated_at_least']:,} are asked for", "power and flow only",
        ),
        Gate(
            "balance", balance.largest_after <= gates["largest_difference"], balance.largest_after, gates["largest_difference"],
            say_balance(balance, float(gates["largest_difference"])),
            "no headline; balance shown",
        ),
        Gate(
            "overlap", overlap.lost_share <= gates["overlap_lost"], overlap.lost_share, gates["overlap_lost"],
            f"{overlap.lost_share:.1%} of the people who started have nobody comparable; at most {gates['overlap_lost']:.0%} is asked for",
            "no headline; balance shown",
        ),
    ]  # fmt: skip


def say_balance(balance: Balance, most: float) -> str:
    """How far apart the groups were left, and in which term; where the treated are all alike in it, there is no deviation to measure that in."""
    flat = [one for one in balance.after if one.difference is None]
    if flat:
        named = ", ".join(
            f"'{one.term}' ({one.mean_treated:.3g} among those who started, {one.mean_comparison:.3g} among those compared)"
            for one in flat[:NAMED]
        )
        more = f" and {len(flat) - NAMED:,} more" if len(flat) > NAMED else ""
        return f"everybody who started is alike in {named}{more}, and those compared could not be made so"
    worst = max(balance.after, key=lambda one: abs(one.difference or 0.0))
    return f"the largest standardised difference after adjustment is {balance.largest_after:.2f}, in '{worst.term}'; at most {most:g} is asked for"


def judge_follow_up(plan: Plan, cohort: Cohort) -> list[Gate]:
    """The gate on people watched for less than the horizon whom nothing ended; none where the plan names no days or the clock is a new one."""
    outcome, clock = plan.primary, plan.sections["clock"]
    if not outcome["days"] or outcome["kind"] != "yes_no" or clock["exposure"] != "by_time_zero":
        return []
    horizon, most = float(clock["horizon_days"]), plan.sections["gates"]["unwatched"]
    unseen = count_unwatched(outcome, cohort.numbers, cohort.texts, horizon)
    share = unseen / max(1, cohort.rows)
    reason = (
        f"{unseen:,} people were watched for less than {horizon:,.0f} days and nothing ended that, so that whether the event came is not known; "
        f"at most {most:.0%} is asked for"
    )
    return [Gate("follow-up", share <= most, share, most, reason, "no headline")]


def judge_events(plan: Plan, events: int, people: int) -> Gate:
    """The gate on events, groups not told apart; where nearly everybody has it, on people without."""
    least = plan.sections["gates"]["events_at_least"]
    fewer = min(events, people - events)
    who = "had the event" if events <= people - events else "did not have the event"
    reason = f"{fewer:,} people in both groups together {who}; at least {least:,} are asked for"
    return Gate("events", fewer >= least, fewer, least, reason, "power and flow only")
