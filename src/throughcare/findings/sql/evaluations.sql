-- Each plan of the study: the primary result; then the groups as they are, with no adjustment.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: people; per 100 people (an amount: its own unit).
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What the study's own evaluations found.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: started count; compared count; mean_started estimate on started; mean_compared estimate on compared; value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; estimate = Estimate; started = Started; compared = Compared; mean_started = Rate or mean, started; mean_compared = Rate or mean, compared; value = Difference; ratio = Ratio.
-- Notes: Differences are per 100 people who started, for an amount in its own unit. The row All is everybody who takes part.
select
    plan, label as estimate, started, compared, mean_started, mean_compared,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'result'
order by plan, estimate
