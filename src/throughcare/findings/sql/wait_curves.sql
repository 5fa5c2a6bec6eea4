-- Share of waits that had reached their step by each day, other endings competing.
-- Key: wait, regime, day.
-- Side: analysis.
-- Units: days and shares.
-- Source: wait_incidence (Aalen-Johansen), in days from the start of the wait.
-- Left out: nothing.
-- Question: Q1, R1.
-- Title: How soon the step came, other endings competing.
-- Population: waits of people convicted of CSE-related offences.
-- Dimensions: wait, regime, day.
-- Overlapping: wait, regime, day.
-- Labels: wait = sentence to assessment; sentence to referral; sentence to start; referral to assessment; referral to start; suitable to start; requirement to commencement; referral to service; request to circle; release to support | regime = everybody; each regime | day = 90; 180; 360; 540; 720; 1080.
-- Measures: waits count; events count; incidence curve on events.
-- Within: events in waits.
-- Columns: wait = Wait; regime = Regime in which it began; day = Day; waits = Waits; events = Arrived by then; incidence = Arrived.
-- Order: everybody; sotp; horizon_kaizen; building_choices; none.
-- Notes: Counts are of waits; a person may wait more than once.
select
    wait,
    case when by_what = 'all' then 'everybody' else by_value end as regime,
    day,
    waits,
    events,
    incidence
from wait_incidence
where cohort = 'in definition' and cause = 'arrived' and by_what in ('all', 'regime') and day in (90, 180, 360, 540, 720, 1080)
order by wait, regime, day
