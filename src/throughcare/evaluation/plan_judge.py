"""What no single key of a plan shows: one primary outcome, distinct names, no ethnicity, settings that fit together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from throughcare.evaluation.plan import Plan

FORBIDDEN = re.compile(r"ethnic|(^|_)race($|_)|racial|\b16\+1\b|nationality", re.IGNORECASE)

OF_THE_OLD_CLOCK = ("count", "custody_count", "at_liberty_days", "late", "curve_days")

NO_ETHNICITY = "ethnicity is no input to any rule, score or match (a published data set says cohort.benchmark = true)"


def judge(plan: Plan) -> list[str]:
    """Every such problem of a plan whose keys are each as they should be."""
    problems = []
    roles = [one["role"] for one in plan.outcomes]
    if roles.count("primary") != 1:
        problems.append(f"outcomes: {roles.count('primary')} are primary; expected exactly one")
    for name, key in (("outcomes", "id"), ("variants", "id"), ("covariates", "column")):
        seen = [str(one[key]) for one in plan.lists[name]]
        problems += [f"{name}: '{one}' stands twice" for one in sorted({one for one in seen if seen.count(one) > 1})]
    used = [str(one["column"]) for one in plan.covariates] + list(cast("list[str]", plan.sections["estimator"]["exact"]))
    if not plan.sections["cohort"]["benchmark"]:
        problems += [f"covariates: '{one}' may not be used: {NO_ETHNICITY}" for one in used if FORBIDDEN.search(one)]
    outcome_columns = {
        str(one[key]) for one in plan.outcomes for key in ("event", "count", "days", "curve_days", "late") if one[key]
    }
    problems += [f"covariates: '{one}' is an outcome of this plan" for one in used if one in outcome_columns]
    treatment = plan.sections["treatment"]["column"]
    problems += [f"covariates: '{one}' is the treatment" for one in used if one == treatment]
    estimator = plan.sections["estimator"]
    if (estimator["primary"] == "overlap") != (estimator["estimand"] == "ATO"):
        problems.append("estimator: overlap weights estimate the ATO, all others the ATT; primary and estimand do not agree")
    problems += _judge_curves(plan) + _judge_new_clock(plan)
    return problems + _judge_groups(plan, outcome_columns)


def _judge_curves(plan: Plan) -> list[str]:
    """Columns for the curves come in pairs, beside `days` and `ended`, and belong to the clock that begins at time zero."""
    problems = []
    for at, one in enumerate(plan.outcomes, start=1):
        if not one["curve_days"] and not one["curve_ended"]:
            continue
        if missing := [key for key in ("days", "ended", "curve_days", "curve_ended") if not one[key]]:
            problems.append(
                f"outcomes[{at}]: {', '.join(missing)} missing; curve_days and curve_ended stand beside days and ended"
            )
    return problems


def _judge_new_clock(plan: Plan) -> list[str]:
    """From a new clock only what has days can be counted again: no counts, amounts or columns of another link set."""
    if plan.sections["clock"]["exposure"] == "by_time_zero":
        return []
    found = [f"outcomes[{at}].{key}" for at, one in enumerate(plan.outcomes, start=1) for key in OF_THE_OLD_CLOCK if one[key]]
    found += [f"outcomes[{at}].kind = 'number'" for at, one in enumerate(plan.outcomes, start=1) if one["kind"] == "number"]
    found += [f"variants[{at}].suffix" for at, one in enumerate(plan.lists["variants"], start=1) if one["suffix"]]
    return [
        f"{place}: cannot be counted again from a new clock; leave it out, or expect exposure = 'by_time_zero'" for place in found
    ]


def _judge_groups(plan: Plan, outcome_columns: set[str]) -> list[str]:
    """Subgroups and membership must be known at time zero: neither an outcome nor the treatment."""
    used = [(f"subgroups[{at}].column", one["column"]) for at, one in enumerate(plan.lists["subgroups"], start=1)]
    used += [(f"variants[{at}].member", one["member"]) for at, one in enumerate(plan.lists["variants"], start=1) if one["member"]]
    treatment = plan.sections["treatment"]["column"]
    problems = [
        f"{place}: '{one}' is an outcome of this plan; expected what was known at time zero"
        for place, one in used
        if one in outcome_columns
    ]
    return problems + [f"{place}: '{one}' is the treatment" for place, one in used if one == treatment]
