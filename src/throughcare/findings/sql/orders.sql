-- Preventive orders and warning notices: people, orders, breaches, and support alongside.
-- Key: order_type.
-- Side: analysis.
-- Units: people and orders.
-- Source: orders_with_support: every person under such an order, whatever the definition.
-- Left out: nothing.
-- Question: R3.
-- Title: Orders made, in force, breached, and with support.
-- Population: people under preventive orders or notices.
-- Dimensions: order_type.
-- Overlapping: order_type.
-- Labels: order_type = each preventive order; All.
-- Measures: people count; orders events on people; in_force count; breached count; breached rate of people; supported count; supported rate of people.
-- Columns: order_type = Order; people = People; orders = Orders made; in_force = People with one in force; breached = Breached; supported = Any support alongside.
select
    coalesce(order_type, 'All') as order_type,
    count(distinct person) as people,
    count(*) as orders,
    count(distinct case when in_force then person end) as in_force,
    count(distinct case when breached then person end) as breached,
    count(distinct case when any_support then person end) as supported,
    count(distinct case when support_before_breach then person end) as supported_before
from orders_with_support
group by grouping sets ((order_type), ())
order by order_type
