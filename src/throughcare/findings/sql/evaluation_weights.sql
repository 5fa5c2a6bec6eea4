-- Each plan of the study: people of either group, and how many equally weighted people say as much after the primary adjustment.
-- Key: plan, arm.
-- Side: analysis.
-- Units: people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Effective sample size after adjustment.
-- Population: people taking part in an evaluation, by group.
-- Dimensions: plan, arm in plan.
-- Overlapping: plan.
-- Measures: people count; effective estimate on people.
-- Columns: plan = Plan; arm = Group; people = People; effective = Effective number.
-- Notes: Kish: the square of the sum of the weights over the sum of their squares. Where one trial follows another, a person may stand in both groups.
select
    plan, label as arm, people, value as effective, smallest_level, residual_degrees
from effect_rows
where part = 'weights'
order by plan, arm
