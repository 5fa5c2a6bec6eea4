-- Each plan of the study: the primary estimate, then the specification panel; differences per 100 people.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: people, and reoffenders per 100 people.
-- Source: effects; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What the study's own evaluations found.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: treated count; comparison count; difference estimate on treated; ratio estimate on treated.
-- Columns: plan = Plan; estimate = Estimate; treated = Started; comparison = Compared; difference = Difference per 100 people; ratio = Ratio.
select
    plan,
    estimate,
    treated,
    comparison,
    difference,
    difference_low,
    difference_high,
    ratio,
    ratio_low,
    ratio_high,
    smallest as smallest_level,
    treated + comparison - 2 as residual_degrees
from effect_rows
order by plan, estimate
