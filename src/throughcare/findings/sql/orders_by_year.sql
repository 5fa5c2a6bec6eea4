-- Preventive orders and warning notices by the year they were made.
-- Key: year.
-- Side: analysis.
-- Units: people and orders.
-- Source: orders_with_support.
-- Left out: nothing.
-- Question: R3.
-- Title: Orders by year, with and without support.
-- Population: people under preventive orders or notices, by year.
-- Dimensions: year.
-- Overlapping: year.
-- Measures: people count; orders events on people; supported count; supported rate of people.
-- Columns: year = Made in; people = People; orders = Orders made; supported = Any support alongside.
select
    coalesce(cast(made_year as varchar), 'not recorded') as year,
    count(distinct person) as people,
    count(*) as orders,
    count(distinct case when any_support then person end) as supported
from orders_with_support
group by made_year
order by year
