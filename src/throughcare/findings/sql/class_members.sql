-- One row per person and definition: convicted people whose best episode is in the study's classes under it.
-- Key: definition, person.
-- Side: analysis.
-- Units: people.
-- Source: person_class; classes and main definition from study.toml.
-- Left out: people who are in the class by an unconvicted episode only.
select
    c.definition,
    c.person,
    c.definition = $definition as is_main,
    c.episode_id,
    c.convicted_on
from person_class as c
where c.convicted and concat('|', $definition_classes, '|') like concat('%|', c.class, '|%')
order by c.definition, c.person
