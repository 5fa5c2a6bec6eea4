-- What the linkage made of the records, and how much of it is in doubt, by link set.
-- Key: figure, link_set.
-- Side: analysis.
-- Units: records, people or links.
-- Source: link_quality.
-- Left out: shares, and the size of the largest cluster, which would be one person's.
-- Question: R2.
-- Title: Linkage: what was linked, and how much is in doubt.
-- Population: figures of the linkage.
-- Dimensions: figure, link_set.
-- Overlapping: figure, link_set.
-- Measures: amount records.
-- Columns: figure = Figure; link_set = Link set; amount = Number.
-- Order: records; persons; persons that need attention; strict; default; wide.
with worded as (
    select
        what,
        link_set_id,
        value,
        case by_what
            when 'IDENTIFIER' then 'the numbers differ'
            when 'DECISION' then 'people decided otherwise'
            when 'TOO_LARGE' then 'too many records for one person'
            else by_what
        end as words
    from link_quality
    where link_set_id <> 'all'
)

select
    concat(what, case when words in ('', 'all') then '' else concat(': ', words) end) as figure,
    link_set_id as link_set,
    cast(value as bigint) as amount
from worded
where what in ('persons', 'records', 'persons that need attention', 'links refused')
order by figure, link_set
