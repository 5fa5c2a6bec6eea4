-- People convicted of a CSE-related offence with a programme requirement, by the year it was imposed.
-- Key: year.
-- Side: analysis.
-- Units: people and requirements.
-- Source: requirement_progress.
-- Left out: nothing.
-- Question: Q1.
-- Title: Programme requirements imposed and never begun.
-- Population: people with a programme requirement, CSE-related.
-- Dimensions: year.
-- Overlapping: year.
-- Measures: people count; requirements events on people; commenced count; commenced rate of people; never_commenced count; never_commenced rate of people.
-- Columns: year = Imposed in; people = People; requirements = Requirements; commenced = At least one begun; never_commenced = At least one ended without having begun.
select
    coalesce(cast(q.imposed_year as varchar), 'All') as year,
    count(distinct q.person) as people,
    count(*) as requirements,
    count(distinct case when q.commenced_on is not null then q.person end) as commenced,
    count(distinct case when q.never_commenced then q.person end) as never_commenced
from requirement_progress as q
inner join class_members as m on m.person = q.person and m.is_main
where q.is_programme
group by grouping sets ((q.imposed_year), ())
order by year
