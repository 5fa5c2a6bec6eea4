-- Each plan of the study: the difference that would be true at each linkage error, by group.
-- Key: plan, false_shares, linked_started, linked_compared.
-- Side: analysis.
-- Units: per 100 people.
-- Source: effect_rows; a refused plan has no numbers.
-- Left out: nothing.
-- Question: Q4.
-- Title: The difference at every linkage error.
-- Population: people in an evaluation.
-- Dimensions: plan, false_shares, linked_started, linked_compared.
-- Overlapping: plan, false_shares, linked_started, linked_compared.
-- Measures: value estimate on started.
-- Columns: plan = Plan; false_shares = False links of those who started and those compared; linked_started = Linked, started; linked_compared = Linked, compared; value = Difference.
-- Notes: Linked: share of true outcomes linked. Not applicable: no true rate could have been seen as it was.
select
    plan,
    split_part(label, '|', 1) as false_shares,
    split_part(label, '|', 2) as linked_started,
    split_part(label, '|', 3) as linked_compared,
    value, smallest_level, residual_degrees
from effect_rows
where part = 'linkage_grid'
order by plan, false_shares, linked_started, linked_compared
