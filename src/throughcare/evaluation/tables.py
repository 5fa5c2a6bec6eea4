"""The evaluation room's Python table: each plan of the study, carried out on the study's own cohort."""

from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, table

if TYPE_CHECKING:
    import pyarrow as pa


@table(key=("plan",), side="analysis", parameters=("plans", "plan_locks", "invented"))
def effects(run: Run, cohort: Input) -> "pa.Table":
    """One row per plan of the study: what it found, or why it was refused.

    `result` is the whole evaluation as JSON with exact numbers (analysis side); empty where the plan was refused, and `refused` says why.
    """
    import pyarrow as pa

    people = cohort.arrow()
    locks: dict[str, str] = run.parameters.get("plan_locks") or {}
    plans: dict[str, str] = run.parameters.get("plans") or {}
    rows = [
        carry_out(name, text, people, locks.get(name), invented=bool(run.parameters.get("invented")))
        for name, text in plans.items()
    ]
    names = ("plan", "plan_sha256", "status", "refused", "result")
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})


def carry_out(name: str, text: str, people: "pa.Table", lock: str | None, *, invented: bool) -> dict[str, Any]:
    """One plan carried out; a cohort that does not allow it is a result like another, a plan that cannot be read is an error."""
    import json

    from throughcare.errors import InputError, RefusedError
    from throughcare.evaluation.cohort_file import make_cohort
    from throughcare.evaluation.evaluate import evaluate
    from throughcare.evaluation.lock import lock_state
    from throughcare.evaluation.plan import parse_plan

    plan = parse_plan(text.encode(), name)
    state = lock_state(plan, lock, None)
    row: dict[str, Any] = {"plan": plan.id, "plan_sha256": plan.sha256, "status": state.status, "refused": None, "result": None}
    try:
        found = evaluate(plan, make_cohort(people, plan, "cohort", plan.sha256), lock=state)
    except (RefusedError, InputError) as error:
        return {**row, "refused": str(error)}
    return {**row, "result": json.dumps({**found.as_dict(), "invented": invented}, ensure_ascii=False, sort_keys=True)}
