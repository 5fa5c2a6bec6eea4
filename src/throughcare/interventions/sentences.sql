-- One row per sentence of a person: a custodial sentence from its first day to release, a community or suspended order from start to end.
-- Key: sentence_id.
-- Side: analysis.
-- Units: days and years; age in whole years from the month of birth; length is the longest concurrent plus all consecutive parts.
-- Source: prison sentences by booking; probation events; the risk band is the first one recorded from 90 days before the sentence to its end.
-- Left out: a later booking for the same sentence (a recall is not a new sentence); fines and other disposals without supervision.
with parts as (
    select
        b.book_id,
        min(s.sentence_date) as sentenced_on,
        max(case when s.consecutive_to_seq is null then s.length_days end) as concurrent_days,
        sum(case when s.consecutive_to_seq is not null then s.length_days else 0 end) as consecutive_days,
        min(t.classification) as sentence_type,
        max(case when t.indeterminate = 'yes' then 1 else 0 end) as is_indeterminate,
        max(case
            when o.offence_class in (
                'child_sexual', 'child_image', 'child_sexual_material', 'sexual_any_age', 'sexual_other', 'trafficking_sexual', 'prostitution_gain'
            ) then 1
            else 0
        end) as is_sexual,
        max(case when s.status = 'QUASHED' then 1 else 0 end) as is_quashed
    from prison_booking as b
    inner join prison_sentence as s on s.book_id = b.book_id
    left join (select distinct sentence_type, classification, indeterminate from ref_sentence_types) as t on t.sentence_type = s.sentence_type
    left join ref_offences as o on o.cjs_code = s.cjs_code
    group by b.book_id
),

bookings as (
    select
        s.person,
        s.probability,
        s.reference as book_id,
        coalesce(p.sentenced_on, b.sentence_start) as sentenced_on,
        s.end_on,
        s.end_reason,
        p.concurrent_days + p.consecutive_days as length_days,
        case when p.is_indeterminate = 1 then 'INDETERMINATE' else p.sentence_type end as sentence_type,
        p.is_sexual,
        p.is_quashed,
        row_number() over (
            partition by s.person, coalesce(p.sentenced_on, b.sentence_start) order by s.start_lo, s.reference
        ) as place
    from spells as s
    inner join prison_booking as b on b.book_id = s.reference
    left join parts as p on p.book_id = s.reference
    where s.kind = 'custody' and coalesce(p.sentenced_on, b.sentence_start) is not null
),

found as (
    select
        concat_ws(':', 'custody', book_id) as sentence_id,
        person,
        probability,
        'custody' as setting,
        sentenced_on,
        end_on,
        end_reason,
        length_days,
        coalesce(sentence_type, 'not recorded') as sentence_type,
        is_sexual
    from bookings
    where place = 1 and coalesce(is_quashed, 0) = 0
    union all
    select
        concat_ws(':', 'community', e.record_id),
        l.person,
        l.probability,
        'community',
        e.start,
        e.ended,
        case when e.ended is not null then coalesce(e.termination_reason, 'not recorded') end,
        e.length_days,
        e.disposal,
        case
            when o.offence_class in (
                'child_sexual', 'child_image', 'child_sexual_material', 'sexual_any_age', 'sexual_other', 'trafficking_sexual', 'prostitution_gain'
            ) then 1
            else 0
        end
    from probation_event as e
    inner join local_person as l on l.domain = 'crn' and l.number = e.crn
    left join ref_offences as o on o.cjs_code = e.cjs_code
    where e.disposal in ('community', 'suspended')
),

assessments as (
    select
        coalesce(p.person, c.person) as person,
        a.completed_on,
        a.record_id,
        case when a.osp_dc_band <> 'NOT_APPLICABLE' then a.osp_dc_band end as osp_band,
        case when a.osp_dc_band <> 'NOT_APPLICABLE' then a.osp_version end as osp_version,
        a.rm2000_s,
        a.maintains_innocence
    from oasys as a
    left join local_person as p on p.domain = 'noms_number' and p.number = a.noms_number
    left join local_person as c on c.domain = 'crn' and c.number = a.crn
    where a.completed_on is not null
),

banded as (
    select
        f.sentence_id,
        a.osp_band,
        a.osp_version,
        row_number() over (partition by f.sentence_id order by a.completed_on, a.record_id) as place
    from found as f
    inner join assessments as a on a.person = f.person
    where a.osp_band is not null and a.completed_on >= f.sentenced_on - 90 and a.completed_on <= coalesce(f.end_on, $extract_end)
),

-- Before OSP there was RM2000/s; the bands of the two tools do not mean the same.
static_banded as (
    select
        f.sentence_id,
        a.rm2000_s,
        row_number() over (partition by f.sentence_id order by a.completed_on, a.record_id) as place
    from found as f
    inner join assessments as a on a.person = f.person
    where a.rm2000_s is not null and a.completed_on >= f.sentenced_on - 90 and a.completed_on <= coalesce(f.end_on, $extract_end)
),

older as (
    select
        f.sentence_id,
        max(case when a.maintains_innocence then 1 when not a.maintains_innocence then 0 end) as innocence,
        min(a.completed_on) as first_assessed_on,
        min(case when a.completed_on >= f.sentenced_on then a.completed_on end) as assessed_on
    from found as f
    inner join assessments as a on a.person = f.person
    where a.completed_on >= f.sentenced_on - 90 and a.completed_on <= coalesce(f.end_on, $extract_end)
    group by f.sentence_id
),

aged as (
    select
        f.sentence_id,
        f.person,
        f.probability,
        f.setting,
        f.sentenced_on,
        f.end_on,
        f.end_reason,
        f.length_days,
        f.sentence_type,
        f.is_sexual,
        cast(floor(((year(f.sentenced_on) - year(p.birth_month)) * 12 + month(f.sentenced_on) - month(p.birth_month)) / 12.0) as bigint) as age,
        lead(f.sentenced_on) over (partition by f.person order by f.sentenced_on, f.sentence_id) as next_sentenced_on
    from found as f
    left join people as p on p.person = f.person
)

select
    a.sentence_id,
    a.person,
    a.setting,
    a.sentenced_on,
    a.end_on,
    a.end_reason,
    case when a.setting = 'custody' and a.end_reason = 'RELEASE' then a.end_on end as released_on,
    a.next_sentenced_on,
    a.length_days,
    a.sentence_type,
    a.is_sexual = 1 as sexual_offence,
    a.age,
    case
        when a.age < 18 then 'under 18'
        when a.age < $young_adult_below then concat('18-', cast($young_adult_below - 1 as varchar))
        when a.age < 40 then concat(cast($young_adult_below as varchar), '-39')
        when a.age < 60 then '40-59'
        when a.age >= 60 then '60 and over'
        else 'not recorded'
    end as age_group,
    case when a.age >= 18 then a.age < $young_adult_below end as young,
    coalesce(b.osp_band, 'not recorded') as osp_band,
    b.osp_version,
    m.rm2000_s as rm2000_band,
    coalesce(b.osp_band, m.rm2000_s, 'not recorded') as risk_band,
    case when b.osp_band is not null then 'OSP' when m.rm2000_s is not null then 'RM2000/s' else 'none' end as risk_tool,
    case when o.innocence = 1 then 'denied' when o.innocence = 0 then 'not denied' else 'not recorded' end as denial,
    o.assessed_on,
    coalesce(g.regime, 'none') as regime,
    a.probability
from aged as a
left join banded as b on b.sentence_id = a.sentence_id and b.place = 1
left join static_banded as m on m.sentence_id = a.sentence_id and m.place = 1
left join older as o on o.sentence_id = a.sentence_id
left join regimes as g on a.sentenced_on >= g.from_on and (g.to_on is null or a.sentenced_on <= g.to_on)
order by a.sentence_id
