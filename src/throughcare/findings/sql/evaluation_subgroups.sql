-- Each plan of the study: by how much the effect inside a subgroup differs from that outside.
-- Key: plan, subgroup.
-- Side: analysis.
-- Units: per 100 people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Whether the effect differs between groups.
-- Population: people in an evaluation.
-- Dimensions: plan, subgroup in plan.
-- Overlapping: plan, subgroup.
-- Measures: value estimate on started; adjusted_p estimate on started.
-- Columns: plan = Plan; subgroup = Subgroup; value = Difference between the effects; adjusted_p = p.
-- Notes: The interaction only, never two separate tests.
select
    plan, label as subgroup,
    value, value_low, value_high, adjusted_p, smallest_level, residual_degrees
from effect_rows
where part = 'subgroup'
order by plan, subgroup
