-- Each plan of the study: the share of offences committed in time whose proof came too late to count.
-- Key: plan, group_name.
-- Side: analysis.
-- Units: per cent of offences.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Proof that came too late.
-- Population: people in an evaluation.
-- Dimensions: plan, group_name in plan.
-- Overlapping: plan, group_name.
-- Measures: value estimate on started.
-- Columns: plan = Plan; group_name = Group; value = Proven too late (%).
-- Notes: The waiting period was made for volume crime.
select
    plan, label as group_name,
    value, smallest_level, residual_degrees
from effect_rows
where part = 'waiting'
order by plan, group_name
