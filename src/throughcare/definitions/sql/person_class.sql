-- One row per person and definition: the strongest class over the episodes, and the strongest over the convicted ones.
-- Key: person, definition.
-- Side: analysis.
-- Units: days.
-- Source: domain note, section 10: any episode in the class, with its dates and since when it could be known, so that hindsight stays out of a
-- treatment analysis. Among episodes of one class a convicted one comes first, then the earliest.
-- Left out: people without any episode.
with ranked as (
    select
        c.person,
        c.definition,
        c.class,
        c.episode_id,
        c.known_on,
        c.text_only,
        c.age_not_recorded,
        c.definition_version,
        e.convicted_on,
        e.sentenced_on,
        case c.class
            when 'MET' then 1
            when 'PROBABLE' then 2
            when 'POSSIBLE' then 3
            when 'CHILD_SEXUAL_ONLY' then 4
            else 5
        end as class_place,
        case when e.convicted_on is null then 1 else 0 end as unconvicted,
        coalesce(e.first_on, e.recorded_on, e.convicted_on) as began_on
    from episode_class as c
    inner join episodes as e on e.episode_id = c.episode_id
),

placed as (
    select
        person,
        definition,
        class,
        episode_id,
        known_on,
        convicted_on,
        sentenced_on,
        text_only,
        age_not_recorded,
        definition_version,
        unconvicted,
        row_number() over (
            partition by person, definition
            order by class_place, unconvicted, convicted_on nulls last, began_on nulls last, episode_id
        ) as place,
        row_number() over (
            partition by person, definition, unconvicted
            order by class_place, convicted_on nulls last, began_on nulls last, episode_id
        ) as place_within
    from ranked
),

convicted as (
    select person, definition, class, episode_id, convicted_on, sentenced_on, known_on
    from placed
    where unconvicted = 0 and place_within = 1
),

ages as (
    select person, definition, max(case when age_not_recorded then 1 else 0 end) as age_not_recorded
    from ranked
    group by person, definition
)

select
    p.person,
    p.definition,
    p.class,
    p.episode_id,
    p.known_on,
    p.convicted_on,
    p.sentenced_on,
    p.unconvicted = 0 as convicted,
    p.text_only,
    a.age_not_recorded = 1 as age_not_recorded,
    c.class as convicted_class,
    c.episode_id as convicted_episode_id,
    c.known_on as convicted_class_known_on,
    c.convicted_on as convicted_class_convicted_on,
    c.sentenced_on as convicted_class_sentenced_on,
    p.definition_version
from placed as p
inner join ages as a on a.person = p.person and a.definition = p.definition
left join convicted as c on c.person = p.person and c.definition = p.definition
where p.place = 1
order by p.person, p.definition
