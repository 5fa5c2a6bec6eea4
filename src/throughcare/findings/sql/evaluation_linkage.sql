-- Each plan of the study: the effect with linkage error taken off, over link sets and over drawn linkages.
-- Key: plan, figure.
-- Side: analysis.
-- Units: per 100 people; places of the grid.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What linkage error could have done.
-- Population: people in an evaluation.
-- Dimensions: plan, figure in plan.
-- Overlapping: plan, figure.
-- Measures: value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; figure = Linkage; value = Difference, or how many linkage errors; ratio = Ratio.
-- Notes: Drawn linkages are combined by Rubin's rules: the interval holds the doubt of who is who as well. The grid is linked shares from 0.90 to 1 by false shares from 0 to 0.010, by group.
select
    plan, label as figure,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'linkage'
order by plan, figure
