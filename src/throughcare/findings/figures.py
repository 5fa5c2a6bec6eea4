"""The study's main figures for every link set: written by `throughcare link figures`, read by the findings.

`links/figures.csv` of a study: link_set, figure, people, counted. It stands beside the decisions on links because making it means building the
chain once for every link set, which a run does not do by itself.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from throughcare.errors import StudyError
from throughcare.linkage.intervals import wilson
from throughcare.linkage.link_sets import DEFAULT, THRESHOLDS
from throughcare.linkage.rates import pool_draws

COLUMNS = ("link_set", "figure", "people", "counted")
RANGE, DRAWN = "strict to wide", "drawn link sets"


def write_figures(rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows as the text of `links/figures.csv`."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row[name] for name in COLUMNS] for row in rows)
    return text.getvalue()


def read_figures(text: str) -> dict[str, dict[str, tuple[int, int]]]:
    """By figure and link set (counted, people); StudyError names the line of a wrong row."""
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for line, row in enumerate(csv.DictReader(io.StringIO(text)), start=2):
        try:
            found.setdefault(row["figure"], {})[row["link_set"]] = (int(row["counted"]), int(row["people"]))
        except (KeyError, TypeError, ValueError) as error:
            raise StudyError(
                f"links/figures.csv line {line}: expected {', '.join(COLUMNS)}; make it again: throughcare link figures STUDY"
            ) from error
    return found


def is_current(text: str, own: str, now: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the figures of the study's own link set still are what they were when the file was made."""
    made = read_figures(text)
    return all(made.get(row["figure"], {}).get(own) == (row["counted"], row["people"]) for row in now)


def one_row(figure: str, line: str, people: int, numbers: Sequence[float | None], smallest: int) -> dict[str, Any]:
    """A line of the table, shares in per cent."""
    share, low, high = (None if number is None else 100 * number for number in numbers)
    return {"figure": figure, "link_set": line, "people": people, "share": share, "low": low, "high": high, "smallest": smallest}


def rows_of_figure(figure: str, sets: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
    """One figure: each threshold with its own interval, the range of the thresholds, and the drawn sets pooled by Rubin's rules."""
    rows = []
    fixed = {name: sets[name] for name in THRESHOLDS if name in sets and sets[name][1]}
    for name, (counted, people) in fixed.items():
        rows.append(one_row(figure, name, people, wilson(counted, people), min(counted, people - counted)))
    if not rows or DEFAULT not in fixed:
        return rows
    shares = [counted / people for counted, people in fixed.values()]
    counted, people = fixed[DEFAULT]
    smallest = min(min(c, n - c) for c, n in fixed.values())
    rows.append(one_row(figure, RANGE, people, (counted / people, min(shares), max(shares)), smallest))
    drawn = [pair for name, pair in sets.items() if name not in THRESHOLDS]
    pooled = pool_draws(drawn)
    if pooled:
        rows.append(one_row(figure, f"{len(drawn)} {DRAWN}", people, pooled, min(min(c, n - c) for c, n in drawn)))
    return rows


def figure_lines(text: str) -> list[dict[str, Any]]:
    """Every line of every figure; none where the figures were never made."""
    return [row for figure, sets in sorted(read_figures(text).items()) for row in rows_of_figure(figure, sets)] if text else []
