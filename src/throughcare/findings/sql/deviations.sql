-- Moves of a referral that the permitted list does not hold.
-- Key: service, deviation, move.
-- Side: analysis.
-- Units: people and times.
-- Source: conformance: 37 prison and 32 community moves are permitted.
-- Left out: nothing.
-- Question: R2, Q1.
-- Title: Where referrals left the permitted path.
-- Population: people with such a move.
-- Dimensions: service, deviation in service, move in deviation.
-- Overlapping: service, deviation, move.
-- Measures: people count; times events on people.
-- Columns: service = Service; deviation = Deviation; move = Move; people = People; times = Times.
select
    service,
    deviation,
    concat(from_status, ' to ', to_status) as move,
    people,
    times
from conformance
where not permitted
order by service, deviation, move
