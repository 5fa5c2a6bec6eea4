"""`throughcare link`: train, review and audit the linkage of a study. Identity side: names are shown, so only where the role allows it."""

from pathlib import Path
from typing import Any

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, make_job, open_study
from throughcare.linkage.link_sets import DRAWN


@click.group()
def command() -> None:
    """Train, review and audit the linkage.

    Example: throughcare link train my-study
    """


@command.command("train")
@STUDY
@common_options
def train(study: Path, voice: Voice) -> None:
    """Train the model on the study's own records and write links/model.json; the next run uses it.

    Example: throughcare link train my-study
    """
    from throughcare.linkage.commands import train_study

    found = train_study(study, Reader(make_job(open_study(study), voice)).path)
    voice.give(
        found,
        f"{found['file']}: {found['levels_trained']} of {found['levels']} levels trained on {found['records']} records, hash {found['hash']}",
    )


@command.command("keep")
@STUDY
@common_options
def keep(study: Path, voice: Voice) -> None:
    """Keep this run's person ids for the next run, and log which persons were merged or split since the last.

    Example: throughcare link keep my-study
    """
    from datetime import UTC, datetime

    from throughcare.linkage.register import keep_register
    from throughcare.linkage.standing import keep_standing

    read = Reader(make_job(open_study(study), voice))
    found = keep_register(study, read.path("crosswalk"), datetime.now(UTC).isoformat(timespec="seconds"))
    added = f"; {found['added_differ']} of {found['added']} records added since now have another person" if found["added"] else ""
    found["standing"] = keep_standing(study, read)
    voice.give(found, f"ids of {found['records']} records kept; {found['changes']} merges and splits logged{added}")


@command.command("add")
@STUDY
@common_options
def add(study: Path, voice: Voice) -> None:
    """Link records that have come since `link keep` to the persons that stand, by the same numbers, without a new run.

    Writes links/added.parquet; standing persons stay as they are. The next full run links everything anew, keeps the ids given here where it agrees, and
    `link keep` then says how many of these records it gave to another person.

    Example: throughcare link add my-study
    """
    from dataclasses import asdict

    from throughcare.engine.build import build_tables
    from throughcare.linkage.add import add_records
    from throughcare.pipeline import read_chain

    job = make_job(open_study(study), voice)
    build_tables(read_chain(), job, ["nodes"])
    found = asdict(add_records(study, Reader(job).path("nodes")))
    voice.give(
        found,
        f"{found['records']} new records: {found['joined']} joined standing persons, the others are {found['new_persons']} new persons; {found['attention']} need attention",
    )


@command.command("review")
@STUDY
@click.option("--who", required=True, help="Your name or initials; kept with each decision.")
@click.option(
    "--scope", default="all", show_default=True, help="Link sets in which your decisions bind: all, or names joined by |."
)
@common_options
def review(study: Path, who: str, scope: str, voice: Voice) -> None:
    """Judge doubtful clusters one by one, blind to their scores.

    Example: throughcare link review my-study --who AB
    """
    from throughcare.linkage import commands
    from throughcare.linkage.audit_words import share_words
    from throughcare.linkage.decisions import check_scope
    from throughcare.linkage.marks import marks_of
    from throughcare.linkage.reviewed import NO_DRAW

    check_scope(scope)
    if not who.strip():
        raise click.UsageError("--who is empty: give the name or initials that stand with each decision")
    opened = open_study(study)
    read = Reader(make_job(opened, voice))
    key, seed = read.job.key, int(opened.parameters()["seed"])

    def path_of(name: str) -> Path:
        # A decision outdates the clusters: sittings go on over those of the last run, where what was answered is not asked again.
        return read.path_before(name, "link_decisions") if name == "clusters" else read.path(name)

    drawn = commands.study_queue(path_of, str(opened.parameters()["link_set"]), seed)
    queue = commands.with_second_looks(study, read.path, drawn, key, seed)
    changed = sum(task.why == NO_DRAW for task in queue)
    decided = 0
    while (task := commands.waiting(study, queue, who)) is not None:
        records = commands.records_of(read.path, task.keys)
        show_records(records)
        answer = ask(task.keys)
        if answer is None:
            break
        groups, verdict = answer
        reason = click.prompt("Reason (nothing that is not already in these records)", default="", show_default=False, err=True)
        commands.decide(study, task, groups, verdict, who, reason, scope, marks_of(records, key))
        decided += 1
    judged = commands.review_estimates(study, queue)
    found = {
        "decided": decided,
        "queue": len(queue),
        "changed_since": changed,
        "agreement": commands.review_agreement(study),
        "estimates": judged,
    }
    words = [f"{decided} decided; {len(queue)} clusters in the queue. The next run applies the decisions."]
    if changed:
        words.append(f"{changed} of them were decided before, and their records have changed since.")
    words += [f"{name} as judged: {share_words(judged[name])}" for name in ("precision", "recall")]
    unseen = [f"{row['stratum']} ({row['size']:,})" for row in judged["strata"] if not row["decided"]]
    if unseen and judged["clusters"]:
        words.append(f"These shares leave out what nobody has looked into yet: {'; '.join(unseen)}.")
    voice.give(found, "\n".join(words))


def show_records(records: list[dict[str, Any]]) -> None:
    """The records of a cluster and how each differs from the first, in words."""
    from throughcare.linkage.differences import FIELDS, compare_records

    for place, record in enumerate(records, start=1):
        click.echo(f"\n{place}. {record['agency']}", err=True)
        for field, words in FIELDS:
            if record.get(field) is not None:
                click.echo(f"   {words}: {str(record[field]).replace('|', ', ')}", err=True)
        if place > 1:
            said = "; ".join(f"{words}: {difference}" for words, difference in compare_records(records[0], record))
            click.echo(f"   beside 1: {said}", err=True)


def ask(keys: tuple[str, ...]) -> tuple[list[list[str]], str] | None:
    """(groups of record keys, verdict) as somebody typed them, asked again until they can be read; None for "quit"."""

    def read(answer: str) -> tuple[list[list[str]], str] | None:
        return None if answer.strip().lower() in {"q", "quit"} else read_answer(answer, keys)

    words = "Same person? [s]ame, [d]ifferent, groups such as 1,2/3, [c]annot tell, [q]uit"
    said: tuple[list[list[str]], str] | None = click.prompt(words, default="q", err=True, value_proc=read)
    return said


def read_answer(answer: str, keys: tuple[str, ...]) -> tuple[list[list[str]], str]:
    """(groups of record keys, verdict) from what was typed; UsageError for what cannot be read."""
    said = answer.strip().lower()
    if said in {"s", "same"}:
        return [list(keys)], "same"
    if said in {"d", "different"}:
        return [[key] for key in keys], "different"
    if said in {"c", "cannot tell"}:
        return [], "cannot tell"
    try:
        numbers = [[int(number) for number in group.split(",")] for group in said.split("/")]
    except ValueError:
        numbers = []
    # Every record once: one in two groups would contradict itself, and one in none would stand as another person unsaid.
    if sorted(number for group in numbers for number in group) != list(range(1, len(keys) + 1)):
        raise click.UsageError(
            f"'{answer}' is no answer: s, d, c, q, or groups that name each of 1 to {len(keys)} once, such as 1,2/3"
        )
    groups = [[keys[number - 1] for number in group] for group in numbers]
    return groups, "same" if len(groups) == 1 else "different"


@command.command("audit")
@STUDY
@common_options
def audit(study: Path, voice: Voice) -> None:
    """Show the linkage's figures, its known rate, the fairness audit and the suite of made-up pairs.

    Ends with status 1 where a group's rate is surely worse than the reference group's and links/explained.csv gives no reason.

    Example: throughcare link audit my-study --json
    """
    from throughcare.errors import RefusedError
    from throughcare.linkage.commands import audit_study

    found = audit_study(study, Reader(make_job(open_study(study), voice)))
    voice.give({name: rows for name, rows in found.items() if name != "words"}, "\n".join(found["words"]))
    if found["stopped"]:
        raise RefusedError(
            f"{len(found['stopped'])} rates of groups are surely worse than their reference group's and have no explanation;"
            " look into them and write the reason into links/explained.csv (by_what,group,rate,because,who,when)"
        )


@command.command("figures")
@STUDY
@click.option(
    "--draws",
    default=DRAWN,
    show_default=True,
    type=click.IntRange(0, DRAWN),
    help="How many drawn link sets beside the thresholds.",
)
@common_options
def figures(study: Path, draws: int, voice: Voice) -> None:
    """Build the main figures and the evaluations' cohort once for every link set, into links/figures.csv and links/cohorts.parquet.

    The next run shows the figures side by side, carries each evaluation out in every link set, and combines the drawn ones.

    Example: throughcare link figures my-study
    """
    from throughcare.commands._link_sets import repeat_in_link_sets
    from throughcare.findings.figures import figure_lines

    place = repeat_in_link_sets(study, draws, voice)
    lines = figure_lines(place.read_text(encoding="utf-8"))
    words = [f"{row['figure']}; {row['link_set']}: {said(row)} of {row['people']:,}" for row in lines]
    voice.give({"file": str(place), "figures": lines}, "\n".join(words))


def said(row: dict[str, Any]) -> str:
    """A share with its interval, in per cent."""
    return f"{row['share']:.2f} % ({row['low']:.2f} to {row['high']:.2f})"
