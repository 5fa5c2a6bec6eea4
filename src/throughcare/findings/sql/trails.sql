-- People in the middle band of each definition: seen at one point of the system, and seen at the next.
-- Key: definition, point.
-- Side: analysis.
-- Units: people.
-- Source: tracking with every link of the study's link set.
-- Left out: nothing.
-- Question: R2.
-- Title: Where the trail ends between agencies.
-- Population: people seen at each point, middle band.
-- Dimensions: definition, point.
-- Overlapping: definition, point.
-- Labels: definition = each definition | point = 1 police; 2 charge; 3 conviction; 4 sentence; 5 prison; 6 probation; 7 assessment; 8 referral; 9 programme started; 10 programme completed; 11 release; 12 community support.
-- Measures: people count; followed count; followed rate of people; trail_ends count; trail_ends rate of people.
-- Columns: definition = Definition; point = Point; people = Seen at this point; followed = Seen at the next; trail_ends = Never seen again at a later point.
-- Notes: A trail may end because nothing more happened, because the record was not linked, or because it was never made.
select
    definition,
    concat(cast(rank as varchar), ' ', point) as point,
    people,
    followed,
    trail_ends
from tracking
where band = 'middle' and threshold < 0.01
order by definition, point
