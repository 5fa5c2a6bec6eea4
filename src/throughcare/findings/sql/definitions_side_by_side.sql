-- People by the best class that any of their episodes has, under each definition.
-- Key: definition, class.
-- Side: analysis.
-- Units: people.
-- Source: person_class.
-- Left out: nothing.
-- Question: Q1.
-- Title: Who counts as CSE-related, under each definition.
-- Population: people with an episode.
-- Dimensions: definition, class.
-- Overlapping: definition.
-- Measures: people count; convicted count.
-- Within: convicted in people.
-- Columns: definition = Definition; class = Class; people = People; convicted = Of whom convicted.
-- Order: ENG-2017; ENG-2009; WAL-2021; STAT-SOA-47-50; MET; PROBABLE; POSSIBLE; CHILD_SEXUAL_ONLY; NO_EVIDENCE; NOT_MET.
-- Notes: MET: every element recorded or proven | PROBABLE: every element at least indicated | POSSIBLE: child, sexual activity and one more element | CHILD_SEXUAL_ONLY: a child sexual offence, exploitation not evidenced | NO_EVIDENCE: nothing recorded, which is not the same as no.
select
    coalesce(definition, 'All') as definition,
    coalesce(class, 'All') as class,
    count(distinct person) as people,
    count(distinct case when convicted then person end) as convicted
from person_class
group by grouping sets ((definition, class), (definition))
order by definition, class
