-- Each plan of the study: people of either group by band of the score, from the least to the most likely to start.
-- Key: plan, band.
-- Side: analysis.
-- Units: people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: Overlap: how many people of either group stand in each band of the score.
-- Population: people taking part in an evaluation, by score.
-- Dimensions: plan, band in plan.
-- Overlapping: plan.
-- Measures: started count; compared count.
-- Columns: plan = Plan; band = Band of the score; started = Started; compared = Compared.
-- Notes: Bands have equal width on the logit of the score.
select
    plan, label as band, started, compared
from effect_rows
where part = 'overlap'
order by plan, band
