"""The answer of `throughcare capacity` in words, as a table of scenarios, and as a figure."""

from collections.abc import Mapping, Sequence
from typing import Any

MEASURES = {
    "untreated_a_year": "released untreated a year",
    "in_reach_a_year": "of them, in reach of a place",
    "started_a_year": "starts a year",
    "median_wait_days": "median wait of starters (days)",
    "share_180": "started within 180 days (%)",
    "cost_per_start": "cost of a start",
}
STYLE = "text{font:14px Arial,Helvetica,sans-serif;fill:#0b0c0c}.small{font-size:12.5px;fill:#505a5f}.halo{paint-order:stroke;stroke:#fff;stroke-width:4px}"
RULES = {"release": "nearest release first", "risk": "highest risk first", "first": "longest wait first"}


def as_words(result: Mapping[str, Any]) -> str:
    """The whole answer."""
    lines = [
        f"Regime {result['regime']}, {result['sites']} queues (site and intensity), log of {result['since']} to {result['until']}."
    ]
    lines += [f"Not used: {regime}: {why}." for regime, why in result["not_used"].items()]
    lines.append(f"The queue ({RULES[result['rule']]}) reproduces the observed waits:")
    lines += [
        f"  {row['figure']} by day {row['day']}: {row['observed']:.0%} observed, {row['simulated_low']:.0%} to {row['simulated_high']:.0%} simulated"
        for row in result["fit"]
    ]
    if result["also_fits"]:
        lines.append(f"  The log does not rule out: {', '.join(RULES[rule] for rule in result['also_fits'])}.")
    return "\n".join([*lines, "", *halving_words(result["halve"]), "", *scenario_table(result["scenarios"])])


def halving_words(halve: Mapping[str, Any]) -> list[str]:
    """How many more groups halve the untreated releases: those in reach of a place first, then all."""
    share = {name: f"{100 * value:.0f}" for name, value in halve["share_in_reach"].items()}
    in_reach = (
        f"Of those found suitable and released untreated, {share['mean']} of 100 ({share['low']} to {share['high']}) were in reach of a place: "
        f"the others had less time left, on the day they were found suitable, than the programme takes."
    )
    return [
        in_reach,
        f"Those in reach: {number_words(halve, halve['in_reach'])}",
        f"All untreated releases: {number_words(halve, halve['all'])}",
    ]


def number_words(halve: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """One number with its interval, beside the groups there are now; or that there is none, and why."""
    tried, runs = halve["tried_up_to"], halve["replications"]
    if found["groups_a_year"] is None:
        left = halve["share_left"]
        return (
            f"no number of added groups halves them in {runs - found['reached']} of {runs} runs; with {tried} more {left['mean']:.0%} "
            f"({left['low']:.0%} to {left['high']:.0%}) of them remain, because time is too short and not because places are few."
        )
    high = found["high"] if found["high"] is not None else f"more than {tried}"
    return f"{found['groups_a_year']} more groups a year halve them ({found['low']} to {high}); there are {halve['groups_now']:.0f} a year now."


def scenario_table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The scenarios, a line for each measure."""
    lines = []
    for row in rows:
        lines.append(f"{row['scenario']}:")
        for name, words in MEASURES.items():
            if name in row:
                times = 100 if name == "share_180" else 1
                mean, low, high = (show(row[name][part] * times) for part in ("mean", "low", "high"))
                lines.append(f"  {words}: {mean} ({low} to {high})")
    return lines


def show(value: float) -> str:
    """A figure with a decimal where it is small."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"


def make_figure(curve: Sequence[Mapping[str, Any]], halve: Mapping[str, Any]) -> str:
    """An SVG file: untreated releases a year against added groups, all and in reach of a place, each with its interval."""
    from throughcare.report.charts.lines import Series, lines

    def series(name: str, key: str) -> Series:
        points = tuple((float(row["more_groups"]), float(row[key]["mean"])) for row in curve)
        return Series(name, points, tuple((float(row["more_groups"]), row[key]["low"], row[key]["high"]) for row in curve))

    both = [series("all", "untreated_a_year"), series("in reach of a place", "in_reach_a_year")]
    drawn = lines(
        "capacity", "Released untreated a year, by groups added a year", " ".join(halving_words(halve)), both, across="groups added a year",
        ticks_at=[float(row["more_groups"]) for row in curve],
    )  # fmt: skip
    return (
        str(drawn.svg)
        .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
        .replace("<title", f"<style>{STYLE}</style><title", 1)
    )
