-- Pairs of records that cannot both be true, by rule and agency.
-- Key: rule, agency.
-- Side: analysis.
-- Units: people and pairs of records.
-- Source: contradictions: found, counted, never repaired.
-- Left out: nothing.
-- Question: R2.
-- Title: Records that contradict each other.
-- Population: people with such records.
-- Dimensions: rule, agency in rule.
-- Overlapping: rule, agency.
-- Measures: people count; contradictions events on people.
-- Columns: rule = Rule; agency = Agency; people = People; contradictions = Contradictions.
select
    rule,
    agency,
    count(distinct person) as people,
    count(*) as contradictions
from contradictions
group by rule, agency
order by rule, agency
