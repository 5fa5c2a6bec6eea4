"""The evaluation room's Python table: each plan of the study, carried out on the study's own cohort."""

from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, table

if TYPE_CHECKING:
    import pyarrow as pa

    from throughcare.evaluation.linkages import KeptCohorts


MISFIT = "the cohort does not hold what the plan asks for, or holds what cannot be"


@table(key=("plan",), side="analysis", parameters=("plans", "plan_locks", "invented", "link_cohorts", "link_set"))
def effects(run: Run, cohort: Input) -> "pa.Table":
    """One row per plan of the study: what it found, or why it was refused.

    `result` is the whole evaluation as JSON with exact numbers (analysis side); empty where the plan was refused, and `refused` says why,
    `refused_in_short` without a count, as protected text may have it.
    """
    import pyarrow as pa

    from throughcare.evaluation.linkages import COHORTS, KeptCohorts

    people = cohort.arrow()
    locks: dict[str, str] = run.parameters.get("plan_locks") or {}
    plans: dict[str, str] = run.parameters.get("plans") or {}
    known = run.study_folder / "links" / COHORTS if run.study_folder and run.parameters.get("link_cohorts") else None
    others = (
        KeptCohorts(known, str(run.parameters.get("link_set") or "default")) if known is not None and known.is_file() else None
    )
    rows = [
        carry_out(name, text, people, locks.get(name), invented=bool(run.parameters.get("invented")), others=others)
        for name, text in plans.items()
    ]
    names = ("plan", "plan_sha256", "status", "refused", "refused_in_short", "result")
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})


def carry_out(
    name: str, text: str, people: "pa.Table", lock: str | None, *, invented: bool, others: "KeptCohorts | None" = None
) -> dict[str, Any]:
    """One plan carried out, in every link set that `others` holds as well; a cohort that does not allow it is a result like another, a plan that cannot be read is an error."""
    import json

    from throughcare.errors import InputError, RefusedError
    from throughcare.evaluation.cohort_file import make_cohort
    from throughcare.evaluation.evaluate import evaluate
    from throughcare.evaluation.linkages import read_cohorts
    from throughcare.evaluation.lock import lock_state
    from throughcare.evaluation.plan import parse_plan

    plan = parse_plan(text.encode(), name)
    state = lock_state(plan, lock, None)
    linkages = read_cohorts(others, plan, people) if others is not None else ()
    row: dict[str, Any] = {"plan": plan.id, "plan_sha256": plan.sha256, "status": state.status}
    row |= dict.fromkeys(("refused", "refused_in_short", "result"))
    try:
        found = evaluate(plan, make_cohort(people, plan, "cohort", plan.sha256), lock=state, linkages=linkages)
    except RefusedError as error:
        return {**row, "refused": str(error), "refused_in_short": error.in_short}
    except InputError as error:
        return {**row, "refused": str(error), "refused_in_short": MISFIT}
    return {**row, "result": json.dumps({**found.as_dict(), "invented": invented}, ensure_ascii=False, sort_keys=True)}
