"""The cumulative incidence of every wait, by group.

Source: outcomes note, section 12; a wait that something else ended is no shorter wait, and one still running is no missing one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from throughcare.engine.table import Input, Run, table
from throughcare.interventions.incidence import interval, make_incidence

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# The order is the house rule for what happens on one day: reaching the step comes first.
CAUSES = ("arrived", "died", "deported", "released", "transferred", "withdrawn", "order_ended", "recalled")
STILL = "still_waiting"
# Monthly to two years, then quarterly to five: what a chart needs, and no more than disclosure control can carry.
GRID = (*range(0, 731, 30), *range(810, 1826, 90))
GROUPS = ("all", "regime", "osp_band", "age", "setting", "denial")


@dataclass(frozen=True)
class Waits:
    """The waits as arrays: kind, days, cause (0 = still waiting) and the groups each stands in."""

    wait: "NDArray[Any]"
    days: "NDArray[np.int64]"
    cause: "NDArray[np.int64]"
    groups: dict[str, "NDArray[Any]"]
    in_definition: "NDArray[np.bool_]"


def read_waits(run: Run) -> Waits:
    """The waits with their cause as a number, and whether the person is in the study's definition."""
    listed = " ".join(f"when '{cause}' then {number}" for number, cause in enumerate(CAUSES, start=1))
    con = run.connect()
    found = con.execute(
        f"""
        select
            w.wait, w.days, case w.how_ended {listed} else 0 end as cause, w.regime, w.osp_band, w.setting,
            coalesce(w.denial, 'not recorded') as denial,
            case when w.young then 'young' when not w.young then 'older' else 'not recorded' end as age,
            c.person is not null as in_definition
        from waits as w
        left join (
            select distinct person from person_class
            where definition = $definition and strpos(concat('|', $classes, '|'), concat('|', class, '|')) > 0
        ) as c on c.person = w.person
        order by w.wait, w.reference
        """,
        {"definition": run.parameters["definition"], "classes": run.parameters["definition_classes"]},
    ).fetchnumpy()
    return Waits(
        found["wait"],
        found["days"].astype("int64"),
        found["cause"].astype("int64"),
        {name: found[name] for name in ("regime", "osp_band", "age", "setting", "denial")},
        found["in_definition"].astype(bool),
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


def curve_rows(
    days: "NDArray[np.int64]", causes: "NDArray[np.int64]"
) -> Iterator[tuple[str, int, int, int, float, float, float]]:
    """For every cause that occurs and every day of the grid: people at risk, events so far, incidence and its interval."""
    import numpy as np

    curves = make_incidence(days, causes, len(CAUSES))
    grid = np.array(GRID, dtype=np.int64)
    grid = grid[grid <= days.max()] if len(days) else grid[:0]
    place = np.searchsorted(curves.days, grid, side="right") - 1
    at_risk = curves.at_risk_on(grid, days)
    for number, cause in enumerate(CAUSES, start=1):
        if number > 1 and not curves.events[number - 1].any():
            continue
        values, variances, counts = curves.incidence[number - 1], curves.variance(number), np.cumsum(curves.events[number - 1])
        for day, here, left in zip(grid.tolist(), place.tolist(), at_risk.tolist(), strict=True):
            if here < 0:
                yield cause, day, left, 0, 0.0, 0.0, 0.0
            else:
                value = float(values[here])
                yield cause, day, left, int(counts[here]), value, *interval(value, float(variances[here]))


@table(
    key=("cohort", "wait", "by_what", "by_value", "cause", "day"),
    side="analysis",
    parameters=("definition", "definition_classes"),
)
def wait_incidence(run: Run, waits: Input, person_class: Input) -> "pa.Table":  # noqa: ARG001  # read through run.connect
    """One row per wait, group, cause and day: the share whose wait had ended that way by then, with its 95 % interval."""
    import pyarrow as pa

    found = read_waits(run)
    columns: dict[str, list[Any]] = {
        name: []
        for name in (
            "cohort", "wait", "by_what", "by_value", "cause", "day", "waits", "still_waiting", "at_risk", "events", "incidence", "low", "high",
        )
    }  # fmt: skip
    for cohort, wait, by_what, by_value, rows in groups_of(found):
        days, causes = found.days[rows], found.cause[rows]
        censored = int((causes == 0).sum())
        for row in curve_rows(days, causes):
            for name, value in zip(
                columns, (cohort, wait, by_what, by_value, *row[:2], len(days), censored, *row[2:]), strict=True
            ):
                columns[name].append(value)
    types = {"day": pa.int64(), "waits": pa.int64(), "still_waiting": pa.int64(), "at_risk": pa.int64(), "events": pa.int64()}
    types |= dict.fromkeys(("incidence", "low", "high"), pa.float64())
    return pa.table({name: pa.array(values, types.get(name, pa.string())) for name, values in columns.items()})
