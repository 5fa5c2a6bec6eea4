-- Each plan of the study: the same question put to every estimator, so that none can be chosen by its answer.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: people; per 100 people (an amount: its own unit).
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: The specification panel.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: started count; compared count; mean_started estimate on started; mean_compared estimate on compared; value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; estimate = Estimate; started = Started; compared = Compared; mean_started = Rate or mean, started; mean_compared = Rate or mean, compared; value = Difference; ratio = Ratio.
-- Notes: Differences are per 100 people who started; overlap weights speak of another group, the people whose start was most open.
select
    plan, label as estimate, started, compared, mean_started, mean_compared,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'panel'
order by plan, estimate
