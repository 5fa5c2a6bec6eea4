-- One row per person and point of the system that they are seen at, with the best link by which they are seen there.
-- Key: person, point.
-- Side: analysis.
-- Units: days; rank orders the points along the way.
-- Source: events; a point is reached when any of its activities is recorded.
-- Left out: events that say nothing of a point.
with seen as (
    select
        person,
        case
            when activity in ('CRIME_RECORDED', 'ARREST', 'OFFENCE') then 'police'
            when activity = 'CHARGE' then 'charge'
            when activity = 'CONVICTION' then 'conviction'
            when activity = 'SENTENCE' then 'sentence'
            when activity = 'RECEPTION' then 'prison'
            when activity in ('SUPERVISION_STARTED', 'REQUIREMENT_IMPOSED', 'LICENCE_CONDITION_SET') then 'probation'
            when activity like 'ASSESSMENT%' then 'assessment'
            when activity = 'REFERRAL_SUBMITTED' then 'referral'
            when activity = 'PROGRAMME_STARTED' then 'programme started'
            when activity = 'PROGRAMME_COMPLETED' then 'programme completed'
            when activity = 'RELEASE' then 'release'
            when activity in ('SERVICE_STARTED', 'CIRCLE_STARTED') then 'community support'
        end as point,
        case
            when activity in ('CRIME_RECORDED', 'ARREST', 'OFFENCE') then 1
            when activity = 'CHARGE' then 2
            when activity = 'CONVICTION' then 3
            when activity = 'SENTENCE' then 4
            when activity = 'RECEPTION' then 5
            when activity in ('SUPERVISION_STARTED', 'REQUIREMENT_IMPOSED', 'LICENCE_CONDITION_SET') then 6
            when activity like 'ASSESSMENT%' then 7
            when activity = 'REFERRAL_SUBMITTED' then 8
            when activity = 'PROGRAMME_STARTED' then 9
            when activity = 'PROGRAMME_COMPLETED' then 10
            when activity = 'RELEASE' then 11
            when activity in ('SERVICE_STARTED', 'CIRCLE_STARTED') then 12
        end as rank,
        start_lo,
        probability
    from events
)

select
    person,
    point,
    min(rank) as rank,
    min(start_lo) as first_on,
    max(probability) as probability
from seen
where point is not null
group by person, point
order by person, point
