-- People in the main definition's middle band: seen at one point and at the next, under each linkage threshold.
-- Key: threshold, point.
-- Side: analysis.
-- Units: people.
-- Source: tracking.
-- Left out: nothing.
-- Question: R2.
-- Title: How much tracking hangs on the linkage threshold.
-- Population: people seen at each point, main definition, by threshold.
-- Dimensions: threshold, point.
-- Overlapping: threshold, point.
-- Measures: people count; followed count; followed rate of people.
-- Columns: threshold = Linkage threshold; point = Point; people = Seen at this point; followed = Seen at the next.
-- Order: every link.
select
    case when threshold < 0.01 then 'every link' else concat('probability of at least ', cast(threshold as varchar)) end as threshold,
    concat(cast(rank as varchar), ' ', point) as point,
    people,
    followed
from tracking
where band = 'middle' and definition = $definition
order by threshold, point
