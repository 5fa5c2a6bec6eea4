-- What the linkage made of the records, and how much of it is in doubt, by link set.
-- Key: figure, link_set.
-- Side: analysis.
-- Units: records, people, pairs or decisions.
-- Source: link_quality.
-- Left out: shares, and the size of the largest cluster, which would be one person's.
-- Question: R2.
-- Title: Linkage: what was linked, and how much is in doubt.
-- Population: figures of the linkage.
-- Dimensions: figure, link_set.
-- Overlapping: figure, link_set.
-- Measures: amount records.
-- Columns: figure = Figure; link_set = Link set; amount = Number.
-- Order: strict; default; wide.
select
    concat(what, case when by_what is null or by_what in ('', 'all') then '' else concat(': ', by_what) end) as figure,
    link_set_id as link_set,
    cast(value as bigint) as amount
from link_quality
where what in (
    'persons', 'records', 'persons that need attention', 'links refused', 'numbers with a wrong form or letter', 'records whose number was set aside',
    'records set aside in a rule', 'pairs of a rule set aside, too many', 'pairs of a rule on related people set aside, mostly one person',
    'records with a second number, rule of one a person set aside',
    'decisions, records as they were decided about', 'decisions, records have changed since', 'decisions, a record is gone',
    'decisions, no mark of the records under this key'
)
or what like 'records whose value was set aside, %'
order by figure, link_set
