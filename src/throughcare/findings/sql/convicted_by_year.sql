-- People convicted of a CSE-related offence by the year of the conviction.
-- Key: period, year.
-- Side: analysis.
-- Units: people.
-- Source: class_members.
-- Left out: nothing.
-- Question: R4.
-- Title: People convicted, by year.
-- Population: people convicted of CSE-related offences.
-- Dimensions: period, year in period.
-- Labels: period = before 2005; 2005-2009; 2010-2014; 2015-2019; 2020 and after; All.
-- Measures: people count.
-- Columns: period = Convicted; year = Year; people = People.
-- Order: before 2005; 2005-2009; 2010-2014; 2015-2019; 2020 and after; not recorded.
with placed as (
    select
        m.person,
        case
            when year(m.convicted_on) < 2005 then 'before 2005'
            when year(m.convicted_on) < 2010 then '2005-2009'
            when year(m.convicted_on) < 2015 then '2010-2014'
            when year(m.convicted_on) < 2020 then '2015-2019'
            when year(m.convicted_on) >= 2020 then '2020 and after'
            else 'not recorded'
        end as period,
        coalesce(cast(year(m.convicted_on) as varchar), 'not recorded') as year
    from class_members as m
    where m.is_main
)

select
    coalesce(period, 'All') as period,
    coalesce(year, 'All') as year,
    count(distinct person) as people
from placed
group by grouping sets ((period, year), (period), ())
order by period, year
