-- Each plan of the study: how many people have no value in a covariate, and what was done there.
-- Key: plan, term.
-- Side: analysis.
-- Units: people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: covariates recorded for everybody.
-- Question: Q4.
-- Title: Covariates that are not recorded for everybody.
-- Population: people taking part in an evaluation, by covariate.
-- Dimensions: plan, term in plan.
-- Overlapping: plan, term.
-- Measures: started count; compared count.
-- Columns: plan = Plan; term = Covariate and what was done; started = Empty, started; compared = Empty, compared.
-- Notes: Both groups are made alike in what is empty as well. The row All is everybody who takes part.
select
    plan, label as term, started, compared
from effect_rows
where part = 'missing'
order by plan, term
