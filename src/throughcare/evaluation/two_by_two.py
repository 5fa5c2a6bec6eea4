"""Effects from two-by-two tables, one study a row, for the synthesis: log odds ratio, log risk ratio, risk difference.

Half a person is added to the four cells of a study with an empty cell, and to no other; a study with no event in either group
(or nothing but events) says nothing about a ratio and is listed, not pooled. Mantel-Haenszel and Peto need no such addition.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from throughcare.evaluation.arrays import Flags, Floats

Measure = Literal["OR", "RR", "RD"]


@dataclass(frozen=True)
class Tables:
    """Events and people a study: treated (1), compared (0)."""

    events_treated: Floats
    treated: Floats
    events_compared: Floats
    compared: Floats

    def cells(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Events and non-events treated, events and non-events compared."""
        return self.events_treated, self.treated - self.events_treated, self.events_compared, self.compared - self.events_compared

    def says_nothing(self) -> Flags:
        """Studies in which nobody, or everybody, had the event."""
        a, b, c, d = self.cells()
        return np.asarray((a + c == 0) | (b + d == 0))


def effects_from(tables: Tables, measure: Measure = "OR") -> tuple[Floats, Floats]:
    """Effect and variance a study; those that say nothing about a ratio come back as not-a-number, to be listed."""
    cells = np.array(tables.cells())
    touched = (cells == 0).any(axis=0)
    a, b, c, d = cells + np.where(touched, 0.5, 0.0)
    n1, n0 = a + b, c + d
    if measure == "RD":
        return a / n1 - c / n0, a * b / n1**3 + c * d / n0**3
    if measure == "RR":
        effect, variance = np.log(a / n1) - np.log(c / n0), 1 / a - 1 / n1 + 1 / c - 1 / n0
    else:
        effect, variance = np.log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    silent = tables.says_nothing()
    return np.where(silent, np.nan, effect), np.where(silent, np.nan, variance)


def mantel_haenszel(tables: Tables) -> tuple[float, float]:
    """Pooled log odds ratio and its standard error (Robins, Breslow and Greenland 1986), zero cells as they are."""
    a, b, c, d = tables.cells()
    n = a + b + c + d
    r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
    top, bottom = r.sum(), s.sum()
    variance = (p @ r) / (2 * top**2) + (p @ s + q @ r) / (2 * top * bottom) + (q @ s) / (2 * bottom**2)
    return float(np.log(top / bottom)), float(np.sqrt(variance))


def peto(tables: Tables) -> tuple[float, float]:
    """Peto's pooled log odds ratio and its standard error: for rare events and groups of similar size only."""
    a, _, c, _ = tables.cells()
    n1, n0 = tables.treated, tables.compared
    n, events = n1 + n0, a + c
    expected = n1 * events / n
    variance = n1 * n0 * events * (n - events) / (n**2 * (n - 1))
    return float((a - expected).sum() / variance.sum()), float(np.sqrt(1 / variance.sum()))
