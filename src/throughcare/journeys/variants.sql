-- One row per journey that people took: the first time they reached each milestone, in order.
-- Key: cohort, variant.
-- Side: analysis.
-- Units: people; milestones are written one after another with ' > '.
-- Source: steps; a milestone counts once, when first reached, because repeats make nearly every journey its own variant.
-- Left out: activities that are no milestone; see steps for what has no known day.
with milestones as (
    select person, activity, min(step) as step
    from steps
    where
        activity in (
            'CRIME_RECORDED', 'ARREST', 'CHARGE', 'CONVICTION', 'SENTENCE', 'RECEPTION', 'ASSESSMENT_OASYS', 'REFERRAL_SUBMITTED', 'REFERRAL_SUITABLE',
            'PROGRAMME_STARTED', 'PROGRAMME_COMPLETED', 'PROGRAMME_LEFT', 'RELEASE', 'RECALL', 'SUPERVISION_STARTED', 'SERVICE_STARTED',
            'CIRCLE_STARTED', 'DEATH', 'DEPORTATION'
        )
    group by person, activity
),

journeys as (
    select
        person,
        string_agg(activity, ' > ' order by step, activity) as variant,
        count(*) as milestones
    from milestones
    group by person
),

members as (
    select distinct person, 'everyone' as cohort
    from steps
    union
    select person, 'in definition'
    from person_class
    where definition = $definition and strpos(concat('|', $definition_classes, '|'), concat('|', class, '|')) > 0
)

select
    c.cohort,
    j.variant,
    min(j.milestones) as milestones,
    count(distinct j.person) as people
from journeys as j
inner join members as c on c.person = j.person
group by c.cohort, j.variant
order by c.cohort, j.variant
