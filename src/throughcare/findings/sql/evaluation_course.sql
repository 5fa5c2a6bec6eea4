-- Each plan of the study: hazard ratio, days without the event and frequency, under the primary weights.
-- Key: plan, figure.
-- Side: analysis.
-- Units: ratios; days; per cent.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What is taken from the curves.
-- Population: people in an evaluation.
-- Dimensions: plan, figure in plan.
-- Overlapping: plan, figure.
-- Measures: value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; figure = Figure; value = Value; ratio = Ratio.
-- Notes: A hazard ratio compares those to whom it has not happened yet; it stands beside the curves, never instead of them.
select
    plan, label as figure,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'course'
order by plan, figure
