-- One row per event of a stay in prison: reception, remand, sentence, release, transfer, absence, hospital, escape, death, deportation, alert, merge.
-- Key: person, source_table, record_id, activity, detail.
-- Side: analysis.
-- Units: days; start_lo and start_hi bound the first day, and are equal where the day is known.
-- Source: ref_movement_reasons gives the activity of a movement; MRG (closed because two numbers were merged) is never a release.
-- Left out: a movement in or out on the day for which a booking says the same; court appearances; movements whose reason has no activity.
with bookings as (
    select
        l.person,
        l.probability,
        b.book_id,
        b.reception,
        b.date_lo,
        b.date_hi,
        b.legal_status,
        b.sentence_start,
        b.released,
        b.release_reason,
        case when r.code is null then 'RELEASE' else r.activity end as release_activity,
        b.record_id,
        b.recorded_on
    from prison_booking as b
    inner join local_person as l on l.domain = 'noms_number' and l.number = b.noms_number
    left join ref_movement_reasons as r on r.code = b.release_reason
),

moves as (
    select
        l.person,
        l.probability,
        case
            when m.type = 'TAP' then case when m.to_code = 'OUT' then 'TEMPORARY_RELEASE' end
            when r.code is not null then r.activity
            when m.type = 'ADM' then 'RECEPTION'
            when m.type = 'REL' then 'RELEASE'
            when m.type = 'TRN' then 'TRANSFER'
        end as activity,
        cast(m.moved_at as date) as moved_on,
        case when m.type = 'TAP' and m.to_code = 'OUT' then
            cast(lead(m.moved_at) over (partition by l.person order by m.moved_at, m.record_id) as date)
        end as back_on,
        m.reason,
        case when m.to_code = 'OUT' then m.from_code else m.to_code end as place,
        m.record_id,
        m.recorded_on
    from prison_movement as m
    inner join local_person as l on l.domain = 'noms_number' and l.number = m.noms_number
    left join ref_movement_reasons as r on r.code = m.reason
),

already as (
    select person, 'RECEPTION' as activity, reception as moved_on
    from bookings
    union
    select person, release_activity, released
    from bookings
    where released is not null and release_activity is not null
),

found as (
    select
        person,
        probability,
        'RECEPTION' as activity,
        coalesce(date_lo, reception) as start_lo,
        coalesce(date_hi, reception) as start_hi,
        cast(null as date) as end_on,
        legal_status as detail,
        cast(null as varchar) as place,
        book_id as reference,
        'prison_booking' as source_table,
        record_id,
        recorded_on
    from bookings
    union all
    select
        person,
        probability,
        'REMAND',
        reception,
        reception,
        cast(null as date),
        legal_status,
        cast(null as varchar),
        book_id,
        'prison_booking',
        record_id,
        recorded_on
    from bookings
    where legal_status in ('REMAND', 'CONVICTED_UNSENTENCED') or reception < sentence_start
    union all
    select
        person,
        probability,
        release_activity,
        released,
        released,
        cast(null as date),
        release_reason,
        cast(null as varchar),
        book_id,
        'prison_booking',
        record_id,
        recorded_on
    from bookings
    where released is not null and release_activity in ('RELEASE', 'DEATH', 'DEPORTATION', 'HOSPITAL_TRANSFER', 'CONVICTION_QUASHED', 'BAIL')
    union all
    select
        b.person,
        b.probability,
        'SENTENCE',
        coalesce(s.date_lo, s.sentence_date),
        coalesce(s.date_hi, s.sentence_date),
        cast(null as date),
        s.sentence_type,
        cast(null as varchar),
        s.book_id,
        'prison_sentence',
        s.record_id,
        s.recorded_on
    from prison_sentence as s
    inner join bookings as b on b.book_id = s.book_id
    union all
    select
        b.person,
        b.probability,
        'CONVICTION_QUASHED',
        s.sentence_date,
        cast(null as date),
        cast(null as date),
        s.sentence_type,
        cast(null as varchar),
        s.book_id,
        'prison_sentence',
        s.record_id,
        s.recorded_on
    from prison_sentence as s
    inner join bookings as b on b.book_id = s.book_id
    where s.status = 'QUASHED'
    union all
    select
        m.person,
        m.probability,
        m.activity,
        m.moved_on,
        m.moved_on,
        m.back_on,
        m.reason,
        m.place,
        cast(null as varchar),
        'prison_movement',
        m.record_id,
        m.recorded_on
    from moves as m
    left join already as a on a.person = m.person and a.activity = m.activity and a.moved_on = m.moved_on
    where m.activity is not null and a.person is null
    union all
    select
        l.person,
        l.probability,
        'ALERT_SET',
        a.active_from,
        a.active_from,
        cast(null as date),
        a.alert_code,
        cast(null as varchar),
        cast(null as varchar),
        'prison_alert',
        a.record_id,
        a.recorded_on
    from prison_alert as a
    inner join local_person as l on l.domain = 'noms_number' and l.number = a.noms_number
    union all
    select
        l.person,
        l.probability,
        'ALERT_ENDED',
        a.active_to,
        a.active_to,
        cast(null as date),
        a.alert_code,
        cast(null as varchar),
        cast(null as varchar),
        'prison_alert',
        a.record_id,
        a.recorded_on
    from prison_alert as a
    inner join local_person as l on l.domain = 'noms_number' and l.number = a.noms_number
    where a.active_to <= $extract_end
    union all
    select
        l.person,
        l.probability,
        'RECORDS_MERGED',
        p.recorded_on,
        p.recorded_on,
        cast(null as date),
        cast(null as varchar),
        cast(null as varchar),
        cast(null as varchar),
        'prison_person',
        p.record_id,
        p.recorded_on
    from prison_person as p
    inner join local_person as l on l.domain = 'noms_number' and l.number = p.noms_number
    where p.merged_into is not null
)

select
    person,
    'prison' as agency,
    activity,
    start_lo,
    start_hi,
    end_on,
    coalesce(detail, '') as detail,
    place,
    reference,
    source_table,
    record_id,
    recorded_on,
    probability
from found
order by person, source_table, record_id, activity, detail
