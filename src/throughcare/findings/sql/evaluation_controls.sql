-- Each plan of the study: outcomes that the programme cannot touch; a difference in them is a sign of what was not made alike.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: per 100 people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Negative controls.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; estimate = Outcome; value = Difference; ratio = Ratio.
-- Notes: Evidence, not a gate: at this size such controls miss many biases and see some that are not there.
select
    plan, label as estimate,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'control'
order by plan, estimate
