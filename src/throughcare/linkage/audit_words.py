"""The audit's figures and its known rate in words, for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from throughcare.linkage.rates import ALL, CHOSEN, GRID

TITLE = "Persons in prison records with a later court record within 730 days"


def share_words(row: Mapping[str, Any]) -> str:
    """A share in per cent with its interval, or what there is of them."""
    value = "" if row["value"] is None else f"{100 * row['value']:.2f} %"
    if row["low"] is None or row["high"] is None:
        return value or "not identified"
    return f"{value} ({100 * row['low']:.2f} to {100 * row['high']:.2f})".strip()


def figure_lines(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """The figures of `link_quality`, one a line; an estimate with its interval on one."""
    values = {(row["link_set_id"], row["what"], row["by_what"]): row["value"] for row in figures}
    lines = []
    for (link_set, what, by_what), value in values.items():
        head, by, number = what.partition(" by ")
        if head.endswith((", low", ", high")):
            continue
        ends = [values.get((link_set, f"{head}, {end}{by}{number}", by_what)) for end in ("low", "high")]
        interval = f" ({ends[0]:.6g} to {ends[1]:.6g})" if None not in ends else ""
        lines.append(f"{link_set}: {what}, {by_what}: {value:.6g}{interval}")
    return lines


def rate_lines(rates: Sequence[Mapping[str, Any]]) -> list[str]:
    """Everybody's layers, then the chosen correction beside the uncorrected rate of each group, then the grid."""
    if not rates:
        return []
    lines = [f"{TITLE}:"]
    lines += [
        f"  {row['method']}, {row['by']}: {share_words(row)}, {row['people']:,} people or pairs"
        for row in rates
        if row["group"] == ALL and row["method"] != GRID
    ]
    seen = {
        row["group"]: row for row in rates if row["method"] == "uncorrected" and row["by"] == "default" and row["group"] != ALL
    }
    chosen = {row["group"]: row for row in rates if row["method"] == CHOSEN}
    lines += ["By group, uncorrected and corrected:" if chosen else "By group, uncorrected (no number corrects):"]
    lines += [
        f"  {group}: {share_words(row)}; {share_words(chosen[group])}, {chosen[group]['people']:,} people"
        if group in chosen
        else f"  {group}: {share_words(row)}, {row['people']:,} people"
        for group, row in seen.items()
    ]
    lines += ["Were no number held (bias grid):"]
    lines += [f"  {row['by']}: {share_words(row)}" for row in rates if row["method"] == GRID]
    return lines
