-- People under the narrow, middle and broad reading of each definition.
-- Key: definition.
-- Side: analysis.
-- Units: people.
-- Source: episode_class; the band of the definitions note.
-- Left out: nothing.
-- Question: Q1.
-- Title: Narrow, middle and broad count under each definition.
-- Population: people with an episode, by reading.
-- Dimensions: definition.
-- Overlapping: definition.
-- Labels: definition = each definition.
-- Measures: low count; middle count; high count.
-- Within: low in middle; middle in high.
-- Columns: definition = Definition; low = Narrow (met); middle = Middle (and probable); high = Broad (and possible or age not recorded).
with best as (
    select
        definition,
        person,
        max(case when class = 'MET' then 1 else 0 end) as low,
        max(case when class in ('MET', 'PROBABLE') then 1 else 0 end) as middle,
        max(case when class in ('MET', 'PROBABLE', 'POSSIBLE') or (age_not_recorded and class <> 'NOT_MET') then 1 else 0 end) as high
    from episode_class
    group by definition, person
)
select
    definition,
    sum(low) as low,
    sum(middle) as middle,
    sum(high) as high
from best
group by definition
order by definition
