-- People convicted of a CSE-related offence who began something, by public-health level.
-- Key: level.
-- Side: analysis.
-- Units: people.
-- Source: given and the catalogue's levels.
-- Left out: nothing.
-- Question: Q1, R3.
-- Title: What people received, by level of prevention.
-- Population: people convicted of CSE-related offences who received something, by level.
-- Dimensions: level.
-- Overlapping: level.
-- Labels: level = each level of prevention.
-- Measures: people count; interventions events on people.
-- Columns: level = Level; people = Began it; interventions = Interventions begun.
select
    level,
    count(distinct person) as people,
    count(*) as interventions
from given
group by level
order by level
