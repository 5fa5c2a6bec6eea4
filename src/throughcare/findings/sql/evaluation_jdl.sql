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
    plan,
    label as estimate,
    started,
    compared,
    mean_started,
    cast(null as double) as mean_started_low,
    cast(null as double) as mean_started_high,
    mean_compared,
    cast(null as double) as mean_compared_low,
    cast(null as double) as mean_compared_high,
    value,
    low as value_low,
    high as value_high,
    adjusted_p,
    cast(null as double) as adjusted_p_low,
    cast(null as double) as adjusted_p_high,
    smallest as smallest_level,
    smallest as residual_degrees
from effect_rows
where part = 'jdl'
order by plan, estimate
