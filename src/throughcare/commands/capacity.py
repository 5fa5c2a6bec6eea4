"""`throughcare capacity STUDY`: what more places would do to waits and to releases without a programme."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughcare.commands._shared import STUDY, Reader, Voice, common_options, make_job, open_study

if TYPE_CHECKING:
    from throughcare.capacity.check import Fitted


@click.command()
@STUDY
@click.option(
    "--groups",
    multiple=True,
    type=click.IntRange(1, 500),
    default=(5, 10, 20),
    show_default=True,
    help="More groups a year; may be given several times.",
)
@click.option(
    "--site", "sites", multiple=True, help="Add the groups at this site only; may be given several times.  [default: all]"
)
@click.option(
    "--one-to-one",
    type=click.IntRange(0, 100),
    default=1,
    show_default=True,
    help="Places for work with one person at a time, at each site and intensity.",
)
@click.option(
    "--earlier",
    type=click.IntRange(0, 1000),
    default=90,
    show_default=True,
    help="Days by which people are found suitable earlier.",
)
@click.option("--cost-group", type=click.FloatRange(min=0), help="What a group costs, in any unit.")
@click.option("--cost-place", type=click.FloatRange(min=0), help="What a one-to-one place costs a year, in the same unit.")
@click.option("--regime", help="The regime whose queues are fitted.  [default: the latest that can be]")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="First day of the window that the queue is fitted to.  [default: a year after the regime's first group]",
)
@click.option("--years", default=10.0, show_default=True, type=click.FloatRange(1, 50), help="How many years to simulate.")
@click.option("--replications", default=100, show_default=True, type=click.IntRange(20, 1000), help="How often.")
@click.option("--chart", type=click.Path(dir_okay=False, path_type=Path), help="Write the figure (SVG) here.")
@common_options
def command(
    study: Path,
    groups: tuple[int, ...],
    sites: tuple[str, ...],
    one_to_one: int,
    earlier: int,
    cost_group: float | None,
    cost_place: float | None,
    regime: str | None,
    since: datetime | None,
    years: float,
    replications: int,
    chart: Path | None,
    voice: Voice,
) -> None:
    """Say what more groups, another order of the queue or one-to-one places would do to waits.

    Example: throughcare capacity demo --groups 10 --cost-group 20000
    """
    from throughcare.capacity.answer import Costs, groups_to_halve, make_curve, make_scenarios, run_scenario
    from throughcare.commands._capacity_words import as_words, make_figure

    job = make_job(open_study(study), voice)
    rows, seed = Reader(job)("queue_entries").to_pylist(), int(job.parameters.get("seed", 1))
    end = job.parameters["extract_end"]
    last = end if isinstance(end, date) else date.fromisoformat(str(end))
    voice.say("fitting the queue to the log")
    fitted, not_used = fit_latest(rows, last, regime, since.date() if since else None, replications, seed)
    at = frozenset(sites)
    check_sites(at, {site.name for site in fitted.services[0].sites})
    voice.say("adding groups until the untreated releases are halved")
    halve = groups_to_halve(fitted.services[:40], years=years, seed=seed, at=at)
    costs = Costs(cost_group, cost_place)
    voice.say("running the scenarios")
    made = [
        run_scenario(one, fitted.services, years=years, seed=seed, costs=costs)
        for one in make_scenarios(fitted.services, groups=groups, at=at, one_to_one=one_to_one, earlier=earlier)
    ]
    curve = make_curve(fitted.services[:40], years=years, seed=seed, at=at)
    if chart:
        chart.write_text(make_figure(curve, halve), encoding="utf-8")
    log = fitted.log
    result = {
        "regime": log.regime, "since": log.since, "until": log.until, "not_used": not_used, "rule": fitted.rule, "also_fits": list(fitted.also),
        "sites": len(fitted.services[0].sites), "fit": list(fitted.rows), "halve": halve, "scenarios": made, "curve": curve,
    }  # fmt: skip
    voice.give(result, as_words(result))


def check_sites(named: frozenset[str], known: set[str]) -> None:
    """UsageError where a site is named that the queue does not have."""
    from throughcare.errors import UsageError, nearest

    for site in sorted(named - known):
        raise UsageError(
            f"site {site}: no queue of this regime is there{nearest(site, sorted(known))}; there are: {', '.join(sorted(known))}"
        )


def fit_latest(
    rows: list[dict[str, Any]], last: date, regime: str | None, since: date | None, replications: int, seed: int
) -> "tuple[Fitted, dict[str, str]]":
    """The latest regime whose queue reproduces its waits, and why later ones do not; RefusedError where none does."""
    from throughcare.capacity.check import fit_queue
    from throughcare.capacity.log import read_log, regimes_of
    from throughcare.errors import RefusedError

    refused: dict[str, str] = {}
    for name in [regime] if regime else regimes_of(rows):
        try:
            return fit_queue(read_log(rows, name, last, since), replications=replications, seed=seed), refused
        except RefusedError as why:
            refused[name] = str(why)
    if not refused:
        raise RefusedError("the log is too thin to fit a queue: no group of any regime has started in custody")
    raise RefusedError("; ".join(f"{name}: {why}" for name, why in refused.items()))
