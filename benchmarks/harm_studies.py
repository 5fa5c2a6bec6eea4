"""Several independent studies of the size of 2017 beside each other, each with the truth of its own populations: benchmarks/harm.py."""

from statistics import NormalDist, mean

WIDTH = 2 * NormalDist().inv_cdf(0.975)


def true_rates(starters):
    """Per 100 of those who started: proven with the programme, and without it, where proof comes in time as often."""
    in_time = starters["proven"] / starters["in_life_with"]
    return [100 * one / starters["people"] for one in (starters["proven"], in_time * starters["in_life_without"])]


def say_p(value):
    """A p-value to three places, or that it is smaller."""
    return f"{value:.3f}" if value >= 0.0005 else "below 0.001"


def power_of(gap, error):
    """How often a difference that is truly there, per 100, leaves nought out of the interval."""
    return NormalDist().cdf(abs(gap) / error - WIDTH / 2)


def say_studies(studies):
    """The page's table of studies: `studies` are (seeds, result, starters), all of them, in the order in which they were made."""
    lines = [
        "| seeds | with / without, truly, per 100 | true difference | found | ratio | p | verdict |",
        "|---|---|---|---|---|---|---|",
    ]
    found, true, errors, significant = [], [], [], 0
    for seeds, result, starters in studies:
        one, (with_it, without) = result["primary"]["estimate"], true_rates(starters)
        if one is None:
            lines.append(
                f"| {seeds} | {with_it:.1f} / {without:.1f} | {with_it - without:+.1f} | | | | {result['primary']['sentence']} |"
            )
            continue
        is_found = not one["low"] <= 0 <= one["high"]
        significant += is_found
        found.append(100 * one["difference"])
        true.append(with_it - without)
        errors.append(100 * (one["high"] - one["low"]) / WIDTH)
        lines.append(
            f"| {seeds} | {with_it:.1f} / {without:.1f} | {with_it - without:+.2f} | {100 * one['difference']:+.2f} ({100 * one['low']:+.2f} to {100 * one['high']:+.2f}) "
            f"| {one['ratio']:.2f} ({one['ratio_low']:.2f} to {one['ratio_high']:.2f}) | {say_p(one['p_value'])} "
            f"| {'more among those who started' if is_found and one['difference'] > 0 else 'fewer among those who started' if is_found else 'no difference was found'} |"
        )
    said = [f"- {seeds}: {result['primary']['sentence']}" for seeds, result, _ in studies]
    return [*lines, "", *sum_up(found, true, errors, significant), "In the words of each:", "", *said, ""]


def sum_up(found, true, errors, significant):
    """The mean against the truth, and how many were significant of how many expected."""
    if len(found) < 2:
        return []
    expected = mean(power_of(2.0, error) for error in errors)
    said = (
        f"On average {mean(found):+.2f} per 100 was found where {mean(true):+.2f} was true of those populations; chance alone moves such a mean by "
        f"{mean(errors) / len(found) ** 0.5:.2f}, and the cause that no record has moves it up. "
        f"{significant} of {len(found)} were significant. The error of one study is {mean(errors):.2f} per 100, so that a planted 2.0 is expected to be significant in "
        f"{100 * expected:.0f} % of studies of this size."
    )
    return [said, ""]
