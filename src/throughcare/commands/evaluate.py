"""`throughcare evaluate COHORT --plan PLAN`: the evaluation of a ready-made file, one row per person."""

import getpass
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

import click

from throughcare.commands._shared import Voice, common_options
from throughcare.errors import UsageError

Measure = Literal["RR", "OR"]
RATIOS = get_args(Measure)
RESULT, REPORT, PAGE, LOVE, PAIRS = "evaluation.json", "evaluation.md", "evaluation.html", "balance.csv", "pairs.csv"


@click.command()
@click.argument("cohort", required=False, type=click.Path(path_type=Path))
@click.option(
    "--plan",
    "plan_path",
    required=True,
    type=click.Path(path_type=Path),
    help="The plan, a TOML file; examples/ready-made-cohort has one to start from.",
)
@click.option(
    "--lock", is_flag=True, help="Lock the plan: its SHA-256 goes into the ledger. No outcome is read; no cohort is needed."
)
@click.option(
    "--link-set",
    "link_sets",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The same cohort by another link set; may be given more than once.",
)
@click.option(
    "--draw",
    "draws",
    multiple=True,
    type=click.Path(path_type=Path),
    help="The same cohort by a drawn linkage; all draws are combined.",
)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Also write the result into this folder.")
@click.option(
    "--literature", type=click.Path(path_type=Path), help="An effects file (evidence/effects.csv) to set beside the result."
)
@click.option(
    "--measure",
    type=click.Choice(RATIOS),
    default="RR",
    show_default=True,
    help="The ratio on which the literature is pooled: of risks or of odds.",
)
@click.option(
    "--ledger", type=click.Path(path_type=Path), help="The ledger; the study's, or one beside the plan, where not said."
)
@click.option("--policy", "policy_name", default="ten-five", show_default=True, help="Disclosure policy, by name or file.")
@click.option("--unprotected", is_flag=True, help="You act as analyst on the analysis side: exact numbers in the text as well.")
@common_options
def command(
    cohort: Path | None, plan_path: Path, *, lock: bool, link_sets: tuple[Path, ...], draws: tuple[Path, ...], folder: Path | None, literature: Path | None, measure: Measure, ledger: Path | None, policy_name: str,
    unprotected: bool, voice: Voice,
) -> int:  # fmt: skip
    """Evaluate COHORT (CSV or Parquet, one row per person) by a plan; docs/reference/plan.md says what a plan holds and shows one.

    A plan is TOML. It must say: id, title, question; [cohort] eligibility; [treatment] column (1 or 0), strategy, comparison; [clock] time_zero;
    one [[outcomes]] with id, label, role = "primary" and event (a column of 1 or 0, or kind = "number"); [[covariates]] with column and because.
    [estimator] primary chooses among match, match_replacement, radius, ipw, overlap, entropy, aipw and regression; all are shown.

    The text has passed disclosure control; --json has exact numbers for the analysis side and must not be passed on. Exit status 1 where the
    data or the design are refused, 2 where the plan is wrong; a headline that a gate refuses is a result like another.

    Example: throughcare evaluate cohort.parquet --plan plans/core-programme.toml --to result
    """
    from throughcare.commands._evaluation import protect_result, write_evaluation
    from throughcare.commands._evaluation_page import write_page
    from throughcare.disclosure.policy import read_policy
    from throughcare.evaluation.evaluate import check_plan_time
    from throughcare.evaluation.lock import ledger_of, lock_plan
    from throughcare.evaluation.plan import read_plan

    plan = read_plan(plan_path)
    check_plan_time(plan)
    ledger = ledger or ledger_of(plan_path)
    if lock:
        digest = lock_plan(plan, plan_path, ledger, who=getpass.getuser(), when=_now())
        voice.say(f"plan {plan.id} is locked: SHA-256 {plan.sha256}")
        if cohort is None:
            voice.give({"plan": plan.id, "sha256": plan.sha256, "ledger": digest}, f"{plan.sha256}  {plan_path.name}")
            return 0
    if cohort is None:
        raise click.UsageError("expected a COHORT file, or --lock to lock the plan only")
    policy = read_policy(policy_name)
    result = run_evaluation(plan_path, Inputs(cohort, link_sets, draws, literature, measure), ledger, voice)
    done = None if unprotected and folder is None else protect_result(result, policy)
    text = write_evaluation(result, None if unprotected else policy, done)
    if folder is not None and done is not None:
        write_folder(folder, result, text)
        (folder / PAGE).write_text(write_page(result, done, policy), encoding="utf-8")
        safe, exact = [PAGE], [RESULT, LOVE, *([PAIRS] if result["pairs"] else [])]
        (exact if unprotected else safe).insert(0, REPORT)
        voice.say(f"written to {folder}: {', '.join(safe)} (protected); {', '.join(exact)} (exact: analysis side only)")
    voice.give(result, text)
    return 0


@dataclass(frozen=True)
class Inputs:
    """The files of an evaluation: the cohort, other linkages of it, and the literature."""

    cohort: Path
    link_sets: tuple[Path, ...] = ()
    draws: tuple[Path, ...] = ()
    literature: Path | None = None
    measure: Measure = "RR"


def run_evaluation(plan_path: Path, inputs: Inputs, ledger: Path, voice: Voice) -> dict[str, Any]:
    """Read, note the reading in the ledger, evaluate; the result as plain data with exact numbers."""
    from throughcare.evaluation.evaluate import evaluate
    from throughcare.evaluation.linkages import read_linkages
    from throughcare.evaluation.literature import read_effects, set_beside
    from throughcare.evaluation.lock import lock_path, lock_state, note_reading
    from throughcare.evaluation.plan import read_plan
    from throughcare.evaluation.result import make_plain

    plan = read_plan(plan_path)
    lock_file = lock_path(plan_path)
    state = lock_state(plan, lock_file.read_text(encoding="utf-8") if lock_file.exists() else None, ledger)
    cohort, others = read_linkages(inputs.cohort, plan, inputs.link_sets, inputs.draws)
    effects = read_effects(inputs.literature) if inputs.literature is not None else None
    voice.say(
        f"{cohort.rows:,} people, plan {plan.id} ({state.status})" if not cohort.left_out else f"plan {plan.id} ({state.status})"
    )
    try:
        note_reading(plan, ledger, cohort_sha256=cohort.sha256, who=getpass.getuser(), when=_now())
    except OSError as error:
        raise UsageError(
            f"{ledger}: cannot be written, and reading outcomes is always noted; name another with --ledger"
        ) from error
    found = evaluate(plan, cohort, lock=state, linkages=others)
    result = {"side": "analysis: exact numbers, not for release", **found.as_dict(with_pairs=True)}
    if effects is not None:
        result["literature"] = make_plain(set_beside(effects, found.primary.estimate, measure=inputs.measure))
    return result


def write_folder(folder: Path, result: dict[str, Any], text: str) -> None:
    """The report as text, and the exact result and balance table for the analysis side."""
    import csv

    folder.mkdir(parents=True, exist_ok=True)
    (folder / REPORT).write_text(text, encoding="utf-8")
    (folder / RESULT).write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    with (folder / LOVE).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["term", "difference_before", "difference_after"])
        for one, other in zip(result["balance"]["before"], result["balance"]["after"], strict=True):
            writer.writerow([one["term"], one["difference"], other["difference"]])
    if result["pairs"]:
        with (folder / PAIRS).open("w", newline="", encoding="utf-8") as file:
            pairs = csv.DictWriter(file, ["treated", "slot", "comparison", "part"])
            pairs.writeheader()
            pairs.writerows(result["pairs"])


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
