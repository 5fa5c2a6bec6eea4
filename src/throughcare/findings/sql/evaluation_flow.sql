-- Each plan of the study: everybody in its cohort, shared out between those left out, by reason, and those who take part.
-- Key: plan, step.
-- Side: analysis.
-- Units: people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Who is in each evaluation, and who was left out why.
-- Population: people in the cohort of an evaluation.
-- Dimensions: plan, step in plan.
-- Overlapping: plan.
-- Measures: people count.
-- Columns: plan = Plan; step = Step; people = People.
-- Notes: People lost at linkage stand under their reason.
select
    plan, label as step, people
from effect_rows
where part = 'flow'
order by plan, step
