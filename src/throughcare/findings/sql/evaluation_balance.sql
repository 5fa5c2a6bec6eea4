-- Each plan of the study: how far the two groups lie apart in every covariate, before and after the primary adjustment.
-- Key: plan, term.
-- Side: analysis.
-- Units: standard deviations of those who started; ratios; shares.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Balance before and after adjustment.
-- Population: people taking part in an evaluation.
-- Dimensions: plan, term in plan.
-- Overlapping: plan, term.
-- Measures: before estimate on started; after estimate on started; variance_before estimate on started; variance_after estimate on started; distance_before estimate on started; distance_after estimate on started.
-- Columns: plan = Plan; term = Covariate or level; before = Difference before; after = Difference after; variance_before = Variance ratio before; variance_after = Variance ratio after; distance_before = Largest distance before; distance_after = Largest distance after.
-- Notes: Difference of (weighted) means over the standard deviation of those who started, before adjustment; for a yes/no term the square root of p(1 - p). A yes/no term has no variance ratio. Distance: between the cumulative distributions (Kolmogorov-Smirnov).
select
    plan, label as term,
    value as before, ratio as after, variance_before, variance_after, distance_before, distance_after, smallest_level, residual_degrees
from effect_rows
where part = 'balance'
order by plan, term
