-- One row per record of an episode and kind of record, with the reference that joined it.
-- Key: episode_id, source_table, record_id, kind.
-- Side: analysis.
-- Units: days.
-- Source: domain note, section 10. A marker without a case reference joins every episode of the person whose span holds its day; one that no span
-- holds, or that has no day, is an episode by itself. A sentence stands for the conviction only where no court record joined.
-- Left out: alerts and registers that no rule reads (they stay in the event log).
with court as (
    select
        n.episode_id,
        n.person,
        'court_defendant' as source_table,
        d.record_id,
        'defendant' as kind,
        cast(null as date) as day_on,
        d.recorded_on as known_on,
        n.join_used
    from cases as n
    inner join court_defendant as d on d.defendant_id = n.defendant_id
    union all
    select
        n.episode_id,
        n.person,
        'court_charge',
        c.record_id,
        case when v.record_id is not null then 'conviction' else 'charge' end,
        coalesce(v.convicted_on, c.charged_on),
        coalesce(v.known_on, c.recorded_on, c.charged_on),
        n.join_used
    from cases as n
    inner join court_charge as c on c.defendant_id = n.defendant_id
    left join case_convictions as v on v.episode_id = n.episode_id and v.source_table = 'court_charge' and v.record_id = c.record_id
    union all
    select n.episode_id, n.person, 'court_disposal', d.record_id, 'disposal', d.disposal_date, coalesce(d.recorded_on, d.disposal_date), n.join_used
    from cases as n
    inner join court_charge as c on c.defendant_id = n.defendant_id
    inner join court_disposal as d on d.charge_id = c.charge_id
),

police as (
    select
        n.episode_id,
        n.person,
        'police_person' as source_table,
        p.record_id,
        'suspect' as kind,
        p.arrested_on as day_on,
        coalesce(p.recorded_on, p.arrested_on) as known_on,
        n.join_used
    from police_person as p
    inner join local_person as l on l.domain = 'nominal_ref' and l.number = p.nominal_ref
    inner join cases as n on n.person = l.person and n.force_code = p.force_code and n.crime_ref = p.crime_ref
    union all
    select n.episode_id, r.person, 'police_crime', r.record_id, r.kind, min(r."date"), min(r.known_on), min(n.join_used)
    from police_records as r
    inner join cases as n on n.episode_id = r.episode_id and n.source = 'police'
    group by n.episode_id, r.person, r.record_id, r.kind
),

held as (
    select
        e.episode_id,
        s.person,
        s.source_table,
        s.record_id,
        case when v.record_id is not null then 'conviction' else 'sentence' end as kind,
        coalesce(v.convicted_on, s.sentenced_on) as day_on,
        s.known_on,
        e.join_used
    from sentence_episodes as e
    inner join held_sentences as s on s.source_table = e.source_table and s.record_id = e.record_id and s.person = e.person
    left join case_convictions as v on v.episode_id = e.episode_id and v.source_table = s.source_table and v.record_id = s.record_id
),

markers as (
    select source_table, record_id, person, kind, min(episode_id) as episode_id, min("date") as day_on, min(known_on) as known_on
    from marker_records
    group by source_table, record_id, person, kind
),

spanned as (
    select m.source_table, m.record_id, m.person, m.kind, c.episode_id, m.day_on, m.known_on
    from markers as m
    inner join case_episodes as c on c.person = m.person and m.day_on >= c.span_from and m.day_on <= c.span_to
    where m.episode_id is null
),

alone as (
    select m.source_table, m.record_id, m.person, m.kind, m.day_on, m.known_on
    from markers as m
    left join spanned as s on s.source_table = m.source_table and s.record_id = m.record_id and s.person = m.person and s.kind = m.kind
    where m.episode_id is null and s.record_id is null
),

found as (
    select episode_id, person, source_table, record_id, kind, day_on, known_on, join_used
    from court
    union all
    select episode_id, person, source_table, record_id, kind, day_on, known_on, join_used
    from police
    union all
    select episode_id, person, source_table, record_id, kind, day_on, known_on, join_used
    from held
    union all
    select episode_id, person, source_table, record_id, kind, day_on, known_on, 'reference'
    from markers
    where episode_id is not null
    union all
    select episode_id, person, source_table, record_id, kind, day_on, known_on, 'span'
    from spanned
    union all
    select
        concat('M', substring(md5(concat_ws('|', source_table, record_id, person)), 1, 20)),
        person,
        source_table,
        record_id,
        kind,
        day_on,
        known_on,
        'marker_only'
    from alone
)

select
    episode_id,
    source_table,
    record_id,
    kind,
    min(person) as person,
    min(day_on) as "date",
    min(known_on) as known_on,
    min(join_used) as join_used
from found
group by episode_id, source_table, record_id, kind
order by episode_id, source_table, record_id, kind
