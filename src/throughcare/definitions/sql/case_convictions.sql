-- One row per conviction of an episode: a court's, or where no court record joined, the one that a prison sentence or probation event stands on.
-- Key: episode_id, source_table, record_id.
-- Side: analysis.
-- Units: days; `place` 1 is the main conviction.
-- Source: domain note, section 10; `offence_class_order` says which conviction an episode is named after.
-- Left out: convictions quashed before the extract was cut.
with court as (
    select
        n.episode_id,
        c.person,
        'court_charge' as source_table,
        c.record_id,
        c.cjs_code,
        c.ho_code,
        c.offence_class,
        c.seriousness,
        c.convicted_on,
        c.quashed_on,
        c.known_on,
        c.offence_on
    from court_convictions as c
    inner join cases as n on n.defendant_id = c.defendant_id and n.person = c.person
),

without_court as (
    select
        e.episode_id,
        s.person,
        s.source_table,
        s.record_id,
        s.cjs_code,
        s.ho_code,
        s.offence_class,
        s.seriousness,
        coalesce(s.convicted_on, s.sentenced_on) as convicted_on,
        case when s.is_quashed then s.sentenced_on end as quashed_on,
        s.known_on,
        s.offence_on
    from sentence_episodes as e
    inner join held_sentences as s on s.source_table = e.source_table and s.record_id = e.record_id and s.person = e.person
    left join court as c on c.episode_id = e.episode_id
    where c.episode_id is null
),

found as (
    select episode_id, person, source_table, record_id, cjs_code, ho_code, offence_class, seriousness, convicted_on, quashed_on, known_on, offence_on
    from court
    union all
    select episode_id, person, source_table, record_id, cjs_code, ho_code, offence_class, seriousness, convicted_on, quashed_on, known_on, offence_on
    from without_court
)

select
    episode_id,
    person,
    source_table,
    record_id,
    cjs_code,
    ho_code,
    offence_class,
    convicted_on,
    known_on,
    offence_on,
    row_number() over (partition by episode_id order by coalesce(seriousness, 99), convicted_on nulls last, source_table, record_id) as place
from found
where quashed_on is null
order by episode_id, source_table, record_id
