-- One row per person who is recorded as dead or as having left the country.
-- Key: person.
-- Side: analysis.
-- Units: days; ended_on is the earliest recorded day, which stops every clock.
-- Source: activities DEATH and DEPORTATION of the event log.
-- Left out: a recommendation or an alert of deportation, which is no departure.
with ends as (
    select
        person,
        activity,
        start_on,
        row_number() over (partition by person order by start_on, day_order, activity, event_id) as place
    from events
    where activity in ('DEATH', 'DEPORTATION') and start_on is not null
)

select
    person,
    start_on as ended_on,
    case when activity = 'DEATH' then 'died' else 'deported' end as how
from ends
where place = 1
order by person
