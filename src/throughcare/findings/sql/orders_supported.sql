-- People under preventive orders or notices, with and without any support alongside: how many breached one, and how soon.
-- Key: support.
-- Side: analysis.
-- Units: days from the making of the order to its first breach.
-- Source: orders_with_support; an order has support if a programme, service or Circle ran at any time while it did.
-- Left out: nothing.
-- Question: R3.
-- Title: Breach of orders, with and without support alongside.
-- Population: people under preventive orders or notices, by support.
-- Dimensions: support.
-- Overlapping: support.
-- Labels: support = with support alongside; without support.
-- Measures: people count; breached count; breached rate of people; days median on breached.
-- Columns: support = Orders; people = People; breached = Breached; days = Median days to the breach.
-- Notes: A person with several orders may stand in both rows.
select
    case when any_support then 'with support alongside' else 'without support' end as support,
    count(distinct person) as people,
    count(distinct case when breached then person end) as breached,
    median(case when breached then days_to_breach end) as days
from orders_with_support
group by any_support
order by support
