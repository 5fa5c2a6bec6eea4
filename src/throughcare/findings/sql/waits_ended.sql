-- People convicted of a CSE-related offence at their first wait of each kind: how it ended, and after how long.
-- Key: wait, how_ended.
-- Side: analysis.
-- Units: days.
-- Source: waits, one per person and kind: the first.
-- Left out: nothing.
-- Question: Q1, R2.
-- Title: How waits ended, and after how many days.
-- Population: first waits of people convicted of CSE-related offences.
-- Dimensions: wait, how_ended.
-- Overlapping: wait.
-- Labels: wait = sentence to assessment; sentence to referral; sentence to start; referral to assessment; referral to start; suitable to start; requirement to commencement; referral to service; request to circle; release to support | how_ended = each ending of a wait; All.
-- Measures: people count; days median on people.
-- Columns: wait = Wait; how_ended = How it ended; people = People; days = Median.
-- Notes: The median of those who arrived is not how long people wait: those still waiting or released first are not in it.
with placed as (
    select
        w.person,
        w.wait,
        w.days,
        w.how_ended,
        row_number() over (partition by w.person, w.wait order by w.from_on, w.reference) as place
    from waits as w
    inner join class_members as m on m.person = w.person and m.is_main
)
select
    wait,
    coalesce(how_ended, 'All') as how_ended,
    count(*) as people,
    median(days) as days
from placed
where place = 1
group by grouping sets ((wait, how_ended), (wait))
order by wait, how_ended
