-- Each plan of the study: what it could have detected, said before its outcomes were compared.
-- Key: plan, figure.
-- Side: analysis.
-- Units: risk ratios; people who must start.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: What could have been detected.
-- Population: people in an evaluation.
-- Dimensions: plan, figure in plan.
-- Overlapping: plan, figure.
-- Measures: value estimate on started.
-- Columns: plan = Plan; figure = Outcome and figure; value = Ratio, or people needed.
-- Notes: With 80 % power at 5 %, two-sided; the effective number of people compared takes the place of their number. An empty ratio: not even no event at all would be seen.
select
    plan, label as figure,
    value, smallest_level, residual_degrees
from effect_rows
where part = 'detectable'
order by plan, figure
