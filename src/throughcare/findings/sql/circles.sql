-- People who asked for a Circle, by what came of it.
-- Key: access.
-- Side: analysis.
-- Units: days.
-- Source: circle_access.
-- Left out: nothing.
-- Question: R5.
-- Title: Circles: asked for, formed, still waiting.
-- Population: people who asked for a Circle.
-- Dimensions: access.
-- Overlapping: access.
-- Labels: access = formed; still waiting; ended without a Circle; All.
-- Measures: people count; waited median on people; sustained count; sustained rate of people.
-- Columns: access = What came of it; people = People; waited = Median wait, or wait so far (days); sustained = Lasted a year or more.
select
    coalesce(access, 'All') as access,
    count(distinct person) as people,
    median(coalesce(wait_days, waiting_days)) as waited,
    count(distinct case when sustained then person end) as sustained
from circle_access
group by grouping sets ((access), ())
order by access
