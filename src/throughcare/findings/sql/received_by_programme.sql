-- People convicted of a CSE-related offence who began each programme, service or Circle, and how many completed it.
-- Key: regime, programme.
-- Side: analysis.
-- Units: people.
-- Source: given.
-- Left out: nothing.
-- Question: Q1, R1.
-- Title: What people received, by programme and regime.
-- Population: people convicted of CSE-related offences who received something.
-- Dimensions: regime, programme in regime.
-- Overlapping: regime, programme.
-- Labels: regime = each regime; other programme; service or Circle; All | programme = each intervention of a regime; All.
-- Measures: people count; completed count; completed rate of people.
-- Columns: regime = Regime; programme = Programme or service; people = Began it; completed = Completed it.
-- Order: sotp; horizon_kaizen; building_choices; other programme; service or Circle; not in the list.
-- Notes: A person may be in several rows.
select
    coalesce(regime, 'All') as regime,
    coalesce(programme, 'All') as programme,
    count(distinct person) as people,
    count(distinct case when how_ended = 'completed' then person end) as completed
from given
group by grouping sets ((regime, programme), (regime), ())
order by regime, programme
