-- Each plan of the study: the share to whom each kind of event had happened by each day, other endings competing, those compared weighted.
-- Key: plan, kind, group_name, day.
-- Side: analysis.
-- Units: days and shares.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What happened by when, other endings competing.
-- Population: people compared in an evaluation.
-- Dimensions: plan, kind, group_name, day.
-- Overlapping: plan, kind, group_name, day.
-- Measures: people count; events count; share curve on events.
-- Within: events in people.
-- Columns: plan = Plan; kind = Event; group_name = Group; day = Day; people = People; events = Had it by then; share = Share.
-- Notes: Endings that compete (death, deportation, recall where the cohort names it) are endings of their own, never taken as being watched no longer. Where the plan names curve_days, as the plan that a study starts from does, a recall ends these curves; the headline counts everybody over the whole follow-up, recalled or not, by the convention of the Justice Data Lab.
select
    plan,
    split_part(label, '|', 1) as kind,
    split_part(label, '|', 2) as group_name,
    cast(split_part(label, '|', 3) as bigint) as day,
    people, events, value as share
from effect_rows
where part = 'curve'
order by plan, kind, group_name, day
