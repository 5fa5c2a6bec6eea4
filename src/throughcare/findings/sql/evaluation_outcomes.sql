-- Each plan of the study: its further outcomes by the primary estimator.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: people; per 100 people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Further outcomes.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: started count; compared count; mean_started estimate on started; mean_compared estimate on compared; value estimate on started; ratio estimate on started; adjusted_p estimate on started.
-- Columns: plan = Plan; estimate = Outcome; started = Started; compared = Compared; mean_started = Rate or mean, started; mean_compared = Rate or mean, compared; value = Difference; ratio = Ratio; adjusted_p = p, adjusted (Holm).
-- Notes: If the programme did nothing, one in twenty of such outcomes would appear significant by chance; the p-values are adjusted for that.
select
    plan, label as estimate, started, compared, mean_started, mean_compared,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees, adjusted_p
from effect_rows
where part = 'further'
order by plan, estimate
