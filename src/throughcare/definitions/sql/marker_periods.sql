-- One row per rule and marker it reads: since when and until when it existed, and how often it was seen.
-- Key: rule, marker.
-- Side: analysis.
-- Units: days; counts of records and of people.
-- Source: domain note, section 1: a marker has a birth date; before it, absence says nothing. ref_alerts_and_registers for each marker's own dates.
-- Left out: markers that no rule reads.
with markers as (
    select
        rule,
        code,
        min(nullif(valid_from, '')) as valid_from,
        max(nullif(valid_to, '')) as valid_to,
        count(*) - count(nullif(valid_to, '')) as still_open
    from ref_alerts_and_registers
    where nullif(rule, '') is not null and nullif(code, '') is not null
    group by rule, code
),

seen as (
    select h.rule, r.part, count(distinct h.record_id) as records, count(distinct r.person) as people, min(h."date") as first_on, max(h."date") as last_on
    from rule_hits as h
    inner join definition_records as r
        on r.episode_id = h.episode_id and r.source_table = h.source_table and r.record_id = h.record_id
    inner join definition_rules as d on d.rule = h.rule and d.kind = r.kind
    group by h.rule, r.part
)

select
    d.rule,
    coalesce(m.code, '') as marker,
    coalesce(cast(m.valid_from as date), d.valid_from) as valid_from,
    coalesce(case when m.still_open = 0 then cast(m.valid_to as date) end, d.valid_to) as valid_to,
    coalesce(sum(s.records), 0) as records,
    coalesce(max(s.people), 0) as people,
    min(s.first_on) as first_seen_on,
    max(s.last_on) as last_seen_on
from definition_rules as d
left join markers as m on m.rule = d.rule and d.kind in ('marker', 'prison_alert', 'probation_register')
left join seen as s on s.rule = d.rule and (m.code is null or m.code = s.part)
group by d.rule, d.valid_from, d.valid_to, m.code, m.valid_from, m.valid_to, m.still_open
order by rule, marker
