-- What the linkage could not use or set aside, and why, with what people decided about its links.
-- Key: figure.
-- Side: analysis.
-- Units: records, numbers, pairs or decisions.
-- Source: link_quality.
-- Left out: nothing.
-- Question: R2.
-- Title: Linkage: what was set aside, and why.
-- Population: figures of the linkage, whatever the link set.
-- Dimensions: figure.
-- Overlapping: figure.
-- Measures: amount records.
-- Columns: figure = Set aside, or decided; amount = Number.
with worded as (
    select
        what,
        value,
        case by_what
            when 'pnc' then 'PNC'
            when 'cro' then 'CRO'
            when 'crn' then 'CRN'
            when 'noms' then 'prison number'
            when 'asn' then 'arrest summons number'
            when 'master' then 'court number of a defendant'
            when 'visor' then 'ViSOR reference'
            else by_what
        end as words
    from link_quality
    where link_set_id = 'all'
)

select
    concat(what, case when words in ('', 'all') then '' else concat(': ', words) end) as figure,
    cast(value as bigint) as amount
from worded
where what in (
    'numbers with a wrong form or letter', 'records whose number was set aside', 'records set aside in a rule', 'pairs of a rule set aside, too many',
    'pairs of a rule on related people set aside, mostly one person', 'records with a second number, rule of one a person set aside',
    'decisions, records as they were decided about', 'decisions, records have changed since', 'decisions, a record is gone',
    'decisions, no mark of the records under this key'
)
or what like 'records whose value was set aside, %'
order by figure
