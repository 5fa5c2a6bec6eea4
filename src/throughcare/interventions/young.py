"""Young adults beside older ones at every step, plain and at equal sentence length and risk.

Source: the scoping study's recommendation 7. Adjusted: Mantel-Haenszel risk difference over strata, Sato's variance;
estimand: the difference among people of like setting, sentence length and risk band, weighted by where both ages are found.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, table
from throughcare.interventions.incidence import Z95, make_incidence
from throughcare.interventions.wait_tables import CAUSES

if TYPE_CHECKING:
    import pyarrow as pa

STEPS = (
    "assessed", "risk_recorded", "referred", "suitable", "started", "completed", "completed_before_release", "started_after_release",
    "supported_after_release", "released_untreated", "requirement_commenced", "suitable_never_started", "left_by_person", "left_by_system",
)  # fmt: skip
HORIZON_DAYS = 365


@dataclass(frozen=True)
class Cell:
    """One stratum: people and how many reached the step, young and older."""

    young: int
    young_reached: int
    older: int
    older_reached: int


@dataclass(frozen=True)
class Difference:
    """A difference of shares, young minus older, with its 95 % interval; empty where it cannot be told."""

    value: float | None
    low: float | None
    high: float | None


def wilson(reached: float, people: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if people == 0:
        return 0.0, 1.0
    share, z2 = reached / people, Z95**2
    middle = (share + z2 / (2 * people)) / (1 + z2 / people)
    half = Z95 * math.sqrt(share * (1 - share) / people + z2 / (4 * people**2)) / (1 + z2 / people)
    return max(0.0, middle - half), min(1.0, middle + half)


def plain_difference(cell: Cell) -> Difference:
    """Difference of two shares with Newcombe's interval; empty where a group has nobody."""
    if not cell.young or not cell.older:
        return Difference(None, None, None)
    p1, p0 = cell.young_reached / cell.young, cell.older_reached / cell.older
    low1, high1 = wilson(cell.young_reached, cell.young)
    low0, high0 = wilson(cell.older_reached, cell.older)
    gap = p1 - p0
    return Difference(gap, gap - math.hypot(p1 - low1, high0 - p0), gap + math.hypot(high1 - p1, p0 - low0))


def adjusted_difference(cells: Iterable[Cell]) -> Difference:
    """Mantel-Haenszel difference over the strata that hold both ages, with Sato's variance; empty where none does."""
    both = [cell for cell in cells if cell.young and cell.older]
    weight = sum(c.young * c.older / (c.young + c.older) for c in both)
    if not both or weight == 0:
        return Difference(None, None, None)
    value = sum((c.young_reached * c.older - c.older_reached * c.young) / (c.young + c.older) for c in both) / weight
    p = q = 0.0
    for c in both:
        n = c.young + c.older
        p += (c.young**2 * c.older_reached - c.older**2 * c.young_reached + c.young * c.older * (c.older - c.young) / 2) / n**2
        q += (c.young_reached * (c.older - c.older_reached) + c.older_reached * (c.young - c.young_reached)) / (2 * n)
    variance = max((value * p + q) / weight**2, 0.0)
    half = Z95 * math.sqrt(variance)
    return Difference(value, max(-1.0, value - half), min(1.0, value + half))


LENGTH_BAND = """case when length_days is null then 'not recorded' when length_days < 365 then 'under 1 year' when length_days < 1461 then '1 to 4 years'
    when length_days < 3653 then '4 to 10 years' else '10 years and over' end"""


RISK_BAND = "concat_ws(' ', risk_tool, risk_band)"


def step_rows(con: Any) -> Iterable[tuple[Any, ...]]:
    """For every cohort, setting and step: the counts by age in each stratum; whether risk was recorded is not adjusted for the risk recorded."""
    for step in STEPS:
        risk = "'any'" if step == "risk_recorded" else RISK_BAND
        yield from con.execute(
            f"""
            select '{step}', cohort, setting, concat_ws('/', {risk}, {LENGTH_BAND}, is_indeterminate),
                sum(case when young then 1 else 0 end), sum(case when young and "{step}" then 1 else 0 end),
                sum(case when not young then 1 else 0 end), sum(case when not young and "{step}" then 1 else 0 end)
            from placed where young is not null and "{step}" is not null
            group by cohort, setting, {risk}, {LENGTH_BAND}, is_indeterminate
            order by all
            """
        ).fetchall()


def wait_row(days: Any, causes: Any) -> tuple[float, float, int]:
    """Incidence of arriving within a year, its variance, and the number of waits."""
    import numpy as np

    curves = make_incidence(days, causes, len(CAUSES))
    place = int(np.searchsorted(curves.days, HORIZON_DAYS, side="right")) - 1
    if place < 0:
        return 0.0, 0.0, len(days)
    return float(curves.incidence[0][place]), float(curves.variance(1)[place]), len(days)


def least_variance(share: float, waits: int) -> float:
    """Variance of a share of a few waits that all ended alike, which is not nought: Agresti and Coull's, with two more of each kind."""
    near = (share * waits + 2) / (waits + 4)
    return near * (1 - near) / (waits + 4)


Arms = tuple[tuple[Any, Any], tuple[Any, Any]]


def adjusted_wait(strata: Iterable[Arms]) -> Difference:
    """The difference of shares that arrived within a year over the strata that hold both ages, weighted as Mantel and Haenszel's; empty where none does."""
    weights, gaps, variances = [], [], []
    for young, older in strata:
        (p1, v1, n1), (p0, v0, n0) = wait_row(*young), wait_row(*older)
        if n1 and n0:
            weights.append(n1 * n0 / (n1 + n0))
            gaps.append(p1 - p0)
            variances.append((v1 or least_variance(p1, n1)) + (v0 or least_variance(p0, n0)))
    total = sum(weights)
    if not total:
        return Difference(None, None, None)
    value = sum(w * gap for w, gap in zip(weights, gaps, strict=True)) / total
    half = Z95 * math.sqrt(sum(w**2 * v for w, v in zip(weights, variances, strict=True))) / total
    return Difference(value, max(-1.0, value - half), min(1.0, value + half))


def wait_difference(young: tuple[Any, Any], older: tuple[Any, Any]) -> tuple[tuple[float, float], Difference]:
    """Share that arrived within a year, young and older, and their difference."""
    (p1, v1, _), (p0, v0, _) = wait_row(*young), wait_row(*older)
    half = Z95 * math.sqrt(v1 + v0)
    return (p1, p0), Difference(p1 - p0, max(-1.0, p1 - p0 - half), min(1.0, p1 - p0 + half))


MEMBERS = """select distinct person from person_class where definition = $definition
    and strpos(concat('|', $classes, '|'), concat('|', class, '|')) > 0"""


def place_members(run: Run) -> Any:
    """A connection with the coverage and the waits of every cohort under one name each."""
    con = run.connect()
    said = {"definition": run.parameters["definition"], "classes": run.parameters["definition_classes"]}
    con.execute(f"create temp table members as {MEMBERS}", said)
    for made, source in (("placed", "coverage"), ("waited", "waits")):
        extra = ", sentence_type = 'INDETERMINATE' as is_indeterminate" if made == "placed" else ""
        con.execute(
            f"""create temp table {made} as select *, 'everyone' as cohort{extra} from {source}
            union all select s.*, 'in definition'{extra} from {source} as s inner join members as m on m.person = s.person"""
        )
    return con


def coverage_rows(con: Any) -> list[tuple[Any, ...]]:
    """One row per cohort, setting and step: shares, difference, adjusted difference."""
    cells: dict[tuple[str, str, str], list[Cell]] = {}
    for step, cohort, setting, _, *counts in step_rows(con):
        cells.setdefault((cohort, setting, step), []).append(Cell(*map(int, counts)))
    rows = []
    for (cohort, setting, step), strata in cells.items():
        whole = Cell(*(sum(getattr(c, name) for c in strata) for name in ("young", "young_reached", "older", "older_reached")))
        plain, adjusted = plain_difference(whole), adjusted_difference(strata)
        shares = (
            whole.young_reached / whole.young if whole.young else None,
            whole.older_reached / whole.older if whole.older else None,
        )
        rows.append((cohort, setting, step, whole.young, whole.older, *shares, plain, adjusted))
    return rows


def waited_rows(con: Any) -> list[tuple[Any, ...]]:
    """One row per cohort, setting and wait: the share that arrived within a year, the difference, and the adjusted difference."""
    import numpy as np

    listed = " ".join(f"when '{cause}' then {number}" for number, cause in enumerate(CAUSES, start=1))
    found = con.execute(
        f"""select cohort, setting, wait, young, days, case how_ended {listed} else 0 end as cause,
            concat_ws('/', {RISK_BAND}, {LENGTH_BAND}, coalesce(sentence_type, '') = 'INDETERMINATE') as stratum
        from waited where young is not null order by all"""
    ).fetchnumpy()
    days, causes, is_young = found["days"].astype("int64"), found["cause"].astype("int64"), found["young"].astype(bool)
    groups: dict[tuple[str, str, str], dict[str, list[int]]] = {}
    for place, (*key, stratum) in enumerate(
        zip(*(found[name].tolist() for name in ("cohort", "setting", "wait", "stratum")), strict=True)
    ):
        groups.setdefault((key[0], key[1], key[2]), {}).setdefault(stratum, []).append(place)

    def arms(places: list[int]) -> Arms:
        chosen = np.array(places)
        young, older = chosen[is_young[chosen]], chosen[~is_young[chosen]]
        return (days[young], causes[young]), (days[older], causes[older])

    rows = []
    for (cohort, setting, wait), strata in groups.items():
        young, older = arms([place for places in strata.values() for place in places])
        if len(young[0]) and len(older[0]):
            shares, difference = wait_difference(young, older)
            adjusted = adjusted_wait(arms(places) for places in strata.values())
            rows.append((cohort, setting, f"{wait} within a year", len(young[0]), len(older[0]), *shares, difference, adjusted))
    return rows


@table(key=("cohort", "setting", "step"), side="analysis", parameters=("definition", "definition_classes"))
def young_adults(run: Run, coverage: Input, waits: Input, person_class: Input) -> "pa.Table":  # noqa: ARG001  # read through run.connect
    """One row per step: the share of young adults and of older people who reached it, the difference, and the same at equal sentence and risk."""
    import pyarrow as pa

    con = place_members(run)
    rows = [*coverage_rows(con), *waited_rows(con)]
    names = ("cohort", "setting", "step", "young", "older", "young_share", "older_share")
    columns: dict[str, Any] = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    for place, name in ((7, "difference"), (8, "adjusted")):
        columns |= {
            name: [row[place].value for row in rows],
            f"{name}_low": [row[place].low for row in rows],
            f"{name}_high": [row[place].high for row in rows],
        }
    kinds = dict.fromkeys(("cohort", "setting", "step"), pa.string()) | dict.fromkeys(("young", "older"), pa.int64())
    return pa.table({name: pa.array(values, kinds.get(name, pa.float64())) for name, values in columns.items()})
