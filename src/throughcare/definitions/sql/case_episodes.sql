-- One row per episode that a crime, a court case or a sentence makes, with its days and its main conviction.
-- Key: episode_id.
-- Side: analysis.
-- Units: days; `span_from` to `span_to` is first offence day to end of sentence, the time in which markers without a case reference join it.
-- Source: domain note, section 10; ref_forces gives the country. The end of sentence is empty while an indeterminate sentence runs.
-- Left out: episodes that a marker makes by itself.
with pieces as (
    select episode_id, person, force_code, crime_ref, case_id, join_used
    from cases
    union all
    select episode_id, person, cast(null as varchar), cast(null as varchar), cast(null as varchar), join_used
    from sentence_episodes
),

named as (
    select
        episode_id,
        min(person) as person,
        min(force_code) as force_code,
        min(crime_ref) as crime_ref,
        min(case_id) as case_id,
        concat_ws(
            '|',
            max(case when join_used = 'asn' then 'asn' end),
            max(case when join_used = 'urn' then 'urn' end),
            max(case when join_used = 'case' then 'case' end),
            max(case when join_used = 'superseded_by' then 'superseded_by' end),
            max(case when join_used = 'conviction' then 'conviction' end)
        ) as join_used
    from pieces
    group by episode_id
),

dated as (
    select
        episode_id,
        min(case when what = 'first' then day_on end) as first_on,
        max(case when what = 'last' then day_on end) as last_on,
        min(case when what = 'recorded' then day_on end) as recorded_on,
        min(case when what = 'charged' then day_on end) as charged_on,
        min(case when what = 'sentenced' then day_on end) as sentenced_on,
        max(case when what = 'sentence_end' then day_on end) as sentence_end_on,
        max(case when what = 'never_ends' then 1 else 0 end) as never_ends,
        min(day_on) as earliest_on,
        max(case when what <> 'never_ends' then day_on end) as latest_on
    from case_dates
    group by episode_id
),

convicted as (
    select
        episode_id,
        min(convicted_on) as convicted_on,
        max(case when place = 1 then offence_class end) as offence_class,
        max(case when place = 1 then cjs_code end) as cjs_code,
        max(case when place = 1 then ho_code end) as ho_code
    from case_convictions
    group by episode_id
)

select
    n.episode_id,
    n.person,
    n.force_code,
    case when f.country in ('England', 'Wales') then f.country end as jurisdiction,
    n.crime_ref,
    n.case_id,
    d.first_on,
    coalesce(d.last_on, d.first_on) as last_on,
    d.recorded_on,
    d.charged_on,
    c.convicted_on,
    case when c.episode_id is not null then d.sentenced_on end as sentenced_on,
    case when d.never_ends = 0 and c.episode_id is not null then d.sentence_end_on end as sentence_end_on,
    c.offence_class,
    c.cjs_code,
    c.ho_code,
    case when n.join_used = '' then 'none' else n.join_used end as join_used,
    coalesce(d.first_on, d.recorded_on, d.earliest_on, c.convicted_on) as span_from,
    case when d.never_ends = 1 then date '9999-12-31' else greatest(d.latest_on, c.convicted_on) end as span_to
from named as n
left join dated as d on d.episode_id = n.episode_id
left join convicted as c on c.episode_id = n.episode_id
left join ref_forces as f on f.code = n.force_code
order by n.episode_id
