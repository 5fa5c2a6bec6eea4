"""What stands beside the numbers of a study's evaluations: the plans' own words, which hold no number from the records."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from throughcare.evidence.answers import EvidenceTable, Value

if TYPE_CHECKING:
    from throughcare.evaluation.lock import LockState
    from throughcare.evaluation.plan import Plan
    from throughcare.study import Study

Lines = Sequence[tuple[str, str]]


def make_plan_tables(study: "Study") -> list[EvidenceTable]:
    """The plans with their locks and deviations, the trials they imitate, and the limits in fixed words; nothing for a study without plans."""
    from throughcare.evaluation.before import describe_trial
    from throughcare.evaluation.lock import lock_path, lock_state
    from throughcare.evaluation.plan import read_plan
    from throughcare.evaluation.words import LIMITS
    from throughcare.report.sections import evaluation as section

    states: list[tuple[Plan, LockState]] = []
    for path in study.plan_files():
        plan, lock = read_plan(path), lock_path(path)
        text = lock.read_text(encoding="utf-8") if lock.exists() else None
        states.append((plan, lock_state(plan, text, study.ledger if study.ledger.exists() else None)))
    if not states:
        return []
    lines = [(plan.id, *line) for plan, state in states for line in plan_lines(plan, state)]
    trials = [(plan.id, row.element, row.target, row.emulation) for plan, _ in states for row in describe_trial(plan)]
    unlocked = [str(plan.top["title"]) for plan, state in states if state.status != "locked"]
    said = f"{len(states)} plan{'s' if len(states) > 1 else ''}. "
    said += (
        f"Exploratory, because not locked before outcomes were read: {'; '.join(unlocked)}."
        if unlocked
        else f"{'All were' if len(states) > 1 else 'It was'} locked before outcomes were read."
    )
    return [
        words_table(section.PLANS, "The plans of the evaluations", said, ("plan", "what", "words"), lines),
        words_table(
            section.TRIALS,
            "The trial that each evaluation imitates",
            "Each evaluation imitates a randomised trial that could not be held; where it cannot, the last column says so.",
            ("plan", "element", "in the trial", "here"),
            trials,
        ),
        words_table(section.LIMITS, "Limits of the evaluations", LIMITS[0], ("limit",), [(one,) for one in LIMITS]),
    ]


def words_table(
    question: str, title: str, said: str, columns: tuple[str, ...], rows: Sequence[tuple[Value, ...]]
) -> EvidenceTable:
    """A table of words out of the plans."""
    return EvidenceTable(
        question,
        title,
        said,
        columns,
        tuple(rows),
        "From the plan files; no number here comes from the records.",
        "plans/*.toml of this study",
    )


def plan_lines(plan: "Plan", state: "LockState") -> Lines:
    """One plan: title, question, hash, lock, every deviation."""
    lines = [
        ("title", f"{'' if state.status == 'locked' else 'Exploratory: '}{plan.top['title']}"),
        ("question", str(plan.top["question"])),
    ]
    lines += [("version", str(plan.top["version"])), ("SHA-256", plan.sha256), (state.status, state.reason)]
    if state.locked_by:
        lines.append(("locked", f"by {state.locked_by} on {state.locked_on}, ledger {state.ledger}"))
    if plan.top["registered"]:
        lines.append(("registered", str(plan.top["registered"])))
    if state.status == "locked" and not state.deviations:
        lines.append(("deviations", "none from the plan as locked"))
    lines += [(f"deviation: {one.key}", f"locked as {one.locked!r}, now {one.now!r}") for one in state.deviations]
    controls = [f"{one['label']} ({one['why'] or 'no reason is given'})" for one in plan.outcomes_in("negative_control")]
    lines += [("negative controls", "; ".join(controls))] if controls else []
    provider = str(plan.sections["treatment"]["provider_words"])
    return [*lines, ("the provider, in its own words", provider)] if provider else lines
