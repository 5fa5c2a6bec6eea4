"""The waits as they truly were in an invented population, and the study's curves held against them.

The truth is the cumulative incidence of arrival among true waits, by the same rule of competing ends and the same last day. A study's own truth shows what
linkage and recording cost; the incidence pooled over many studies is what its interval claims to hold (`benchmarks/waits_coverage.py`).
Left out: waits of which the truth holds no first day (referrals in the community).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from throughcare.interventions.incidence import make_incidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAYS = (90, 360, 720)
FEWEST = 10  # true waits below which a curve says nothing
Curves = Mapping[tuple[str, str, int], Mapping[str, Any]]

FACTS = """
    create temp table episode as
    select
        episode_id,
        min(person_id) as person_id,
        min(case when activity = 'SENTENCE' then true_start::date end) as sentenced_on,
        min(case when activity = 'RECEPTION' then true_start::date end) as received_on,
        min(case when activity = 'RELEASE' then true_start::date end) as released_on,
        min(case when activity = 'ASSESSMENT_OASYS' then true_start::date end) as assessed_on,
        min(case when activity = 'REFERRAL_SUBMITTED' then true_start::date end) as submitted_on,
        min(case when activity = 'REFERRAL_ASSESSMENT_STARTED' then true_start::date end) as assessing_on,
        min(case when activity = 'REFERRAL_SUITABLE' then true_start::date end) as suitable_on,
        min(case when activity like 'REFERRAL_NOT%' or activity = 'REFERRAL_WITHDRAWN' then true_start::date end) as left_on,
        min(case when activity = 'REQUIREMENT_IMPOSED' then true_start::date end) as imposed_on,
        min(case when activity = 'REQUIREMENT_COMMENCED' then true_start::date end) as commenced_on,
        min(case when activity = 'REQUIREMENT_ENDED' then true_start::date end) as ended_on,
        max(case when activity = 'CONVICTION_QUASHED' then 1 else 0 end) as is_quashed
    from truth_event
    where episode_id is not null
    group by episode_id;

    create temp table custody as
    select e.*, s.started_on
    from episode as e
    left join (
        select t.episode_id, min(t.true_start::date) as started_on
        from truth_event as t
        inner join episode as i on i.episode_id = t.episode_id
        where t.activity = 'PROGRAMME_STARTED' and (i.released_on is null or t.true_start::date < i.released_on)
        group by t.episode_id
    ) as s on s.episode_id = e.episode_id
    where e.sentenced_on is not null and e.received_on is not null and e.is_quashed = 0;

    create temp table support as
    select
        person_id,
        min(case when activity = 'SERVICE_REFERRED' then true_start::date end) as service_asked_on,
        min(case when activity = 'SERVICE_STARTED' then true_start::date end) as service_on,
        min(case when activity = 'CIRCLE_REQUESTED' then true_start::date end) as circle_asked_on,
        min(case when activity = 'CIRCLE_STARTED' then true_start::date end) as circle_on
    from truth_event
    where activity like 'SERVICE%' or activity like 'CIRCLE%'
    group by person_id;

    create temp table held as
    select c.episode_id, min(t.true_start::date) as held_on
    from custody as c
    inner join truth_event as t
        on t.person_id = c.person_id and t.activity in ('RECEPTION', 'RETURN_TO_CUSTODY') and t.true_start::date > c.released_on
    group by c.episode_id;

    create temp table life as
    select person_id, min(true_start::date) as gone_on
    from truth_event
    where activity in ('DEATH', 'DEPORTATION')
    group by person_id;
"""

WAITS = """
    with asked as (
        select 'sentence to assessment' as wait, 'custody' as setting, person_id, sentenced_on as from_on, assessed_on as arrived_on,
            released_on as other_on from custody
        union all
        select 'sentence to referral', 'custody', person_id, sentenced_on, submitted_on, released_on from custody
        union all
        select 'sentence to start', 'custody', person_id, sentenced_on, started_on, released_on from custody
        union all
        select 'referral to assessment', 'custody', person_id, submitted_on, assessing_on, least(released_on, left_on) from custody
        union all
        select 'referral to start', 'custody', person_id, submitted_on, started_on, least(released_on, left_on) from custody
        union all
        select 'suitable to start', 'custody', person_id, suitable_on, started_on, least(released_on, left_on) from custody
        union all
        select 'requirement to commencement', 'community', person_id, imposed_on, commenced_on,
            case when commenced_on is null then ended_on end from episode
        union all
        select 'referral to service', 'community', person_id, service_asked_on, service_on, null from support
        union all
        select 'request to circle', 'community', person_id, circle_asked_on, circle_on, null from support
        union all
        select 'release to support', 'community', c.person_id, c.released_on,
            least(case when s.service_on >= c.released_on then s.service_on end, case when s.circle_on >= c.released_on then s.circle_on end), h.held_on
        from custody as c left join support as s on s.person_id = c.person_id left join held as h on h.episode_id = c.episode_id
    )
    select
        a.wait,
        a.setting,
        date_diff('day', a.from_on, least(a.arrived_on, a.other_on, l.gone_on, $extract_end)) as days,
        case
            when least(a.arrived_on, a.other_on, l.gone_on) is null or least(a.arrived_on, a.other_on, l.gone_on) > $extract_end then 0
            when a.arrived_on = least(a.arrived_on, a.other_on, l.gone_on) then 1
            else 2
        end as cause
    from asked as a
    left join life as l on l.person_id = a.person_id
    where a.from_on <= $extract_end and least(a.arrived_on, a.other_on, l.gone_on, $extract_end) >= a.from_on
    order by all
"""

TrueWaits = Mapping[tuple[str, str], "tuple[NDArray[np.int64], NDArray[np.int64]]"]


def find_true_waits(events: Any, extract_end: date) -> TrueWaits:
    """Days and causes (0 still waiting, 1 arrived, 2 something else came first) of each wait and setting, from the truth's events."""
    import duckdb
    import numpy as np

    con = duckdb.connect()
    con.register("truth_event", events)
    con.execute(FACTS)
    found = con.execute(WAITS, {"extract_end": extract_end}).fetchnumpy()
    names = np.char.add(np.char.add(found["wait"].astype(str), "|"), found["setting"].astype(str))
    waits: dict[tuple[str, str], tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
    for name in sorted(set(names.tolist())):
        rows = names == name
        wait, setting = name.split("|")
        waits[(wait, setting)] = (found["days"][rows].astype(np.int64), found["cause"][rows].astype(np.int64))
    return waits


def true_incidence(waits: TrueWaits, days: Iterable[int] = DAYS) -> dict[tuple[str, str, int], tuple[float, int]]:
    """The share that had arrived by each day, and how many waits it rests on; waits of fewer than FEWEST are left out."""
    import numpy as np

    grid = np.array(list(days), dtype=np.int64)
    found: dict[tuple[str, str, int], tuple[float, int]] = {}
    for (wait, setting), (lasted, cause) in waits.items():
        if len(lasted) >= FEWEST:
            values = make_incidence(lasted, cause, 2).at(grid)[0]
            found |= {(wait, setting, day): (float(value), len(lasted)) for day, value in zip(grid.tolist(), values, strict=True)}
    return found


def study_curves(wait_incidence: Any) -> dict[tuple[str, str, int], dict[str, Any]]:
    """What the study says at DAYS for everyone, by wait and setting."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = ["wait", "by_value", "day", "waits", "incidence", "low", "high"]
    kept = (
        (pc.field("cohort") == "everyone")
        & (pc.field("by_what") == "setting")
        & (pc.field("cause") == "arrived")
        & pc.field("day").isin(pa.array(DAYS))
    )
    rows = wait_incidence.filter(kept).select(columns).to_pylist()
    return {(row["wait"], row["by_value"], row["day"]): row for row in rows}


def compare_waits(curves: Curves, truth: Mapping[tuple[str, str, int], tuple[float, int]]) -> list[dict[str, Any]]:
    """One row per wait, setting and day that both know: the study's share with its interval, the true one, and whether it lies within."""
    return [
        {
            "wait": wait,
            "setting": setting,
            "day": day,
            "waits": said["waits"],
            "incidence": said["incidence"],
            "low": said["low"],
            "high": said["high"],
            "true_waits": true_waits,
            "true": round(true, 6),
            "within": said["low"] <= round(true, 6) <= said["high"],
        }
        for (wait, setting, day), (true, true_waits) in sorted(truth.items())
        if (said := curves.get((wait, setting, day)))
    ]


def score_waits(read: Callable[[str], Any], truth: Callable[[str], Any], extract_end: date) -> dict[str, Any]:
    """Scores of a study: how many of its waits hold the study's own true incidence within their interval, and every comparison."""
    true = true_incidence(find_true_waits(truth("event"), extract_end))
    rows = compare_waits(study_curves(read("wait_incidence")), true)
    return {"within": sum(row["within"] for row in rows), "compared": len(rows), "by_wait": rows}
