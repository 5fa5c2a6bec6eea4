-- One row per record that a rule can read, in one form for every kind, within the episode it belongs to.
-- Key: episode_id, source_table, record_id, kind, part.
-- Side: analysis.
-- Units: years of age; days.
-- Source: the record kinds of elements.toml. `part` tells facts of one record apart: the flag, the marker, the rule whose words were found.
-- Left out: records that no rule can read (charges, arrests, results).
with convictions as (
    select
        e.episode_id,
        e.source_table,
        e.record_id,
        e.person,
        v.convicted_on,
        e.known_on,
        v.cjs_code,
        v.ho_code,
        v.offence_class
    from episode_records as e
    inner join case_convictions as v on v.episode_id = e.episode_id and v.source_table = e.source_table and v.record_id = e.record_id
    where e.kind = 'conviction'
)

select
    episode_id,
    source_table,
    record_id,
    'conviction' as kind,
    '' as part,
    person,
    convicted_on as "date",
    known_on,
    cast(null as varchar) as force_code,
    cjs_code,
    ho_code,
    offence_class,
    cast(null as bigint) as victim_age,
    cast(null as bigint) as suspect_age,
    cast(null as bigint) as age_gap,
    cast(null as boolean) as victim_looked_after,
    cast(null as varchar) as protects,
    cast(null as boolean) as victim_under_18,
    cast(null as varchar) as decision,
    cast(null as date) as marker_from,
    cast(null as date) as marker_to
from convictions
union all
select
    r.episode_id,
    'police_crime',
    r.record_id,
    r.kind,
    r.part,
    r.person,
    r."date",
    r.known_on,
    r.force_code,
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    r.victim_age,
    r.suspect_age,
    r.age_gap,
    r.victim_looked_after,
    cast(null as varchar),
    cast(null as boolean),
    cast(null as varchar),
    cast(null as date),
    cast(null as date)
from police_records as r
union all
select
    e.episode_id,
    m.source_table,
    m.record_id,
    m.kind,
    m.part,
    m.person,
    m."date",
    m.known_on,
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    cast(null as varchar),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as bigint),
    cast(null as boolean),
    m.protects,
    m.victim_under_18,
    m.decision,
    m.marker_from,
    m.marker_to
from marker_records as m
inner join episode_records as e on e.source_table = m.source_table and e.record_id = m.record_id and e.kind = m.kind and e.person = m.person
order by episode_id, source_table, record_id, kind, part
