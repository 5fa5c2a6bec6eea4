"""`throughcare capacity STUDY`: what more places would do to waits and to releases without a programme."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, make_job, open_study

MEASURES = {
    "untreated_a_year": "released without a programme, a year",
    "started_a_year": "starts a year",
    "share_180": "share started within 180 days",
    "cost_per_start": "cost of a start",
}


def as_words(result: dict[str, Any]) -> str:
    """The answer in sentences."""
    lines = ["The queue reproduces the observed waits:"]
    lines += [
        f"  by day {row['day']}: {row['observed']:.0%} observed, {row['simulated_low']:.0%} to {row['simulated_high']:.0%} simulated"
        for row in result["fit"]
    ]
    for row in result["scenarios"]:
        lines.append(f"{row['scenario']}:")
        lines += [
            f"  {words}: {row[name]['mean']:.3g} ({row[name]['low']:.3g} to {row[name]['high']:.3g})"
            for name, words in MEASURES.items()
        ]
    halve = result["halve"]
    if halve["groups_a_year"] is None:
        left = f"{halve['share_left_at_most']:.0%} of them remain even with {halve['tried_up_to']} more"
        lines.append(
            f"No number of added groups halves the releases without a programme: {left}, because the time left is too short."
        )
    else:
        most = f"{halve['high']:.0f}" if halve["high"] <= halve["tried_up_to"] else f"more than {halve['tried_up_to']}"
        lines.append(
            f"{halve['groups_a_year']} more groups a year halve the releases without a programme ({halve['low']:.0f} to {most})."
        )
    return "\n".join(lines)


@click.command()
@STUDY
@click.option(
    "--groups",
    multiple=True,
    type=click.IntRange(1, 500),
    default=(5, 10, 20),
    show_default=True,
    help="More groups a year, over all sites; may be given several times.",
)
@click.option(
    "--one-to-one",
    type=click.IntRange(0, 100),
    default=1,
    show_default=True,
    help="Places a site for work with one person at a time.",
)
@click.option(
    "--cost-group", default=1.0, show_default=True, type=click.FloatRange(min=0), help="What a group costs, in any unit."
)
@click.option(
    "--cost-place", default=1.0, show_default=True, type=click.FloatRange(min=0), help="What a one-to-one place costs a year."
)
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day of the window that the queue is fitted to.  [default: eight years back]",
)
@click.option("--years", default=10.0, show_default=True, type=click.FloatRange(1, 50), help="How many years to simulate.")
@click.option("--replications", default=40, show_default=True, type=click.IntRange(10, 1000), help="How often.")
@click.option("--chart", type=click.Path(dir_okay=False, path_type=Path), help="Write the figure (SVG) here.")
@common_options
def command(
    study: Path,
    groups: tuple[int, ...],
    one_to_one: int,
    cost_group: float,
    cost_place: float,
    since: datetime | None,
    years: float,
    replications: int,
    chart: Path | None,
    voice: Voice,
) -> None:
    """Say what more groups, another order of the queue or one-to-one places would do to waits.

    Example: throughcare capacity demo --groups 10 --cost-group 20000
    """
    from throughcare.capacity.answer import choose_rule, groups_to_halve, make_scenarios, run_scenario
    from throughcare.capacity.chart import make_chart
    from throughcare.capacity.fit import default_window, fit_service
    from throughcare.capacity.model import RULES

    opened = open_study(study)
    job = make_job(opened, voice)
    read, seed = Reader(job), int(job.parameters.get("seed", 1))
    rows, sentences = (
        read("referrals_in_sentences").to_pylist(),
        read("sentences").select(["sentence_id", "osp_band"]).to_pylist(),
    )
    intensities = {row["programme"]: row["intensity"] for row in read("programme_names").to_pylist()}
    end = job.parameters["extract_end"]
    last = end if isinstance(end, date) else date.fromisoformat(str(end))
    first = since.date() if since else default_window(rows, last, 8)
    service, fit = choose_rule(
        lambda rule: fit_service(rows, sentences, intensities, since=first, until=last, rule=rule),
        replications=replications,
        seed=seed,
    )
    scenarios = make_scenarios(service, groups=groups, rules=RULES, one_to_one=one_to_one)
    made = [
        run_scenario(one, years=years, replications=replications, seed=seed, cost_group=cost_group, cost_single=cost_place)
        for one in scenarios
    ]
    halve = groups_to_halve(service, years=years, replications=min(replications, 20), seed=seed)
    if chart:
        chart.write_text(make_chart(made), encoding="utf-8")
    result = {
        "since": first,
        "until": last,
        "rule": service.rule,
        "sites": len(service.sites),
        "fit": fit,
        "scenarios": made,
        "halve": halve,
    }
    voice.give(result, as_words(result))
