"""How far two or more people agree: percent, Cohen's kappa, Krippendorff's alpha, each with an interval and with its limits said.

Undefined is undefined: where everybody always says the same, kappa and alpha are 0/0 and no number is printed.
"""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FEWEST = 10
DRAWS = 1000
Ratings = Sequence[Sequence[str | None]]  # one row per unit, one entry per coder; None where a coder did not rate


@dataclass(frozen=True)
class Coefficient:
    """A value with its interval, or why it has none."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why_not: str = ""
    undefined_share: float = 0.0


@dataclass(frozen=True)
class Agreement:
    """Agreement on units that two or more rated, with the table behind it."""

    units: int
    percent: Coefficient
    kappa: Coefficient
    alpha: Coefficient
    positive: float | None
    negative: float | None
    table: dict[tuple[str, str], int]
    note: str


def percent_agreement(rows: Ratings) -> float | None:
    """The share of pairs of ratings of one unit that are equal."""
    same = pairs = 0
    for row in rows:
        values = [value for value in row if value is not None]
        counts = Counter(values)
        pairs += len(values) * (len(values) - 1)
        same += sum(n * (n - 1) for n in counts.values())
    return same / pairs if pairs else None


def cohen_kappa(rows: Ratings) -> float | None:
    """Cohen's kappa of the first two coders; None where chance alone would give full agreement."""
    pairs = [(row[0], row[1]) for row in rows if len(row) > 1 and row[0] is not None and row[1] is not None]
    if not pairs:
        return None
    n = len(pairs)
    observed = sum(one == other for one, other in pairs) / n
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    expected = sum(first[value] * second[value] for value in first) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(rows: Ratings) -> float | None:
    """Krippendorff's alpha for nominal values, any number of coders, gaps allowed; None where only one value occurs."""
    coincidence: Counter[tuple[str, str]] = Counter()
    weights: dict[tuple[str, str], float] = {}
    for row in rows:
        values = [value for value in row if value is not None]
        if len(values) < 2:
            continue
        for i, one in enumerate(values):
            for j, other in enumerate(values):
                if i != j:
                    weights[one, other] = weights.get((one, other), 0.0) + 1 / (len(values) - 1)
                    coincidence[one, other] += 1
    totals: dict[str, float] = {}
    for (one, _), weight in weights.items():
        totals[one] = totals.get(one, 0.0) + weight
    n = sum(totals.values())
    if len(totals) < 2:
        return None
    observed = sum(weight for (one, other), weight in weights.items() if one != other)
    expected = (n * n - sum(total * total for total in totals.values())) / (n - 1)
    return 1 - observed / expected


def bootstrapped(rows: Ratings, statistic: Callable[[Ratings], float | None], seed: int = 1) -> Coefficient:
    """A statistic with its interval by resampling units; the share of resamples in which it was undefined is kept."""
    value = statistic(rows)
    if value is None:
        return Coefficient(None, why_not="undefined (0/0): every rating is the same")
    if len(rows) < FEWEST:
        return Coefficient(None, why_not=f"fewer than {FEWEST} units were rated twice")
    rng = random.Random(seed)
    drawn = [statistic(rng.choices(rows, k=len(rows))) for _ in range(DRAWS)]
    defined = sorted(found for found in drawn if found is not None)
    low, high = (
        (defined[int(0.025 * len(defined))], defined[min(int(0.975 * len(defined)), len(defined) - 1)])
        if defined
        else (value, value)
    )
    return Coefficient(value, low, high, undefined_share=1 - len(defined) / DRAWS)


def agreement(rows: Ratings, positive: str = "include", seed: int = 1) -> Agreement:
    """Every coefficient on the units that two or more rated. Positive and negative agreement are for the first two coders."""
    rated = [row for row in rows if sum(value is not None for value in row) > 1]
    pairs = [(row[0], row[1]) for row in rated if len(row) > 1 and row[0] is not None and row[1] is not None]
    table = Counter((str(one), str(other)) for one, other in pairs)
    yes = sum(n for (one, other), n in table.items() if one == other == positive)
    no = sum(n for (one, other), n in table.items() if positive not in {one, other})
    mixed = len(pairs) - yes - no
    percent = percent_agreement(rated)
    constant = [name for name, place in (("first", 0), ("second", 1)) if pairs and len({pair[place] for pair in pairs}) == 1]
    note = (
        f"the {' and the '.join(constant)} coder used one category only: kappa is then 0 or undefined whatever the agreement"
        if constant
        else ""
    )
    return Agreement(
        len(rated),
        bootstrapped(rated, percent_agreement, seed) if len(rated) >= FEWEST else Coefficient(percent),
        bootstrapped(rated, cohen_kappa, seed), bootstrapped(rated, krippendorff_alpha, seed),
        2 * yes / (2 * yes + mixed) if yes + mixed else None, 2 * no / (2 * no + mixed) if no + mixed else None, dict(table), note,
    )  # fmt: skip


def agreement_words(found: Agreement) -> list[str]:
    """Agreement as it is printed, undefined said as such."""
    lines = [f"rated by two or more: {found.units}"]
    for name, coefficient in (
        ("percent agreement", found.percent),
        ("Cohen's kappa", found.kappa),
        ("Krippendorff's alpha", found.alpha),
    ):
        if coefficient.value is None:
            lines.append(f"{name}: {coefficient.why_not or 'undefined'}")
            continue
        shown = f"{coefficient.value:.0%}" if name.startswith("percent") else f"{coefficient.value:.3f}"
        if coefficient.low is not None and coefficient.high is not None:
            shown += f" (95% interval {coefficient.low:.3f} to {coefficient.high:.3f})"
        if coefficient.undefined_share:
            shown += f"; undefined in {coefficient.undefined_share:.0%} of resamples"
        lines.append(f"{name}: {shown}")
    for name, value in (("positive agreement", found.positive), ("negative agreement", found.negative)):
        lines.append(f"{name}: {'undefined' if value is None else f'{value:.3f}'}")
    lines += [f"  {one} / {other}: {number}" for (one, other), number in sorted(found.table.items())]
    return [*lines, found.note] if found.note else lines
