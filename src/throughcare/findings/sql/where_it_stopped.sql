-- People at their first sexual-offence sentence by the last step towards a programme that they reached.
-- Key: setting, stopped.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences: the furthest step counts, so that everybody stands in one row; low risk by the tool of its time.
-- Left out: nothing.
-- Question: Q1, R1.
-- Title: Where the way to a programme broke off.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences.
-- Dimensions: setting, stopped.
-- Labels: setting = custody; community; All | stopped = 1 completed; 2 started, not completed; 3 found suitable, never started; 4 referred, not found suitable; 5 low risk, never referred; 6 assessed, never referred; 7 none recorded; All.
-- Measures: people count; people share on people.
-- Columns: setting = Sentence; stopped = Furthest step; people = People; people_share = Share (% of all).
-- Notes: Low risk: people at low risk are not meant to be referred. | Those sentenced lately may still go further.
with placed as (
    select
        setting,
        case
            when completed then '1 completed'
            when started then '2 started, not completed'
            when suitable then '3 found suitable, never started'
            when referred then '4 referred, not found suitable'
            when risk_band = 'LOW' then '5 low risk, never referred'
            when assessed then '6 assessed, never referred'
            else '7 none recorded'
        end as stopped
    from member_sentences
)

select
    coalesce(setting, 'All') as setting,
    coalesce(stopped, 'All') as stopped,
    count(*) as people
from placed
group by grouping sets ((setting, stopped), (setting), (stopped), ())
order by setting, stopped
