-- People in the study's definition, by months since their first sentence: where they were, of those whom the extracts follow so far.
-- Key: month, state.
-- Side: analysis.
-- Units: people; months of 365.25 / 12 days.
-- Source: state_occupancy, its twelve states gathered into the five of the multi-state view.
-- Left out: people without a sentence, and months after the extract's last day.
-- Question: R2, R7.
-- Title: Where people were, by months since their first sentence.
-- Population: people in the definition with a sentence, by month since the first.
-- Dimensions: month, state.
-- Overlapping: month.
-- Labels: month = 0; 3; 6; 9; 12; 18; 24; 30; 36; 48; 60; 72; 84; 96; 108; 120 | state = in custody; recalled to custody; on licence or order; at liberty; dead or deported; All.
-- Measures: people count; people share on people.
-- Columns: month = Months since sentence; state = Where; people = People; people_share = Share (% of those followed so far).
-- Order: in custody; recalled to custody; on licence or order; at liberty; dead or deported; not known.
-- Notes: Custody holds remand and hospital too; recalled holds those recalled and not yet back; at liberty are people whom no sentence, order or licence holds, and those unlawfully at large. | Each month counts those whom the records follow so far, so later months hold fewer people, sentenced longer ago.
with named as (
    select
        month,
        case
            when state in ('custody', 'remand', 'hospital') then 'in custody'
            when state in ('recalled', 'recalled_at_large') then 'recalled to custody'
            when state in ('community_licence', 'community_order') then 'on licence or order'
            when state in ('community_unsupervised', 'community_unsentenced', 'at_large') then 'at liberty'
            when state = 'ended' then 'dead or deported'
            else 'not known'
        end as state,
        people
    from state_occupancy
    where cohort = 'in definition' and age = 'all'
)

select
    month,
    coalesce(state, 'All') as state,
    sum(people) as people
from named
group by grouping sets ((month, state), (month))
order by month, state
