-- One row per two definitions and two classes: how many episodes and people stand in the first class here and in the second there.
-- Key: definition, class, other_definition, other_class, convicted.
-- Side: analysis.
-- Units: counts.
-- Source: domain note, section 10: all definitions are always reported side by side.
-- Left out: cells that nobody stands in.
select
    a.definition,
    a.class,
    b.definition as other_definition,
    b.class as other_class,
    e.convicted_on is not null as convicted,
    count(*) as episodes,
    count(distinct a.person) as people
from episode_class as a
inner join episode_class as b on b.episode_id = a.episode_id
inner join episodes as e on e.episode_id = a.episode_id
where a.definition < b.definition
group by a.definition, a.class, b.definition, b.class, e.convicted_on is not null
order by definition, class, other_definition, other_class, convicted
