-- The study's main figures as counts, so that they can be put side by side for every link set.
-- Key: figure.
-- Side: analysis.
-- Units: people.
-- Source: people, class_members, received, first_index and outcomes, tracking; main definition from study.toml.
-- Left out: nothing; a figure about nobody has no people.
with members as (
    select person
    from class_members
    where is_main
),

treated as (
    select distinct person
    from received
),

followed as (
    select
        f.person,
        o.class,
        o.reoffended
    from first_index as f
    inner join outcomes as o on o.index_id = f.index_id
    inner join members as m on m.person = f.person
)

select
    '1 Persons with records of two or more agencies' as figure,
    count(*) as people,
    coalesce(sum(case when agencies >= 2 then 1 else 0 end), 0) as counted
from people
union all
select
    '2 Convicted people in the class who received anything' as figure,
    count(*) as people,
    coalesce(sum(case when t.person is not null then 1 else 0 end), 0) as counted
from members as m
left join treated as t on t.person = m.person
union all
select
    '3 Reoffended in any way, first index event in the class' as figure,
    count(*) as people,
    coalesce(sum(case when reoffended then 1 else 0 end), 0) as counted
from followed
where class = 'any'
union all
select
    '4 Reoffended sexually, first index event in the class' as figure,
    count(*) as people,
    coalesce(sum(case when reoffended then 1 else 0 end), 0) as counted
from followed
where class = 'sexual'
union all
select
    '5 Seen at the next point of the system after the first' as figure,
    coalesce(sum(people), 0) as people,
    coalesce(sum(followed), 0) as counted
from tracking
where band = 'middle' and definition = $definition and threshold < 0.01 and rank = 1
order by figure
