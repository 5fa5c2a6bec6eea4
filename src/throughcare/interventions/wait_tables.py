"""The cumulative incidence of every wait, by group.

Source: outcomes note, section 12; a wait that something else ended is no shorter wait, and one still running is no missing one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, table
from throughcare.interventions.clustered import ALONE, group_variance, multiple_of_error
from throughcare.interventions.incidence import Z95, interval, make_incidence

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# The order is the house rule for what happens on one day: reaching the step comes first.
CAUSES = ("arrived", "died", "deported", "released", "transferred", "withdrawn", "order_ended", "recalled")
STILL = "still_waiting"
# Monthly to two years, then quarterly to five: what a chart needs, and no more than disclosure control can carry.
GRID = (*range(0, 731, 30), *range(810, 1826, 90))
COLUMNS = {
    "cohort": "text", "wait": "text", "by_what": "text", "by_value": "text", "cause": "text",
    "day": "count", "waits": "count", "still_waiting": "count", "at_risk": "count", "events": "count",
    "incidence": "share", "low": "share", "high": "share", "incidence_earliest": "share", "incidence_latest": "share",
}  # fmt: skip
GROUPS = ("all", "regime", "osp_band", "age", "setting", "denial")


@dataclass(frozen=True)
class Waits:
    """The waits as arrays: kind, days, cause (0 = still waiting) and the groups each stands in.

    `earliest` and `latest` bound the days of an arrival that is known by its year alone. `group` numbers those who began
    together; ALONE where that is not known.
    """

    wait: "NDArray[Any]"
    days: "NDArray[np.int64]"
    earliest: "NDArray[np.int64]"
    latest: "NDArray[np.int64]"
    cause: "NDArray[np.int64]"
    groups: dict[str, "NDArray[Any]"]
    in_definition: "NDArray[np.bool_]"
    group: "NDArray[np.int64]"


def read_waits(run: Run) -> Waits:
    """The waits with their cause as a number, and whether the person is in the study's definition."""
    listed = " ".join(f"when '{cause}' then {number}" for number, cause in enumerate(CAUSES, start=1))
    con = run.connect()
    found = con.execute(
        f"""
        select
            w.wait, w.days, w.earliest_days, w.latest_days, case w.how_ended {listed} else 0 end as cause, w.regime, w.osp_band, w.setting,
            coalesce(w.denial, 'not recorded') as denial,
            case when w.young then 'young' when not w.young then 'older' else 'not recorded' end as age,
            c.person is not null as in_definition,
            case when w.start_group is null then $alone else dense_rank() over (order by w.start_group) end as start_group
        from waits as w
        left join (
            select distinct person from person_class
            where definition = $definition and strpos(concat('|', $classes, '|'), concat('|', class, '|')) > 0
        ) as c on c.person = w.person
        order by w.wait, w.reference
        """,
        {"definition": run.parameters["definition"], "classes": run.parameters["definition_classes"], "alone": ALONE},
    ).fetchnumpy()
    return Waits(
        found["wait"],
        found["days"].astype("int64"),
        found["earliest_days"].astype("int64"),
        found["latest_days"].astype("int64"),
        found["cause"].astype("int64"),
        {name: found[name] for name in ("regime", "osp_band", "age", "setting", "denial")},
        found["in_definition"].astype(bool),
        found["start_group"].astype("int64"),
    )


def groups_of(waits: Waits) -> Iterator[tuple[str, str, str, str, "NDArray[np.bool_]"]]:
    """Every cohort, wait, kind of group and group, with the rows that belong to it."""
    import numpy as np

    everyone = np.ones(len(waits.wait), dtype=bool)
    for cohort, members in (("everyone", everyone), ("in definition", waits.in_definition)):
        for wait in sorted(set(waits.wait[members].tolist())):
            rows = members & (waits.wait == wait)
            yield cohort, wait, "all", "all", rows
            for name in GROUPS[1:]:
                values = waits.groups[name]
                for value in sorted(set(values[rows].tolist())):
                    yield cohort, wait, name, value, rows & (values == value)


@dataclass(frozen=True)
class Point:
    """One cause on one day of the grid: at risk, events so far, incidence, its interval, and what years without a day could make of it."""

    cause: str
    day: int
    at_risk: int
    events: int
    incidence: float
    low: float
    high: float
    earliest: float
    latest: float


def curve_points(waits: Waits, rows: "NDArray[np.bool_]") -> Iterator[Point]:
    """For every cause that occurs and every day of the grid that any wait reaches."""
    import numpy as np

    days, causes = waits.days[rows], waits.cause[rows]
    curves = make_incidence(days, causes, len(CAUSES))
    grid = np.array(GRID, dtype=np.int64)
    grid = grid[grid <= days.max()] if len(days) else grid[:0]
    values = curves.at(grid)
    bounds = [
        values if np.array_equal(other, days) else make_incidence(other, causes, len(CAUSES)).at(grid)
        for other in (waits.earliest[rows], waits.latest[rows])
    ]
    place = np.searchsorted(curves.days, grid, side="right")
    at_risk = curves.at_risk_on(grid, days)
    lost = np.searchsorted(np.sort(days[causes == 0]), grid, side="left")
    for number, cause in enumerate(CAUSES):
        if number and not curves.events[number].any():
            continue
        variances = np.concatenate([[0.0], curves.variance(number + 1)])[place]
        reach = np.full(len(grid), Z95)
        if not number and (waits.group[rows] != ALONE).any():
            by_group, freedom = group_variance(curves, 1, (days, causes), waits.group[rows], grid)
            # The greater of the two, because few groups may by chance say less than people alone do (Angrist and Pischke 2009, 8.2).
            variances, reach = np.maximum(variances, by_group), multiple_of_error(freedom)
        counts = np.concatenate([[0], np.cumsum(curves.events[number])])[place]
        for at, day in enumerate(grid.tolist()):
            value = float(values[number, at])
            low, high = interval(value, float(variances[at]), len(days) - int(lost[at]), float(reach[at]))
            earliest, latest = (float(bound[number, at]) for bound in bounds)
            yield Point(cause, day, int(at_risk[at]), int(counts[at]), value, low, high, earliest, latest)


@table(
    key=("cohort", "wait", "by_what", "by_value", "cause", "day"),
    side="analysis",
    parameters=("definition", "definition_classes"),
)
def wait_incidence(run: Run, waits: Input, person_class: Input) -> "pa.Table":  # noqa: ARG001  # read through run.connect
    """One row per wait, group, cause and day: the share whose wait had ended that way by then, with its 95 % interval (of arrivals, robust to start groups).

    incidence_earliest and incidence_latest: the same if every arrival known by its year had come on its first or last possible day.
    """
    import pyarrow as pa

    found = read_waits(run)
    rows: list[tuple[Any, ...]] = []
    for *named, members in groups_of(found):
        waited, still = int(members.sum()), int((found.cause[members] == 0).sum())
        rows += [
            (*named, p.cause, p.day, waited, still, p.at_risk, p.events, p.incidence, p.low, p.high, p.earliest, p.latest)
            for p in curve_points(found, members)
        ]
    columns = zip(*rows, strict=True) if rows else [()] * len(COLUMNS)
    kinds = {"text": pa.string(), "count": pa.int64(), "share": pa.float64()}
    return pa.table({name: pa.array(values, kinds[kind]) for (name, kind), values in zip(COLUMNS.items(), columns, strict=True)})
