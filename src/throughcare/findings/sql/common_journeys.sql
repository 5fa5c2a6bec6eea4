-- People in the study's definition by the journey that they took: the milestones in the order in which they first reached them.
-- Key: journey.
-- Side: analysis.
-- Units: people; milestones are written one after another with ' > '.
-- Source: variants; the fifteen that most people took, and of those the ones that ten took or more.
-- Left out: what a rarer journey looks like: an unusual life can be known by its order of events alone.
-- Question: R2, Q1.
-- Title: The journeys that most people took.
-- Population: people in the definition, by journey.
-- Dimensions: journey.
-- Measures: people count; people share on people.
-- Columns: journey = Milestones, in the order first reached; people = People; people_share = Share (% of all).
-- Notes: A milestone counts once, when first reached; two on one day stand in the order court, reception, assessment, referral, programme, release. | Convicted or not: a journey that stops at arrest or charge is one too.
with placed as (
    select
        variant,
        people,
        row_number() over (order by people desc, variant) as place
    from variants
    where cohort = 'in definition'
),

named as (
    select
        case when place <= 15 and people >= 10 then concat(lpad(cast(place as varchar), 2, '0'), ' ', variant) else 'any other journey' end as journey,
        people
    from placed
)

select
    coalesce(journey, 'All') as journey,
    sum(people) as people
from named
group by grouping sets ((journey), ())
order by journey
