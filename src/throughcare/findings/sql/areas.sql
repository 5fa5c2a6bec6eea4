-- People convicted of a CSE-related offence by police force and period of conviction.
-- Key: force, period.
-- Side: analysis.
-- Units: people.
-- Source: class_members and the force of the person's main episode.
-- Left out: nothing.
-- Question: R4.
-- Title: People convicted, by police force and period.
-- Population: people convicted of CSE-related offences.
-- Dimensions: force, period.
-- Labels: period = before 2005; 2005-2009; 2010-2014; 2015-2019; 2020 and after; All.
-- Measures: people count.
-- Columns: force = Police force; period = Convicted; people = People.
-- Order: before 2005; 2005-2009; 2010-2014; 2015-2019; 2020 and after; not recorded.
-- Notes: A count by area shows recording and policing as well as offending.
with placed as (
    select
        m.person,
        case when e.force_code is null then 'not recorded' else coalesce(f.name, e.force_code) end as "force",
        case
            when year(m.convicted_on) < 2005 then 'before 2005'
            when year(m.convicted_on) < 2010 then '2005-2009'
            when year(m.convicted_on) < 2015 then '2010-2014'
            when year(m.convicted_on) < 2020 then '2015-2019'
            when year(m.convicted_on) >= 2020 then '2020 and after'
            else 'not recorded'
        end as period
    from class_members as m
    left join episodes as e on e.episode_id = m.episode_id
    left join ref_forces as f on f.code = e.force_code
    where m.is_main
)
select
    coalesce("force", 'All') as "force",
    coalesce(period, 'All') as period,
    count(distinct person) as people
from placed
group by grouping sets (("force", period), ("force"), (period), ())
order by "force", period
