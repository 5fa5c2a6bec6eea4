-- One row per step of a person's journey: what came next, on which day.
-- Key: person, step.
-- Side: analysis.
-- Units: days; step counts from 1 in the order of days, and within a day of activity_order.
-- Source: events; the same activity told by two records on one day is one step.
-- Left out: events whose day is not known (their order cannot be told), meetings, alerts and merges of records.
with days as (
    select
        e.person,
        e.activity,
        e.start_on,
        min(e.day_order) as day_order
    from events as e
    inner join activity_order as o on o.activity = e.activity and o.in_variants
    where e.start_on is not null and e.start_on <= $extract_end
    group by e.person, e.activity, e.start_on
)

select
    person,
    row_number() over (partition by person order by start_on, day_order, activity) as step,
    activity,
    start_on,
    lead(activity) over (partition by person order by start_on, day_order, activity) as next_activity,
    lead(start_on) over (partition by person order by start_on, day_order, activity) as next_on
from days
order by person, step
