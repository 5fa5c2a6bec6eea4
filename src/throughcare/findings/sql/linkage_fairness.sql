-- Whether the linkage serves every group alike, each group beside the largest one.
-- Key: by_what, of_group, rate_of.
-- Side: analysis.
-- Units: people; rates per 100, differences per 100.
-- Source: link_fairness; linkage note, section 14.
-- Left out: pairs of agencies, whose people are counted once a pair.
-- Question: R2.
-- Title: Linkage: errors and doubt by group of people.
-- Population: people whose links were judged.
-- Dimensions: by_what, of_group in by_what, rate_of.
-- Overlapping: by_what, of_group, rate_of.
-- Labels: of_group = each group of people.
-- Measures: people count; rate estimate on people; ratio estimate on people; difference estimate on people.
-- Columns: by_what = Grouped by; of_group = Group; rate_of = Rate of; people = People; rate = Per 100; ratio = Ratio to the largest group; difference = Difference per 100.
-- Order: missed; false; split; merged; unlinkable; attention.
-- Notes: Missed and false are of pairs of records; split and merged of people; unlinkable and attention of records. | Missed, false, split and merged are judged by the police number, as if nobody had one: what is printed is larger than the errors of the links in use, and fit to compare groups. | Recorded ethnicity is read here and nowhere in the linkage.
select
    by_what,
    of_group,
    rate_of,
    persons as people,
    100 * rate as rate,
    100 * low as rate_low,
    100 * high as rate_high,
    ratio,
    ratio_low,
    ratio_high,
    100 * difference as difference,
    100 * difference_low as difference_low,
    100 * difference_high as difference_high,
    case when with_outcome < persons - with_outcome then with_outcome else persons - with_outcome end as smallest_level,
    persons - 2 as residual_degrees
from link_fairness
where by_what <> 'agency pair'
order by by_what, of_group, rate_of
