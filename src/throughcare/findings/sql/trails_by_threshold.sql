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
-- Labels: threshold = every link; probability of at least 0.9; probability of at least 0.95; probability of at least 0.99; probability of at least 0.999 | point = 1 police; 2 charge; 3 conviction; 4 sentence; 5 prison; 6 probation; 7 assessment; 8 referral; 9 programme started; 10 programme completed; 11 release; 12 community support.
-- Measures: people count; followed count; followed rate of people.
-- Columns: threshold = Linkage threshold; point = Point; people = Seen at this point; followed = Seen at the next.
select
    case when threshold < 0.01 then 'every link' else concat('probability of at least ', cast(threshold as varchar)) end as threshold,
    concat(cast(rank as varchar), ' ', point) as point,
    people,
    followed
from tracking
where band = 'middle' and definition = $definition
order by threshold, point
