-- People at their first sexual-offence sentence by model of exploitation and by part taken in it: how far they came towards a programme.
-- Key: kind, tag.
-- Side: analysis.
-- Units: people.
-- Source: member_sentences and person_tags; the models and roles are those that a rule can speak of (rule_tags).
-- Left out: people of whom no recorded fact names a model or a role.
-- Question: Q1, Q2.
-- Title: How far people came, by model of exploitation and by role.
-- Population: first sexual-offence sentence of people convicted of CSE-related offences, tagged.
-- Dimensions: kind, tag in kind.
-- Overlapping: kind, tag.
-- Measures: people count; assessed count; assessed rate of people; referred count; referred rate of people; started count; started rate of people; completed count; completed rate of people.
-- Columns: kind = Kind of tag; tag = Tag; people = Sentenced; assessed = Assessed; referred = Referred; started = Started; completed = Completed.
-- Order: model; role.
-- Notes: One person may carry several tags, and people move between models; models are not ranked. | Only detected cases show, and most records name no model at all. | Tags come from recorded facts and never from ethnicity.
with named as (
    select distinct kind, tag
    from rule_tags
)

select
    n.kind,
    n.tag,
    count(s.person) as people,
    sum(case when s.assessed then 1 else 0 end) as assessed,
    sum(case when s.referred then 1 else 0 end) as referred,
    sum(case when s.started then 1 else 0 end) as started,
    sum(case when s.completed then 1 else 0 end) as completed
from named as n
left join person_tags as t on t.kind = n.kind and t.tag = n.tag
left join member_sentences as s on s.person = t.person
group by n.kind, n.tag
order by n.kind, n.tag
