-- Convicted people in the class under each definition, and how many are known to have received anything.
-- Key: definition.
-- Side: analysis.
-- Units: people.
-- Source: class_members, received: only what was observed, never inferred from a requirement.
-- Left out: nothing.
-- Question: Q1, R2.
-- Title: Interventions received, under each definition.
-- Population: convicted people in the class.
-- Dimensions: definition.
-- Overlapping: definition.
-- Labels: definition = each definition.
-- Measures: people count; received count; received rate of people; sexual_programme count; sexual_programme rate of people; service count; service rate of people.
-- Within: sexual_programme in received; service in received.
-- Columns: definition = Definition; people = Convicted people; received = Received anything; sexual_programme = Programme for sexual offending; service = Service or Circle.
select
    m.definition,
    count(distinct m.person) as people,
    count(distinct r.person) as received,
    count(distinct case when r.kind = 'programme' then r.person end) as programme,
    count(distinct case when r.kind = 'programme' and r.regime <> 'none' then r.person end) as sexual_programme,
    count(distinct case when r.kind <> 'programme' then r.person end) as service
from class_members as m
left join received as r on r.person = m.person
group by m.definition
order by m.definition
