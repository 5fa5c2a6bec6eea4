-- One row per pair of records that cannot both be true, or per record that contradicts itself; found and counted, never repaired.
-- Key: rule, person, record_id, other_record_id.
-- Side: analysis.
-- Units: days by which the two contradict each other.
-- Source: events and spells; rules of order that hold whatever the case, each named after what it finds.
-- Left out: events whose day is not known, unless even their latest possible day contradicts.
with first_reception as (
    select person, min(start_lo) as first_on
    from spells
    where kind = 'custody'
    group by person
),

custody as (
    select person, spell_id, record_id, reference, start_lo, start_hi, end_on, end_reason
    from spells
    where kind = 'custody'
),

programme_starts as (
    select person, agency, reference, record_id, start_lo, start_hi
    from events
    where activity = 'PROGRAMME_STARTED'
),

found as (
    select
        'programme in prison before any reception' as rule,
        p.agency,
        p.person,
        p.reference,
        p.record_id,
        '' as other_record_id,
        date_diff('day', p.start_hi, f.first_on) as days
    from programme_starts as p
    inner join first_reception as f on f.person = p.person
    where p.agency = 'prison' and p.start_hi < f.first_on
    union all
    select
        'programme in prison outside custody',
        p.agency,
        p.person,
        p.reference,
        p.record_id,
        '',
        cast(null as bigint)
    from programme_starts as p
    inner join first_reception as f on f.person = p.person and p.start_lo >= f.first_on
    left join custody as c on c.person = p.person and c.start_lo <= p.start_hi and (c.end_on is null or c.end_on >= p.start_lo)
    where p.agency = 'prison' and c.person is null
    union all
    select
        'programme in the community while in custody',
        p.agency,
        p.person,
        p.reference,
        p.record_id,
        c.record_id,
        date_diff('day', c.start_hi, p.start_lo)
    from programme_starts as p
    inner join custody as c on c.person = p.person and c.start_hi < p.start_lo and (c.end_on is null or c.end_on > p.start_hi)
    where p.agency = 'probation'
    union all
    select
        'release before sentence',
        'prison',
        c.person,
        c.reference,
        c.record_id,
        s.record_id,
        date_diff('day', c.end_on, s.sentence_date)
    from custody as c
    inner join prison_sentence as s on s.book_id = c.reference
    where c.end_on < s.sentence_date
    union all
    select
        'overlapping custody',
        'prison',
        a.person,
        a.reference,
        a.record_id,
        b.record_id,
        date_diff('day', b.start_hi, a.end_on)
    from custody as a
    inner join custody as b on b.person = a.person and b.spell_id <> a.spell_id
    where
        a.end_on > b.start_hi
        and (a.start_hi < b.start_lo or (a.start_hi = b.start_lo and a.record_id < b.record_id))
        and coalesce(a.end_reason, '') <> 'RECORDS_MERGED' and coalesce(b.end_reason, '') <> 'RECORDS_MERGED'
    union all
    select
        'two bookings open at once',
        'prison',
        a.person,
        a.reference,
        a.record_id,
        b.record_id,
        cast(null as bigint)
    from custody as a
    inner join custody as b on b.person = a.person and a.record_id < b.record_id
    where a.end_on is null and b.end_on is null
    union all
    select
        'ended before it began',
        case
            when kind = 'custody' then 'prison'
            when kind in ('licence', 'community_order', 'mappa') then 'probation'
            when kind = 'order' then 'court'
            when kind in ('service', 'circle') then 'community'
            else 'prison'
        end,
        person,
        reference,
        record_id,
        '',
        date_diff('day', end_on, start_lo)
    from spells
    where end_on < start_lo
    union all
    select
        'event after death',
        e.agency,
        e.person,
        e.reference,
        e.record_id,
        e.activity,
        date_diff('day', d.ended_on, e.start_lo)
    from events as e
    inner join life_ends as d on d.person = e.person and d.how = 'died'
    where
        e.start_lo > d.ended_on
        and e.activity not like '%ENDED' and e.activity not in ('RECORDS_MERGED', 'CRIME_RECORDED', 'FLAG_SET', 'DEATH', 'RELEASE')
    union all
    select
        'event after the extract ends',
        e.agency,
        e.person,
        e.reference,
        e.record_id,
        e.activity,
        date_diff('day', $extract_end, e.start_lo)
    from events as e
    where e.start_lo > $extract_end
    union all
    select
        'recall before any release',
        e.agency,
        e.person,
        e.reference,
        e.record_id,
        '',
        cast(null as bigint)
    from events as e
    inner join first_reception as f on f.person = e.person
    left join custody as c on c.person = e.person and c.end_on <= e.start_hi
    where e.activity = 'RECALL' and c.person is null
    union all
    select
        case when x.activity = 'CHARGE' then 'convicted before charged' else 'sentenced before convicted' end,
        'court',
        e.person,
        e.reference,
        e.record_id,
        x.record_id,
        date_diff('day', e.start_hi, x.start_lo)
    from events as e
    inner join events as x on x.person = e.person and x.reference = e.reference
    where
        e.start_hi < x.start_lo
        and (
            (e.activity = 'CONVICTION' and x.activity = 'CHARGE')
            or (e.activity = 'SENTENCE' and e.source_table = 'court_disposal' and x.activity = 'CONVICTION')
        )
    union all
    select
        'charged before the offence',
        'court',
        l.person,
        c.charge_id,
        c.record_id,
        '',
        date_diff('day', c.charged_on, c.offence_from)
    from court_charge as c
    inner join local_person as l on l.domain = 'defendant_id' and l.number = c.defendant_id
    where c.charged_on < c.offence_from
    union all
    select
        'completed before it started',
        e.agency,
        e.person,
        e.reference,
        e.record_id,
        s.record_id,
        date_diff('day', e.start_hi, s.start_lo)
    from events as e
    inner join events as s on s.person = e.person and s.source_table = e.source_table
    where
        e.activity in ('PROGRAMME_COMPLETED', 'PROGRAMME_LEFT') and s.activity = 'PROGRAMME_STARTED' and e.start_hi < s.start_lo
        and ((e.reference is not null and s.reference = e.reference) or (e.reference is null and s.record_id = e.record_id))
    union all
    select
        'requirement commenced before it was imposed',
        'probation',
        l.person,
        q.requirement_id,
        q.record_id,
        '',
        date_diff('day', q.commencement, q.start)
    from requirement as q
    inner join local_person as l on l.domain = 'crn' and l.number = q.crn
    where q.commencement < q.start
)

select
    rule,
    agency,
    person,
    max(reference) as reference,
    record_id,
    other_record_id,
    max(days) as days
from found
group by rule, agency, person, record_id, other_record_id
order by rule, person, record_id, other_record_id
