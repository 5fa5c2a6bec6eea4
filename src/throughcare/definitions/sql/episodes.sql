-- One row per episode: one person's part in a crime, a court case or a sentence with all its records, or a marker that stands alone.
-- Key: episode_id.
-- Side: analysis.
-- Units: days.
-- Source: domain note, section 10; `episode_records` holds the records and the join used for each.
-- Left out: nothing.
with markers_alone as (
    select episode_id, min(person) as person, min("date") as first_on, max("date") as last_on, min(known_on) as recorded_on
    from episode_records
    where join_used = 'marker_only'
    group by episode_id
)

select
    episode_id,
    person,
    force_code,
    jurisdiction,
    crime_ref,
    case_id,
    first_on,
    last_on,
    recorded_on,
    charged_on,
    convicted_on,
    sentenced_on,
    sentence_end_on,
    offence_class,
    cjs_code,
    ho_code,
    join_used
from case_episodes
union all
select
    episode_id,
    person,
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    first_on,
    last_on,
    recorded_on,
    cast(null as date),
    cast(null as date),
    cast(null as date),
    cast(null as date),
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    'marker_only'
from markers_alone
order by episode_id
