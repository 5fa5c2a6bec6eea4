"""`throughcare power`: what a study of this size could detect, before anything is read."""

import click

from throughcare.commands._shared import Voice, common_options
from throughcare.errors import UsageError


@click.command()
@click.option("--treated", required=True, type=click.IntRange(1), help="People who start (or are matched).")
@click.option(
    "--compared",
    type=click.IntRange(1),
    help="People compared; with weights, their effective number. Ten a treated person where not said.",
)
@click.option("--rate", required=True, type=float, help="Rate expected without the programme, as a share: 0.08 for 8 %.")
@click.option("--ratio", type=float, help="A true risk ratio: the power to find it, and the people needed.")
@click.option("--power", "wanted", default=0.8, show_default=True, help="Power asked for.")
@common_options
def command(treated: int, compared: int | None, rate: float, ratio: float | None, wanted: float, voice: Voice) -> None:
    """Say what could be detected.

    Example: throughcare power --treated 250 --rate 0.04
    """
    from throughcare.evaluation.power import power_of, treated_needed, what_is_detectable

    if not 0 < rate < 1 or not 0 < wanted < 1:
        raise UsageError("expected --rate and --power between 0 and 1 (0.08 for 8 %)")
    others = compared or 10 * treated
    found = what_is_detectable(treated, others, rate, power=wanted)
    result = found.as_dict()
    if ratio is not None:
        if not 0 <= rate * ratio <= 1:
            raise UsageError(f"a ratio of {ratio:g} on a rate of {rate:g} is no rate; expected one between 0 and {1 / rate:g}")
        result["ratio"] = ratio
        result["power_at_ratio"] = power_of(rate * ratio, rate, treated, others)
        result["treated_needed_at_ratio"] = treated_needed(rate, ratio, per_treated=others / treated, power=wanted)
    voice.give(result, as_words(result))


def as_words(found: dict[str, object]) -> str:
    """The answer in a few lines."""
    lines = [
        f"{found['treated']:,} who start, {found['compared']:,} compared, {float(str(found['rate_compared'])):.1%} without the programme:"
    ]
    down, up = found["smallest_ratio"], found["smallest_increase"]
    lines.append(
        "  no fall could be detected, not even to no event at all"
        if down is None
        else f"  smallest fall that could be detected: a risk ratio of {down:.2f}"
    )
    lines.append(
        "  no rise could be detected" if up is None else f"  smallest rise that could be detected: a risk ratio of {up:.2f}"
    )
    needed = found["treated_needed"]
    if isinstance(needed, dict):
        lines += [f"  people who must start to find a ratio of {name}: {people:,}" for name, people in needed.items() if people]
    if found["exact_power_at_smallest"] is not None:
        lines.append(
            f"  fewer than five events are expected among them; exact power at the largest possible fall: {found['exact_power_at_smallest']:.0%}"
        )
    if "ratio" in found:
        lines.append(f"  power to find a ratio of {found['ratio']:g}: {float(str(found['power_at_ratio'])):.0%}")
        if found["treated_needed_at_ratio"]:
            lines.append(f"  people who must start to find it: {found['treated_needed_at_ratio']:,}")
    return "\n".join(lines)
