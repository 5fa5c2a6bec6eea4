-- One row per pair of activities of which the second directly followed the first, in all and for the people in the study's definition.
-- Key: cohort, from_activity, to_activity.
-- Side: analysis.
-- Units: times, people, and mean days between the two.
-- Source: steps; an activity that nothing follows leads to END, one that nothing precedes comes from START.
-- Left out: see steps.
with members as (
    select distinct person, 'everyone' as cohort
    from steps
    union
    select person, 'in definition'
    from person_class
    where definition = $definition and strpos(concat('|', $definition_classes, '|'), concat('|', class, '|')) > 0
),

moves as (
    select person, activity as from_activity, coalesce(next_activity, 'END') as to_activity, date_diff('day', start_on, next_on) as days
    from steps
    union all
    select person, 'START', activity, cast(null as bigint)
    from steps
    where step = 1
)

select
    c.cohort,
    m.from_activity,
    m.to_activity,
    count(*) as times,
    count(distinct m.person) as people,
    avg(m.days) as days_mean
from moves as m
inner join members as c on c.person = m.person
group by c.cohort, m.from_activity, m.to_activity
order by c.cohort, m.from_activity, m.to_activity
