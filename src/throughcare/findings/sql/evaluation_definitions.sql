-- Each plan of the study: the primary question under each definition.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: people; per 100 people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: The result under every definition.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: started count; compared count; mean_started estimate on started; mean_compared estimate on compared; value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; estimate = Definition; started = Started; compared = Compared; mean_started = Rate or mean, started; mean_compared = Rate or mean, compared; value = Difference; ratio = Ratio.
-- Notes: The plan's own definition decides; the others show how much hangs on it.
select
    plan, label as estimate, started, compared, mean_started, mean_compared,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'definition'
order by plan, estimate
