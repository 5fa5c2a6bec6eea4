-- Each plan of the study: tables 1 to 7 in the shape of the Justice Data Lab's reports.
-- Key: plan, estimate.
-- Side: analysis.
-- Units: people; per cent, offences or days.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Justice Data Lab tables.
-- Population: people in an evaluation.
-- Dimensions: plan, estimate in plan.
-- Overlapping: plan, estimate.
-- Measures: started count; compared count; mean_started estimate on started; mean_compared estimate on compared; value estimate on started; adjusted_p estimate on started.
-- Columns: plan = Plan; estimate = Table; started = Treatment group; compared = Comparison group; mean_started = Value, treatment; mean_compared = Value, comparison; value = Estimated difference; adjusted_p = p.
-- Notes: Significant at p <= 0.05. Table 3 hides effects, because people who reoffend anyway do so as soon; it is there for comparison with other reports.
select
    plan, label as estimate, started, compared, mean_started, mean_compared,
    value, value_low, value_high, adjusted_p, smallest_level, residual_degrees
from effect_rows
where part = 'jdl'
order by plan, estimate
