-- Each plan of the study: how strong something recorded nowhere would have to be, and what it would leave where nothing is true.
-- Key: plan, figure.
-- Side: analysis.
-- Units: risk ratios; per 100 people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What something hidden could have done.
-- Population: people in an evaluation.
-- Dimensions: plan, figure in plan.
-- Overlapping: plan, figure.
-- Measures: value estimate on started; ratio estimate on started.
-- Columns: plan = Plan; figure = Figure; value = Difference that would be found where none is true; ratio = Ratio.
-- Notes: A hidden factor is given by log-odds a standard deviation, on starting and on the outcome; 0.3 is an odds ratio of 1.35.
select
    plan, label as figure,
    value, value_low, value_high, ratio, ratio_low, ratio_high, smallest_level, residual_degrees
from effect_rows
where part = 'hidden'
order by plan, figure
