-- One row per event in a person's life that an agency recorded, whichever agency it was.
-- Key: person, event_id.
-- Side: analysis.
-- Units: days; start_on is empty unless the day is known; start_lo and start_hi bound an uncertain day, empty = open on that side.
-- Source: closed list of 81 activities in ref_event_activities; probability is the lowest link on the way from the record to the person.
-- Left out: reoffending, which the outcomes room proves from these and from convictions.
with agencies as (
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_police
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_charges
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_results
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_prison
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_assessments
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_programmes
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_probation
    union all
    select person, agency, activity, start_lo, start_hi, end_on, detail, place, reference, source_table, record_id, recorded_on, probability
    from events_community
),

-- The lowest name by its place among the names: a number is handed on in a tenth of the memory, and what does not fit goes to disk.
named as (
    select episode_id, person, row_number() over (order by episode_id) as place
    from episodes
),

lowest as (
    select r.source_table, r.record_id, n.person, min(n.place) as place
    from episode_records as r
    inner join named as n on n.episode_id = r.episode_id
    group by r.source_table, r.record_id, n.person
),

in_episodes as (
    select l.source_table, l.record_id, l.person, n.episode_id
    from lowest as l
    inner join named as n on n.place = l.place
)

select
    md5(concat_ws('|', a.source_table, a.record_id, a.activity, a.detail, a.person)) as event_id,
    a.person,
    i.episode_id,
    a.agency,
    a.activity,
    o.day_order,
    case when a.start_lo = a.start_hi then a.start_lo end as start_on,
    a.end_on,
    a.start_lo,
    a.start_hi,
    case
        when a.start_lo = a.start_hi then 'day'
        when a.start_lo is null or a.start_hi is null then 'none'
        when date_diff('day', a.start_lo, a.start_hi) <= 30 then 'month'
        when date_diff('day', a.start_lo, a.start_hi) <= 365 then 'year'
        else 'none'
    end as precision,
    case when a.detail <> '' then a.detail end as detail,
    a.place,
    a.reference,
    a.source_table,
    a.record_id,
    a.recorded_on,
    a.probability
from agencies as a
left join activity_order as o on o.activity = a.activity
left join in_episodes as i on i.source_table = a.source_table and i.record_id = a.record_id and i.person = a.person
order by a.person, event_id
