-- The study's main figures under each link set, over the range of the thresholds, and over the drawn link sets.
-- Key: figure, link_set.
-- Side: analysis.
-- Units: people, and per cent of them.
-- Source: figure_rows, made by `throughcare link figures`; drawn sets pooled by Rubin's rules.
-- Left out: nothing.
-- Question: R2.
-- Title: How much the main figures hang on who is who.
-- Population: people of a main figure, by link set.
-- Dimensions: figure, link_set.
-- Overlapping: figure, link_set.
-- Measures: people count; share estimate on people.
-- Columns: figure = Figure; link_set = Link set; people = People; share = Per cent.
-- Order: strict; default; wide; strict to wide; 20 drawn link sets.
-- Notes: Each threshold has the interval that its counts allow; the range says how far the thresholds lie apart; the drawn sets hold both chance and doubt about links, but not links that were never looked at.
select
    figure,
    link_set,
    people,
    share,
    low as share_low,
    high as share_high,
    smallest as smallest_level,
    people - 1 as residual_degrees
from figure_rows
order by figure, link_set
