-- People convicted of a CSE-related offence who began something, by setting and kind.
-- Key: kind, setting.
-- Side: analysis.
-- Units: people.
-- Source: given.
-- Left out: nothing.
-- Question: Q1, R5.
-- Title: What people received, by setting and kind.
-- Population: people convicted of CSE-related offences who received something.
-- Dimensions: kind, setting.
-- Overlapping: kind, setting.
-- Labels: kind = each kind of intervention; All | setting = custody; community; All.
-- Measures: people count; interventions events on people; completed count; completed rate of people.
-- Columns: kind = Kind; setting = Setting; people = Began it; interventions = Interventions begun; completed = Completed one.
-- Notes: A person may be in several rows.
select
    coalesce(kind, 'All') as kind,
    coalesce(setting, 'All') as setting,
    count(distinct person) as people,
    count(*) as interventions,
    count(distinct case when how_ended = 'completed' then person end) as completed
from given
group by grouping sets ((kind, setting), (kind), (setting), ())
order by kind, setting
